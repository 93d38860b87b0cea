//! The recurrent layer as one operation.
//!
//! All inputs are known, so one product carries them into the gates of all steps, and another the
//! gradients of all gates into the kernel; only the recurrence itself goes step by step. Of the
//! forward pass it keeps the activated gates and the cells. The backward pass writes the gates'
//! gradients over the gates.

use burn::{
    backend::{
        Flex,
        autodiff::{
            checkpoint::base::Checkpointer,
            grads::Gradients,
            ops::{Backward, Ops},
        },
        ops::FloatTensorOps,
    },
    tensor::Tensor,
};

use super::{
    FlexTensor, cell, numbers, parts,
    product::{View, Write, multiply},
    recorded, tensor,
};

/// What a run over a sequence takes; see [`crate::network::recurrent::Recurrent::sequence`].
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
    reverse: bool,
}

/// The run's operands on the CPU.
#[derive(Debug, Clone)]
struct Run {
    inputs: FlexTensor,
    kernel: FlexTensor,
    shared: FlexTensor,
    output: FlexTensor,
    cell: FlexTensor,
    sizes: Sizes,
}

/// What the backward pass needs of the forward pass.
#[derive(Debug, Clone)]
struct Tape {
    run: Run,
    /// The activated gates, `[steps, batch, 4 × hidden]`.
    gates: Vec<f32>,
    /// The cells after the steps, `[steps, batch, hidden]`.
    cells: Vec<f32>,
    /// `[steps, batch, hidden]`.
    outputs: FlexTensor,
}

/// Runs over the sequence where the operands lie on the CPU and record gradients; gives them back
/// otherwise.
pub fn sequence(operands: Operands, reverse: bool) -> Result<Tensor<3>, Box<Operands>> {
    let found = (
        parts(&operands.inputs),
        parts(&operands.kernel),
        parts(&operands.shared),
        parts(&operands.output),
        parts(&operands.cell),
    );
    let (Some(inputs), Some(kernel), Some(shared), Some(output), Some(cell)) = found else {
        return Err(Box::new(operands));
    };
    let [steps, batch, width] = operands.inputs.dims();
    let sizes = Sizes {
        steps,
        batch,
        inputs: width,
        hidden: operands.output.dims()[1],
        reverse,
    };
    drop(operands);
    let run = Run {
        inputs: inputs.0,
        kernel: kernel.0,
        shared: shared.0,
        output: output.0,
        cell: cell.0,
        sizes,
    };
    let tape = run.forward();
    let outputs = tape.outputs.clone();
    let nodes = [inputs.1, kernel.1, shared.1, output.1, cell.1];
    Ok(recorded(Sequence, nodes, tape, outputs))
}

impl Sizes {
    /// The steps in the order in which they run.
    fn order(self) -> impl DoubleEndedIterator<Item = usize> {
        (0..self.steps).map(move |at| {
            if self.reverse {
                self.steps - 1 - at
            } else {
                at
            }
        })
    }

    /// Splits what holds numbers for each step: those of the step that ran before `step` (`begin`
    /// for the first), and those of `step`.
    fn split<'a>(
        self,
        all: &'a mut [f32],
        begin: &'a [f32],
        step: usize,
    ) -> (&'a [f32], &'a mut [f32]) {
        let size = self.batch * self.hidden;
        if self.reverse {
            let (until, after) = all.split_at_mut((step + 1) * size);
            (
                after.get(..size).unwrap_or(begin),
                &mut until[step * size..],
            )
        } else {
            let (before, from) = all.split_at_mut(step * size);
            let before = match step.checked_sub(1) {
                Some(former) => &before[former * size..],
                None => begin,
            };
            (before, &mut from[..size])
        }
    }

    /// The numbers of the step that ran before `step`, as [`Self::split`] finds them.
    fn former<'a>(self, all: &'a [f32], begin: &'a [f32], step: usize) -> &'a [f32] {
        let size = self.batch * self.hidden;
        let former = if self.reverse {
            Some(step + 1)
        } else {
            step.checked_sub(1)
        };
        former
            .and_then(|former| all.get(former * size..(former + 1) * size))
            .unwrap_or(begin)
    }

    /// The place of a step in what holds `size` numbers for each row of it.
    fn of(self, step: usize, size: usize) -> std::ops::Range<usize> {
        step * self.batch * size..(step + 1) * self.batch * size
    }
}

