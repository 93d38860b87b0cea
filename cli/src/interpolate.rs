//! `quatrain interpolate A.mid B.mid`: the way from one groove to another.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;
use groove::{Groove, Step};
use inference::{Draw, Model, Seed, Temperature};

use crate::options::{ModelOptions, OutputOptions, drum_map};

/// Arguments of `quatrain interpolate`.
#[derive(Args)]
pub struct Arguments {
    /// MIDI file of the groove to start from
    a: PathBuf,
    /// MIDI file of the groove to arrive at
    b: PathBuf,
    #[command(flatten)]
    model: ModelOptions,
    #[command(flatten)]
    output: OutputOptions,
    /// How many grooves, both ends included
    #[arg(long, short = 'n', default_value_t = 5)]
    steps: usize,
    /// How the files' keys are read: roland, reduced, general-midi, or a drum map's file
    #[arg(long, default_value = "reduced")]
    drum_map: String,
    /// Loop a clip that is shorter than the model's grooves
    #[arg(long)]
    repeat: bool,
    /// Seed of the hit draws; 0 decides each hit by its probability being over one half
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How freely hits are drawn, 0.01 to 4 (with a seed other than 0)
    #[arg(long, default_value_t = Temperature::default().get())]
    temperature: f32,
}

/// Encodes both ends, walks, decodes the whole way in one call, writes.
pub fn run(arguments: &Arguments) -> Result<()> {
    if arguments.steps < 2 {
        bail!(
            "--steps is {}, but the way has two ends: give 2 or more",
            arguments.steps
        );
    }
    let model = arguments.model.open()?;
    let a = read(&arguments.a, arguments, &model)?;
    let b = read(&arguments.b, arguments, &model)?;
    let ends = model.encode(&[&a, &b])?;
    let way = inference::path(&ends[0].mean, &ends[1].mean, arguments.steps);
    let take = Seed(arguments.seed);
    let temperature = Temperature::new(arguments.temperature);
    let draws: Vec<_> = way
        .iter()
        .map(|latent| Draw {
            latent,
            take,
            temperature,
        })
        .collect();
    for (step, groove) in model.decode(&draws)?.iter().enumerate() {
        let name = format!(
            "quatrain-interpolate-{:03}-of-{:03}.mid",
            step + 1,
            arguments.steps
        );
        arguments.output.write(&name, groove)?;
    }
    Ok(())
}

/// Reads the first bars of a file as one groove, and says what of it was used.
fn read(file: &Path, arguments: &Arguments, model: &Model) -> Result<Groove> {
    let grid = model.grid();
    let map = drum_map(&arguments.drum_map)?;
    let laid = groove::read_laid(file, &map, grid)?;
    let lost = laid.left_out.strokes();
    if lost > 0 {
        eprintln!(
            "{}: left out {lost} strokes ({}); the map is {:?}",
            file.display(),
            laid.left_out,
            map.name()
        );
    }
    let Some(mut sequence) = laid.longest().cloned() else {
        bail!("{}: holds no strokes", file.display());
    };
    if laid.sections.len() > 1 {
        eprintln!(
            "{}: its meter changes; the longest of {} stretches is used",
            file.display(),
            laid.sections.len()
        );
    }
    let bars = sequence.bars();
    if arguments.repeat {
        sequence.repeat_to(grid.bars());
    }
    let Some(groove) = sequence.windows(grid, Step(grid.steps())).next() else {
        bail!(
            "{}: found {bars} bars, need {}: give a longer clip, or loop it with --repeat",
            file.display(),
            grid.bars()
        );
    };
    if bars > grid.bars() {
        eprintln!(
            "{}: has {bars} bars, the first {} were used",
            file.display(),
            grid.bars()
        );
    }
    Ok(groove)
}
