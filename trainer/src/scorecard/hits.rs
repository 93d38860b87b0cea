//! The hits of a groove, a bit a cell: small enough to compare each with all of a corpus.

use crate::data::Window;

/// Hits without velocities and timing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hits(Vec<u64>);

impl Hits {
    /// Takes the hits of a groove.
    #[must_use]
    pub fn of(window: &Window) -> Self {
        let word = |hits: &[f32]| {
            hits.iter()
                .fold(0, |word, &hit| word << 1 | u64::from(hit > 0.5))
        };
        Self(window.hits.chunks(64).map(word).collect())
    }

    /// Takes the hits of each groove.
    #[must_use]
    pub fn of_all(windows: &[Window]) -> Vec<Self> {
        windows.iter().map(Self::of).collect()
    }

    /// In how many cells two grooves of a grid differ: [`groove::distance::hamming`] times the
    /// cells.
    #[must_use]
    pub fn differing(&self, other: &Self) -> u32 {
        let words = self.0.iter().zip(&other.0);
        words.map(|(one, other)| (one ^ other).count_ones()).sum()
    }
}

#[cfg(test)]
mod tests {
    use groove::{Grid, distance::hamming};

    use super::*;
    use crate::testing;

    #[test]
    fn it_is_the_hamming_distance_of_the_groove_crate() {
        let windows = testing::dataset(2).windows;
        let [one, other] = [0, 1].map(|at| windows[at].groove(Grid::FOUR_BARS));
        let [first, second] = [0, 1].map(|at| Hits::of(&windows[at]));
        let share = f64::from(first.differing(&second)) / 576.0;
        assert!(share > 0.0);
        assert_eq!(share, hamming(&one, &other));
        assert_eq!(first.differing(&first), 0);
    }
}
