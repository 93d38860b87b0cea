//! How much a groove sounds like a style: a linear reading of its statistics and of its pattern,
//! learned from the styles that the corpus names.
//!
//! The reading is a ridge regression of "is of this style" on the features (a linear discriminant;
//! Hastie, Tibshirani & Friedman, "The Elements of Statistical Learning", 2009, 4.2). It looks at
//! grooves alone and knows no latents, so that it can judge what a latent's move did.

use groove::{
    Groove,
    statistics::{Attribute, Statistics},
};
use nalgebra::{DMatrix, DVector};

use crate::{data::Source, error::TrainError};

/// A style that fewer pieces have is a piece, not a style.
pub const LEAST_PIECES: usize = 2;

/// Weight of the ridge beside the features' own variance of 1.
const RIDGE: f64 = 0.1;

/// The styles and how they are read.
#[derive(Debug, Clone)]
pub struct Styles {
    names: Vec<String>,
    /// What is usual of each feature.
    means: DVector<f64>,
    deviations: DVector<f64>,
    /// A row a style.
    weights: DMatrix<f64>,
}

impl Styles {
    /// Learns the styles of the pieces that grooves come from, in alphabetical order. Without any,
    /// as in a corpus that names none, there are none.
    ///
    /// # Errors
    /// If the regression has no solution.
    pub fn learn(
        grooves: &[Groove],
        statistics: &[Statistics],
        sources: &[Source],
    ) -> Result<Self, TrainError> {
        let mut pieces: std::collections::BTreeMap<&str, usize> = Default::default();
        for style in sources.iter().filter_map(|source| source.style.as_deref()) {
            *pieces.entry(style).or_default() += 1;
        }
        let names: Vec<String> = pieces
            .into_iter()
            .filter(|&(_, pieces)| pieces >= LEAST_PIECES)
            .map(|(name, _)| name.to_owned())
            .collect();
        if names.is_empty() {
            return Ok(Self {
                names,
                means: DVector::zeros(0),
                deviations: DVector::zeros(0),
                weights: DMatrix::zeros(0, 0),
            });
        }

        let rows: Vec<Vec<f64>> = grooves
            .iter()
            .zip(statistics)
            .map(|(groove, statistics)| features(groove, statistics))
            .collect();
        let (count, width) = (rows.len(), rows.first().map_or(0, Vec::len));
        let mut table = DMatrix::from_fn(count, width, |row, column| rows[row][column]);
        let means = DVector::from_fn(width, |column, _| table.column(column).mean());
        let deviations =
            DVector::from_fn(width, |column, _| table.column(column).variance().sqrt());
        for (at, mut column) in table.column_iter_mut().enumerate() {
            standardise(column.iter_mut(), means[at], deviations[at]);
        }
        let mut is_of = DMatrix::zeros(count, names.len());
        for source in sources {
            let style = names
                .iter()
                .position(|name| source.style.as_ref() == Some(name));
            if let Some(style) = style {
                is_of
                    .view_mut((source.windows.start, style), (source.windows.len(), 1))
                    .fill(1.0);
            }
        }
        for mut column in is_of.column_iter_mut() {
            let mean = column.mean();
            column.add_scalar_mut(-mean);
        }
        let mut spread = table.tr_mul(&table);
        for at in 0..width {
            spread[(at, at)] += RIDGE * count as f64;
        }
        let weights = spread
            .cholesky()
            .ok_or_else(|| TrainError::Attributes {
                reason: "the styles of the training set can't be told apart".to_owned(),
            })?
            .solve(&table.tr_mul(&is_of))
            .transpose();
        Ok(Self {
            names,
            means,
            deviations,
            weights,
        })
    }

    /// The styles.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How much a groove sounds like each style; more is more so, the unit is arbitrary.
    #[must_use]
    pub fn scores(&self, groove: &Groove, statistics: &Statistics) -> Vec<f64> {
        if self.names.is_empty() {
            return Vec::new();
        }
        let mut features = DVector::from_vec(features(groove, statistics));
        for (at, feature) in features.iter_mut().enumerate() {
            standardise([feature].into_iter(), self.means[at], self.deviations[at]);
        }
        (&self.weights * features).iter().copied().collect()
    }
}

/// The statistics, and on how many of the bars each drum is struck on each step of the bar.
fn features(groove: &Groove, statistics: &Statistics) -> Vec<f64> {
    let grid = groove.grid();
    let pattern = grid.steps_per_bar() * grid.drums();
    let mut features: Vec<f64> = statistics.iter().map(|(_, value)| value).collect();
    features.resize(Attribute::COUNT + pattern, 0.0);
    for (at, cell) in groove.cells().iter().enumerate() {
        features[Attribute::COUNT + at % pattern] += f64::from(u8::from(cell.hit));
    }
    features
}

/// What never varies says nothing.
fn standardise<'a>(values: impl Iterator<Item = &'a mut f64>, mean: f64, deviation: f64) {
    for value in values {
        *value = if deviation > 1e-9 {
            (*value - mean) / deviation
        } else {
            0.0
        };
    }
}

#[cfg(test)]
mod tests {
    use groove::{Grid, Tempo};

    use super::*;
    use crate::testing;

    /// Pieces of ten windows each; "waltz" has a ride on every first step, "march" a snare.
    fn corpus(styles: &[&str]) -> (Vec<Groove>, Vec<Statistics>, Vec<Source>) {
        let dataset = testing::dataset(10 * styles.len());
        let mut grooves: Vec<Groove> = dataset
            .windows
            .iter()
            .map(|window| window.groove(Grid::FOUR_BARS))
            .collect();
        let mut sources = Vec::new();
        for (at, style) in styles.iter().enumerate() {
            let windows = 10 * at..10 * (at + 1);
            for groove in &mut grooves[windows.clone()] {
                let drum = if *style == "waltz" { 8 } else { 1 };
                groove.cells_mut()[drum] = groove::Cell::stroke(0.8.into(), 0.0.into());
                groove.cells_mut()[9 - drum].hit = false;
            }
            sources.push(Source {
                name: format!("{at}.mid"),
                drummer: None,
                style: Some((*style).to_owned()),
                windows,
            });
        }
        let statistics = grooves
            .iter()
            .map(|groove| Statistics::of(groove, Tempo::DEFAULT));
        let statistics = statistics.collect();
        (grooves, statistics, sources)
    }

    #[test]
    fn grooves_of_a_style_score_higher_in_it() {
        let (grooves, statistics, sources) = corpus(&["waltz", "march", "waltz", "march"]);
        let styles = Styles::learn(&grooves, &statistics, &sources).unwrap();
        assert_eq!(styles.names(), ["march", "waltz"]);
        let mean = |windows: std::ops::Range<usize>, style: usize| {
            let scores = windows.map(|at| styles.scores(&grooves[at], &statistics[at])[style]);
            scores.sum::<f64>() / 10.0
        };
        assert!(mean(0..10, 1) > mean(10..20, 1) + 0.3);
        assert!(mean(10..20, 0) > mean(0..10, 0) + 0.3);
    }

    #[test]
    fn a_single_piece_is_no_style() {
        let (grooves, statistics, sources) = corpus(&["waltz", "march", "march"]);
        let styles = Styles::learn(&grooves, &statistics, &sources).unwrap();
        assert_eq!(styles.names(), ["march"]);
        let (grooves, statistics, sources) = corpus(&["waltz", "march"]);
        let styles = Styles::learn(&grooves, &statistics, &sources).unwrap();
        assert!(styles.names().is_empty());
        assert!(styles.scores(&grooves[0], &statistics[0]).is_empty());
    }
}
