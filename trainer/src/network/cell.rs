//! The arithmetic of one step of a recurrent layer, on plain slices.

use burn::backend::{BackendTypes, Flex};

/// A tensor of burn's CPU backend.
pub type FlexTensor = <Flex as BackendTypes>::FloatTensorPrimitive;

/// What a step leaves for the backward pass.
#[derive(Debug, Clone)]
pub struct Trace {
    /// Input beside the former output, `[batch, inputs + hidden]`.
    pub both: FlexTensor,
    /// The activated gates, `[batch, 4 × hidden]`: input, forget, output, candidate.
    pub gates: FlexTensor,
    /// The cell before the step.
    pub before: Vec<f32>,
    /// tanh of the cell after the step.
    pub squashed: Vec<f32>,
}

/// Slices of a forward step, each row by row.
pub struct Forward<'a> {
    /// In: the products of the step. Out: the activated gates.
    pub gates: &'a mut [f32],
    /// The part of the gates that is the same on each step.
    pub shared: &'a [f32],
    /// The cell before.
    pub before: &'a [f32],
    /// Out: the cell after.
    pub cell: &'a mut [f32],
    /// Out: its tanh.
    pub squashed: &'a mut [f32],
    /// Out: what the layer says.
    pub output: &'a mut [f32],
    /// Size of the layer.
    pub hidden: usize,
}

/// One step forward.
pub fn forward(step: Forward<'_>) {
    let Forward {
        gates,
        shared,
        before,
        cell,
        squashed,
        output,
        hidden,
    } = step;
    for (gate, shared) in gates.iter_mut().zip(shared) {
        *gate += shared;
    }
    for (row, gates) in gates.chunks_exact_mut(4 * hidden).enumerate() {
        let (sigmoids, candidates) = gates.split_at_mut(3 * hidden);
        for gate in sigmoids.iter_mut() {
            *gate = sigmoid(*gate);
        }
        for candidate in candidates.iter_mut() {
            *candidate = tanh(*candidate);
        }
        let (inputs, rest) = sigmoids.split_at(hidden);
        let (forgets, outputs) = rest.split_at(hidden);
        let here = row * hidden..(row + 1) * hidden;
        let before = &before[here.clone()];
        let cell = &mut cell[here.clone()];
        let squashed = &mut squashed[here.clone()];
        let output = &mut output[here];
        for at in 0..hidden {
            cell[at] = forgets[at] * before[at] + inputs[at] * candidates[at];
        }
        for at in 0..hidden {
            squashed[at] = tanh(cell[at]);
        }
        for at in 0..hidden {
            output[at] = outputs[at] * squashed[at];
        }
    }
}

/// One step backward: from the gradients of the step's output and cell to those of its gates and
/// of the cell before (in place).
pub fn backward(
    trace: &Trace,
    output_gradient: &[f32],
    cell_gradient: &mut [f32],
    gates_gradient: &mut [f32],
    hidden: usize,
) {
    let gates = trace.gates.storage::<f32>();
    let rows = gates
        .chunks_exact(4 * hidden)
        .zip(gates_gradient.chunks_exact_mut(4 * hidden));
    for (row, (gates, gradients)) in rows.enumerate() {
        let here = row * hidden..(row + 1) * hidden;
        let (inputs, rest) = gates.split_at(hidden);
        let (forgets, rest) = rest.split_at(hidden);
        let (outputs, candidates) = rest.split_at(hidden);
        let (to_inputs, rest) = gradients.split_at_mut(hidden);
        let (to_forgets, rest) = rest.split_at_mut(hidden);
        let (to_outputs, to_candidates) = rest.split_at_mut(hidden);
        let squashed = &trace.squashed[here.clone()];
        let before = &trace.before[here.clone()];
        let from_output = &output_gradient[here.clone()];
        let cells = &mut cell_gradient[here];
        let candidates = &candidates[..hidden];
        for at in 0..hidden {
            let (input, forget, output) = (inputs[at], forgets[at], outputs[at]);
            let (candidate, squash) = (candidates[at], squashed[at]);
            let above = from_output[at];
            let cell = cells[at] + above * output * (1.0 - squash * squash);
            to_inputs[at] = cell * candidate * input * (1.0 - input);
            to_forgets[at] = cell * before[at] * forget * (1.0 - forget);
            to_outputs[at] = above * squash * output * (1.0 - output);
            to_candidates[at] = cell * input * (1.0 - candidate * candidate);
            cells[at] = cell * forget;
        }
    }
}

/// The hyperbolic tangent as a quotient of two polynomials, as Eigen has it: within a few units
/// in the last place, and free of branches, so that the compiler vectorises it.
#[inline]
fn tanh(x: f32) -> f32 {
    let x = x.clamp(-9.0, 9.0);
    let y = x * x;
    let mut above = -2.760_768_5e-16;
    for coefficient in [
        2.000_188e-13,
        -8.604_672e-11,
        5.122_297e-8,
        1.485_722_4e-5,
        6.372_619e-4,
        4.893_524_6e-3,
    ] {
        above = above * y + coefficient;
    }
    let mut below = 1.198_258_4e-6;
    for coefficient in [1.185_347e-4, 2.268_434_6e-3, 4.893_525e-3] {
        below = below * y + coefficient;
    }
    x * above / below
}

#[inline]
fn sigmoid(x: f32) -> f32 {
    0.5 + 0.5 * tanh(0.5 * x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_tanh_is_close_to_the_slow_one() {
        for at in -1_200..=1_200 {
            let x = at as f32 / 100.0;
            assert!(
                (tanh(x) - x.tanh()).abs() < 3e-7,
                "tanh({x}): {} {}",
                tanh(x),
                x.tanh()
            );
            let exact = 1.0 / (1.0 + (-x).exp());
            assert!((sigmoid(x) - exact).abs() < 3e-7, "sigmoid({x})");
        }
    }
}
