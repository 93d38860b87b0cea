//! Reading a corpus on all cores, in order.

use std::{fmt, io};

use rayon::prelude::*;
use serde::Serialize;

use super::{Corpus, Made, Outcome, Piece, Pieces, Rejection, Report, Split};
use crate::{
    performance::{Fault, Performance},
    rules::Rules,
};

/// Pieces in a chunk, for each thread.
const PIECES: usize = 64;

/// A chunk ends where its pieces hold so many bytes.
const BYTES: usize = 16 << 20;

/// How to read, and what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// What a file means.
    pub rules: Rules,
    /// What it means if those rules refuse to read it; `None` if it is then rejected.
    pub otherwise: Option<Rules>,
    /// One split only, see [`Piece::belongs_to`]; `None` for all.
    pub split: Option<Split>,
}

/// What became of one piece.
#[derive(Debug)]
pub struct Imported<T> {
    /// Which.
    pub piece: Piece,
    /// What was wrong with it and could be mended.
    pub faults: Vec<Fault>,
    /// What was made of it; `None` if it could not be read, or nothing came of it.
    pub value: Option<T>,
    /// In numbers, or why it is rejected.
    pub result: Result<Outcome, Rejection>,
}

/// An import on its way: hands over what became of the pieces, one by one, in the order of the
/// corpus.
///
/// Pieces are read, and worked on, in chunks on the threads of the current rayon pool; the next
/// chunk begins when the last one is handed over. So neither the order nor a value depends on
/// the number of threads, and no more than a chunk is ever in memory.
#[derive(Debug)]
pub struct Import<'c, T, W> {
    pieces: Pieces<'c>,
    options: Options,
    wanted: Wanted<'c>,
    work: W,
    ready: std::vec::IntoIter<Imported<T>>,
    report: Report,
}

/// Which pieces of the split are read.
struct Wanted<'c>(Box<dyn Fn(&Piece) -> bool + Send + 'c>);

impl fmt::Debug for Wanted<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Wanted")
    }
}

impl Corpus {
    /// Begins an import: `work` is given each piece with its notes, on any thread, and makes
    /// something of them, or says why not. The result is an iterator; to show progress, count
    /// what it gives against [`Corpus::count`].
    pub fn import<T, E, W>(&self, options: Options, work: W) -> Import<'_, T, W>
    where
        T: Send,
        E: Into<Rejection>,
        W: Fn(&Piece, Performance) -> Result<Made<T>, E> + Sync,
    {
        Import {
            pieces: self.pieces(),
            options,
            wanted: Wanted(Box::new(|_| true)),
            work,
            ready: Vec::new().into_iter(),
            report: Report::default(),
        }
    }
}

impl<'c, T, W> Import<'c, T, W> {
    /// Reads only the pieces of the split for which `wanted` holds, e.g. those of some drummers.
    /// The report counts the others as of other splits.
    #[must_use]
    pub fn only(mut self, wanted: impl Fn(&Piece) -> bool + Send + 'c) -> Self {
        self.wanted = Wanted(Box::new(wanted));
        self
    }

    /// What became of the pieces handed over so far; of all, at the end.
    #[must_use]
    pub fn into_report(mut self) -> Report {
        self.report.ignored = self.pieces.ignored().clone();
        self.report
    }

    /// The next pieces of the split.
    fn chunk(&mut self) -> Vec<Piece> {
        let most = PIECES * rayon::current_num_threads();
        let (mut chunk, mut weight) = (Vec::new(), 0);
        while chunk.len() < most && weight < BYTES {
            let Some(piece) = self.pieces.next() else {
                break;
            };
            let belongs = |split| piece.belongs_to(split);
            if !self.options.split.is_none_or(belongs) || !(self.wanted.0)(&piece) {
                self.report.of_other_splits += 1;
                continue;
            }
            weight += piece.weight();
            chunk.push(piece);
        }
        chunk
    }
}

impl<T, E, W> Iterator for Import<'_, T, W>
where
    T: Send,
    E: Into<Rejection>,
    W: Fn(&Piece, Performance) -> Result<Made<T>, E> + Sync,
{
    type Item = Imported<T>;

    fn next(&mut self) -> Option<Imported<T>> {
        if self.ready.len() == 0 {
            // The chunk before is gone before the next one comes.
            self.ready = Vec::new().into_iter();
            let chunk = self.chunk();
            let (options, work) = (self.options, &self.work);
            let done: Vec<_> = chunk
                .into_par_iter()
                .with_max_len(1)
                .map(|piece| one(piece, options, work))
                .collect();
            self.ready = done.into_iter();
        }
        let imported = self.ready.next()?;
        let name = &imported.piece.name;
        match &imported.result {
            Ok(outcome) => self.report.add_used(name, &imported.faults, outcome),
            Err(rejection) => self.report.add_rejected(name, rejection),
        }
        Some(imported)
    }
}

fn one<T, E: Into<Rejection>>(
    piece: Piece,
    options: Options,
    work: &impl Fn(&Piece, Performance) -> Result<Made<T>, E>,
) -> Imported<T> {
    let mut faults = Vec::new();
    let read = piece.read(options.rules);
    let read = match (read, options.otherwise) {
        (Err(_), Some(rules)) => piece.read(rules),
        (read, _) => read,
    };
    let made = read.map_err(Rejection::from);
    let made = made.and_then(|performance| {
        faults.clone_from(&performance.faults);
        work(&piece, performance).map_err(Into::into)
    });
    let (value, result) = match made {
        Ok(Made { value, outcome }) => (Some(value), outcome),
        Err(rejection) => (None, Err(rejection)),
    };
    let result = result.map_err(|rejection| told(rejection, &piece.name, &faults));
    Imported {
        piece,
        faults,
        value,
        result,
    }
}

/// The sentence goes behind the name, so it need not begin with it; and a torn file may be of no
/// use since it is torn.
fn told(mut rejection: Rejection, name: &str, faults: &[Fault]) -> Rejection {
    let sentence = rejection.sentence.strip_prefix(name);
    if let Some(sentence) = sentence.and_then(|rest| rest.strip_prefix(": ")) {
        rejection.sentence = sentence.to_owned();
    }
    let torn = faults
        .iter()
        .find(|fault| matches!(fault, Fault::Torn { .. }));
    if let Some(torn) = torn {
        rejection.sentence = format!("{} ({torn})", rejection.sentence);
    }
    rejection
}

/// A line of a log.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Line<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    windows: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strokes: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rejected: Option<super::Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentence: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<String>,
}

impl<T> Imported<T> {
    /// Writes what became of the piece as one line of JSON. Where a corpus may hold more than
    /// [`super::MOST_NAMES`] pieces that are rejected, a file of such lines names them all.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn log(&self, mut out: impl io::Write) -> io::Result<()> {
        let outcome = self.result.as_ref().ok();
        let rejection = self.result.as_ref().err();
        let line = Line {
            name: &self.piece.name,
            windows: outcome.map(|outcome| outcome.windows),
            strokes: outcome.map(|outcome| outcome.strokes),
            rejected: rejection.map(|rejection| rejection.reason),
            sentence: rejection.map(|rejection| rejection.sentence.as_str()),
            faults: self.faults.iter().map(ToString::to_string).collect(),
        };
        serde_json::to_writer(&mut out, &line)?;
        writeln!(out)
    }
}
