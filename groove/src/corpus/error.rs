//! What can be wrong with a corpus, and with a piece of it.

use std::{io, path::PathBuf, sync::Arc};

use thiserror::Error;

use super::LARGEST_FILE;
use crate::{midi::MidiError, note_sequence::NoteSequenceError, tfrecord::RecordError};

/// Why a corpus can't be opened.
#[derive(Debug, Error)]
pub enum CorpusError {
    /// The file system said no.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Nothing that holds music.
    #[error(
        "{}: not recognised; give a folder or a .zip of MIDI files, a Groove MIDI Dataset, a .tfrecord of NoteSequences, or a MIDI file",
        path.display()
    )]
    NotRecognised {
        /// Which file.
        path: PathBuf,
    },
    /// An archive without a sound directory.
    #[error(
        "{}: a damaged archive ({reason}); fetch it again, or unpack what can be unpacked and give the folder",
        path.display()
    )]
    Archive {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// An `info.csv` that can't be used.
    #[error(
        "{}: {reason}; to read the MIDI files without it, rename it",
        path.display()
    )]
    Info {
        /// Which file; inside an archive, the archive's path goes before.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// What is in the way of the bytes of a piece. The sentences go behind the name of the piece.
#[derive(Debug, Clone, Error)]
pub enum Trouble {
    /// The file system said no.
    #[error("can't be read: {0}; see to its rights")]
    Unreadable(Arc<io::Error>),
    /// A pipe, a device, a folder.
    #[error("is no ordinary file; take it out of the folder")]
    NoFile,
    /// Larger than [`LARGEST_FILE`].
    #[error("is larger than {} MB, as no MIDI file of drums is; cut it", LARGEST_FILE >> 20)]
    TooLarge,
    /// An `info.csv` names a file that is not there.
    #[error("is named by info.csv, but not there; restore it, or take out its line")]
    Missing,
    /// A MIDI file beside an `info.csv` that does not name it.
    #[error("is not named by info.csv, so it has no split; add a line for it")]
    Unlisted,
    /// A name for the second time.
    #[error("is there more than once; the first is used, so rename the others")]
    Twice,
    /// An `info.csv` names something outside.
    #[error("lies outside the folder of info.csv; put it inside")]
    Outside,
    /// A line of `info.csv` that can't be understood.
    #[error("line {line} of info.csv: {reason}")]
    BadLine {
        /// Which line, counted from 1.
        line: u64,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// Locked by a password.
    #[error("is encrypted; unpack the archive with its password, and give the folder")]
    Encrypted,
    /// Packed by a method that we don't unpack.
    #[error("is packed by a method other than deflate ({method}); pack the archive anew")]
    Packing {
        /// Number of the method in the zip specification.
        method: u16,
    },
    /// The archive is damaged at this entry.
    #[error("is damaged in its archive ({reason}); fetch the archive again")]
    Damaged {
        /// What is wrong.
        reason: String,
    },
    /// A TFRecord that ends early or holds wrong bytes.
    #[error("{0}; all sound records are kept, so write the file again for the rest")]
    Record(Arc<RecordError>),
}

impl Trouble {
    /// What the file system said about a file.
    pub(super) fn unreadable(error: io::Error) -> Self {
        Self::Unreadable(Arc::new(error))
    }
}

/// Why a piece could not be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// Its bytes could not be had.
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// They are no MIDI file, or a torn one.
    #[error(transparent)]
    Midi(#[from] MidiError),
    /// They are no NoteSequence, or not for these rules.
    #[error(transparent)]
    Message(#[from] NoteSequenceError),
}
