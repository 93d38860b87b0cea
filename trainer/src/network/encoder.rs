//! From bars to the posterior of their latents.

use burn::tensor::Tensor;

use super::{
    layers::{Activation, Dense, NormRelu, Normal},
    parameters::{Initial, Source},
    recurrent::{Memory, Recurrent},
};
use crate::config::NetworkConfig;

/// The softplus of this is a spread of 0.13: the latents carry signal from the first step on.
const SMALL_SPREAD: f32 = -2.0;

/// Reads grooves.
#[derive(Debug, Clone)]
pub struct Encoder {
    hidden: Dense,
    hidden_norm: NormRelu,
    embedding: Dense,
    embedding_norm: NormRelu,
    onward: Recurrent,
    onward_bias: Tensor<2>,
    backward: Recurrent,
    backward_bias: Tensor<2>,
    phrase_hidden: Dense,
    phrase: Dense,
    bar_hidden: Dense,
    bar: Dense,
    /// Bars of a groove.
    bars: usize,
    /// Size of the recurrent layers.
    size: usize,
}

/// A layer for mean and spread, the spreads beginning small.
fn head(source: &mut Source<'_>, name: &str, inputs: usize, latents: usize) -> Dense {
    let spread = Initial::SecondHalf(SMALL_SPREAD);
    Dense::with(source, name, inputs, 2 * latents, Initial::Glorot, spread)
}

impl Encoder {
    /// Asks the source for its parameters.
    pub fn new(source: &mut Source<'_>, config: &NetworkConfig) -> Self {
        let (bars, size) = (config.grid.bars(), config.bars);
        let inputs = config.bar_embedding + bars;
        let seen = bars * (config.bar_embedding + 2 * size);
        let (hidden, embedding) = (config.bar_hidden, config.bar_embedding);
        Self {
            hidden: Dense::new(source, "bar.hidden", config.bar_width(), hidden),
            hidden_norm: NormRelu::new(source, "bar.hidden_norm", hidden),
            embedding: Dense::new(source, "bar.embedding", hidden, embedding),
            embedding_norm: NormRelu::new(source, "bar.embedding_norm", embedding),
            onward: Recurrent::new(source, "bars.onward", inputs, size),
            onward_bias: source.matrix("bars.onward.bias", 1, 4 * size, Initial::ForgetGate),
            backward: Recurrent::new(source, "bars.backward", inputs, size),
            backward_bias: source.matrix("bars.backward.bias", 1, 4 * size, Initial::ForgetGate),
            phrase_hidden: Dense::new(source, "phrase.hidden", seen, config.head),
            phrase: head(source, "phrase.head", config.head, config.phrase),
            bar_hidden: Dense::new(
                source,
                "posterior.hidden",
                embedding + config.context,
                config.head,
            ),
            bar: head(source, "posterior.head", config.head, config.bar_latent),
            bars,
            size,
        }
    }

    /// Embeddings of bars: `[grooves × bars, bar width]` → `[grooves × bars, embedding]`.
    pub fn embed(&self, bars: Tensor<2>) -> Tensor<2> {
        let hidden = self.hidden_norm.forward(self.hidden.forward(bars));
        self.embedding_norm.forward(self.embedding.forward(hidden))
    }

    /// Posterior of the phrase latent: `[grooves × bars, embedding]` → `[grooves, phrase]`.
    pub fn phrase(&self, embeddings: Tensor<2>) -> Normal {
        let [rows, width] = embeddings.dims();
        let (bars, grooves, size) = (self.bars, rows / self.bars, self.size);
        let device = embeddings.device();
        let by_groove = embeddings.clone().reshape([grooves, bars, width]);
        let positions = Tensor::<2>::eye(bars, &device).reshape([bars, 1, bars]);
        let positions = positions.expand([bars, grooves, bars]);
        let inputs = Tensor::cat(vec![by_groove.clone().swap_dims(0, 1), positions], 2);
        let rest = || Memory {
            output: Tensor::zeros([grooves, size], &device),
            cell: Tensor::zeros([grooves, size], &device),
        };
        let shared = |bias: &Tensor<2>| bias.clone().expand([grooves, 4 * size]);
        let onward = self
            .onward
            .sequence(inputs.clone(), shared(&self.onward_bias), rest(), false);
        let backward = self
            .backward
            .sequence(inputs, shared(&self.backward_bias), rest(), true);
        let seen = vec![by_groove, onward.swap_dims(0, 1), backward.swap_dims(0, 1)];
        let seen = Tensor::cat(seen, 2).reshape([grooves, bars * (width + 2 * size)]);
        let hidden = self.phrase_hidden.activated(seen, Activation::Relu);
        Normal::from_head(self.phrase.forward(hidden))
    }

    /// Posterior of the bar latents, from embeddings and contexts of the bars.
    pub fn bars(&self, embeddings: Tensor<2>, contexts: Tensor<2>) -> Normal {
        let seen = Tensor::cat(vec![embeddings, contexts], 1);
        let hidden = self.bar_hidden.activated(seen, Activation::Relu);
        Normal::from_head(self.bar.forward(hidden))
    }
}
