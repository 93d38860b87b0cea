//! What can be wrong with a configuration.

use std::path::PathBuf;

use thiserror::Error;

use super::Family;
use crate::error::TrainError;

/// Why there is no such configuration.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// Neither a name nor a file.
    #[error(
        "`{name}` is neither a configuration nor a file{}; `quatrain configs` lists all",
        perhaps(nearest.as_deref())
    )]
    NotFound {
        /// As given.
        name: String,
        /// The name most like it.
        nearest: Option<String>,
    },
    /// A file that can't be read.
    #[error("{}: {source}", file.display())]
    File {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A text that is no configuration.
    #[error("{origin}: {reason}")]
    Invalid {
        /// Where the text is from.
        origin: String,
        /// What is wrong.
        reason: String,
    },
    /// A setting that can't be set so.
    #[error("{assignments}: {reason}")]
    Setting {
        /// As given.
        assignments: String,
        /// What is wrong.
        reason: String,
    },
    /// A setting that does not exist.
    #[error(
        "{name} is no setting{}; `quatrain configs NAME` prints all",
        perhaps(nearest.as_deref())
    )]
    UnknownSetting {
        /// As given.
        name: String,
        /// The name most like it.
        nearest: Option<String>,
    },
    /// A configuration of another family than is needed.
    #[error("{name}: this is for networks of the family {needed} alone")]
    OtherFamily {
        /// Its name.
        name: String,
        /// Which family is needed.
        needed: Family,
    },
    /// Settings that make no network.
    #[error(transparent)]
    Network(Box<TrainError>),
}

impl From<TrainError> for ConfigError {
    fn from(error: TrainError) -> Self {
        Self::Network(Box::new(error))
    }
}

fn perhaps(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| {
        format!(" (did you mean `{nearest}`?)")
    })
}
