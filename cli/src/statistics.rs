//! `quatrain statistics DATA`: what a listener hears in recorded drumming, as numbers, window by
//! window.

use std::{fs::File, path::PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use groove::{
    Grid, Rules, Step,
    corpus::{Corpus, Made, Options, Rejection},
    quantize::{Laid, quantize},
    statistics::{Attribute, Statistics},
};

use crate::{
    import::{DataOptions, ReportOptions, import},
    options::drum_map,
};

/// Arguments of `quatrain statistics`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    source: DataOptions,
    /// Bars of a window
    #[arg(long, default_value_t = 4)]
    bars: usize,
    /// Quarter notes in a bar: 3 takes what is in 3/4 or 6/8
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=16))]
    beats_per_bar: u8,
    /// Bars from window to window; without it as long as a window
    #[arg(long, value_name = "BARS")]
    hop: Option<usize>,
    /// Write all values as a table, a row a window
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    #[command(flatten)]
    report: ReportOptions,
}

/// The spread of one attribute, value by value.
#[derive(Clone, Copy)]
struct Spread {
    count: f64,
    mean: f64,
    squares: f64,
    least: f64,
    most: f64,
}

impl Spread {
    const NONE: Self = Self {
        count: 0.0,
        mean: 0.0,
        squares: 0.0,
        least: f64::INFINITY,
        most: f64::NEG_INFINITY,
    };

    /// Welford's way, which needs no second look at the values.
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        let far = value - self.mean;
        self.mean += far / self.count;
        self.squares += far * (value - self.mean);
        self.least = self.least.min(value);
        self.most = self.most.max(value);
    }

    fn deviation(self) -> f64 {
        (self.squares / self.count.max(1.0)).sqrt()
    }
}

/// Measures every window, writes the table, and prints how the values are spread.
pub fn run(arguments: &Arguments) -> Result<()> {
    let map = drum_map(&arguments.source.drum_map)?;
    let grid = Grid::new(arguments.bars, usize::from(arguments.beats_per_bar), 4, 9)
        .context("such windows can't be cut")?;
    let hop = Step(arguments.hop.unwrap_or(arguments.bars) * grid.steps_per_bar());
    if hop.0 == 0 {
        bail!("a hop of 0 bars never gets on; give 1 or more");
    }
    let corpus = Corpus::open(&arguments.source.data)?;
    let mut table = arguments
        .csv
        .as_ref()
        .map(|file| {
            let table = csv::Writer::from_path(file);
            table.with_context(|| format!("can't write the table {}", file.display()))
        })
        .transpose()?;
    if let Some(table) = &mut table {
        let names = Attribute::ALL.map(|attribute| attribute.name().to_owned());
        let columns = ["midi_filename".to_owned(), "window".to_owned()];
        table.write_record(columns.iter().chain(&names))?;
    }
    let options = Options {
        split: arguments.source.split,
        ..Options::default()
    };
    let mut spreads = [Spread::NONE; Attribute::COUNT];
    let measure = |laid: Laid| {
        Made::windows(laid, grid, hop, |groove, tempo| {
            Statistics::of(&groove, tempo)
        })
    };
    import(
        &corpus,
        options,
        &arguments.report,
        |_, performance| {
            let laid = quantize(&performance, &map, grid, Rules::Quatrain);
            laid.and_then(measure).unwrap_or_else(|error| Made {
                value: Vec::new(),
                outcome: Err(Rejection::from(error)),
            })
        },
        |imported| {
            let windows = imported.value.iter().flatten();
            for (number, statistics) in windows.enumerate() {
                for (spread, (_, value)) in spreads.iter_mut().zip(statistics.iter()) {
                    spread.add(value);
                }
                if let Some(table) = &mut table {
                    row(table, &imported.piece.name, number, statistics)?;
                }
            }
            Ok(())
        },
    )?;
    if let Some(mut table) = table {
        table.flush()?;
    }
    if spreads[0].count == 0.0 {
        bail!("{}: no window to measure", arguments.source.data.display());
    }
    print(&spreads);
    Ok(())
}

fn row(
    table: &mut csv::Writer<File>,
    name: &str,
    window: usize,
    statistics: &Statistics,
) -> Result<()> {
    let values = statistics.iter().map(|(_, value)| format!("{value:.6}"));
    let line = [name.to_owned(), window.to_string()]
        .into_iter()
        .chain(values);
    Ok(table.write_record(line)?)
}

fn print(spreads: &[Spread; Attribute::COUNT]) {
    println!("| attribute | mean | deviation | least | most | unit |");
    println!("|---|---:|---:|---:|---:|---|");
    for (attribute, spread) in Attribute::ALL.iter().zip(spreads) {
        println!(
            "| {attribute} | {:.2} | {:.2} | {:.2} | {:.2} | {} |",
            spread.mean,
            spread.deviation(),
            spread.least,
            spread.most,
            attribute.unit()
        );
    }
    println!("\n{} windows", spreads[0].count);
}
