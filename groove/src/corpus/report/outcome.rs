//! What one piece gave.

use super::Rejection;
use crate::{
    grid::Grid,
    groove::Groove,
    quantize::{Laid, LeftOut, QuantizeError, Sequence},
    units::{Step, Tempo},
};

/// What was made of a piece, and what the report is to count of it. Of a rejected piece something
/// may be made too, e.g. a line of a table that says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made<T> {
    /// What was made.
    pub value: T,
    /// In numbers, or why it is rejected all the same.
    pub outcome: Result<Outcome, Rejection>,
}

/// A used piece in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Windows made.
    pub windows: usize,
    /// Strokes that lie on the grid.
    pub strokes: usize,
    /// Strokes that do not.
    pub left_out: LeftOut,
}

impl Outcome {
    /// The numbers of a piece that is laid, with no windows yet.
    #[must_use]
    pub fn new(strokes: usize, left_out: LeftOut) -> Self {
        Self {
            windows: 0,
            strokes,
            left_out,
        }
    }

    /// The numbers of a laid piece that gave so many windows.
    #[must_use]
    pub fn of(laid: Laid, windows: usize) -> Self {
        let strokes = laid.sections.iter().map(Sequence::stroke_count).sum();
        Self {
            windows,
            ..Self::new(strokes, laid.left_out)
        }
    }
}

impl<T> Made<Vec<T>> {
    /// What most imports want of a piece: its windows as long as `grid`, one every `hop` rows,
    /// section by section, each made into something with the tempo that it begins in.
    ///
    /// # Errors
    /// [`QuantizeError::TooShort`] if there is none.
    pub fn windows(
        laid: Laid,
        grid: Grid,
        hop: Step,
        mut make: impl FnMut(Groove, Tempo) -> T,
    ) -> Result<Self, QuantizeError> {
        let mut value = Vec::new();
        for section in &laid.sections {
            let starts = section.window_starts(grid.steps(), hop);
            for (groove, start) in section.windows(grid, hop).zip(starts) {
                value.push(make(groove, section.tempo_at(start)));
            }
        }
        if value.is_empty() {
            return Err(QuantizeError::TooShort {
                found: laid.longest().map_or(0, Sequence::bars),
                needed: grid.bars(),
            });
        }
        let outcome = Ok(Outcome::of(laid, value.len()));
        Ok(Self { value, outcome })
    }
}
