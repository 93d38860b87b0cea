//! What became of the files of a dataset.

use std::{collections::BTreeMap, fmt};

use groove::quantize::{QuantizeError, ReadError};
use serde::{Deserialize, Serialize};

/// Why a file gave no grooves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DropReason {
    /// Not there, or not to be opened.
    Missing,
    /// No MIDI file, or a torn one.
    Torn,
    /// No notes of a known drum.
    Empty,
    /// Its bars are not the grid's.
    Meter,
    /// Its meter changes.
    MeterChange,
    /// Its tempo changes.
    TempoChange,
    /// Fewer bars than a groove has.
    TooShort,
}

impl DropReason {
    /// The reason in the reader's error.
    #[must_use]
    pub fn of(error: &ReadError) -> Self {
        match error {
            ReadError::Midi(groove::midi::MidiError::File { .. }) => Self::Missing,
            ReadError::Midi(_) => Self::Torn,
            ReadError::Quantize { reason, .. } => match reason {
                QuantizeError::Empty { .. } | QuantizeError::UnknownKey { .. } => Self::Empty,
                QuantizeError::Meter { .. } => Self::Meter,
                QuantizeError::MeterChange { .. } => Self::MeterChange,
                QuantizeError::TempoChange { .. } => Self::TempoChange,
                QuantizeError::TooShort { .. } => Self::TooShort,
                QuantizeError::Endless { .. } | QuantizeError::BeforeStart => Self::Torn,
            },
        }
    }

    /// What a person reads.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Missing => "missing or not to be opened",
            Self::Torn => "not readable as MIDI",
            Self::Empty => "without notes of a known drum",
            Self::Meter => "not in the grid's meter",
            Self::MeterChange => "with a change of meter",
            Self::TempoChange => "with a change of tempo",
            Self::TooShort => "too short",
        }
    }
}

/// What became of the files of a split.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DataReport {
    /// Files that the split names.
    pub files: usize,
    /// Files that gave grooves.
    pub used: usize,
    /// Grooves made.
    pub windows: usize,
    /// Files that gave none, by reason.
    pub dropped: BTreeMap<DropReason, usize>,
    /// The first few of the dropped files that are no mere matter of length, with what was said.
    pub examples: Vec<String>,
}

/// So many messages are kept.
const EXAMPLES: usize = 12;

impl DataReport {
    /// Notes a file that gave grooves.
    pub fn add_used(&mut self, windows: usize) {
        self.files += 1;
        self.used += 1;
        self.windows += windows;
    }

    /// Notes a file that gave none.
    pub fn add_dropped(&mut self, reason: DropReason, message: String) {
        self.files += 1;
        *self.dropped.entry(reason).or_default() += 1;
        if reason != DropReason::TooShort && self.examples.len() < EXAMPLES {
            self.examples.push(message);
        }
    }

    /// Number of files that gave no grooves.
    #[must_use]
    pub fn dropped_files(&self) -> usize {
        self.dropped.values().sum()
    }
}

impl fmt::Display for DataReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            files,
            used,
            windows,
            ..
        } = self;
        write!(
            formatter,
            "{files} files read, {used} used for {windows} grooves, "
        )?;
        write!(formatter, "{} dropped", self.dropped_files())?;
        for (at, (reason, count)) in self.dropped.iter().enumerate() {
            let before = if at == 0 { " (" } else { ", " };
            write!(formatter, "{before}{count} {}", reason.text())?;
        }
        formatter.write_str(if self.dropped.is_empty() { "" } else { ")" })
    }
}
