//! `cargo xtask setup`: what a developer's machine needs.

use clap::Args;

use crate::{
    System,
    failure::Failure,
    packages::{self, Purpose},
    python, runtime,
    workspace::{self, Workspace},
};

/// Arguments of `cargo xtask setup`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    system: System,
    /// Fail where something stays missing, instead of going on without it
    #[arg(long)]
    ci: bool,
}

/// Installs packages for building, running and testing, ONNX Runtime, and the Python packages
/// that tests hold us against.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Failure> {
    let purposes = [Purpose::Build, Purpose::Run, Purpose::Test];
    let complete = packages(&purposes, arguments.system)?;
    let runtime = runtime::fetch_or_do_without(&workspace::data_home()?);
    let python = python::prepare_or_do_without(workspace);
    if arguments.ci && !(complete && runtime.is_some() && python.is_some()) {
        return Err(Failure::Missing {
            what: "a part of the system".to_owned(),
            remedy: "see above".to_owned(),
        });
    }
    println!("Next: `cargo xtask test`, or `cargo xtask install` to play.");
    Ok(())
}

/// Says which packages are missing and installs them, unless `--no-system` was given. Says
/// whether all are there then.
///
/// # Errors
/// If they can't be installed.
pub fn packages(purposes: &[Purpose], system: System) -> Result<bool, Failure> {
    let missing = packages::missing(purposes);
    if missing.is_empty() {
        println!("All system packages are there.");
        return Ok(true);
    }
    packages::tell(&missing);
    if system.no_system {
        println!("To install them: {}", packages::install_line(&missing));
        return Ok(false);
    }
    packages::install(&missing)?;
    let still = packages::missing(purposes);
    packages::tell(&still);
    Ok(still.is_empty())
}
