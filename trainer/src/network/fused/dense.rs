//! The dense layer with its activation as one operation.

use burn::{
    backend::{
        Flex,
        autodiff::{
            checkpoint::base::Checkpointer,
            grads::Gradients,
            ops::{Backward, Ops},
        },
    },
    tensor::Tensor,
};

use super::{
    FlexTensor, cell, numbers, parts,
    product::{View, Write, multiply},
    recorded, tensor,
};
use crate::simd::vectorized;

/// What becomes of a layer's numbers before the next layer sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// Nothing.
    Linear,
    /// Those below zero become zero.
    Relu,
    /// Their hyperbolic tangent.
    Tanh,
}

impl Activation {
    fn apply(self, numbers: &mut [f32]) {
        vectorized(
            #[inline(always)]
            || match self {
                Self::Linear => {}
                Self::Relu => {
                    for number in numbers {
                        // A number that is none stays one, for the loss to show it.
                        *number = if *number < 0.0 { 0.0 } else { *number };
                    }
                }
                Self::Tanh => {
                    for number in numbers {
                        *number = cell::tanh(*number);
                    }
                }
            },
        );
    }

    /// Gradients of what went in, from those of what came out, in place.
    fn back(self, gradients: &mut [f32], outputs: &[f32]) {
        vectorized(
            #[inline(always)]
            || match self {
                Self::Linear => {}
                Self::Relu => {
                    for (gradient, output) in gradients.iter_mut().zip(outputs) {
                        *gradient = if *output > 0.0 { *gradient } else { 0.0 };
                    }
                }
                Self::Tanh => {
                    for (gradient, output) in gradients.iter_mut().zip(outputs) {
                        *gradient *= 1.0 - output * output;
                    }
                }
            },
        );
    }
}

/// What the backward pass needs of the forward pass.
#[derive(Debug, Clone)]
struct Tape {
    input: FlexTensor,
    weight: FlexTensor,
    output: FlexTensor,
    activation: Activation,
    /// Rows, inputs, outputs.
    sizes: [usize; 3],
}

/// `activation(input · weight + bias)` where all lie on the CPU and record gradients; else `None`.
///
/// `input` is `[rows, inputs]`, `weight` `[inputs, outputs]`, `bias` `[1, outputs]`.
pub fn dense(
    input: &Tensor<2>,
    weight: &Tensor<2>,
    bias: &Tensor<2>,
    activation: Activation,
) -> Option<Tensor<2>> {
    let [rows, inputs] = input.dims();
    let outputs = weight.dims()[1];
    let (input, weight, bias) = (parts(input)?, parts(weight)?, parts(bias)?);
    let mut output = Vec::with_capacity(rows * outputs);
    let bias_numbers = numbers(&bias.0);
    for _ in 0..rows {
        output.extend_from_slice(&bias_numbers);
    }
    multiply(
        View::new(&numbers(&input.0), rows, inputs),
        View::new(&numbers(&weight.0), inputs, outputs),
        &mut output,
        Write::Add,
    );
    activation.apply(&mut output);
    let output = tensor(output, [rows, outputs]);
    let tape = Tape {
        input: input.0,
        weight: weight.0,
        output: output.clone(),
        activation,
        sizes: [rows, inputs, outputs],
    };
    let nodes = [input.1, weight.1, bias.1];
    Some(recorded(Dense, nodes, tape, output))
}

#[derive(Debug)]
struct Dense;

impl Backward<Flex, 3> for Dense {
    type State = Tape;

    fn backward(self, ops: Ops<Tape, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let upstream = gradients.consume::<Flex>(&ops.node);
        let [input_node, weight_node, bias_node] = ops.parents;
        let Tape {
            input,
            weight,
            output,
            activation,
            sizes: [rows, inputs, outputs],
        } = ops.state;
        let mut upstream = numbers(&upstream);
        if activation != Activation::Linear {
            activation.back(upstream.to_mut(), &numbers(&output));
        }
        let above = View::new(&upstream, rows, outputs);
        if let Some(node) = input_node {
            let mut to_input = vec![0.0; rows * inputs];
            let weight = numbers(&weight);
            let weight = View::new(&weight, inputs, outputs).transposed();
            multiply(above, weight, &mut to_input, Write::Over);
            gradients.register::<Flex>(node.id, tensor(to_input, [rows, inputs]));
        }
        if let Some(node) = weight_node {
            let mut to_weight = vec![0.0; inputs * outputs];
            let input = numbers(&input);
            let input = View::new(&input, rows, inputs).transposed();
            multiply(input, above, &mut to_weight, Write::Over);
            gradients.register::<Flex>(node.id, tensor(to_weight, [inputs, outputs]));
        }
        if let Some(node) = bias_node {
            let mut to_bias = vec![0.0; outputs];
            vectorized(
                #[inline(always)]
                || {
                    for row in upstream.chunks_exact(outputs) {
                        for (sum, number) in to_bias.iter_mut().zip(row) {
                            *sum += number;
                        }
                    }
                },
            );
            gradients.register::<Flex>(node.id, tensor(to_bias, [1, outputs]));
        }
    }
}
