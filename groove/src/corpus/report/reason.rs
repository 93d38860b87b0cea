//! Why a piece gave nothing, and what can be wrong with one that gave something.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    corpus::{ReadError, Trouble},
    midi::MidiError,
    note_sequence::NoteSequenceError,
    performance::Fault,
    quantize::QuantizeError,
    tfrecord::RecordError,
};

/// Why a piece gave nothing, for programs. Written in kebab case: `too-short`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Named by `info.csv`, but not there.
    Missing,
    /// There, but not to be opened, or no file.
    Unreadable,
    /// Larger than [`crate::corpus::LARGEST_FILE`].
    TooLarge,
    /// A line of `info.csv` that can't be understood, or leads outside.
    BadLine,
    /// There, but not named by `info.csv`.
    Unlisted,
    /// There for the second time.
    Twice,
    /// Locked by a password.
    Encrypted,
    /// Damaged in its archive, or packed in a way that we don't know.
    Damaged,
    /// A TFRecord that is torn or damaged there.
    TornRecord,
    /// No NoteSequence.
    NoNoteSequence,
    /// No MIDI file.
    NotMidi,
    /// Its times are frames of film, or have no measure at all.
    Timecode,
    /// The reference's reader refuses it.
    Broken,
    /// No notes of a known drum.
    Empty,
    /// Its bars are not the grid's.
    Meter,
    /// Its meter changes, which the reference refuses.
    MeterChange,
    /// Its tempo changes, which the reference refuses.
    TempoChange,
    /// A key that the drum map does not know, which the reference refuses.
    UnknownKey,
    /// A stroke before the first line, which the reference refuses.
    BeforeStart,
    /// Fewer bars than a groove has.
    TooShort,
    /// Far more bars than a performance has.
    Endless,
    /// Something that only the caller of the import knows.
    Other,
}

impl Reason {
    /// What a person reads behind a number of pieces.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unreadable => "not to be opened",
            Self::TooLarge => "too large",
            Self::BadLine => "with a bad line in info.csv",
            Self::Unlisted => "not named by info.csv",
            Self::Twice => "there twice",
            Self::Encrypted => "encrypted",
            Self::Damaged => "damaged in the archive",
            Self::TornRecord => "torn or damaged as a record",
            Self::NoNoteSequence => "not readable as NoteSequence",
            Self::NotMidi => "not readable as MIDI",
            Self::Timecode => "without beats",
            Self::Broken => "refused by the reference",
            Self::Empty => "without notes of a known drum",
            Self::Meter => "not in the grid's meter",
            Self::MeterChange => "with a change of meter",
            Self::TempoChange => "with a change of tempo",
            Self::UnknownKey => "with an unknown key",
            Self::BeforeStart => "with a stroke before the start",
            Self::TooShort => "too short",
            Self::Endless => "of endless length",
            Self::Other => "rejected otherwise",
        }
    }
}

/// Why a piece gave nothing, for people: a sentence that goes behind the piece's name and says
/// what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{sentence}")]
pub struct Rejection {
    /// For programs.
    pub reason: Reason,
    /// For people.
    pub sentence: String,
}

impl Rejection {
    /// For a reason that only the caller of an import knows; the sentence says what to do.
    #[must_use]
    pub fn other(sentence: impl Into<String>) -> Self {
        Self {
            reason: Reason::Other,
            sentence: sentence.into(),
        }
    }
}

impl From<ReadError> for Rejection {
    fn from(error: ReadError) -> Self {
        let (reason, sentence) = match &error {
            ReadError::Trouble(trouble) => (trouble.into(), trouble.to_string()),
            ReadError::Midi(error) => (error.into(), error.to_string()),
            ReadError::Message(error) => (error.into(), error.to_string()),
        };
        Self { reason, sentence }
    }
}

