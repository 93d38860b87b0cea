//! From a window to the posterior of its latent (`spec.md` 6.2): all steps in a row, or piece by
//! piece.
//!
//! [`Normal::from_head`] is not used: it keeps a spread above a floor, which the reference does
//! not, and has mean and spread in one matrix.

use burn::tensor::Tensor;

use super::{
    config::Layout,
    dropout::Dropout,
    fold::fold,
    layers::{BlockLstm, dense},
};
use crate::network::{
    layers::{Dense, Normal, softplus},
    parameters::{Initial, Source},
};

/// Deviation of the heads' first weights.
pub(super) const HEAD_DEVIATION: f32 = 0.001;

/// What reads a window: steps, then pieces, then larger pieces, until one is left.
#[derive(Debug, Clone)]
pub struct Encoder {
    levels: Vec<Level>,
    mean: Dense,
    spread: Dense,
}

/// A stack of recurrent layers, each reading both ways.
#[derive(Debug, Clone)]
struct Level {
    layers: Vec<BothWays>,
    /// Steps, or pieces of the level below, that it reads in a row.
    length: usize,
}

#[derive(Debug, Clone)]
struct BothWays {
    onward: BlockLstm,
    backward: BlockLstm,
}

impl Encoder {
    /// Asks the source for its parameters.
    pub fn new(source: &mut Source<'_>, layout: &Layout) -> Self {
        let config = &layout.network.encoder;
        let mut inputs = layout.inputs() + layout.controls;
        let mut levels = Vec::new();
        if config.levels.is_empty() {
            let level = Level::new(source, "encoder", &mut inputs, &config.layers, layout.steps);
            levels.push(level);
        }
        for (at, &length) in config.levels.iter().enumerate() {
            let scope = format!("encoder/hierarchical_level_{at}");
            levels.push(Level::new(
                source,
                &scope,
                &mut inputs,
                &config.layers,
                length,
            ));
        }
        let mut head = |scope: &str| {
            let kernel = Initial::Normal(HEAD_DEVIATION);
            dense(source, scope, inputs, layout.network.latents, kernel)
        };
        Self {
            levels,
            mean: head("encoder/mu"),
            spread: head("encoder/sigma"),
        }
    }

    /// `[steps, batch, inputs + controls]` → the posteriors, `[batch, latents]`. All windows are as
    /// long as the tensor.
    pub fn forward(&self, inputs: Tensor<3>, dropout: &mut Dropout) -> Normal {
        let batch = inputs.dims()[1];
        let mut sequence = inputs;
        for level in &self.levels {
            let pieces = sequence.dims()[0] / level.length;
            let read = level.read(fold(sequence, pieces), dropout);
            let width = read.dims()[1];
            sequence = read.reshape([pieces, batch, width]);
        }
        let [_, _, width] = sequence.dims();
        let read = sequence.reshape([batch, width]);
        Normal {
            mean: self.mean.forward(read.clone()),
            spread: softplus(self.spread.forward(read)),
        }
    }
}

impl Level {
    /// `inputs` are the numbers of a step, and afterwards those of what is read of a piece.
    fn new(
        source: &mut Source<'_>,
        scope: &str,
        inputs: &mut usize,
        layers: &[usize],
        length: usize,
    ) -> Self {
        let mut both = Vec::with_capacity(layers.len());
        for (at, &units) in layers.iter().enumerate() {
            let mut way = |way: &str| {
                let scope =
                    format!("{scope}/cell_{at}/bidirectional_rnn/{way}/multi_rnn_cell/cell_0");
                BlockLstm::new(source, &scope, *inputs, units)
            };
            both.push(BothWays {
                onward: way("fw"),
                backward: way("bw"),
            });
            *inputs = 2 * units;
        }
        Self {
            layers: both,
            length,
        }
    }

    /// `[length, rows, inputs]` → what is read of each row, `[rows, 2 × units]`.
    fn read(&self, inputs: Tensor<3>, dropout: &mut Dropout) -> Tensor<2> {
        let [steps, rows, _] = inputs.dims();
        let mut sequence = inputs;
        for layer in &self.layers {
            let mut way = |layer: &BlockLstm, reverse| {
                layer.sequence(sequence.clone(), layer.rest(rows), reverse, dropout)
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
                .slice([step..step + 1, 0..rows, half])
                .reshape([rows, size])
        };
        let ends = vec![at(steps - 1, 0..width / 2), at(0, width / 2..width)];
        Tensor::cat(ends, 1)
    }
}
