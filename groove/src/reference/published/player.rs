//! One part of a file: its track when a clip is written, and what is read from that track again.

use std::collections::BTreeMap;

use super::clip::{Clip, Window};
use crate::{
    performance::{ControlChange, Part, PartIndex, Performance, PitchBend, Stroke},
    units::{MidiKey, MidiVelocity},
};

/// A part with what it plays, in order of time.
pub(super) struct Player {
    pub(super) part: Part,
    /// By their ends.
    strokes: Vec<Stroke>,
    controls: Vec<ControlChange>,
    bends: Vec<PitchBend>,
}

/// A note's begin or, with a velocity of zero, its end, in the order in which a track holds them:
/// by tick, then by key, ends first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct NoteEvent {
    tick: u64,
    key: MidiKey,
    velocity: MidiVelocity,
}

impl Player {
    /// The players of a performance, in the order of its parts.
    pub(super) fn all(performance: &Performance) -> Vec<Self> {
        let mut players: Vec<Self> = performance.parts.iter().map(Self::silent).collect();
        for stroke in &performance.strokes {
            if let Some(player) = players.get_mut(stroke.part.0 as usize) {
                player.strokes.push(*stroke);
            }
        }
        for change in &performance.controls {
            if let Some(player) = players.get_mut(change.part.0 as usize) {
                player.controls.push(*change);
            }
        }
        for bend in &performance.bends {
            if let Some(player) = players.get_mut(bend.part.0 as usize) {
                player.bends.push(*bend);
            }
        }
        for player in &mut players {
            player.strokes.sort_by(|a, b| a.end.0.total_cmp(&b.end.0));
            player.controls.sort_by(|a, b| a.at.0.total_cmp(&b.at.0));
            player.bends.sort_by(|a, b| a.at.0.total_cmp(&b.at.0));
        }
        players
    }

    fn silent(part: &Part) -> Self {
        Self {
            part: part.clone(),
            strokes: Vec::new(),
            controls: Vec::new(),
            bends: Vec::new(),
        }
    }

    /// The strokes that lie wholly inside, as they are read again: in the order of their ends, a
    /// note's end closing all that sound on its key.
    pub(super) fn strokes(&self, clip: &Clip, part: PartIndex) -> Vec<Stroke> {
        let mut strokes = Vec::new();
        let mut sounding: BTreeMap<MidiKey, Vec<NoteEvent>> = BTreeMap::new();
        for event in self.note_events(clip) {
            let on_key = sounding.entry(event.key).or_default();
            if event.velocity.get() > 0 {
                on_key.push(event);
                continue;
            }
            strokes.extend(on_key.drain(..).map(|begin| Stroke {
                key: begin.key,
                velocity: begin.velocity,
                start: clip.seconds(begin.tick),
                end: clip.seconds(event.tick),
                part,
            }));
        }
        strokes
    }

    fn note_events(&self, clip: &Clip) -> Vec<NoteEvent> {
        let Window { start, end, .. } = clip.window;
        let from = self.strokes.partition_point(|stroke| stroke.end.0 < start);
        let strokes = self.strokes[from..]
            .iter()
            .take_while(|stroke| stroke.end.0 <= end)
            .filter(|stroke| stroke.start.0 >= start);
        let mut events = Vec::new();
        for stroke in strokes {
            let begins = clip.window.place(stroke.start);
            let ends = clip.window.place(stroke.end);
            if ends <= begins {
                continue;
            }
            let event = |time, velocity| NoteEvent {
                tick: clip.tick(time),
                key: stroke.key,
                velocity,
            };
            events.push(event(begins, stroke.velocity));
            events.push(event(ends, MidiVelocity::new(0)));
        }
        events.sort_unstable();
        events
    }

    /// The controllers' movements as they are read again.
    pub(super) fn controls(
        &self,
        clip: &Clip,
        part: PartIndex,
    ) -> impl Iterator<Item = ControlChange> {
        let mut kept: Vec<_> = clip
            .keep(&self.controls, |change| change.at)
            .map(|(tick, change)| (tick, change.controller, change.value))
            .collect();
        kept.sort();
        kept.into_iter()
            .map(move |(tick, controller, value)| ControlChange {
                at: clip.seconds(tick),
                controller,
                value,
                part,
            })
    }

    /// The pitch bends as they are read again.
    pub(super) fn bends(&self, clip: &Clip, part: PartIndex) -> impl Iterator<Item = PitchBend> {
        let mut kept: Vec<_> = clip
            .keep(&self.bends, |bend| bend.at)
            .map(|(tick, bend)| (tick, bend.bend))
            .collect();
        kept.sort();
        kept.into_iter().map(move |(tick, bend)| PitchBend {
            at: clip.seconds(tick),
            bend,
            part,
        })
    }
}
