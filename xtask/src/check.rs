//! `cargo xtask check`: everything that must be green before a change lands.

use crate::{command, failure::Failure, test, workspace::Workspace};

/// Format, lints, documentation, tests; stops at the first that is not green.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    command::run(command::cargo().args(["fmt", "--all", "--check"]))?;
    let lints = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ];
    command::run(command::cargo().args(lints))?;
    let documentation = ["doc", "--workspace", "--no-deps"];
    command::run(
        command::cargo()
            .args(documentation)
            .env("RUSTDOCFLAGS", "--deny warnings"),
    )?;
    test::run(workspace)
}
