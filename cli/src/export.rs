//! `quatrain export RUN MODEL_FOLDER --data DATA`: a run's best network as a model folder.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use trainer::{DeviceChoice, ExportOptions, data::Split};

/// Arguments of `quatrain export`.
#[derive(Args)]
pub struct Arguments {
    /// Folder of the run
    run: PathBuf,
    /// The model folder to make or replace
    folder: PathBuf,
    /// Folder of the dataset the run was trained on
    #[arg(long)]
    data: PathBuf,
    /// What the model is called
    #[arg(long)]
    name: Option<String>,
    /// What it is, in a sentence
    #[arg(long)]
    description: Option<String>,
    /// Who trained it
    #[arg(long)]
    author: Option<String>,
    /// Licence of the weights, as SPDX names it
    #[arg(long)]
    licence: Option<String>,
    /// Credit and licence of the data
    #[arg(long)]
    data_credit: Option<String>,
    /// The split whose scores go into the card
    #[arg(long, default_value = "validation")]
    split: Split,
    /// Where to compute: cpu, cuda:0 (or another number), or auto
    #[arg(long, default_value = "auto")]
    device: DeviceChoice,
}

/// Exports, checks the graphs in each runtime that is there, and says how they agree.
pub fn run(arguments: &Arguments) -> Result<()> {
    let (run, folder) = (arguments.run.clone(), arguments.folder.clone());
    let mut options = ExportOptions::new(run, folder, arguments.data.clone());
    let given = [
        (&arguments.name, &mut options.name),
        (&arguments.description, &mut options.description),
        (&arguments.author, &mut options.author),
        (&arguments.licence, &mut options.licence),
        (&arguments.data_credit, &mut options.data_credit),
    ];
    for (given, field) in given {
        if let Some(given) = given {
            field.clone_from(given);
        }
    }
    options.split = arguments.split;
    options.device = arguments.device;
    let summary = trainer::export(&options)?;
    println!("{}: {}", arguments.folder.display(), summary.scores);
    let axes = summary.attributes.axes().iter();
    let names: Vec<&str> = axes.map(|axis| &*axis.name).collect();
    println!(
        "{} attributes, and axes for {}; what they change: quatrain attributes --model {}",
        summary.attributes.vectors().len(),
        names.join("; "),
        arguments.folder.display()
    );
    for agreement in summary.agreements {
        println!(
            "{}: differs from the trained network by at most {:.1e}",
            agreement.provider, agreement.difference
        );
    }
    Ok(())
}
