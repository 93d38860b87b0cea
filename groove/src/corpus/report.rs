//! What became of every piece: as numbers, as a table, as JSON.

mod outcome;
mod reason;
mod table;

use std::{collections::BTreeMap, fmt, io};

use serde::{Deserialize, Serialize};

pub use outcome::{Made, Outcome};
pub use reason::{FaultKind, Reason, Rejection};

use super::Ignored;
use crate::{performance::Fault, units::MidiKey};

/// So many pieces are kept by name in a report; further ones are counted. The import hands every
/// one of them over as it comes, so a log of all ([`super::Imported::log`]) needs no memory.
pub const MOST_NAMES: usize = 10_000;

/// Of a longer name, its middle is left out of the report.
const LONGEST_TEXT: usize = 1_000;

/// What became of the pieces of an import. Same data, same report, on every machine and with any
/// number of threads.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Report {
    /// Pieces looked at: the used and the rejected.
    pub read: u64,
    /// Pieces that gave something.
    pub used: u64,
    /// Windows made.
    pub windows: u64,
    /// Strokes that lie on the grid.
    pub strokes: u64,
    /// Strokes of used pieces left out since another in their cell is louder.
    pub shadowed: u64,
    /// Strokes of used pieces left out since they lie in bars of another meter than the grid's.
    pub foreign_meters: u64,
    /// Strokes of used pieces left out since their bar is cut short by a change of meter.
    pub broken_bars: u64,
    /// Notes of used pieces left out since other parts than drums play them.
    pub other_parts: u64,
    /// Strokes of used pieces left out since they come before the first line.
    pub before_start: u64,
    /// Pieces not looked at since they belong to other splits than the one asked for.
    pub of_other_splits: u64,
    /// Strokes of used pieces left out since the drum map does not know their key; by key.
    pub unknown_keys: Vec<UnknownKey>,
    /// Pieces that gave nothing, by reason.
    pub rejected: BTreeMap<Reason, Cases>,
    /// Used pieces with something wrong in them, by what it is.
    pub faults: BTreeMap<FaultKind, Cases>,
    /// Other files met, by type.
    pub ignored: Ignored,
}

/// A key that the drum map does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct UnknownKey {
    /// Which.
    pub key: MidiKey,
    /// How many strokes.
    pub strokes: u64,
    /// In how many pieces.
    pub pieces: u64,
}

/// Pieces that share a fate.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cases {
    /// How many.
    pub count: u64,
    /// Which; all of them, unless the report holds [`MOST_NAMES`].
    pub named: Vec<Case>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Case {
    /// Name of the piece.
    pub name: String,
    /// What is the matter, and what to do.
    pub sentence: String,
}

impl Report {
    /// Notes a piece that gave something.
    pub fn add_used(&mut self, name: &str, faults: &[Fault], outcome: &Outcome) {
        self.read += 1;
        self.used += 1;
        self.windows += outcome.windows as u64;
        self.strokes += outcome.strokes as u64;
        let left_out = &outcome.left_out;
        let foreign = left_out.foreign_meters.iter().map(|other| other.strokes);
        self.shadowed += left_out.shadowed as u64;
        self.foreign_meters += foreign.sum::<usize>() as u64;
        self.broken_bars += left_out.broken_bars as u64;
        self.other_parts += left_out.other_parts as u64;
        self.before_start += left_out.before_start as u64;
        for (&key, &strokes) in &left_out.unknown_keys {
            self.add_unknown_key(key, u64::from(strokes));
        }
        let mut by_kind: BTreeMap<FaultKind, Vec<&Fault>> = BTreeMap::new();
        for fault in faults {
            by_kind.entry(fault.into()).or_default().push(fault);
        }
        let mut room = self.room();
        for (kind, faults) in by_kind {
            let cases = self.faults.entry(kind).or_default();
            cases.add(name, &sentence(&faults), &mut room);
        }
    }

    /// Notes a piece that gave nothing.
    pub fn add_rejected(&mut self, name: &str, rejection: &Rejection) {
        self.read += 1;
        let mut room = self.room();
        let cases = self.rejected.entry(rejection.reason).or_default();
        cases.add(name, &rejection.sentence, &mut room);
    }

    fn add_unknown_key(&mut self, key: MidiKey, strokes: u64) {
        let place = self
            .unknown_keys
            .binary_search_by_key(&key, |known| known.key);
        let at = place.unwrap_or_else(|at| {
            let (strokes, pieces) = (0, 0);
            let new = UnknownKey {
                key,
                strokes,
                pieces,
            };
            self.unknown_keys.insert(at, new);
            at
        });
        self.unknown_keys[at].strokes += strokes;
        self.unknown_keys[at].pieces += 1;
    }

    /// How many more names may be kept.
    fn room(&self) -> usize {
        let groups = self.rejected.values().chain(self.faults.values());
        MOST_NAMES.saturating_sub(groups.map(|cases| cases.named.len()).sum())
    }

    /// Number of pieces that gave nothing.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.rejected.values().map(|cases| cases.count).sum()
    }

    /// The report as aligned text, every rejected piece named under its reason.
    #[must_use]
    pub fn table(&self) -> impl fmt::Display + '_ {
        table::Table(self)
    }

    /// Writes the report as one JSON object, its keys as the fields of [`Report`] in
    /// kebab case.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn write_json(&self, mut out: impl io::Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut out, self)?;
        writeln!(out)
    }
}

/// What one piece has of one fault, which may be there hundreds of times.
fn sentence(faults: &[&Fault]) -> String {
    match faults {
        [] => String::new(),
        [fault] => fault.to_string(),
        [fault, more @ ..] => format!("{fault} (and {} more of the kind)", more.len()),
    }
}

impl Cases {
    fn add(&mut self, name: &str, sentence: &str, room: &mut usize) {
        self.count += 1;
        if *room > 0 {
            *room -= 1;
            self.named.push(Case {
                name: shortened(name),
                sentence: shortened(sentence),
            });
        }
    }

    /// How many are counted, but not named.
    #[must_use]
    pub fn unnamed(&self) -> u64 {
        self.count.saturating_sub(self.named.len() as u64)
    }
}

fn shortened(text: &str) -> String {
    if text.len() <= LONGEST_TEXT {
        return text.to_owned();
    }
    let half = LONGEST_TEXT / 2;
    let start = text.floor_char_boundary(half);
    let end = text.ceil_char_boundary(text.len() - half);
    format!("{} … {}", &text[..start], &text[end..])
}

/// One line: how many were read, used and rejected, and why.
impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            read,
            used,
            windows,
            ..
        } = self;
        let rejected = self.rejected();
        write!(
            formatter,
            "{read} pieces read, {used} used for {windows} grooves, {rejected} rejected"
        )?;
        for (at, (reason, cases)) in self.rejected.iter().enumerate() {
            let before = if at == 0 { " (" } else { ", " };
            write!(formatter, "{before}{} {}", cases.count, reason.text())?;
        }
        formatter.write_str(if rejected == 0 { "" } else { ")" })
    }
}

#[cfg(test)]
mod tests;
