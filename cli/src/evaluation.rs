//! `quatrain evaluation`: scorecards and comparisons of runs as one document.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use clap::Args;

/// Arguments of `quatrain evaluation`.
#[derive(Args)]
pub struct Arguments {
    /// The plan (TOML): title, goals, files of scorecards and of comparisons
    plan: PathBuf,
    /// The document; without it beside the plan, as .md
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Writes the document.
pub fn run(arguments: &Arguments) -> Result<()> {
    let text = trainer::document(&arguments.plan)?;
    let output = arguments.output.clone();
    let file = output.unwrap_or_else(|| arguments.plan.with_extension("md"));
    fs::write(&file, text).with_context(|| format!("can't write {}", file.display()))?;
    println!("{}", file.display());
    Ok(())
}
