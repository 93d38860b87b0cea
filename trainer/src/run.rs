//! A run's folder: configuration, data report, log, checkpoints.
//!
//! ```text
//! config.toml           everything that decides the run, its seed too
//! data.toml             what became of the dataset's files, and the command
//! log.csv               losses as they fell, scores as they rose
//! events.out.tfevents.* the same for TensorBoard, a file a session
//! report.html           curves, data, pictures: opens without a network
//! last.checkpoint       where the run stands
//! previous.checkpoint   where it stood a checkpoint before
//! best.checkpoint       where it stood when the validation's loss was lowest
//! prior.checkpoint      the prior over the best network's latents
//! step-N.safetensors    the batch on which the run broke, if it did
//! run.lock              held by the process that trains
//! ```

mod checkpoint;
mod differences;
mod events;
mod files;
mod log;
mod study;
mod summary;

use std::{
    fmt,
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

pub use checkpoint::{AVERAGE, Best, Checkpoint, PARAMETERS};
pub use differences::differences;
pub use events::Events;
pub use log::{Lines, Log, Means, Record};
pub use study::Batch;
pub use summary::{RunSummary, comparison};

use crate::{
    config::{AnyConfig, Config, ConfigError, Family},
    data::{Report, SplitBy, UnknownSplitBy},
    error::TrainError,
};
use files::{replace, write_whole};

/// The checkpoints of a run, in the order in which one goes on from them.
const CHECKPOINTS: [&str; 3] = ["last.checkpoint", "previous.checkpoint", "best.checkpoint"];

/// A folder that holds a run.
#[derive(Debug, Clone)]
pub struct RunFolder {
    folder: PathBuf,
}

/// Where a run goes on.
#[derive(Debug)]
pub struct Standing {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// Its file.
    pub file: PathBuf,
    /// What was wrong with a newer one.
    pub passed_over: Option<TrainError>,
}

impl fmt::Display for Standing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (step, file) = (self.checkpoint.step, self.file.display());
        match &self.passed_over {
            Some(error) => write!(formatter, "{error}; going on from {file}, at step {step}"),
            None => write!(formatter, "going on from {file}, at step {step}"),
        }
    }
}

