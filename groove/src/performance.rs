//! What was played, before any grid: strokes in seconds, with the tempo and meter around them.
//! The counterpart of the reference's NoteSequence.

use crate::units::{MidiKey, MidiVelocity, Tempo};

/// A time in seconds from the start of a performance.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Seconds(pub f64);

/// One note as it was played. Most are strokes on drums; in a file of a whole song, notes of the
/// other parts stand here too.
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
    /// Who plays it: a place in [`Performance::parts`].
    pub part: PartIndex,
}

/// A place in [`Performance::parts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PartIndex(pub u32);

/// One player: the notes of one channel and program on one track.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// MIDI program, 0–127.
    pub program: u8,
    /// Whether it plays drums: MIDI's channel 10.
    pub drums: bool,
    /// Name of the track; empty where it has none.
    pub name: String,
}

/// A key signature from a time on. Drums have none, but a file may, and keeps it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeyChange {
    /// From when.
    pub at: Seconds,
    /// Pitch class of the tonic, 0 (C) to 11.
    pub tonic: u8,
    /// Minor rather than major.
    pub minor: bool,
}

/// A controller's movement, e.g. of the hi-hat pedal (controller 4).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ControlChange {
    /// When.
    pub at: Seconds,
    /// Which controller, 0–127.
    pub controller: u8,
    /// Where it is moved to, 0–127.
    pub value: u8,
    /// Whose.
    pub part: PartIndex,
}

/// A pitch bend; on some electronic kits, the place of the stroke on the head.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PitchBend {
    /// When.
    pub at: Seconds,
    /// How far, −8192 to 8191.
    pub bend: i16,
    /// Whose.
    pub part: PartIndex,
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

/// A recording of drumming as MIDI and NoteSequences hold it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Performance {
    /// The strokes in the order of their ends, part by part; where two strokes share a cell with
    /// the same velocity, the first in this order stays.
    pub strokes: Vec<Stroke>,
    /// Who plays.
    pub parts: Vec<Part>,
    /// Tempo changes in order; the first is at 0. None means 120.
    pub tempos: Vec<TempoChange>,
    /// Meter changes in order; none means 4/4.
    pub meters: Vec<MeterChange>,
    /// Key signatures in order.
    pub keys: Vec<KeyChange>,
    /// Controllers' movements, part by part in order of time.
    pub controls: Vec<ControlChange>,
    /// Pitch bends, part by part in order of time.
    pub bends: Vec<PitchBend>,
    /// Ticks in a quarter note of the file it was read from, if it was one that has ticks.
    pub ticks_per_beat: Option<u16>,
    /// What of the file could not be understood, and what was made of it. Empty for a sound file.
    pub faults: Vec<Fault>,
}

/// Something wrong in a file that was read all the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A track ends before it says, or holds bytes that are no MIDI; what came before is kept.
    #[error("track {track} is torn at byte {byte}; what comes before is kept")]
    Torn {
        /// Which track, counted from 1.
        track: usize,
        /// Where in the file, counted from 0.
        byte: usize,
    },
    /// A tempo of zero microseconds; the tempo before goes on.
    #[error("a tempo of zero on tick {tick} is left out")]
    ZeroTempo {
        /// When, in ticks.
        tick: u64,
    },
    /// A time signature that means nothing; the one before goes on.
    #[error("a time signature with denominator 2^{power} and numerator {numerator} is left out")]
    NoMeter {
        /// Upper number.
        numerator: u8,
        /// Power of two of the lower number.
        power: u8,
    },
    /// A tempo, time signature or key signature whose bytes mean nothing.
    #[error("the event of kind {kind:#04x} at byte {byte} means nothing and is left out")]
    Meaningless {
        /// MIDI's number for its kind.
        kind: u8,
        /// Where in the file, counted from 0.
        byte: usize,
    },
    /// Notes without an end; they are kept and end where their track does.
    #[error("notes that are never let go: {count}; they are kept")]
    Unended {
        /// How many.
        count: usize,
    },
    /// Notes that end where they begin; they are kept.
    #[error("notes without length: {count}; they are kept")]
    Lengthless {
        /// How many.
        count: usize,
    },
    /// Events of a message that mean nothing: without a time, a key, a tempo or a meter that is
    /// one; they are left out.
    #[error("{count} {event}s mean nothing and are left out")]
    Senseless {
        /// Which.
        event: Event,
        /// How many.
        count: usize,
    },
    /// Events of a message with a number out of its range; they are kept with the nearest.
    #[error("{count} {event}s are out of range and brought in")]
    OutOfRange {
        /// Which.
        event: Event,
        /// How many.
        count: usize,
    },
}

/// What happens in a performance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// A note.
    Note,
    /// A change of tempo.
    Tempo,
    /// A change of meter.
    Meter,
    /// A change of key.
    Key,
    /// A controller's movement.
    Control,
    /// A pitch bend.
    Bend,
}

impl std::fmt::Display for Event {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Note => "note",
            Self::Tempo => "tempo",
            Self::Meter => "time signature",
            Self::Key => "key signature",
            Self::Control => "controller movement",
            Self::Bend => "pitch bend",
        })
    }
}
