//! The clock of a sound card: blocks are due at their time, and what takes how long is kept.

use std::{
    thread,
    time::{Duration, Instant},
};

use serde::Serialize;
use whole_system::transport::SAMPLE_RATE;

use crate::FRAMES;

/// How long a block lasts.
pub fn block() -> Duration {
    Duration::from_secs_f64(f64::from(FRAMES) / SAMPLE_RATE)
}

/// Gives the calling thread the priority over all others that hosts give their audio threads,
/// where the system allows it.
#[cfg(target_os = "linux")]
pub fn take_precedence() {
    let parameters = libc::sched_param { sched_priority: 50 };
    // SAFETY: the system reads the parameters. Its refusal does no harm.
    unsafe { libc::sched_setscheduler(0, libc::SCHED_FIFO, &raw const parameters) };
}

/// Elsewhere the thread is one of many.
#[cfg(not(target_os = "linux"))]
pub fn take_precedence() {}

/// Blocks at an even pace.
pub struct Pace {
    every: Duration,
    due: Instant,
}

impl Pace {
    /// That of a sound card.
    pub fn real() -> Self {
        Self::every(block())
    }

    /// So long from one block to the next.
    pub fn every(every: Duration) -> Self {
        let due = Instant::now();
        Self { every, due }
    }

    /// Waits until the next block is due.
    pub fn next(&mut self) {
        self.due += self.every;
        thread::sleep(self.due.saturating_duration_since(Instant::now()));
    }
}

/// Some durations, in order of size.
pub struct Durations(Vec<Duration>);

impl Durations {
    /// Of these.
    pub fn new(mut durations: Vec<Duration>) -> Self {
        durations.sort_unstable();
        Self(durations)
    }

    /// The one that this share of them (0–1) stays below, in seconds.
    pub fn quantile(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        let rank = (last as f64 * share).round() as usize;
        self.0.get(rank).map_or(0.0, Duration::as_secs_f64)
    }
}

/// Shares of the time that a block lasts.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Shares {
    /// Half of all blocks stay below.
    pub p50: f64,
    /// All but one in a thousand stay below.
    pub p999: f64,
    /// The worst.
    pub max: f64,
}

impl Shares {
    /// Of these blocks.
    pub fn of(taken: Vec<Duration>) -> Self {
        let taken = Durations::new(taken);
        let share = |quantile| taken.quantile(quantile) / block().as_secs_f64();
        Self {
            p50: share(0.5),
            p999: share(0.999),
            max: share(1.0),
        }
    }
}
