//! An affine coupling (Dinh et al. 2017): half of the numbers stay, and decide how the other half
//! is scaled and shifted; so it can be undone exactly.

use burn::tensor::{Device, Tensor, TensorData, activation};

use super::dropout::{Dropout, dropped};
use crate::network::{
    layers::Dense,
    parameters::{Initial, Source},
};

/// Which numbers of so many the coupling of this number keeps: 1 for kept, 0 for changed. Each
/// pair of couplings halves the places by another bit of their index, the second of a pair the
/// other way round.
#[must_use]
pub fn kept(size: usize, number: usize) -> Vec<f32> {
    let bits = size.next_power_of_two().trailing_zeros().max(1) as usize;
    let bit = (number / 2) % bits;
    (0..size)
        .map(|at| ((at >> bit) & 1 ^ number & 1) as f32)
        .collect()
}

/// A coupling of rows of `size` numbers, under a summary of what they depend on.
#[derive(Debug, Clone)]
pub struct Coupling {
    hidden: Dense,
    second: Dense,
    head: Dense,
    /// 1 where a number is kept, `[1, size]`.
    kept: Tensor<2>,
    /// 1 where it is changed.
    changed: Tensor<2>,
    /// The largest logarithm of a scale.
    limit: f32,
}

/// What a coupling does to the numbers that it changes; nothing to the others.
struct Terms {
    log_scale: Tensor<2>,
    shift: Tensor<2>,
}

impl Coupling {
    /// Asks the source for its parameters; it begins by changing nothing.
    pub fn new(
        source: &mut Source<'_>,
        name: &str,
        kept: Vec<f32>,
        summary: usize,
        hidden: usize,
        limit: f32,
    ) -> Self {
        let size = kept.len();
        let zero = Initial::Constant(0.0);
        Self {
            hidden: Dense::new(source, &format!("{name}.hidden"), size + summary, hidden),
            second: Dense::new(source, &format!("{name}.second"), hidden, hidden),
            head: Dense::with(
                source,
                &format!("{name}.head"),
                hidden,
                2 * size,
                zero,
                zero,
            ),
            changed: row(
                kept.iter().map(|kept| 1.0 - kept).collect(),
                source.device(),
            ),
            kept: row(kept, source.device()),
            limit,
        }
    }

    fn terms(
        &self,
        numbers: &Tensor<2>,
        summary: Option<&Tensor<2>>,
        dropout: &mut Option<&mut Dropout>,
    ) -> Terms {
        let [rows, size] = numbers.dims();
        let seen = numbers.clone() * self.kept.clone();
        let seen = match summary {
            Some(summary) => Tensor::cat(vec![seen, summary.clone()], 1),
            None => seen,
        };
        let hidden = dropped(activation::relu(self.hidden.forward(seen)), dropout);
        let hidden = dropped(activation::relu(self.second.forward(hidden)), dropout);
        let head = self.head.forward(hidden);
        let log_scale = head.clone().slice([0..rows, 0..size]).tanh() * self.limit;
        Terms {
            log_scale: log_scale * self.changed.clone(),
            shift: head.slice([0..rows, size..2 * size]) * self.changed.clone(),
        }
    }

    /// Towards the noise; and the logarithm of the volume's change, `[rows, 1]`.
    pub fn forward(
        &self,
        numbers: Tensor<2>,
        summary: Option<&Tensor<2>>,
        dropout: &mut Option<&mut Dropout>,
    ) -> (Tensor<2>, Tensor<2>) {
        let Terms { log_scale, shift } = self.terms(&numbers, summary, dropout);
        let volume = log_scale.clone().sum_dim(1).neg();
        ((numbers - shift) * log_scale.neg().exp(), volume)
    }

    /// Back to the latents.
    pub fn backward(&self, noise: Tensor<2>, summary: Option<&Tensor<2>>) -> Tensor<2> {
        let Terms { log_scale, shift } = self.terms(&noise, summary, &mut None);
        noise * log_scale.exp() + shift
    }
}

/// A row on a device.
pub fn row(values: Vec<f32>, device: &Device) -> Tensor<2> {
    let size = values.len();
    Tensor::from_data(TensorData::new(values, [1, size]), device)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_couplings_change_every_number_once() {
        for size in [1, 2, 5, 32, 48] {
            for pair in 0..8 {
                let (one, other) = (kept(size, 2 * pair), kept(size, 2 * pair + 1));
                assert!(one.iter().zip(&other).all(|(a, b)| a + b == 1.0));
            }
        }
        assert_eq!(kept(4, 0), [0.0, 1.0, 0.0, 1.0]);
        assert_eq!(kept(4, 3), [1.0, 1.0, 0.0, 0.0]);
    }
}
