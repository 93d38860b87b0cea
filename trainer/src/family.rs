//! From a configuration of whatever family to its data and its network in training.

use std::path::Path;

use burn::tensor::Device;
use groove::DrumMap;

use crate::{
    config::AnyConfig,
    data::{Dataset, Split, SplitBy},
    error::TrainError,
    learner::Learner,
    reference::{self, ReferenceLearner},
    run::Checkpoint,
    trainer::Trainer,
};

/// Begins a training.
///
/// # Errors
/// If there is no such network.
pub fn begin(config: AnyConfig, device: Device) -> Result<Box<dyn Learner>, TrainError> {
    Ok(match config {
        AnyConfig::Quatrain(config) => Box::new(Trainer::new(config, device)),
        AnyConfig::Reference(config) => Box::new(ReferenceLearner::new(config, device)?),
    })
}

/// Goes on with a training.
///
/// # Errors
/// If the checkpoint belongs to a network of other sizes, or to one of another family.
pub fn resume(
    config: AnyConfig,
    checkpoint: Checkpoint,
    device: Device,
) -> Result<Box<dyn Learner>, TrainError> {
    Ok(match config {
        AnyConfig::Quatrain(config) => Box::new(Trainer::resume(config, checkpoint, device)?),
        AnyConfig::Reference(config) => {
            Box::new(ReferenceLearner::resume(config, checkpoint, device)?)
        }
    })
}

/// Reads a part of a corpus, its pieces cut as the family cuts.
///
/// # Errors
/// If there is no data, or none of the split's files gives a window.
pub fn read(
    config: &AnyConfig,
    split_by: SplitBy,
    data: &Path,
    split: Split,
) -> Result<Dataset, TrainError> {
    match config {
        AnyConfig::Quatrain(config) => Dataset::read_by(
            split_by,
            data,
            split,
            config.network.grid,
            DrumMap::roland(),
        ),
        AnyConfig::Reference(config) => reference::read(split_by, data, split, &config.task),
    }
}
