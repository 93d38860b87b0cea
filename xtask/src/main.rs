//! `cargo xtask`: Quatrain's chores. A file a command; this one only parses and dispatches.
//!
//! It must build in seconds, so it knows no other crate of the workspace: what it needs of them
//! it runs as programs.

mod bundle;
mod check;
mod command;
mod failure;
mod figures;
mod files;
mod fuzz;
mod host;
mod hosts;
mod install;
mod packages;
mod parts;
mod pictures;
mod presets;
mod python;
mod runtime;
mod sanitizer;
mod screenshot;
mod setup;
mod summary;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::{failure::Failure, workspace::Workspace};

/// Quatrain's chores.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Install what a developer's machine needs, ONNX Runtime, and Python packages for tests
    Setup(setup::Arguments),
    /// Build the plugins and the standalone program and bundle them into target/bundled
    Bundle(bundle::Arguments),
    /// Build and install everything for the user who runs this, and check that it plays
    Install(install::Arguments),
    /// Run every test
    Test,
    /// Run format, lints, documentation and tests in one go
    Check,
    /// Show the standalone program on a hidden screen and save a picture of its window
    Screenshot(screenshot::Arguments),
    /// Take the README's pictures of the standalone program's window
    Pictures,
    /// Keep what the window's tests see, after a change that was meant
    Snapshots,
    /// Play a transport script into a built plugin and write the notes it sends
    Host(host::Arguments),
    /// Make the factory presets anew with the shipped model
    Presets,
    /// Measure the figures of the README and write them there
    Figures,
    /// Feed strange bytes to every reader, and fail where one breaks
    Fuzz(fuzz::Arguments),
}

/// What several chores have in common.
#[derive(Args, Clone, Copy)]
struct System {
    /// Install no system packages, but name those that are missing
    #[arg(long)]
    no_system: bool,
}

fn run(cli: Cli) -> Result<(), Failure> {
    let workspace = Workspace::find()?;
    match cli.chore {
        Chore::Setup(arguments) => setup::run(&workspace, &arguments),
        Chore::Bundle(arguments) => bundle::run(&workspace, &arguments).map(drop),
        Chore::Install(arguments) => install::run(&workspace, &arguments),
        Chore::Test => test::run(&workspace),
        Chore::Check => check::run(&workspace),
        Chore::Screenshot(arguments) => screenshot::run(&workspace, &arguments),
        Chore::Pictures => pictures::take(&workspace),
        Chore::Snapshots => pictures::keep(),
        Chore::Host(arguments) => host::run(&workspace, &arguments),
        Chore::Presets => presets::run(&workspace),
        Chore::Figures => figures::run(&workspace),
        Chore::Fuzz(arguments) => fuzz::run(&workspace, &arguments),
    }
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}
