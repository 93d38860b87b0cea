//! What can go wrong, and what to do about it.

use std::path::{Path, PathBuf};

use groove::corpus::{CorpusError, Report, Split};
use thiserror::Error;

/// Why training, evaluation or export stopped.
#[derive(Debug, Error)]
pub enum TrainError {
    /// The file system said no.
    #[error("{}: {source}", file.display())]
    File {
        /// Which file or folder.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The data can't be opened.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// No file of a split gave a groove.
    #[error("{}: no usable MIDI file for {split}; {report}", data.display())]
    NothingUsable {
        /// Where the data is.
        data: PathBuf,
        /// Which split.
        split: Split,
        /// What was read and dropped.
        report: Box<Report>,
    },
    /// A configuration that can't be read.
    #[error("{}: {reason}", file.display())]
    Config {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The device asked for is not there.
    #[error(transparent)]
    Device(#[from] crate::device::DeviceError),
    /// The run folder is in use by an earlier run.
    #[error(
        "{}: holds a run already; go on with it by --resume, or give another folder",
        folder.display()
    )]
    RunExists {
        /// Which folder.
        folder: PathBuf,
    },
    /// The run folder holds nothing to go on from.
    #[error("{}: no checkpoint to go on from", folder.display())]
    NoCheckpoint {
        /// Which folder.
        folder: PathBuf,
    },
    /// A checkpoint that can't be read.
    #[error("{}: {reason}; an earlier checkpoint may be beside it", file.display())]
    Checkpoint {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The parameters belong to a network of other sizes.
    #[error("the checkpoint has {found} parameters, the configured network {needed}")]
    OtherNetwork {
        /// Parameters found.
        found: usize,
        /// Parameters of the network.
        needed: usize,
    },
    /// The checkpoint belongs to a network of another family.
    #[error(
        "the checkpoint is of the family {found} and holds no {missing}; give the configuration \
         that it was trained with"
    )]
    OtherFamily {
        /// The family of the checkpoint.
        found: String,
        /// The vector that it lacks.
        missing: String,
    },
    /// Sizes that make no network.
    #[error("there is no such network: it needs {needed}")]
    NoSuchNetwork {
        /// What it needs.
        needed: &'static str,
    },
    /// A matrix that the network does not have.
    #[error("the network has no matrix called {name}")]
    NoMatrix {
        /// Its name.
        name: String,
    },
    /// The loss is no number any more.
    #[error(
        "the loss became {loss} at step {step}; lower the learning rate, and resume from the last checkpoint"
    )]
    NotANumber {
        /// Step of the training.
        step: u64,
        /// The loss.
        loss: f32,
    },
    /// The exported model does not do what the trained one does.
    #[error(
        "the export is off: {what} differs by {difference} (at most {allowed} is allowed); the former model was left as it was"
    )]
    Export {
        /// Which output.
        what: String,
        /// Largest difference.
        difference: f32,
        /// What is allowed.
        allowed: f32,
    },
    /// The exported model could not be run.
    #[error("the export does not run: {reason}; the former model was left as it was")]
    ExportRun {
        /// What the runtime said.
        reason: String,
    },
    /// The model folder can't be read or written, or the model does not answer.
    #[error(transparent)]
    Model(#[from] inference::ModelError),
    /// The backend gave back something else than it was asked for.
    #[error("the device failed: {reason}")]
    Backend {
        /// What it said.
        reason: String,
    },
}

impl TrainError {
    /// What the backend said instead of doing what it was asked for.
    pub(crate) fn backend(error: impl std::fmt::Debug) -> Self {
        Self::Backend {
            reason: format!("{error:?}"),
        }
    }

    /// For `map_err`: an error of the file system about this file.
    pub fn file(file: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let file = file.to_owned();
        move |source| Self::File { file, source }
    }
}
