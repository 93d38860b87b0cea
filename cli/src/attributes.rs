//! `quatrain attributes`: what a model's axes and attribute vectors were measured to change.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use inference::Attributes;
use trainer::attributes::{AttributeOptions, measure};

use crate::options::ModelOptions;

/// Arguments of `quatrain attributes`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    model: ModelOptions,
    /// Measure them anew on the recorded drumming that the model was trained on, and write them
    /// into the model's folder
    #[arg(long)]
    data: Option<PathBuf>,
    /// Random grooves that each attribute is judged on (with --data)
    #[arg(long, default_value_t = AttributeOptions::default().judged, requires = "data")]
    grooves: usize,
}

/// Measures if asked to, and prints.
pub fn run(arguments: &Arguments) -> Result<()> {
    if let Some(data) = &arguments.data {
        let options = AttributeOptions {
            judged: arguments.grooves,
            ..AttributeOptions::default()
        };
        let folder = arguments.model.folder()?;
        let runtime = arguments.model.provider.into();
        let found = measure(&folder, &runtime, data, &options)?;
        print(&found.attributes);
    } else {
        print(arguments.model.open()?.attributes());
    }
    Ok(())
}

/// Tables in Markdown, which also read well in a terminal.
fn print(attributes: &Attributes) {
    if attributes.vectors().is_empty() {
        println!(
            "The model has no attributes: measure them on the data that it was trained on, with \
             --data"
        );
        return;
    }
    println!("What a move of 1.5 deviations along the axes changes, in deviations:\n");
    println!("| axis | more of it | less of it | changes |");
    println!("|---:|---|---|---|");
    for (number, axis) in (1..).zip(attributes.axes()) {
        let effects = axis.effects.iter();
        let effects = effects.map(|effect| format!("{} {:.2}", effect.what, effect.change));
        println!(
            "| {number} | {} | {} | {} |",
            axis.name,
            axis.opposite,
            effects.collect::<Vec<_>>().join(", ")
        );
    }
    let grooves = attributes.vectors().first().map_or(0, |one| one.grooves);
    println!(
        "\nWhat the attributes change in {grooves} random grooves, in deviations, where −2, −1, 1 and \
         2 deviations are asked for: its own mean change, the share of grooves that follow, how far \
         the others drift (mean change) and scatter (change in a groove), on average\n"
    );
    println!(
        "| attribute | mean | deviation | intended | follow, % | others drift | others scatter | \
         drift most, at 1 |"
    );
    println!("|---|---:|---:|---|---|---|---|---|");
    for vector in attributes.vectors() {
        let others = vector.others.iter().take(3);
        let others = others.map(|other| format!("{} {:+.2}", other.what, other.change));
        println!(
            "| {} | {:.2} | {:.2} {} | {} | {} | {} | {} | {} |",
            vector.name,
            vector.mean,
            vector.deviation,
            vector.unit,
            four(&vector.intended, 2),
            four(&vector.followed.map(|share| 100.0 * share), 0),
            four(&vector.unintended, 2),
            four(&vector.scatter, 2),
            others.collect::<Vec<_>>().join(", ")
        );
    }
}

fn four(numbers: &[f64; 4], places: usize) -> String {
    numbers.map(|number| format!("{number:.places$}")).join(" ")
}
