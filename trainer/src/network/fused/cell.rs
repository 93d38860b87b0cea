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

impl Step for Forward<'_> {
    fn sizes(&self) -> (usize, usize) {
        (self.gates.len(), self.hidden)
    }

    #[inline(always)]
    fn block<const N: usize>(&mut self, row: usize, at: usize) {
        let size = self.hidden;
        let (gate, cell) = (4 * row * size + at, row * size + at);
        let mut gates = [[0.0; N]; 4];
        for (part, gates) in gates.iter_mut().enumerate() {
            *gates = load(self.gates, gate + part * size);
            let shared = load::<N>(self.shared, gate + part * size);
            for (gate, shared) in gates.iter_mut().zip(shared) {
                *gate += shared;
            }
        }
        for gates in &mut gates[..3] {
            for gate in gates {
                *gate = sigmoid(*gate);
            }
        }
        for candidate in &mut gates[3] {
            *candidate = tanh(*candidate);
        }
        let before = load::<N>(self.before, cell);
        let (mut cells, mut outputs) = ([0.0; N], [0.0; N]);
        for lane in 0..N {
            cells[lane] = gates[1][lane] * before[lane] + gates[0][lane] * gates[3][lane];
            outputs[lane] = gates[2][lane] * tanh(cells[lane]);
        }
        for (part, gates) in gates.iter().enumerate() {
            store(self.gates, gate + part * size, gates);
        }
        store(self.cell, cell, &cells);
        store(self.output, cell, &outputs);
    }
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

impl Step for Backward<'_> {
    fn sizes(&self) -> (usize, usize) {
        (self.gates.len(), self.hidden)
    }

    #[inline(always)]
    fn block<const N: usize>(&mut self, row: usize, at: usize) {
        let size = self.hidden;
        let (gate, cell) = (4 * row * size + at, row * size + at);
        let part = |part: usize| load::<N>(self.gates, gate + part * size);
        let [inputs, forgets, outputs, candidates] = [part(0), part(1), part(2), part(3)];
        let (before, after) = (load::<N>(self.before, cell), load::<N>(self.after, cell));
        let (above, next) = (load::<N>(self.above, cell), load::<N>(self.next, cell));
        let mut cells = load::<N>(self.cell, cell);
        let mut to = [[0.0; N]; 4];
        for lane in 0..N {
            let (input, forget, output) = (inputs[lane], forgets[lane], outputs[lane]);
            let (candidate, squashed) = (candidates[lane], tanh(after[lane]));
            let above = above[lane] + next[lane];
            let here = cells[lane] + above * output * (1.0 - squashed * squashed);
            to[0][lane] = here * candidate * input * (1.0 - input);
            to[1][lane] = here * before[lane] * forget * (1.0 - forget);
            to[2][lane] = above * squashed * output * (1.0 - output);
            to[3][lane] = here * input * (1.0 - candidate * candidate);
            cells[lane] = here * forget;
        }
        store(self.cell, cell, &cells);
        for (part, to) in to.iter().enumerate() {
            let place = gate + part * size;
            store(self.gates, place, to);
            let mut shared = load::<N>(self.shared, place);
            for (sum, gate) in shared.iter_mut().zip(to) {
                *sum += gate;
            }
            store(self.shared, place, &shared);
        }
    }
}

/// Cells that are computed at once. They are copied to the stack first: the compiler then knows
/// that what is written is not what is read, which it must know to vectorise.
const BLOCK: usize = 32;

/// A step, forward or backward, that is computed cell by cell.
pub trait Step {
    /// Numbers of all gates, and the size of the layer.
    fn sizes(&self) -> (usize, usize);

    /// Computes `N` cells of a row, from `at` on.
    fn block<const N: usize>(&mut self, row: usize, at: usize);
}

/// Computes a step: of each row whole blocks, then the other cells one by one.
pub fn compute(mut step: impl Step) {
    vectorized(
        #[inline(always)]
        || {
            let (gates, hidden) = step.sizes();
            let rows = gates / (4 * hidden).max(1);
            let whole = hidden - hidden % BLOCK;
            for row in 0..rows {
                for at in (0..whole).step_by(BLOCK) {
                    step.block::<BLOCK>(row, at);
                }
                for at in whole..hidden {
                    step.block::<1>(row, at);
                }
            }
        },
    );
}

#[inline(always)]
fn load<const N: usize>(from: &[f32], at: usize) -> [f32; N] {
    let mut numbers = [0.0; N];
    numbers.copy_from_slice(&from[at..at + N]);
    numbers
}

#[inline(always)]
fn store<const N: usize>(to: &mut [f32], at: usize, numbers: &[f32; N]) {
    to[at..at + N].copy_from_slice(numbers);
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

    /// Numbers of chance in ±1.
    fn numbers(seed: usize, count: usize) -> Vec<f32> {
        let wave = |at: usize| ((at * 37 + seed * 101 + 13) as f32 * 0.731).sin();
        (0..count).map(wave).collect()
    }

    /// A row longer than a block, which has cells of both kinds, is computed as its cells are one
    /// by one.
    #[test]
    fn blocks_and_single_cells_are_the_same() {
        let (rows, hidden) = (2, BLOCK + 5);
        let wide = |seed| numbers(seed, 4 * rows * hidden);
        let narrow = |seed| numbers(seed, rows * hidden);
        let run = |in_blocks: bool| {
            let (mut gates, mut cell, mut output) = (wide(1), narrow(2), narrow(3));
            let (shared, before) = (wide(4), narrow(5));
            let mut step = Forward {
                gates: &mut gates,
                shared: &shared,
                before: &before,
                cell: &mut cell,
                output: &mut output,
                hidden,
            };
            if in_blocks {
                compute(step);
            } else {
                for at in 0..rows * hidden {
                    step.block::<1>(at / hidden, at % hidden);
                }
            }
            let (mut to_cell, mut to_shared) = (narrow(6), wide(7));
            let (above, next) = (narrow(8), narrow(9));
            let mut step = Backward {
                gates: &mut gates,
                before: &before,
                after: &cell,
                above: &above,
                next: &next,
                cell: &mut to_cell,
                shared: &mut to_shared,
                hidden,
            };
            if in_blocks {
                compute(step);
            } else {
                for at in 0..rows * hidden {
                    step.block::<1>(at / hidden, at % hidden);
                }
            }
            [gates, cell, output, to_cell, to_shared]
        };
        assert_eq!(run(true), run(false));
    }

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
