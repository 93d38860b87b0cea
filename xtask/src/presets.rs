//! `cargo xtask presets`: the factory presets, made anew with the shipped model.

use std::process::Command;

use crate::{bundle, command, failure::Failure, workspace::Workspace};

/// The program that makes them, an example of the plugin's: it need not be built for users.
const PROGRAM: &str = "write_presets";

/// Builds the program and lets it write.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    let mut cargo = command::cargo();
    // Of the whole workspace, as the tests: else the dependencies get other features.
    cargo.args(["build", "--workspace", "--example", PROGRAM]);
    command::run(&mut cargo)?;
    let programs = workspace.programs(bundle::TESTS);
    let mut write = Command::new(programs.join("examples").join(PROGRAM));
    write.arg(workspace.models().join("quatrain-4bar"));
    write.arg(workspace.root.join("assets/presets"));
    command::run(&mut write)
}
