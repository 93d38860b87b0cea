//! TFRecords of NoteSequences, each message a piece.

use std::{
    fs::File,
    io::{BufReader, Read},
    path::{Path, PathBuf},
};

use super::{Piece, ReadError, Trouble, piece::Content};
use crate::{midi, performance::Performance, rules::Rules};

/// The pieces of one file, read one after the other.
pub struct Records<'c> {
    name: String,
    state: State<'c>,
    number: u64,
}

enum State<'c> {
    Closed(PathBuf),
    Open(Box<dyn Read + Send + 'c>),
    Done,
}

impl<'c> Records<'c> {
    /// The records that a reader gives.
    pub fn new(name: String, reader: impl Read + Send + 'c) -> Self {
        Self {
            name,
            state: State::Open(Box::new(BufReader::new(reader))),
            number: 0,
        }
    }

    /// The records of a file.
    pub fn file(name: String, path: &Path) -> Self {
        Self {
            name,
            state: State::Closed(path.to_owned()),
            number: 0,
        }
    }

    /// Name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Iterator for Records<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let mut reader = match std::mem::replace(&mut self.state, State::Done) {
            State::Closed(path) => match File::open(path) {
                Ok(file) => Box::new(BufReader::new(file)),
                Err(error) => {
                    let trouble = Trouble::unreadable(error);
                    return Some(Piece::trouble(self.name.clone(), trouble));
                }
            },
            State::Open(reader) => reader,
            State::Done => return None,
        };
        let next = record(&mut reader)?;
        self.number += 1;
        let name = format!("{}#{}", self.name, self.number);
        Some(match next {
            Ok(message) => {
                self.state = State::Open(reader);
                Piece::new(name, Content::Message(message))
            }
            Err(reason) => Piece::trouble(name, Trouble::Record { reason }),
        })
    }
}

/// Stands in for `groove::tfrecord`: length, its checksum, bytes, their checksum.
fn record(reader: &mut dyn Read) -> Option<Result<Vec<u8>, String>> {
    let mut head = Vec::new();
    if let Err(error) = reader.take(12).read_to_end(&mut head) {
        return Some(Err(error.to_string()));
    }
    if head.is_empty() {
        return None;
    }
    let torn = || Some(Err("a torn record".to_owned()));
    let Some(Ok(length)) = head.get(..8).map(<[u8; 8]>::try_from) else {
        return torn();
    };
    let length = u64::from_le_bytes(length);
    let mut bytes = Vec::new();
    let read = reader
        .take(length.saturating_add(4))
        .read_to_end(&mut bytes);
    if read.is_err() || head.len() < 12 || (bytes.len() as u64) < length.saturating_add(4) {
        return torn();
    }
    bytes.truncate(bytes.len() - 4);
    Some(Ok(bytes))
}

/// Stands in for `groove::note_sequence`.
pub fn performance(message: &[u8], rules: Rules) -> Result<Performance, ReadError> {
    midi::parse_by(message, Path::new(""), rules)
        .map_err(|error| ReadError::Message(error.to_string()))
}
