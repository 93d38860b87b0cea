//! Everybody's data: a [`Corpus`] is whatever holds pieces of music, and [`Import`] reads it on
//! all cores and keeps a [`Report`] of every file.
//!
//! A corpus is one of:
//!
//! - a folder laid out as the Groove MIDI Dataset (an `info.csv` names pieces, splits, styles,
//!   tempos), or its `.zip` as published;
//! - any folder of MIDI files and TFRecords, or any `.zip` of them;
//! - one TFRecord of NoteSequences, or one MIDI file.
//!
//! ```
//! use groove::{Rules, corpus::{Corpus, Made, Options, Outcome, Rejection}};
//!
//! # let folder = tempfile::tempdir().unwrap();
//! # let folder = folder.path();
//! # std::fs::write(folder.join("silence.mid"), b"MThd\0\0\0\x06\0\0\0\x01\0\x60MTrk\0\0\0\x04\0\xff\x2f\0").unwrap();
//! # std::fs::write(folder.join("torn.mid"), b"MThd").unwrap();
//! let corpus = Corpus::open(folder)?;
//! let mut import = corpus.import(Options::default(), |_piece, performance| {
//!     // On all cores: whatever you make of a performance, and what the report is to count.
//!     let strokes = performance.strokes.len();
//!     let outcome = Outcome { windows: 1, strokes, ..Outcome::default() };
//!     Ok::<_, Rejection>(Made { value: strokes, outcome: Ok(outcome) })
//! });
//! // On this thread, in the order of the corpus, with any number of threads.
//! for imported in &mut import {
//!     if let Some(strokes) = imported.value {
//!         println!("{}: {strokes} strokes", imported.piece.name);
//!     }
//! }
//! let report = import.into_report();
//! assert_eq!((report.read, report.used, report.rejected()), (2, 1, 1));
//! println!("{}", report.table());
//! # Ok::<(), groove::corpus::CorpusError>(())
//! ```
//!
//! Memory does not grow with the corpus: held are the sorted names of one folder (and of those
//! above it), a zip's central directory or the names of an `info.csv`, one chunk of pieces, and
//! a bounded report. Nothing is ever written; names inside archives are names, never paths.
//!
//! What is made of a performance is the caller's; [`Made::windows`] is what most want. If you have a single file and want its grooves, [`crate::read_windows`] is enough.

mod archive;
mod dataset;
mod error;
mod folder;
mod ignored;
mod import;
mod name;
mod piece;
mod records;
mod report;
mod split;

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

pub use error::{CorpusError, ReadError, Trouble};
pub use ignored::Ignored;
pub use import::{Import, Imported, Options};
pub use piece::{About, BeatType, Piece};
pub use report::{
    Case, Cases, FaultKind, MOST_NAMES, Made, Outcome, Reason, Rejection, Report, UnknownKey,
};
pub use split::{Split, UnknownSplit, name_hash};

use archive::Archive;
use dataset::Dataset;
use name::Kind;
use piece::Content;
use records::Records;

/// The largest file that is read as MIDI, in bytes, packed or not: more than an hour of drumming
/// with a hi-hat pedal that never rests.
pub const LARGEST_FILE: u64 = 64 << 20;

/// A place that holds pieces of music.
#[derive(Debug)]
pub struct Corpus {
    path: PathBuf,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Midi,
    Records,
    Folder { recursive: bool },
    Archive(Arc<Archive>),
    Dataset(Dataset),
}

/// What is met on the way through a source.
enum Found<'c> {
    /// One piece.
    Piece(Piece),
    /// A file of many.
    Records(Records<'c>),
    /// Something else.
    Other {
        /// Its name.
        name: String,
        /// Its type.
        kind: String,
    },
}

/// A way through a source.
type Way<'c> = Box<dyn Iterator<Item = Found<'c>> + Send + 'c>;

impl Corpus {
    /// Recognises what lies at a path and opens it: a folder by its `info.csv`, a file by its
    /// first bytes, then by its name. Folders are read with all that is below them; see
    /// [`Corpus::recursive`].
    ///
    /// # Errors
    /// If the path can't be read or holds nothing of the kind, if an archive's directory is
    /// torn, or if an `info.csv` lacks the columns `midi_filename` and `split`.
    pub fn open(path: &Path) -> Result<Self, CorpusError> {
        let unreadable = |source| CorpusError::Unreadable {
            path: path.to_owned(),
            source,
        };
        let about = fs::metadata(path).map_err(unreadable)?;
        let source = if about.is_dir() {
            fs::read_dir(path).map_err(unreadable)?;
            match dataset::folder_of(path) {
                Some(folder) => Source::Dataset(Dataset::folder(folder)?),
                None => Source::Folder { recursive: true },
            }
        } else if about.is_file() {
            let mut first = Vec::new();
            let file = File::open(path).map_err(unreadable)?;
            file.take(4).read_to_end(&mut first).map_err(unreadable)?;
            Self::recognise(path, &first)?
        } else {
            return Err(CorpusError::NotRecognised {
                path: path.to_owned(),
            });
        };
        Ok(Self {
            path: path.to_owned(),
            source,
        })
    }

