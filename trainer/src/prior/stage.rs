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
    config::Config,
    data::{Dataset, Split},
    device::DeviceChoice,
    error::TrainError,
    network::Network,
    progress::Progress,
    run::{Means, RunFolder},
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
    let grid = config.network.grid;
    let (split_by, map) = (run.split_by()?, DrumMap::roland());
    let read = |split| Dataset::read_by(split_by, &options.data, split, grid, map);
    let (train, validation) = (read(Split::Train)?, read(Split::Validation)?);
    let best = run.best()?;
    let step = best.step;
    let parameters =
        Network::initial(&config.network, config.seed).with_values(best.parameters()?)?;
    let network = Network::new(&config.network, &parameters, false, &device);
    let encode = |dataset: &Dataset| {
        let latents = config.network.latents();
        Posteriors::of(&network, &dataset.windows, grid, latents, &device)
    };
    let encoded = Encoded {
        rolled: rolled(&network, &train, &config, &device, options.quiet)?,
        train: encode(&train)?,
        validation: encode(&validation)?,
    };
    let (prior, summary) = fit(&encoded, &config, &device, options.quiet)?;
    run.save_prior(&prior.checkpoint(step))?;
    Ok(summary)
}

/// The encoded grooves that a fit needs.
#[derive(Debug, Clone)]
pub struct Encoded {
    /// The training split.
    pub train: Posteriors,
    /// The same, rolled by whole bars; see [`rolled`].
    pub rolled: Vec<Posteriors>,
    /// The validation split.
    pub validation: Posteriors,
}

/// The training split, rolled by each number of whole bars: none if the fit rolls nothing.
///
/// # Errors
/// If the device fails.
pub fn rolled(
    network: &Network,
    train: &Dataset,
    config: &Config,
    device: &Device,
    quiet: bool,
) -> Result<Vec<Posteriors>, TrainError> {
    if config.prior.roll == 0.0 {
        return Ok(Vec::new());
    }
    let progress = Progress::new(0, 0, quiet);
    progress.say("prior: encoding the training split, rolled by each number of bars");
    let (grid, latents) = (config.network.grid, config.network.latents());
    Posteriors::rolled(network, &train.windows, grid, latents, device)
}

/// The prior that a run's folder has for its best network; `None` if there is none, or one for an
/// earlier network, or one of other sizes.
///
/// # Errors
/// If its checkpoint is torn.
pub fn kept_prior(
    run: &RunFolder,
    config: &Config,
    step: u64,
) -> Result<Option<Prior>, TrainError> {
    let checkpoint = run.prior()?.filter(|checkpoint| checkpoint.step == step);
    let shape = Shape::of(&config.network);
    Ok(checkpoint.and_then(|found| Prior::restore(shape, &config.prior, found).ok()))
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
