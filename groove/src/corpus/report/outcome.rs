//! What one piece gave.

use std::collections::BTreeMap;

use crate::units::MidiKey;

/// What was made of a piece, and what the report is to count of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made<T> {
    /// What was made.
    pub value: T,
    /// In numbers.
    pub outcome: Outcome,
}

/// A used piece in numbers; see the fields of the same names in [`super::Report`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Windows made.
    pub windows: usize,
    /// Strokes that lie on the grid.
    pub strokes: usize,
    /// Strokes left out since the drum map does not know their key.
    pub unknown_keys: BTreeMap<MidiKey, u32>,
    /// Strokes left out since another in their cell is louder.
    pub shadowed: usize,
    /// Strokes left out since they lie in bars of another meter.
    pub foreign_meters: usize,
    /// Notes left out since other parts play them.
    pub other_parts: usize,
    /// Strokes left out since they come before the first bar.
    pub before_start: usize,
}
