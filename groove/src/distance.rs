//! How alike two grooves are.
//!
//! Three answers, from the cells to the ear:
//! - [`Comparison`] counts shared, missed and added hits and the errors of velocity and timing: the
//!   scores of a model that is to copy a groove.
//! - [`hamming`] is the share of cells whose hits differ: quick, and deaf to loudness, timing and
//!   likeness of drums.
//! - [`perceptual`] compares what is heard, on any two grids.
//!
//! If you want to know what one groove is like, look in [`statistics`](crate::statistics).

mod perceptual;

use crate::{drum::Drum, groove::Groove, units::Step};

pub use crate::compare::Comparison;
pub use perceptual::perceptual;

/// Hit Hamming distance, 0–1: the share of cells in which one groove has a hit and the other has
/// none. 0 between grooves of equal hits, 1 where no cell agrees; a metric among the hits of one
/// grid.
///
/// Cells are matched by step and drum. Of unequal grids, the cells that only one has are empty in
/// the other; steps are not translated into time: for that see [`perceptual`].
#[must_use]
pub fn hamming(one: &Groove, other: &Groove) -> f64 {
    let (here, there) = (one.grid(), other.grid());
    let steps = here.steps().max(there.steps());
    let drums = here.drums().max(there.drums());
    let differing = (0..steps)
        .flat_map(|step| Drum::ALL.into_iter().map(move |drum| (Step(step), drum)))
        .filter(|&(step, drum)| one.cell(step, drum).hit != other.cell(step, drum).hit)
        .count();
    differing as f64 / (steps * drums) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::{grid, one_bar, remove, rock};

    #[test]
    fn one_hit_of_a_bar_is_one_cell_of_144() {
        let original = rock(one_bar());
        let mut copy = original.clone();
        remove(&mut copy, 4, Drum::Snare);
        assert_eq!(hamming(&original, &original), 0.0);
        assert_eq!(hamming(&original, &copy), 1.0 / 144.0);
    }

    #[test]
    fn bars_that_one_lacks_are_empty() {
        let (one, two) = (rock(one_bar()), rock(grid(2, 4, 4)));
        assert_eq!(hamming(&one, &two), 12.0 / 288.0);
    }
}
