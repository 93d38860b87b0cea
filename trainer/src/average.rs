//! The running average of the parameters: often a better network than the one that the last step
//! left behind (Polyak and Juditsky 1992).

use crate::simd::vectorized;

/// Moves the average towards the parameters after step `step`, counted from 0.
///
/// `decay` is the share of the average that stays, e.g. 0.999; in the first steps it is less, so
/// that the initial parameters are soon forgotten.
pub fn follow(average: &mut [f32], parameters: &[f32], step: u64, decay: f64) {
    let most = (1.0 + step as f64) / (10.0 + step as f64);
    let share = (1.0 - decay.min(most)) as f32;
    vectorized(
        #[inline(always)]
        || {
            for (average, parameter) in average.iter_mut().zip(parameters) {
                *average += share * (parameter - *average);
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_is_soon_forgotten_and_a_swing_evened_out() {
        let mut average = [100.0];
        for step in 0..1_000 {
            let swing = if step % 2 == 0 { 1.0 } else { -1.0 };
            follow(&mut average, &[3.0 + swing], step, 0.99);
        }
        assert!((average[0] - 3.0).abs() < 0.02, "{average:?}");
    }

    #[test]
    fn without_decay_it_is_the_parameters() {
        let mut average = [7.0, 7.0];
        follow(&mut average, &[1.0, 2.0], 500, 0.0);
        assert_eq!(average, [1.0, 2.0]);
    }
}
