//! Dropout of hidden numbers while a prior is fitted (Srivastava et al. 2014).

use burn::tensor::{Tensor, TensorData};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Drops numbers by chance, and raises the others so that the mean stays.
#[derive(Debug)]
pub struct Dropout {
    chance: f64,
    random: ChaCha8Rng,
}

impl Dropout {
    /// Drops with this chance, below 1.
    pub fn new(chance: f64, random: ChaCha8Rng) -> Self {
        Self {
            chance: chance.clamp(0.0, 0.99),
            random,
        }
    }

    /// Drops some of the numbers.
    fn apply(&mut self, numbers: Tensor<2>) -> Tensor<2> {
        if self.chance == 0.0 {
            return numbers;
        }
        let shape = numbers.dims();
        let raised = (1.0 / (1.0 - self.chance)) as f32;
        let threshold = (self.chance * f64::from(u32::MAX)) as u32;
        let mask: Vec<f32> = (0..shape[0] * shape[1])
            .map(|_| f32::from(self.random.random::<u32>() >= threshold) * raised)
            .collect();
        let mask = Tensor::from_data(TensorData::new(mask, shape), &numbers.device());
        numbers * mask
    }
}

/// Drops some of the numbers, if there is to be dropout.
pub fn dropped(numbers: Tensor<2>, dropout: &mut Option<&mut Dropout>) -> Tensor<2> {
    match dropout {
        Some(dropout) => dropout.apply(numbers),
        None => numbers,
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;
    use rand::SeedableRng;

    use super::*;
    use crate::evaluate::numbers;

    #[test]
    fn a_share_is_dropped_and_the_mean_stays() {
        let ones = Tensor::<2>::ones([100, 100], &Device::flex());
        let mut dropout = Dropout::new(0.2, ChaCha8Rng::seed_from_u64(1));
        let found = numbers(dropped(ones.clone(), &mut Some(&mut dropout))).unwrap_or_default();
        let zeros = found.iter().filter(|&&number| number == 0.0).count();
        let mean = found.iter().sum::<f32>() / 10_000.0;
        assert!((1_900..2_100).contains(&zeros), "{zeros}");
        assert!((mean - 1.0).abs() < 0.02, "{mean}");
        assert_eq!(
            numbers(dropped(ones, &mut None)).unwrap_or_default(),
            [1.0; 10_000]
        );
    }
}
