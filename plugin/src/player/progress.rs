//! How one block joins the one before: runs on, wraps at the loop's end, or is somewhere else.

use super::transport::{Cycle, Motion};

/// How far before the half sample the rounding edge lies, in samples: a stroke exactly between
/// two samples always goes to the earlier one, whatever the last bits of the host's position.
pub(super) const TIE: f64 = 1.0 / 1024.0;

/// A block that begins this near to where the last one ended, in quarter notes, continues it.
/// Covers the host's rounding.
const CONTINUES: f64 = 1.0 / 64.0;

/// The same as a share of the last block: covers tempo ramps, which a block's single tempo
/// can't tell.
const CONTINUES_SHARE: f64 = 0.1;

/// Where the last block ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Progress {
    /// Strokes before this beat of the axis were sounded.
    pub covered: f64,
    /// The song position that should follow.
    expected: f64,
    tolerance: f64,
}

/// How a block joins the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// The transport started or jumped here.
    Entry,
    /// It runs on, so many times through the seam of the loop.
    Onward { rounds: i32 },
}

impl Progress {
    /// After a block of `frames` samples with this motion.
    pub fn after(motion: &Motion, frames: usize) -> Self {
        let beats = frames as f64 * motion.beats_per_sample;
        Self {
            covered: motion.position + covered(motion, frames),
            expected: motion.position + beats,
            tolerance: CONTINUES.max(CONTINUES_SHARE * beats),
        }
    }

    /// The loop's seam was passed: the axis begins anew.
    pub fn pass_seams(&mut self, shift: f64) {
        self.covered -= shift;
        self.expected -= shift;
    }

    /// How a block with this motion joins, if `cycle` was the loop that was foreseen.
    pub fn join(&self, motion: &Motion, cycle: Option<Cycle>) -> Join {
        let distance = |rounds: i32| {
            let passed = cycle.map_or(0.0, |cycle| cycle.length() * f64::from(rounds));
            (self.expected - passed - motion.position).abs()
        };
        let rounds = cycle.map_or(0, |cycle| {
            let rounds = (self.expected - motion.position) / cycle.length();
            // The cast brings what is absurd into range.
            (rounds.round() as i32).max(0)
        });
        let may_wrap = cycle.is_some_and(|cycle| {
            self.expected >= cycle.end.0 - self.tolerance
                && motion.position >= cycle.start.0 - self.tolerance
        });
        // A loop may be so short that both fit: then the nearer one.
        if may_wrap && rounds > 0 && distance(rounds) <= self.tolerance.min(distance(0)) {
            Join::Onward { rounds }
        } else if distance(0) <= self.tolerance {
            Join::Onward { rounds: 0 }
        } else {
            Join::Entry
        }
    }
}

/// Up to which beat behind the position strokes sound in a block of so many samples.
pub(super) fn covered(motion: &Motion, frames: usize) -> f64 {
    (frames as f64 - 0.5 + TIE) * motion.beats_per_sample
}

#[cfg(test)]
mod tests {
    use groove::Beats;

    use super::{super::bars::Bar, *};

    const CYCLE: Cycle = Cycle {
        start: Beats(4.0),
        end: Beats(8.0),
    };

    fn motion(position: f64) -> Motion {
        Motion {
            position,
            beats_per_sample: 1.0 / 24_000.0,
            cycle: None,
            bar: Bar::at(position, None, None),
        }
    }

    #[test]
    fn blocks_run_on_wrap_or_jump() {
        let before = Progress::after(&motion(7.99), 480);
        let join = |position| before.join(&motion(position), Some(CYCLE));
        assert_eq!(join(8.01), Join::Onward { rounds: 0 });
        assert_eq!(join(4.01), Join::Onward { rounds: 1 });
        assert_eq!(join(4.2), Join::Entry);
        assert_eq!(before.join(&motion(4.01), None), Join::Entry);
        let early = Progress::after(&motion(5.0), 480);
        assert_eq!(early.join(&motion(1.02), Some(CYCLE)), Join::Entry);
    }

    #[test]
    fn short_loops_are_passed_many_times() {
        let cycle = Cycle {
            start: Beats(0.0),
            end: Beats(0.125),
        };
        let before = Progress::after(&motion(0.1), 24_000);
        let join = before.join(&motion(0.1), Some(cycle));
        assert_eq!(join, Join::Onward { rounds: 8 });
    }
}
