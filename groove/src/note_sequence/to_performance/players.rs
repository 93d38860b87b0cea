//! Who plays: from the instruments of a message to the parts of a performance.

use std::collections::BTreeMap;

use super::super::{ControlChange, Note, NoteSequence, PitchBend};
use crate::performance::{Part, PartIndex, Performance};

/// As an event names its player.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Player {
    instrument: i32,
    program: i32,
    drums: bool,
}

macro_rules! named_by {
    ($($event:ty),*) => {$(
        impl From<&$event> for Player {
            fn from(event: &$event) -> Self {
                Self {
                    instrument: event.instrument,
                    program: event.program,
                    drums: event.is_drum,
                }
            }
        }
    )*};
}
named_by!(Note, ControlChange, PitchBend);

impl Player {
    fn in_range(self) -> Self {
        let program = self.program.clamp(0, 127);
        Self { program, ..self }
    }
}

/// The players of a message, as they come.
#[derive(Default)]
pub(super) struct Players(BTreeMap<Player, PartIndex>);

impl Players {
    /// The part of a player, until [`Players::settle`].
    pub fn part(&mut self, player: Player, sound: &mut bool) -> PartIndex {
        let known = player.in_range();
        *sound &= known == player;
        let next = PartIndex(self.0.len() as u32);
        *self.0.entry(known).or_insert(next)
    }

    /// Puts the parts in order of instrument and program and names them. Of an instrument with
    /// several programs the first gets the name.
    pub fn settle(self, message: &NoteSequence, performance: &mut Performance) {
        let mut places = vec![PartIndex::default(); self.0.len()];
        for (place, part) in (0..).map(PartIndex).zip(self.0.values()) {
            places[part.0 as usize] = place;
        }
        let strokes = performance.strokes.iter_mut().map(|event| &mut event.part);
        let controls = performance.controls.iter_mut().map(|event| &mut event.part);
        let bends = performance.bends.iter_mut().map(|event| &mut event.part);
        for part in strokes.chain(controls).chain(bends) {
            *part = places[part.0 as usize];
        }
        let infos = message.instrument_infos.iter();
        let mut names: BTreeMap<i32, &str> = infos
            .map(|info| (info.instrument, info.name.as_str()))
            .collect();
        let players = self.0.into_keys();
        performance.parts = players
            .map(|player| Part {
                program: player.program as u8,
                drums: player.drums,
                name: names
                    .remove(&player.instrument)
                    .unwrap_or_default()
                    .to_owned(),
            })
            .collect();
    }
}
