//! Adam (Kingma and Ba 2015) with gradients clipped by their norm, on the flat host vector.
//!
//! One pass over the numbers instead of a dozen tensor operations; its state is two plain vectors,
//! which a checkpoint holds exactly.

use std::thread;

use crate::{parallel::chunk, simd::vectorized};

/// Decay of the mean of the gradients.
const MEAN_DECAY: f32 = 0.9;
/// Decay of the mean of their squares.
const SQUARE_DECAY: f32 = 0.999;
/// Keeps a division by zero away.
const EPSILON: f32 = 1e-8;

/// The optimizer's memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Adam {
    /// Running mean of the gradients.
    pub means: Vec<f32>,
    /// Running mean of their squares.
    pub squares: Vec<f32>,
}

impl Adam {
    /// A memory of nothing, for so many parameters.
    #[must_use]
    pub fn new(parameters: usize) -> Self {
        Self {
            means: vec![0.0; parameters],
            squares: vec![0.0; parameters],
        }
    }

    /// Moves the parameters against the gradients. `step` counts from 0.
    pub fn update(&mut self, parameters: &mut [f32], gradients: &[f32], step: u64, rate: f64) {
        self.update_scaled(parameters, gradients, step, rate, 1.0, 1);
    }

    /// The same, the gradients multiplied by `scale` on the way (see [`scale_within`]), on so many
    /// threads; their number changes nothing in the result.
    pub fn update_scaled(
        &mut self,
        parameters: &mut [f32],
        gradients: &[f32],
        step: u64,
        rate: f64,
        scale: f32,
        threads: usize,
    ) {
        let (rate, square_correction) = corrected(step, rate);
        let pace = Pace {
            rate,
            scale,
            epsilon: EPSILON * square_correction,
        };
        self.step(parameters, gradients, pace, threads);
    }

    /// The same as TensorFlow's Adam has it, and so the reference (`spec.md` 6.6): the correction
    /// of the running means stands in the step size alone, so that ε weighs more in the first
    /// steps.
    pub fn update_as_tensorflow(
        &mut self,
        parameters: &mut [f32],
        gradients: &[f32],
        step: u64,
        rate: f64,
    ) {
        let (rate, _) = corrected(step, rate);
        let pace = Pace {
            rate,
            scale: 1.0,
            epsilon: EPSILON,
        };
        self.step(parameters, gradients, pace, 1);
    }

    fn step(&mut self, parameters: &mut [f32], gradients: &[f32], pace: Pace, threads: usize) {
        let size = chunk(parameters.len(), threads, BLOCK);
        let chunks = parameters
            .chunks_mut(size)
            .zip(gradients.chunks(size))
            .zip(self.means.chunks_mut(size))
            .zip(self.squares.chunks_mut(size));
        thread::scope(|scope| {
            for (((parameters, gradients), means), squares) in chunks {
                let mut work = move || pace.step(parameters, gradients, means, squares);
                if threads > 1 {
                    scope.spawn(work);
                } else {
                    work();
                }
            }
        });
    }
}

/// How far a step goes.
#[derive(Debug, Clone, Copy)]
struct Pace {
    rate: f32,
    /// Of the gradients.
    scale: f32,
    epsilon: f32,
}

impl Pace {
    fn step(
        self,
        parameters: &mut [f32],
        gradients: &[f32],
        means: &mut [f32],
        squares: &mut [f32],
    ) {
        let Self {
            rate,
            scale,
            epsilon,
        } = self;
        vectorized(
            #[inline(always)]
            || {
                let numbers = parameters.iter_mut().zip(gradients);
                for ((parameter, gradient), (mean, square)) in
                    numbers.zip(means.iter_mut().zip(squares))
                {
                    let gradient = gradient * scale;
                    *mean = MEAN_DECAY * *mean + (1.0 - MEAN_DECAY) * gradient;
                    *square = SQUARE_DECAY * *square + (1.0 - SQUARE_DECAY) * gradient * gradient;
                    *parameter -= rate * *mean / (square.sqrt() + epsilon);
                }
            },
        );
    }
}

/// The step size with the correction of both running means in it, and the root of that of the
/// squares.
fn corrected(step: u64, rate: f64) -> (f32, f32) {
    let count = (step + 1) as f64;
    let mean_correction = 1.0 - f64::from(MEAN_DECAY).powf(count);
    let square_correction = (1.0 - f64::from(SQUARE_DECAY).powf(count)).sqrt();
    let rate = rate * square_correction / mean_correction;
    (rate as f32, square_correction as f32)
}

/// Numbers summed side by side in [`add_up`].
const LANES: usize = 64;
/// Numbers summed in single precision.
const BLOCK: usize = 128 * LANES;

/// Adds the other parts' gradients to the first's, in order; gives the norm of the sum.
///
/// The order of all additions is fixed: the number of threads changes nothing in the result.
pub fn add_up(first: &mut [f32], others: &[&[f32]], threads: usize) -> f32 {
    let size = chunk(first.len(), threads, BLOCK);
    let squares: f64 = thread::scope(|scope| {
        let chunks = first.chunks_mut(size).enumerate();
        let sums: Vec<_> = chunks
            .map(|(at, numbers)| {
                let here = at * size..at * size + numbers.len();
                let others: Vec<_> = others.iter().map(|other| &other[here.clone()]).collect();
                let mut work = move || add_chunk(numbers, &others);
                if threads > 1 {
                    Sums::Later(scope.spawn(work))
                } else {
                    Sums::Now(work())
                }
            })
            .collect();
        sums.into_iter().flat_map(Sums::get).sum()
    });
    squares.sqrt() as f32
}

