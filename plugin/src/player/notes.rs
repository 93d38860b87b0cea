//! What the player hands over, and the list it gathers strokes in.

use std::cmp::Reverse;

use groove::{Drum, MidiKey, units::MidiVelocity};

use super::{MidiChannel, bounded::Bounded};

/// A note begins or ends at a sample of the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoteEvent {
    /// Sample of the block, counted from 0.
    pub sample: usize,
    /// On which channel.
    pub channel: MidiChannel,
    /// Which note.
    pub key: MidiKey,
    /// Begin or end.
    pub kind: NoteKind,
}

/// Whether a note begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// It begins, this hard.
    On(MidiVelocity),
    /// It ends.
    Off,
}

/// A stroke on its sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    pub sample: usize,
    pub drum: Drum,
    pub channel: MidiChannel,
    pub key: MidiKey,
    pub velocity: MidiVelocity,
}

/// The strokes of a block, with room for a fixed number.
pub(super) struct Hits(Bounded<Hit>);

impl Hits {
    pub fn with_room(most: usize) -> Self {
        Self(Bounded::with_room(most))
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds a stroke; does nothing when full.
    pub fn put(&mut self, hit: Hit) {
        self.0.push(hit);
    }

    /// Sorts by time and keeps of several strokes of one key on one sample the hardest: a drum
    /// can't be struck twice at once.
    pub fn order(&mut self) {
        let place = |hit: &Hit| (hit.sample, hit.channel, hit.key);
        self.0
            .sort_unstable_by_key(|hit| (place(hit), Reverse(hit.velocity), hit.drum));
        self.0.dedup_by_key(|hit| place(hit));
    }

    /// The strokes, those on the same sample together.
    pub fn by_sample(&self) -> impl Iterator<Item = &[Hit]> {
        self.0.chunk_by(|one, other| one.sample == other.sample)
    }
}
