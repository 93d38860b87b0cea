//! The arithmetic of one step of a recurrent layer, on plain slices.

use crate::simd::vectorized;

/// Slices of a forward step, each row by row.
pub struct Forward<'a> {
    /// In: the products of the step. Out: the activated gates, `[batch, 4 × hidden]`: input,
    /// forget, output, candidate.
    pub gates: &'a mut [f32],
    /// The part of the gates that is the same on each step.
    pub shared: &'a [f32],
    /// The cell before.
    pub before: &'a [f32],
    /// Out: the cell after.
    pub cell: &'a mut [f32],
    /// Out: what the layer says.
    pub output: &'a mut [f32],
    /// Size of the layer.
    pub hidden: usize,
}

/// One step forward.
pub fn forward(step: Forward<'_>) {
    vectorized(
        #[inline(always)]
        || {
            let size = step.hidden;
            let rows = step
                .gates
                .chunks_exact_mut(4 * size)
                .zip(step.shared.chunks_exact(4 * size));
            for (row, (gates, shared)) in rows.enumerate() {
                let (sigmoids, candidates) = gates.split_at_mut(3 * size);
                for (gate, shared) in sigmoids.iter_mut().zip(shared) {
                    *gate = sigmoid(*gate + shared);
                }
                for (candidate, shared) in candidates.iter_mut().zip(&shared[3 * size..]) {
                    *candidate = tanh(*candidate + shared);
                }
                let (inputs, rest) = sigmoids.split_at(size);
                let (forgets, outputs) = rest.split_at(size);
                let here = row * size..(row + 1) * size;
                let before = &step.before[here.clone()];
                let cell = &mut step.cell[here.clone()];
                let output = &mut step.output[here];
                for at in 0..size {
                    cell[at] = forgets[at] * before[at] + inputs[at] * candidates[at];
                    output[at] = outputs[at] * tanh(cell[at]);
                }
            }
        },
    );
}

/// Slices of a backward step, each row by row.
pub struct Backward<'a> {
    /// In: the activated gates. Out: the gradients of the products that went into them.
    pub gates: &'a mut [f32],
    /// The cell before the step.
    pub before: &'a [f32],
    /// The cell after it.
    pub after: &'a [f32],
    /// Gradient of the step's output as the layers above want it.
    pub above: &'a [f32],
    /// Gradient of the step's output as the next step wants it.
    pub next: &'a [f32],
    /// In: the gradient of the cell after. Out: of the cell before.
    pub cell: &'a mut [f32],
    /// The gradients of the gates are added to it.
    pub shared: &'a mut [f32],
    /// Size of the layer.
    pub hidden: usize,
}

/// One step backward.
pub fn backward(step: Backward<'_>) {
    vectorized(
        #[inline(always)]
        || {
            let size = step.hidden;
            let rows = step
                .gates
                .chunks_exact_mut(4 * size)
                .zip(step.shared.chunks_exact_mut(4 * size));
            for (row, (gates, shared)) in rows.enumerate() {
                let here = row * size..(row + 1) * size;
                let before = &step.before[here.clone()];
                let after = &step.after[here.clone()];
                let above = &step.above[here.clone()];
                let next = &step.next[here.clone()];
                let cells = &mut step.cell[here];
                let (inputs, rest) = gates.split_at_mut(size);
                let (forgets, rest) = rest.split_at_mut(size);
                let (outputs, candidates) = rest.split_at_mut(size);
                let candidates = &mut candidates[..size];
                for at in 0..size {
                    let (input, forget, output) = (inputs[at], forgets[at], outputs[at]);
                    let (candidate, squashed) = (candidates[at], tanh(after[at]));
                    let above = above[at] + next[at];
                    let cell = cells[at] + above * output * (1.0 - squashed * squashed);
                    inputs[at] = cell * candidate * input * (1.0 - input);
                    forgets[at] = cell * before[at] * forget * (1.0 - forget);
                    outputs[at] = above * squashed * output * (1.0 - output);
                    candidates[at] = cell * input * (1.0 - candidate * candidate);
                    cells[at] = cell * forget;
                }
                for (sum, gate) in shared.iter_mut().zip(gates.iter()) {
                    *sum += gate;
                }
            }
        },
    );
}

/// The hyperbolic tangent as a quotient of two polynomials, as Eigen has it: within a few units
/// in the last place, and free of branches, so that the compiler vectorises it.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
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

#[inline(always)]
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
