//! A host of numbers alone: it carries out [scripts](crate::script), and asks whoever stands in for
//! the plugin.
//!
//! [`Performance::of`] makes a script into the song's run, exact in time, and [`Performance::calls`]
//! cuts that into the calls that real hosts make, of which [`play`] tells a closure. The hosts of
//! both formats make the very same calls.
//!
//! It must not know what a plugin does with them.

mod cut;
mod interpreter;
mod piece;
#[cfg(test)]
mod tests;

use crate::{
    notes::{Note, Recording},
    script::{Script, Seams},
    transport::{Activation, Call, EventKind},
};

pub use piece::{Beginning, Piece, Telling};

/// What else than playing blocks a host asks for at some sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Order {
    /// Get ready.
    Activate(Activation),
    /// Stop.
    Deactivate,
    /// Forget what sounds.
    Reset,
}

/// Something that happens before a sample is played.
#[derive(Debug, Clone, PartialEq)]
pub struct At<T> {
    /// The sample, counted from the start of the script.
    pub sample: u64,
    /// What.
    pub what: T,
}

/// A script carried out: where the song is at each sample, and what else happens when.
#[derive(Debug, Clone, PartialEq)]
pub struct Performance {
    /// The song's run, piece by piece, without gaps.
    pub pieces: Vec<Piece>,
    /// Notes and parameter changes for the plugin, in order of time.
    pub events: Vec<At<EventKind>>,
    /// Activation and reset, in order of time.
    pub orders: Vec<At<Order>>,
    /// Block sizes from here on.
    sizes: Vec<At<Vec<u32>>>,
    /// What happens at seams from here on.
    seams: Vec<At<Seams>>,
}

impl Performance {
    /// Carries a script out.
    #[must_use]
    pub fn of(script: &Script) -> Self {
        interpreter::perform(script)
    }

    /// All samples, those of the last stop included.
    #[must_use]
    pub fn samples(&self) -> u64 {
        self.pieces.last().map_or(0, Piece::last_sample)
    }

    /// The first sample from here on at which the plugin is active.
    #[must_use]
    pub fn next_awake(&self, sample: u64) -> u64 {
        let before = self.orders.partition_point(|order| order.sample <= sample);
        let (before, after) = self.orders.split_at(before);
        let is_about_activity = |order: &&At<Order>| order.what != Order::Reset;
        match before.iter().rfind(is_about_activity) {
            Some(order) if order.what == Order::Deactivate => after
                .iter()
                .find(|order| matches!(order.what, Order::Activate(_)))
                .map_or(self.samples(), |order| order.sample),
            _ => sample,
        }
    }

    /// The longest block of all, in samples.
    #[must_use]
    pub fn most_frames(&self) -> u32 {
        let sizes = self.sizes.iter().flat_map(|sizes| &sizes.what);
        sizes.copied().max().unwrap_or(0)
    }

    /// What a host asks of a plugin, call by call.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        cut::calls(self)
    }
}

/// Lets something that stands in for a plugin play a script. It is asked call by call, for blocks
/// that are [cut at their turns](crate::transport::Block::parts), and gives the notes of each, their
/// samples counted from the start of the block.
pub fn play(script: &Script, mut plugin: impl FnMut(&Call) -> Vec<Note>) -> Recording {
    let mut heard = Recording::default();
    for call in Performance::of(script).calls() {
        match call {
            Call::Process(block) => {
                for part in block.parts() {
                    let start = part.start;
                    let notes = plugin(&Call::Process(part)).into_iter();
                    heard.notes.extend(notes.map(|note| Note {
                        sample: start + note.sample,
                        ..note
                    }));
                }
            }
            other => drop(plugin(&other)),
        }
    }
    heard
}

/// The first whole sample at or after an exact one, which may be off by the last bits.
pub(crate) fn first_sample(exact: f64) -> u64 {
    (exact - 1e-6).ceil().max(0.0) as u64
}
