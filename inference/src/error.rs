//! What can be wrong with a model, in words for the person who installed it.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::runtime::Fallback;

/// Why a model could not be opened, or did not answer.
#[derive(Debug, Error)]
pub enum ModelError {
    /// The file system said no.
    #[error("{}: {source}; install the model again", file.display())]
    File {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The card can't be read.
    #[error("{}: not a model's card: {reason}", file.display())]
    Card {
        /// Which file.
        file: PathBuf,
        /// What is wrong with it, and where.
        reason: String,
    },
    /// The card is of another time.
    #[error(
        "{}: has format {found}, this Quatrain reads format {supported}; get the version that \
         goes with the other", file.display()
    )]
    Format {
        /// Which file.
        file: PathBuf,
        /// Format of the card.
        found: u32,
        /// Format of this program.
        supported: u32,
    },
    /// A file is not the one that the card names.
    #[error(
        "{}: does not match its card (SHA-256 {found}, expected {expected}); it is torn or was \
         altered, install the model again", file.display()
    )]
    Altered {
        /// Which file.
        file: PathBuf,
        /// What the card says, in hexadecimal.
        expected: String,
        /// What the file has.
        found: String,
    },
    /// Axes or attributes don't fit the card.
    #[error("{}: {reason}", file.display())]
    Axes {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// No provider could run the graphs.
    #[error("{}: no provider runs this model: {}", folder.display(), reasons(tried))]
    NoProvider {
        /// The model's folder.
        folder: PathBuf,
        /// What was tried, and why it failed.
        tried: Vec<Fallback>,
    },
    /// A graph failed while working.
    #[error("the {graph} failed: {reason}")]
    Run {
        /// Encoder or decoder.
        graph: &'static str,
        /// What the runtime said.
        reason: String,
    },
    /// What was given does not fit the model.
    #[error("the model needs {expected}, got {found}")]
    Shape {
        /// What the model takes.
        expected: String,
        /// What it was given.
        found: String,
    },
}

impl ModelError {
    pub(crate) fn file(file: &Path, source: std::io::Error) -> Self {
        Self::File {
            file: file.to_owned(),
            source,
        }
    }
}

fn reasons(tried: &[Fallback]) -> String {
    let reasons: Vec<String> = tried
        .iter()
        .map(|fall| format!("{}: {}", fall.provider, fall.reason))
        .collect();
    reasons.join("; ")
}
