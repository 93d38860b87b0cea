//! The notes that the reference makes of a tensor (`spec.md` 3).

use super::tensor::Tensor;
use crate::{
    drum::Drum,
    drum_map::DrumMap,
    performance::Seconds,
    units::{MidiKey, MidiVelocity},
};

/// Seconds of a step: the reference writes everything at 120.
const STEP: f64 = 0.125;

/// A note as the reference writes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Note {
    /// The drum it came from.
    pub drum: Drum,
    /// The first key of the drum in the map.
    pub key: MidiKey,
    /// When it sounds; below zero for an early stroke on the first row.
    pub start: Seconds,
    /// A step later.
    pub end: Seconds,
    /// May be 0, which a MIDI file would take for the end of a note.
    pub velocity: MidiVelocity,
}

/// The notes of a tensor, row by row, within a row drum by drum. A hit is above 0.5.
pub fn notes<'t>(tensor: &'t Tensor, map: &'t DrumMap) -> impl Iterator<Item = Note> + 't {
    let cells = (0..tensor.rows()).flat_map(|row| Drum::ALL.map(|drum| (row, drum)));
    cells.filter_map(move |(row, drum)| {
        let cell = tensor.cell(row, drum);
        let early = (cell.offset / 2.0).clamp(-0.5, 0.5);
        let start = (row as f64 - early) * STEP;
        let velocity = (127.0 * cell.velocity).round_ties_even().clamp(0.0, 127.0);
        (cell.hit > 0.5).then(|| Note {
            drum,
            key: map.key(drum),
            start: Seconds(start),
            end: Seconds(start + STEP),
            velocity: MidiVelocity::new(velocity as u8),
        })
    })
}
