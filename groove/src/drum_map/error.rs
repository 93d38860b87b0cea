//! Why a drum map was refused, in words for who wrote it.

use std::{fmt, io, path::PathBuf};

use thiserror::Error;

use super::{DrumMap, Role, name};
use crate::{drum::Drum, units::MidiKey};

/// Why a drum map was refused, and where.
#[derive(Debug, Error)]
pub struct DrumMapError {
    /// In which file; none where the map was no file.
    pub file: Option<PathBuf>,
    /// On which line, counted from 1; none where the whole is meant, or no line is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub fault: DrumMapFault,
}

impl fmt::Display for DrumMapError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, fault } = self;
        match (file, line) {
            (Some(file), Some(line)) => write!(formatter, "{}, line {line}: ", file.display())?,
            (Some(file), None) => write!(formatter, "{}: ", file.display())?,
            (None, Some(line)) => write!(formatter, "line {line}: ")?,
            (None, None) => {}
        }
        write!(formatter, "{fault}")
    }
}

impl DrumMapFault {
    /// The error of a fault on this line.
    pub(super) fn on(self, line: Option<usize>) -> DrumMapError {
        DrumMapError {
            file: None,
            line,
            fault: self,
        }
    }
}

impl From<DrumMapFault> for DrumMapError {
    fn from(fault: DrumMapFault) -> Self {
        fault.on(None)
    }
}

/// What is wrong with a drum map, and what to do.
#[derive(Debug, Error)]
pub enum DrumMapFault {
    /// The file system said no.
    #[error("can't be read: {0}")]
    File(io::Error),
    /// Neither of the kinds that are read.
    #[error("a drum map's name ends in .toml or .csv; save it as one of them")]
    Ending,
    /// Longer than any map.
    #[error("is longer than {} kB, which no drum map is; give the map's own file", DrumMap::MAX_FILE >> 10)]
    TooLarge,
    /// Not text, or in another encoding.
    #[error("holds bytes that are no text in UTF-8; save it as \"CSV UTF-8\" or as plain text")]
    NoText,
    /// Nothing in it.
    #[error("holds no keys; a map gives at least one to each of {}", nine())]
    Empty,
    /// Not what TOML looks like.
    #[error("{reason}; a drum and its keys look like this: kick = [36, 35]")]
    Syntax {
        /// What the reader of TOML said.
        reason: String,
    },
    /// A field of another kind than it must be.
    #[error("here must stand {expected}, not a value of the kind {found}")]
    Kind {
        /// What must stand there.
        expected: &'static str,
        /// The kind of what stands there.
        found: &'static str,
    },
    /// A field that maps don't have.
    #[error("{word:?} is nothing that a drum map has; it has name, ignore and [keys]")]
    UnknownField {
        /// How it is called.
        word: String,
    },
    /// A map without a name.
    #[error("the map has no name; begin the file with a line like this: name = \"my kit\"")]
    NoName,
    /// A row of a table with too few columns.
    #[error("a row has a key and a drum with a comma between them, as in 36,kick")]
    Columns,
    /// Not a number from 0 to 127.
    #[error("{word:?} is no key; a key is a whole number from 0 to 127, e.g. 36")]
    NoKey {
        /// What stands there.
        word: String,
    },
    /// The name of a note, which is another note in another program.
    #[error(
        "{word:?} is the name of a note, and programs count octaves differently; write {} if \
         yours calls middle C \"C3\" (Live, Logic, Yamaha), or {} if it calls it \"C4\" \
         (Roland, Reaper)",
        if_c3.get(), if_c4.get()
    )]
    NoteName {
        /// What stands there.
        word: String,
        /// The key where middle C is C3.
        if_c3: MidiKey,
        /// The key where middle C is C4.
        if_c4: MidiKey,
    },
    /// Not one of the nine.
    #[error("{word:?} is no drum{}; write one of {}, or ignore",
        meant.map_or_else(String::new, |drum| format!(", did you mean {}?", name::written(drum))),
        nine())]
    UnknownDrum {
        /// What stands there.
        word: String,
        /// Which drum is probably meant.
        meant: Option<Drum>,
    },
    /// A role without a key could be neither read nor played.
    #[error("the map {map:?} gives no key to the {}; General MIDI has {}",
        list(missing.iter().map(|drum| drum.name())),
        list(missing.iter().map(|&drum| DrumMap::general_midi().key(drum).get())))]
    Missing {
        /// The map's name.
        map: String,
        /// The roles without a key, at least one.
        missing: Vec<Drum>,
    },
    /// One key can't mean two things.
    #[error("key {} is given to both {first} and {second}; leave it in one of them", key.get())]
    Overlap {
        /// The key.
        key: MidiKey,
        /// Who has it first.
        first: Claim,
        /// Who has it again.
        second: Claim,
    },
    /// Once is enough.
    #[error("key {} is given to {first} again; leave it there once", key.get())]
    Twice {
        /// The key.
        key: MidiKey,
        /// Who has it.
        first: Claim,
    },
    /// Neither a shipped map nor a file.
    #[error("{word:?} is neither a shipped drum map ({}) nor a .toml or .csv file{}",
        list(DrumMap::shipped().iter().map(DrumMap::name)),
        meant.map_or_else(String::new, |name| format!("; did you mean {name}?")))]
    UnknownMap {
        /// What was asked for.
        word: String,
        /// Which shipped map is probably meant.
        meant: Option<&'static str>,
    },
}

impl DrumMapFault {
    pub(super) fn unknown_map(word: &str) -> Self {
        let names = DrumMap::shipped().iter().map(DrumMap::name);
        Self::UnknownMap {
            word: name::shown(word),
            meant: name::nearest(word, names.map(|name| (name, name))),
        }
    }
}

/// Who has a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The drum; none where the key is ignored.
    pub drum: Option<Drum>,
    /// On which line, if it is known and not the error's own.
    pub line: Option<usize>,
}

impl Claim {
    pub(super) fn of(role: Role, line: Option<usize>) -> Self {
        let drum = match role {
            Role::Plays(drum) => Some(drum),
            Role::Ignored => None,
        };
        Self { drum, line }
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.drum {
            Some(drum) => write!(formatter, "the {}", drum.name())?,
            None => write!(formatter, "the ignored keys")?,
        }
        match self.line {
            Some(line) => write!(formatter, " (line {line})"),
            None => Ok(()),
        }
    }
}

/// The nine drums as files write them.
fn nine() -> String {
    list(Drum::ALL.into_iter().map(name::written))
}

fn list(words: impl Iterator<Item = impl ToString>) -> String {
    let words: Vec<String> = words.map(|word| word.to_string()).collect();
    words.join(", ")
}
