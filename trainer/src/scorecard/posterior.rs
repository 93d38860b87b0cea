//! How much of the latent space the encoder uses.

use inference::Posterior;
use serde::Serialize;

/// A latent number is active where the variance of its mean is above this.
const ACTIVE: f64 = 0.01;

/// Rate and use of the latent space.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LatentScores {
    /// Mean divergence of the posterior from the model's prior, in nats a groove. Where the prior
    /// is N(0, I): `Σ_i ½ (μ_i² + σ_i² − 1) − ln σ_i`; where it was learned, the encoder measures
    /// it ([`Posterior::divergence`]).
    pub rate_nats: f64,
    /// The same in bits: over ln 2.
    pub rate_bits: f64,
    /// Numbers of the latent whose posterior mean varies over the grooves by more than 0.01
    /// (Burda, Grosse & Salakhutdinov, "Importance weighted autoencoders", ICLR 2016, 5.2).
    pub active_units: usize,
    /// Numbers of the latent.
    pub latents: usize,
}

impl LatentScores {
    /// Measures the posteriors of grooves.
    #[must_use]
    pub fn of(posteriors: &[Posterior]) -> Self {
        let count = posteriors.len().max(1) as f64;
        let latents = posteriors.first().map_or(0, |first| first.mean.len());
        let variance = |number: usize| {
            let means = posteriors
                .iter()
                .filter_map(|posterior| posterior.mean.0.get(number).copied())
                .map(f64::from);
            let mean = means.clone().sum::<f64>() / count;
            means.map(|value| (value - mean).powi(2)).sum::<f64>() / count
        };
        let nats: f64 = posteriors
            .iter()
            .map(|posterior| f64::from(posterior.divergence))
            .sum();
        Self {
            rate_nats: nats / count,
            rate_bits: nats / count / std::f64::consts::LN_2,
            active_units: (0..latents).filter(|&at| variance(at) > ACTIVE).count(),
            latents,
        }
    }
}

#[cfg(test)]
mod tests {
    use inference::Latent;

    use super::*;

    fn posterior(mean: [f32; 2], spread: [f32; 2]) -> Posterior {
        Posterior::independent(Latent(mean.to_vec()), spread.to_vec())
    }

    #[test]
    fn the_prior_costs_nothing_and_has_no_active_unit() {
        let scores = LatentScores::of(&[posterior([0.0, 0.0], [1.0, 1.0])]);
        assert_eq!(
            (scores.rate_bits, scores.active_units, scores.latents),
            (0.0, 0, 2)
        );
    }

    #[test]
    fn rate_and_units_by_hand() {
        let one = posterior([1.0, 0.5], [0.5, 1.0]);
        let other = posterior([-1.0, 0.5], [0.5, 1.0]);
        let scores = LatentScores::of(&[one, other]);
        // ½ (1 + ¼ − 1) + ln 2 for the first number, ½ · ¼ for the second.
        let nats = 0.125 + std::f64::consts::LN_2 + 0.125;
        assert!((scores.rate_bits - nats / std::f64::consts::LN_2).abs() < 1e-6);
        assert_eq!(scores.active_units, 1, "the second mean never moves");
    }
}
