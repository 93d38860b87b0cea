//! How strong a position of the bar is, on any grid.

use crate::{grid::Grid, units::Step};

/// Metrical weight of a step: 0 on the bar line, −1 or less elsewhere, the lower the weaker.
///
/// Longuet-Higgins & Lee ("The rhythmic interpretation of monophonic music", Music Perception 1,
/// 1984) divide the bar again and again by the factors of its meter; a position weighs minus the
/// number of divisions it takes to reach it. Grids that hold eighths and triplets at once have no
/// one order of divisions, so the rule here needs none:
///
/// - a beat `b` of a bar of `B` beats weighs −Ω(q), where p/q is `b/B` in lowest terms and Ω(q)
///   counts the prime factors of q (with repetition);
/// - a step at the fraction p/q (in lowest terms) between two beats weighs −(Ω(B) + Ω(q)).
///
/// Where a meter has one order of divisions this is Longuet-Higgins & Lee's weight: 0 −4 −3 −4 −2
/// −4 −3 −4 −1 … for sixteenths of 4/4, and −3 for both triplets of a beat. And a position weighs
/// the same on every grid that has it.
#[must_use]
pub fn weight(grid: Grid, step: Step) -> i32 {
    let beats = grid.beats_per_bar();
    let steps = grid.steps_per_beat();
    let in_bar = step.0 % grid.steps_per_bar();
    let (beat, within) = (in_bar / steps, in_bar % steps);
    if within == 0 {
        -divisions(beat, beats)
    } else {
        -(prime_factors(beats) + divisions(within, steps))
    }
}

/// Whether the step lies on a beat.
#[must_use]
pub fn is_beat(grid: Grid, step: Step) -> bool {
    step.0.is_multiple_of(grid.steps_per_beat())
}

/// Divisions of a unit that it takes to reach the fraction `part / whole` of it.
fn divisions(part: usize, whole: usize) -> i32 {
    prime_factors(whole / greatest_common_divisor(part, whole))
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if a == 0 {
        b
    } else {
        greatest_common_divisor(b % a, a)
    }
}

fn prime_factors(mut number: usize) -> i32 {
    let mut count = 0;
    let mut factor = 2;
    while number > 1 {
        if number.is_multiple_of(factor) {
            number /= factor;
            count += 1;
        } else {
            factor += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::grid;

    fn weights(grid: Grid) -> Vec<i32> {
        (0..grid.steps_per_bar())
            .map(|step| weight(grid, Step(step)))
            .collect()
    }

    #[test]
    fn meters_with_one_order_of_divisions_have_the_weights_of_1984() {
        assert_eq!(
            weights(grid(1, 4, 4)),
            [
                0, -4, -3, -4, -2, -4, -3, -4, -1, -4, -3, -4, -2, -4, -3, -4
            ]
        );
        assert_eq!(weights(grid(1, 3, 2)), [0, -2, -1, -2, -1, -2]);
        assert_eq!(
            weights(grid(1, 4, 3)),
            [0, -3, -3, -2, -3, -3, -1, -3, -3, -2, -3, -3]
        );
    }

    #[test]
    fn a_position_weighs_the_same_on_every_grid_that_has_it() {
        for coarse in 1..=12 {
            for times in 2..=24 / coarse {
                let (few, many) = (grid(1, 4, coarse), grid(1, 4, coarse * times));
                for step in 0..few.steps_per_bar() {
                    assert_eq!(
                        weight(few, Step(step)),
                        weight(many, Step(step * times)),
                        "step {step} of {coarse} a beat, {times} times finer"
                    );
                }
            }
        }
    }
}