/// The squares of a chunk's blocks.
enum Sums<'scope> {
    Now(Vec<f64>),
    Later(thread::ScopedJoinHandle<'scope, Vec<f64>>),
}

impl Sums<'_> {
    fn get(self) -> Vec<f64> {
        match self {
            Self::Now(sums) => sums,
            // A sum that is missing must not pass for a small one.
            Self::Later(thread) => thread.join().unwrap_or_else(|_| vec![f64::NAN]),
        }
    }
}

fn add_chunk(numbers: &mut [f32], others: &[&[f32]]) -> Vec<f64> {
    let mut blocks = Vec::with_capacity(numbers.len().div_ceil(BLOCK));
    vectorized(
        #[inline(always)]
        || {
            for (at, block) in numbers.chunks_mut(BLOCK).enumerate() {
                for other in others {
                    for (number, other) in block.iter_mut().zip(&other[at * BLOCK..]) {
                        *number += other;
                    }
                }
                let mut sums = [0.0_f32; LANES];
                let (whole, rest) = block.as_chunks::<LANES>();
                for numbers in whole {
                    for (sum, number) in sums.iter_mut().zip(numbers) {
                        *sum += number * number;
                    }
                }
                for (sum, number) in sums.iter_mut().zip(rest) {
                    *sum += number * number;
                }
                blocks.push(sums.iter().map(|&sum| f64::from(sum)).sum());
            }
        },
    );
    blocks
}

/// The factor that brings gradients of a norm down to `limit`; 1 if they are within it.
#[must_use]
pub fn scale_within(norm: f32, limit: f32) -> f32 {
    if norm > limit { limit / norm } else { 1.0 }
}

/// Scales the gradients down to a norm of `limit`; gives the norm they had.
pub fn clip(gradients: &mut [f32], limit: f32) -> f32 {
    let norm = add_up(gradients, &[], 1);
    let scale = scale_within(norm, limit);
    if scale < 1.0 {
        gradients.iter_mut().for_each(|gradient| *gradient *= scale);
    }
    norm
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_update_is_as_long_as_the_learning_rate() {
        let mut adam = Adam::new(2);
        let mut parameters = [1.0, 1.0];
        adam.update(&mut parameters, &[0.5, -20.0], 0, 0.1);
        assert!((parameters[0] - 0.9).abs() < 1e-6 && (parameters[1] - 1.1).abs() < 1e-6);
    }

    #[test]
    fn tensorflows_epsilon_weighs_more_at_first() {
        let after = |tensorflow: bool| {
            let mut adam = Adam::new(1);
            let mut parameters = [0.0];
            if tensorflow {
                adam.update_as_tensorflow(&mut parameters, &[1e-7], 0, 0.1);
            } else {
                adam.update(&mut parameters, &[1e-7], 0, 0.1);
            }
            f64::from(parameters[0])
        };
        // m̂ = g and √v̂ = g; TensorFlow's ε stands beside √v = √0.001 · g.
        assert!((after(false) + 0.1 / 1.1).abs() < 1e-5);
        let root = 0.001_f64.sqrt();
        let expected = 0.1 * root / 0.1 * 0.1e-7 / (root * 1e-7 + 1e-8);
        assert!((after(true) + expected).abs() < 1e-5, "{}", after(true));
    }

    #[test]
    fn threads_change_nothing() {
        let numbers = |seed: usize| -> Vec<f32> {
            let wave = |at: usize| ((at * seed) as f32).sin() / (1.0 + (at % 97) as f32);
            (0..3 * BLOCK + 77).map(wave).collect()
        };
        let run = |threads| {
            let (mut gradients, others) = (numbers(3), [numbers(5), numbers(7)]);
            let norm = add_up(&mut gradients, &[&others[0], &others[1]], threads);
            let (mut adam, mut parameters) = (Adam::new(gradients.len()), numbers(11));
            adam.update_scaled(&mut parameters, &gradients, 3, 0.01, 0.5, threads);
            (norm, gradients, adam, parameters)
        };
        let alone = run(1);
        assert!([2, 3, 8].into_iter().all(|threads| run(threads) == alone));
        let sum = numbers(3)[9] + numbers(5)[9] + numbers(7)[9];
        assert_eq!(alone.1[9], sum);
        let squares: f64 = alone.1.iter().map(|&one| f64::from(one).powi(2)).sum();
        assert!((f64::from(alone.0) / squares.sqrt() - 1.0).abs() < 1e-6);
    }

    #[test]
    fn clipping_keeps_the_direction() {
        let mut gradients = vec![3.0, 4.0];
        assert_eq!(clip(&mut gradients, 1.0), 5.0);
        assert!((gradients[0] - 0.6).abs() < 1e-6 && (gradients[1] - 0.8).abs() < 1e-6);
        assert_eq!(clip(&mut gradients, 10.0), 1.0);
    }
}