impl From<QuantizeError> for Rejection {
    fn from(error: QuantizeError) -> Self {
        let reason = match error {
            QuantizeError::Empty { .. } => Reason::Empty,
            QuantizeError::Meter { .. } => Reason::Meter,
            QuantizeError::MeterChange { .. } => Reason::MeterChange,
            QuantizeError::TempoChange { .. } => Reason::TempoChange,
            QuantizeError::UnknownKey { .. } => Reason::UnknownKey,
            QuantizeError::BeforeStart => Reason::BeforeStart,
            QuantizeError::TooShort { .. } => Reason::TooShort,
            QuantizeError::Endless { .. } => Reason::Endless,
        };
        Self {
            reason,
            sentence: error.to_string(),
        }
    }
}

impl From<&Trouble> for Reason {
    fn from(trouble: &Trouble) -> Self {
        match trouble {
            Trouble::Unreadable(_) | Trouble::NoFile => Self::Unreadable,
            Trouble::TooLarge => Self::TooLarge,
            Trouble::Missing => Self::Missing,
            Trouble::Unlisted => Self::Unlisted,
            Trouble::Twice => Self::Twice,
            Trouble::Outside | Trouble::BadLine { .. } => Self::BadLine,
            Trouble::Encrypted => Self::Encrypted,
            Trouble::Packing { .. } | Trouble::Damaged { .. } => Self::Damaged,
            Trouble::Record(error) => match **error {
                RecordError::TooLarge { .. } => Self::TooLarge,
                RecordError::Read { .. } => Self::Unreadable,
                _ => Self::TornRecord,
            },
        }
    }
}

impl From<&MidiError> for Reason {
    fn from(error: &MidiError) -> Self {
        match error {
            MidiError::File { .. } => Self::Unreadable,
            MidiError::NotMidi { .. } => Self::NotMidi,
            MidiError::Broken { .. } => Self::Broken,
            MidiError::Timecode { .. } | MidiError::NoDivision { .. } => Self::Timecode,
        }
    }
}

impl From<&NoteSequenceError> for Reason {
    fn from(error: &NoteSequenceError) -> Self {
        match error {
            NoteSequenceError::NotOne { .. } => Self::NoNoteSequence,
            NoteSequenceError::TooLarge => Self::TooLarge,
            NoteSequenceError::Refused { .. } => Self::Broken,
        }
    }
}

/// What is wrong with a piece that was used all the same, for programs; see [`Fault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// A track that ends early.
    Torn,
    /// A tempo of zero.
    ZeroTempo,
    /// A meter that means nothing.
    NoMeter,
    /// A tempo, meter or key signature whose bytes mean nothing.
    Meaningless,
    /// Notes without an end.
    Unended,
    /// Notes without a length.
    Lengthless,
    /// Events of a message that mean nothing.
    Senseless,
    /// Events of a message that were out of range.
    OutOfRange,
}

impl FaultKind {
    /// What a person reads behind a number of pieces.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Torn => "torn, what comes before is kept",
            Self::ZeroTempo => "with a tempo of zero",
            Self::NoMeter => "with a meter that means nothing",
            Self::Meaningless => "with an event that means nothing",
            Self::Unended => "with notes that never end",
            Self::Lengthless => "with notes of no length",
            Self::Senseless => "with events that mean nothing",
            Self::OutOfRange => "with numbers out of range",
        }
    }
}

impl From<&Fault> for FaultKind {
    fn from(fault: &Fault) -> Self {
        match fault {
            Fault::Torn { .. } => Self::Torn,
            Fault::ZeroTempo { .. } => Self::ZeroTempo,
            Fault::NoMeter { .. } => Self::NoMeter,
            Fault::Meaningless { .. } => Self::Meaningless,
            Fault::Unended { .. } => Self::Unended,
            Fault::Lengthless { .. } => Self::Lengthless,
            Fault::Senseless { .. } => Self::Senseless,
            Fault::OutOfRange { .. } => Self::OutOfRange,
        }
    }
}
