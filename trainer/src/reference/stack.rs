//! A stack of recurrent layers whose memory begins with what an embedding says (`spec.md` 6.3):
//! a decoder, and each level of a conductor.

use burn::tensor::Tensor;

use super::{
    dropout::Dropout,
    encoder::HEAD_DEVIATION,
    layers::{BlockLstm, dense},
};
use crate::network::{
    layers::Dense,
    parameters::{Initial, Source},
    recurrent::Memory,
};

/// The layers, and how their memory begins.
#[derive(Debug, Clone)]
pub struct Stack {
    begin: Dense,
    layers: Vec<BlockLstm>,
    units: Vec<usize>,
}

/// Sizes of what a stack hears.
#[derive(Debug, Clone, Copy)]
pub struct Heard {
    /// Numbers of the embedding that its memory begins with.
    pub embedding: usize,
    /// Numbers of a step's input.
    pub input: usize,
}

impl Stack {
    /// Asks the source for its parameters: first for those of the beginning, under `begin`, then
    /// for the layers', under `scope`.
    pub fn new(
        source: &mut Source<'_>,
        begin: &str,
        scope: &str,
        heard: Heard,
        units: &[usize],
    ) -> Self {
        let kernel = Initial::Normal(HEAD_DEVIATION);
        let begin = dense(source, begin, heard.embedding, state_size(units), kernel);
        let mut inputs = heard.input;
        let mut layers = Vec::with_capacity(units.len());
        for (at, &size) in units.iter().enumerate() {
            let scope = format!("{scope}/multi_rnn_cell/cell_{at}");
            layers.push(BlockLstm::new(source, &scope, inputs, size));
            inputs = size;
        }
        Self {
            begin,
            layers,
            units: units.to_vec(),
        }
    }

    /// The layers' memories before the first step, of `[batch, embedding]`: the cell of each
    /// stands before its output.
    pub fn begin(&self, embedding: Tensor<2>) -> Vec<Memory> {
        let states = self.begin.forward(embedding).tanh();
        let batch = states.dims()[0];
        let mut start = 0;
        let mut next = |size: usize| {
            start += size;
            states.clone().slice([0..batch, start - size..start])
        };
        let mut memories = Vec::with_capacity(self.units.len());
        for &units in &self.units {
            let cell = next(units);
            let output = next(units);
            memories.push(Memory { output, cell });
        }
        memories
    }

    /// Runs over `[steps, batch, inputs]`; gives what the last layer says, `[steps, batch, units]`.
    pub fn sequence(
        &self,
        inputs: Tensor<3>,
        memories: Vec<Memory>,
        dropout: &mut Dropout,
    ) -> Tensor<3> {
        let mut sequence = inputs;
        for (layer, memory) in self.layers.iter().zip(memories) {
            sequence = layer.sequence(sequence, memory, false, dropout);
        }
        sequence
    }

    /// Runs one step over `[batch, inputs]`, and leaves the memories as they are after it.
    pub fn step(
        &self,
        input: Tensor<2>,
        memories: &mut [Memory],
        dropout: &mut Dropout,
    ) -> Tensor<2> {
        let mut signal = input;
        for (layer, memory) in self.layers.iter().zip(memories) {
            let [batch, inputs] = signal.dims();
            let kept = dropout.apply(signal.reshape([1, batch, inputs]));
            *memory = layer.step(kept.reshape([batch, inputs]), memory.clone());
            signal = memory.output.clone();
        }
        signal
    }
}

/// Numbers in the memories of layers of so many units.
pub fn state_size(units: &[usize]) -> usize {
    2 * units.iter().sum::<usize>()
}

/// The memories of stacks of equally many layers as one vector, layer by layer: the cells of all
/// stacks, then their outputs. `[batch, all state sizes]`.
pub fn state(stacks: &[Vec<Memory>]) -> Tensor<2> {
    let layers = stacks.first().map_or(0, Vec::len);
    let mut numbers = Vec::with_capacity(2 * layers * stacks.len());
    for layer in 0..layers {
        let memories = || stacks.iter().filter_map(|stack| stack.get(layer));
        numbers.extend(memories().map(|memory| memory.cell.clone()));
        numbers.extend(memories().map(|memory| memory.output.clone()));
    }
    Tensor::cat(numbers, 1)
}
