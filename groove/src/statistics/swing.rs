//! How unevenly a beat is divided in two.
//!
//! The swing ratio is the length of the first note of a pair to that of the second: 1 is straight,
//! 2 the triplet feel, 3 dotted (Friberg & Sundström, "Swing ratios and ensemble timing in jazz
//! performance", Music Perception 19, 2002; Honing & de Haas, "Swing once more: relating timing
//! and tempo in expert jazz drumming", Music Perception 25, 2008).
//!
//! It is read from the times of the strokes, not from their steps, so that a shuffle gives the same
//! ratio on a grid of sixteenths, where it is micro-timing, and on one of triplets, where it is
//! steps. Of each pair of length 1 (a beat for eighths, half a beat for sixteenths), the strokes
//! within 1/8 of the start are its first note, and those from 10/24 to 17/24 its second: these
//! borders lie midway between the second of three triplets and the half, and between the third
//! triplet and the last of four. Other strokes divide the pair further and are not looked at. With
//! `first` and `second` the medians of their places over the entire groove,
//!
//! ```text
//! ratio = long / (1 − long),   long = second − first
//! ```
//!
//! and thus 7/17 to 5. Medians, so that a few early sixteenths among straight eighths do not swing.
//! Where no second note is played, the ratio is 1; where no first, it counts from the grid.
//!
//! A sixteenth's swing says little where eighths are shuffled: the second of three triplets *is* a
//! sixteenth at triplet swing.

use super::median;
use crate::groove::Groove;

/// The least ratio there is.
pub const LEAST: f64 = 7.0 / 17.0;
/// The greatest ratio there is.
pub const GREATEST: f64 = 5.0;

/// Half the width of the places that are taken for the first note of a pair.
const FIRST: f64 = 1.0 / 8.0;
/// Where the places begin that are taken for the second note.
const SECOND_FROM: f64 = 10.0 / 24.0;
/// Where they end.
const SECOND_TO: f64 = 17.0 / 24.0;

/// Swing ratio of the eighths.
#[must_use]
pub fn eighths(groove: &Groove) -> f64 {
    ratio(groove, 1.0)
}

/// Swing ratio of the sixteenths; 1 on grids of less than four steps a beat, which have none.
#[must_use]
pub fn sixteenths(groove: &Groove) -> f64 {
    if groove.grid().steps_per_beat() < 4 {
        1.0
    } else {
        ratio(groove, 0.5)
    }
}

/// Swing ratio of pairs that last `pair` beats.
fn ratio(groove: &Groove, pair: f64) -> f64 {
    let grid = groove.grid();
    // −1/2 to 1/2 around the start of a pair.
    let places = || {
        groove.strokes().map(|stroke| {
            let time = stroke.time(grid).0 / pair;
            time - time.round()
        })
    };
    let firsts = places().filter(|place| place.abs() <= FIRST);
    let seconds = places()
        .map(|place| place.rem_euclid(1.0))
        .filter(|place| (SECOND_FROM..=SECOND_TO).contains(place));
    let Some(second) = median(seconds) else {
        return 1.0;
    };
    let long = second - median(firsts).unwrap_or_default();
    (long / (1.0 - long)).clamp(LEAST, GREATEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        drum::Drum,
        patterns::{grid, groove, one_bar, rock, shift},
    };

    #[track_caller]
    fn near(ratio: f64, expected: f64) {
        assert!((ratio - expected).abs() < 1e-5, "{ratio} is not {expected}");
    }

    #[test]
    fn straight_is_one_and_so_is_nothing() {
        near(eighths(&rock(one_bar())), 1.0);
        near(sixteenths(&rock(one_bar())), 1.0);
        near(sixteenths(&groove(one_bar(), &[(Drum::Ride, "x")])), 1.0);
        near(eighths(&groove(one_bar(), &[(Drum::Ride, "x...")])), 1.0);
    }

    #[test]
    fn a_sixteenth_late_by_a_third_of_a_step_is_a_triplet() {
        let mut hats = groove(one_bar(), &[(Drum::ClosedHat, "x")]);
        for step in (1..16).step_by(2) {
            shift(&mut hats, step, Drum::ClosedHat, 1.0 / 3.0);
        }
        near(sixteenths(&hats), 2.0);
        near(eighths(&hats), 1.0);
    }

    #[test]
    fn a_shuffle_is_two_on_every_grid_that_has_it() {
        let triplets = groove(grid(1, 4, 3), &[(Drum::Ride, "x.x")]);
        near(eighths(&triplets), 2.0);
        let twelfths = groove(grid(1, 4, 12), &[(Drum::Ride, "x.......x...")]);
        near(eighths(&twelfths), 2.0);
        // On sixteenths the third triplet lies a third of a step before the last.
        let mut played = groove(one_bar(), &[(Drum::Ride, "x..x")]);
        for step in (3..16).step_by(4) {
            shift(&mut played, step, Drum::Ride, -1.0 / 3.0);
        }
        near(eighths(&played), 2.0);
    }

    #[test]
    fn a_drummer_who_lies_behind_does_not_swing_by_it() {
        let mut late = rock(one_bar());
        for drum in [Drum::Kick, Drum::Snare, Drum::ClosedHat] {
            for step in (0..16).step_by(2) {
                shift(&mut late, step, drum, 0.2);
            }
        }
        near(eighths(&late), 1.0);
    }

    #[test]
    fn the_last_of_four_sixteenths_is_no_swung_eighth() {
        let pickup = groove(one_bar(), &[(Drum::Kick, "x..x")]);
        near(eighths(&pickup), 1.0);
    }

    #[test]
    fn one_early_sixteenth_among_eighths_does_not_swing() {
        let mut hats = groove(one_bar(), &[(Drum::ClosedHat, "x.xx x.x. x.x. x.x.")]);
        shift(&mut hats, 3, Drum::ClosedHat, -0.3);
        near(eighths(&hats), 1.0);
    }
}
