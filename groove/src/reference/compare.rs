//! Our numbers beside the reference's: every table, array and note list of a folder like
//! `reference/`, made again from the dataset, and each difference named.
//!
//! What a file holds is known by its name: `windows_roland_2bar_hop16.csv`, `full_reduced.csv`,
//! `tensors_roland.npz`, `tensors_variants.npz`, `training_4bar.csv`, `roundtrip.json`.

mod notes;
mod published;

mod settings;
mod tables;
mod tensors;

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use thiserror::Error;

use super::arrays::ArrayError;
use crate::{midi, performance::Performance, rules::Rules};

pub use settings::{Kind, Settings};

/// How far a number of a tensor may be from the reference's: half a digit of float32.
pub const TOLERANCE: f64 = 1e-6;

/// A number that is not the reference's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which row, array or note.
    pub place: String,
    /// Which of its numbers.
    pub what: String,
    /// The reference's.
    pub theirs: String,
    /// Ours.
    pub ours: String,
}

/// A file of the reference, compared.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Compared {
    /// The file's name.
    pub file: String,
    /// Rows, arrays or note lists looked at.
    pub rows: usize,
    /// Numbers looked at.
    pub numbers: u64,
    /// The largest difference of any number, also of those that pass.
    pub worst: f64,
    /// All that differ.
    pub differences: Vec<Difference>,
}

/// Why nothing could be compared.
#[derive(Debug, Error)]
pub enum CompareError {
    /// The file system said no.
    #[error("{}: {source}", file.display())]
    File {
        /// Which file or folder.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A table is none.
    #[error("{}: not a table of the reference ({source})", file.display())]
    Table {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        source: csv::Error,
    },
    /// A list of notes is none.
    #[error("{}: not a list of notes of the reference ({source})", file.display())]
    Notes {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// An archive of arrays is none.
    #[error(transparent)]
    Arrays(#[from] ArrayError),
    /// The dataset's list is missing or has not the columns that the published cut needs.
    #[error("{}: {reason}; give the folder of the Groove MIDI Dataset with --data", file.display())]
    Data {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// What stands in a folder of reference numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Contents {
    /// The files that can be compared, in order of name.
    pub files: Vec<(PathBuf, Settings)>,
    /// Files that are something else.
    pub others: Vec<String>,
}

/// Looks a folder over.
///
/// # Errors
/// If it can't be read.
pub fn contents(folder: &Path) -> Result<Contents, CompareError> {
    let wrong = |source| CompareError::File {
        file: folder.to_owned(),
        source,
    };
    let mut contents = Contents {
        files: Vec::new(),
        others: Vec::new(),
    };
    for entry in fs::read_dir(folder).map_err(wrong)? {
        let file = entry.map_err(wrong)?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        match Settings::of(&name) {
            Some(settings) => contents.files.push((file.clone(), settings)),
            None => contents.others.push(name.into_owned()),
        }
    }
    contents.files.sort_by(|one, other| one.0.cmp(&other.0));
    contents.others.sort();
    Ok(contents)
}

/// Makes the numbers of a file again from the dataset in `data`, and compares.
///
/// # Errors
/// If the file or the dataset can't be read. A MIDI file that can't be is a difference.
pub fn compare(file: &Path, settings: &Settings, data: &Path) -> Result<Compared, CompareError> {
    let mut compared = Compared {
        file: file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        ..Compared::default()
    };
    match settings.kind {
        Kind::Table => tables::compare(file, settings, data, &mut compared)?,
        Kind::Published => published::compare(file, settings, data, &mut compared)?,
        Kind::Tensors => tensors::compare(file, settings, data, &mut compared)?,
        Kind::Variants => tensors::compare_variants(file, data, &mut compared)?,
        Kind::Notes => notes::compare(file, data, &mut compared)?,
    }
    Ok(compared)
}

impl Compared {
    /// Compares two texts.
    fn text(&mut self, place: &str, what: &str, theirs: &str, ours: &str) {
        self.numbers += 1;
        if theirs != ours {
            if let (Ok(one), Ok(other)) = (theirs.parse::<f64>(), ours.parse::<f64>()) {
                self.worst = self.worst.max((one - other).abs());
            }
            self.differ(place, what, theirs, ours);
        }
    }

    /// Compares two numbers.
    fn number(&mut self, place: &str, what: impl FnOnce() -> String, theirs: f64, ours: f64) {
        self.numbers += 1;
        let far = (theirs - ours).abs();
        self.worst = self.worst.max(far);
        // What is not a number differs too.
        if far > TOLERANCE || far.is_nan() {
            self.differ(place, &what(), &theirs.to_string(), &ours.to_string());
        }
    }

    fn differ(&mut self, place: &str, what: &str, theirs: &str, ours: &str) {
        self.differences.push(Difference {
            place: place.to_owned(),
            what: what.to_owned(),
            theirs: theirs.to_owned(),
            ours: ours.to_owned(),
        });
    }

    /// A performance of the dataset, or a difference that says why there is none.
    fn read(&mut self, data: &Path, name: &str) -> Option<Performance> {
        match midi::read_by(&data.join(name), Rules::Reference) {
            Ok(performance) => Some(performance),
            Err(error) => {
                self.differ(name, "file", "readable", &error.to_string());
                None
            }
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            what,
            theirs,
            ours,
        } = self;
        write!(
            formatter,
            "{place}: {what}: reference {theirs:?}, ours {ours:?}"
        )
    }
}

impl fmt::Display for Compared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}: {} rows, {} numbers, {} differ, largest difference {:.1e}",
            self.file,
            self.rows,
            self.numbers,
            self.differences.len(),
            self.worst
        )
    }
}
