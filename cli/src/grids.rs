//! `quatrain grids DATA`: what each grid keeps of recorded drumming, as the table in the docs.

use anyhow::{Context, Result, bail};
use clap::Args;
use groove::{
    Grid,
    corpus::{Corpus, Made, Options, Outcome},
    fidelity::Fidelity,
};

use crate::{
    import::{DataOptions, ReportOptions, import},
    options::drum_map,
};

/// Arguments of `quatrain grids`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    source: DataOptions,
    /// Steps in a quarter note, 3 to 24; may be given more than once
    #[arg(long, value_name = "STEPS", default_values_t = [3, 4, 6, 8, 12, 16, 24],
          value_parser = clap::value_parser!(u8).range(3..=24), value_delimiter = ',')]
    steps_per_beat: Vec<u8>,
    #[command(flatten)]
    report: ReportOptions,
}

/// Lays every performance on every grid, and prints a table in Markdown.
pub fn run(arguments: &Arguments) -> Result<()> {
    let map = drum_map(&arguments.source.drum_map)?;
    let corpus = Corpus::open(&arguments.source.data)?;
    let mut grids = Vec::new();
    for &steps in &arguments.steps_per_beat {
        let grid = Grid::new(1, 4, usize::from(steps), 9).context("no such grid")?;
        grids.push((Fidelity::new(grid), Fidelity::new(grid.with_flams())));
    }
    let options = Options {
        split: arguments.source.split,
        ..Options::default()
    };
    let mut elsewhere = 0;
    import(
        &corpus,
        options,
        &arguments.report,
        |_, performance| Made {
            value: performance,
            outcome: Ok(Outcome::default()),
        },
        |imported| {
            let Some(performance) = &imported.value else {
                return Ok(());
            };
            let mut fits = true;
            for (single, flams) in &mut grids {
                fits &= single.add(performance, &map).is_ok();
                fits &= flams.add(performance, &map).is_ok();
            }
            elsewhere += u64::from(!fits);
            Ok(())
        },
    )?;
    let strokes = grids.first().map_or(0, |(single, _)| single.strokes());
    if strokes == 0 {
        bail!(
            "{}: no strokes in four quarters a bar on known drums",
            arguments.source.data.display()
        );
    }
    print(&grids);
    println!("\n{strokes} strokes; {elsewhere} pieces fit no bar of four quarters");
    Ok(())
}

fn print(grids: &[(Fidelity, Fidelity)]) {
    println!(
        "| steps a beat | strokes lost | lost with flams | from the line, mean | 95 % within | error with offsets |"
    );
    println!("|---:|---:|---:|---:|---:|---:|");
    for (single, flams) in grids {
        println!(
            "| {} | {:.1} % | {:.2} % | {:.1} ms | {:.1} ms | {:.5} ms |",
            single.grid().steps_per_beat(),
            100.0 * single.lost(),
            100.0 * flams.lost(),
            single.mean_from_line(),
            single.most_from_line(),
            single.worst_kept().max(flams.worst_kept()),
        );
    }
}
