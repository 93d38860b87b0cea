//! How far two grooves are apart, in the numbers by which models are scored.

use crate::groove::Groove;

/// Counts and sums over pairs of grooves, from which the scores follow. Add pairs one by one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Comparison {
    /// Hits both have.
    pub shared_hits: u64,
    /// Hits of the first groove alone.
    pub missed_hits: u64,
    /// Hits of the second groove alone.
    pub added_hits: u64,
    /// Steps on which all drums agree.
    pub equal_steps: u64,
    /// Steps looked at.
    pub steps: u64,
    /// Sum of |offset difference| over shared hits, in steps.
    pub offset_error: f64,
    /// Sum of |velocity difference| over shared hits, 0–1 each.
    pub velocity_error: f64,
}

impl Comparison {
    /// Compares one groove with what is meant to be like it; both of the same grid (of unequal
    /// grids the common first cells are compared).
    #[must_use]
    pub fn of(original: &Groove, copy: &Groove) -> Self {
        let mut sum = Self::default();
        let drums = original.grid().drums();
        let rows = original
            .cells()
            .chunks(drums)
            .zip(copy.cells().chunks(drums));
        for (original, copy) in rows {
            sum.steps += 1;
            sum.equal_steps += u64::from(original.iter().zip(copy).all(|(a, b)| a.hit == b.hit));
            for (a, b) in original.iter().zip(copy) {
                match (a.hit, b.hit) {
                    (true, true) => {
                        sum.shared_hits += 1;
                        sum.offset_error += f64::from((a.offset.get() - b.offset.get()).abs());
                        sum.velocity_error +=
                            f64::from((a.velocity.get() - b.velocity.get()).abs());
                    }
                    (true, false) => sum.missed_hits += 1,
                    (false, true) => sum.added_hits += 1,
                    (false, false) => {}
                }
            }
        }
        sum
    }

    /// Adds the counts of another comparison.
    pub fn add(&mut self, other: &Self) {
        self.shared_hits += other.shared_hits;
        self.missed_hits += other.missed_hits;
        self.added_hits += other.added_hits;
        self.equal_steps += other.equal_steps;
        self.steps += other.steps;
        self.offset_error += other.offset_error;
        self.velocity_error += other.velocity_error;
    }

    /// F1 of the hits, 0–1: the harmonic mean of precision and recall. Two grooves without any
    /// hit agree fully.
    #[must_use]
    pub fn hit_f1(&self) -> f64 {
        let all = 2 * self.shared_hits + self.missed_hits + self.added_hits;
        if all == 0 {
            1.0
        } else {
            (2 * self.shared_hits) as f64 / all as f64
        }
    }

    /// Share of the steps on which all drums agree, 0–1.
    #[must_use]
    pub fn step_accuracy(&self) -> f64 {
        if self.steps == 0 {
            1.0
        } else {
            self.equal_steps as f64 / self.steps as f64
        }
    }

    /// Mean |offset difference| over shared hits, in steps.
    #[must_use]
    pub fn mean_offset_error(&self) -> f64 {
        self.offset_error / (self.shared_hits.max(1)) as f64
    }

    /// Mean |velocity difference| over shared hits, on MIDI's scale of 0–127.
    #[must_use]
    pub fn mean_velocity_error(&self) -> f64 {
        127.0 * self.velocity_error / (self.shared_hits.max(1)) as f64
    }
}
