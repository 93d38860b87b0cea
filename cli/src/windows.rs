//! `quatrain windows DATA`: recorded drumming cut into windows, as tables and tensors in the
//! layout of the reference's.

mod arrays;
mod output;
mod table;
mod variant;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use groove::{
    Grid, Step,
    corpus::{Corpus, Options},
    reference::{Cut, Length, NoteDropout},
};

use crate::{
    import::{DataOptions, ReportOptions, RulesName, import},
    options::drum_map,
};
use arrays::Arrays;
use output::Maker;
use table::Table;
use variant::VariantName;

/// Arguments of `quatrain windows`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    source: DataOptions,
    /// Bars of a window; 0 for whole files
    #[arg(long, default_value_t = 4)]
    bars: usize,
    /// Steps from window to window; without it as long as a window
    #[arg(long, value_name = "STEPS")]
    hop: Option<usize>,
    /// Steps in a quarter note, 3 to 24
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(3..=24))]
    steps_per_beat: u8,
    /// Quarter notes in a bar: 3 takes what is in 3/4 or 6/8
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=16))]
    beats_per_bar: u8,
    /// Cut into the clips of the published data set instead (needs the dataset's info.csv)
    #[arg(long, value_enum, conflicts_with_all = ["hop", "steps_per_beat", "beats_per_bar", "rules", "variant"])]
    cut: Option<CutName>,
    /// What counts: ours, or exactly what the reference takes
    #[arg(long, value_enum, default_value_t)]
    rules: RulesName,
    /// Tensors: what the networks of this variant are given, instead of the windows themselves
    #[arg(long, value_enum, requires = "npz")]
    variant: Option<VariantName>,
    /// Tensors: drop strokes of the input at random, with at most this probability
    #[arg(long, value_name = "PROBABILITY", requires = "variant")]
    note_dropout: Option<f64>,
    /// Seed of what is dropped
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Write a table: windows and their sums, a row a file (or clip)
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write the windows as NumPy arrays, an array a file (or clip)
    #[arg(long, value_name = "FILE")]
    npz: Option<PathBuf>,
    #[command(flatten)]
    report: ReportOptions,
}

/// A cut by name.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CutName {
    /// The clips of the TensorFlow data sets groove/4bar-midionly and groove/2bar-midionly
    Published,
}

/// Cuts a corpus, writes what is asked for, and reports on every file.
pub fn run(arguments: &Arguments) -> Result<()> {
    let cut = cut(arguments)?;
    let published = arguments.cut.is_some();
    if published && cut.length == Length::Whole {
        bail!("the published data set has clips of 2 or 4 bars; give --bars 2 or --bars 4");
    }
    let corpus = Corpus::open(&arguments.source.data)?;
    if published && !corpus.has_splits() {
        bail!(
            "{}: the published cut needs the tempos of the dataset's info.csv, which is not there",
            arguments.source.data.display()
        );
    }
    let mut table = arguments
        .csv
        .as_deref()
        .map(|file| Table::create(file, published))
        .transpose()?;
    let mut arrays = arguments.npz.as_deref().map(Arrays::create).transpose()?;
    let maker = Maker {
        cut,
        otherwise: rules(arguments).otherwise(),
        published,
        arrays: arguments.npz.is_some(),
        variant: arguments.variant.map(Into::into),
        note_dropout: arguments.note_dropout.map(|highest| NoteDropout {
            highest,
            seed: arguments.seed,
            piece: 0,
        }),
    };
    let options = Options {
        rules: rules(arguments).first(),
        otherwise: rules(arguments).otherwise(),
        split: arguments.source.split,
    };
    import(
        &corpus,
        options,
        &arguments.report,
        |piece, performance| maker.make(piece, &performance),
        |imported| {
            if let Some(table) = &mut table {
                table.add(imported)?;
            }
            if let (Some(arrays), Some(made)) = (&mut arrays, &imported.value) {
                arrays.add(made)?;
            }
            Ok(())
        },
    )?;
    if let Some(table) = table {
        table.finish()?;
    }
    if let Some(arrays) = arrays {
        arrays.finish()?;
    }
    Ok(())
}

fn rules(arguments: &Arguments) -> RulesName {
    match arguments.cut {
        Some(CutName::Published) => RulesName::Reference,
        None => arguments.rules,
    }
}

fn cut(arguments: &Arguments) -> Result<Cut> {
    let steps_per_beat = usize::from(arguments.steps_per_beat);
    let length = match arguments.bars {
        0 => Length::Whole,
        bars => Length::Bars(bars),
    };
    let beats_per_bar = usize::from(arguments.beats_per_bar);
    let grid = Grid::new(arguments.bars.max(1), beats_per_bar, steps_per_beat, 9)
        .context("such windows can't be cut")?;
    if arguments.hop == Some(0) {
        bail!("a hop of 0 steps never gets on; give 1 or more");
    }
    Ok(Cut {
        map: drum_map(&arguments.source.drum_map)?,
        grid,
        length,
        hop: Step(arguments.hop.unwrap_or(grid.steps())),
        rules: rules(arguments).first(),
    })
}
