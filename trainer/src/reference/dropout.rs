//! Dropout of a layer's inputs (Srivastava et al. 2014), as the reference has it: a fresh mask at
//! each step, what is kept divided by the share kept (`spec.md` 6.1).

use burn::tensor::{Tensor, TensorData};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Drops numbers by chance, or none.
#[derive(Debug)]
pub struct Dropout(Option<(f32, ChaCha8Rng)>);

impl Dropout {
    /// Drops nothing: evaluation, and the golden numbers.
    #[must_use]
    pub fn off() -> Self {
        Self(None)
    }

    /// Keeps this share, above 0; a share of 1 or more drops nothing. The generator decides what.
    #[must_use]
    pub fn keeping(share: f32, random: ChaCha8Rng) -> Self {
        Self((share < 1.0).then_some((share, random)))
    }

    /// `[steps, batch, inputs]`, each number by a chance of its own.
    pub(super) fn apply(&mut self, inputs: Tensor<3>) -> Tensor<3> {
        let Some((share, random)) = &mut self.0 else {
            return inputs;
        };
        let shape = inputs.dims();
        let kept = 1.0 / *share;
        let mask: Vec<f32> = (0..shape.iter().product())
            .map(|_| {
                if random.random::<f32>() < *share {
                    kept
                } else {
                    0.0
                }
            })
            .collect();
        let mask = Tensor::from_data(TensorData::new(mask, shape), &inputs.device());
        inputs * mask
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;
    use rand::SeedableRng;

    use super::*;
    use crate::evaluate::numbers;

    fn dropped(share: f32, seed: u64) -> Vec<f32> {
        let ones = Tensor::<3>::ones([10, 20, 30], &Device::flex());
        let mut dropout = Dropout::keeping(share, ChaCha8Rng::seed_from_u64(seed));
        numbers(dropout.apply(ones)).unwrap()
    }

    #[test]
    fn the_share_is_kept_and_the_mean_too() {
        let found = dropped(0.3, 1);
        let kept = found.iter().filter(|&&number| number > 0.0).count();
        assert!((1_650..1_950).contains(&kept), "{kept} of 6000");
        assert!(
            found
                .iter()
                .all(|&number| number == 0.0 || (number - 1.0 / 0.3).abs() < 1e-6)
        );
    }

    #[test]
    fn the_generator_decides_and_each_step_has_its_own_mask() {
        assert_eq!(dropped(0.3, 1), dropped(0.3, 1));
        assert_ne!(dropped(0.3, 1), dropped(0.3, 2));
        let found = dropped(0.3, 1);
        assert_ne!(found[..600], found[600..1_200]);
    }

    #[test]
    fn keeping_all_changes_nothing() {
        assert!(dropped(1.0, 1).iter().all(|&number| number == 1.0));
    }
}
