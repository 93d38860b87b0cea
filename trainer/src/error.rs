//! What can go wrong, and what to do about it.

use std::path::{Path, PathBuf};

use groove::corpus::{CorpusError, Reason, Report, Split};
use thiserror::Error;

use crate::data::SplitBy;

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
    /// The disk is full.
    #[error(
        "{}: the disk is full, and {megabytes:.1} MB are needed there; what was written before is \
         whole: free some space, then go on by --resume", file.display()
    )]
    DiskFull {
        /// Which file.
        file: PathBuf,
        /// How much it needs.
        megabytes: f64,
    },
    /// Somebody else's folder.
    #[error(
        "{}: there is no right to write there ({source}); give a folder of your own by --out, or \
         change the folder's rights", file.display()
    )]
    NoRights {
        /// Which file or folder.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The data can't be opened.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// No file of a split gave a groove.
    #[error("{}: no usable MIDI file for {split}: {report}; {}", data.display(), remedy(report))]
    NothingUsable {
        /// Where the data is.
        data: PathBuf,
        /// Which split.
        split: Split,
        /// What was read and dropped.
        report: Box<Report>,
    },
    /// A split that gives too few grooves.
    #[error(
        "{}: {split} has {found} grooves ({report}), but a batch takes {needed}; give more data, or \
         a smaller batch: batch = {found} or less in the configuration", data.display()
    )]
    TooFewGrooves {
        /// Where the data is.
        data: PathBuf,
        /// Which split.
        split: Split,
        /// Grooves there are.
        found: usize,
        /// Grooves of a batch.
        needed: usize,
        /// What was read and dropped.
        report: Box<Report>,
    },
    /// A model was to judge itself.
    #[error(
        "the features of {name} are to judge its own samples, which would flatter them; name a \
         model that was trained from another seed"
    )]
    OwnFeatures {
        /// What the card calls it.
        name: String,
    },
    /// What is to be scored may have been trained on.
    #[error(
        "{name} was trained on data that was split another way ({trained}): parts of this test may \
         be its training; evaluate with --split-by {trained}, or train with --split-by {asked}"
    )]
    OtherSplit {
        /// What the card calls it.
        name: String,
        /// How the card says it was.
        trained: String,
        /// How it is to be now.
        asked: SplitBy,
    },
    /// Drummers can't be held out.
    #[error(
        "{}: {found} drummers with usable pieces; a split by drummer needs three that the data's \
         info.csv names, one for each split",
        data.display()
    )]
    TooFewDrummers {
        /// Where the data is.
        data: PathBuf,
        /// How many there are.
        found: usize,
    },
    /// A configuration that can't be read.
    #[error("{}: {reason}", file.display())]
    Config {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// There is no such configuration.
    #[error(transparent)]
    NoConfig(#[from] crate::config::ConfigError),
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
    /// There is no run in the folder.
    #[error(
        "{}: holds no run (no config.toml); begin one without --resume, or look for the folder \
         that was given as --out", folder.display()
    )]
    NoRun {
        /// Which folder.
        folder: PathBuf,
    },
    /// The run holds no checkpoint yet.
    #[error(
        "{}: the run was stopped before its first checkpoint; go on with it by \
         quatrain train --resume", folder.display()
    )]
    NoCheckpoint {
        /// Which folder.
        folder: PathBuf,
    },
    /// Another process trains there.
    #[error(
        "{}: another process trains in this folder; wait for it, or give another folder",
        folder.display()
    )]
    InUse {
        /// Which folder.
        folder: PathBuf,
    },
    /// The given configuration is not the run's.
    #[error(
        "{}: the run was begun with other settings: {differences}; leave --config out to go on with \
         the run's own, or begin another run in another folder", file.display()
    )]
    OtherConfig {
        /// The run's configuration.
        file: PathBuf,
        /// What the run has, and what was given.
        differences: String,
    },
    /// A checkpoint that can't be read.
    #[error("{}: is torn or no checkpoint ({reason})", file.display())]
    Checkpoint {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The parameters belong to a network of other sizes.
    #[error(
        "the checkpoint has {found} parameters, but the configured network {needed}; give back the \
         sizes that it was trained with ([network] in the run's config.toml), or begin a new run"
    )]
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
    /// A prior that can't be fitted.
    #[error("no prior can be fitted: {reason}")]
    NoPrior {
        /// Why not.
        reason: String,
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
    /// The loss or the gradients are no number any more.
    #[error("the loss became {loss} at step {step}")]
    NotANumber {
        /// Step of the training.
        step: u64,
        /// The loss, or the norm of the gradients.
        loss: f32,
    },
    /// The same, with what the training met there.
    #[error(
        "the loss or its gradient became {loss} at step {step}, on {origins}; this batch is saved as {}. \
         A resumed run would come to the same end: lower the learning rate in {} and go on by \
         --resume, or take these pieces out of the data", batch.display(), config.display()
    )]
    Diverged {
        /// Step of the training, counted from 0.
        step: u64,
        /// The loss, or the norm of the gradients.
        loss: f32,
        /// Where the grooves of the batch are from.
        origins: String,
        /// The file that holds them.
        batch: PathBuf,
        /// The run's configuration.
        config: PathBuf,
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
    /// No directions were found.
    #[error("no attributes can be measured: {reason}")]
    Attributes {
        /// Why.
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

/// What to do where no piece gave a groove, by what most of them lack.
fn remedy(report: &Report) -> &'static str {
    let most = report.rejected.iter().max_by_key(|(_, cases)| cases.count);
    match most.map(|(reason, _)| reason) {
        Some(Reason::Meter | Reason::MeterChange) => {
            "the grid counts four quarters a bar: give pieces in 4/4, or set another grid"
        }
        Some(Reason::TooShort) => {
            "a groove is as many bars as the grid has: give longer pieces, or set a grid of fewer bars"
        }
        Some(Reason::Empty | Reason::UnknownKey) => {
            "drums must lie on the keys of the drum map: see quatrain windows --help"
        }
        Some(_) => "quatrain statistics DATA names every piece and what is wrong with it",
        None => {
            "none of its pieces belongs to this split: name the splits in an info.csv, or give more \
             pieces, of which a tenth goes into validation and a tenth into test by their names"
        }
    }
}

impl TrainError {
    /// What the backend said instead of doing what it was asked for.
    pub(crate) fn backend(error: impl std::fmt::Debug) -> Self {
        Self::Backend {
            reason: format!("{error:?}"),
        }
    }

    /// For `map_err`: the file, or what is to be written to it, met an error.
    pub fn writing(file: &Path, bytes: usize) -> impl FnOnce(std::io::Error) -> Self + use<> {
        use std::io::ErrorKind;
        let file = file.to_owned();
        let megabytes = bytes as f64 / 1e6;
        move |source| match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull { file, megabytes },
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                Self::NoRights { file, source }
            }
            _ => Self::File { file, source },
        }
    }

    /// For `map_err`: an error of the file system about this file.
    pub fn file(file: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let file = file.to_owned();
        move |source| Self::File { file, source }
    }
}
