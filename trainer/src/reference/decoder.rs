//! From a latent to the steps of a window (`spec.md` 6.3 to 6.5): one decoder, or one for each
//! part of the kit, led by a conductor or not.
//!
//! Our own decoder counts the latent's part of the gates once for all steps. Here the latent is
//! an input like the others, because the dropout draws a mask for it at each step.

mod writing;

use burn::tensor::Tensor;

use self::writing::Writing;
use super::{
    conductor::Conductor,
    config::Layout,
    dropout::Dropout,
    fold::{fold, unfold},
    layers::dense,
    outputs::Reconstruction,
    part::{Choice, Part},
    stack::{Heard, Stack, state_size},
};
use crate::network::{
    layers::Dense,
    parameters::{Initial, Source},
};

/// What writes a window.
#[derive(Debug, Clone)]
pub struct Decoder {
    conductor: Conductor,
    parts: Vec<Part>,
    /// Of each part.
    writers: Vec<Writer>,
    parts_hear_each_other: bool,
    layout: Layout,
}

/// The layers of a part.
#[derive(Debug, Clone)]
struct Writer {
    stack: Stack,
    output: Dense,
}

/// What the decoder hears of the steps before. One is made for a whole window, so its size costs
/// nothing.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone)]
pub enum Told {
    /// The truth, `[steps, batch, 3 × drums]`.
    Truth(Tensor<3>),
    /// What it chose itself.
    Own,
    /// The one or the other, by chance. At the first step of a conductor's piece it always hears
    /// the truth of the step before.
    Either {
        /// `[steps, batch, 3 × drums]`.
        truth: Tensor<3>,
        /// 1 where it hears what it chose at this step, else 0; `[steps, batch, 1]`.
        own: Tensor<3>,
    },
}

/// Decoded windows.
#[derive(Debug, Clone)]
pub struct Decoded {
    /// What each part's decoder said, `[steps, batch, …]`: of a groove hit logits, velocities and
    /// offsets as [`Outputs`](super::outputs::Outputs) has them, else a logit a combination.
    pub raw: Vec<Tensor<3>>,
    /// Hits, velocities, offsets, `[steps, batch, 3 × drums]`; velocities and offsets also where
    /// nothing is hit.
    pub steps: Tensor<3>,
}

impl Decoder {
    /// Asks the source for its parameters.
    pub fn new(source: &mut Source<'_>, layout: &Layout) -> Self {
        let config = &layout.network.decoder;
        let parts = Part::all(layout);
        let units = &config.layers;
        let conductor = Conductor::new(source, layout, parts.len() * state_size(units));
        let embedding = Conductor::embedding(layout);
        let of_kit: usize = parts.iter().map(Part::heard).sum();
        let is_led = config.levels.len() > 1;
        let mut writers = Vec::with_capacity(parts.len());
        let mut before = 0;
        for (at, part) in parts.iter().enumerate() {
            let mut scope = String::new();
            if is_led {
                scope.push_str("core_decoder/");
            }
            if parts.len() > 1 {
                scope.push_str(&format!("core_decoder_{at}/"));
            }
            scope.push_str("decoder");
            let heard = if config.parts_hear_each_other {
                of_kit + before
            } else {
                part.heard()
            };
            before += part.heard();
            let heard = Heard {
                embedding,
                input: heard + embedding + layout.controls,
            };
            let begin = format!("{scope}/z_to_initial_state");
            let stack = Stack::new(source, &begin, &scope, heard, units);
            let inputs = units.last().copied().unwrap_or_default();
            let scope = format!("{scope}/output_projection");
            let output = dense(source, &scope, inputs, part.heard(), Initial::Glorot);
            writers.push(Writer { stack, output });
        }
        Self {
            conductor,
            parts,
            writers,
            parts_hear_each_other: config.parts_hear_each_other,
            layout: layout.clone(),
        }
    }

