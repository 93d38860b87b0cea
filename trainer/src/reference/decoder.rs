//! From a latent to the steps of a window (`spec.md` 6.3 and 6.4).
//!
//! Our own decoder counts the latent's part of the gates once for all steps. Here the latent is
//! an input like the others, because the dropout draws a mask for it at each step.

use burn::tensor::Tensor;

use super::{
    config::Sizes,
    dropout::Dropout,
    encoder::HEAD_DEVIATION,
    layers::{BlockLstm, dense},
    outputs::Outputs,
};
use crate::network::{
    LEAST_TEMPERATURE,
    layers::Dense,
    parameters::{Initial, Source},
    recurrent::Memory,
};

/// A stack of recurrent layers that hears the step before, the latent and the controls.
#[derive(Debug, Clone)]
pub struct FlatDecoder {
    begin: Dense,
    layers: Vec<BlockLstm>,
    output: Dense,
    sizes: Sizes,
}

/// How a step's hits are chosen. One is made for a whole decoding, so its size costs nothing.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone)]
pub enum Choice {
    /// A hit where it is more probable than not.
    Greedy,
    /// By chance.
    Chance {
        /// Uniform in 0–1, `[steps, batch, drums]`: a hit where it is below the probability.
        noise: Tensor<3>,
        /// Divides the logits; below 1 the probable becomes more so.
        temperature: f32,
    },
}

/// Decoded windows.
#[derive(Debug, Clone)]
pub struct Decoded {
    /// `[steps, batch, 3 × drums]`, as [`Outputs`] has them.
    pub raw: Tensor<3>,
    /// Hits, velocities, offsets; velocities and offsets also where nothing is hit.
    pub steps: Tensor<3>,
}

impl FlatDecoder {
    /// Asks the source for its parameters.
    pub fn new(source: &mut Source<'_>, sizes: &Sizes) -> Self {
        let memories = 2 * sizes.decoder.iter().sum::<usize>();
        let begin = dense(
            source,
            "decoder/z_to_initial_state",
            sizes.latents,
            memories,
            Initial::Normal(HEAD_DEVIATION),
        );
        let mut inputs = sizes.width() + sizes.latents + sizes.controls;
        let mut layers = Vec::with_capacity(sizes.decoder.len());
        for (at, &units) in sizes.decoder.iter().enumerate() {
            let scope = format!("decoder/multi_rnn_cell/cell_{at}");
            layers.push(BlockLstm::new(source, &scope, inputs, units));
            inputs = units;
        }
        let scope = "decoder/output_projection";
        let output = dense(source, scope, inputs, sizes.width(), Initial::Glorot);
        Self {
            begin,
            layers,
            output,
            sizes: sizes.clone(),
        }
    }

    /// The layers' memories before the first step: the cell of each stands before its output.
    fn begin(&self, latents: Tensor<2>) -> Vec<Memory> {
        let states = self.begin.forward(latents).tanh();
        let batch = states.dims()[0];
        let mut start = 0;
        let mut next = |size: usize| {
            start += size;
            states.clone().slice([0..batch, start - size..start])
        };
        let mut memories = Vec::with_capacity(self.sizes.decoder.len());
        for &units in &self.sizes.decoder {
            let cell = next(units);
            let output = next(units);
            memories.push(Memory { output, cell });
        }
        memories
    }

    /// Raw outputs, `[steps, batch, 3 × drums]`, while each step hears the truth of the one before:
    /// `truth` is `[steps, batch, 3 × drums]`, `controls` `[steps, batch, controls]`.
    pub fn told(
        &self,
        latents: Tensor<2>,
        truth: Tensor<3>,
        controls: Option<Tensor<3>>,
        dropout: &mut Dropout,
    ) -> Tensor<3> {
        let [steps, batch, width] = truth.dims();
        let nothing = Tensor::<3>::zeros([1, batch, width], &truth.device());
        let before = truth.slice([0..steps - 1, 0..batch, 0..width]);
        let everywhere = latents
            .clone()
            .reshape([1, batch, self.sizes.latents])
            .expand([steps, batch, self.sizes.latents]);
        let mut heard = vec![Tensor::cat(vec![nothing, before], 0), everywhere];
        heard.extend(controls);
        let mut sequence = Tensor::cat(heard, 2);
        for (layer, memory) in self.layers.iter().zip(self.begin(latents)) {
            sequence = layer.sequence(sequence, memory, false, dropout);
        }
        let units = sequence.dims()[2];
        let raw = self
            .output
            .forward(sequence.reshape([steps * batch, units]));
        raw.reshape([steps, batch, width])
    }

    /// Decodes step by step, each hearing what was chosen before. What it hears of velocities and
    /// offsets is not masked by the hits.
    pub fn freely(
        &self,
        latents: Tensor<2>,
        controls: Option<Tensor<3>>,
        choice: &Choice,
    ) -> Decoded {
        let (steps, drums, width) = (self.sizes.steps, self.sizes.drums, self.sizes.width());
        let batch = latents.dims()[0];
        let mut memories = self.begin(latents.clone());
        let mut before = Tensor::<2>::zeros([batch, width], &latents.device());
        let (mut raws, mut chosen) = (Vec::with_capacity(steps), Vec::with_capacity(steps));
        for step in 0..steps {
            let here = |of: &Tensor<3>| {
                let size = of.dims()[2];
                of.clone()
                    .slice([step..step + 1, 0..batch, 0..size])
                    .reshape([batch, size])
            };
            let mut heard = vec![before, latents.clone()];
            heard.extend(controls.as_ref().map(here));
            let mut signal = Tensor::cat(heard, 1);
            for (layer, memory) in self.layers.iter().zip(&mut memories) {
                *memory = layer.step(signal, memory.clone());
                signal = memory.output.clone();
            }
            let raw = self.output.forward(signal);
            let outputs = Outputs::of(raw.clone().reshape([1, batch, width]));
            let hits = match choice {
                Choice::Greedy => outputs.logits.clone().greater_elem(0.0).float(),
                Choice::Chance { noise, temperature } => {
                    let sharp = outputs.logits.clone() / temperature.max(LEAST_TEMPERATURE);
                    let probabilities = burn::tensor::activation::sigmoid(sharp);
                    let noise = here(noise).reshape([1, batch, drums]);
                    noise.lower(probabilities).float()
                }
            };
            let step = Tensor::cat(vec![hits, outputs.velocities(), outputs.offsets()], 2);
            before = step.clone().reshape([batch, width]);
            raws.push(raw.reshape([1, batch, width]));
            chosen.push(step);
        }
        Decoded {
            raw: Tensor::cat(raws, 0),
            steps: Tensor::cat(chosen, 0),
        }
    }
}
