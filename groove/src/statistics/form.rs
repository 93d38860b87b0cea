//! How the bars of a groove relate: what repeats, where it breaks, how far apart its backbeats are.

use super::{kit::is_fill_drum, mean, median};
use crate::{cell::Cell, drum::Drum, groove::Groove};

/// Repetition between bars, 0–1: the mean likeness over all pairs of bars. The likeness of two bars
/// is Σ min(a, b) / Σ max(a, b) over their cells, a and b being the velocities, 0 where there is no
/// stroke (the weighted Jaccard or Ružička similarity); of two bars without strokes it is 1.
///
/// Four equal bars give 1, four bars that share no stroke 0. A single bar, which is repeated
/// exactly as it loops, gives 1, and so does an empty groove.
#[must_use]
pub fn repetition(groove: &Groove) -> f64 {
    let bars: Vec<Vec<f64>> = bars(groove).map(loudness).collect();
    let pairs = bars
        .iter()
        .enumerate()
        .flat_map(|(at, one)| bars[at + 1..].iter().map(move |other| likeness(one, other)));
    mean(pairs).unwrap_or(1.0)
}

/// How much the last bar is a fill, 0–1 (our own definition): the mean of three parts of 0–1 each.
///
/// - How far it departs: 1 − likeness (see [`repetition`]) of the last bar and the mean of the bars
///   before.
/// - How far it turns to the drums of fills: the share of toms and crash in the bar's loudness,
///   minus the same of the bars before; 0 if below.
/// - How much denser it is: (n − m) / (n + m), n being its strokes and m the mean of the bars
///   before; 0 if below.
///
/// A groove that goes on as before gives 0, as does an empty one, and one of a single bar, which
/// departs from nothing.
#[must_use]
pub fn fill(groove: &Groove) -> f64 {
    let bars: Vec<&[Cell]> = bars(groove).collect();
    let Some((last, before @ [_, ..])) = bars.split_last() else {
        return 0.0;
    };
    let drums = groove.grid().drums();
    let mut usual = vec![0.0; last.len()];
    for bar in before {
        for (sum, loudness) in usual.iter_mut().zip(loudness(bar)) {
            *sum += loudness / before.len() as f64;
        }
    }
    let last_loudness = loudness(last);
    let departure = 1.0 - likeness(&last_loudness, &usual);
    let turn = fill_share(&last_loudness, drums) - fill_share(&usual, drums);
    let strokes = |bar: &[Cell]| bar.iter().filter(|cell| cell.hit).count() as f64;
    let now = strokes(last);
    let then = before.iter().map(|bar| strokes(bar)).sum::<f64>() / before.len() as f64;
    let denser = (now - then) / (now + then).max(1.0);
    (departure + turn.max(0.0) + denser.max(0.0)) / 3.0
}

/// Distance between backbeats in beats (our own definition): the median of the distances from each accent of the snare
/// to the next, around the loop; an accent is a stroke harder than half the hardest. In 4/4, 2 is
/// the common feel, 4 half time, 1 double time.
///
/// 0 where there is no accent; else at most the length of the groove.
#[must_use]
pub fn backbeat_distance(groove: &Groove) -> f64 {
    let grid = groove.grid();
    let snare = || {
        let strokes = groove.strokes();
        strokes.filter(|stroke| stroke.drum == Drum::Snare)
    };
    let velocity = |cell: Cell| cell.velocity.get();
    let hardest = snare()
        .map(|stroke| velocity(stroke.cell))
        .fold(0.0, f32::max);
    let accents: Vec<usize> = snare()
        .filter(|stroke| velocity(stroke.cell) > hardest / 2.0)
        .map(|stroke| stroke.step.0)
        .collect();
    let next = accents.iter().cycle().skip(1);
    let distances = accents.iter().zip(next).map(|(&from, &to)| {
        let end = if to > from { to } else { to + grid.steps() };
        (end - from) as f64 / grid.steps_per_beat() as f64
    });
    median(distances).unwrap_or_default()
}

fn bars(groove: &Groove) -> impl Iterator<Item = &[Cell]> {
    let grid = groove.grid();
    groove.cells().chunks(grid.steps_per_bar() * grid.drums())
}

fn loudness(bar: &[Cell]) -> Vec<f64> {
    let sounding = |cell: &Cell| if cell.hit { cell.velocity.get() } else { 0.0 };
    bar.iter().map(|cell| f64::from(sounding(cell))).collect()
}

fn likeness(one: &[f64], other: &[f64]) -> f64 {
    let pairs = || one.iter().zip(other);
    let all: f64 = pairs().map(|(a, b)| a.max(*b)).sum();
    let shared: f64 = pairs().map(|(a, b)| a.min(*b)).sum();
    if all > 0.0 { shared / all } else { 1.0 }
}

/// Share of the loudness that toms and crash make.
fn fill_share(bar: &[f64], drums: usize) -> f64 {
    let sum = |of: &dyn Fn(Drum) -> bool| -> f64 {
        let cells = bar.iter().zip(Drum::ALL.into_iter().take(drums).cycle());
        cells.filter(|(_, drum)| of(*drum)).map(|(x, _)| x).sum()
    };
    let all = sum(&|_| true);
    if all > 0.0 {
        sum(&is_fill_drum) / all
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::{grid, groove, one_bar, rock};

    #[test]
    fn equal_bars_repeat_and_do_not_fill() {
        let rock = rock(grid(4, 4, 4));
        assert_eq!(repetition(&rock), 1.0);
        assert!(fill(&rock).abs() < 1e-12);
        assert_eq!(repetition(&crate::patterns::rock(one_bar())), 1.0);
    }

    #[test]
    fn likeness_is_shared_loudness_over_all() {
        // Bars of 1 + 0.5 and 1 + 1: shared 1.5, all 2. Third bar silent: likeness 0 to both.
        let three = groove(grid(3, 4, 1), &[(Drum::Kick, "Xx.. XX.. ....")]);
        assert!((repetition(&three) - 0.75 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_roll_over_the_toms_is_a_fill() {
        // Before: four hats of 0.5. Last: eight tom strokes of 1. It shares nothing (1), turns to
        // the toms (1), and is denser by (8 − 4) / (8 + 4).
        let roll = groove(
            grid(2, 4, 2),
            &[
                (Drum::ClosedHat, "x.x.x.x. ........"),
                (Drum::HighTom, "........ XXXX...."),
                (Drum::LowTom, "........ ....XXXX"),
            ],
        );
        assert!((fill(&roll) - (1.0 + 1.0 + 1.0 / 3.0) / 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_break_departs_but_is_no_more_than_that() {
        let pause = groove(grid(2, 4, 1), &[(Drum::Kick, "X.X. ....")]);
        assert!((fill(&pause) - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn backbeats_tell_half_time_from_double_time() {
        let snare = |line| backbeat_distance(&groove(grid(2, 4, 4), &[(Drum::Snare, line)]));
        assert_eq!(snare("....X..o.o..X..."), 2.0);
        assert_eq!(snare("........X......."), 4.0);
        assert_eq!(snare("..X."), 1.0);
        assert_eq!(snare("................ ....X..........."), 8.0);
        assert_eq!(snare("................"), 0.0);
    }
}