    /// What each part says, `[steps, batch, …]`, while each step hears the truth of the one
    /// before: `truth` is `[steps, batch, 3 × drums]`, `controls` `[steps, batch, controls]`.
    #[must_use]
    pub fn told(
        &self,
        latents: Tensor<2>,
        truth: Tensor<3>,
        controls: Option<Tensor<3>>,
        dropout: &mut Dropout,
    ) -> Vec<Tensor<3>> {
        if self.conductor.waits() {
            let told = Told::Truth(truth);
            return self
                .written(latents, &told, controls, &Choice::Greedy, dropout)
                .raw;
        }
        let pieces = self.conductor.pieces();
        let embeddings = self.conductor.embeddings(latents, dropout);
        let [rows, embedding] = embeddings.dims();
        let steps = truth.dims()[0] / pieces;
        let everywhere = embeddings
            .clone()
            .reshape([1, rows, embedding])
            .expand([steps, rows, embedding]);
        let now: Vec<_> = self.heard(truth);
        let before: Vec<_> = now.iter().map(|now| later(now.clone())).collect();
        let controls = controls.map(|controls| fold(controls, pieces));
        let mut raw = Vec::with_capacity(self.writers.len());
        for (at, writer) in self.writers.iter().enumerate() {
            let heard = Tensor::cat(self.heard_by(at, &before, &now), 2);
            let mut inputs = vec![fold(heard, pieces), everywhere.clone()];
            inputs.extend(controls.clone());
            let inputs = Tensor::cat(inputs, 2);
            let memories = writer.stack.begin(embeddings.clone());
            let sequence = writer.stack.sequence(inputs, memories, dropout);
            let units = sequence.dims()[2];
            let said = writer
                .output
                .forward(sequence.reshape([steps * rows, units]));
            let width = said.dims()[1];
            raw.push(unfold(said.reshape([steps, rows, width]), pieces));
        }
        raw
    }

    /// Writes step by step, each hearing what it is told of those before.
    #[must_use]
    pub fn written(
        &self,
        latents: Tensor<2>,
        told: &Told,
        controls: Option<Tensor<3>>,
        choice: &Choice,
        dropout: &mut Dropout,
    ) -> Decoded {
        let mut writing = Writing::new(self, &latents, told, controls, choice);
        self.conductor
            .lead(latents, dropout, &mut |embedding, dropout| {
                writing.piece(embedding, dropout)
            });
        writing.decoded()
    }

    /// Compares what the parts said with the truth, `[steps, batch, 3 × drums]`.
    pub fn against(&self, raw: Vec<Tensor<3>>, truth: &Tensor<3>) -> Reconstruction {
        let [_, batch, _] = truth.dims();
        let parts = self.parts.iter().zip(raw);
        parts
            .map(|(part, raw)| part.against(raw, part.cells(truth.clone())))
            .fold(
                Reconstruction::none(batch, &truth.device()),
                Reconstruction::and,
            )
    }

    /// What there is to hear of each part.
    fn heard(&self, kit: Tensor<3>) -> Vec<Tensor<3>> {
        let parts = self.parts.iter();
        parts
            .map(|part| part.hear(part.cells(kit.clone())))
            .collect()
    }

    /// What a part hears of the step before, and of the parts before it at the same step.
    fn heard_by(&self, at: usize, before: &[Tensor<3>], now: &[Tensor<3>]) -> Vec<Tensor<3>> {
        if self.parts_hear_each_other {
            before.iter().chain(&now[..at]).cloned().collect()
        } else {
            vec![before[at].clone()]
        }
    }
}

/// The same one step later: nothing at the first.
fn later(sequence: Tensor<3>) -> Tensor<3> {
    let [steps, batch, width] = sequence.dims();
    let nothing = Tensor::zeros([1, batch, width], &sequence.device());
    let before = sequence.slice([0..steps - 1, 0..batch, 0..width]);
    Tensor::cat(vec![nothing, before], 0)
}
