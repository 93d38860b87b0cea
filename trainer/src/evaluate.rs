//! How well a network gives back what it was shown: from the posterior's mean, free-running, a
//! hit where its probability is over one half.

use std::{fmt, path::PathBuf};

use burn::tensor::{Device, Tensor, TensorData};
use groove::{Cell, Grid, Groove, Offset, Probability, Velocity, compare::Comparison};
use serde::{Deserialize, Serialize};

use crate::{
    config::{AnyConfig, Config},
    data::{Split, Window, batch},
    device::DeviceChoice,
    error::TrainError,
    family,
    learner::Measure,
    loss::Losses,
    network::{Drawn, Network},
    reference::ReferenceLearner,
    run::RunFolder,
    trainer::best_parameters,
};

/// Grooves evaluated at once.
const BATCH: usize = 128;

/// Scores of a network on grooves. Timing and velocity are compared over the hits that both have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// Grooves looked at.
    pub windows: usize,
    /// F1 of the hits, 0–1.
    pub hit_f1: f64,
    /// Share of the steps on which all drums agree, 0–1.
    pub step_accuracy: f64,
    /// Mean |timing error| in milliseconds, at the tempo of the recording.
    pub timing_ms: f64,
    /// Mean |velocity error| on MIDI's scale of 0–127.
    pub velocity: f64,
    /// Divergence of the posterior from the prior in nats a groove.
    pub divergence_nats: f64,
}

impl fmt::Display for Scores {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "hit F1 {:.3}, steps right {:.3}, timing {:.1} ms, velocity {:.1} of 127, {:.0} nats ({} grooves)",
            self.hit_f1,
            self.step_accuracy,
            self.timing_ms,
            self.velocity,
            self.divergence_nats,
            self.windows
        )
    }
}

/// What the log calls the scores.
pub(crate) const SCORES: [&str; 5] = [
    "hit_f1",
    "step_accuracy",
    "timing_ms",
    "velocity",
    "divergence_nats",
];

impl Scores {
    /// The scores by name.
    pub(crate) fn measures(&self) -> Vec<Measure> {
        let values = [
            self.hit_f1,
            self.step_accuracy,
            self.timing_ms,
            self.velocity,
            self.divergence_nats,
        ];
        let named = SCORES.into_iter().zip(values);
        named.map(|(name, value)| Measure { name, value }).collect()
    }
}

/// What to evaluate.
#[derive(Debug, Clone)]
pub struct EvaluateOptions {
    /// The run whose best checkpoint is taken.
    pub run: PathBuf,
    /// Folder of the dataset.
    pub data: PathBuf,
    /// Which part of it.
    pub split: Split,
    /// Where to compute.
    pub device: DeviceChoice,
}

/// Scores a run's best checkpoint on a split.
///
/// # Errors
/// If run or data can't be read, or the device is not there.
pub fn evaluate(options: &EvaluateOptions) -> Result<Scores, TrainError> {
    let device = options.device.open()?;
    let run = RunFolder::open(&options.run)?;
    let any = run.any_config()?;
    let dataset = family::read(&any, run.split_by()?, &options.data, options.split)?;
    let config = match any {
        AnyConfig::Quatrain(config) => config,
        AnyConfig::Reference(config) => {
            return ReferenceLearner::resume(config, run.best()?, device)?.scores(&dataset);
        }
    };
    let parameters = best_parameters(&config, run.best()?)?;
    let network = Network::new(&config.network, &parameters, false, &device);
    scores(&network, &dataset.windows, &config, &device)
}

/// Scores a network on grooves.
///
/// # Errors
/// If the device fails.
pub fn scores(
    network: &Network,
    windows: &[Window],
    config: &Config,
    device: &Device,
) -> Result<Scores, TrainError> {
    let grid = config.network.grid;
    scores_of(windows, grid, |windows| {
        let encoded = network.encode(batch::bars(windows, grid, device));
        let nats = divergence(&numbers(encoded.mean.clone())?, &numbers(encoded.spread)?);
        let noise = vec![0.5; windows.len() * grid.cells()];
        let grooves = decode(network, encoded.mean, noise, grid)?;
        Ok(Copies { grooves, nats })
    })
}

/// Grooves as a network gives them back.
#[derive(Debug)]
pub(crate) struct Copies {
    /// In the order of the originals.
    pub grooves: Vec<Groove>,
    /// Divergence of their posteriors, all together.
    pub nats: f64,
}

