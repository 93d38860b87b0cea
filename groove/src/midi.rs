//! Standard MIDI files: [`read`] one into a performance, [`write()`] grooves to one.
//!
//! A file is read by one of two books of [`Rules`](crate::Rules): what can be heard of it, or
//! what the reference makes of it. Writing of bytes is midly's.

mod clip;
mod read;
mod write;

use std::path::{Path, PathBuf};

use thiserror::Error;

pub use clip::{Clip, ClipNote, remark};
pub use read::{parse, parse_by, read, read_by};
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
    /// The bytes are no MIDI file.
    #[error("{}: not a readable MIDI file (it does not begin with MThd and a header); export it again from where it came from", file.display())]
    NotMidi {
        /// Which file.
        file: PathBuf,
    },
    /// The reference refuses the file ([`Rules::Reference`](crate::Rules::Reference) only).
    #[error(
        "{}: the reference refuses it at byte {byte}: {reason}; read it by Quatrain's rules",
        file.display()
    )]
    Broken {
        /// Which file.
        file: PathBuf,
        /// Where in the file, counted from 0.
        byte: usize,
        /// What is wrong there.
        reason: &'static str,
    },
    /// Time in frames of film has no beats to lay a grid on.
    #[error("{}: times are SMPTE frames, not beats; export it with ticks per quarter note", file.display())]
    Timecode {
        /// Which file.
        file: PathBuf,
    },
    /// Without ticks in a quarter note, no tick has a time.
    #[error("{}: has 0 ticks per quarter note; export it again from where it came from", file.display())]
    NoDivision {
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
