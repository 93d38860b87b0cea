//! From a window to the posterior of its latent (`spec.md` 6.2).
//!
//! [`Normal::from_head`] is not used: it keeps a spread above a floor, which the reference does
//! not, and has mean and spread in one matrix.

use burn::tensor::Tensor;

use super::{
    config::Sizes,
    dropout::Dropout,
    layers::{BlockLstm, dense},
};
use crate::network::{
    layers::{Dense, Normal, softplus},
    parameters::{Initial, Source},
};

/// Deviation of the heads' first weights.
pub(super) const HEAD_DEVIATION: f32 = 0.001;

/// A stack of recurrent layers, each reading both ways.
#[derive(Debug, Clone)]
pub struct FlatEncoder {
    layers: Vec<BothWays>,
    mean: Dense,
    spread: Dense,
}

#[derive(Debug, Clone)]
struct BothWays {
    onward: BlockLstm,
    backward: BlockLstm,
}

impl FlatEncoder {
    /// Asks the source for its parameters.
    pub fn new(source: &mut Source<'_>, sizes: &Sizes) -> Self {
        let mut inputs = sizes.width() + sizes.controls;
        let mut layers = Vec::with_capacity(sizes.encoder.len());
        for (at, &units) in sizes.encoder.iter().enumerate() {
            let mut way = |way: &str| {
                let scope =
                    format!("encoder/cell_{at}/bidirectional_rnn/{way}/multi_rnn_cell/cell_0");
                BlockLstm::new(source, &scope, inputs, units)
            };
            layers.push(BothWays {
                onward: way("fw"),
                backward: way("bw"),
            });
            inputs = 2 * units;
        }
        let mut head = |scope: &str| {
            let kernel = Initial::Normal(HEAD_DEVIATION);
            dense(source, scope, inputs, sizes.latents, kernel)
        };
        Self {
            layers,
            mean: head("encoder/mu"),
            spread: head("encoder/sigma"),
        }
    }

    /// `[steps, batch, width + controls]` → the posteriors, `[batch, latents]`. All windows are as
    /// long as the tensor.
    pub fn forward(&self, inputs: Tensor<3>, dropout: &mut Dropout) -> Normal {
        let [steps, batch, _] = inputs.dims();
        let mut sequence = inputs;
        for layer in &self.layers {
            let mut way = |layer: &BlockLstm, reverse| {
                layer.sequence(sequence.clone(), layer.rest(batch), reverse, dropout)
            };
            let onward = way(&layer.onward, false);
            let backward = way(&layer.backward, true);
            sequence = Tensor::cat(vec![onward, backward], 2);
        }
        // Onward has read everything at the last step, backward at the first.
        let width = sequence.dims()[2];
        let at = |step: usize, half: std::ops::Range<usize>| {
            let size = half.len();
            sequence
                .clone()
                .slice([step..step + 1, 0..batch, half])
                .reshape([batch, size])
        };
        let ends = vec![at(steps - 1, 0..width / 2), at(0, width / 2..width)];
        let read = Tensor::cat(ends, 1);
        Normal {
            mean: self.mean.forward(read.clone()),
            spread: softplus(self.spread.forward(read)),
        }
    }
}
