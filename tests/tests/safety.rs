//! Real-time safety, shown on the built plugin: what the audio thread does waits for nothing.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::{path::Path, process::Command};

use serde::Deserialize;
use whole_system::{need, parts, seal::Seal};

/// What `sealed` tells.
#[derive(Deserialize)]
struct Verdict {
    /// Blocks that were processed under the seal.
    blocks: u64,
    /// Events of notes that came out of them.
    notes: u64,
    /// The system call that broke the seal.
    breach: Option<String>,
    /// Whether the generator made another groove meanwhile.
    grooves_came: bool,
}

/// Runs `sealed`; gives its verdict, and what it said of a breach.
fn sealed(plugin: &Path, arguments: &[&str]) -> (Verdict, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sealed"));
    let output = program.arg(plugin).args(arguments).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}: {errors}", output.status);
    (serde_json::from_slice(&output.stdout).unwrap(), errors)
}

#[test]
fn the_audio_thread_makes_no_system_call() {
    let plugin = need!(parts::clap());
    need!(parts::model());
    need!(Seal::prepare());
    let (verdict, errors) = sealed(&plugin, &[]);
    assert_eq!(verdict.breach, None, "{errors}");
    let (blocks, notes) = (verdict.blocks, verdict.notes);
    assert!(blocks > 1_000, "only {blocks} blocks");
    assert!(notes > 1_000, "only {notes} notes");
    assert!(verdict.grooves_came, "no groove came under the seal");
}

#[test]
fn a_system_call_of_the_audio_thread_would_be_found() {
    let plugin = need!(parts::clap());
    need!(Seal::prepare());
    let (verdict, errors) = sealed(&plugin, &["--break"]);
    assert_eq!(verdict.breach.as_deref(), Some("sched_yield"), "{errors}");
    assert!(errors.contains("play_sealed"), "who did it? {errors}");
}

#[test]
fn nothing_falls_behind_while_a_control_moves() {
    let plugin = need!(parts::clap());
    need!(parts::model());
    let figures = measured(&plugin);
    let flood = &figures["flood"];
    assert_eq!(flood["is_answered"], true, "{flood}");
    assert!(flood["grooves"].as_u64() > Some(1), "{flood}");
    // The answer to the last move, and what was in the making when it came.
    assert!(flood["grooves_afterwards"].as_u64() <= Some(2), "{flood}");
    let response = &figures["response"];
    assert_eq!(response["moves"], 20, "{response}");
    let cost = &figures["cost"];
    assert!(cost["notes"].as_u64() >= Some(200), "{cost}");
}

/// Runs `measure` for some seconds.
fn measured(plugin: &Path) -> serde_json::Value {
    let mut program = Command::new(env!("CARGO_BIN_EXE_measure"));
    let few = ["--blocks", "200", "--moves", "20", "--seconds", "3"];
    let output = program.arg(plugin).args(few).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {errors}", output.status);
    serde_json::from_slice(&output.stdout).unwrap()
}
