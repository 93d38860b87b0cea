//! What the tests of the command line share.

// Each test takes what it needs.
#![allow(dead_code)]

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The checkout.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The folder of the model that ships.
pub fn shipped() -> PathBuf {
    repository().join("models/quatrain-4bar")
}

/// Runs the command line; what it says is shown where the test fails.
pub fn quatrain(arguments: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_quatrain"))
        .args(arguments)
        .output()
        .unwrap();
    println!("{}", words(&output));
    output
}

/// All that a command said.
pub fn words(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}
