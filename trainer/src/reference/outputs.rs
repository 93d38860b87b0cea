//! What the numbers of a step mean, and how far they are from the truth (`spec.md` 6.4).
//!
//! [`crate::loss`] is not used: it weighs velocities and offsets, counts them at the hits alone,
//! and has no ε in its logarithms.

use burn::tensor::{Device, Tensor, activation};

/// Keeps the logarithm of a probability finite.
const EPSILON: f32 = 1e-7;

/// Raw outputs by kind, each `[steps, batch, drums]`.
#[derive(Debug, Clone)]
pub struct Outputs {
    /// Logits of the hits.
    pub logits: Tensor<3>,
    velocities: Tensor<3>,
    offsets: Tensor<3>,
}

/// Errors of a reconstruction by kind, each `[batch]`: summed over steps and drums.
#[derive(Debug, Clone)]
pub struct Reconstruction {
    /// Cross-entropy of the hits, in nats.
    pub hits: Tensor<1>,
    /// Squared error of the velocities, in every cell.
    pub velocities: Tensor<1>,
    /// Squared error of the offsets in half steps, in every cell.
    pub offsets: Tensor<1>,
}

/// A step's numbers by kind, each `[steps, batch, drums]`.
pub(super) fn thirds(steps: Tensor<3>) -> [Tensor<3>; 3] {
    let [length, batch, width] = steps.dims();
    let drums = width / 3;
    [0, 1, 2].map(|at| {
        steps
            .clone()
            .slice([0..length, 0..batch, at * drums..(at + 1) * drums])
    })
}

impl Outputs {
    /// Parts the raw outputs, `[steps, batch, 3 × drums]`.
    #[must_use]
    pub fn of(raw: Tensor<3>) -> Self {
        let [logits, velocities, offsets] = thirds(raw);
        Self {
            logits,
            velocities,
            offsets,
        }
    }

    /// 0 to 1.
    #[must_use]
    pub fn velocities(&self) -> Tensor<3> {
        activation::sigmoid(self.velocities.clone())
    }

    /// −1 to 1, positive early.
    #[must_use]
    pub fn offsets(&self) -> Tensor<3> {
        self.offsets.clone().tanh()
    }

    /// Compares with the truth, `[steps, batch, 3 × drums]`.
    #[must_use]
    pub fn against(&self, truth: Tensor<3>) -> Reconstruction {
        let [hits, velocities, offsets] = thirds(truth);
        let probabilities = activation::sigmoid(self.logits.clone());
        let hit = (probabilities.clone() + EPSILON).log() * hits.clone();
        // In this order: ε would be lost in 1 + ε.
        let rest = ((probabilities.neg() + 1.0) + EPSILON).log() * (hits.neg() + 1.0);
        let squared = |error: Tensor<3>| error.clone() * error;
        Reconstruction {
            hits: by_window((hit + rest).neg()),
            velocities: by_window(squared(self.velocities() - velocities)),
            offsets: by_window(squared(self.offsets() - offsets)),
        }
    }
}

/// Sums over steps and numbers, `[batch]`.
pub(super) fn by_window(cells: Tensor<3>) -> Tensor<1> {
    let batch = cells.dims()[1];
    cells.sum_dim(2).sum_dim(0).reshape([batch])
}

impl Reconstruction {
    /// No errors of so many windows.
    #[must_use]
    pub fn none(windows: usize, device: &Device) -> Self {
        let zeros = Tensor::zeros([windows], device);
        Self {
            hits: zeros.clone(),
            velocities: zeros.clone(),
            offsets: zeros,
        }
    }

    /// The errors of several parts together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            hits: self.hits + other.hits,
            velocities: self.velocities + other.velocities,
            offsets: self.offsets + other.offsets,
        }
    }

    /// All errors of each window, `[batch]`.
    #[must_use]
    pub fn total(&self) -> Tensor<1> {
        self.hits.clone() + self.velocities.clone() + self.offsets.clone()
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::TensorData;

    use super::*;
    use crate::evaluate::numbers;

    fn tensor<const N: usize>(numbers: [f32; N], shape: [usize; 3]) -> Tensor<3> {
        Tensor::from_data(TensorData::new(numbers.to_vec(), shape), &Device::flex())
    }

    #[test]
    fn errors_are_what_they_are_by_hand() {
        // Two steps of one drum in one window: a hit, and a rest that sounds loud and early.
        let raw = tensor([0.0, 0.0, 0.0, -2.0, 5.0, 0.5], [2, 1, 3]);
        let truth = tensor([1.0, 0.8, -0.2, 0.0, 0.0, 0.0], [2, 1, 3]);
        let found = Outputs::of(raw).against(truth);
        let value = |tensor: &Tensor<1>| numbers(tensor.clone()).unwrap()[0];
        let sigmoid = |x: f32| 1.0 / (1.0 + (-x).exp());
        let hits = -(0.5 + 1e-7_f32).ln() - (1.0 - sigmoid(-2.0) + 1e-7).ln();
        let velocities = 0.3 * 0.3 + sigmoid(5.0) * sigmoid(5.0);
        let offsets = 0.2 * 0.2 + 0.5_f32.tanh() * 0.5_f32.tanh();
        assert!((value(&found.hits) - hits).abs() < 1e-6);
        assert!((value(&found.velocities) - velocities).abs() < 1e-6);
        assert!((value(&found.offsets) - offsets).abs() < 1e-6);
        let total = hits + velocities + offsets;
        assert!((value(&found.total()) - total).abs() < 1e-5);
    }

    #[test]
    fn each_window_has_its_own_error() {
        let raw = tensor([9.0, 0.0, 0.0, -9.0, 0.0, 0.0], [1, 2, 3]);
        let truth = tensor([1.0, 0.5, 0.0, 1.0, 0.5, 0.0], [1, 2, 3]);
        let found = numbers(Outputs::of(raw).against(truth).total()).unwrap();
        assert!(
            found[0] < 1e-3 && (found[1] - 9.0).abs() < 1e-2,
            "{found:?}"
        );
    }

    #[test]
    fn the_surest_mistake_costs_a_finite_price() {
        let raw = tensor([-200.0, 0.0, 0.0, 200.0, 0.0, 0.0], [2, 1, 3]);
        let truth = tensor([1.0, 0.5, 0.0, 0.0, 0.5, 0.0], [2, 1, 3]);
        let found = numbers(Outputs::of(raw).against(truth).total()).unwrap()[0];
        // −ln 1e-7, twice.
        assert!((found - 2.0 * 16.118_1).abs() < 1e-3, "{found}");
    }
}
