//! `quatrain`: one command line for the whole way from recordings to grooves.
//!
//! A file a command; this one only parses and dispatches.

mod attributes;
mod compare_golden;
mod compare_reference;
mod compare_runs;
mod configs;
mod convert;
mod devices;
mod evaluate;
mod evaluation;
mod export;
mod grids;
mod import;
mod interpolate;
mod latency;
mod models;
mod options;
mod prior;
mod sample;
mod speed;
mod statistics;
mod train;
mod windows;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A drummer that lives in a latent space.
#[derive(Parser)]
#[command(name = "quatrain", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Dream up grooves and write them as MIDI files
    Sample(sample::Arguments),
    /// Walk from one groove to another and write the steps as MIDI files
    Interpolate(interpolate::Arguments),
    /// Show what a model's sliders and attributes change, or measure them anew
    Attributes(attributes::Arguments),
    /// Show the installed models: card, scores, and what runs them here
    Models(models::Arguments),
    /// Measure how long decoding one groove takes, with each runtime
    Latency(latency::Arguments),
    /// Cut recorded drumming into windows: tables and tensors as the reference writes them
    Windows(Box<windows::Arguments>),
    /// Convert MIDI files to a TFRecord of NoteSequences
    Convert(convert::Arguments),
    /// Show what each grid keeps of recorded drumming: strokes lost, and timing
    Grids(grids::Arguments),
    /// Measure what a listener hears in recorded drumming: density, swing, push and pull, fills, …
    Statistics(statistics::Arguments),
    /// Compare our numbers with the reference's, and show every difference
    CompareReference(compare_reference::Arguments),
    /// Compare our copy of the reference's network and training with numbers it computed itself
    CompareGolden(compare_golden::Arguments),
    /// Measure how fast a network trains on this machine
    Speed(speed::Arguments),
    /// List where a training can compute: processor and cards
    Devices(devices::Arguments),
    /// List the networks that can be trained, or print the settings of one
    Configs(configs::Arguments),
    /// Train a model on a folder of recorded drumming
    Train(Box<train::Arguments>),
    /// Score a model folder or a training run on a split of the data
    Evaluate(Box<evaluate::Arguments>),
    /// Show training runs side by side: settings that differ, best validation of each
    CompareRuns(compare_runs::Arguments),
    /// Make a document of scorecards and comparisons, with goals reached and missed
    Evaluation(evaluation::Arguments),
    /// Fit the prior over the latents of a trained network: the second stage of a training
    Prior(prior::Arguments),
    /// Write a training run's best network as a model folder
    Export(export::Arguments),
}

fn main() -> ExitCode {
    sigpipe::reset();
    let result = match Cli::parse().command {
        Command::Sample(arguments) => sample::run(&arguments),
        Command::Interpolate(arguments) => interpolate::run(&arguments),
        Command::Attributes(arguments) => attributes::run(&arguments),
        Command::Models(arguments) => models::run(&arguments),
        Command::Latency(arguments) => latency::run(&arguments),
        Command::Windows(arguments) => windows::run(&arguments),
        Command::Convert(arguments) => convert::run(&arguments),
        Command::Grids(arguments) => grids::run(&arguments),
        Command::Statistics(arguments) => statistics::run(&arguments),
        Command::CompareReference(arguments) => compare_reference::run(&arguments),
        Command::CompareGolden(arguments) => compare_golden::run(&arguments),
        Command::Speed(arguments) => speed::run(&arguments),
        Command::Devices(arguments) => devices::run(&arguments),
        Command::Configs(arguments) => configs::run(&arguments),
        Command::Train(arguments) => train::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(&arguments),
        Command::Prior(arguments) => prior::run(&arguments),
        Command::CompareRuns(arguments) => compare_runs::run(&arguments),
        Command::Evaluation(arguments) => evaluation::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("quatrain: {}", in_words(&error));
            ExitCode::FAILURE
        }
    }
}

/// An error with its causes, each said once: most of ours tell their cause themselves.
fn in_words(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !words.contains(&cause) {
            words = if words.is_empty() {
                cause
            } else {
                format!("{words}: {cause}")
            };
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use anyhow::Context;
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_cause_is_said_once() {
        let missing = || groove::midi::read(std::path::Path::new("/no/such.mid"));
        let bare = in_words(&missing().unwrap_err().into());
        assert_eq!(bare.matches("No such file").count(), 1, "{bare}");
        let told = in_words(&missing().context("reading A").unwrap_err());
        assert!(told.starts_with("reading A: /no/such.mid"), "{told}");
    }
}
