//! Locks: what a new groove takes over from the one that was heard.

use groove::{Drum, Groove, Step};
use serde::{Deserialize, Serialize};

/// Bars of a groove that can be locked.
pub const BARS: usize = 4;

/// Which drums and which bars stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Locks {
    /// Each drum, in the order of [`Drum::ALL`].
    pub drums: [bool; Drum::COUNT],
    /// Each bar of four.
    pub bars: [bool; BARS],
}

impl Locks {
    /// Whether nothing is locked.
    #[must_use]
    pub fn are_open(&self) -> bool {
        *self == Self::default()
    }

    /// Puts the locked cells of `heard` into `new`, bit by bit; grooves on different grids have
    /// no cells in common.
    pub fn keep(&self, heard: &Groove, new: &mut Groove) {
        let grid = new.grid();
        if self.are_open() || heard.grid() != grid {
            return;
        }
        for step in 0..grid.steps() {
            let is_bar_locked = self.bars[step / grid.steps_per_bar() % BARS];
            for (&drum, is_drum_locked) in Drum::ALL[..grid.drums()].iter().zip(self.drums) {
                if is_bar_locked || is_drum_locked {
                    new.set(Step(step), drum, heard.cell(Step(step), drum));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use groove::{Cell, Grid, Offset, Velocity};

    use super::*;

    fn full(velocity: f32) -> Groove {
        let mut groove = Groove::empty(Grid::FOUR_BARS);
        for cell in groove.cells_mut() {
            *cell = Cell::stroke(Velocity::new(velocity), Offset::new(velocity / 4.0));
        }
        groove
    }

    #[test]
    fn locked_cells_stay_and_the_others_change() {
        let (heard, new) = (full(0.3), full(0.9));
        let mut locks = Locks::default();
        locks.drums[Drum::Snare.index()] = true;
        locks.bars[2] = true;
        let mut kept = new.clone();
        locks.keep(&heard, &mut kept);
        for step in (0..64).map(Step) {
            for drum in Drum::ALL {
                let is_locked = drum == Drum::Snare || (32..48).contains(&step.0);
                let origin = if is_locked { &heard } else { &new };
                assert_eq!(kept.cell(step, drum), origin.cell(step, drum), "{step:?}");
            }
        }
    }

    #[test]
    fn another_grid_has_nothing_to_keep() {
        let mut locks = Locks::default();
        locks.drums[0] = true;
        let other = Groove::empty(Grid::new(2, 4, 4, 9).expect("a grid"));
        let mut new = full(0.9);
        locks.keep(&other, &mut new);
        assert_eq!(new, full(0.9));
    }
}
