//! The way between seconds and ticks, with the very roundings of pretty_midi: its table when it
//! cuts, the one by which it then writes, and the one by which the written file is read again.
//! It knows nothing of notes.

use super::clip::Window;
use crate::{
    performance::{Seconds, TempoChange},
    units::Tempo,
};

/// Microseconds a minute: divided by a tempo event's microseconds a beat they give its tempo.
const MINUTE: f64 = 6e7;

/// The most microseconds a beat that fit the three bytes of a tempo event.
const SLOWEST: f64 = 0xff_ffff as f64;

/// A stretch of constant tempo.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stretch {
    tick: u64,
    seconds: f64,
    seconds_per_tick: f64,
}

/// Ticks and the seconds at which they fall.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ticks {
    per_beat: f64,
    /// At least one, the first on tick 0.
    stretches: Vec<Stretch>,
    /// The last tick that pretty_midi tabulates. Seconds after it are divided by the length of a
    /// tick instead of looked up, which rounds otherwise.
    tabulated: u64,
}

impl Ticks {
    fn starting_with(seconds_per_tick: f64, per_beat: f64) -> Self {
        let first = Stretch {
            tick: 0,
            seconds: 0.0,
            seconds_per_tick,
        };
        Self {
            per_beat,
            stretches: vec![first],
            tabulated: u64::MAX,
        }
    }

    fn push(&mut self, tick: u64, seconds_per_tick: f64) {
        let tick = tick.max(self.last().tick);
        self.stretches.push(Stretch {
            tick,
            seconds: self.seconds(tick),
            seconds_per_tick,
        });
    }

    fn last(&self) -> Stretch {
        // Every constructor puts the first.
        self.stretches[self.stretches.len() - 1]
    }

    /// The table of a file with these tempos.
    pub(super) fn of_file(tempos: &[TempoChange], per_beat: f64) -> Self {
        let mut ticks = Self::starting_with(tick_length(Tempo::DEFAULT, per_beat), per_beat);
        for change in tempos {
            let length = tick_length(change.tempo, per_beat);
            let last = ticks.last();
            let passed = ((change.at.0 - last.seconds) / last.seconds_per_tick).round();
            if passed >= 1.0 {
                ticks.push(last.tick.saturating_add(passed as u64), length);
            } else if let Some(last) = ticks.stretches.last_mut() {
                last.seconds_per_tick = length;
            }
        }
        ticks
    }

    /// The table by which a clip is written: `window` of this file, stretched by the little that
    /// its ends lie off the tick grid. `tempos` are this file's.
    pub(super) fn of_clip(&self, tempos: &[TempoChange], window: &Window) -> Self {
        let start = self.seconds(self.nearest(window.start));
        let end = self.seconds(self.nearest(window.end));
        // Of a window shorter than a tick the reference makes nothing at all.
        let speed = if end > start {
            (end - start) / window.length
        } else {
            1.0
        };
        let rounded = Window {
            start,
            end,
            ..*window
        };
        let tick_length = |tempo: Tempo| 60.0 / (tempo.get() * speed * self.per_beat);
        let later = tempos.partition_point(|change| change.at.0 <= start);
        let tempo = later
            .checked_sub(1)
            .map_or(Tempo::DEFAULT, |at| tempos[at].tempo);
        let mut ticks = Self::starting_with(tick_length(tempo), self.per_beat);
        // Ticks add up unrounded, and only what is written is rounded.
        let (mut tick, mut time) = (0.0, 0.0);
        for change in tempos[later..]
            .iter()
            .take_while(|change| change.at.0 < end)
        {
            let last_length = ticks.last().seconds_per_tick;
            let length = tick_length(change.tempo);
            if length != last_length {
                let at = rounded.place(change.at);
                tick += (at - time) / last_length;
                time = at;
                ticks.push(tick.round_ties_even() as u64, length);
            }
        }
        ticks.tabulated = ticks.last().tick.saturating_add(1);
        ticks
    }

    /// The table of a file that was written by this one: a tempo event holds whole microseconds,
    /// and what is over them is cut off.
    pub(super) fn read_again(&self) -> Self {
        let mut ticks = Self::starting_with(0.0, self.per_beat);
        for stretch in &self.stretches {
            let tempo = 60.0 / (stretch.seconds_per_tick * self.per_beat);
            let microseconds = (MINUTE / tempo).trunc().clamp(1.0, SLOWEST);
            let length = 60.0 / ((MINUTE / microseconds) * self.per_beat);
            if stretch.tick == 0 {
                ticks = Self::starting_with(length, self.per_beat);
            } else if length != ticks.last().seconds_per_tick {
                ticks.push(stretch.tick, length);
            }
        }
        ticks
    }

    /// When a tick falls.
    pub(super) fn seconds(&self, tick: u64) -> f64 {
        let after = self
            .stretches
            .partition_point(|stretch| stretch.tick <= tick);
        let stretch = self.stretches[after.saturating_sub(1)];
        stretch.seconds + stretch.seconds_per_tick * (tick - stretch.tick) as f64
    }

    /// The tick nearest to a time: of two as near the later, but past the table the even one.
    pub(super) fn nearest(&self, time: f64) -> u64 {
        let last = self.last();
        if self.tabulated < u64::MAX {
            let end = self.seconds(self.tabulated);
            if time > end {
                let ticks = self.tabulated as f64 + (time - end) / last.seconds_per_tick;
                return ticks.round_ties_even() as u64;
            }
        }
        let next = self.first_not_before(time);
        let Some(previous) = next.checked_sub(1) else {
            return next;
        };
        if (time - self.seconds(previous)).abs() < (time - self.seconds(next)).abs() {
            previous
        } else {
            next
        }
    }

    fn first_not_before(&self, time: f64) -> u64 {
        let after = self
            .stretches
            .partition_point(|stretch| stretch.seconds < time);
        let stretch = self.stretches[after.saturating_sub(1)];
        let passed = ((time - stretch.seconds) / stretch.seconds_per_tick).ceil();
        let guess = stretch.tick.saturating_add(passed as u64);
        // The division may be off by one.
        if guess > 0 && self.seconds(guess - 1) >= time {
            guess - 1
        } else if self.seconds(guess) < time {
            guess.saturating_add(1)
        } else {
            guess
        }
    }

    /// The tempos of a file with this table.
    pub(super) fn tempos(&self) -> Vec<TempoChange> {
        self.stretches
            .iter()
            .filter_map(|stretch| {
                let tempo = Tempo::new(60.0 / (stretch.seconds_per_tick * self.per_beat))?;
                Some(TempoChange {
                    at: Seconds(stretch.seconds),
                    tempo,
                })
            })
            .collect()
    }
}

/// Seconds of a tick at a tempo that was read from a file: from the microseconds of its tempo
/// event, where it has one, since a tempo is a rounded quotient of them.
fn tick_length(tempo: Tempo, per_beat: f64) -> f64 {
    let microseconds = (MINUTE / tempo.get()).round();
    let length = 60.0 / ((MINUTE / microseconds) * per_beat);
    if 60.0 / (length * per_beat) == tempo.get() {
        length
    } else {
        60.0 / (tempo.get() * per_beat)
    }
}
