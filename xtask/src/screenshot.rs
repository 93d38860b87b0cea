//! `cargo xtask screenshot`: how the window looks.

use std::path::PathBuf;

use clap::Args;

use crate::{bundle, command, failure::Failure, parts::Parts, workspace::Workspace};

/// Arguments of `cargo xtask screenshot`.
#[derive(Args)]
pub struct Arguments {
    /// Where the PNG goes
    file: PathBuf,
}

/// Builds the standalone program and takes a picture of it.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Failure> {
    let built = bundle::build(workspace, bundle::TESTS)?;
    let mut screenshot = Parts::of(workspace)?.with(&built.screenshot);
    screenshot.arg(&built.standalone).arg(&arguments.file);
    command::run(&mut screenshot)
}
