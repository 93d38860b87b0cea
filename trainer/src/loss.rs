//! What the training lowers: the reconstruction's error and the divergence of the latents.

use burn::tensor::Tensor;

use crate::{
    config::LossConfig,
    network::{
        Reading,
        layers::{Normal, softplus},
    },
};

/// The truth about a batch, steps first, each `[steps of a bar × grooves × bars, drums]`.
#[derive(Debug, Clone)]
pub struct Targets {
    /// 0 or 1.
    pub hits: Tensor<2>,
    /// 0 to 1; 0 where there is no hit.
    pub velocities: Tensor<2>,
    /// In half steps, −1 to 1, positive late; 0 where there is no hit.
    pub offsets: Tensor<2>,
}

/// Parts of the loss, each a scalar tensor `[1]`: means over the grooves of a batch.
#[derive(Debug, Clone)]
pub struct Losses {
    /// Cross-entropy of the hits in nats, summed over the cells (`spec.md` 6.4).
    pub hits: Tensor<1>,
    /// Weighted squared error of the hits' velocities.
    pub velocities: Tensor<1>,
    /// Weighted squared error of the hits' offsets.
    pub offsets: Tensor<1>,
    /// Divergence of the phrase latent from the standard normal, in nats.
    pub phrase: Tensor<1>,
    /// Divergence of the bar latents from their prior, in nats.
    pub bars: Tensor<1>,
}

impl Losses {
    /// Compares a reading with the truth.
    #[must_use]
    pub fn of(reading: &Reading, targets: &Targets, grooves: usize, config: &LossConfig) -> Self {
        let [rows, width] = reading.raw.dims();
        let drums = width / 3;
        let part = |at: usize| {
            reading
                .raw
                .clone()
                .slice([0..rows, at * drums..(at + 1) * drums])
        };
        let share = 1.0 / grooves as f32;
        let (logits, hits) = (part(0), targets.hits.clone());
        let entropy = softplus(logits.clone()) - logits * hits.clone();
        let velocity = burn::tensor::activation::sigmoid(part(1)) - targets.velocities.clone();
        let offset = part(2).tanh() - targets.offsets.clone();
        let masked = |error: Tensor<2>| (error.clone() * error * hits.clone()).sum();
        Self {
            hits: entropy.sum() * share,
            velocities: masked(velocity) * (config.velocity_weight * share),
            offsets: masked(offset) * (config.offset_weight * share),
            phrase: divergence_from_standard(&reading.phrase) * share,
            bars: divergence(&reading.bars, &reading.prior) * share,
        }
    }

    /// Error of the reconstruction.
    #[must_use]
    pub fn reconstruction(&self) -> Tensor<1> {
        self.hits.clone() + self.velocities.clone() + self.offsets.clone()
    }

    /// The divergence that the loss counts, at this β.
    #[must_use]
    pub fn total(&self, config: &LossConfig, beta: f32) -> Tensor<1> {
        let nats = self.phrase.clone() + self.bars.clone();
        let counted = if config.free_nats > 0.0 {
            burn::tensor::activation::relu(nats - config.free_nats)
        } else {
            nats
        };
        self.reconstruction() + counted * beta
    }
}

/// Divergence of a posterior from the standard normal, in nats, summed over everything.
#[must_use]
pub fn divergence_from_standard(posterior: &Normal) -> Tensor<1> {
    let variance = posterior.spread.clone() * posterior.spread.clone();
    let mean = posterior.mean.clone() * posterior.mean.clone();
    ((mean + variance - 1.0) * 0.5 - posterior.spread.clone().log()).sum()
}

/// Divergence of a posterior from a prior, in nats, summed over everything.
#[must_use]
pub fn divergence(posterior: &Normal, prior: &Normal) -> Tensor<1> {
    let spread = posterior.spread.clone() / prior.spread.clone();
    let mean = (posterior.mean.clone() - prior.mean.clone()) / prior.spread.clone();
    divergence_from_standard(&Normal { mean, spread })
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;

    fn tensor<const N: usize>(numbers: [f32; N], columns: usize) -> Tensor<2> {
        let data = burn::tensor::TensorData::new(numbers.to_vec(), [N / columns, columns]);
        Tensor::from_data(data, &Device::flex())
    }

    fn value(tensor: Tensor<1>) -> f32 {
        tensor.into_scalar::<f32>()
    }

    fn normal(mean: f32, spread: f32) -> Normal {
        Normal {
            mean: tensor([mean], 1),
            spread: tensor([spread], 1),
        }
    }

    #[test]
    fn losses_are_what_they_are_by_hand() {
        // Two steps of one drum: a hit that is half believed, and a rest.
        let reading = Reading {
            raw: tensor([0.0, 0.0, 0.0, -2.0, 5.0, 5.0], 3),
            phrase: normal(0.0, 1.0),
            bars: normal(0.0, 1.0),
            prior: normal(0.0, 1.0),
        };
        let targets = Targets {
            hits: tensor([1.0, 0.0], 1),
            velocities: tensor([0.8, 0.0], 1),
            offsets: tensor([-0.2, 0.0], 1),
        };
        let losses = Losses::of(&reading, &targets, 1, &LossConfig::default());
        // −ln σ(0) − ln(1 − σ(−2)); errors where there is no hit cost nothing.
        assert!((value(losses.hits) - (std::f32::consts::LN_2 + 0.126_928)).abs() < 1e-5);
        assert!((value(losses.velocities) - 10.0 * 0.09).abs() < 1e-5);
        assert!((value(losses.offsets) - 5.0 * 0.04).abs() < 1e-5);
        assert!(value(losses.phrase).abs() < 1e-6 && value(losses.bars).abs() < 1e-6);
    }

    #[test]
    fn divergence_is_that_of_two_normals() {
        // ln(σp/σq) + (σq² + (μq − μp)²) / (2 σp²) − ½
        let found = value(divergence(&normal(1.0, 0.5), &normal(-0.5, 2.0)));
        let expected = (2.0_f32 / 0.5).ln() + (0.25 + 2.25) / 8.0 - 0.5;
        assert!((found - expected).abs() < 1e-5, "{found} {expected}");
        assert!(value(divergence(&normal(0.3, 0.7), &normal(0.3, 0.7))).abs() < 1e-6);
    }

    #[test]
    fn free_nats_cost_nothing() {
        let reading = Reading {
            raw: tensor([0.0, 0.0, 0.0], 3),
            phrase: normal(2.0, 1.0),
            bars: normal(0.0, 1.0),
            prior: normal(0.0, 1.0),
        };
        let nothing = || tensor([0.0], 1);
        let targets = Targets {
            hits: nothing(),
            velocities: nothing(),
            offsets: nothing(),
        };
        let total = |free_nats| {
            let config = LossConfig {
                free_nats,
                ..LossConfig::default()
            };
            value(Losses::of(&reading, &targets, 1, &config).total(&config, 1.0))
        };
        assert!((total(0.0) - total(0.5) - 0.5).abs() < 1e-5);
        assert!((total(0.0) - total(9.0) - 2.0).abs() < 1e-5);
    }

    #[test]
    fn beta_rises_and_stays() {
        let config = LossConfig::default();
        let betas = [0, 500, 1_000, 9_000].map(|step| config.beta_at(step));
        assert_eq!(betas, [0.0, 0.15, 0.3, 0.3]);
    }
}
