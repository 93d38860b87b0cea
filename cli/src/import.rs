//! Reading a corpus for a command: progress while it goes, the report at its end.

use std::{fs::File, io::BufWriter, io::Write, path::PathBuf};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use groove::{
    Rules,
    corpus::{Corpus, Imported, Made, Options, Piece, Rejection, Split},
    performance::Performance,
};
use indicatif::{ProgressBar, ProgressStyle};

/// Which recordings, and what their keys mean.
#[derive(Args)]
pub struct DataOptions {
    /// A Groove MIDI Dataset (folder or .zip), a folder or .zip of MIDI files, a TFRecord of
    /// NoteSequences, or a MIDI file
    pub data: PathBuf,
    /// Drum map: roland, reduced, another shipped one, or a file (.toml, .csv)
    #[arg(long, default_value = "roland")]
    pub drum_map: String,
    /// Only this split
    #[arg(long)]
    pub split: Option<Split>,
}

/// What is told of an import.
#[derive(Args)]
pub struct ReportOptions {
    /// Write the report as JSON too: every file, what became of it, and why
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Neither progress bar nor table of the report
    #[arg(long, short)]
    quiet: bool,
}

/// Rules as the command line names them.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub enum RulesName {
    /// The reference's numbers where it takes a file, ours where it refuses
    #[default]
    Both,
    /// Lose nothing audible: skip and report unknown keys, follow tempos, split at meters, keep
    /// notes without length
    Quatrain,
    /// Take and refuse exactly what MusicVAE and GrooVAE do
    Reference,
}

impl RulesName {
    /// The rules to try first.
    pub fn first(self) -> Rules {
        match self {
            Self::Quatrain => Rules::Quatrain,
            Self::Both | Self::Reference => Rules::Reference,
        }
    }

    /// The rules for what the first refuse.
    pub fn otherwise(self) -> Option<Rules> {
        (self == Self::Both).then_some(Rules::Quatrain)
    }
}

/// Reads a corpus with `work` on all cores, hands everything to `take` in order, and reports.
pub fn import<T: Send>(
    corpus: &Corpus,
    options: Options,
    told: &ReportOptions,
    work: impl Fn(&Piece, Performance) -> Made<T> + Sync,
    mut take: impl FnMut(&Imported<T>) -> Result<()>,
) -> Result<()> {
    // Opened first: a report that can't be written shall not cost an hour's import.
    let mut report_file = told
        .report
        .as_ref()
        .map(|file| {
            let created = File::create(file);
            created.with_context(|| format!("can't write the report {}", file.display()))
        })
        .transpose()?
        .map(BufWriter::new);
    let bar = progress(corpus, told.quiet);
    let mut import = corpus.import(options, |piece, performance| {
        Ok::<_, Rejection>(work(piece, performance))
    });
    for imported in &mut import {
        take(&imported)?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    let report = import.into_report();
    if let Some(file) = &mut report_file {
        report.write_json(&mut *file)?;
        file.flush()?;
    }
    if !told.quiet {
        println!("{}", report.table());
    }
    Ok(())
}

fn progress(corpus: &Corpus, quiet: bool) -> ProgressBar {
    // indicatif hides the bar by itself where there is no terminal.
    let bar = match (quiet, corpus.count()) {
        (true, _) => ProgressBar::hidden(),
        (false, Some(pieces)) => ProgressBar::new(pieces),
        (false, None) => ProgressBar::no_length(),
    };
    let template = "{bar:24} {pos}/{len} files, {per_sec}, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
