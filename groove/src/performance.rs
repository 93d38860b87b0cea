//! What was played, before any grid: strokes in seconds, with the tempo and meter around them.
//! The counterpart of the reference's NoteSequence.

use crate::units::{MidiKey, MidiVelocity, Tempo};

/// A time in seconds from the start of a performance.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Seconds(pub f64);

/// One note as it was played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// The MIDI key, not yet a drum.
    pub key: MidiKey,
    /// How hard.
    pub velocity: MidiVelocity,
    /// When it sounds.
    pub start: Seconds,
    /// When it is let go.
    pub end: Seconds,
}

/// A time signature, e.g. 6/8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meter {
    /// Upper number: how many units a bar has.
    pub numerator: u8,
    /// Lower number: which note is the unit (4 = quarter).
    pub denominator: u32,
}

impl Meter {
    /// 4/4, the meter where none is given.
    pub const COMMON: Self = Self {
        numerator: 4,
        denominator: 4,
    };

    /// Quarter notes in a bar.
    #[must_use]
    pub fn quarters(self) -> f64 {
        4.0 * f64::from(self.numerator) / f64::from(self.denominator)
    }
}

impl std::fmt::Display for Meter {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.numerator, self.denominator)
    }
}

/// A tempo from a time on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TempoChange {
    /// From when.
    pub at: Seconds,
    /// How fast.
    pub tempo: Tempo,
}

/// A meter from a time on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeterChange {
    /// From when.
    pub at: Seconds,
    /// Which meter.
    pub meter: Meter,
}

/// A recording of drumming as MIDI holds it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Performance {
    /// The strokes in the order of their ends, track by track and channel by channel; where two
    /// strokes share a cell with the same velocity, the first in this order stays.
    pub strokes: Vec<Stroke>,
    /// Tempo changes in order; the first is at 0.
    pub tempos: Vec<TempoChange>,
    /// Meter changes in order; none means 4/4.
    pub meters: Vec<MeterChange>,
}
