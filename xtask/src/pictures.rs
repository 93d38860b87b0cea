//! `cargo xtask pictures`: the README's pictures of the window, and `cargo xtask snapshots`: those
//! that its tests compare with.

use crate::{bundle, command, failure::Failure, parts::Parts, workspace::Workspace};

/// Builds the standalone program and takes the README's pictures of it.
pub fn take(workspace: &Workspace) -> Result<(), Failure> {
    let built = bundle::build(workspace, bundle::TESTS)?;
    let mut pictures = Parts::of(workspace)?.with(&built.pictures);
    pictures
        .arg(&built.standalone)
        .arg(workspace.root.join("assets/pictures"));
    command::run(&mut pictures)
}

/// Lets the window's tests keep what they see.
pub fn keep() -> Result<(), Failure> {
    let mut cargo = command::cargo();
    cargo
        .args([
            "test",
            "--workspace",
            "--lib",
            "--",
            "editor::tests::snapshots",
        ])
        .env("UPDATE_SNAPSHOTS", "1");
    command::run(&mut cargo)
}
