//! The golden numbers: what the reference itself computed with weights made by a formula, and how
//! near ours come.
//!
//! A folder of them holds `golden_model.json`, `golden_model.npz` and `golden_train.json`; its
//! README tells how they were made. Every number in them is compared, on any device.

mod files;
mod formula;
mod model;
mod quantity;
mod summary;
mod training;

use std::path::{Path, PathBuf};

use burn::tensor::Device;
use groove::reference::arrays::ArrayError;
use thiserror::Error;

use crate::error::TrainError;

pub use quantity::{Difference, Quantity, TOLERANCE};

/// Why nothing could be compared.
#[derive(Debug, Error)]
pub enum GoldenError {
    /// The file system said no.
    #[error("{}: {source}; give the folder of the golden numbers", file.display())]
    File {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file that isn't what its name says.
    #[error("{}: not golden numbers ({source})", file.display())]
    Json {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// The golden numbers of something else than `groovae_4bar`.
    #[error("{}: {what} is {found}, that of groovae_4bar {needed}", file.display())]
    OtherNetwork {
        /// Which file.
        file: PathBuf,
        /// What does not fit.
        what: String,
        /// What the file says.
        found: String,
        /// What was expected.
        needed: String,
    },
    /// The arrays can't be read.
    #[error(transparent)]
    Arrays(#[from] ArrayError),
    /// There is no configuration of the network.
    #[error(transparent)]
    Config(#[from] crate::config::ConfigError),
    /// The network can't be run.
    #[error(transparent)]
    Train(#[from] TrainError),
}

/// A folder of golden numbers, compared.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// What was compared.
    pub quantities: Vec<Quantity>,
    /// What the folder lacks, and what was taken for granted therefore.
    pub notes: Vec<String>,
}

/// Computes everything in the folder anew on the device, and compares. A quantity that differs is
/// no error: see [`Quantity::differences`]. The training and the JSON's summaries of the arrays
/// may be missing, with a note.
///
/// # Errors
/// If a file can't be read, or belongs to another network than `groovae_4bar`.
pub fn compare(folder: &Path, device: &Device) -> Result<Comparison, GoldenError> {
    let golden = files::Golden::load(folder)?;
    let mut comparison = Comparison::default();
    model::compare(&golden, device, &mut comparison)?;
    match &golden.training {
        Some(training) => training::compare(&golden, training, device, &mut comparison)?,
        None => comparison
            .notes
            .push("no golden_train.json: no step of the training was compared".into()),
    }
    Ok(comparison)
}
