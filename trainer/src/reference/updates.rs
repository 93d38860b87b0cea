//! From gradients to new parameters: learning rate and clipping (`spec.md` 6.6).
//!
//! The step itself is [`Adam::update_as_tensorflow`](crate::optimizer::Adam).

use serde::{Deserialize, Serialize};

use crate::{error::TrainError, optimizer::clip};

/// Settings of the updates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Updates {
    /// Windows in a step of the training.
    pub batch: usize,
    /// Parts that a step's windows are split into, each read by a thread of its own; see
    /// [`OptimizerConfig::parts`](crate::config::OptimizerConfig::parts).
    #[serde(default = "parts")]
    pub parts: usize,
    /// Learning rate at the start.
    pub learning_rate: f64,
    /// What is left of its distance to the least after a step.
    pub decay: f64,
    /// Where the learning rate goes.
    pub least_learning_rate: f64,
    /// How gradients are kept small.
    pub clipping: Clipping,
}

fn parts() -> usize {
    2
}

impl Updates {
    /// The learning rate at a step, counted from 0.
    #[must_use]
    pub fn learning_rate_at(&self, step: u64) -> f64 {
        let distance = self.learning_rate - self.least_learning_rate;
        distance * self.decay.powf(step as f64) + self.least_learning_rate
    }

    /// Whether they are in their ranges.
    pub(super) fn check(&self) -> Result<(), TrainError> {
        let rate = |rate: f64| rate.is_finite() && rate >= 0.0;
        let limit = match self.clipping {
            Clipping::GlobalNorm { limit, .. } | Clipping::Value { limit } => limit,
        };
        let wanted = [
            ("updates.batch of at least 1", self.batch > 0),
            (
                "learning rates of 0 or above",
                rate(self.learning_rate) && rate(self.least_learning_rate),
            ),
            (
                "updates.decay above 0 and at most 1",
                self.decay > 0.0 && self.decay <= 1.0,
            ),
            ("updates.clipping.limit above 0", limit > 0.0),
        ];
        match wanted.iter().find(|(_, met)| !met) {
            Some((needed, _)) => Err(TrainError::NoSuchNetwork { needed }),
            None => Ok(()),
        }
    }
}

/// How gradients are kept small.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum Clipping {
    /// All scaled down to a common norm.
    GlobalNorm {
        /// Norm they are scaled down to.
        limit: f32,
        /// Norm from which on all become 0, as they do where the norm is no number.
        zero_from: f32,
    },
    /// Each held between −limit and limit.
    Value {
        /// Largest gradient.
        limit: f32,
    },
}

impl Clipping {
    /// Clips; gives the norm there was before.
    pub fn apply(self, gradients: &mut [f32]) -> f32 {
        match self {
            Self::GlobalNorm { limit, zero_from } => {
                let norm = clip(gradients, limit);
                if norm.is_nan() || norm >= zero_from {
                    gradients.fill(0.0);
                }
                norm
            }
            Self::Value { limit } => {
                // An endless limit scales nothing.
                let norm = clip(gradients, f32::INFINITY);
                let limit = limit.abs();
                for gradient in gradients {
                    *gradient = gradient.clamp(-limit, limit);
                }
                norm
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NORM: Clipping = Clipping::GlobalNorm {
        limit: 1.0,
        zero_from: 100.0,
    };

    fn clipped(clipping: Clipping, gradients: [f32; 2]) -> (f32, [f32; 2]) {
        let mut clipped = gradients;
        (clipping.apply(&mut clipped), clipped)
    }

    #[test]
    fn a_common_norm_keeps_the_direction_and_small_gradients() {
        let (norm, found) = clipped(NORM, [3.0, -4.0]);
        assert_eq!(norm, 5.0);
        assert!((found[0] - 0.6).abs() < 1e-6 && (found[1] + 0.8).abs() < 1e-6);
        assert_eq!(clipped(NORM, [0.3, 0.4]).1, [0.3, 0.4]);
    }

    #[test]
    fn an_explosion_moves_nothing() {
        assert_eq!(clipped(NORM, [60.0, 80.0]), (100.0, [0.0, 0.0]));
        assert_eq!(clipped(NORM, [f32::NAN, 1.0]).1, [0.0, 0.0]);
        assert_eq!(clipped(NORM, [f32::INFINITY, 1.0]).1, [0.0, 0.0]);
        assert_ne!(clipped(NORM, [60.0, 79.0]).1, [0.0, 0.0]);
    }

    #[test]
    fn values_are_clipped_one_by_one() {
        let value = Clipping::Value { limit: 1.0 };
        assert_eq!(clipped(value, [3.0, -0.5]).1, [1.0, -0.5]);
        assert_eq!(clipped(value, [-3.0, 4.0]), (5.0, [-1.0, 1.0]));
    }

    #[test]
    fn the_learning_rate_falls_to_the_least() {
        let updates = crate::config::catalogue::reference("groovae_4bar")
            .unwrap()
            .updates;
        assert!((updates.learning_rate_at(0) - 1e-3).abs() < 1e-12);
        assert!((updates.learning_rate_at(1) - (0.99e-3 * 0.9999 + 1e-5)).abs() < 1e-12);
        assert!((updates.learning_rate_at(1_000_000) - 1e-5).abs() < 1e-12);
    }
}