/// Where the data came from and what became of it: `data.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataRecord {
    /// The command line that began the run.
    pub command: String,
    /// Device of the run.
    pub device: String,
    /// How the data is cut.
    #[serde(default)]
    pub split_by: SplitBy,
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
        fs::create_dir_all(folder).map_err(TrainError::writing(folder, 0))?;
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
            Err(TrainError::NoRun {
                folder: folder.to_owned(),
            })
        }
    }

    /// Its path.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A file of the folder.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The saved configuration of our own network.
    ///
    /// # Errors
    /// If it can't be read, or is of another family.
    pub fn config(&self) -> Result<Config, TrainError> {
        match self.any_config()? {
            AnyConfig::Quatrain(config) => Ok(config),
            AnyConfig::Reference(_) => Err(ConfigError::OtherFamily {
                name: self.folder.display().to_string(),
                needed: Family::Quatrain,
            }
            .into()),
        }
    }

    /// The saved configuration, of whatever family.
    ///
    /// # Errors
    /// If it can't be read.
    pub fn any_config(&self) -> Result<AnyConfig, TrainError> {
        let file = self.file("config.toml");
        let text = fs::read_to_string(&file).map_err(TrainError::file(&file))?;
        Ok(AnyConfig::parse(&text, &file.display().to_string())?)
    }

    /// Saves the text of the configuration.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn save_config(&self, config: &str) -> Result<(), TrainError> {
        write_whole(&self.file("config.toml"), config.as_bytes())
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

    /// How the data is cut: as its publisher did where the record does not say, as the runs do that
    /// are older than the choice.
    ///
    /// # Errors
    /// If the record names no way to cut.
    pub fn split_by(&self) -> Result<SplitBy, TrainError> {
        let file = self.file("data.toml");
        // The rest of the record has changed its form, and does not matter here.
        let text = fs::read_to_string(&file).unwrap_or_default();
        let table: toml::Table = text.parse().unwrap_or_default();
        let Some(named) = table.get("split_by").and_then(toml::Value::as_str) else {
            return Ok(SplitBy::Official);
        };
        named
            .parse()
            .map_err(|error: UnknownSplitBy| TrainError::Config {
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
            Ok(text) => write_whole(&file, text.as_bytes()),
            Err(error) => Err(TrainError::Config {
                file,
                reason: error.to_string(),
            }),
        }
    }

    /// Keeps other processes from training in this folder as long as what it gives lives.
    ///
    /// # Errors
    /// If another process does, or the folder can't be written to.
    pub fn lock(&self) -> Result<File, TrainError> {
        let name = self.file("run.lock");
        let file = File::create(&name).map_err(TrainError::writing(&name, 0))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Err(TrainError::InUse {
                folder: self.folder.clone(),
            }),
            // Some file systems know no locks.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
        }
    }

    /// Where to go on: the last checkpoint, or, where that one is torn or missing, the newest
    /// sound one. `None` if the run was stopped before its first.
    ///
    /// # Errors
    /// If there are checkpoints, but no sound one.
    pub fn standing(&self) -> Result<Option<Standing>, TrainError> {
        let mut passed_over: Option<TrainError> = None;
        for name in CHECKPOINTS {
            let file = self.file(name);
            if !file.is_file() {
                continue;
            }
            match Checkpoint::load(&file) {
                Ok(checkpoint) => {
                    return Ok(Some(Standing {
                        checkpoint,
                        file,
                        passed_over,
                    }));
                }
                Err(error) => passed_over = passed_over.or(Some(error)),
            }
        }
        passed_over.map_or(Ok(None), Err)
    }

    /// Where the run stood when it was best; where it stands, if no validation came yet.
    ///
    /// # Errors
    /// If there is no checkpoint, or only torn ones.
    pub fn best(&self) -> Result<Checkpoint, TrainError> {
        let file = self.file("best.checkpoint");
        if file.is_file() {
            return Checkpoint::load(&file);
        }
        let standing = self.standing()?.ok_or_else(|| TrainError::NoCheckpoint {
            folder: self.folder.clone(),
        })?;
        Ok(standing.checkpoint)
    }

    /// Saves where the run stands, and keeps the checkpoint before.
    ///
    /// # Errors
    /// If it can't be written; the one before is then still there.
    pub fn save_last(&self, checkpoint: &Checkpoint) -> Result<(), TrainError> {
        let [last, previous, _] = CHECKPOINTS.map(|name| self.file(name));
        replace(&last, &previous, &checkpoint.to_bytes()?)
    }

    /// Moves a torn last checkpoint out of the way, that it may not replace a sound one.
    ///
    /// # Errors
    /// If the file system says no.
    pub fn set_last_aside(&self) -> Result<(), TrainError> {
        let [last, ..] = CHECKPOINTS.map(|name| self.file(name));
        if last.is_file() {
            let aside = last.with_extension("torn");
            fs::rename(&last, aside).map_err(TrainError::file(&last))?;
        }
        Ok(())
    }

    /// Saves where the run stood at its best.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn save_best(&self, checkpoint: &Checkpoint) -> Result<(), TrainError> {
        write_whole(&self.file("best.checkpoint"), &checkpoint.to_bytes()?)
    }

    /// The prior that was fitted to the best network's latents, if there is one.
    ///
    /// # Errors
    /// If its checkpoint is torn.
    pub fn prior(&self) -> Result<Option<Checkpoint>, TrainError> {
        let file = self.file("prior.checkpoint");
        file.is_file().then(|| Checkpoint::load(&file)).transpose()
    }

    /// Saves the prior over the best network's latents.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn save_prior(&self, checkpoint: &Checkpoint) -> Result<(), TrainError> {
        write_whole(&self.file("prior.checkpoint"), &checkpoint.to_bytes()?)
    }

    /// Saves the report.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn save_report(&self, html: &str) -> Result<(), TrainError> {
        write_whole(&self.file("report.html"), html.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{learner::Learner, testing, trainer::Trainer};
    use burn::tensor::Device;

    fn checkpoint(step: u64) -> Checkpoint {
        let mut checkpoint = Trainer::new(testing::config(), Device::flex()).checkpoint(None);
        checkpoint.step = step;
        checkpoint
    }

    fn tear(run: &RunFolder, name: &str) {
        let bytes = fs::read(run.file(name)).unwrap();
        fs::write(run.file(name), &bytes[..bytes.len() / 2]).unwrap();
    }

    #[test]
    fn a_torn_or_missing_checkpoint_leaves_a_way_on() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunFolder::create(folder.path()).unwrap();
        let at = |run: &RunFolder| {
            run.standing()
                .map(|found| found.map(|it| it.checkpoint.step))
        };
        assert!(at(&run).unwrap().is_none());
        run.save_best(&checkpoint(1)).unwrap();
        run.save_last(&checkpoint(2)).unwrap();
        run.save_last(&checkpoint(3)).unwrap();
        assert_eq!(at(&run).unwrap(), Some(3));
        tear(&run, "last.checkpoint");
        let standing = run.standing().unwrap().unwrap();
        assert_eq!(standing.checkpoint.step, 2);
        let told = standing.to_string();
        assert!(
            told.contains("last.checkpoint") && told.contains("step 2"),
            "{told}"
        );
        // A torn one never takes the place of the sound one.
        run.set_last_aside().unwrap();
        run.save_last(&checkpoint(4)).unwrap();
        fs::remove_file(run.file("last.checkpoint")).unwrap();
        assert_eq!(at(&run).unwrap(), Some(2));
        tear(&run, "previous.checkpoint");
        assert_eq!(at(&run).unwrap(), Some(1));
        tear(&run, "best.checkpoint");
        let error = at(&run).unwrap_err().to_string();
        assert!(error.contains("previous.checkpoint"), "{error}");
    }

    #[test]
    fn one_process_trains_in_a_folder_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunFolder::create(folder.path()).unwrap();
        let lock = run.lock().unwrap();
        assert!(matches!(run.lock(), Err(TrainError::InUse { .. })));
        drop(lock);
        assert!(run.lock().is_ok());
    }
}