impl Run {
    fn forward(self) -> Tape {
        let sizes = self.sizes;
        let Sizes {
            steps,
            batch,
            inputs,
            hidden,
            ..
        } = sizes;
        let (x, kernel) = (numbers(&self.inputs), numbers(&self.kernel));
        let (shared, first) = (numbers(&self.shared), numbers(&self.output));
        let begin = numbers(&self.cell);
        let (from_inputs, recurrent) = kernel.split_at(inputs * 4 * hidden);
        let from_inputs = View::new(from_inputs, inputs, 4 * hidden);
        let recurrent = View::new(recurrent, hidden, 4 * hidden);

        let mut gates = vec![0.0; steps * batch * 4 * hidden];
        let mut cells = vec![0.0; steps * batch * hidden];
        let mut outputs = vec![0.0; steps * batch * hidden];
        let x = View::new(&x, steps * batch, inputs);
        multiply(x, from_inputs, &mut gates, Write::Over);
        for step in sizes.order() {
            let (former, output) = sizes.split(&mut outputs, &first, step);
            let (before, cell) = sizes.split(&mut cells, &begin, step);
            let gates = &mut gates[sizes.of(step, 4 * hidden)];
            multiply(
                View::new(former, batch, hidden),
                recurrent,
                gates,
                Write::Add,
            );
            cell::compute(cell::Forward {
                gates,
                shared: &shared,
                before,
                cell,
                output,
                hidden,
            });
        }
        drop((kernel, shared, first, begin));
        Tape {
            gates,
            cells,
            outputs: tensor(outputs, [steps, batch, hidden]),
            run: self,
        }
    }
}

#[derive(Debug)]
struct Sequence;

impl Backward<Flex, 5> for Sequence {
    type State = Tape;

    fn backward(self, ops: Ops<Tape, 5>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let upstream = gradients.consume::<Flex>(&ops.node);
        let [x_node, kernel_node, shared_node, output_node, cell_node] = ops.parents;
        let Tape {
            run,
            mut gates,
            cells,
            outputs,
        } = ops.state;
        let sizes = run.sizes;
        let Sizes {
            steps,
            batch,
            inputs,
            hidden,
            ..
        } = sizes;
        // Laid out anew once: a product of each step would have to do it otherwise.
        let kernel = Flex::float_transpose(run.kernel.clone());
        let (kernel, outputs) = (numbers(&kernel), numbers(&outputs));
        let (first, begin) = (numbers(&run.output), numbers(&run.cell));
        let upstream = numbers(&upstream);
        let kernel = View::new(&kernel, 4 * hidden, inputs + hidden);
        let (from_inputs, recurrent) = (kernel.columns_until(inputs), kernel.columns_from(inputs));

        let mut to_kernel = vec![0.0; (inputs + hidden) * 4 * hidden];
        let (to_inputs, to_recurrent) = to_kernel.split_at_mut(inputs * 4 * hidden);
        let mut to_shared = vec![0.0; batch * 4 * hidden];
        let mut to_output = vec![0.0; batch * hidden];
        let mut to_cell = vec![0.0; batch * hidden];
        for step in sizes.order().rev() {
            let gates = &mut gates[sizes.of(step, 4 * hidden)];
            cell::compute(cell::Backward {
                gates,
                before: sizes.former(&cells, &begin, step),
                after: &cells[sizes.of(step, hidden)],
                above: &upstream[sizes.of(step, hidden)],
                next: &to_output,
                cell: &mut to_cell,
                shared: &mut to_shared,
                hidden,
            });
            let gates = View::new(gates, batch, 4 * hidden);
            if kernel_node.is_some() {
                let former = View::new(sizes.former(&outputs, &first, step), batch, hidden);
                multiply(former.transposed(), gates, to_recurrent, Write::Add);
            }
            multiply(gates, recurrent, &mut to_output, Write::Over);
        }

        let gates = View::new(&gates, steps * batch, 4 * hidden);
        if let Some(node) = x_node {
            let mut to_x = vec![0.0; steps * batch * inputs];
            multiply(gates, from_inputs, &mut to_x, Write::Over);
            gradients.register::<Flex>(node.id, tensor(to_x, [steps, batch, inputs]));
        }
        if let Some(node) = kernel_node {
            let x = numbers(&run.inputs);
            let x = View::new(&x, steps * batch, inputs).transposed();
            multiply(x, gates, to_inputs, Write::Over);
            let to_kernel = tensor(to_kernel, [inputs + hidden, 4 * hidden]);
            gradients.register::<Flex>(node.id, to_kernel);
        }
        if let Some(node) = shared_node {
            gradients.register::<Flex>(node.id, tensor(to_shared, [batch, 4 * hidden]));
        }
        if let Some(node) = output_node {
            gradients.register::<Flex>(node.id, tensor(to_output, [batch, hidden]));
        }
        if let Some(node) = cell_node {
            gradients.register::<Flex>(node.id, tensor(to_cell, [batch, hidden]));
        }
    }
}
