//! From ticks to seconds.

use crate::{
    performance::{Seconds, TempoChange},
    units::Tempo,
};

/// A stretch of constant tempo.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    tick: u64,
    seconds: f64,
    seconds_per_tick: f64,
}

impl Stretch {
    /// Bit by bit what the reference has in its table of all ticks.
    fn seconds(&self, tick: u64) -> f64 {
        self.seconds + (tick - self.tick) as f64 * self.seconds_per_tick
    }
}

/// Turns ticks into seconds through the tempos of the first track, the only ones that count.
#[derive(Debug)]
pub(super) struct Clock {
    resolution: f64,
    /// Those that are over, and those to come.
    stretches: Vec<Stretch>,
    /// The stretch last asked for: a track asks in order.
    at: usize,
    now: Stretch,
}

impl Clock {
    /// A clock of a file with so many ticks in a quarter note, at 120.
    pub fn new(resolution: u16) -> Self {
        let resolution = f64::from(resolution);
        let now = Stretch {
            tick: 0,
            seconds: 0.0,
            seconds_per_tick: 60.0 / (Tempo::DEFAULT.get() * resolution),
        };
        Self {
            resolution,
            stretches: vec![now],
            at: 0,
            now,
        }
    }

    /// Goes back to the start, for the next track.
    pub fn rewind(&mut self) {
        self.go(0);
    }

    fn go(&mut self, at: usize) {
        if let Some(&stretch) = self.stretches.get(at) {
            self.at = at;
            self.now = stretch;
        }
    }

    /// The time of a tick, which is not before the one last asked for since the start.
    pub fn seconds(&mut self, tick: u64) -> Seconds {
        let later = self.stretches.get(self.at + 1..).unwrap_or_default();
        if later.first().is_some_and(|next| next.tick <= tick) {
            self.go(self.at + later.partition_point(|stretch| stretch.tick <= tick));
        }
        Seconds(self.now.seconds(tick))
    }

    /// Sets the tempo from `tick` on, which is not before any tick asked for.
    pub fn change(&mut self, tick: u64, microseconds_per_beat: u32) {
        let quarters_per_minute = 6e7 / f64::from(microseconds_per_beat);
        let stretch = Stretch {
            tick,
            seconds: self.seconds(tick).0,
            seconds_per_tick: 60.0 / (quarters_per_minute * self.resolution),
        };
        if tick == 0 {
            self.stretches.clear();
        } else if stretch.seconds_per_tick == self.now.seconds_per_tick {
            return;
        }
        self.stretches.push(stretch);
        self.go(self.stretches.len() - 1);
    }

    /// All tempos, the first at 0.
    pub fn tempos(&self) -> Vec<TempoChange> {
        self.stretches
            .iter()
            .filter_map(|stretch| {
                let tempo = Tempo::new(60.0 / (stretch.seconds_per_tick * self.resolution))?;
                Some(TempoChange {
                    at: Seconds(stretch.seconds),
                    tempo,
                })
            })
            .collect()
    }
}
