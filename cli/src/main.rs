//! `quatrain`: one command line for the whole way from recordings to grooves.
//!
//! A file a command; this one only parses and dispatches.

mod evaluate;
mod export;
mod interpolate;
mod latency;
mod models;
mod options;
mod sample;
mod train;

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
    /// Show the installed models: card, scores, and what runs them here
    Models(models::Arguments),
    /// Measure how long decoding one groove takes, with each runtime
    Latency(latency::Arguments),
    /// Train a model on a folder of recorded drumming
    Train(train::Arguments),
    /// Score a training run on a split of the data
    Evaluate(evaluate::Arguments),
    /// Write a training run's best network as a model folder
    Export(export::Arguments),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Sample(arguments) => sample::run(&arguments),
        Command::Interpolate(arguments) => interpolate::run(&arguments),
        Command::Models(arguments) => models::run(&arguments),
        Command::Latency(arguments) => latency::run(&arguments),
        Command::Train(arguments) => train::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("quatrain: {error:#}");
            ExitCode::FAILURE
        }
    }
}