/// Scores whatever copies grooves.
pub(crate) fn scores_of(
    windows: &[Window],
    grid: Grid,
    mut copy: impl FnMut(&[Window]) -> Result<Copies, TrainError>,
) -> Result<Scores, TrainError> {
    let mut sum = Comparison::default();
    let (mut milliseconds, mut nats) = (0.0, 0.0);
    for windows in windows.chunks(BATCH) {
        let copies = copy(windows)?;
        nats += copies.nats;
        for (window, copy) in windows.iter().zip(copies.grooves) {
            let comparison = Comparison::of(&window.groove(grid), &copy);
            let step = 1_000.0 * window.tempo.beat_seconds() / grid.steps_per_beat() as f64;
            milliseconds += comparison.offset_error * step;
            sum.add(&comparison);
        }
    }
    let shared = sum.shared_hits.max(1) as f64;
    Ok(Scores {
        windows: windows.len(),
        hit_f1: sum.hit_f1(),
        step_accuracy: sum.step_accuracy(),
        timing_ms: milliseconds / shared,
        velocity: sum.mean_velocity_error(),
        divergence_nats: nats / windows.len().max(1) as f64,
    })
}

/// Mean loss on grooves, teacher-forced, with noise that is the same at each call: what decides
/// which checkpoint is the best. β is the full one.
///
/// # Errors
/// If the device fails.
pub fn validation_loss(
    network: &Network,
    windows: &[Window],
    config: &Config,
    device: &Device,
) -> Result<f32, TrainError> {
    let mut sum = 0.0;
    for (index, windows) in windows.chunks(BATCH).enumerate() {
        let batch = batch::validation(windows, config, index as u64, device);
        let reading = network.read(batch.bars, batch.noise, batch.told);
        let losses = Losses::of(&reading, &batch.targets, batch.grooves, &config.loss);
        let total = numbers(losses.total(&config.loss, config.loss.beta))?;
        sum += f64::from(total.first().copied().unwrap_or(f32::NAN)) * windows.len() as f64;
    }
    Ok((sum / windows.len().max(1) as f64) as f32)
}

/// Divergence from the standard normal, in nats, summed over everything.
fn divergence(means: &[f32], spreads: &[f32]) -> f64 {
    means
        .iter()
        .zip(spreads)
        .map(|(&mean, &spread)| {
            let (mean, spread) = (f64::from(mean), f64::from(spread));
            0.5 * (mean * mean + spread * spread - 1.0) - spread.ln()
        })
        .sum()
}

/// Decodes latents, `[grooves, latents]`, at temperature 1. `noise` holds a number between 0 and 1
/// for each cell of each groove: one half everywhere gives a hit where it is likelier than not.
///
/// # Errors
/// If the device fails.
pub fn decode(
    network: &Network,
    latents: Tensor<2>,
    noise: Vec<f32>,
    grid: Grid,
) -> Result<Vec<Groove>, TrainError> {
    let (count, device) = (latents.dims()[0], latents.device());
    let noise = TensorData::new(noise, [count, grid.steps(), grid.drums()]);
    let temperature = TensorData::new(vec![1.0_f32; count], [count, 1]);
    let drawn = network.decode(
        latents,
        Tensor::from_data(noise, &device),
        Tensor::from_data(temperature, &device),
    );
    grooves(drawn, grid)
}

/// The drawn numbers as grooves.
fn grooves(drawn: Drawn, grid: Grid) -> Result<Vec<Groove>, TrainError> {
    let hits = numbers(drawn.hits)?;
    let velocities = numbers(drawn.velocities)?;
    let offsets = numbers(drawn.offsets)?;
    let probabilities = numbers(drawn.probabilities)?;
    let groove = |index: usize| {
        let mut groove = Groove::empty(grid);
        for (at, cell) in groove.cells_mut().iter_mut().enumerate() {
            let at = index * grid.cells() + at;
            *cell = Cell {
                hit: hits[at] > 0.5,
                velocity: Velocity::new(velocities[at]),
                offset: Offset::new(offsets[at]),
                probability: Probability::new(probabilities[at]),
                second: None,
            };
        }
        groove
    };
    Ok((0..hits.len() / grid.cells()).map(groove).collect())
}

/// The numbers of a tensor, row by row.
pub(crate) fn numbers<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, TrainError> {
    let data = tensor.try_into_data().map_err(TrainError::backend)?;
    data.try_into_vec::<f32>().map_err(TrainError::backend)
}
