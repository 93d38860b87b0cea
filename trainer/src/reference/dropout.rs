//! Dropout of a layer's inputs (Srivastava et al. 2014), as the reference has it: a fresh mask at
//! each step, what is kept divided by the share kept (`spec.md` 6.1).

use std::ops::Range;

use burn::tensor::{Tensor, TensorData};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Drops numbers by chance, or none.
#[derive(Debug, Clone)]
pub struct Dropout(Option<Kept>);

/// What is kept.
#[derive(Debug, Clone)]
struct Kept {
    /// The share of it.
    share: f32,
    random: ChaCha8Rng,
    /// The windows at hand and how many there are in the batch; `None` for all.
    windows: Option<(Range<usize>, usize)>,
}

impl Dropout {
    /// Drops nothing: evaluation, and the golden numbers.
    #[must_use]
    pub fn off() -> Self {
        Self(None)
    }

    /// Keeps this share, above 0; a share of 1 or more drops nothing. The generator decides what.
    #[must_use]
    pub fn keeping(share: f32, random: ChaCha8Rng) -> Self {
        Self((share < 1.0).then_some(Kept {
            share,
            random,
            windows: None,
        }))
    }

    /// What it drops of some windows in a batch of `whole`.
    #[must_use]
    pub fn share(&self, windows: Range<usize>, whole: usize) -> Self {
        let mut some = self.clone();
        if let Some(kept) = &mut some.0 {
            kept.windows = Some((windows, whole));
        }
        some
    }

    /// `[steps, batch, inputs]`, each number by a chance of its own. The batch may hold several
    /// pieces of each window, piece by piece.
    pub(super) fn apply(&mut self, inputs: Tensor<3>) -> Tensor<3> {
        let Some(kept) = &mut self.0 else {
            return inputs;
        };
        let shape = inputs.dims();
        let mask = kept.mask(shape);
        let mask = Tensor::from_data(TensorData::new(mask, shape), &inputs.device());
        inputs * mask
    }
}

impl Kept {
    fn mask(&mut self, [steps, rows, inputs]: [usize; 3]) -> Vec<f32> {
        let (here, whole) = self.windows.clone().unwrap_or((0..rows, rows));
        let value = 1.0 / self.share;
        let mut mask = Vec::with_capacity(steps * rows * inputs);
        for _ in 0..steps * rows / here.len().max(1) {
            self.skip(here.start * inputs);
            let share = self.share;
            mask.extend((0..here.len() * inputs).map(|_| {
                let keeps = self.random.random::<f32>() < share;
                if keeps { value } else { 0.0 }
            }));
            self.skip((whole - here.end) * inputs);
        }
        mask
    }

    /// Leaves out so many numbers, each a word of the generator.
    fn skip(&mut self, numbers: usize) {
        if numbers > 0 {
            let place = self.random.get_word_pos();
            self.random.set_word_pos(place + numbers as u128);
        }
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
    fn shares_of_a_batch_are_what_the_whole_is() {
        // Two pieces of each of seven windows.
        let mut whole = Dropout::keeping(0.4, ChaCha8Rng::seed_from_u64(4));
        let mut shares = [0..3, 3..7].map(|windows| (windows.clone(), whole.share(windows, 7)));
        let ones = |windows: usize| Tensor::<3>::ones([5, 2 * windows, 3], &Device::flex());
        for _layer in 0..2 {
            let whole = numbers(whole.apply(ones(7))).unwrap();
            for (windows, share) in &mut shares {
                let found = numbers(share.apply(ones(windows.len()))).unwrap();
                let pieces = whole.chunks(7 * 3);
                let wanted = pieces.flat_map(|piece| &piece[3 * windows.start..3 * windows.end]);
                assert!(found.iter().eq(wanted));
            }
        }
    }

    #[test]
    fn keeping_all_changes_nothing() {
        assert!(dropped(1.0, 1).iter().all(|&number| number == 1.0));
    }
}
