//! A layer with long short-term memory (Hochreiter and Schmidhuber 1997) over whole sequences.
//!
//! All inputs are known in training, so a sequence is one operation. On the CPU it has its own
//! forward and backward pass (`fused`), twice as fast as one operation a step; elsewhere it is
//! composed of burn's operations.

use burn::tensor::{Tensor, activation};

use super::{
    fused::sequence::{self, Operands},
    parameters::{Initial, Source},
};

/// One recurrent layer. The gates stand in the order input, forget, output, candidate.
#[derive(Debug, Clone)]
pub struct Recurrent {
    /// `[inputs + hidden, 4 × hidden]`.
    kernel: Tensor<2>,
    inputs: usize,
    hidden: usize,
}

/// State between two steps.
#[derive(Debug, Clone)]
pub struct Memory {
    /// What the layer says, `[batch, hidden]`.
    pub output: Tensor<2>,
    /// What it keeps, `[batch, hidden]`.
    pub cell: Tensor<2>,
}

impl Memory {
    /// Output, then cell, from a layer of twice the hidden size.
    pub fn halves(both: Tensor<2>) -> Self {
        let [rows, width] = both.dims();
        Self {
            output: both.clone().slice([0..rows, 0..width / 2]),
            cell: both.slice([0..rows, width / 2..width]),
        }
    }
}

impl Recurrent {
    /// A layer from `inputs` to `hidden` numbers a step.
    pub fn new(source: &mut Source<'_>, name: &str, inputs: usize, hidden: usize) -> Self {
        let kernel = source.matrix(
            &format!("{name}.kernel"),
            inputs + hidden,
            4 * hidden,
            Initial::Glorot,
        );
        Self {
            kernel,
            inputs,
            hidden,
        }
    }

    /// A layer of this kernel, `[inputs + hidden, 4 × hidden]`, its gates in the layer's order.
    pub fn of(kernel: Tensor<2>) -> Self {
        let [rows, columns] = kernel.dims();
        let hidden = columns / 4;
        Self {
            kernel,
            inputs: rows - hidden,
            hidden,
        }
    }

    /// Runs over a sequence.
    ///
    /// `inputs` is `[steps, batch, inputs]`, `shared` the part of the gates that is the same on
    /// each step, bias included, `[batch, 4 × hidden]`. Gives the outputs `[steps, batch, hidden]`,
    /// always in the order of time, also if it runs in `reverse`.
    pub fn sequence(
        &self,
        inputs: Tensor<3>,
        shared: Tensor<2>,
        memory: Memory,
        reverse: bool,
    ) -> Tensor<3> {
        let operands = Operands {
            inputs,
            kernel: self.kernel.clone(),
            shared,
            output: memory.output,
            cell: memory.cell,
        };
        match sequence::sequence(operands, reverse) {
            Ok(outputs) => outputs,
            Err(operands) => self.composed(*operands, reverse),
        }
    }

    fn composed(&self, operands: Operands, reverse: bool) -> Tensor<3> {
        let Operands {
            inputs,
            shared,
            output,
            cell,
            ..
        } = operands;
        let [steps, batch, size] = inputs.dims();
        let mut memory = Memory { output, cell };
        let mut outputs = Vec::with_capacity(steps);
        for at in 0..steps {
            let step = if reverse { steps - 1 - at } else { at };
            let input = inputs.clone().slice([step..step + 1, 0..batch, 0..size]);
            memory = self.step(input.reshape([batch, size]), shared.clone(), memory);
            outputs.push(memory.output.clone().reshape([1, batch, self.hidden]));
        }
        if reverse {
            outputs.reverse();
        }
        Tensor::cat(outputs, 0)
    }

    /// Runs one step: `input` is `[batch, inputs]`, `shared` as in [`Self::sequence`].
    pub fn step(&self, input: Tensor<2>, shared: Tensor<2>, memory: Memory) -> Memory {
        let both = Tensor::cat(vec![input, memory.output], 1);
        let gates = both.matmul(self.kernel.clone()) + shared;
        let hidden = self.hidden;
        let rows = gates.dims()[0];
        let gate = |at: usize| {
            gates
                .clone()
                .slice([0..rows, at * hidden..(at + 1) * hidden])
        };
        let kept = activation::sigmoid(gate(1)) * memory.cell;
        let cell = kept + activation::sigmoid(gate(0)) * gate(3).tanh();
        let output = activation::sigmoid(gate(2)) * cell.clone().tanh();
        Memory { output, cell }
    }

    /// Numbers in a step's input.
    pub fn inputs(&self) -> usize {
        self.inputs
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, Distribution};

    use super::*;
    use crate::{evaluate::numbers, network::parameters::Parameters};

    /// Outputs and gradients by inputs, kernel, share and beginning.
    fn run(fused: bool, reverse: bool) -> Vec<Vec<f32>> {
        let plain = Device::flex();
        plain.seed(5);
        let device = plain.autodiff();
        let mut parameters = Parameters::default();
        let random = rand::SeedableRng::seed_from_u64(2);
        let mut source = Source::fresh(&mut parameters, random, &device);
        let mut layer = Recurrent::new(&mut source, "layer", 3, 4);
        layer.kernel = layer.kernel.require_grad();
        let normal = || Distribution::Normal(0.0, 1.0);
        let inputs = Tensor::<3>::random([5, 2, 3], normal(), &device).require_grad();
        let shared = Tensor::<2>::random([2, 16], normal(), &device).require_grad();
        let output = Tensor::<2>::random([2, 4], normal(), &device).require_grad();
        let cell = Tensor::<2>::random([2, 4], normal(), &device).require_grad();
        let weights = Tensor::<3>::random([5, 2, 4], normal(), &device);
        let memory = Memory {
            output: output.clone(),
            cell: cell.clone(),
        };
        let outputs = if fused {
            layer.sequence(inputs.clone(), shared.clone(), memory, reverse)
        } else {
            let Memory { output, cell } = memory;
            let (inputs, shared) = (inputs.clone(), shared.clone());
            let kernel = layer.kernel.clone();
            let operands = Operands {
                inputs,
                kernel,
                shared,
                output,
                cell,
            };
            layer.composed(operands, reverse)
        };
        let gradients = (outputs.clone() * weights).sum().backward();
        let mut found = vec![
            numbers(outputs.inner()),
            numbers(inputs.grad(&gradients).unwrap()),
        ];
        for tensor in [&layer.kernel, &shared, &output, &cell] {
            found.push(numbers(tensor.grad(&gradients).unwrap()));
        }
        found.into_iter().map(Result::unwrap).collect()
    }

    #[test]
    fn the_fused_layer_and_its_gradients_are_those_of_the_composed_one() {
        for reverse in [false, true] {
            for (fused, composed) in run(true, reverse).iter().zip(run(false, reverse)) {
                assert_eq!(fused.len(), composed.len());
                for (a, b) in fused.iter().zip(composed) {
                    assert!((a - b).abs() < 1e-5, "{a} {b}");
                }
            }
        }
    }
}
