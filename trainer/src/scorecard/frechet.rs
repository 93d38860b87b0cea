//! Fréchet distance between sets of grooves, in what an encoder that was trained from another seed
//! makes of them.
//!
//! [`Gaussian`] knows numbers alone; an encoder gives them.

use inference::Model;
use nalgebra::{DMatrix, DVector, SymmetricEigen};
use serde::Serialize;

use super::{player, samples::Sets};
use crate::{data::Window, error::TrainError};

/// Distances to as many real grooves of the split; read them beside that of the training grooves,
/// since an estimate from few grooves is too large, for all sets alike.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrechetScores {
    /// The model whose encoder gives the features: its card's name.
    pub frechet_features: String,
    /// SHA-256 of its decoder.
    pub frechet_features_sha256: String,
    /// Numbers of a feature.
    pub frechet_dimensions: usize,
    /// Of samples, as `quatrain sample` draws them.
    pub sample_frechet: f64,
    /// Of samples from the standard normal.
    pub normal_sample_frechet: f64,
    /// Of what the model gives back.
    pub reconstruction_frechet: f64,
    /// Of training grooves: the yardstick.
    pub baseline_training_frechet: f64,
}

impl FrechetScores {
    /// Measures sets by the features of a model.
    ///
    /// # Errors
    /// If the model has another grid, is the scored one itself, or fails.
    pub(super) fn of(sets: &Sets, scored: &Model, judge: &Model) -> Result<Self, TrainError> {
        if judge.identity().sha256 == scored.identity().sha256 {
            return Err(TrainError::OwnFeatures {
                name: judge.identity().name.clone(),
            });
        }
        let gaussian = |set: &[Window]| Ok::<_, TrainError>(Gaussian::of(&features(judge, set)?));
        let real = gaussian(&sets.real)?;
        let distance = |set: &[Window]| Ok::<_, TrainError>(gaussian(set)?.distance(&real));
        Ok(Self {
            frechet_features: judge.identity().name.clone(),
            frechet_features_sha256: judge.identity().sha256.clone(),
            frechet_dimensions: judge.card().sizes.latents,
            sample_frechet: distance(&sets.samples)?,
            normal_sample_frechet: distance(&sets.normal)?,
            reconstruction_frechet: distance(&sets.copies)?,
            baseline_training_frechet: distance(&sets.training)?,
        })
    }
}

/// What the encoder makes of grooves: the posterior's mean, a row a groove.
///
/// # Errors
/// If the model has another grid, or fails.
fn features(model: &Model, set: &[Window]) -> Result<Vec<Vec<f32>>, TrainError> {
    let posteriors = player::encode(model, set)?;
    Ok(posteriors.into_iter().map(|one| one.mean.0).collect())
}

/// Mean and covariance of a set of features.
#[derive(Debug, Clone)]
pub struct Gaussian {
    mean: DVector<f64>,
    covariance: DMatrix<f64>,
}

impl Gaussian {
    /// Measures rows of equal length; of none, nothing.
    #[must_use]
    pub fn of(rows: &[Vec<f32>]) -> Self {
        let (count, size) = (rows.len(), rows.first().map_or(0, Vec::len));
        let cell = |row: usize, column: usize| rows[row].get(column).copied().unwrap_or(0.0);
        let mut all = DMatrix::from_fn(count, size, |row, column| f64::from(cell(row, column)));
        let mean = DVector::from_fn(size, |column, _| {
            all.column(column).sum() / count.max(1) as f64
        });
        for mut row in all.row_iter_mut() {
            row -= mean.transpose();
        }
        let covariance = all.tr_mul(&all) / count.saturating_sub(1).max(1) as f64;
        Self { mean, covariance }
    }

    /// Fréchet distance between two normal distributions, squared as is the custom (Dowson & Landau,
    /// "The Fréchet distance between multivariate normal distributions", Journal of Multivariate
    /// Analysis 12, 1982; for judging generators: Heusel et al., "GANs trained by a two time-scale
    /// update rule …", NIPS 2017): `‖m − n‖² + tr(A + B − 2 (A^½ B A^½)^½)`. 0 for equal ones.
    #[must_use]
    pub fn distance(&self, other: &Self) -> f64 {
        let root = map(&self.covariance, f64::sqrt);
        let between = map(&(&root * &other.covariance * &root), f64::sqrt);
        let apart = (&self.mean - &other.mean).norm_squared();
        let spread = self.covariance.trace() + other.covariance.trace() - 2.0 * between.trace();
        // Rounding may put equal ones a little below.
        (apart + spread).max(0.0)
    }
}

/// A function of a symmetric matrix without negative eigenvalues, but for rounding.
fn map(matrix: &DMatrix<f64>, function: fn(f64) -> f64) -> DMatrix<f64> {
    if matrix.is_empty() {
        return matrix.clone();
    }
    let symmetric = (matrix + matrix.transpose()) * 0.5;
    let SymmetricEigen {
        eigenvectors,
        eigenvalues,
    } = SymmetricEigen::new(symmetric);
    let values = eigenvalues.map(|value| function(value.max(0.0)));
    &eigenvectors * DMatrix::from_diagonal(&values) * eigenvectors.transpose()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::data::batch::normal;

    fn gaussian(mean: &[f64], covariance: &[f64]) -> Gaussian {
        let size = mean.len();
        Gaussian {
            mean: DVector::from_row_slice(mean),
            covariance: DMatrix::from_row_slice(size, size, covariance),
        }
    }

    #[test]
    fn of_one_number_it_is_the_formula_and_it_is_symmetric() {
        // (m − n)² + (σ − τ)², σ = 2 and τ = 5.
        let (one, other) = (gaussian(&[1.0], &[4.0]), gaussian(&[3.0], &[25.0]));
        assert!((one.distance(&other) - 13.0).abs() < 1e-9);
        let one = gaussian(&[0.0, 1.0], &[2.0, 0.7, 0.7, 1.0]);
        let other = gaussian(&[0.5, 0.0], &[1.0, -0.2, -0.2, 3.0]);
        assert!((one.distance(&other) - other.distance(&one)).abs() < 1e-9);
        assert!(one.distance(&one) < 1e-9);
    }

    #[test]
    fn samples_of_a_shifted_normal_are_as_far_as_the_shift() {
        let mut random = ChaCha8Rng::seed_from_u64(4);
        let mut rows = |shift: f32| -> Vec<Vec<f32>> {
            let row = |_| (0..3).map(|_| normal(&mut random) + shift).collect();
            (0..4_000).map(row).collect()
        };
        let (one, near, far) = (rows(0.0), rows(0.0), rows(1.0));
        let [one, near, far] = [one, near, far].map(|rows| Gaussian::of(&rows));
        assert!(one.distance(&near) < 0.02);
        assert!((one.distance(&far) - 3.0).abs() < 0.25);
    }

    #[test]
    fn nothing_is_no_trap() {
        let none = Gaussian::of(&[]);
        assert_eq!(none.distance(&none), 0.0);
        assert!(Gaussian::of(&[vec![1.0, 2.0]]).distance(&Gaussian::of(&[vec![1.0, 4.0]])) > 3.9);
    }
}
