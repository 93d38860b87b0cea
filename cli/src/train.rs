//! `quatrain train DATA --out RUN`: fit a model to recorded drumming.

use std::{path::PathBuf, time::Duration};

use anyhow::Result;
use clap::Args;
use trainer::{Config, DeviceChoice, TrainOptions};

/// Arguments of `quatrain train`.
#[derive(Args)]
pub struct Arguments {
    /// Recorded drumming: the Groove MIDI Dataset (folder or .zip), any folder of MIDI files, or a
    /// TFRecord of NoteSequences; without an info.csv a file's name decides its split
    data: PathBuf,
    /// Folder of the run: its checkpoints, log and configuration
    #[arg(long, value_name = "RUN")]
    out: PathBuf,
    /// Passes over the training split, earlier sessions of the run included
    #[arg(long, default_value_t = 12.0)]
    passes: f64,
    /// Stop after so many minutes; the run can be resumed
    #[arg(long)]
    minutes: Option<f64>,
    /// Go on where the run stopped
    #[arg(long)]
    resume: bool,
    /// Seed of everything random; a resumed run keeps its own
    #[arg(long)]
    seed: Option<u64>,
    /// Configuration file of a new run (TOML); without it the network of the shipped model
    #[arg(long, value_name = "FILE", conflicts_with = "resume")]
    config: Option<PathBuf>,
    /// Where to compute: cpu, cuda:0 (or another number), or auto
    #[arg(long, default_value = "auto")]
    device: DeviceChoice,
    /// No progress bar
    #[arg(long, short)]
    quiet: bool,
}

/// Trains, and says how good the best network is.
pub fn run(arguments: &Arguments) -> Result<()> {
    let mut options = TrainOptions::new(arguments.data.clone(), arguments.out.clone());
    if let Some(file) = &arguments.config {
        options.config = Config::load(file)?;
    }
    if let Some(seed) = arguments.seed {
        options.config.seed = seed;
    }
    options.device = arguments.device;
    options.passes = arguments.passes;
    options.limit = arguments
        .minutes
        .map(|minutes| Duration::from_secs_f64(minutes.max(0.0) * 60.0));
    options.resume = arguments.resume;
    options.quiet = arguments.quiet;
    // For the card. Folders of this machine are nobody else's business.
    options.command = format!(
        "cargo run --release -p quatrain -- train groove-midi --out runs/four-bars --seed {} --passes {}",
        options.config.seed, options.passes
    );
    let summary = trainer::train(&options)?;
    println!(
        "{} steps, {:.2} passes: {}",
        summary.steps, summary.passes, summary.validation
    );
    println!(
        "next: quatrain export {} MODEL_FOLDER --data {}",
        arguments.out.display(),
        arguments.data.display()
    );
    Ok(())
}
