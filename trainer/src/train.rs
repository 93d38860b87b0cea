//! A training from its options: data, device, run folder, network; then a session.

use std::{path::PathBuf, time::Duration};

use burn::tensor::Device;

use crate::{
    config::{AnyConfig, catalogue::SHIPPED, find},
    data::{Split, SplitBy},
    device::{DeviceChoice, DeviceList},
    error::TrainError,
    family,
    learner::Learner,
    run::{Checkpoint, DataRecord, RunFolder, differences},
    session::{Session, Setting, TrainSummary},
};

/// How long a training is, earlier sessions included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum End {
    /// So many passes over the training grooves.
    Passes(f64),
    /// So many steps.
    Steps(u64),
}

impl End {
    /// In steps.
    #[must_use]
    pub fn steps(self, steps_per_pass: u64) -> u64 {
        match self {
            Self::Passes(passes) => (passes * steps_per_pass as f64).ceil() as u64,
            Self::Steps(steps) => steps,
        }
    }
}

/// What to train, on what, for how long.
#[derive(Debug, Clone)]
pub struct TrainOptions {
    /// Folder of the dataset.
    pub data: PathBuf,
    /// The run's folder: new, or with `resume` one that holds a run.
    pub run: PathBuf,
    /// How the dataset is cut; a resumed run keeps its own way.
    pub split_by: SplitBy,
    /// Everything that decides a run. Without it a new run has the shipped model's, and a resumed
    /// one always has its own: one that is given must be the same.
    pub config: Option<AnyConfig>,
    /// Where to compute: one device, or several that share each step.
    pub devices: DeviceList,
    /// How long the training is.
    pub end: End,
    /// Stops when no validation was better for so many passes.
    pub patience: Option<f64>,
    /// Stops after so long, wherever it is; the checkpoint is kept.
    pub limit: Option<Duration>,
    /// Goes on where the run was.
    pub resume: bool,
    /// Time between two checkpoints.
    pub checkpoint_every: Duration,
    /// Draws no progress bar.
    pub quiet: bool,
    /// The command line, for the record.
    pub command: String,
}

impl TrainOptions {
    /// Options with everything but the folders at its default.
    #[must_use]
    pub fn new(data: PathBuf, run: PathBuf) -> Self {
        Self {
            data,
            run,
            split_by: SplitBy::Official,
            config: None,
            devices: DeviceChoice::Auto.into(),
            end: End::Passes(12.0),
            patience: None,
            limit: None,
            resume: false,
            checkpoint_every: Duration::from_secs(45),
            quiet: false,
            command: String::new(),
        }
    }
}

/// Trains a network, or goes on training one.
///
/// Writes a checkpoint at least every [`TrainOptions::checkpoint_every`], atomically; a resumed
/// run goes on bit for bit where the checkpoint was.
///
/// # Errors
/// If data, device or run folder are not as they should be, or the loss is no number any more.
pub fn train(options: &TrainOptions) -> Result<TrainSummary, TrainError> {
    let devices = options.devices.open()?;
    let run = if options.resume {
        RunFolder::open(&options.run)?
    } else {
        RunFolder::create(&options.run)?
    };
    let _lock = run.lock()?;
    let config = config(&run, options)?;
    let checkpoint = if options.resume {
        where_to_go_on(&run)?
    } else {
        None
    };
    let mut learner = learner(&config, checkpoint.clone(), first(&devices)?)?;
    learner.spread(devices)?;
    let split_by = if options.resume {
        run.split_by()?
    } else {
        options.split_by
    };
    let read = |split| family::read(&config, split_by, &options.data, split);
    let (train, validation) = (read(Split::Train)?, read(Split::Validation)?);
    let needed = learner.batch();
    if train.windows.len() < needed {
        return Err(TrainError::TooFewGrooves {
            data: options.data.clone(),
            split: Split::Train,
            found: train.windows.len(),
            needed,
            report: Box::new(train.report),
        });
    }
    if !options.resume {
        run.save_data(&DataRecord {
            command: options.command.clone(),
            device: options.devices.to_string(),
            split_by,
            train: train.report.clone(),
            validation: validation.report.clone(),
        })?;
        // The last of the three: a folder with a configuration holds a run.
        run.save_config(&learner.config()?)?;
    }
    let setting = Setting {
        train: &train,
        validation: &validation,
        run: &run,
        options,
    };
    Session::begin(setting, learner.as_mut(), checkpoint.as_ref())?.run()
}

fn first(devices: &[Device]) -> Result<Device, TrainError> {
    let first = devices.first().cloned();
    first.ok_or_else(|| TrainError::backend("no device is named"))
}

/// The run's own configuration, or what a new run is to have.
fn config(run: &RunFolder, options: &TrainOptions) -> Result<AnyConfig, TrainError> {
    if !options.resume {
        let given = options.config.clone();
        return Ok(given.map_or_else(|| find(SHIPPED), Ok)?);
    }
    let own = run.any_config()?;
    let differing = match &options.config {
        Some(given) => differences(&own.to_toml()?, &given.to_toml()?),
        None => Vec::new(),
    };
    if differing.is_empty() {
        Ok(own)
    } else {
        Err(TrainError::OtherConfig {
            file: run.file("config.toml"),
            differences: differing.join("; "),
        })
    }
}

fn where_to_go_on(run: &RunFolder) -> Result<Option<Checkpoint>, TrainError> {
    let Some(standing) = run.standing()? else {
        return Ok(None);
    };
    if standing.passed_over.is_some() {
        eprintln!("{standing}");
        run.set_last_aside()?;
    }
    Ok(Some(standing.checkpoint))
}

/// The network of a configuration, begun anew or from a checkpoint.
fn learner(
    config: &AnyConfig,
    checkpoint: Option<Checkpoint>,
    device: Device,
) -> Result<Box<dyn Learner>, TrainError> {
    match checkpoint {
        Some(checkpoint) => family::resume(config.clone(), checkpoint, device),
        None => family::begin(config.clone(), device),
    }
}
