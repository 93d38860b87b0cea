//! Whether a set of grooves is like real drumming: in what a listener hears, in variety, and
//! without being a copy of the training data.
//!
//! Does not know how the grooves were made.

use std::ops::Range;

use groove::{
    Grid,
    statistics::{Attribute, Statistics},
};
use serde::Serialize;

use super::{
    histogram::{Bins, overlap},
    hits::Hits,
};
use crate::data::Window;

/// Bins of the histogram of a statistic.
const BINS: usize = 20;

/// A groove is a copy where the nearest training groove differs in no more than this share of the
/// cells: in 5 of the 576 cells of four bars.
pub const COPY: f64 = 0.01;

/// Real grooves as a measure, a histogram for each statistic.
#[derive(Debug, Clone)]
pub struct Measure {
    grid: Grid,
    histograms: Vec<(Bins, Vec<u64>)>,
}

/// How like the training data a set is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Novelty {
    /// Share of the set that is a copy: some training window differs in no more than 1 % of the
    /// cells' hits.
    pub copy_rate: f64,
    /// Mean share of the cells in which the nearest training window differs.
    pub nearest: f64,
}

impl Measure {
    /// Measures real grooves. The bins are 20 over the bulk of the real values, the same for
    /// whatever is compared with them ([`Bins::over_bulk`]).
    #[must_use]
    pub fn of(real: &[Window], grid: Grid) -> Self {
        let values = values(real, grid);
        let histograms = values.iter().map(|values| {
            let bins = Bins::over_bulk(values, BINS);
            (bins, bins.histogram(values.iter().copied()))
        });
        Self {
            grid,
            histograms: histograms.collect(),
        }
    }

    /// The overlap area ([`overlap`]) of a set with the real grooves, for each statistic in the
    /// order of [`Attribute::ALL`].
    #[must_use]
    pub fn overlaps(&self, set: &[Window]) -> Vec<f64> {
        let values = values(set, self.grid);
        let pairs = self.histograms.iter().zip(&values);
        pairs
            .map(|((bins, real), values)| overlap(real, &bins.histogram(values.iter().copied())))
            .collect()
    }
}

impl Measure {
    /// The share of a set in each bin, for each statistic.
    #[must_use]
    pub fn shares(&self, set: &[Window]) -> Vec<Vec<f64>> {
        let values = values(set, self.grid);
        let pairs = self.histograms.iter().zip(&values);
        let share = |count: u64| count as f64 / set.len().max(1) as f64;
        pairs
            .map(|((bins, _), values)| bins.histogram(values.iter().copied()))
            .map(|counts| counts.into_iter().map(share).collect())
            .collect()
    }

    /// Where the bins of a statistic begin and end; `None` where the real grooves all have one
    /// value.
    #[must_use]
    pub fn range(&self, statistic: usize) -> Option<Range<f64>> {
        let (bins, _) = self.histograms.get(statistic)?;
        bins.range()
    }
}

/// The values of each statistic over a set.
fn values(set: &[Window], grid: Grid) -> Vec<Vec<f64>> {
    let mut values = vec![Vec::new(); Attribute::COUNT];
    for window in set {
        let statistics = Statistics::of(&window.groove(grid), window.tempo);
        for (values, (_, value)) in values.iter_mut().zip(statistics.iter()) {
            values.push(value);
        }
    }
    values
}

/// Mean share of the cells in which the hits of two of the set differ, over all pairs: the mean of
/// [`groove::distance::hamming`]. 0 where there are not two.
#[must_use]
pub fn diversity(set: &[Window], grid: Grid) -> f64 {
    let hits = Hits::of_all(set);
    let pairs = hits.len() * hits.len().saturating_sub(1) / 2;
    let differing: u64 = hits
        .iter()
        .enumerate()
        .flat_map(|(at, one)| hits[at + 1..].iter().map(|other| one.differing(other)))
        .map(u64::from)
        .sum();
    differing as f64 / (pairs * grid.cells()).max(1) as f64
}

/// Compares each of a set with all training windows.
#[must_use]
pub fn novelty(set: &[Window], training: &[Hits], grid: Grid) -> Novelty {
    let cells = grid.cells() as f64;
    let nearest: Vec<f64> = set
        .iter()
        .map(Hits::of)
        .filter_map(|hits| training.iter().map(|other| hits.differing(other)).min())
        .map(|differing| f64::from(differing) / cells)
        .collect();
    let count = nearest.len().max(1) as f64;
    let copies = nearest.iter().filter(|&&share| share <= COPY).count();
    Novelty {
        copy_rate: copies as f64 / count,
        nearest: nearest.iter().sum::<f64>() / count,
    }
}

#[cfg(test)]
mod tests {
    use groove::Tempo;

    use super::*;
    use crate::testing::{self, stroked};

    /// Kicks on so many first steps.
    fn kicks(count: usize) -> Window {
        let strokes: Vec<_> = (0..count).map(|step| (step, 0, 0.5, 0.0)).collect();
        stroked(Tempo::DEFAULT, &strokes)
    }

    #[test]
    fn a_set_overlaps_itself_and_not_another_density() {
        let grid = Grid::FOUR_BARS;
        let real: Vec<Window> = (10..30).map(kicks).collect();
        let measure = Measure::of(&real, grid);
        assert!(
            measure
                .overlaps(&real)
                .iter()
                .all(|&overlap| overlap > 1.0 - 1e-9)
        );
        let dense: Vec<Window> = (50..60).map(kicks).collect();
        let density = Attribute::ALL
            .iter()
            .position(|&attribute| attribute == Attribute::Density)
            .unwrap();
        // The last bin is open, and one of the real grooves lies in it.
        assert!((measure.overlaps(&dense)[density] - 0.05).abs() < 1e-9);
    }

    #[test]
    fn diversity_is_the_mean_over_pairs() {
        let grid = Grid::FOUR_BARS;
        let set = [kicks(0), kicks(3), kicks(9)];
        // 3, 9 and 6 cells differ.
        assert_eq!(diversity(&set, grid), 6.0 / 576.0);
        assert_eq!(diversity(&set[..1], grid), 0.0);
    }

    #[test]
    fn a_copy_is_within_five_cells_of_a_training_groove() {
        let grid = Grid::FOUR_BARS;
        let mut training = Hits::of_all(&testing::dataset(3).windows);
        training.push(Hits::of(&kicks(10)));
        let found = novelty(&[kicks(5), kicks(16)], &training, grid);
        assert_eq!(found.copy_rate, 0.5);
        assert!((found.nearest - (5.0 + 6.0) / 2.0 / 576.0).abs() < 1e-12);
    }
}
