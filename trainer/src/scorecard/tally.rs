//! What differs between grooves and their copies, as sums: tallies of parts add up to that of the
//! whole, so one pass serves every table and every interval.
//!
//! Does not know where the copies come from, a network or a table.

use groove::{Drum, Grid};

use super::{
    histogram::{Bins, divergence},
    scores::{DrumScores, HitScores, TimingScores, VelocityScores},
};
use crate::data::Window;

/// Bins of the histograms of timing and velocity.
const BINS: usize = 32;

/// Sums over pairs of a groove and its copy.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    windows: u64,
    steps: u64,
    equal_steps: u64,
    drums: [Strokes; Drum::COUNT],
    timing: Pair,
    velocity: Pair,
}

/// Sums over the strokes of one drum.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Strokes {
    shared: u64,
    missed: u64,
    added: u64,
    milliseconds: f64,
    squared_milliseconds: f64,
    squared_steps: f64,
    velocity: f64,
    squared_velocity: f64,
}

/// Histograms over all strokes of the grooves, and over all of their copies.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Pair {
    real: [u64; BINS],
    copy: [u64; BINS],
}

impl Tally {
    /// Compares a groove with its copy, both of the grid.
    #[must_use]
    pub fn of(original: &Window, copy: &Window, grid: Grid) -> Self {
        let mut tally = Self {
            windows: 1,
            ..Self::default()
        };
        let step = 1_000.0 * original.tempo.beat_seconds() / grid.steps_per_beat() as f64;
        let (offsets, velocities) = (Bins::new(-0.5, 0.5, BINS), Bins::new(0.0, 1.0, BINS));
        for first in (0..grid.cells()).step_by(grid.drums()) {
            let mut equal = true;
            for (drum, at) in (first..first + grid.drums()).enumerate() {
                let strokes = &mut tally.drums[drum];
                let (real, made) = (original.hits[at] > 0.5, copy.hits[at] > 0.5);
                equal &= real == made;
                let here = (original.offsets[at].into(), original.velocities[at].into());
                let there: (f64, f64) = (copy.offsets[at].into(), copy.velocities[at].into());
                if real {
                    tally.timing.real[offsets.bin(here.0)] += 1;
                    tally.velocity.real[velocities.bin(here.1)] += 1;
                }
                if made {
                    tally.timing.copy[offsets.bin(there.0)] += 1;
                    tally.velocity.copy[velocities.bin(there.1)] += 1;
                }
                match (real, made) {
                    (true, true) => strokes.share(there.0 - here.0, there.1 - here.1, step),
                    (true, false) => strokes.missed += 1,
                    (false, true) => strokes.added += 1,
                    (false, false) => {}
                }
            }
            tally.steps += 1;
            tally.equal_steps += u64::from(equal);
        }
        tally
    }

    /// Compares grooves with their copies, pair by pair.
    #[must_use]
    pub fn of_all(originals: &[Window], copies: &[Window], grid: Grid) -> Self {
        let pairs = originals.iter().zip(copies);
        pairs.map(|(one, other)| Self::of(one, other, grid)).sum()
    }

    /// Grooves looked at.
    #[must_use]
    pub const fn windows(&self) -> u64 {
        self.windows
    }

    /// Strokes of the grooves.
    #[must_use]
    pub fn hits(&self) -> u64 {
        self.drums.iter().map(Strokes::real).sum()
    }

    /// Scores of the hits.
    #[must_use]
    pub fn hit_scores(&self) -> HitScores {
        let all = self.strokes();
        HitScores {
            hit_f1: share(2 * all.shared, 2 * all.shared + all.missed + all.added),
            hit_precision: share(all.shared, all.shared + all.added),
            hit_recall: share(all.shared, all.real()),
            cell_accuracy: share(self.equal_steps, self.steps),
        }
    }

    /// Scores of the timing; `None` where no hit is shared, since nothing was measured then.
    #[must_use]
    pub fn timing(&self) -> Option<TimingScores> {
        let all = self.strokes();
        let mean = |sum: f64| sum / all.shared as f64;
        (all.shared > 0).then(|| TimingScores {
            timing_mae_ms: mean(all.milliseconds),
            timing_mse_ms: mean(all.squared_milliseconds),
            timing_mse_steps: mean(all.squared_steps),
            timing_mse_reference: 4.0 * mean(all.squared_steps),
            timing_kl: divergence(&self.timing.real, &self.timing.copy),
        })
    }

    /// Scores of the velocities; `None` where no hit is shared.
    #[must_use]
    pub fn velocity(&self) -> Option<VelocityScores> {
        let all = self.strokes();
        let mean = |sum: f64| sum / all.shared as f64;
        (all.shared > 0).then(|| VelocityScores {
            velocity_mae: 127.0 * mean(all.velocity),
            velocity_mse: mean(all.squared_velocity),
            velocity_kl: divergence(&self.velocity.real, &self.velocity.copy),
        })
    }

    /// Scores of one drum.
    #[must_use]
    pub fn drum(&self, drum: Drum) -> DrumScores {
        let strokes = self.drums[drum.index()];
        let mean = |sum: f64| (strokes.shared > 0).then(|| sum / strokes.shared as f64);
        let all = 2 * strokes.shared + strokes.missed + strokes.added;
        DrumScores {
            hits: strokes.real(),
            hit_f1: (all > 0).then(|| share(2 * strokes.shared, all)),
            timing_mae_ms: mean(strokes.milliseconds),
            velocity_mae: mean(127.0 * strokes.velocity),
        }
    }

