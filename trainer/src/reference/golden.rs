//! The golden numbers: what the reference itself computed with weights made by a formula, and how
//! near ours come.
//!
//! A folder of them holds `golden_model.json`, `golden_model.npz` and `golden_train.json`; its
//! README tells how they were made. Every number in them is compared, on any device.

mod files;
mod formula;
mod model;
mod quantity;
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
    /// The network can't be run.
    #[error(transparent)]
    Train(#[from] TrainError),
}

/// Computes everything in the folder anew on the device, and compares. A quantity that differs is
/// no error: see [`Quantity::differences`].
///
/// # Errors
/// If a file can't be read, or belongs to another network than `groovae_4bar`.
pub fn compare(folder: &Path, device: &Device) -> Result<Vec<Quantity>, GoldenError> {
    let golden = files::Golden::load(folder)?;
    let mut quantities = model::compare(&golden, device)?;
    quantities.extend(training::compare(&golden, device)?);
    Ok(quantities)
}
