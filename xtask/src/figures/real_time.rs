//! The figures of the audio thread: what a block costs, and how soon a moved control is heard.

use std::{path::Path, process::Command};

use serde::Deserialize;

use super::{parse, row};
use crate::{bundle, command, failure::Failure};

/// What the benchmark of the player and `measure` say of some blocks: shares of the time that a
/// block lasts.
#[derive(Deserialize)]
struct Shares {
    p50: f64,
    p999: f64,
    max: f64,
}

/// A line of `cargo bench --bench player`.
#[derive(Deserialize)]
struct Case {
    name: String,
    blocks: usize,
    cost: Shares,
}

/// What `measure` says.
#[derive(Deserialize)]
struct Measures {
    cost: Cost,
    response: Response,
    flood: Flood,
}

#[derive(Deserialize)]
struct Cost {
    blocks: usize,
    notes: usize,
    full: Shares,
    idle: Shares,
}

#[derive(Deserialize)]
struct Response {
    moves: usize,
    median_ms: f64,
    p99_ms: f64,
}

#[derive(Deserialize)]
struct Flood {
    seconds: u32,
    moves: usize,
    grooves: usize,
    is_answered: bool,
    answer_ms: f64,
    growth_kilobytes: i64,
    cost: Shares,
}

/// Rows of the README's table, from the benchmark and from `measure` on the built plugin.
pub fn rows(measure: &mut Command, plugin: &Path) -> Result<Vec<String>, Failure> {
    let mut bench = command::cargo();
    bench.args(["bench", "--profile", bundle::USERS]);
    bench.args(
        bundle::PACKAGES
            .map(|name| ["--package", name])
            .as_flattened(),
    );
    bench.args(["--bench", "player", "--", "--json"]);
    let cases: Vec<Case> = parse("the benchmark of the player", &mut bench)?;
    let measures: Measures = parse("measure", measure.arg(plugin))?;
    let mut rows: Vec<String> = cases.iter().map(Case::row).collect();
    rows.extend(measures.rows());
    Ok(rows)
}

impl Shares {
    fn text(&self) -> String {
        let [p50, p999, max] = [self.p50, self.p999, self.max].map(|share| 100.0 * share);
        format!("{p50:.2} % median, {p999:.2} % p99.9, {max:.2} % at most")
    }
}

impl Case {
    fn row(&self) -> String {
        let Self { name, blocks, cost } = self;
        row(
            &format!(
                "the player alone, 64 samples at 48 kHz, {name} ({blocks} blocks), share of the block"
            ),
            &cost.text(),
        )
    }
}

impl Measures {
    fn rows(&self) -> [String; 5] {
        let Self {
            cost,
            response,
            flood,
        } = self;
        let blocks = cost.blocks;
        [
            row(
                &format!(
                    "`process` of the built plugin, {} notes a block ({blocks} blocks), share of the block",
                    cost.notes
                ),
                &cost.full.text(),
            ),
            row("the same, transport stopped, no notes", &cost.idle.text()),
            row(
                &format!(
                    "from a moved control to the first changed note, in blocks of 64 samples ({} moves)",
                    response.moves
                ),
                &format!(
                    "{:.1} ms median, {:.1} ms p99",
                    response.median_ms, response.p99_ms
                ),
            ),
            row(
                &format!(
                    "{} moves in {} s: the last one's answer",
                    flood.moves, flood.seconds
                ),
                &format!(
                    "{} after {:.1} ms; {} grooves heard; memory {:+} kB",
                    if flood.is_answered { "right" } else { "wrong" },
                    flood.answer_ms,
                    flood.grooves,
                    flood.growth_kilobytes,
                ),
            ),
            row(
                "`process` meanwhile, share of the block",
                &flood.cost.text(),
            ),
        ]
    }
}
