//! From a run to a model folder, as `DESIGN.md` describes it.
//!
//! The folder is made beside its place, its graphs are run through `inference` and compared with
//! the network that was trained, axes and attributes are measured on what they make, and only then
//! is it put in place. A former model stays where it was until then. Where the run has no prior yet
//! for its best network, it is fitted first.

mod check;
mod decoder;
mod encoder;
mod graph;
mod onnx;
mod parts;
mod prior;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use burn::tensor::Device;
use groove::DrumMap;
use inference::{
    AXES_FILE, Attributes, Axes, Card, DECODER_FILE, ENCODER_FILE, FORMAT, LatentPrior, Model,
    ProviderChoice, RuntimeOptions, Sizes, Training,
};

use crate::{
    attributes::{AttributeOptions, directions},
    config::Config,
    data::{Dataset, Split},
    device::DeviceChoice,
    error::TrainError,
    evaluate::{Scores, scores},
    network::{Network, parameters::Parameters},
    prior::{Prior, fit::rate, stage::Stage},
    run::RunFolder,
    trainer::best_parameters,
};

pub use check::{Agreement, LARGEST_DIFFERENCE};

/// Credit for the data that the shipped models are trained on.
pub const GROOVE_CREDIT: &str = "Groove MIDI Dataset v1.0.0 (CC BY 4.0), Google LLC / \
    Jon Gillick, Adam Roberts, Jesse Engel, Douglas Eck, David Bamman";

/// What to export, and what the card is to say.
#[derive(Debug, Clone)]
pub struct ExportOptions {
    /// The run whose best checkpoint is taken.
    pub run: PathBuf,
    /// The model folder: made, or replaced.
    pub folder: PathBuf,
    /// Folder of the dataset: its training split gives the axes.
    pub data: PathBuf,
    /// The split that is scored.
    pub split: Split,
    /// What the model is called.
    pub name: String,
    /// What it is, in a sentence.
    pub description: String,
    /// Who trained it.
    pub author: String,
    /// Licence of the weights, as SPDX names it.
    pub licence: String,
    /// Credit and licence of the data.
    pub data_credit: String,
    /// Where to compute.
    pub device: DeviceChoice,
    /// The ONNX Runtime library to check with; where none is given, `inference` looks for it.
    pub library: Option<PathBuf>,
    /// Draws no progress bar where a prior has to be fitted first.
    pub quiet: bool,
    /// On how many grooves axes and attributes are measured.
    pub attributes: AttributeOptions,
}

impl ExportOptions {
    /// Options with everything but the folders at its default.
    #[must_use]
    pub fn new(run: PathBuf, folder: PathBuf, data: PathBuf) -> Self {
        Self {
            run,
            folder,
            data,
            split: Split::Validation,
            name: "Quatrain 4 Bar".to_owned(),
            description: "Four bars of drumming as people play it: a phrase latent, and a latent \
                          for each bar."
                .to_owned(),
            author: "Quatrain's authors".to_owned(),
            licence: "CC-BY-4.0".to_owned(),
            data_credit: GROOVE_CREDIT.to_owned(),
            device: DeviceChoice::Auto,
            library: None,
            quiet: false,
            attributes: AttributeOptions::default(),
        }
    }
}

/// What an export came to.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportSummary {
    /// Scores on the split that was asked for.
    pub scores: Scores,
    /// How well the graphs agree with the network, in each runtime that was there.
    pub agreements: Vec<Agreement>,
    /// What axes and attribute vectors change.
    pub attributes: Attributes,
}

/// A network on its way out.
pub(crate) struct Exported<'a> {
    pub parameters: &'a Parameters,
    pub config: &'a Config,
    pub prior: Option<&'a Prior>,
    pub device: &'a Device,
}

/// Exports a run's best checkpoint as a model folder, and checks it.
///
/// # Errors
/// If run or data can't be read, the folder can't be written, or a runtime does not give what the
/// network gives; a former model in the folder is then left as it was.
pub fn export(options: &ExportOptions) -> Result<ExportSummary, TrainError> {
    let device = options.device.open()?;
    let run = RunFolder::open(&options.run)?;
    let config = run.config()?;
    let checkpoint = run.best()?;
    let step = checkpoint.step;
    let grid = config.network.grid;
    let map = DrumMap::roland();
    let split_by = run.split_by()?;
    let read = |split| Dataset::read_by(split_by, &options.data, split, grid, map);
    let (train, scored) = (read(Split::Train)?, read(options.split)?);
    let parameters = best_parameters(&config, checkpoint)?;
    let network = Network::new(&config.network, &parameters, false, &device);
    let mut scores = scores(&network, &scored.windows, &config, &device)?;
    let stage = Stage {
        run: &run,
        config: &config,
        network: &network,
        step,
        device: &device,
        quiet: options.quiet,
    };
    let prior = match stage.kept()? {
        None if config.prior.steps > 0 => Some(stage.fit(&train, &read(Split::Validation)?)?.0),
        prior => prior,
    };
    if let Some(prior) = &prior {
        scores.divergence_nats = rate(prior, &stage.encode(&scored)?, config.seed, &device)?;
    }
    let exported = Exported {
        parameters: &parameters,
        config: &config,
        prior: prior.as_ref(),
        device: &device,
    };
    let mut card = card(options, &run, &exported, step, &train, &scores)?;
    let beside = Beside::new(&options.folder)?;
    write(&beside.folder, &exported, &mut card)?;
    let samples = &scored.windows[..scored.windows.len().min(check::SAMPLES)];
    let agreements = check::check(&beside.folder, &network, samples, &exported, options)?;
    let attributes = measure(&beside.folder, &train, options, &mut card)?;
    beside.put_in_place(&options.folder)?;
    Ok(ExportSummary {
        scores,
        agreements,
        attributes,
    })
}

