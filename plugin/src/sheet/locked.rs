//! Locked cells: what new grooves leave as it is, stroke by stroke.

use std::collections::BTreeSet;

use groove::{Drum, Grid, Groove, Step};
use serde::{Deserialize, Serialize};

use super::edits::{Spot, is_inside};

/// All locked cells. They are of one grid, and hold for grooves of that grid.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Locked {
    grid: Option<Grid>,
    cells: BTreeSet<Spot>,
}

impl Locked {
    /// Whether no cell is locked.
    #[must_use]
    pub fn are_none(&self) -> bool {
        self.cells.is_empty()
    }

    /// How many cells are locked.
    #[must_use]
    pub fn count(&self) -> usize {
        self.cells.len()
    }

    /// Whether a cell is.
    #[must_use]
    pub fn has(&self, spot: Spot) -> bool {
        self.cells.contains(&spot)
    }

    /// All of them, step by step.
    pub fn all(&self) -> impl Iterator<Item = Spot> {
        self.cells.iter().copied()
    }

    /// Locks an open cell of a grid, and opens a locked one. Locks of another grid are gone then.
    pub fn toggle(&mut self, grid: Grid, spot: Spot) {
        if !is_inside(grid, spot.0, spot.1) {
            return;
        }
        if self.grid != Some(grid) {
            self.cells.clear();
            self.grid = Some(grid);
        }
        if !self.cells.remove(&spot) {
            self.cells.insert(spot);
        }
        self.grid = self.grid.filter(|_| !self.cells.is_empty());
    }

    /// Whether nothing that was locked before is open now.
    #[must_use]
    pub fn holds_all_of(&self, before: &Self) -> bool {
        before.are_none() || (self.grid == before.grid && self.cells.is_superset(&before.cells))
    }

    /// Whether a cell of a drum's bar was locked before and is open now.
    #[must_use]
    pub fn lets_go(&self, before: &Self, bar: usize, drum: Drum) -> bool {
        let Some(grid) = before.grid else {
            return false;
        };
        let is_here = |spot: &Spot| spot.0.0 / grid.steps_per_bar() == bar && spot.1 == drum;
        let is_open = |spot: &Spot| self.grid != before.grid || !self.has(*spot);
        before
            .cells
            .iter()
            .any(|spot| is_here(spot) && is_open(spot))
    }

    /// Puts the locked cells of `heard` into `new`, bit by bit.
    pub fn keep(&self, heard: &Groove, new: &mut Groove) {
        if self.grid != Some(new.grid()) || heard.grid() != new.grid() {
            return;
        }
        for &(step, drum) in &self.cells {
            new.set(step, drum, heard.cell(step, drum));
        }
    }
}

/// Locked cells as projects hold them.
#[derive(Serialize, Deserialize)]
struct Stored {
    grid: Option<Grid>,
    cells: Vec<(usize, Drum)>,
}

impl From<Locked> for Stored {
    fn from(locked: Locked) -> Self {
        let cells = locked.cells.into_iter();
        Self {
            grid: locked.grid,
            cells: cells.map(|(Step(step), drum)| (step, drum)).collect(),
        }
    }
}

impl TryFrom<Stored> for Locked {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, String> {
        let mut cells = BTreeSet::new();
        for (step, drum) in stored.cells {
            let is_there = |grid| is_inside(grid, Step(step), drum);
            if !stored.grid.is_some_and(is_there) {
                return Err(format!(
                    "a lock of the {} on step {step} lies outside its grid",
                    drum.name()
                ));
            }
            cells.insert((Step(step), drum));
        }
        Ok(Self {
            grid: stored.grid.filter(|_| !cells.is_empty()),
            cells,
        })
    }
}

#[cfg(test)]
mod tests {
    use groove::{Cell, Offset, Velocity};

    use super::*;

    const SPOT: Spot = (Step(17), Drum::Snare);

    #[test]
    fn locked_cells_stay_bit_by_bit_and_no_others() {
        let mut heard = Groove::empty(Grid::FOUR_BARS);
        for cell in heard.cells_mut() {
            *cell = Cell::stroke(Velocity::new(0.3), Offset::new(0.1));
        }
        let mut locked = Locked::default();
        locked.toggle(Grid::FOUR_BARS, SPOT);
        let mut new = Groove::empty(Grid::FOUR_BARS);
        locked.keep(&heard, &mut new);
        assert_eq!(new.stroke_count(), 1);
        assert_eq!(new.cell(SPOT.0, SPOT.1), heard.cell(SPOT.0, SPOT.1));
        locked.toggle(Grid::FOUR_BARS, SPOT);
        assert_eq!(locked, Locked::default());
    }

    #[test]
    fn what_is_let_go_is_known_by_its_bar_and_drum() {
        let mut before = Locked::default();
        before.toggle(Grid::FOUR_BARS, SPOT);
        let mut now = before.clone();
        assert!(now.holds_all_of(&before) && !now.lets_go(&before, 1, Drum::Snare));
        now.toggle(Grid::FOUR_BARS, SPOT);
        assert!(!now.holds_all_of(&before) && now.lets_go(&before, 1, Drum::Snare));
        assert!(!now.lets_go(&before, 0, Drum::Snare) && !now.lets_go(&before, 1, Drum::Kick));
    }
}
