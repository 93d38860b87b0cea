//! A window on its way, written step by step.

use burn::tensor::Tensor;

use super::{Decoded, Decoder, Told};
use crate::reference::{
    dropout::Dropout,
    part::{Choice, Part},
    stack::state,
};

/// What is written so far, and what the next step hears.
pub struct Writing<'a> {
    decoder: &'a Decoder,
    told: &'a Told,
    controls: Option<Tensor<3>>,
    choice: &'a Choice,
    /// The step that comes next.
    step: usize,
    /// What is heard of each part at the step before; nothing at the first.
    before: Vec<Tensor<3>>,
    /// Of each part, step by step.
    raw: Vec<Vec<Tensor<3>>>,
    chosen: Vec<Tensor<3>>,
}

impl<'a> Writing<'a> {
    /// Nothing is written yet of the windows of these latents.
    pub fn new(
        decoder: &'a Decoder,
        latents: &Tensor<2>,
        told: &'a Told,
        controls: Option<Tensor<3>>,
        choice: &'a Choice,
    ) -> Self {
        let steps = decoder.layout.steps;
        let batch = latents.dims()[0];
        let nothing = |part: &Part| Tensor::zeros([1, batch, part.heard()], &latents.device());
        Self {
            decoder,
            told,
            controls,
            choice,
            step: 0,
            before: decoder.parts.iter().map(nothing).collect(),
            raw: vec![Vec::with_capacity(steps); decoder.parts.len()],
            chosen: Vec::with_capacity(steps),
        }
    }

    /// Writes the next piece, led by `[batch, embedding]`; gives how it ended.
    pub fn piece(&mut self, embedding: Tensor<2>, dropout: &mut Dropout) -> Tensor<2> {
        let decoder = self.decoder;
        if let Told::Either { truth, .. } = self.told
            && self.step > 0
        {
            self.before = decoder.heard(at(truth, self.step - 1));
        }
        let begin = |writer: &super::Writer| writer.stack.begin(embedding.clone());
        let mut memories: Vec<_> = decoder.writers.iter().map(begin).collect();
        for _ in 0..decoder.layout.steps / decoder.conductor.pieces() {
            let chance = self.choice.at(self.step);
            let (mut now, mut chosen) = (Vec::new(), Vec::new());
            for (place, (part, writer)) in decoder.parts.iter().zip(&decoder.writers).enumerate() {
                let mut heard = decoder.heard_by(place, &self.before, &now);
                let [batch, width] = embedding.dims();
                heard.push(embedding.clone().reshape([1, batch, width]));
                heard.extend(self.controls.as_ref().map(|all| at(all, self.step)));
                let heard = Tensor::cat(heard, 2);
                let width = heard.dims()[2];
                let signal =
                    writer
                        .stack
                        .step(heard.reshape([batch, width]), &mut memories[place], dropout);
                let said = writer.output.forward(signal);
                let width = said.dims()[1];
                let said = said.reshape([1, batch, width]);
                let cells = part.choose(said.clone(), chance.clone());
                self.raw[place].push(said);
                now.push(part.hear(self.told_of(part, &cells)));
                chosen.push(cells);
            }
            self.before = now;
            self.chosen.push(Part::kit(&decoder.parts, chosen));
            self.step += 1;
        }
        state(&memories)
    }

    /// What is told of a part at this step, to later parts and to the next step: of its own cells.
    fn told_of(&self, part: &Part, chosen: &Tensor<3>) -> Tensor<3> {
        let truth = |truth: &Tensor<3>| part.cells(at(truth, self.step));
        match self.told {
            Told::Own => chosen.clone(),
            Told::Truth(all) => truth(all),
            Told::Either { truth: all, own } => {
                either(truth(all), chosen.clone(), at(own, self.step))
            }
        }
    }

    /// All that was written.
    pub fn decoded(self) -> Decoded {
        let all = |steps: Vec<Tensor<3>>| Tensor::cat(steps, 0);
        Decoded {
            raw: self.raw.into_iter().map(all).collect(),
            steps: all(self.chosen),
        }
    }
}

/// A step of a sequence, `[1, batch, …]`.
fn at(sequence: &Tensor<3>, step: usize) -> Tensor<3> {
    let [_, batch, width] = sequence.dims();
    sequence.clone().slice([step..step + 1, 0..batch, 0..width])
}

/// The truth, or the own choice where `own` is 1.
fn either(truth: Tensor<3>, chosen: Tensor<3>, own: Tensor<3>) -> Tensor<3> {
    truth * (own.clone().neg() + 1.0) + chosen * own
}
