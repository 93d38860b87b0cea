//! TFRecords of NoteSequences, each message a piece.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Piece, Trouble, piece::Content};
use crate::tfrecord;

/// The pieces of one file, read one after the other.
pub struct Records<'c> {
    name: String,
    state: State<'c>,
    number: u64,
}

enum State<'c> {
    Closed(PathBuf),
    Open(tfrecord::Records<Box<dyn Read + Send + 'c>>),
}

impl<'c> State<'c> {
    fn open(reader: impl Read + Send + 'c) -> Self {
        Self::Open(tfrecord::Records::new(Box::new(BufReader::new(reader))))
    }
}

impl<'c> Records<'c> {
    /// The records that a reader gives.
    pub fn new(name: String, reader: impl Read + Send + 'c) -> Self {
        Self {
            name,
            state: State::open(reader),
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
        if let State::Closed(path) = &self.state {
            match File::open(path) {
                Ok(file) => self.state = State::open(file),
                Err(error) => {
                    self.state = State::open(io::empty());
                    let trouble = Trouble::unreadable(error);
                    return Some(Piece::trouble(self.name.clone(), trouble));
                }
            }
        }
        let State::Open(records) = &mut self.state else {
            return None;
        };
        let record = records.next()?;
        self.number += 1;
        let name = format!("{}#{}", self.name, self.number);
        Some(match record {
            Ok(message) => Piece::new(name, Content::Message(message)),
            Err(error) => Piece::trouble(name, Trouble::Record(Arc::new(error))),
        })
    }
}
