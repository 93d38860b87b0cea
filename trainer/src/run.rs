//! A run's folder: configuration, data report, log, checkpoints.
//!
//! ```text
//! config.toml       everything that decides the run
//! data.toml         what became of the dataset's files
//! log.csv           losses as they fell, scores as they rose
//! last.checkpoint   where the run stands
//! best.checkpoint   where it stood when the validation's loss was lowest
//! ```

mod checkpoint;
mod log;

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

pub use checkpoint::{AVERAGE, Best, Checkpoint, PARAMETERS};
pub use log::{Log, Means, Record};

use crate::{config::Config, data::Report, error::TrainError};

/// A folder that holds a run.
#[derive(Debug, Clone)]
pub struct RunFolder {
    folder: PathBuf,
}

/// Where the data came from and what became of it: `data.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataRecord {
    /// The command line that began the run.
    pub command: String,
    /// Device of the run.
    pub device: String,
    /// Files of the training split.
    pub train: Report,
    /// Files of the validation split.
    pub validation: Report,
}

impl RunFolder {
    /// A new run's folder, made now.
    ///
    /// # Errors
    /// If it holds a run already or can't be made.
    pub fn create(folder: &Path) -> Result<Self, TrainError> {
        let run = Self {
            folder: folder.to_owned(),
        };
        if run.file("config.toml").exists() {
            return Err(TrainError::RunExists {
                folder: folder.to_owned(),
            });
        }
        fs::create_dir_all(folder).map_err(TrainError::file(folder))?;
        Ok(run)
    }

    /// The folder of a run that exists.
    ///
    /// # Errors
    /// If it holds no run.
    pub fn open(folder: &Path) -> Result<Self, TrainError> {
        let run = Self {
            folder: folder.to_owned(),
        };
        if run.file("config.toml").is_file() {
            Ok(run)
        } else {
            Err(TrainError::NoCheckpoint {
                folder: folder.to_owned(),
            })
        }
    }

    /// A file of the folder.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The saved configuration.
    ///
    /// # Errors
    /// If it can't be read.
    pub fn config(&self) -> Result<Config, TrainError> {
        Config::load(&self.file("config.toml"))
    }

    /// Saves the text of the configuration.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn save_config(&self, config: &str) -> Result<(), TrainError> {
        write(&self.file("config.toml"), config.as_bytes())
    }

    /// The saved record of the data.
    ///
    /// # Errors
    /// If it can't be read.
    pub fn data(&self) -> Result<DataRecord, TrainError> {
        let file = self.file("data.toml");
        let text = fs::read_to_string(&file).map_err(TrainError::file(&file))?;
        toml::from_str(&text).map_err(|error| TrainError::Config {
            file,
            reason: error.to_string(),
        })
    }

    /// Saves the record of the data.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn save_data(&self, data: &DataRecord) -> Result<(), TrainError> {
        let file = self.file("data.toml");
        match toml::to_string(data) {
            Ok(text) => write(&file, text.as_bytes()),
            Err(error) => Err(TrainError::Config {
                file,
                reason: error.to_string(),
            }),
        }
    }

    /// Where the run stands.
    ///
    /// # Errors
    /// If there is no checkpoint, or a torn one.
    pub fn last(&self) -> Result<Checkpoint, TrainError> {
        self.checkpoint("last.checkpoint")
    }

    /// Where it stood when it was best; where it stands, if no validation came yet.
    ///
    /// # Errors
    /// If there is no checkpoint, or a torn one.
    pub fn best(&self) -> Result<Checkpoint, TrainError> {
        let name = "best.checkpoint";
        self.checkpoint(if self.file(name).is_file() {
            name
        } else {
            "last.checkpoint"
        })
    }

    fn checkpoint(&self, name: &str) -> Result<Checkpoint, TrainError> {
        let file = self.file(name);
        if file.is_file() {
            Checkpoint::load(&file)
        } else {
            Err(TrainError::NoCheckpoint {
                folder: self.folder.clone(),
            })
        }
    }

    /// Saves where the run stands.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn save_last(&self, checkpoint: &Checkpoint) -> Result<(), TrainError> {
        write(&self.file("last.checkpoint"), &checkpoint.to_bytes()?)
    }

    /// Saves where the run stood at its best.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn save_best(&self, checkpoint: &Checkpoint) -> Result<(), TrainError> {
        write(&self.file("best.checkpoint"), &checkpoint.to_bytes()?)
    }
}

/// Writes beside the file, then renames: a reader sees the old file or the new one, never half.
fn write(file: &Path, bytes: &[u8]) -> Result<(), TrainError> {
    let beside = file.with_extension("new");
    fs::write(&beside, bytes).map_err(TrainError::file(&beside))?;
    fs::rename(&beside, file).map_err(TrainError::file(file))
}
