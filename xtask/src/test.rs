//! `cargo xtask test`: every test of every crate, and the whole system in real hosts.

use std::{env, fs, process::Command};

use crate::{
    System, bundle,
    command::{self, is_installed},
    failure::Failure,
    files,
    packages::{self, Purpose},
    parts::Parts,
    python,
    sanitizer::{self, Sanitizer},
    setup,
    summary::Summary,
    workspace::Workspace,
};

/// Whether this runs where nobody watches and nothing may be skipped.
pub fn is_ci() -> bool {
    env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false")
}

/// Prepares, builds, tests, and sums up.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    prepare_packages()?;
    let parts = Parts::of(workspace)?;
    let python = python::prepare_or_do_without(workspace);
    // The audio thread's allocations abort in this profile alone.
    bundle::build(workspace, bundle::TESTS)?;
    let sanitizer = Sanitizer::find();

    let skipped = workspace.target.join("skipped-tests");
    files::write(&skipped, b"")?;
    // Nothing that the user has installed takes part.
    let home = workspace.target.join("test-home");
    files::folder(&home)?;
    let prepare = |command: &mut Command| {
        parts.give_to(command);
        command
            .env("QUATRAIN_BUNDLES", workspace.bundled())
            .env("QUATRAIN_SKIPPED", &skipped)
            .env("QUATRAIN_HOME", &home);
        match &python {
            Some(interpreter) => command.env("QUATRAIN_PYTHON", interpreter),
            None => command.env_remove("QUATRAIN_PYTHON"),
        };
        if let Some(sanitizer) = &sanitizer {
            sanitizer.watch(command);
        }
    };

    let mut summary = Summary::default();
    for mut command in [tests(), doc_tests()] {
        prepare(&mut command);
        summary.add(&command::watch(&mut command)?);
    }
    let skips = fs::read_to_string(&skipped).map_err(Failure::file(&skipped, "read"))?;
    summary.skip(skips.lines());
    if sanitizer.is_none() {
        summary.lack(sanitizer::ABSENT);
    }
    summary.tell(is_ci())
}

/// Where nobody is asked (CI, root) everything is installed; elsewhere what is absent is named.
fn prepare_packages() -> Result<(), Failure> {
    let purposes = [Purpose::Build, Purpose::Run, Purpose::Test];
    let is_root = command::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let system = System {
        no_system: !(is_ci() || is_root),
    };
    match setup::packages(&purposes, system) {
        Ok(true) => {}
        Ok(false) => println!("Tests that need them are skipped."),
        // The tests tell better what they lack.
        Err(failure) if packages::missing(&[Purpose::Build]).is_empty() => {
            println!("Going on: {failure}");
        }
        Err(failure) => return Err(failure),
    }
    Ok(())
}

/// By nextest where it is installed: a process for each test, so that none disturbs another.
fn tests() -> Command {
    let mut cargo = command::cargo();
    if is_installed("cargo-nextest") {
        cargo.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
    } else {
        cargo.args([
            "test",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--no-fail-fast",
        ]);
    }
    cargo
}

/// The examples in the documentation, which nextest doesn't run.
fn doc_tests() -> Command {
    let mut cargo = command::cargo();
    cargo.args(["test", "--workspace", "--doc", "--no-fail-fast"]);
    cargo
}
