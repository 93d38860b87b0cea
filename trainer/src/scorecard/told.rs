//! What the model holds of a groove when it is told all the hits before each step: teacher forcing.
//!
//! The graphs are made to draw the true hits by their noise ([`inference::Model::decode_told`]); so
//! it is the exported model that is scored, and no other. What is forced are the hits: velocities
//! and offsets of the steps before are the model's own, at the true hits.

use inference::{Latent, Model, ModelError, Posterior};
use rand_chacha::ChaCha8Rng;

use super::player::{self, Told};
use crate::data::{Window, batch::normal};

/// Probabilities are held this far from 0 and 1, as in the reference's loss (`spec.md` 6.4).
const LEAST: f64 = 1e-7;

impl Told {
    /// The hits more probable than not, each given the true ones before it.
    #[must_use]
    pub fn guessed(&self) -> Window {
        let mut guessed = self.window.clone();
        for (at, &probability) in self.probabilities.iter().enumerate() {
            guessed.hits[at] = f32::from(u8::from(probability > 0.5));
        }
        guessed
    }

    /// Negative log-likelihood of the hits in nats, each given those of the steps before.
    #[must_use]
    pub fn surprise(&self) -> f64 {
        let cells = self.window.hits.iter().zip(&self.probabilities);
        cells
            .map(|(&hit, &probability)| {
                let probability = f64::from(probability);
                let right = if hit > 0.5 {
                    probability
                } else {
                    1.0 - probability
                };
                -right.clamp(LEAST, 1.0).ln()
            })
            .sum()
    }
}

/// Mean surprise at the hits of grooves in nats, from latents drawn from their posteriors: the
/// distortion of rate and distortion (Alemi et al., "Fixing a broken ELBO", ICML 2018), of the hits.
/// Velocities and offsets have none, since the model gives no density for them.
///
/// Where the prior was learned, the posterior is no normal distribution of independent numbers in
/// the exported space; a normal of its mean and spread stands for it then.
///
/// # Errors
/// If the model fails.
pub fn distortion(
    model: &Model,
    posteriors: &[Posterior],
    windows: &[Window],
    random: &mut ChaCha8Rng,
) -> Result<f64, ModelError> {
    let draw = |posterior: &Posterior| {
        let numbers = posterior.mean.0.iter().zip(&posterior.spread);
        Latent(
            numbers
                .map(|(mean, spread)| mean + spread * normal(random))
                .collect(),
        )
    };
    let latents: Vec<Latent> = posteriors.iter().map(draw).collect();
    let told = player::decode_told(model, latents.iter(), windows)?;
    let surprise: f64 = told.iter().map(Told::surprise).sum();
    Ok(surprise / windows.len().max(1) as f64)
}

#[cfg(test)]
mod tests {
    use groove::Tempo;

    use super::*;
    use crate::testing::stroked;

    #[test]
    fn surprise_is_the_logarithm_of_what_was_held_probable() {
        let window = stroked(Tempo::DEFAULT, &[(0, 0, 0.5, 0.0), (0, 1, 0.5, 0.0)]);
        let mut probabilities = vec![0.0; window.hits.len()];
        probabilities[..3].copy_from_slice(&[0.75, 0.25, 0.5]);
        let told = Told {
            window,
            probabilities,
        };
        let expected = -(0.75_f64.ln() + 0.25_f64.ln() + 0.5_f64.ln());
        assert!((told.surprise() - expected).abs() < 1e-6);
        let guessed = told.guessed();
        assert_eq!(guessed.hits[..3], [1.0, 0.0, 0.0]);
        let sure = Told {
            probabilities: told.window.hits.iter().map(|hit| 1.0 - hit).collect(),
            ..told
        };
        assert!(sure.surprise().is_finite());
    }
}
