//! The divergence of the latents: what it is, how much of it is free, and how much it weighs
//! (`spec.md` 6.6).

use std::f32::consts::LN_2;

use burn::tensor::{Tensor, activation};
use serde::{Deserialize, Serialize};

use crate::network::layers::Normal;

/// Divergence that costs nothing, in bits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "per", content = "bits")]
pub enum FreeBits {
    /// Of each window's whole latent: what the reference does.
    #[serde(rename = "window")]
    Total(f32),
    /// Of each of the latent's numbers: what a comment in the reference says.
    #[serde(rename = "dimension")]
    PerDimension(f32),
}

impl FreeBits {
    /// The divergence that counts, in nats, `[batch]`: of what [`divergence`] gives.
    #[must_use]
    pub fn counted(self, nats: Tensor<2>) -> Tensor<1> {
        let batch = nats.dims()[0];
        let sum = |nats: Tensor<2>| nats.sum_dim(1).reshape([batch]);
        match self {
            Self::Total(bits) => activation::relu(sum(nats) - bits * LN_2),
            Self::PerDimension(bits) => sum(activation::relu(nats - bits * LN_2)),
        }
    }
}

/// How the weight of the divergence goes over the training.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "schedule", rename_all = "snake_case")]
pub enum BetaSchedule {
    /// The reference's: `most · (1 − rate^step)`. 0⁰ is 1, so that with a rate of 0 the very first
    /// step has no weight, and all others have the most.
    Reference {
        /// Where it goes.
        most: f32,
        /// What is left of the way after a step; 0 for at once, 1 for never.
        rate: f64,
    },
    /// In a straight line from 0 to the most.
    Linear {
        /// Where it goes.
        most: f32,
        /// Steps of the way; 0 for the most from the first step on.
        steps: u64,
    },
}

impl BetaSchedule {
    /// Where it goes: what a validation weighs by.
    #[must_use]
    pub fn most(self) -> f32 {
        match self {
            Self::Reference { most, .. } | Self::Linear { most, .. } => most,
        }
    }

    /// The weight at a step, counted from 0.
    #[must_use]
    pub fn at(self, step: u64) -> f32 {
        match self {
            Self::Reference { most, rate } => most * (1.0 - rate.powf(step as f64)) as f32,
            Self::Linear { most, steps: 0 } => most,
            Self::Linear { most, steps } => most * (step as f32 / steps as f32).min(1.0),
        }
    }
}

/// Divergence of each of the latents from the standard normal, in nats, `[batch, latents]`.
#[must_use]
pub fn divergence(posterior: &Normal) -> Tensor<2> {
    let Normal { mean, spread } = posterior.clone();
    (mean.clone() * mean + spread.clone() * spread.clone() - 1.0) * 0.5 - spread.log()
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, TensorData};

    use super::*;
    use crate::evaluate::numbers;

    fn tensor<const N: usize>(numbers: [f32; N], columns: usize) -> Tensor<2> {
        let data = TensorData::new(numbers.to_vec(), [N / columns, columns]);
        Tensor::from_data(data, &Device::flex())
    }

    #[test]
    fn divergence_is_what_it_is_by_hand() {
        let posterior = Normal {
            mean: tensor([0.0, 1.5], 2),
            spread: tensor([1.0, 0.5], 2),
        };
        let found = numbers(divergence(&posterior)).unwrap();
        // (μ² + σ² − 1) / 2 − ln σ
        let second = (2.25 + 0.25 - 1.0) / 2.0 + 2.0_f32.ln();
        assert!(found[0].abs() < 1e-6 && (found[1] - second).abs() < 1e-6);
    }

    #[test]
    fn bits_are_free_of_the_total_or_of_each() {
        // Two windows of two latents.
        let nats = tensor([0.5, 2.0, 0.1, 0.2], 2);
        let counted = |free: FreeBits| numbers(free.counted(nats.clone())).unwrap();
        let near = |found: Vec<f32>, expected: [f32; 2]| {
            found
                .iter()
                .zip(expected)
                .all(|(a, b)| (a - b).abs() < 1e-6)
        };
        assert!(near(counted(FreeBits::Total(0.0)), [2.5, 0.3]));
        // A bit is ln 2 nats.
        assert!(near(counted(FreeBits::Total(1.0)), [2.5 - LN_2, 0.0]));
        let each = counted(FreeBits::PerDimension(1.0));
        assert!(near(each, [2.0 - LN_2, 0.0]));
    }

    #[test]
    fn the_references_first_step_has_no_weight() {
        let at_once = BetaSchedule::Reference {
            most: 0.2,
            rate: 0.0,
        };
        assert_eq!([0, 1, 2].map(|step| at_once.at(step)), [0.0, 0.2, 0.2]);
        let slowly = BetaSchedule::Reference {
            most: 0.5,
            rate: 0.9,
        };
        assert_eq!(slowly.at(0), 0.0);
        assert!((slowly.at(2) - 0.5 * 0.19).abs() < 1e-7);
        let never = BetaSchedule::Reference {
            most: 0.5,
            rate: 1.0,
        };
        assert_eq!(never.at(1_000), 0.0);
    }

    #[test]
    fn the_line_ends_at_the_most() {
        let line = |steps| BetaSchedule::Linear { most: 0.2, steps };
        assert_eq!([0, 5, 20].map(|step| line(10).at(step)), [0.0, 0.1, 0.2]);
        assert_eq!(line(0).at(0), 0.2);
    }
}
