//! Where the moments of a file come to lie in a clip of it.

use super::ticks::Ticks;
use crate::performance::{Seconds, TempoChange};

/// A stretch of a file, shifted to the start of a clip.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Window {
    /// Seconds in the file.
    pub(super) start: f64,
    /// Seconds in the file.
    pub(super) end: f64,
    /// Seconds the clip lasts: `end - start` but for a rounding.
    pub(super) length: f64,
}

impl Window {
    /// Where a time of the file comes to lie in the clip; what lies outside comes to lie at its
    /// ends.
    pub(super) fn place(&self, time: Seconds) -> f64 {
        if time.0 <= self.start {
            0.0
        } else if time.0 >= self.end {
            self.length
        } else {
            self.length / (self.end - self.start) * (time.0 - self.start)
        }
    }
}

/// A clip being cut: written to ticks, and read again.
pub(super) struct Clip {
    pub(super) window: Window,
    written: Ticks,
    read: Ticks,
}

impl Clip {
    pub(super) fn new(window: Window, file: &Ticks, tempos: &[TempoChange]) -> Self {
        let written = file.of_clip(tempos, &window);
        let read = written.read_again();
        Self {
            window,
            written,
            read,
        }
    }

    /// The tick at which a time of the clip is written.
    pub(super) fn tick(&self, time: f64) -> u64 {
        self.written.nearest(time)
    }

    /// The time at which a tick of the clip is read again.
    pub(super) fn seconds(&self, tick: u64) -> Seconds {
        Seconds(self.read.seconds(tick))
    }

    /// The clip's tempos.
    pub(super) fn tempos(&self) -> Vec<TempoChange> {
        self.read.tempos()
    }

    /// What a clip keeps of a file's `events`, which are in order of time, with their ticks: the
    /// last that happened before it, as the state in which it begins, and those inside.
    pub(super) fn keep<'e, T>(
        &'e self,
        events: &'e [T],
        at: impl Fn(&T) -> Seconds + 'e,
    ) -> impl Iterator<Item = (u64, &'e T)> {
        let window = &self.window;
        let inside = events.partition_point(|event| at(event).0 <= window.start);
        events[inside.saturating_sub(1)..]
            .iter()
            .map(move |event| (window.place(at(event)), event))
            .take_while(|&(time, _)| time < window.length)
            .map(|(time, event)| (self.tick(time), event))
    }
}
