//! Standard MIDI files: [`read`] one into a performance, [`write()`] grooves to one.
//!
//! Parsing and writing of bytes is midly's; here is what the bytes mean.

mod read;
mod write;

use std::path::{Path, PathBuf};

use thiserror::Error;

pub use read::{parse, read, read_by};
pub use write::{TICKS_PER_BEAT, to_bytes, write};

/// Why a MIDI file could not be read or written.
#[derive(Debug, Error)]
pub enum MidiError {
    /// The file system said no.
    #[error("{}: {source}", file.display())]
    File {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The bytes are no MIDI file, or a torn one.
    #[error("{}: not a readable MIDI file ({reason}); export it again from where it came from", file.display())]
    Torn {
        /// Which file.
        file: PathBuf,
        /// What midly said.
        reason: String,
    },
    /// Time in frames of film has no beats to lay a grid on.
    #[error("{}: times are SMPTE frames, not beats; export it with ticks per quarter note", file.display())]
    Timecode {
        /// Which file.
        file: PathBuf,
    },
}

impl MidiError {
    fn file(file: &Path, source: std::io::Error) -> Self {
        Self::File {
            file: file.to_owned(),
            source,
        }
    }
}
