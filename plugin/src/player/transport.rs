//! What the host says about a block, and what of it can be believed.

use groove::{Beats, Tempo};

use super::bars::{Bar, Meter};

/// The host's loop: the song position jumps back to `start` on reaching `end`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cycle {
    /// First beat of the loop.
    pub start: Beats,
    /// The beat that is never reached.
    pub end: Beats,
}

/// One block as the host describes it, nothing checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block {
    /// Samples in the block.
    pub frames: usize,
    /// Samples a second.
    pub sample_rate: f64,
    /// Whether the transport runs.
    pub playing: bool,
    /// Tempo in quarter notes a minute, if the host knows it.
    pub tempo: Option<f64>,
    /// Song position of the first sample, if the host knows it.
    pub position: Option<Beats>,
    /// The host's loop, if it is on.
    pub cycle: Option<Cycle>,
    /// The time signature, if the host knows it.
    pub meter: Option<Meter>,
    /// Song position of the bar's start, if the host knows it.
    pub bar_start: Option<Beats>,
}

/// A block that can be played.
#[derive(Debug, Clone, Copy)]
pub(super) struct Motion {
    /// Song position of the first sample in quarter notes, finite and of sensible size.
    pub position: f64,
    /// Always finite and above zero.
    pub beats_per_sample: f64,
    /// The loop the block will run into: it ends behind the position and is not too short.
    pub cycle: Option<Cycle>,
    /// The bar at the position.
    pub bar: Bar,
}

/// Above this no host lets its tempo go (the fastest known allows 999).
const HIGHEST_TEMPO: f64 = 1000.0;
/// Where no tempo is told.
const USUAL_TEMPO: f64 = 120.0;
/// Beyond this a beat's position is too coarse to place a stroke.
const FARTHEST_BEAT: f64 = 1e9;
/// A sample rate below this is a mistake.
const LOWEST_RATE: f64 = 1000.0;
/// Loops shorter than this (a 256th) are not followed.
const SHORTEST_CYCLE: f64 = 1.0 / 64.0;

impl Block {
    /// How fast it goes, in quarter notes a sample; `None` if the host's numbers make no sense.
    pub(super) fn beats_per_sample(&self) -> Option<f64> {
        let tempo = Tempo::new(self.tempo.unwrap_or(USUAL_TEMPO))?;
        let rate_is_sensible = self.sample_rate.is_finite() && self.sample_rate >= LOWEST_RATE;
        let beats_per_sample = 1.0 / (tempo.beat_seconds() * self.sample_rate);
        (rate_is_sensible && tempo.get() <= HIGHEST_TEMPO && beats_per_sample > 0.0)
            .then_some(beats_per_sample)
    }

    /// The host's motion; `None` if its transport stands or its numbers make no sense.
    pub(super) fn motion(&self) -> Option<Motion> {
        let beats_per_sample = self.beats_per_sample()?;
        let position = self.position.filter(|position| is_sensible(*position))?;
        self.playing.then(|| Motion {
            position: position.0,
            beats_per_sample,
            cycle: self.cycle.filter(|cycle| cycle.is_ahead_of(position)),
            bar: Bar::at(position.0, self.meter, self.bar_start),
        })
    }

    /// The motion of a clock of our own that stands at `position`.
    pub(super) fn own_motion(&self, position: Beats) -> Option<Motion> {
        Some(Motion {
            position: position.0,
            beats_per_sample: self.beats_per_sample()?,
            cycle: None,
            bar: Bar::at(position.0, self.meter, None),
        })
    }

    /// The part of it that begins at sample `from` and has so many.
    pub(super) fn part(&self, from: usize, frames: usize) -> Self {
        let ahead = self.beats_per_sample().unwrap_or(0.0) * from as f64;
        let position = self.position.filter(|_| from > 0 && self.playing);
        Self {
            frames,
            position: position
                .map(|position| Beats(self.wrapped(position.0 + ahead)))
                .or(self.position),
            ..*self
        }
    }

    /// Where a position that ran over the loop's end is.
    fn wrapped(&self, position: f64) -> f64 {
        let start = self.position.unwrap_or(Beats(0.0));
        match self.cycle.filter(|cycle| cycle.is_ahead_of(start)) {
            Some(cycle) if position >= cycle.end.0 => {
                cycle.start.0 + (position - cycle.start.0).rem_euclid(cycle.length())
            }
            _ => position,
        }
    }
}

impl Cycle {
    /// Length in quarter notes.
    pub(super) fn length(&self) -> f64 {
        self.end.0 - self.start.0
    }

    fn is_ahead_of(&self, position: Beats) -> bool {
        is_sensible(self.start)
            && is_sensible(self.end)
            && self.length() >= SHORTEST_CYCLE
            && position.0 < self.end.0
    }
}

fn is_sensible(position: Beats) -> bool {
    position.0.is_finite() && position.0.abs() <= FARTHEST_BEAT
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Block = Block {
        frames: 64,
        sample_rate: 48_000.0,
        playing: true,
        tempo: Some(120.0),
        position: Some(Beats(3.0)),
        cycle: None,
        meter: None,
        bar_start: None,
    };

    #[test]
    fn a_sound_block_moves() {
        let motion = GOOD.motion().expect("it plays");
        assert!((motion.beats_per_sample * 24_000.0 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn nonsense_stands_still() {
        let bad = f64::NAN;
        for block in [
            Block {
                tempo: Some(bad),
                ..GOOD
            },
            Block {
                tempo: Some(0.0),
                ..GOOD
            },
            Block {
                tempo: Some(1e-320),
                ..GOOD
            },
            Block {
                tempo: Some(1e300),
                ..GOOD
            },
            Block {
                position: Some(Beats(bad)),
                ..GOOD
            },
            Block {
                position: Some(Beats(1e300)),
                ..GOOD
            },
            Block {
                position: None,
                ..GOOD
            },
            Block {
                sample_rate: 0.0,
                ..GOOD
            },
            Block {
                sample_rate: f64::INFINITY,
                ..GOOD
            },
            Block {
                playing: false,
                ..GOOD
            },
        ] {
            assert!(block.motion().is_none(), "{block:?}");
        }
    }

    #[test]
    fn a_loop_must_lie_ahead_and_be_long_enough() {
        let with = |start, end| {
            let cycle = Some(Cycle {
                start: Beats(start),
                end: Beats(end),
            });
            Block { cycle, ..GOOD }
                .motion()
                .expect("it plays")
                .cycle
                .is_some()
        };
        assert!(with(0.0, 4.0) && with(8.0, 16.0));
        assert!(!with(0.0, 3.0), "already behind");
        assert!(!with(3.0, 3.01) && !with(4.0, 3.5) && !with(f64::NAN, 8.0));
    }
}
