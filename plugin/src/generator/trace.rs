//! A record of every answer, for tests and for those who wonder.
//!
//! With the environment variable `QUATRAIN_TRACE=FILE`, read once when the generator starts, one
//! line is appended to FILE for each groove that was delivered:
//!
//! ```text
//! request=12 groove=8d2e… from=model a=1 b=2 morph=0.5 axes=0,0,0,0,0,0,0,0 temperature=0.5 take=0
//! ```
//!
//! `request` counts from 1, `groove` is a hash of all strokes (equal grooves have equal hashes
//! within one build), `from` is `model`, `project` or `starter`.

use std::{
    fs::{File, OpenOptions},
    hash::{DefaultHasher, Hash, Hasher},
    io::Write,
};

use groove::Groove;

use crate::request::Request;

/// Appends to the file, if one was asked for.
pub(super) struct Trace {
    file: Option<File>,
    count: u64,
}

/// Where a delivered groove came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Model,
    Project,
    Starter,
}

impl Trace {
    /// As the environment says. A file that can't be opened is no reason not to play.
    pub fn from_environment() -> Self {
        let open = |path| OpenOptions::new().create(true).append(true).open(path).ok();
        Self {
            file: std::env::var_os("QUATRAIN_TRACE").and_then(open),
            count: 0,
        }
    }

    /// Notes an answer.
    pub fn note(&mut self, request: &Request, groove: &Groove, origin: Origin) {
        self.count += 1;
        let Some(file) = &mut self.file else { return };
        let origin = match origin {
            Origin::Model => "model",
            Origin::Project => "project",
            Origin::Starter => "starter",
        };
        let (count, hash) = (self.count, hash(groove));
        let line = format!("request={count} groove={hash:016x} from={origin} {request}\n");
        if file.write_all(line.as_bytes()).is_err() {
            self.file = None;
        }
    }
}

/// One number for all that sounds.
fn hash(groove: &Groove) -> u64 {
    let mut hasher = DefaultHasher::new();
    groove.grid().hash(&mut hasher);
    for stroke in groove.strokes() {
        let (velocity, offset) = (stroke.cell.velocity.get(), stroke.cell.offset.get());
        (
            stroke.step,
            stroke.drum,
            velocity.to_bits(),
            offset.to_bits(),
        )
            .hash(&mut hasher);
    }
    hasher.finish()
}
