//! The shape of the encoded training set: its centre, its axes, and how far it reaches along each.
//! Sliders move along the axes; sampling draws from the whole shape. What the axes change, in
//! words, is [`Attributes`](crate::Attributes)' business.

use std::path::Path;

use crate::{
    error::ModelError,
    latent::Latent,
    random::Seed,
    tensors::{self, Numbers},
};

/// Centre, axes and deviations of the encoded training set. Its covariance is the sum over the axes
/// of deviation² × axis · axisᵀ: independent amounts of all axes make its shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Axes {
    /// Mean of the encoded training set.
    pub center: Latent,
    /// Directions of unit length, as many as a latent has numbers; the one that changes most of
    /// what is heard comes first. They need not be at right angles.
    pub axes: Vec<Latent>,
    /// How far one standard deviation of the encoded training set reaches along each axis.
    pub deviations: Vec<f32>,
}

impl Axes {
    /// The standard normal of so many numbers: the prior's own shape.
    #[must_use]
    pub fn standard(latents: usize) -> Self {
        let axis = |at: usize| {
            let mut axis = Latent::zero(latents);
            axis.0[at] = 1.0;
            axis
        };
        Self {
            center: Latent::zero(latents),
            axes: (0..latents).map(axis).collect(),
            deviations: vec![1.0; latents],
        }
    }

    /// Reads `axes.safetensors` for a latent of so many numbers.
    ///
    /// # Errors
    /// If the file can't be read, or its tensors have other names, types or shapes.
    pub fn read(file: &Path, latents: usize) -> Result<Self, ModelError> {
        let [center, deviations, axes] = tensors::read(
            file,
            [
                ("center", &[latents]),
                ("deviations", &[latents]),
                ("axes", &[latents, latents]),
            ],
        )?;
        let axes = axes.chunks(latents.max(1));
        Ok(Self {
            center: Latent(center),
            axes: axes.map(|row| Latent(row.to_vec())).collect(),
            deviations,
        })
    }

    /// Writes `axes.safetensors`.
    ///
    /// # Errors
    /// If the file can't be written.
    pub fn write(&self, file: &Path) -> Result<(), ModelError> {
        let latents = self.center.len();
        let tensors = [
            Numbers {
                name: "center",
                shape: vec![latents],
                values: vec![&self.center.0],
            },
            Numbers {
                name: "deviations",
                shape: vec![latents],
                values: vec![&self.deviations],
            },
            Numbers {
                name: "axes",
                shape: vec![latents, latents],
                values: self.axes.iter().map(|axis| &*axis.0).collect(),
            },
        ];
        tensors::write(file, &tensors)
    }

    /// Moves a latent along an axis by so many standard deviations of the training set. An axis
    /// that does not exist moves nothing.
    #[must_use]
    pub fn moved(&self, latent: &Latent, axis: usize, deviations: f32) -> Latent {
        let (Some(direction), Some(deviation)) = (self.axes.get(axis), self.deviations.get(axis))
        else {
            return latent.clone();
        };
        let step = deviations * deviation;
        Latent(
            latent
                .0
                .iter()
                .zip(&direction.0)
                .map(|(x, d)| x + step * d)
                .collect(),
        )
    }

    /// A latent from the Gaussian that fits the encoded training set: nearer to real drumming
    /// than the standard normal is.
    #[must_use]
    pub fn sample(&self, seed: Seed) -> Latent {
        let numbers = seed.normal(self.deviations.len());
        let mut latent: Vec<f64> = self.center.0.iter().map(|&x| f64::from(x)).collect();
        for ((number, deviation), axis) in numbers.0.iter().zip(&self.deviations).zip(&self.axes) {
            let step = f64::from(number * deviation);
            for (x, &direction) in latent.iter_mut().zip(&axis.0) {
                *x += step * f64::from(direction);
            }
        }
        Latent(latent.into_iter().map(|x| x as f32).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn axes() -> Axes {
        Axes {
            center: Latent(vec![1.0, 2.0]),
            axes: vec![Latent(vec![0.6, 0.8]), Latent(vec![-0.8, 0.6])],
            deviations: vec![2.0, 0.5],
        }
    }

    #[test]
    fn axes_survive_their_file_and_other_sizes_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("axes.safetensors");
        axes().write(&file).unwrap();
        assert_eq!(Axes::read(&file, 2).unwrap(), axes());
        let error = Axes::read(&file, 3).unwrap_err().to_string();
        assert!(error.contains("expected F32 [3]"), "{error}");
        fs::write(&file, b"torn").unwrap();
        assert!(Axes::read(&file, 2).is_err());
    }

    #[test]
    fn a_slider_moves_by_deviations_along_its_axis() {
        let moved = axes().moved(&Latent::zero(2), 0, 1.5);
        assert!((moved.0[0] - 1.8).abs() < 1e-6 && (moved.0[1] - 2.4).abs() < 1e-6);
        assert_eq!(axes().moved(&Latent::zero(2), 9, 1.0), Latent::zero(2));
    }

    #[test]
    fn samples_have_the_shape_of_the_training_set() {
        let axes = axes();
        let (mut sum, mut along) = ([0.0f32; 2], 0.0);
        for seed in 0..4000 {
            let latent = axes.sample(Seed(seed));
            sum[0] += latent.0[0];
            sum[1] += latent.0[1];
            let first = (latent.0[0] - 1.0) * 0.6 + (latent.0[1] - 2.0) * 0.8;
            along += first * first;
        }
        assert!((sum[0] / 4000.0 - 1.0).abs() < 0.1 && (sum[1] / 4000.0 - 2.0).abs() < 0.1);
        assert!(((along / 4000.0).sqrt() - 2.0).abs() < 0.1);
    }
}
