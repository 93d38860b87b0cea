//! What the player hands over, and the list it gathers strokes in.

use groove::{MidiKey, units::MidiVelocity};

/// A note begins or ends at a sample of the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoteEvent {
    /// Sample of the block, counted from 0.
    pub sample: usize,
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
    pub key: MidiKey,
    pub velocity: MidiVelocity,
}

/// The strokes of a block, with room for a fixed number.
pub(super) struct Hits(Vec<Hit>);

impl Hits {
    pub fn with_capacity(most: usize) -> Self {
        Self(Vec::with_capacity(most))
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds a stroke; does nothing when full.
    pub fn put(&mut self, hit: Hit) {
        if self.0.len() < self.0.capacity() {
            self.0.push(hit);
        }
    }

    /// Sorts by time and keeps of several strokes of one key on one sample the hardest: a drum
    /// can't be struck twice at once.
    pub fn order(&mut self) {
        self.0
            .sort_unstable_by_key(|hit| (hit.sample, hit.key, std::cmp::Reverse(hit.velocity)));
        self.0.dedup_by_key(|hit| (hit.sample, hit.key));
    }

    /// The strokes, those on the same sample together.
    pub fn by_sample(&self) -> impl Iterator<Item = &[Hit]> {
        self.0.chunk_by(|one, other| one.sample == other.sample)
    }
}
