//! A piece of the song's run: the position moves without a jump, at one tempo or along one ramp.

use groove::Beats;

use super::first_sample;
use crate::{
    script::{Lie, Omission},
    transport::{Cycle, Meter, Moment},
};

/// How a piece follows on the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// A start, a jump or a stop.
    Anew,
    /// The loop wrapped.
    Wrapped,
    /// The song goes on.
    On,
}

/// A piece of the song's run.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Its exact first moment, in samples from the start of the script.
    pub start: f64,
    /// Its exact end.
    pub end: f64,
    /// How it follows on the one before.
    pub beginning: Beginning,
    /// Whether the host says that it plays.
    pub playing: bool,
    /// Whether the song position moves.
    pub moves: bool,
    /// Samples a second.
    pub sample_rate: f64,
    /// Song position at the start.
    pub from: Beats,
    /// Quarter notes a minute at the start.
    pub tempo: f64,
    /// By how much the tempo grows in a sample.
    pub slope: f64,
    /// The loop that is on.
    pub cycle: Option<Cycle>,
    /// The meter.
    pub meter: Meter,
    /// One of the places where a bar starts.
    pub bar_line: Beats,
    /// What of all this the host tells.
    pub telling: Telling,
}

/// What a host leaves out, and what it tells that is not so.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Telling {
    /// What it leaves out.
    pub omissions: Vec<Omission>,
    /// What is not so.
    pub lies: Vec<Lie>,
}

impl Piece {
    /// The first whole sample.
    #[must_use]
    pub fn first_sample(&self) -> u64 {
        first_sample(self.start)
    }

    /// The first whole sample that is no longer part of it.
    #[must_use]
    pub fn last_sample(&self) -> u64 {
        first_sample(self.end)
    }

    /// Song position at an exact sample, also beyond the end.
    #[must_use]
    pub fn position(&self, sample: f64) -> Beats {
        if !self.moves {
            return self.from;
        }
        let since = sample - self.start;
        let mean_tempo = self.tempo + 0.5 * self.slope * since;
        Beats(self.from.0 + mean_tempo * since / (60.0 * self.sample_rate))
    }

    /// Samples until the song position has moved by `beats`, not rounded.
    #[must_use]
    pub fn samples_for(&self, beats: f64) -> f64 {
        let tempo_samples = 60.0 * self.sample_rate * beats;
        let square = self.tempo * self.tempo + 2.0 * self.slope * tempo_samples;
        if square < 0.0 {
            // A tempo that falls for ever never gets there.
            return f64::INFINITY;
        }
        2.0 * tempo_samples / (self.tempo + square.sqrt())
    }

    /// Quarter notes a minute at an exact sample.
    #[must_use]
    pub fn tempo_at(&self, sample: f64) -> f64 {
        self.tempo + self.slope * (sample - self.start)
    }

    /// What the host tells at a sample.
    #[must_use]
    pub fn moment(&self, sample: u64) -> Moment {
        let position = self.position(sample as f64);
        let tempo = self.tempo_at(sample as f64);
        let bar = self.meter.bar().0;
        let bars = ((position.0 - self.bar_line.0) / bar).floor();
        let mut moment = Moment {
            playing: self.playing,
            tempo: Some(tempo),
            position: Some(position),
            seconds: Some(position.0 * 60.0 / tempo),
            meter: Some(self.meter),
            bar_start: Some(Beats(self.bar_line.0 + bars * bar)),
            cycle: self.cycle,
        };
        self.telling.apply(&mut moment);
        moment
    }

    /// Whether a host has something new to tell where `next` follows on this.
    pub(super) fn is_seam(&self, next: &Self) -> bool {
        next.beginning != Beginning::On || !self.tells_the_same(next)
    }

    /// Whether the only news where `next` follows is that the loop wraps.
    pub(super) fn is_silent_seam(&self, next: &Self) -> bool {
        next.beginning == Beginning::Wrapped && self.tells_the_same(next)
    }

    fn tells_the_same(&self, next: &Self) -> bool {
        let (tempo, same) = (self.tempo_at(self.end), |a: f64, b: f64| {
            (a - b).abs() < 1e-6
        });
        same(tempo, next.tempo)
            && (self.playing, self.moves) == (next.playing, next.moves)
            && self.cycle == next.cycle
            && (self.meter, self.bar_line) == (next.meter, next.bar_line)
            && self.telling == next.telling
    }

    /// Whether `next` goes on as this does, so that both are one piece.
    pub(super) fn goes_on_as(&self, next: &Self) -> bool {
        !self.is_seam(next)
            && (self.slope, next.slope) == (0.0, 0.0)
            && (self.tempo, self.sample_rate) == (next.tempo, next.sample_rate)
    }
}

impl Telling {
    fn apply(&self, moment: &mut Moment) {
        for lie in &self.lies {
            match *lie {
                Lie::Tempo(tempo) => moment.tempo = Some(tempo),
                Lie::Position(beats) => moment.position = Some(Beats(beats)),
                Lie::Bar(beats) => moment.bar_start = Some(Beats(beats)),
                Lie::Meter(beats, unit) => moment.meter = Some(Meter { beats, unit }),
                Lie::Loop(start, end) => {
                    moment.cycle = Some(Cycle {
                        start: Beats(start),
                        end: Beats(end),
                    });
                }
            }
        }
        for omission in &self.omissions {
            match omission {
                Omission::Tempo => moment.tempo = None,
                Omission::Beats => moment.position = None,
                Omission::Seconds => moment.seconds = None,
                Omission::Meter => moment.meter = None,
                Omission::Bar => moment.bar_start = None,
            }
        }
    }
}
