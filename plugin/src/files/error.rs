//! Why a file could not be taken or given, with the next step.

use std::{io, path::PathBuf};

use groove::{midi::MidiError, performance::Meter};
use inference::HomeError;
use thiserror::Error;

use super::reading::MOST_BYTES;

/// See the module's documentation. Files are called by their names without folders: the message
/// has one line.
#[derive(Debug, Error)]
pub enum FileError {
    /// The file system did not let it be read.
    #[error("{file} can't be read ({source}): check that it is still there and yours to read")]
    Unreadable {
        /// Which file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// A folder, or something else that is no file.
    #[error("{file} is no file: drop a MIDI file")]
    NoFile {
        /// Its name.
        file: String,
    },
    /// Far longer than any drum part.
    #[error(
        "{file} is larger than {} MB, which no drum part is: export the drums alone as MIDI",
        MOST_BYTES >> 20
    )]
    TooLarge {
        /// Which file.
        file: String,
    },
    /// The bytes are no MIDI.
    #[error(transparent)]
    Midi(#[from] MidiError),
    /// Its bars are not four quarter notes long.
    #[error(
        "{file} is in {meter}, but a groove is four bars of {quarters}/4: set it to {quarters}/4 in your host and export it again"
    )]
    Meter {
        /// Which file.
        file: String,
        /// Its meter.
        meter: Meter,
        /// Quarter notes in a bar of the model's.
        quarters: usize,
    },
    /// Nothing of it is drums.
    #[error("{file} holds no drums{}", unknown_keys(*unknown))]
    Empty {
        /// Which file.
        file: String,
        /// Notes on keys that no drum map knows.
        unknown: usize,
    },
    /// What it claims can't be.
    #[error("{file} is damaged (it lasts {bars} bars): export it again from where it came from")]
    Endless {
        /// Which file.
        file: String,
        /// How long it claims to be.
        bars: usize,
    },
    /// There is no folder to write to.
    #[error("there is no place to save grooves: {0}")]
    Homeless(#[from] HomeError),
    /// The file system did not let it be written.
    #[error("{} can't be written ({source}): make room or change the folder's rights, then try again", file.display())]
    Unwritable {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system has no way to show a folder.
    #[error("no file manager could be started; the groove is saved as {}", file.display())]
    NoManager {
        /// Where it is.
        file: PathBuf,
    },
}

fn unknown_keys(count: usize) -> String {
    if count == 0 {
        ": drop a file with notes on it".to_owned()
    } else {
        format!(
            " that a drum map knows ({count} of its notes are on other keys): set the keys of your kit at \
             its drums, or move the notes to General MIDI's"
        )
    }
}