/// Measures axes and attributes on what the folder's own graphs make, writes them, and opens the
/// folder once more as its users will.
fn measure(
    folder: &Path,
    train: &Dataset,
    options: &ExportOptions,
    card: &mut Card,
) -> Result<Attributes, TrainError> {
    let runtime = RuntimeOptions {
        choice: ProviderChoice::Best,
        library: options.library.clone(),
    };
    let model = Model::open(folder, &runtime)?;
    directions(&model, train, &options.attributes)?.write(folder, card)?;
    Ok(Model::open(folder, &runtime)?.attributes().clone())
}

/// Writes graphs and card into a folder that exists. The axes are provisional: they are measured
/// on the graphs.
fn write(folder: &Path, exported: &Exported<'_>, card: &mut Card) -> Result<(), TrainError> {
    let network = &exported.config.network;
    let graphs = [
        (
            ENCODER_FILE,
            encoder::encoder(exported.parameters, network, exported.prior)?,
        ),
        (
            DECODER_FILE,
            decoder::decoder(exported.parameters, network, exported.prior)?,
        ),
    ];
    for (name, bytes) in graphs {
        let file = folder.join(name);
        fs::write(&file, bytes).map_err(TrainError::file(&file))?;
    }
    Axes::standard(network.latents()).write(&folder.join(AXES_FILE))?;
    card.seal(folder)?;
    Ok(())
}

fn card(
    options: &ExportOptions,
    run: &RunFolder,
    exported: &Exported<'_>,
    step: u64,
    train: &Dataset,
    scores: &Scores,
) -> Result<Card, TrainError> {
    let config = exported.config;
    let record = run.data()?;
    let steps_per_pass = train.steps_per_pass(config.optimizer.batch);
    Ok(Card {
        format: FORMAT,
        name: options.name.clone(),
        description: options.description.clone(),
        author: options.author.clone(),
        licence: options.licence.clone(),
        prior: match exported.prior {
            Some(_) => LatentPrior::Learned,
            None => LatentPrior::Normal,
        },
        grid: config.network.grid,
        sizes: Sizes {
            latents: config.network.latents(),
            phrase: config.network.phrase,
            bar: config.network.bar_latent,
            parameters: exported.parameters.values().len()
                + exported
                    .prior
                    .map_or(0, |prior| prior.parameters.values().len()),
        },
        training: Training {
            data: options.data_credit.clone(),
            command: record.command,
            split_by: record.split_by.to_string(),
            seed: config.seed,
            windows: train.windows.len(),
            steps: step as usize,
            passes: step as f64 / steps_per_pass as f64,
            device: record.device,
        },
        scores: inference::Scores {
            split: options.split.name().to_owned(),
            windows: scores.windows,
            hit_f1: scores.hit_f1,
            step_accuracy: scores.step_accuracy,
            timing_ms: scores.timing_ms,
            velocity: scores.velocity,
            divergence_nats: scores.divergence_nats,
        },
        drum_map: DrumMap::roland().clone(),
        files: BTreeMap::new(),
    })
}

/// A folder beside the one that is meant, removed unless it is put in place.
struct Beside {
    folder: PathBuf,
}

impl Beside {
    fn new(folder: &Path) -> Result<Self, TrainError> {
        let beside = Self {
            folder: with_ending(folder, "new"),
        };
        if beside.folder.exists() {
            fs::remove_dir_all(&beside.folder).map_err(TrainError::file(&beside.folder))?;
        }
        fs::create_dir_all(&beside.folder).map_err(TrainError::file(&beside.folder))?;
        Ok(beside)
    }

    fn put_in_place(self, folder: &Path) -> Result<(), TrainError> {
        let former = with_ending(folder, "former");
        let replaces = folder.exists();
        if replaces {
            fs::rename(folder, &former).map_err(TrainError::file(folder))?;
        }
        fs::rename(&self.folder, folder).map_err(TrainError::file(folder))?;
        if replaces {
            fs::remove_dir_all(&former).map_err(TrainError::file(&former))?;
        }
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // After `put_in_place` there is nothing left to remove.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// `models/quatrain-4bar` → `models/.quatrain-4bar.new`.
fn with_ending(folder: &Path, ending: &str) -> PathBuf {
    let name = folder
        .file_name()
        .map_or_else(|| "model".into(), |name| name.to_string_lossy());
    folder.with_file_name(format!(".{name}.{ending}"))
}

#[cfg(test)]
mod tests;
