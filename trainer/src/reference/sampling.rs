//! Scheduled sampling (Bengio et al. 2015): in training the decoder now and then hears what it
//! chose itself in place of the truth, more often as it learns (`spec.md` 6.5).

use serde::{Deserialize, Serialize};

use crate::error::TrainError;

/// The probability, for each window and step, that the step before is heard as it was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "schedule", rename_all = "snake_case")]
pub enum Sampling {
    /// Always the same; 0 for the truth always.
    Constant {
        /// 0 to 1.
        rate: f64,
    },
    /// 1 − rateⁿ at step n.
    Exponential {
        /// Above 0 and below 1; the larger, the slower.
        rate: f64,
    },
    /// 1 − k / (k + exp(n / k)) at step n, k being the rate.
    InverseSigmoid {
        /// At least 1; the larger, the slower.
        rate: f64,
    },
}

impl Sampling {
    /// The probability at a step of the training, counted from 0.
    #[must_use]
    pub fn at(self, step: u64) -> f64 {
        let step = step as f64;
        match self {
            Self::Constant { rate } => rate,
            Self::Exponential { rate } => 1.0 - rate.powf(step),
            Self::InverseSigmoid { rate } => 1.0 - rate / (rate + (step / rate).exp()),
        }
    }

    /// The probability in a validation: a network that learned to hear itself is judged so.
    #[must_use]
    pub fn in_validation(self) -> f64 {
        if self == (Self::Constant { rate: 0.0 }) {
            0.0
        } else {
            1.0
        }
    }

    /// Whether the rate is in its range.
    ///
    /// # Errors
    /// If it is not.
    pub fn check(self) -> Result<(), TrainError> {
        let (met, needed) = match self {
            Self::Constant { rate } => (
                (0.0..=1.0).contains(&rate),
                "a constant sampling.rate of 0 to 1",
            ),
            Self::Exponential { rate } => (
                rate > 0.0 && rate < 1.0,
                "an exponential sampling.rate above 0 and below 1",
            ),
            Self::InverseSigmoid { rate } => (
                rate >= 1.0 && rate.is_finite(),
                "an inverse_sigmoid sampling.rate of at least 1",
            ),
        };
        if met {
            Ok(())
        } else {
            Err(TrainError::NoSuchNetwork { needed })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_are_the_references() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
        assert_eq!(Sampling::Constant { rate: 0.25 }.at(7), 0.25);
        let exponential = Sampling::Exponential { rate: 0.5 };
        assert!(near(exponential.at(0), 0.0) && near(exponential.at(3), 0.875));
        let sigmoid = Sampling::InverseSigmoid { rate: 10.0 };
        assert!(near(sigmoid.at(0), 1.0 / 11.0));
        let e = std::f64::consts::E;
        assert!(near(sigmoid.at(10), e / (10.0 + e)));
        // Beyond what an exponential can be.
        assert_eq!(sigmoid.at(1_000_000), 1.0);
    }

    #[test]
    fn a_validation_is_free_where_there_is_a_schedule() {
        assert_eq!(Sampling::Constant { rate: 0.0 }.in_validation(), 0.0);
        assert_eq!(Sampling::Constant { rate: 0.1 }.in_validation(), 1.0);
        assert_eq!(Sampling::Exponential { rate: 0.9 }.in_validation(), 1.0);
    }

    #[test]
    fn rates_beyond_their_range_are_refused() {
        for sampling in [
            Sampling::Constant { rate: 1.5 },
            Sampling::Constant { rate: f64::NAN },
            Sampling::Exponential { rate: 1.0 },
            Sampling::InverseSigmoid { rate: 0.5 },
        ] {
            assert!(sampling.check().is_err(), "{sampling:?}");
        }
        assert!(Sampling::InverseSigmoid { rate: 1_000.0 }.check().is_ok());
    }
}
