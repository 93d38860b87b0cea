//! The shape of the encoded training set, and latents in its own terms.
//!
//! In *normal* terms a place is as many numbers, each standard normal over the encoded training
//! set: latent = center + root · normal, root · rootᵀ the covariance. Lengths in them are
//! comparable whatever the latent space is like: where a learned prior has whitened it, they are
//! the latents themselves.

use inference::{Axes, Latent, Posterior};
use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// Centre and spread of the encoded training set.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    center: DVector<f64>,
    /// A column a principal axis, as long as the standard deviation along it, the widest first.
    root: DMatrix<f64>,
}

impl Shape {
    /// The shape of posteriors: the covariance of their means plus their mean variances, so that it
    /// says where latents are, not only where their middles are.
    #[must_use]
    pub fn of(posteriors: &[Posterior]) -> Self {
        let size = posteriors.first().map_or(0, |one| one.mean.len());
        let count = posteriors.len().max(1) as f64;
        let means = posteriors.iter().map(|posterior| &posterior.mean.0);
        let means = means.flatten().map(|&number| f64::from(number));
        let mut points = DMatrix::from_row_iterator(posteriors.len(), size, means);
        let center = points.row_mean();
        for mut row in points.row_iter_mut() {
            row -= &center;
        }
        let mut covariance = points.tr_mul(&points) / count;
        for posterior in posteriors {
            for (at, &spread) in posterior.spread.iter().enumerate() {
                covariance[(at, at)] += f64::from(spread).powi(2) / count;
            }
        }
        let eigen = SymmetricEigen::new(covariance);
        let mut order: Vec<usize> = (0..size).collect();
        order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
        let columns: Vec<DVector<f64>> = order
            .iter()
            .map(|&at| {
                let vector = eigen.eigenvectors.column(at);
                // An axis has no sign of its own: its largest number is made positive.
                let largest = vector
                    .iter()
                    .copied()
                    .max_by(|a, b| a.abs().total_cmp(&b.abs()));
                vector * (largest.map_or(1.0, f64::signum) * eigen.eigenvalues[at].max(0.0).sqrt())
            })
            .collect();
        let root = if columns.is_empty() {
            DMatrix::zeros(0, 0)
        } else {
            DMatrix::from_columns(&columns)
        };
        Self {
            center: center.transpose(),
            root,
        }
    }

    /// That of latents that are standard normal.
    #[cfg(test)]
    pub fn standard(latents: usize) -> Self {
        Self::of(&[Posterior {
            mean: Latent::zero(latents),
            spread: vec![1.0; latents],
            divergence: 0.0,
        }])
    }

    /// How many numbers a latent has.
    #[must_use]
    pub fn latents(&self) -> usize {
        self.center.len()
    }

    /// Variance of the training set along each of the normal terms.
    #[must_use]
    pub fn widths(&self) -> DVector<f64> {
        let columns = self.root.column_iter();
        DVector::from_iterator(self.latents(), columns.map(|column| column.norm_squared()))
    }

    /// The latent of a place in normal terms.
    #[must_use]
    pub fn place(&self, normal: &DVector<f64>) -> Latent {
        latent(&(&self.center + &self.root * normal))
    }

    /// A move in normal terms as a move of latents.
    #[must_use]
    pub fn shift(&self, normal: &DVector<f64>) -> Latent {
        latent(&(&self.root * normal))
    }

    /// The shape along other axes: the columns of `turn`, in normal terms, of unit length and at
    /// right angles to each other.
    #[must_use]
    pub fn along(&self, turn: &DMatrix<f64>) -> Axes {
        let columns = &self.root * turn;
        let axes = columns.column_iter().map(|column| {
            let length = column.norm();
            if length > 0.0 {
                latent(&(column / length))
            } else {
                Latent::zero(column.len())
            }
        });
        Axes {
            center: latent(&self.center),
            axes: axes.collect(),
            deviations: columns
                .column_iter()
                .map(|column| column.norm() as f32)
                .collect(),
        }
    }
}

fn latent(numbers: &DVector<f64>) -> Latent {
    Latent(numbers.iter().map(|&number| number as f32).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posterior(mean: [f32; 2], spread: [f32; 2]) -> Posterior {
        Posterior {
            mean: Latent(mean.to_vec()),
            spread: spread.to_vec(),
            divergence: 0.0,
        }
    }

    /// Along (0.6, 0.8) by ±1.5 sd 2.915, across by 0.3.
    fn slanted() -> Shape {
        let points = (-50..=50).map(|at| {
            let along = at as f32 / 10.0;
            let across = if at % 2 == 0 { 0.3 } else { -0.3 };
            let point = [
                1.0 + 0.6 * along - 0.8 * across,
                2.0 + 0.8 * along + 0.6 * across,
            ];
            posterior(point, [0.0, 0.0])
        });
        Shape::of(&points.collect::<Vec<_>>())
    }

    #[test]
    fn the_widest_axis_comes_first_and_the_rest_is_at_right_angles() {
        let axes = slanted().along(&DMatrix::identity(2, 2));
        assert!((axes.center.0[0] - 1.0).abs() < 0.01 && (axes.center.0[1] - 2.0).abs() < 0.01);
        let first = &axes.axes[0].0;
        assert!(
            (first[0] - 0.6).abs() < 0.01 && (first[1] - 0.8).abs() < 0.01,
            "{first:?}"
        );
        let second = &axes.axes[1].0;
        assert!((first[0] * second[0] + first[1] * second[1]).abs() < 1e-6);
        assert!(
            (axes.deviations[0] - 2.915).abs() < 0.02 && (axes.deviations[1] - 0.3).abs() < 0.01
        );
    }

    #[test]
    fn variances_of_the_posteriors_count() {
        let shape = Shape::of(&[posterior([0.0, 0.0], [2.0, 1.0])]);
        let axes = shape.along(&DMatrix::identity(2, 2));
        assert_eq!(axes.deviations, [2.0, 1.0]);
        assert_eq!(axes.axes[0].0, [1.0, 0.0]);
    }

    #[test]
    fn turned_axes_still_make_the_same_shape() {
        let turn = DMatrix::from_row_slice(2, 2, &[0.6, -0.8, 0.8, 0.6]);
        let shape = slanted();
        let covariance = |axes: &Axes| {
            let mut sum = DMatrix::<f64>::zeros(2, 2);
            for (axis, &deviation) in axes.axes.iter().zip(&axes.deviations) {
                let axis = DVector::from_iterator(2, axis.0.iter().map(|&x| f64::from(x)));
                sum += &axis * axis.transpose() * f64::from(deviation).powi(2);
            }
            sum
        };
        let one = covariance(&shape.along(&DMatrix::identity(2, 2)));
        let other = covariance(&shape.along(&turn));
        assert!((one - other).norm() < 1e-4);
    }
}