    fn recognise(path: &Path, first: &[u8]) -> Result<Source, CorpusError> {
        let name = name::of_file(path);
        match (first, Kind::of(&name)) {
            (b"MThd", _) => Ok(Source::Midi),
            (_, Kind::Midi) => Ok(Source::Midi),
            (_, Kind::Records) => Ok(Source::Records),
            // An archive may begin with something else, e.g. a program that unpacks it.
            (_, Kind::Other(kind)) if kind == "zip" => Self::archive(path),
            (b"PK\x03\x04", _) => Self::archive(path),
            _ => Err(CorpusError::NotRecognised {
                path: path.to_owned(),
            }),
        }
    }

    fn archive(path: &Path) -> Result<Source, CorpusError> {
        let archive = Arc::new(Archive::open(path)?);
        match archive.info() {
            Some(info) => Ok(Source::Dataset(Dataset::archive(path, archive, info)?)),
            None => Ok(Source::Archive(archive)),
        }
    }

    /// Whether a plain folder is read with the folders below it, as it is unless told otherwise.
    /// Archives and datasets are always read as a whole.
    #[must_use]
    pub fn recursive(mut self, below: bool) -> Self {
        if let Source::Folder { recursive } = &mut self.source {
            *recursive = below;
        }
        self
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it says itself which piece belongs to which [`Split`]: a dataset with an
    /// `info.csv`. Elsewhere [`Split::by_name`] decides.
    #[must_use]
    pub fn has_splits(&self) -> bool {
        matches!(self.source, Source::Dataset(_))
    }

    /// Number of pieces, troubled ones included, where it can be known without reading them: not
    /// for TFRecords. Goes through all names, so ask once, before an import whose progress is to
    /// be shown.
    #[must_use]
    pub fn count(&self) -> Option<u64> {
        self.way().try_fold(0, |count, found| match found {
            Found::Piece(_) => Some(count + 1),
            Found::Other { .. } => Some(count),
            Found::Records(_) => None,
        })
    }

    /// The pieces one by one, always in the same order: that of `info.csv` where there is one,
    /// else by name, folder by folder. What is in the way of a piece (a missing file, an
    /// unreadable folder, a torn record) comes as a piece too, and says so when it is read.
    #[must_use]
    pub fn pieces(&self) -> Pieces<'_> {
        Pieces {
            way: self.way(),
            records: None,
            ignored: Ignored::default(),
        }
    }

    fn way(&self) -> Way<'_> {
        let name = || name::of_file(&self.path);
        match &self.source {
            Source::Midi => {
                let content = Content::File(self.path.clone());
                let piece = Piece::new(name(), content);
                Box::new(std::iter::once(Found::Piece(piece)))
            }
            Source::Records => {
                let records = Records::file(name(), &self.path);
                Box::new(std::iter::once(Found::Records(records)))
            }
            Source::Folder { recursive } => Box::new(folder::walk(&self.path, *recursive)),
            Source::Archive(archive) => Box::new(archive.walk()),
            Source::Dataset(dataset) => Box::new(dataset.walk()),
        }
    }
}

/// The pieces of a corpus; see [`Corpus::pieces`].
pub struct Pieces<'c> {
    way: Way<'c>,
    records: Option<Records<'c>>,
    ignored: Ignored,
}

impl Pieces<'_> {
    /// Other files met so far.
    #[must_use]
    pub fn ignored(&self) -> &Ignored {
        &self.ignored
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if let Some(piece) = self.records.as_mut().and_then(Iterator::next) {
                return Some(piece);
            }
            self.records = None;
            match self.way.next()? {
                Found::Piece(piece) => return Some(piece),
                Found::Records(records) => self.records = Some(records),
                Found::Other { kind, .. } => self.ignored.add(kind),
            }
        }
    }
}

impl std::fmt::Debug for Pieces<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Pieces")
            .field("ignored", &self.ignored)
            .finish_non_exhaustive()
    }
}
