//! `cargo xtask host`: a transport script played into a built plugin.

use std::path::PathBuf;

use clap::Args;

use crate::{bundle, command, failure::Failure, workspace::Workspace};

const EXAMPLE: &str = "\
Example:
  echo 'tempo 90; play 2 bars; jump 1.3; tempo 140; play 3 beats' > song.txt
  cargo xtask bundle
  cargo xtask host target/bundled/Quatrain.vst3 --script song.txt --csv notes.csv
All commands of scripts: cargo xtask host --language";

/// Arguments of `cargo xtask host`.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// A built plugin: a .clap file or a .vst3 folder
    #[arg(required_unless_present = "language")]
    plugin: Option<PathBuf>,
    /// The transport script, a text file
    #[arg(long, value_name = "FILE", required_unless_present = "language")]
    script: Option<PathBuf>,
    /// Where the notes go: sample, on or off, channel, key, velocity
    #[arg(long, value_name = "OUT", required_unless_present = "language")]
    csv: Option<PathBuf>,
    /// A project's state for the plugin
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// List the commands of scripts
    #[arg(long)]
    language: bool,
}

/// Builds the host and lets it play.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Failure> {
    let mut cargo = command::cargo();
    cargo.args(["build", "--package", "whole-system", "--bin", "host"]);
    command::run(&mut cargo)?;
    let mut host = std::process::Command::new(workspace.programs(bundle::TESTS).join("host"));
    if arguments.language {
        host.arg("--language");
    }
    host.args(&arguments.plugin);
    for (name, file) in [
        ("--script", &arguments.script),
        ("--csv", &arguments.csv),
        ("--state", &arguments.state),
    ] {
        if let Some(file) = file {
            host.arg(name).arg(file);
        }
    }
    if std::env::var_os("QUATRAIN_MODELS").is_none() {
        host.env("QUATRAIN_MODELS", workspace.models());
    }
    command::run(&mut host)
}
