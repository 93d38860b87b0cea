//! The linear part of a prior: to numbers without correlation, each of variance 1, those that say
//! most about a groove first.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::encoded::Posteriors;
use crate::{error::TrainError, network::parameters::Matrix};

/// Added to the variances, so that a posterior without spread divides nothing by zero.
const LEAST_VARIANCE: f64 = 1e-8;

/// `x = (z − mean) · whiten` and back, `z = x · color + mean`; rows are latents.
///
/// The basis is that in which both the posteriors' mean variance and the covariance of their means
/// are diagonal, in the order of the ratio of the two, signal to noise: the last numbers of most
/// posteriors are noise alone, and the couplings need not find out which.
#[derive(Debug, Clone, PartialEq)]
pub struct Whitening {
    /// Mean of the latents.
    pub mean: Vec<f32>,
    /// `[latents, latents]`.
    pub whiten: Matrix,
    /// Its inverse.
    pub color: Matrix,
    /// The logarithm of the volume's change from latents to whitened ones.
    pub volume: f32,
}

/// Moments of latents drawn from posteriors.
#[derive(Debug, Clone)]
pub struct Moments {
    /// Mean.
    pub mean: DVector<f64>,
    /// Covariance of the posteriors' means.
    pub covariance: DMatrix<f64>,
    /// The posteriors' mean variances.
    pub noise: DVector<f64>,
}

impl Moments {
    /// Of all posteriors together.
    #[must_use]
    pub fn of(posteriors: &Posteriors) -> Self {
        let size = posteriors.size;
        let count = posteriors.count().max(1) as f64;
        let mut mean = DVector::<f64>::zeros(size);
        let mut covariance = DMatrix::<f64>::zeros(size, size);
        let mut noise = DVector::<f64>::zeros(size);
        for point in posteriors.means.chunks_exact(size) {
            let numbers = mean.iter_mut().zip(point);
            numbers.for_each(|(sum, &number)| *sum += f64::from(number));
        }
        mean /= count;
        for point in posteriors.means.chunks_exact(size) {
            let away: Vec<f64> = point
                .iter()
                .zip(mean.iter())
                .map(|(&number, mean)| f64::from(number) - mean)
                .collect();
            for (column, &distance) in away.iter().enumerate() {
                let mut column = covariance.column_mut(column);
                let numbers = column.iter_mut().zip(&away);
                numbers.for_each(|(sum, other)| *sum += distance * other);
            }
        }
        covariance /= count;
        for spreads in posteriors.spreads.chunks_exact(size) {
            let numbers = noise.iter_mut().zip(spreads);
            numbers.for_each(|(sum, &spread)| *sum += f64::from(spread) * f64::from(spread));
        }
        noise /= count;
        Self {
            mean,
            covariance,
            noise,
        }
    }
}

impl Whitening {
    /// The whitening of latents with these moments.
    ///
    /// # Errors
    /// If a number among them is none.
    pub fn of(moments: &Moments) -> Result<Self, TrainError> {
        let size = moments.mean.len();
        let noise = moments.noise.map(|noise| (noise + LEAST_VARIANCE).sqrt());
        let ratios = DMatrix::from_fn(size, size, |row, column| {
            moments.covariance[(row, column)] / (noise[row] * noise[column])
        });
        if !ratios.iter().all(|ratio| ratio.is_finite()) {
            return Err(TrainError::NoPrior {
                reason: "the latents of the training split hold a number that is none".to_owned(),
            });
        }
        let eigen = SymmetricEigen::new(ratios);
        let mut order: Vec<usize> = (0..size).collect();
        order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
        let scale = |at: usize| (1.0 + eigen.eigenvalues[at].max(0.0)).sqrt();
        let vector = |number: usize, at: usize| eigen.eigenvectors[(number, at)];
        let matrix = |value: &dyn Fn(usize, usize) -> f64| Matrix {
            rows: size,
            columns: size,
            values: (0..size * size)
                .map(|at| value(at / size, at % size) as f32)
                .collect(),
        };
        let logs = (0..size).map(|at| noise[at].ln() + scale(at).ln());
        Ok(Self {
            mean: moments.mean.iter().map(|&number| number as f32).collect(),
            whiten: matrix(&|number, place| {
                let at = order[place];
                vector(number, at) / (noise[number] * scale(at))
            }),
            color: matrix(&|place, number| {
                let at = order[place];
                vector(number, at) * noise[number] * scale(at)
            }),
            volume: -logs.sum::<f64>() as f32,
        })
    }

    /// From the numbers of a checkpoint: mean, both matrices, and the volume's change.
    ///
    /// # Errors
    /// If there are more or fewer than so many latents need.
    pub fn restore(
        latents: usize,
        mean: Vec<f32>,
        [whiten, color]: [Vec<f32>; 2],
        volume: &[f32],
    ) -> Result<Self, TrainError> {
        let other = |found: usize, needed: usize| TrainError::OtherNetwork { found, needed };
        if mean.len() != latents {
            return Err(other(mean.len(), latents));
        }
        let matrix = |values: Vec<f32>| {
            if values.len() == latents * latents {
                Ok(Matrix {
                    rows: latents,
                    columns: latents,
                    values,
                })
            } else {
                Err(other(values.len(), latents * latents))
            }
        };
        Ok(Self {
            whiten: matrix(whiten)?,
            color: matrix(color)?,
            volume: *volume.first().ok_or_else(|| other(0, 1))?,
            mean,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // Noise of variance 1 and 4; the means stray along the second number alone, by 12.
        let moments = Moments {
            mean: DVector::from_vec(vec![1.0, -1.0]),
            covariance: DMatrix::from_row_slice(2, 2, &[0.0, 0.0, 0.0, 12.0]),
            noise: DVector::from_vec(vec![1.0, 4.0]),
        };
        let whitening = Whitening::of(&moments).unwrap();
        let near = |found: &[f32], expected: [f32; 4]| {
            let mut pairs = found.iter().zip(expected);
            pairs.all(|(found, expected)| (found.abs() - expected).abs() < 1e-5)
        };
        // A whole variance of 16 comes first, then one of 1.
        assert!(near(&whitening.whiten.values, [0.0, 1.0, 0.25, 0.0]));
        assert!(near(&whitening.color.values, [0.0, 4.0, 1.0, 0.0]));
        assert!((whitening.volume + 4.0_f32.ln()).abs() < 1e-5);
    }

    #[test]
    fn moments_count_means_and_spreads() {
        let posteriors = Posteriors {
            size: 2,
            means: vec![1.0, 0.0, 3.0, 0.0],
            spreads: vec![1.0, 2.0, 1.0, 2.0],
        };
        let moments = Moments::of(&posteriors);
        assert_eq!(moments.mean.as_slice(), [2.0, 0.0]);
        assert_eq!(moments.covariance.as_slice(), [1.0, 0.0, 0.0, 0.0]);
        assert_eq!(moments.noise.as_slice(), [1.0, 4.0]);
        let no_number = Posteriors {
            means: vec![f32::NAN; 4],
            ..posteriors
        };
        assert!(Whitening::of(&Moments::of(&no_number)).is_err());
    }
}
