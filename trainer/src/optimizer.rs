//! Adam (Kingma and Ba 2015) with gradients clipped by their norm, on the flat host vector.
//!
//! One pass over the numbers instead of a dozen tensor operations; its state is two plain vectors,
//! which a checkpoint holds exactly.

use crate::simd::vectorized;

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
        self.update_scaled(parameters, gradients, 1.0, step, rate);
    }

    /// The same, the gradients multiplied by `scale` on the way: see [`scale_within`].
    pub fn update_scaled(
        &mut self,
        parameters: &mut [f32],
        gradients: &[f32],
        scale: f32,
        step: u64,
        rate: f64,
    ) {
        let (rate, square_correction) = corrected(step, rate);
        let epsilon = EPSILON * square_correction;
        self.step(parameters, gradients, scale, rate, epsilon);
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
        self.step(parameters, gradients, 1.0, rate, EPSILON);
    }

    fn step(
        &mut self,
        parameters: &mut [f32],
        gradients: &[f32],
        scale: f32,
        rate: f32,
        epsilon: f32,
    ) {
        vectorized(
            #[inline(always)]
            || {
                let memory = self.means.iter_mut().zip(&mut self.squares);
                for ((parameter, gradient), (mean, square)) in
                    parameters.iter_mut().zip(gradients).zip(memory)
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

/// Numbers summed side by side in [`norm`].
const LANES: usize = 64;

/// The gradients' norm.
///
/// Many sums at once, in single precision over short blocks: the order of the additions is fixed,
/// and the compiler can vectorise it.
#[must_use]
pub fn norm(gradients: &[f32]) -> f32 {
    let mut total = 0.0_f64;
    vectorized(
        #[inline(always)]
        || {
            for block in gradients.chunks(128 * LANES) {
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
                total += sums.iter().map(|&sum| f64::from(sum)).sum::<f64>();
            }
        },
    );
    total.sqrt() as f32
}

/// The factor that brings gradients of a norm down to `limit`; 1 if they are within it.
#[must_use]
pub fn scale_within(norm: f32, limit: f32) -> f32 {
    if norm > limit { limit / norm } else { 1.0 }
}

/// Scales the gradients down to a norm of `limit`; gives the norm they had.
pub fn clip(gradients: &mut [f32], limit: f32) -> f32 {
    let norm = norm(gradients);
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
    fn clipping_keeps_the_direction() {
        let mut gradients = vec![3.0, 4.0];
        assert_eq!(clip(&mut gradients, 1.0), 5.0);
        assert!((gradients[0] - 0.6).abs() < 1e-6 && (gradients[1] - 0.8).abs() < 1e-6);
        assert_eq!(clip(&mut gradients, 10.0), 1.0);
    }
}
