//! One piece of music in a corpus: its name, what is known about it, and the way to its notes.

use std::{
    fmt,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{LARGEST_FILE, ReadError, Split, Trouble, archive::Archive};
use crate::{
    midi, note_sequence,
    performance::{Meter, Performance},
    rules::Rules,
    units::Tempo,
};

/// One piece of a corpus, not yet read.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Its name in the corpus: relative, with `/` on every system; the number of a record stands
    /// behind a `#`, from 1.
    pub name: String,
    /// The split that its publisher put it in. `None` where there is no `info.csv`.
    pub split: Option<Split>,
    /// What its publisher says of it. `None` where there is no `info.csv`.
    pub about: Option<About>,
    pub(super) content: Content,
}

/// What `info.csv` says of a piece, beside its split. What its column or its field lacks is
/// empty or `None`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct About {
    /// Who plays, e.g. `drummer1`.
    pub drummer: String,
    /// Identity within the dataset, e.g. `drummer1/eval_session/1`.
    pub id: String,
    /// Style, e.g. `funk/groove1`.
    pub style: String,
    /// Nominal tempo: what the metronome was set to.
    pub bpm: Option<Tempo>,
    /// Nominal meter.
    pub meter: Option<Meter>,
    /// Time keeping or fill.
    pub beat_type: Option<BeatType>,
}

/// What a piece is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BeatType {
    /// Keeps time.
    Beat,
    /// Leads over.
    Fill,
}

/// Where the bytes of a piece are.
#[derive(Clone)]
pub(super) enum Content {
    /// A MIDI file.
    File(PathBuf),
    /// A MIDI file in an archive, by its place.
    Entry(Arc<Archive>, usize),
    /// A NoteSequence message.
    Message(Vec<u8>),
    /// Out of reach.
    Trouble(Trouble),
}

impl Piece {
    pub(super) fn new(name: String, content: Content) -> Self {
        Self {
            name,
            split: None,
            about: None,
            content,
        }
    }

    pub(super) fn trouble(name: String, trouble: Trouble) -> Self {
        Self::new(name, Content::Trouble(trouble))
    }

    /// Whether it belongs to a split: the publisher's, or where there is none, that
    /// of [`Split::by_name`]. What has neither split nor notes, like a folder that can't be
    /// opened, belongs to all, so that no import is silent about it.
    #[must_use]
    pub fn belongs_to(&self, split: Split) -> bool {
        match (self.split, &self.content) {
            (Some(own), _) => own == split,
            (None, Content::Trouble(_)) => true,
            (None, _) => Split::by_name(&self.name) == split,
        }
    }

    /// Whether it is a NoteSequence already, rather than a MIDI file.
    #[must_use]
    pub fn is_message(&self) -> bool {
        matches!(self.content, Content::Message(_))
    }

    /// Reads the notes.
    ///
    /// # Errors
    /// If the bytes are out of reach, too many, or no music.
    pub fn read(&self, rules: Rules) -> Result<Performance, ReadError> {
        let bytes = match &self.content {
            Content::Trouble(trouble) => return Err(trouble.clone().into()),
            Content::Message(message) => return Ok(note_sequence::parse_by(message, rules)?),
            Content::File(path) => read_file(path)?,
            Content::Entry(archive, at) => archive.read(*at)?,
        };
        Ok(midi::parse_by(&bytes, Path::new(&self.name), rules)?)
    }

    /// Bytes that it holds in memory.
    pub(super) fn weight(&self) -> usize {
        match &self.content {
            Content::Message(message) => message.len(),
            _ => 0,
        }
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, Trouble> {
    let about = std::fs::metadata(path).map_err(Trouble::unreadable)?;
    if !about.is_file() {
        return Err(Trouble::NoFile);
    }
    let file = File::open(path).map_err(Trouble::unreadable)?;
    let bytes = read_all(file).map_err(Trouble::unreadable)?;
    bytes.ok_or(Trouble::TooLarge)
}

/// All bytes, or `None` if they are more than [`LARGEST_FILE`].
pub(super) fn read_all(reader: impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= LARGEST_FILE).then_some(bytes))
}

impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => formatter.debug_tuple("File").field(path).finish(),
            Self::Entry(_, at) => formatter.debug_tuple("Entry").field(at).finish(),
            Self::Message(message) => write!(formatter, "Message({} bytes)", message.len()),
            Self::Trouble(trouble) => formatter.debug_tuple("Trouble").field(trouble).finish(),
        }
    }
}
