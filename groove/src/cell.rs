//! One cell of the grid: what one drum does on one step.

use serde::{Deserialize, Serialize};

use crate::units::{Gap, Offset, Probability, Velocity};

/// The other stroke of a flam, drag or double: same drum, same cell, softer than the main one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Second {
    /// How far from the main stroke; negative is before it, as a grace note.
    pub gap: Gap,
    /// How hard.
    pub velocity: Velocity,
}

/// What one drum does on one step.
///
/// Velocity and offset are kept where there is no hit too (a model has an opinion there), but
/// only a hit sounds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cell {
    /// Whether the drum is struck.
    pub hit: bool,
    /// How hard.
    pub velocity: Velocity,
    /// How far from the grid line; positive is late.
    pub offset: Offset,
    /// How probable a model holds the hit; 1 or 0 where no model was asked.
    pub probability: Probability,
    /// A second stroke, on grids that keep them ([`crate::Grid::flams`]).
    pub second: Option<Second>,
}

impl Cell {
    /// A cell that a model holds less probable than this sounds in no playing, however dense.
    pub const LEAST_PROBABILITY: f32 = 0.02;

    /// Whether it is struck, or could be where more is asked for.
    #[must_use]
    pub fn may_sound(&self) -> bool {
        self.hit || self.probability.get() >= Self::LEAST_PROBABILITY
    }

    /// A stroke that was played, hence certain.
    #[must_use]
    pub fn stroke(velocity: Velocity, offset: Offset) -> Self {
        Self {
            hit: true,
            velocity,
            offset,
            probability: Probability::HIGHEST,
            second: None,
        }
    }
}
