//! Everything random comes from a seed by ChaCha8 and by libm's functions, which give the same
//! numbers on every machine.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use serde::{Deserialize, Serialize};

use crate::latent::Latent;

/// Decides everything random in a sample or a decoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed(pub u64);

impl Seed {
    /// The take without chance: each hit is decided by its probability being over one half.
    pub const GREEDY: Self = Self(0);

    /// A latent from the standard normal.
    pub(crate) fn normal(self, length: usize) -> Latent {
        let mut generator = ChaCha8Rng::seed_from_u64(self.0);
        let mut numbers = Vec::with_capacity(length + 1);
        while numbers.len() < length {
            // Box & Muller (1958): two uniform numbers make two normal ones.
            let radius = libm::sqrt(-2.0 * libm::log(uniform(&mut generator)));
            let angle = std::f64::consts::TAU * uniform(&mut generator);
            numbers.push((radius * libm::cos(angle)) as f32);
            numbers.push((radius * libm::sin(angle)) as f32);
        }
        numbers.truncate(length);
        Latent(numbers)
    }

    /// The noise that decides the hits of a take: uniform in 0–1, or one half everywhere for
    /// [`Self::GREEDY`].
    #[must_use]
    pub fn noise(self, cells: usize) -> Vec<f32> {
        if self == Self::GREEDY {
            return vec![0.5; cells];
        }
        let mut generator = ChaCha8Rng::seed_from_u64(self.0);
        (0..cells).map(|_| uniform(&mut generator) as f32).collect()
    }
}

/// Uniform between 0 and 1, neither included, exact in float32.
fn uniform(generator: &mut ChaCha8Rng) -> f64 {
    (f64::from(generator.next_u32() >> 9) + 0.5) / f64::from(1 << 23)
}

/// How freely hits are drawn: 1 is what the model learned, lower is surer, higher is wilder.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(from = "f32", into = "f32")]
pub struct Temperature(f32);

impl Temperature {
    /// The least: as good as no chance.
    pub const LOWEST: Self = Self(0.01);
    /// The greatest.
    pub const HIGHEST: Self = Self(4.0);

    /// Brings `value` into range; not-a-number becomes 1.
    #[must_use]
    pub const fn new(value: f32) -> Self {
        if value.is_nan() {
            Self(1.0)
        } else {
            Self(value.clamp(Self::LOWEST.0, Self::HIGHEST.0))
        }
    }

    /// The number inside.
    #[must_use]
    pub const fn get(self) -> f32 {
        self.0
    }
}

impl Default for Temperature {
    /// 0.5, as the reference's generate script.
    fn default() -> Self {
        Self(0.5)
    }
}

impl From<f32> for Temperature {
    fn from(value: f32) -> Self {
        Self::new(value)
    }
}

impl From<Temperature> for f32 {
    fn from(temperature: Temperature) -> f32 {
        temperature.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_give_the_same_numbers_for_ever() {
        // Written down once: these may never change, or saved projects change with them.
        assert_eq!(Seed(7).normal(3).0, [1.085_611_6, 1.659_405, 0.909_572_6]);
        assert_eq!(Seed(7).noise(3), [0.140_003_38, 0.157_796_08, 0.182_055_06]);
        assert_eq!(Seed(7).normal(3).0, Seed(7).normal(5).0[..3]);
        assert_ne!(Seed(7).normal(3), Seed(8).normal(3));
    }

    #[test]
    fn numbers_are_normal_and_noise_is_inside() {
        let numbers = Seed(1).normal(20_001).0;
        let mean = numbers.iter().sum::<f32>() / 20_001.0;
        let variance = numbers.iter().map(|x| x * x).sum::<f32>() / 20_001.0 - mean * mean;
        assert!(
            mean.abs() < 0.03 && (variance - 1.0).abs() < 0.04,
            "{mean} {variance}"
        );
        assert!(Seed(1).noise(10_000).iter().all(|&x| 0.0 < x && x < 1.0));
        assert_eq!(Seed::GREEDY.noise(4), [0.5; 4]);
    }
}
