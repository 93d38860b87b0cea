//! `quatrain evaluate`: how well a run's best network, or a model folder, gives back what it is
//! shown. A model folder gets the whole scorecard, beside lookup tables.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use clap::Args;
use trainer::{DeviceChoice, EvaluateOptions, ScorecardOptions, data::Split};

use crate::options::ProviderName;

/// Arguments of `quatrain evaluate`.
#[derive(Args)]
pub struct Arguments {
    /// Folder of a run; or name a model by --model
    #[arg(required_unless_present = "model", conflicts_with = "model")]
    run: Option<PathBuf>,
    /// Folder of a model, for the whole scorecard of what users get
    #[arg(long, value_name = "FOLDER")]
    model: Option<PathBuf>,
    /// Recorded drumming: the Groove MIDI Dataset (folder or .zip), any folder of MIDI files, or a
    /// TFRecord of NoteSequences; without an info.csv a file's name decides its split
    #[arg(long)]
    data: PathBuf,
    /// Which part: train, validation or test
    #[arg(long, default_value = "validation")]
    split: Split,
    /// Where a run's network computes: cpu, cuda:0 (or another number), or auto
    #[arg(long, default_value = "auto", conflicts_with = "model")]
    device: DeviceChoice,
    /// What runs the model
    #[arg(long, value_enum, default_value_t, conflicts_with = "run")]
    provider: ProviderName,
    /// Write all numbers of the scorecard as JSON
    #[arg(long, value_name = "FILE", conflicts_with = "run")]
    json: Option<PathBuf>,
    /// Decides the scorecard's samples, pairs and resamples
    #[arg(long, default_value_t = 1, conflicts_with = "run")]
    seed: u64,
}

/// Scores and prints.
pub fn run(arguments: &Arguments) -> Result<()> {
    if let Some(run) = &arguments.run {
        let scores = trainer::evaluate(&EvaluateOptions {
            run: run.clone(),
            data: arguments.data.clone(),
            split: arguments.split,
            device: arguments.device,
        })?;
        println!("{scores}");
    } else if let Some(model) = &arguments.model {
        let card = trainer::scorecard(&ScorecardOptions {
            model: model.clone(),
            runtime: arguments.provider.into(),
            data: arguments.data.clone(),
            split: arguments.split,
            seed: arguments.seed,
        })?;
        println!("{card}");
        if let Some(file) = &arguments.json {
            write(file, &serde_json::to_string_pretty(&card.to_json())?)?;
        }
    }
    Ok(())
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, format!("{text}\n"))
        .with_context(|| format!("can't write the scorecard {}", file.display()))
}
