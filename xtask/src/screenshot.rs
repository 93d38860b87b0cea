//! `cargo xtask screenshot`: how the window looks.

use std::{path::PathBuf, process::Command};

use clap::Args;

use crate::{bundle, command, failure::Failure, workspace::Workspace};

/// Arguments of `cargo xtask screenshot`.
#[derive(Args)]
pub struct Arguments {
    /// Where the PNG goes
    file: PathBuf,
}

/// Builds the standalone program and takes a picture of it.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Failure> {
    let built = bundle::build(workspace, bundle::TESTS)?;
    let mut screenshot = Command::new(&built.screenshot);
    screenshot.arg(&built.standalone).arg(&arguments.file);
    screenshot.env("QUATRAIN_MODELS", workspace.models());
    command::run(&mut screenshot)
}
