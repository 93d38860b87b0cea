//! `quatrain evaluate`: how well a run's best network, or a model folder, gives back what it is
//! shown. A model folder gets the whole scorecard, beside lookup tables.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use clap::Args;
use trainer::{
    DeviceChoice, EvaluateOptions, ScorecardOptions,
    data::{Split, SplitBy},
    scorecard::measures::MEASURES,
};

use crate::options::ProviderName;

/// Arguments of `quatrain evaluate`.
#[derive(Args)]
#[command(after_long_help = keys())]
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
    /// How the data is cut: official, or drummer (no drummer plays in two parts; a harder test, for
    /// models that were trained with it). A run keeps its own way
    #[arg(long, default_value_t, conflicts_with = "run")]
    split_by: SplitBy,
    /// Where a run's network computes: cpu, cuda:0 (or another number), or auto
    #[arg(long, default_value = "auto", conflicts_with = "model")]
    device: DeviceChoice,
    /// What runs the model
    #[arg(long, value_enum, default_value_t, conflicts_with = "run")]
    provider: ProviderName,
    /// Folder of a model that was trained from another seed: its encoder gives the features for the
    /// Fréchet distance of samples
    #[arg(long, value_name = "FOLDER", conflicts_with = "run")]
    features: Option<PathBuf>,
    /// Write all numbers of the scorecard as JSON; --help lists the keys
    #[arg(long, value_name = "FILE", conflicts_with = "run")]
    json: Option<PathBuf>,
    /// Write the scorecard with pictures as a page that opens without a network
    #[arg(long, value_name = "FILE", conflicts_with = "run")]
    html: Option<PathBuf>,
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
            split_by: arguments.split_by,
            seed: arguments.seed,
            features: arguments.features.clone(),
            command: command(arguments, model),
        })?;
        println!("{card}");
        if let Some(file) = &arguments.json {
            write(file, &serde_json::to_string_pretty(&card.to_json())?)?;
        }
        if let Some(file) = &arguments.html {
            write(file, &card.to_html())?;
        }
    }
    Ok(())
}

/// The command for the record. Folders of this machine are nobody else's business.
fn command(arguments: &Arguments, model: &Path) -> String {
    let mut words = format!(
        "quatrain evaluate --model {} --data {} --split {}",
        short(model),
        short(&arguments.data),
        arguments.split
    );
    if arguments.split_by != SplitBy::Official {
        words += &format!(" --split-by {}", arguments.split_by);
    }
    if let Some(features) = &arguments.features {
        words += &format!(" --features {}", short(features));
    }
    format!("{words} --seed {}", arguments.seed)
}

/// A path inside the working folder as it is, of any other the last name alone.
fn short(path: &Path) -> String {
    let inside = path.is_relative() && !path.starts_with("..");
    let short = if inside {
        Some(path.as_os_str())
    } else {
        path.file_name()
    };
    short.map_or_else(
        || "…".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// The keys of the JSON.
fn keys() -> String {
    let mut text = "Keys of the JSON, a flat object. Behind baseline_grid_, baseline_mean_ and \
         baseline_lookup_ stand the numbers of the tables (all on the grid, the training's mean, its \
         mean for drum and step), behind baseline_ the best of them, behind baseline_training_ and \
         real_ those of real grooves; intervals_95 holds 95 % intervals by the bootstrap over files, \
         units the units; drums, styles, drummers and statistics are lists.\n"
        .to_owned();
    for measure in MEASURES {
        let about = if measure.about.is_empty() {
            measure.name
        } else {
            measure.about
        };
        text += &format!("\n  {:38} {about}", measure.key);
        if !measure.unit.is_empty() {
            text += &format!(" [{}]", measure.unit);
        }
    }
    text
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, format!("{text}\n"))
        .with_context(|| format!("can't write the scorecard {}", file.display()))
}
