//! From latents to the steps of the bars.

use burn::tensor::{Tensor, activation};

use super::{
    layers::{Activation, Dense, Normal},
    parameters::{Initial, Source},
    recurrent::{Memory, Recurrent},
};
use crate::config::NetworkConfig;

/// A softplus of this is a spread of 1: the prior begins near the standard normal.
const UNIT_SPREAD: f32 = 0.541_3;

/// Temperatures below are taken for this one: a division by zero helps nobody.
pub const LEAST_TEMPERATURE: f32 = 1e-3;

/// Writes grooves.
#[derive(Debug, Clone)]
pub struct Decoder {
    conductor: Recurrent,
    conductor_begin: Dense,
    conductor_share: Dense,
    context: Dense,
    prior: Dense,
    steps: Recurrent,
    steps_begin: Dense,
    steps_share: Dense,
    path_hidden: Dense,
    path: Dense,
    output: Tensor<2>,
    config: NetworkConfig,
}

/// What the phrase says about its bars.
#[derive(Debug)]
pub struct Lead {
    /// `[grooves × bars, context]`.
    pub contexts: Tensor<2>,
    /// Prior of the bar latents, `[grooves × bars, bar latent]`.
    pub prior: Normal,
}

/// Grooves drawn by the decoder, each `[grooves, steps, drums]`.
#[derive(Debug)]
pub struct Drawn {
    /// Of a hit, at the temperature asked for.
    pub probabilities: Tensor<3>,
    /// 0 or 1.
    pub hits: Tensor<3>,
    /// 0 to 1, also where there is no hit.
    pub velocities: Tensor<3>,
    /// In steps, −0.5 to 0.5, positive late, also where there is no hit.
    pub offsets: Tensor<3>,
}

