//! `quatrain evaluate RUN --data DATA`: how well a run's best network gives back what it is shown.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use trainer::{DeviceChoice, EvaluateOptions, data::Split};

/// Arguments of `quatrain evaluate`.
#[derive(Args)]
pub struct Arguments {
    /// Folder of the run
    run: PathBuf,
    /// Recorded drumming: the Groove MIDI Dataset (folder or .zip), any folder of MIDI files, or a
    /// TFRecord of NoteSequences; without an info.csv a file's name decides its split
    #[arg(long)]
    data: PathBuf,
    /// Which part: train, validation or test
    #[arg(long, default_value = "validation")]
    split: Split,
    /// Where to compute: cpu, cuda:0 (or another number), or auto
    #[arg(long, default_value = "auto")]
    device: DeviceChoice,
}

/// Scores and prints.
pub fn run(arguments: &Arguments) -> Result<()> {
    let scores = trainer::evaluate(&EvaluateOptions {
        run: arguments.run.clone(),
        data: arguments.data.clone(),
        split: arguments.split,
        device: arguments.device,
    })?;
    println!("{scores}");
    Ok(())
}
