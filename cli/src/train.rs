//! `quatrain train DATA --out RUN`: fit a model to recorded drumming. The flags of the reference's
//! `music_vae_train` are understood, too.

mod reference_flags;
mod shown;

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, Result};
use clap::Args;
use trainer::{
    DeviceChoice, DeviceList, End, Ended, TrainOptions,
    config::{self, AnyConfig},
    data::SplitBy,
    run::RunFolder,
};

use reference_flags::ReferenceFlags;

/// Arguments of `quatrain train`.
#[derive(Args)]
pub struct Arguments {
    /// Recorded drumming: the Groove MIDI Dataset (folder or .zip), any folder of MIDI files, or a
    /// TFRecord of NoteSequences; without an info.csv a file's name decides its split
    #[arg(value_name = "DATA")]
    data: Option<PathBuf>,
    /// The same by name
    #[arg(
        long = "data",
        visible_alias = "examples_path",
        value_name = "DATA",
        conflicts_with = "data"
    )]
    named_data: Option<PathBuf>,
    /// Folder of the run: its checkpoints, log, report and configuration
    #[arg(long, visible_alias = "run_dir", alias = "run-dir", value_name = "RUN")]
    out: PathBuf,
    /// Passes over the training split, earlier sessions of the run included
    #[arg(long, default_value_t = 12.0)]
    passes: f64,
    /// Steps instead of passes
    #[arg(
        long = "num_steps",
        visible_alias = "steps",
        value_name = "STEPS",
        conflicts_with = "passes"
    )]
    steps: Option<u64>,
    /// Stop after so many minutes; the run can be resumed
    #[arg(long)]
    minutes: Option<f64>,
    /// Stop early: after so many passes without a better validation
    #[arg(long, value_name = "PASSES")]
    patience: Option<f64>,
    /// Go on where the run stopped
    #[arg(long)]
    resume: bool,
    /// Seconds between two checkpoints: what may be lost if the machine fails
    #[arg(
        long = "checkpoint_every",
        alias = "checkpoint-every",
        value_name = "SECONDS",
        default_value_t = 45.0
    )]
    checkpoint_every: f64,
    /// Seed of everything random; a resumed run keeps its own
    #[arg(long)]
    seed: Option<u64>,
    /// Configuration of the run: a name that `quatrain configs` lists, or a TOML file; without it
    /// the network of the shipped model, `quatrain_4bar`
    #[arg(long, value_name = "NAME")]
    config: Option<String>,
    /// Change a setting of the configuration, e.g. --set updates.batch=64; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Several settings at once, with commas between them
    #[arg(long, value_name = "NAME=VALUE,…")]
    hparams: Option<String>,
    /// How the data is cut: official (as its info.csv says, else by the names of the files), or
    /// drummer (no drummer plays in two parts; a harder test). A resumed run keeps its own way
    #[arg(long, default_value_t)]
    split_by: SplitBy,
    /// Where to compute: cpu, cuda:0 (or another number), wgpu, or auto
    #[arg(long, default_value = "auto")]
    device: DeviceChoice,
    /// Several devices that share each step, e.g. cuda:0,cuda:1
    #[arg(long, value_name = "DEVICE,…", conflicts_with = "device")]
    devices: Option<DeviceList>,
    /// No progress bar
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    reference: ReferenceFlags,
}

/// Trains, and says how good the best network is.
pub fn run(arguments: &Arguments) -> Result<()> {
    let data = arguments.data.as_ref().or(arguments.named_data.as_ref());
    for answer in arguments.reference.answers(data.is_some())? {
        eprintln!("quatrain: {answer}");
    }
    let data = data.context(
        "no data is named; give a folder of recorded drumming: quatrain train DATA --out RUN",
    )?;
    let mut options = TrainOptions::new(data.clone(), arguments.out.clone());
    options.config = configured(arguments)?;
    options.devices = match &arguments.devices {
        Some(list) => list.clone(),
        None => arguments.device.into(),
    };
    options.split_by = arguments.split_by;
    options.end = match arguments.steps {
        Some(steps) => End::Steps(steps),
        None => End::Passes(arguments.passes),
    };
    options.patience = arguments.patience;
    options.limit = arguments.minutes.map(|minutes| seconds(60.0 * minutes));
    options.checkpoint_every = seconds(arguments.checkpoint_every);
    options.resume = arguments.resume;
    options.quiet = arguments.quiet || arguments.reference.is_quiet();
    let config = arguments.config.as_deref();
    options.command = shown::command(std::env::args(), data, &arguments.out, config);
    let summary = trainer::train(&options)?;
    let (steps, passes) = (summary.steps, summary.passes);
    println!("{steps} steps, {passes:.2} passes: {}", summary.validation);
    if let Some(best) = summary.best {
        println!(
            "best: validation loss {:.3} at step {}",
            best.loss, best.step
        );
    }
    let run = arguments.out.display();
    match summary.ended {
        Ended::Whole => {}
        Ended::Late => println!("its time was over; go on by --resume"),
        Ended::Impatient => println!(
            "it stopped early: no validation was better for {} passes",
            arguments.patience.unwrap_or_default()
        ),
    }
    println!("look: {run}/report.html");
    let next = match RunFolder::open(&arguments.out)?.any_config()? {
        AnyConfig::Quatrain(_) => format!("export {run} MODEL_FOLDER"),
        AnyConfig::Reference(_) => format!("evaluate {run} --split test"),
    };
    println!("next: quatrain {next} --data {}", data.display());
    Ok(())
}

/// The configuration that the arguments name; `None` where a resumed run shall just have its own.
fn configured(arguments: &Arguments) -> Result<Option<AnyConfig>> {
    let mut settings = arguments.set.clone();
    settings.extend(hparams(arguments.hparams.as_deref().unwrap_or_default()));
    if arguments.resume && arguments.config.is_none() && settings.is_empty() {
        return Ok(None);
    }
    let name = arguments
        .config
        .as_deref()
        .unwrap_or(config::catalogue::SHIPPED);
    let mut config = config::find(name)?;
    config.set(&settings)?;
    Ok(Some(match arguments.seed {
        Some(seed) => config.with_seed(seed),
        None => config,
    }))
}

/// `z_size=64,enc_rnn_size=[256,256]` at its commas, but not at those of a list.
fn hparams(text: &str) -> Vec<String> {
    let mut depth = 0_i32;
    let parts = text.split(|letter| {
        match letter {
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            _ => {}
        }
        letter == ',' && depth == 0
    });
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// So many seconds; none where the number makes no sense, a very long time where it is too large.
fn seconds(number: f64) -> Duration {
    Duration::try_from_secs_f64(number.max(0.0)).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::hparams;

    #[test]
    fn settings_with_commas_between_them_are_taken_apart() {
        let found = hparams("z_size=64, enc_rnn_size=[256,256],beta={most=1,rate=0.5},");
        let expected = [
            "z_size=64",
            "enc_rnn_size=[256,256]",
            "beta={most=1,rate=0.5}",
        ];
        assert_eq!(found, expected);
        assert!(hparams("").is_empty());
    }
}
