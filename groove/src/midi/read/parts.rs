//! Who plays in a track: one part for each channel and program that ends a note there, in the
//! order of these first ends.

use std::mem;

use crate::{
    performance::{ControlChange, Part, PartIndex, Performance, PitchBend, Seconds},
    rules::Rules,
};

/// Movements of a channel.
#[derive(Debug, Default)]
struct Moves {
    controls: Vec<ControlChange>,
    bends: Vec<PitchBend>,
    /// Whether a part has them already.
    told: bool,
}

/// The parts of the track that is being read.
#[derive(Debug)]
pub(super) struct Parts {
    rules: Rules,
    /// Which part a channel and program is; one below `first` belongs to an earlier track.
    places: Vec<PartIndex>,
    /// How many parts the earlier tracks have.
    first: usize,
    /// Whose movements are whose: a place in `moves` for each part of this track.
    moves_of: Vec<usize>,
    moves: Vec<Moves>,
    /// The movements of a channel before its first note: a place in `moves`.
    early: [Option<usize>; 16],
    programs: [u8; 16],
    name: String,
    /// How much the reference may still repeat.
    room: usize,
}

/// No part.
const NOBODY: PartIndex = PartIndex(u32::MAX);

/// The reference gives one channel's movements to each of its programs, and a track's name to
/// all its parts. So a small file can swell without bound; this is where we stop.
const MOST_REPEATED: usize = 1 << 20;

impl Parts {
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            places: vec![NOBODY; 16 * 128],
            first: 0,
            moves_of: Vec::new(),
            moves: Vec::new(),
            early: [None; 16],
            programs: [0; 16],
            name: String::new(),
            room: MOST_REPEATED,
        }
    }

    /// Starts a track after so many parts.
    pub fn begin(&mut self, first: usize) {
        self.first = first;
        self.moves_of.clear();
        self.moves.clear();
        self.early = [None; 16];
        self.programs = [0; 16];
        self.name.clear();
    }

    /// Names the parts to come of this track.
    pub fn set_name(&mut self, name: String) {
        self.name = name;
    }

    /// Changes the program of a channel.
    pub fn set_program(&mut self, channel: u8, program: u8) {
        self.programs[usize::from(channel & 15)] = program & 127;
    }

    fn place(&self, channel: u8) -> usize {
        let channel = usize::from(channel & 15);
        channel * 128 + usize::from(self.programs[channel])
    }

    fn find(&self, channel: u8) -> Option<PartIndex> {
        let part = self.places[self.place(channel)];
        (part != NOBODY && part.0 as usize >= self.first).then_some(part)
    }

    /// The part that plays a channel now; a new one if need be.
    pub fn player(
        &mut self,
        channel: u8,
        parts: &mut Vec<Part>,
    ) -> Result<PartIndex, &'static str> {
        if let Some(part) = self.find(channel) {
            return Ok(part);
        }
        self.spend(self.name.len())?;
        let place = self.place(channel);
        let part = PartIndex(u32::try_from(parts.len()).unwrap_or(NOBODY.0));
        self.places[place] = part;
        parts.push(Part {
            program: self.programs[usize::from(channel & 15)],
            drums: channel == 9,
            name: self.name.clone(),
        });
        let moves = match self.early[usize::from(channel & 15)] {
            Some(moves) => moves,
            None => self.more_moves(),
        };
        self.moves_of.push(moves);
        Ok(part)
    }

    fn more_moves(&mut self) -> usize {
        self.moves.push(Moves::default());
        self.moves.len() - 1
    }

    /// The movements of the part that plays a channel now, or of the channel while none does.
    fn moves(&mut self, channel: u8) -> &mut Moves {
        let part = self.find(channel);
        let known = part.and_then(|part| self.moves_of.get(part.0 as usize - self.first).copied());
        let early = self.early[usize::from(channel & 15)];
        let moves = known.or(early).unwrap_or_else(|| {
            let moves = self.more_moves();
            self.early[usize::from(channel & 15)] = Some(moves);
            moves
        });
        &mut self.moves[moves]
    }

    pub fn control(&mut self, channel: u8, at: Seconds, [controller, value]: [u8; 2]) {
        self.moves(channel).controls.push(ControlChange {
            at,
            controller,
            value,
            part: NOBODY,
        });
    }

    pub fn bend(&mut self, channel: u8, at: Seconds, [low, high]: [u8; 2]) {
        let bend = (i16::from(high) << 7 | i16::from(low)) - 0x2000;
        self.moves(channel).bends.push(PitchBend {
            at,
            bend,
            part: NOBODY,
        });
    }

    /// Ends the track: hands the movements over to their parts. Where several programs of a
    /// channel share them, the first gets them; in the reference, each.
    pub fn end(&mut self, performance: &mut Performance) -> Result<(), &'static str> {
        let shares = mem::take(&mut self.moves_of);
        for (part, moves) in (self.first..).zip(&shares) {
            let moves = &mut self.moves[*moves];
            if moves.told && self.rules == Rules::Quatrain {
                continue;
            }
            let part = PartIndex(u32::try_from(part).unwrap_or(NOBODY.0));
            let controls = moves.controls.iter();
            performance
                .controls
                .extend(controls.map(|control| ControlChange { part, ..*control }));
            let bends = moves.bends.iter();
            performance
                .bends
                .extend(bends.map(|bend| PitchBend { part, ..*bend }));
            if mem::replace(&mut moves.told, true) {
                let count = moves.controls.len() + moves.bends.len();
                self.spend(count)?;
            }
        }
        self.moves_of = shares;
        Ok(())
    }

    fn spend(&mut self, count: usize) -> Result<(), &'static str> {
        if self.rules == Rules::Reference {
            let room = self.room.checked_sub(count);
            self.room = room.ok_or("names or controllers repeat without bound")?;
        }
        Ok(())
    }
}
