//! The figures of the window: how soon it is there, what it leaves behind, and what it costs while
//! nothing happens.

use std::{collections::BTreeMap, path::Path, process::Command};

use serde::Deserialize;

use super::{parse, row};
use crate::failure::Failure;

/// How often it is opened.
const OPENINGS: &str = "1000";
/// How long it then stands open.
const SECONDS: &str = "60";

/// The threads that work for an open window: its own has no name but the program's, the other's is
/// cut to what the system has room for.
const WINDOW: &str = "window";
const GENERATOR: &str = "quatrain-genera";

/// What `window` says.
#[derive(Deserialize)]
struct Window {
    openings: Openings,
    idle: Idle,
}

#[derive(Deserialize)]
struct Openings {
    times: usize,
    median_ms: f64,
    worst_ms: f64,
    in_use_kb: Vec<i64>,
    threads: Vec<i64>,
    files: Vec<i64>,
}

#[derive(Deserialize)]
struct Idle {
    seconds: f64,
    percent_by_thread: BTreeMap<String, f64>,
}

/// Rows of the README's table, from `window` on the built plugin.
pub fn rows(window: &mut Command, plugin: &Path) -> Result<Vec<String>, Failure> {
    window.arg("--hidden").arg(plugin);
    window.args(["--openings", OPENINGS, "--seconds", SECONDS]);
    let Window { openings, idle } = parse("window", window)?;
    let growth = |held: &[i64]| held.last().unwrap_or(&0) - held.first().unwrap_or(&0);
    let share = |thread: &str| idle.percent_by_thread.get(thread).copied();
    let [window, generator] = [WINDOW, GENERATOR].map(|thread| share(thread).unwrap_or_default());
    Ok(vec![
        row(
            &format!(
                "opening the window until something is seen, drawn by the processor ({} openings)",
                openings.times
            ),
            &format!(
                "{:.0} ms median, {:.0} ms worst",
                openings.median_ms, openings.worst_ms
            ),
        ),
        row(
            "what these leave behind, with the libraries for graphics",
            &format!(
                "{:+} threads, {:+} files, {:+.1} kB of memory each",
                growth(&openings.threads),
                growth(&openings.files),
                growth(&openings.in_use_kb) as f64 / openings.times as f64,
            ),
        ),
        row(
            &format!(
                "an open window at rest ({:.0} s), share of a core",
                idle.seconds
            ),
            &format!("{window:.2} % its own thread, {generator:.2} % the generator"),
        ),
    ])
}
