//! The recurrent layer as one operation on the CPU backend, with its own backward pass.
//!
//! Of what the forward pass computes it keeps, for each step, the input beside the former output,
//! the activated gates, the former cell and the squashed cell: all that the backward pass needs.

use burn::{
    backend::{
        Autodiff, Flex, TensorMetadata,
        autodiff::{
            checkpoint::{base::Checkpointer, strategy::NoCheckpointing},
            grads::Gradients,
            ops::{Backward, Ops, OpsKind},
        },
        ops::FloatTensorOps,
    },
    tensor::{Float, Tensor, TensorData},
};

use super::cell::{self, FlexTensor, Trace};

/// What a run over a sequence takes; see [`super::recurrent::Recurrent::sequence`].
pub struct Operands {
    /// `[steps, batch, inputs]`.
    pub inputs: Tensor<3>,
    /// `[inputs + hidden, 4 × hidden]`.
    pub kernel: Tensor<2>,
    /// `[batch, 4 × hidden]`.
    pub shared: Tensor<2>,
    /// `[batch, hidden]`.
    pub output: Tensor<2>,
    /// `[batch, hidden]`.
    pub cell: Tensor<2>,
}

/// Sizes of a run.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    steps: usize,
    batch: usize,
    inputs: usize,
    hidden: usize,
}

/// What the backward pass needs of the forward pass.
#[derive(Debug, Clone)]
struct Tape {
    kernel: FlexTensor,
    /// In the order in which the steps ran.
    traces: Vec<Trace>,
    sizes: Sizes,
    reverse: bool,
}

/// Runs over the sequence where the operands lie on the CPU backend and record gradients;
/// gives them back otherwise.
pub fn sequence(operands: Operands, reverse: bool) -> Result<Tensor<3>, Box<Operands>> {
    if operands
        .inputs
        .clone()
        .try_into_primitive::<Autodiff<Flex>>()
        .is_err()
    {
        return Err(Box::new(operands));
    }
    let [steps, batch, inputs] = operands.inputs.dims();
    let sizes = Sizes {
        steps,
        batch,
        inputs,
        hidden: operands.output.dims()[1],
    };
    let [
        Some(x),
        Some(kernel),
        Some(shared),
        Some(output),
        Some(cell),
    ] = [
        operands
            .inputs
            .clone()
            .try_into_primitive::<Autodiff<Flex>>()
            .ok(),
        primitive(&operands.kernel),
        primitive(&operands.shared),
        primitive(&operands.output),
        primitive(&operands.cell),
    ]
    else {
        return Err(Box::new(operands));
    };
    drop(operands);
    let (x, x_node) = x.into_parts();
    let (kernel, kernel_node) = kernel.into_parts();
    let (shared, shared_node) = shared.into_parts();
    let (output, output_node) = output.into_parts();
    let (cell, cell_node) = cell.into_parts();
    let begin = Begin {
        x,
        shared,
        output,
        cell,
    };
    let (outputs, tape) = forward(begin, kernel, sizes, reverse);
    let nodes = [x_node, kernel_node, shared_node, output_node, cell_node];
    let prepared = Sequence
        .prepare::<NoCheckpointing>(nodes)
        .compute_bound()
        .stateful();
    let outputs = match prepared {
        OpsKind::Tracked(prepared) => prepared.finish(tape, outputs),
        OpsKind::UnTracked(prepared) => prepared.finish(outputs),
    };
    Ok(Tensor::from_primitive::<Autodiff<Flex>>(outputs))
}

type Tracked = <Float as burn::tensor::BackendPrimitive<Autodiff<Flex>>>::Primitive;

fn primitive(tensor: &Tensor<2>) -> Option<Tracked> {
    tensor.clone().try_into_primitive::<Autodiff<Flex>>().ok()
}

struct Begin {
    x: FlexTensor,
    shared: FlexTensor,
    output: FlexTensor,
    cell: FlexTensor,
}

