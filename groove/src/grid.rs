//! The grid: how many bars, beats, steps and drums a groove has. It is data that a model's
//! card carries, so that a finer grid needs no change in the code.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{drum::Drum, units::Beats};

/// Shape of a groove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "GridFields", into = "GridFields")]
pub struct Grid {
    bars: usize,
    beats_per_bar: usize,
    steps_per_beat: usize,
    drums: usize,
    flams: bool,
}

/// A grid as a card writes it, not yet checked.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GridFields {
    bars: usize,
    beats_per_bar: usize,
    steps_per_beat: usize,
    drums: usize,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    flams: bool,
}

/// Why a grid was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GridError {
    /// A part is outside what the engine was built for.
    #[error("{what} is {found}, but must be {low} to {high}")]
    OutOfRange {
        /// Which part of the grid.
        what: &'static str,
        /// What was asked for.
        found: usize,
        /// The least that is allowed.
        low: usize,
        /// The most that is allowed.
        high: usize,
    },
    /// Each part is fine, the whole is too large.
    #[error("a grid of {steps} steps is too long: the most is {}", Grid::MAX_STEPS)]
    TooLong {
        /// Steps of the grid that was asked for.
        steps: usize,
    },
}

impl Grid {
    /// The most steps any grid has: four bars of four beats at 24 steps a beat.
    pub const MAX_STEPS: usize = 4 * 4 * 24;

    /// The grid of the reference and of the first models: 4 bars × 4 beats × 4 steps × 9 drums.
    pub const FOUR_BARS: Self = Self {
        bars: 4,
        beats_per_bar: 4,
        steps_per_beat: 4,
        drums: Drum::COUNT,
        flams: false,
    };

    /// A grid of these parts.
    ///
    /// # Errors
    /// If a part is zero or larger than the engine allows, or the whole is over
    /// [`Self::MAX_STEPS`] steps.
    pub fn new(
        bars: usize,
        beats_per_bar: usize,
        steps_per_beat: usize,
        drums: usize,
    ) -> Result<Self, GridError> {
        let within = |what, found, low, high| {
            if (low..=high).contains(&found) {
                Ok(())
            } else {
                Err(GridError::OutOfRange {
                    what,
                    found,
                    low,
                    high,
                })
            }
        };
        within("bars", bars, 1, 16)?;
        within("beats_per_bar", beats_per_bar, 1, 16)?;
        within("steps_per_beat", steps_per_beat, 1, 24)?;
        within("drums", drums, 1, Drum::COUNT)?;
        let steps = bars * beats_per_bar * steps_per_beat;
        if steps > Self::MAX_STEPS {
            return Err(GridError::TooLong { steps });
        }
        Ok(Self {
            bars,
            beats_per_bar,
            steps_per_beat,
            drums,
            flams: false,
        })
    }

    /// The same grid, but a cell holds a second stroke too: a flam or a drag is then kept
    /// where the louder of two strokes would stand alone.
    #[must_use]
    pub const fn with_flams(mut self) -> Self {
        self.flams = true;
        self
    }

    /// The same grid with so many bars.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_bars(self, bars: usize) -> Result<Self, GridError> {
        let grid = Self::new(bars, self.beats_per_bar, self.steps_per_beat, self.drums)?;
        Ok(Self {
            flams: self.flams,
            ..grid
        })
    }

    /// Whether a cell may hold a second stroke.
    #[must_use]
    pub const fn flams(self) -> bool {
        self.flams
    }

    /// Bars in a groove.
    #[must_use]
    pub const fn bars(self) -> usize {
        self.bars
    }

    /// Quarter notes in a bar.
    #[must_use]
    pub const fn beats_per_bar(self) -> usize {
        self.beats_per_bar
    }

    /// Steps in a quarter note.
    #[must_use]
    pub const fn steps_per_beat(self) -> usize {
        self.steps_per_beat
    }

    /// Drums on each step: the first so many of [`Drum::ALL`].
    #[must_use]
    pub const fn drums(self) -> usize {
        self.drums
    }

    /// Steps in a bar.
    #[must_use]
    pub const fn steps_per_bar(self) -> usize {
        self.beats_per_bar * self.steps_per_beat
    }

    /// Steps in a groove.
    #[must_use]
    pub const fn steps(self) -> usize {
        self.bars * self.steps_per_bar()
    }

    /// Cells in a groove: steps × drums.
    #[must_use]
    pub const fn cells(self) -> usize {
        self.steps() * self.drums
    }

    /// Length of a groove in quarter notes.
    #[must_use]
    pub fn length(self) -> Beats {
        Beats((self.bars * self.beats_per_bar) as f64)
    }

    /// Length of a step in quarter notes.
    #[must_use]
    pub fn step_length(self) -> Beats {
        Beats(1.0 / self.steps_per_beat as f64)
    }
}

impl TryFrom<GridFields> for Grid {
    type Error = GridError;

    fn try_from(fields: GridFields) -> Result<Self, GridError> {
        let grid = Self::new(
            fields.bars,
            fields.beats_per_bar,
            fields.steps_per_beat,
            fields.drums,
        )?;
        Ok(Self {
            flams: fields.flams,
            ..grid
        })
    }
}

impl From<Grid> for GridFields {
    fn from(grid: Grid) -> Self {
        Self {
            bars: grid.bars,
            beats_per_bar: grid.beats_per_bar,
            steps_per_beat: grid.steps_per_beat,
            drums: grid.drums,
            flams: grid.flams,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_grids_fit_and_larger_ones_are_refused() {
        assert!(Grid::new(4, 4, 24, 9).is_ok());
        assert_eq!(
            Grid::new(5, 4, 24, 9),
            Err(GridError::TooLong { steps: 480 })
        );
        assert!(Grid::new(0, 4, 4, 9).is_err());
        assert!(Grid::new(4, 4, 4, 10).is_err());
    }

    #[test]
    fn four_bars_is_what_the_reference_uses() {
        let grid = Grid::FOUR_BARS;
        assert_eq!(
            (grid.steps(), grid.steps_per_bar(), grid.cells()),
            (64, 16, 576)
        );
    }
}
