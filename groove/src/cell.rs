//! One cell of the grid: what one drum does on one step.

use crate::units::{Offset, Probability, Velocity};

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
}

impl Cell {
    /// A stroke that was played, hence certain.
    #[must_use]
    pub fn stroke(velocity: Velocity, offset: Offset) -> Self {
        Self {
            hit: true,
            velocity,
            offset,
            probability: Probability::HIGHEST,
        }
    }
}
