//! The shape of the encoded training set: centre, principal axes, deviations.

use burn::tensor::{Device, Tensor, TensorData};
use inference::{Axes, Latent};
use nalgebra::{DMatrix, SymmetricEigen};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::{
    error::TrainError,
    evaluate::numbers,
    prior::{Flow, Posteriors, Prior},
};

/// Axes of what the encoded grooves cover: the covariance of the posteriors' means plus their mean
/// variances, so that the axes describe where latents are, not only where their middles are.
pub fn axes(encoded: &Posteriors) -> Axes {
    let count = encoded.count().max(1) as f64;
    let mut variances = vec![0.0_f64; encoded.size];
    for row in encoded.spreads.chunks_exact(encoded.size) {
        for (sum, &spread) in variances.iter_mut().zip(row) {
            *sum += f64::from(spread) * f64::from(spread);
        }
    }
    variances.iter_mut().for_each(|variance| *variance /= count);
    principal(&encoded.means, &variances)
}

/// Grooves placed at once.
const BATCH: usize = 256;

/// Axes in the noise of a learned prior, where no direction is wider than another: those in which
/// the encoder's own principal axes lie. The first is the direction of the noise along which the
/// widest axis of the encoder's latents grows fastest, on average over grooves (the regression of
/// the one on the other); each next one, at right angles to those before, that of the next.
pub fn under(
    prior: &Prior,
    encoded: &Posteriors,
    seed: u64,
    device: &Device,
) -> Result<Axes, TrainError> {
    let size = encoded.size;
    let flow = Flow::new(prior, device);
    let all: Vec<usize> = (0..encoded.count()).collect();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (mut latents, mut noise) = (Vec::new(), Vec::new());
    for chosen in all.chunks(BATCH) {
        let (drawn, _) = encoded.draw(chosen, &mut random);
        let shape = [chosen.len(), size];
        let placed = flow.place(Tensor::from_data(
            TensorData::new(drawn.clone(), shape),
            device,
        ));
        latents.extend(drawn);
        noise.extend(numbers(placed.noise)?);
    }
    let wide = axes(encoded);
    let points = |flat: &[f32]| {
        let mut points = DMatrix::from_row_iterator(
            all.len(),
            size,
            flat.iter().map(|&number| f64::from(number)),
        );
        let mean = points.row_mean();
        points.row_iter_mut().for_each(|mut row| row -= &mean);
        (points, mean)
    };
    let (latents, _) = points(&latents);
    let (noise, center) = points(&noise);
    let directions = DMatrix::from_fn(size, size, |row, column| {
        f64::from(wide.axes[column].0[row])
    });
    let slopes = noise.tr_mul(&(latents * directions));
    // The columns of Q: those of the slopes, each freed of the directions before it.
    let (q, r) = slopes.qr().unpack();
    let axis = |at: usize| {
        let sign = if r[(at, at)] < 0.0 { -1.0 } else { 1.0 };
        let column = q.column(at).into_owned() * sign;
        Latent(column.iter().map(|&number| number as f32).collect())
    };
    let along = noise * &q;
    let count = all.len().max(1) as f64;
    let deviation = |at: usize| (along.column(at).norm_squared() / count).sqrt() as f32;
    Ok(Axes {
        center: Latent(center.iter().map(|&number| number as f32).collect()),
        axes: (0..size).map(axis).collect(),
        deviations: (0..size).map(deviation).collect(),
    })
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