fn forward(begin: Begin, kernel: FlexTensor, sizes: Sizes, reverse: bool) -> (FlexTensor, Tape) {
    let Sizes {
        steps,
        batch,
        inputs,
        hidden,
    } = sizes;
    let x = numbers(begin.x);
    let shared = numbers(begin.shared);
    let mut output = numbers(begin.output);
    let mut cell = numbers(begin.cell);
    let mut outputs = vec![0.0; steps * batch * hidden];
    let mut traces = Vec::with_capacity(steps);
    for at in 0..steps {
        let step = if reverse { steps - 1 - at } else { at };
        let mut both = Vec::with_capacity(batch * (inputs + hidden));
        let rows = x[step * batch * inputs..(step + 1) * batch * inputs].chunks_exact(inputs);
        for (input, output) in rows.zip(output.chunks_exact(hidden)) {
            both.extend_from_slice(input);
            both.extend_from_slice(output);
        }
        let both = tensor(both, [batch, inputs + hidden]);
        let mut gates = Flex::float_matmul(both.clone(), kernel.clone());
        let mut next_cell = vec![0.0; batch * hidden];
        let mut squashed = vec![0.0; batch * hidden];
        cell::forward(cell::Forward {
            gates: gates.storage_mut::<f32>(),
            shared: &shared,
            before: &cell,
            cell: &mut next_cell,
            squashed: &mut squashed,
            output: &mut output,
            hidden,
        });
        outputs[step * batch * hidden..(step + 1) * batch * hidden].copy_from_slice(&output);
        let before = std::mem::replace(&mut cell, next_cell);
        traces.push(Trace {
            both,
            gates,
            before,
            squashed,
        });
    }
    let outputs = FlexTensor::from_data(TensorData::new(outputs, [steps, batch, hidden]));
    (
        outputs,
        Tape {
            kernel,
            traces,
            sizes,
            reverse,
        },
    )
}

#[derive(Debug)]
struct Sequence;

impl Backward<Flex, 5> for Sequence {
    type State = Tape;

    fn backward(self, ops: Ops<Tape, 5>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let Tape {
            kernel,
            traces,
            sizes,
            reverse,
        } = ops.state;
        let Sizes {
            steps,
            batch,
            inputs,
            hidden,
        } = sizes;
        let upstream = numbers(gradients.consume::<Flex>(&ops.node));
        let [x_node, kernel_node, shared_node, output_node, cell_node] = ops.parents;
        let transposed = Flex::float_transpose(kernel.clone());

        let mut x_gradient = x_node.is_some().then(|| vec![0.0; steps * batch * inputs]);
        let mut kernel_gradient: Option<FlexTensor> = None;
        let mut shared_gradient = vec![0.0; batch * 4 * hidden];
        let mut output_gradient = vec![0.0; batch * hidden];
        let mut cell_gradient = vec![0.0; batch * hidden];
        for (at, trace) in traces.into_iter().enumerate().rev() {
            let step = if reverse { steps - 1 - at } else { at };
            let from_above = &upstream[step * batch * hidden..(step + 1) * batch * hidden];
            for (sum, above) in output_gradient.iter_mut().zip(from_above) {
                *sum += above;
            }
            let mut gates = vec![0.0; batch * 4 * hidden];
            cell::backward(
                &trace,
                &output_gradient,
                &mut cell_gradient,
                &mut gates,
                hidden,
            );
            for (sum, gate) in shared_gradient.iter_mut().zip(&gates) {
                *sum += gate;
            }
            let gates = tensor(gates, [batch, 4 * hidden]);
            if kernel_node.is_some() {
                let both = Flex::float_transpose(trace.both);
                let product = Flex::float_matmul(both, gates.clone());
                kernel_gradient = Some(match kernel_gradient {
                    None => product,
                    Some(sum) => Flex::float_add(sum, product),
                });
            }
            let both = numbers(Flex::float_matmul(gates, transposed.clone()));
            for (row, both) in both.chunks_exact(inputs + hidden).enumerate() {
                if let Some(x) = &mut x_gradient {
                    let start = (step * batch + row) * inputs;
                    x[start..start + inputs].copy_from_slice(&both[..inputs]);
                }
                output_gradient[row * hidden..(row + 1) * hidden].copy_from_slice(&both[inputs..]);
            }
        }

        if let (Some(node), Some(gradient)) = (x_node, x_gradient) {
            let data = TensorData::new(gradient, [steps, batch, inputs]);
            gradients.register::<Flex>(node.id, FlexTensor::from_data(data));
        }
        if let (Some(node), Some(gradient)) = (kernel_node, kernel_gradient) {
            gradients.register::<Flex>(node.id, gradient);
        }
        if let Some(node) = shared_node {
            gradients.register::<Flex>(node.id, tensor(shared_gradient, [batch, 4 * hidden]));
        }
        if let Some(node) = output_node {
            gradients.register::<Flex>(node.id, tensor(output_gradient, [batch, hidden]));
        }
        if let Some(node) = cell_node {
            gradients.register::<Flex>(node.id, tensor(cell_gradient, [batch, hidden]));
        }
    }
}

/// A copy of the numbers, row by row.
fn numbers(tensor: FlexTensor) -> Vec<f32> {
    match tensor.as_slice::<f32>() {
        Some(numbers) => numbers.to_vec(),
        None => {
            let whole = tensor.to_contiguous();
            let count = whole.shape().num_elements();
            whole.storage::<f32>()[..count].to_vec()
        }
    }
}

fn tensor(values: Vec<f32>, shape: [usize; 2]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape))
}