    /// Adds another tally's sums.
    pub fn add(&mut self, other: &Self) {
        self.windows += other.windows;
        self.steps += other.steps;
        self.equal_steps += other.equal_steps;
        for (own, other) in self.drums.iter_mut().zip(&other.drums) {
            own.add(other);
        }
        self.timing.add(&other.timing);
        self.velocity.add(&other.velocity);
    }

    fn strokes(&self) -> Strokes {
        let mut all = Strokes::default();
        self.drums.iter().for_each(|drum| all.add(drum));
        all
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |mut sum, tally| {
            sum.add(&tally);
            sum
        })
    }
}

impl Strokes {
    fn real(&self) -> u64 {
        self.shared + self.missed
    }

    /// Counts a shared hit: errors of its offset in steps and of its velocity, and a step's length
    /// in milliseconds.
    fn share(&mut self, offset: f64, velocity: f64, step: f64) {
        self.shared += 1;
        self.milliseconds += (offset * step).abs();
        self.squared_milliseconds += (offset * step).powi(2);
        self.squared_steps += offset.powi(2);
        self.velocity += velocity.abs();
        self.squared_velocity += velocity.powi(2);
    }

    fn add(&mut self, other: &Self) {
        self.shared += other.shared;
        self.missed += other.missed;
        self.added += other.added;
        self.milliseconds += other.milliseconds;
        self.squared_milliseconds += other.squared_milliseconds;
        self.squared_steps += other.squared_steps;
        self.velocity += other.velocity;
        self.squared_velocity += other.squared_velocity;
    }
}

impl Pair {
    fn add(&mut self, other: &Self) {
        let real = self.real.iter_mut().zip(&other.real);
        let copy = self.copy.iter_mut().zip(&other.copy);
        real.chain(copy).for_each(|(own, other)| *own += other);
    }
}

/// A part of a whole; all of it where there is nothing.
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

#[cfg(test)]
mod tests {
    use groove::{Tempo, compare::Comparison};

    use super::*;
    use crate::testing::{self, stroked};

    #[test]
    fn two_strokes_by_hand() {
        let grid = Grid::FOUR_BARS;
        // At 120 a sixteenth lasts 125 ms.
        let tempo = Tempo::new(120.0).unwrap();
        let real = stroked(
            tempo,
            &[(0, 0, 0.5, 0.0), (4, 1, 1.0, 0.2), (8, 1, 0.3, 0.0)],
        );
        let copy = stroked(
            tempo,
            &[(0, 0, 0.75, -0.1), (4, 1, 0.5, 0.5), (9, 2, 0.3, 0.0)],
        );
        let tally = Tally::of(&real, &copy, grid);
        let hits = tally.hit_scores();
        assert_eq!((tally.windows(), tally.hits()), (1, 3));
        assert_eq!((hits.hit_f1, hits.cell_accuracy), (4.0 / 6.0, 62.0 / 64.0));
        assert_eq!(
            (hits.hit_precision, hits.hit_recall),
            (2.0 / 3.0, 2.0 / 3.0)
        );
        let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-4, "{found}");
        let timing = tally.timing().unwrap();
        near(timing.timing_mae_ms, (12.5 + 37.5) / 2.0);
        near(timing.timing_mse_ms, (12.5 * 12.5 + 37.5 * 37.5) / 2.0);
        near(timing.timing_mse_steps, (0.01 + 0.09) / 2.0);
        near(timing.timing_mse_reference, 0.2);
        let velocity = tally.velocity().unwrap();
        near(velocity.velocity_mae, 127.0 * 0.375);
        near(velocity.velocity_mse, (0.0625 + 0.25) / 2.0);
        let snare = tally.drum(Drum::Snare);
        assert_eq!((snare.hits, snare.hit_f1), (2, Some(2.0 / 3.0)));
        near(snare.timing_mae_ms.unwrap(), 37.5);
        let ride = tally.drum(Drum::Ride);
        assert_eq!((ride.hit_f1, ride.timing_mae_ms), (None, None));
    }

    #[test]
    fn parts_add_up_and_agree_with_the_groove_crate() {
        let grid = Grid::FOUR_BARS;
        let windows = testing::dataset(6).windows;
        let (originals, copies) = windows.split_at(3);
        let whole = Tally::of_all(originals, copies, grid);
        let mut sum = Comparison::default();
        for (one, other) in originals.iter().zip(copies) {
            sum.add(&Comparison::of(&one.groove(grid), &other.groove(grid)));
        }
        let hits = whole.hit_scores();
        assert_eq!(hits.hit_f1, sum.hit_f1());
        assert_eq!(hits.cell_accuracy, sum.step_accuracy());
        let velocity = whole.velocity().unwrap().velocity_mae;
        assert!((velocity - sum.mean_velocity_error()).abs() < 1e-4);
        let milliseconds = 125.0 * sum.mean_offset_error();
        assert!((whole.timing().unwrap().timing_mae_ms - milliseconds).abs() < 1e-3);
    }

    #[test]
    fn a_copy_without_shared_hits_has_no_timing_rather_than_a_perfect_one() {
        let real = stroked(Tempo::DEFAULT, &[(0, 0, 0.5, 0.0)]);
        let copy = stroked(Tempo::DEFAULT, &[]);
        let tally = Tally::of(&real, &copy, Grid::FOUR_BARS);
        assert_eq!(tally.hit_scores().hit_f1, 0.0);
        assert!(tally.timing().is_none() && tally.velocity().is_none());
        let same = Tally::of(&real, &real, Grid::FOUR_BARS);
        assert_eq!(same.timing().unwrap().timing_kl, 0.0);
        assert_eq!(same.velocity().unwrap().velocity_kl, 0.0);
    }
}
