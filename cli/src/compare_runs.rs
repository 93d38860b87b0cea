//! `quatrain compare-runs`: training runs side by side.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use trainer::run::{RunSummary, comparison};

/// Arguments of `quatrain compare-runs`.
#[derive(Args)]
pub struct Arguments {
    /// Folders of runs
    #[arg(required = true, value_name = "RUN")]
    runs: Vec<PathBuf>,
    /// Write what was read as JSON, for a document
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Prints a table: the settings that differ, how far each went, its best validation.
pub fn run(arguments: &Arguments) -> Result<()> {
    let read = arguments.runs.iter().map(|folder| RunSummary::read(folder));
    let runs = read.collect::<Result<Vec<_>, _>>()?;
    println!("{}", comparison(&runs));
    if let Some(file) = &arguments.json {
        fs::write(file, format!("{}\n", serde_json::to_string_pretty(&runs)?))
            .with_context(|| format!("can't write {}", file.display()))?;
    }
    Ok(())
}
