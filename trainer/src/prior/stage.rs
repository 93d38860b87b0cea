//! The second stage of a run: encodes the training split with the best network, fits the prior,
//! and keeps it in the run's folder.

use std::path::PathBuf;

use burn::tensor::Device;
use groove::DrumMap;

use super::{
    Posteriors, Prior, Shape,
    fit::{Fit, rate},
};
use crate::{
    config::{Config, NetworkConfig},
    data::{Dataset, Split},
    device::DeviceChoice,
    error::TrainError,
    network::Network,
    progress::Progress,
    run::{Means, RunFolder},
    trainer::best_parameters,
};

/// How often in a fit the validation split is looked at.
const VALIDATIONS: u64 = 10;

/// What to fit a prior to.
#[derive(Debug, Clone)]
pub struct PriorOptions {
    /// The run whose best network encodes.
    pub run: PathBuf,
    /// Folder of the dataset.
    pub data: PathBuf,
    /// Where to compute.
    pub device: DeviceChoice,
    /// Draws no progress bar.
    pub quiet: bool,
    /// Steps of the fit instead of the run's own number; they become the run's.
    pub steps: Option<u64>,
}

/// What a fit came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriorSummary {
    /// Step of the fit whose prior was kept: the best on the validation split.
    pub step: u64,
    /// Rate of the validation split under one normal distribution for the phrase and one for bars,
    /// in nats a groove.
    pub normal: f64,
    /// Its rate under the prior that was kept.
    pub rate: f64,
}

/// Fits a prior to the latents of a run's best network, anew.
///
/// # Errors
/// If run or data can't be read, or the fit fails.
pub fn fit_prior(options: &PriorOptions) -> Result<PriorSummary, TrainError> {
    let device = options.device.open()?;
    let run = RunFolder::open(&options.run)?;
    let mut config = run.config()?;
    if let Some(steps) = options.steps {
        config.prior.steps = steps;
        run.save_config(&config.to_toml()?)?;
    }
    let (grid, map) = (config.network.grid, DrumMap::roland());
    let split_by = run.split_by()?;
    let read = |split| Dataset::read_by(split_by, &options.data, split, grid, map);
    let (train, validation) = (read(Split::Train)?, read(Split::Validation)?);
    let best = run.best()?;
    let step = best.step;
    let parameters = best_parameters(&config, best)?;
    let stage = Stage {
        run: &run,
        config: &config,
        network: &Network::new(&config.network, &parameters, false, &device),
        step,
        device: &device,
        quiet: options.quiet,
    };
    Ok(stage.fit(&train, &validation)?.1)
}

/// A run's network, done with the first stage.
pub struct Stage<'a> {
    /// Its folder.
    pub run: &'a RunFolder,
    /// Its settings.
    pub config: &'a Config,
    /// The network.
    pub network: &'a Network,
    /// Steps that the network was trained.
    pub step: u64,
    /// Where to compute.
    pub device: &'a Device,
    /// Draws no progress bar.
    pub quiet: bool,
}

impl Stage<'_> {
    /// Encodes grooves.
    ///
    /// # Errors
    /// If the device fails.
    pub fn encode(&self, dataset: &Dataset) -> Result<Posteriors, TrainError> {
        let NetworkConfig { grid, .. } = self.config.network;
        let latents = self.config.network.latents();
        Posteriors::of(self.network, &dataset.windows, grid, latents, self.device)
    }

    /// The training split, rolled by each number of whole bars: none if the fit rolls nothing.
    fn rolled(&self, train: &Dataset) -> Result<Vec<Posteriors>, TrainError> {
        if self.config.prior.roll == 0.0 {
            return Ok(Vec::new());
        }
        let progress = Progress::new(0, 0, self.quiet);
        progress.say("prior: encoding the training split, rolled by each number of bars");
        let NetworkConfig { grid, .. } = self.config.network;
        let latents = self.config.network.latents();
        Posteriors::rolled(self.network, &train.windows, grid, latents, self.device)
    }

    /// Fits a prior to the network's latents, and keeps it in the run's folder.
    ///
    /// # Errors
    /// If the fit fails, or the folder can't be written to.
    pub fn fit(
        &self,
        train: &Dataset,
        validation: &Dataset,
    ) -> Result<(Prior, PriorSummary), TrainError> {
        let encoded = Encoded {
            rolled: self.rolled(train)?,
            train: self.encode(train)?,
            validation: self.encode(validation)?,
        };
        let (prior, summary) = fit(&encoded, self.config, self.device, self.quiet)?;
        self.run.save_prior(&prior.checkpoint(self.step))?;
        Ok((prior, summary))
    }

    /// The prior that the run's folder has for the network; `None` if there is none, or one for an
    /// earlier network, or one of other sizes.
    ///
    /// # Errors
    /// If its checkpoint is torn.
    pub fn kept(&self) -> Result<Option<Prior>, TrainError> {
        let checkpoint = self.run.prior()?;
        let checkpoint = checkpoint.filter(|checkpoint| checkpoint.step == self.step);
        let shape = Shape::of(&self.config.network);
        let restore = |found| Prior::restore(shape, &self.config.prior, found).ok();
        Ok(checkpoint.and_then(restore))
    }
}

/// The encoded grooves that a fit needs.
#[derive(Debug, Clone)]
pub struct Encoded {
    /// The training split.
    pub train: Posteriors,
    /// The same, rolled by whole bars; a set for each number of bars.
    pub rolled: Vec<Posteriors>,
    /// The validation split.
    pub validation: Posteriors,
}

/// Fits a prior, and keeps the one that is best on the validation split.
///
/// # Errors
/// If the fit fails.
pub fn fit(
    encoded: &Encoded,
    config: &Config,
    device: &Device,
    quiet: bool,
) -> Result<(Prior, PriorSummary), TrainError> {
    let Encoded {
        train,
        rolled,
        validation,
    } = encoded;
    let shape = Shape::of(&config.network);
    let (seed, steps) = (config.seed, config.prior.steps);
    let mut fit = Fit::new(train, shape, &config.prior, seed, device.clone())?;
    let normal = rate(&fit.prior(), validation, seed, device)?;
    let mut kept = (fit.prior(), 0, normal);
    let progress = Progress::new(0, steps, quiet);
    progress.say(&format!(
        "prior: {} latents of {} numbers; rate {normal:.1} nats under a normal distribution",
        train.count(),
        train.size
    ));
    let between = (steps / VALIDATIONS).max(1);
    let mut means = Means::default();
    while fit.step() < steps {
        means.add(&fit.train_step(train, rolled)?);
        progress.step(&means);
        if fit.step().is_multiple_of(between) || fit.step() == steps {
            let prior = fit.prior();
            let found = rate(&prior, validation, seed, device)?;
            let trained = means.losses().next().map_or(f64::NAN, |rate| rate.value);
            progress.say(&format!(
                "step {}: rate {found:.2} nats on validation, {trained:.2} in training",
                fit.step()
            ));
            if found < kept.2 {
                kept = (prior, fit.step(), found);
            }
            means = Means::default();
        }
    }
    progress.finish();
    let (prior, step, rate) = kept;
    Ok((prior, PriorSummary { step, normal, rate }))
}
