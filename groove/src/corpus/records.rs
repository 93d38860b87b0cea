//! TFRecords of NoteSequences, each message a piece.

use std::{
    fs::File,
    io::{BufReader, Read},
    path::{Path, PathBuf},
};

use super::{Piece, Trouble, piece::Content};
use crate::tfrecord;

/// The messages of one file.
type Messages<'c> = tfrecord::Records<Box<dyn Read + Send + 'c>>;

/// The pieces of one file, read one after the other.
pub struct Records<'c> {
    name: String,
    state: State<'c>,
    number: u64,
}

enum State<'c> {
    Closed(PathBuf),
    Open(Messages<'c>),
    Done,
}

impl<'c> Records<'c> {
    /// The records that a reader gives.
    pub fn new(name: String, reader: impl Read + Send + 'c) -> Self {
        Self {
            name,
            state: State::Open(messages(reader)),
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
        let mut messages = match std::mem::replace(&mut self.state, State::Done) {
            State::Closed(path) => match File::open(path) {
                Ok(file) => messages(file),
                Err(error) => {
                    let trouble = Trouble::unreadable(error);
                    return Some(Piece::trouble(self.name.clone(), trouble));
                }
            },
            State::Open(messages) => messages,
            State::Done => return None,
        };
        let next = messages.next()?;
        self.number += 1;
        let name = format!("{}#{}", self.name, self.number);
        Some(match next {
            Ok(message) => {
                self.state = State::Open(messages);
                Piece::new(name, Content::Message(message))
            }
            Err(error) => {
                let reason = error.to_string();
                Piece::trouble(name, Trouble::Record { reason })
            }
        })
    }
}

fn messages<'c>(reader: impl Read + Send + 'c) -> Messages<'c> {
    tfrecord::Records::new(Box::new(BufReader::new(reader)))
}
