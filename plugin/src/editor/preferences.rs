//! How the person at this machine likes the window: kept in a file of the data folder, for all
//! projects.

use std::{fs, io, path::PathBuf};

use inference::{HomeError, data_home};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::theme::Look;

/// Name of the file.
const FILE: &str = "preferences.json";

/// See the module's documentation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Dark or light.
    pub look: Look,
    /// Nothing moves but what the music moves: no trails, no fading.
    #[serde(rename = "reduced_motion")]
    pub is_calm: bool,
}

/// Why preferences were not read or kept.
#[derive(Debug, Error)]
pub enum PreferencesError {
    /// There is no place for them.
    #[error("the window's look is not kept: {0}")]
    NoPlace(#[from] HomeError),
    /// The file can't be read or written.
    #[error("{path}: {source}; the window's look is not kept until the folder can be written to")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is not what was written.
    #[error("{path} is damaged ({reason}); the window begins dark, the next choice mends the file")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

impl Preferences {
    /// Reads them; the defaults where nothing was chosen yet.
    ///
    /// # Errors
    /// If there is a file that can't be read or understood.
    pub fn load() -> Result<Self, PreferencesError> {
        let path = path()?;
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(PreferencesError::File { path, source }),
        };
        Self::read(&text).map_err(|reason| PreferencesError::Damaged { path, reason })
    }

    fn read(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// Keeps them.
    ///
    /// # Errors
    /// If the file can't be written.
    pub fn store(&self) -> Result<(), PreferencesError> {
        let path = path()?;
        let text = serde_json::json!(self).to_string();
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        folder
            .and_then(|()| fs::write(&path, text))
            .map_err(|source| PreferencesError::File { path, source })
    }
}

fn path() -> Result<PathBuf, HomeError> {
    Ok(data_home()?.join(FILE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_lacks_is_as_at_first() {
        let chosen = Preferences {
            look: Look::Light,
            is_calm: true,
        };
        let text = serde_json::json!(chosen).to_string();
        assert_eq!(Preferences::read(&text), Ok(chosen));
        assert_eq!(Preferences::read("{}"), Ok(Preferences::default()));
        assert!(Preferences::read("{\"look\":\"pink\"}").is_err());
    }
}
