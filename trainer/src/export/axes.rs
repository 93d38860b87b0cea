//! The shape of the encoded training set: centre, principal axes, deviations.

use burn::tensor::Device;
use inference::{Axes, Latent};
use nalgebra::{DMatrix, SymmetricEigen};

use crate::{
    config::Config,
    data::{Window, batch},
    error::TrainError,
    evaluate::numbers,
    network::Network,
};

/// Grooves encoded at once.
const BATCH: usize = 256;

/// Encodes the grooves and finds the axes of what they cover: the covariance of the posteriors'
/// means plus their mean variances, so that the axes describe where latents are, not only where
/// their middles are.
pub fn axes(
    network: &Network,
    windows: &[Window],
    config: &Config,
    device: &Device,
) -> Result<Axes, TrainError> {
    let size = config.network.latents();
    let mut means: Vec<f32> = Vec::with_capacity(windows.len() * size);
    let mut variances = vec![0.0_f64; size];
    for windows in windows.chunks(BATCH) {
        let encoded = network.encode(batch::bars(windows, config.network.grid, device));
        means.extend(numbers(encoded.mean)?);
        for row in numbers(encoded.spread)?.chunks_exact(size) {
            for (sum, &spread) in variances.iter_mut().zip(row) {
                *sum += f64::from(spread) * f64::from(spread);
            }
        }
    }
    let count = windows.len().max(1) as f64;
    variances.iter_mut().for_each(|variance| *variance /= count);
    Ok(principal(&means, &variances))
}

/// Axes of points (row by row) that each have these variances besides.
fn principal(points: &[f32], variances: &[f64]) -> Axes {
    let size = variances.len();
    let count = (points.len() / size).max(1) as f64;
    let mut center = vec![0.0_f64; size];
    for point in points.chunks_exact(size) {
        center
            .iter_mut()
            .zip(point)
            .for_each(|(sum, &number)| *sum += f64::from(number));
    }
    center.iter_mut().for_each(|sum| *sum /= count);
    let mut covariance = DMatrix::<f64>::zeros(size, size);
    for point in points.chunks_exact(size) {
        let away: Vec<f64> = point
            .iter()
            .zip(&center)
            .map(|(&number, mean)| f64::from(number) - mean)
            .collect();
        for (column, &distance) in away.iter().enumerate() {
            let mut column = covariance.column_mut(column);
            column
                .iter_mut()
                .zip(&away)
                .for_each(|(sum, other)| *sum += distance * other);
        }
    }
    covariance /= count;
    for (at, variance) in variances.iter().enumerate() {
        covariance[(at, at)] += variance;
    }
    let eigen = SymmetricEigen::new(covariance);
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
    let axis = |&at: &usize| {
        let vector = eigen.eigenvectors.column(at);
        // An axis has no sign of its own: its largest number is made positive.
        let sign = vector
            .iter()
            .copied()
            .max_by(|a, b| a.abs().total_cmp(&b.abs()))
            .map_or(1.0, f64::signum);
        Latent(
            vector
                .iter()
                .map(|&number| (sign * number) as f32)
                .collect(),
        )
    };
    Axes {
        axes: order.iter().map(axis).collect(),
        deviations: order
            .iter()
            .map(|&at| eigen.eigenvalues[at].max(0.0).sqrt() as f32)
            .collect(),
        center: Latent(center.into_iter().map(|number| number as f32).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_axis_comes_first_and_the_rest_is_at_right_angles() {
        let points: Vec<f32> = (-50..=50)
            .flat_map(|at| {
                let along = at as f32 / 10.0;
                let across = if at % 2 == 0 { 0.3 } else { -0.3 };
                [
                    1.0 + 0.6 * along - 0.8 * across,
                    2.0 + 0.8 * along + 0.6 * across,
                ]
            })
            .collect();
        let axes = principal(&points, &[0.0, 0.0]);
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
        let axes = principal(&[0.0, 0.0], &[4.0, 1.0]);
        assert_eq!(axes.deviations, [2.0, 1.0]);
        assert_eq!(axes.axes[0].0, [1.0, 0.0]);
    }
}
