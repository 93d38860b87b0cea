//! `cargo xtask figures`: measures the figures of the README, prints them and writes them there.

mod real_time;
mod window;

use std::{fs, path::Path, process::Command};

use serde::Deserialize;

use crate::{
    bundle::{self, Built, megabytes},
    command,
    failure::Failure,
    files,
    parts::Parts,
    workspace::Workspace,
};

/// Around the figures in the README.
const BEGIN: &str = "<!-- figures -->";
/// Behind them.
const END: &str = "<!-- /figures -->";

/// How often the plugin is opened to time its first note.
const STARTS: usize = 5;

/// What `quatrain latency --json` says of a runtime.
#[derive(Deserialize)]
struct Latency {
    provider: String,
    decode_median_ms: f64,
    decode_p99_ms: f64,
    runs: usize,
}

/// What `self-check --json` says.
#[derive(Deserialize)]
struct Start {
    first_note_ms: f64,
}

/// Measures, prints and writes.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    let parts = Parts::of(workspace)?;
    let built = bundle::build(workspace, bundle::USERS)?;
    let latencies: Vec<Latency> = parse(
        "quatrain latency",
        parts.with(&built.cli).args(["latency", "--json"]),
    )?;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let mut host = parts.with(&built.self_check);
        let start: Start = parse("self-check", host.arg(&built.clap).arg("--json"))?;
        starts.push(start.first_note_ms);
    }
    starts.sort_by(f64::total_cmp);
    let mut others = real_time::rows(&mut parts.with(&built.measure), &built.clap)?;
    others.extend(window::rows(&mut parts.with(&built.window), &built.clap)?);
    let table = table(&latencies, starts[STARTS / 2], &others, &built)?;
    println!("\n{table}");
    write(&workspace.root.join("README.md"), &table)
}

fn parse<T: for<'a> Deserialize<'a>>(
    program: &'static str,
    command: &mut Command,
) -> Result<T, Failure> {
    let output = command::output(command)?;
    serde_json::from_str(&output).map_err(|error| Failure::Output {
        program,
        reason: error.to_string(),
    })
}

fn table(
    latencies: &[Latency],
    first_note: f64,
    others: &[String],
    built: &Built,
) -> Result<String, Failure> {
    let mut rows = vec!["| what | figure |".to_owned(), "|---|---|".to_owned()];
    for latency in latencies {
        rows.push(format!(
            "| decoding one groove, {}, one thread ({} runs) | {:.1} ms median, {:.1} ms p99 |",
            latency.provider, latency.runs, latency.decode_median_ms, latency.decode_p99_ms
        ));
    }
    rows.push(format!(
        "| from the plugin's activation to its first note (median of {STARTS} starts) | {first_note:.0} ms |"
    ));
    rows.extend_from_slice(others);
    for bundle in built.bundles() {
        let name = bundle.file_name().unwrap_or_default().to_string_lossy();
        rows.push(format!(
            "| size of `{name}` | {:.1} MB |",
            megabytes(files::size(bundle)?)
        ));
    }
    Ok(format!(
        "{}\n\nMeasured by `cargo xtask figures` on: {}.",
        rows.join("\n"),
        machine()
    ))
}

fn row(what: &str, figure: &str) -> String {
    format!("| {what} | {figure} |")
}

/// The processor, in its maker's words.
fn machine() -> String {
    let about = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = about
        .lines()
        .find_map(|line| Some(line.strip_prefix("model name")?.split_once(':')?.1.trim()));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {cores} cores", model.unwrap_or(std::env::consts::ARCH))
}

/// Puts the figures between the marks.
fn write(readme: &Path, table: &str) -> Result<(), Failure> {
    let text = fs::read_to_string(readme).map_err(Failure::file(readme, "read"))?;
    let written = between_marks(&text, table).ok_or_else(|| Failure::Missing {
        what: format!("the place for the figures in {}", readme.display()),
        remedy: format!("put a line {BEGIN} and below it a line {END}"),
    })?;
    files::write(readme, written.as_bytes())
}

fn between_marks(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{table}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_is_replaced() {
        let text = format!("a\n{BEGIN}\nold\n{END}\nb\n");
        let once = between_marks(&text, "new").unwrap();
        assert_eq!(once, format!("a\n{BEGIN}\nnew\n{END}\nb\n"));
        assert_eq!(between_marks(&once, "new").unwrap(), once);
        assert!(between_marks("no marks", "new").is_none());
    }
}