impl Decoder {
    /// Asks the source for its parameters.
    pub fn new(source: &mut Source<'_>, config: &NetworkConfig) -> Self {
        let NetworkConfig {
            grid,
            phrase,
            bar_latent,
            conductor,
            context,
            path,
            decoder,
            ..
        } = *config;
        let steps = grid.steps_per_bar();
        let width = config.step_width();
        let seen = context + bar_latent;
        let share = |source: &mut Source<'_>, name: &str, inputs: usize, size: usize| {
            Dense::with(
                source,
                name,
                inputs,
                4 * size,
                Initial::Glorot,
                Initial::ForgetGate,
            )
        };
        let prior_bias = Initial::SecondHalf(UNIT_SPREAD);
        Self {
            conductor: Recurrent::new(source, "conductor", grid.bars(), conductor),
            conductor_begin: Dense::new(source, "conductor.begin", phrase, 2 * conductor),
            conductor_share: share(source, "conductor.share", phrase, conductor),
            context: Dense::new(source, "context", conductor + phrase, context),
            prior: Dense::with(
                source,
                "prior",
                conductor,
                2 * bar_latent,
                Initial::GlorotScaled(0.1),
                prior_bias,
            ),
            steps: Recurrent::new(source, "steps", width + steps, decoder),
            steps_begin: Dense::new(source, "steps.begin", seen, 2 * decoder),
            steps_share: share(source, "steps.share", seen, decoder),
            path_hidden: Dense::new(source, "path.hidden", seen, path),
            path: Dense::new(source, "path.steps", path, steps * width),
            output: source.matrix("steps.output", decoder, width, Initial::Glorot),
            config: config.clone(),
        }
    }

    /// The conductor's work: `[grooves, phrase]` → contexts and prior of the bars.
    pub fn lead(&self, phrase: Tensor<2>) -> Lead {
        let [grooves, latents] = phrase.dims();
        let bars = self.config.grid.bars();
        let device = phrase.device();
        let positions = Tensor::<2>::eye(bars, &device).reshape([bars, 1, bars]);
        let positions = positions.expand([bars, grooves, bars]);
        let begin = Memory::halves(
            self.conductor_begin
                .activated(phrase.clone(), Activation::Tanh),
        );
        let shared = self.conductor_share.forward(phrase.clone());
        let outputs = self
            .conductor
            .sequence(positions, shared, begin, false)
            .swap_dims(0, 1);
        let phrases = phrase
            .reshape([grooves, 1, latents])
            .expand([grooves, bars, latents]);
        let size = self.config.conductor;
        let seen = Tensor::cat(vec![outputs.clone(), phrases], 2);
        let seen = seen.reshape([grooves * bars, size + latents]);
        let outputs = outputs.reshape([grooves * bars, size]);
        Lead {
            contexts: self.context.activated(seen, Activation::Relu),
            prior: Normal::from_head(self.prior.forward(outputs)),
        }
    }

    /// Raw outputs of all steps while each is told the truth; see [`super::Network::read`].
    pub fn steps(&self, contexts: Tensor<2>, latents: Tensor<2>, told: Tensor<3>) -> Tensor<2> {
        let seen = Tensor::cat(vec![contexts, latents], 1);
        let [rows, _] = seen.dims();
        let steps = self.config.grid.steps_per_bar();
        let (width, size) = (self.config.step_width(), self.config.decoder);
        let begin = Memory::halves(self.steps_begin.activated(seen.clone(), Activation::Tanh));
        let shared = self.steps_share.forward(seen.clone());
        let outputs = self.steps.sequence(told, shared, begin, false);
        let path = self
            .dense_path(seen)
            .reshape([rows, steps, width])
            .swap_dims(0, 1);
        let outputs = outputs.reshape([steps * rows, size]);
        let nothing = Tensor::zeros([1, width], &outputs.device());
        Dense::of(self.output.clone(), nothing).forward(outputs)
            + path.reshape([steps * rows, width])
    }

    /// What the dense path adds to each step: `[rows, steps of a bar × 3 × drums]`.
    fn dense_path(&self, seen: Tensor<2>) -> Tensor<2> {
        self.path
            .forward(self.path_hidden.activated(seen, Activation::Relu))
    }

    /// Draws the steps one after another; see [`super::Network::decode`]. Here `temperature` has a
    /// row for each bar.
    pub fn draw(
        &self,
        contexts: Tensor<2>,
        latents: Tensor<2>,
        noise: Tensor<3>,
        temperature: Tensor<2>,
    ) -> Drawn {
        let seen = Tensor::cat(vec![contexts, latents], 1);
        let [rows, _] = seen.dims();
        let device = seen.device();
        let (steps, drums) = (self.config.grid.steps_per_bar(), self.config.grid.drums());
        let width = 3 * drums;
        let noise = noise.reshape([rows, steps, drums]);
        let temperature = temperature.clamp_min(LEAST_TEMPERATURE);
        let mut memory = Memory::halves(self.steps_begin.activated(seen.clone(), Activation::Tanh));
        let shared = self.steps_share.forward(seen.clone());
        let path = self.dense_path(seen);
        let positions = Tensor::<2>::eye(steps, &device);
        let mut told = Tensor::<2>::zeros([rows, width], &device);
        let mut parts: [Vec<Tensor<3>>; 4] = Default::default();
        for step in 0..steps {
            let position = positions.clone().slice([step..step + 1, 0..steps]);
            let input = Tensor::cat(vec![told, position.expand([rows, steps])], 1);
            memory = self.steps.step(input, shared.clone(), memory);
            let raw = memory.output.clone().matmul(self.output.clone())
                + path
                    .clone()
                    .slice([0..rows, step * width..(step + 1) * width]);
            let part = |at: usize| raw.clone().slice([0..rows, at * drums..(at + 1) * drums]);
            let probabilities = activation::sigmoid(part(0) / temperature.clone());
            let here = noise.clone().slice([0..rows, step..step + 1, 0..drums]);
            let hits = here
                .reshape([rows, drums])
                .lower(probabilities.clone())
                .float();
            let velocities = activation::sigmoid(part(1));
            let halves = part(2).tanh();
            told = Tensor::cat(
                vec![
                    hits.clone(),
                    velocities.clone() * hits.clone(),
                    halves.clone() * hits.clone(),
                ],
                1,
            );
            for (list, part) in
                parts
                    .iter_mut()
                    .zip([probabilities, hits, velocities, halves * 0.5])
            {
                list.push(part.reshape([rows, 1, drums]));
            }
        }
        let bars = self.config.grid.bars();
        let whole =
            |list: Vec<Tensor<3>>| Tensor::cat(list, 1).reshape([rows / bars, bars * steps, drums]);
        let [probabilities, hits, velocities, offsets] = parts.map(whole);
        Drawn {
            probabilities,
            hits,
            velocities,
            offsets,
        }
    }
}
