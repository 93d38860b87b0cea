//! `quatrain models`: what is installed, how good it is, and what runs it here.

use anyhow::Result;
use clap::Args;
use inference::Model;

use crate::options::ModelOptions;

/// Arguments of `quatrain models`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    model: ModelOptions,
}

/// Opens each model and prints its card.
pub fn run(arguments: &Arguments) -> Result<()> {
    let folders = match &arguments.model.model {
        Some(folder) => vec![folder.clone()],
        None => match inference::find_models() {
            // Says where models belong.
            none if none.is_empty() => vec![arguments.model.folder()?],
            folders => folders,
        },
    };
    for folder in folders {
        match Model::open(&folder, &arguments.model.provider.into()) {
            Ok(model) => print(&model),
            Err(error) => println!("{}\n  {error}\n", folder.display()),
        }
    }
    Ok(())
}

fn print(model: &Model) {
    let card = model.card();
    let scores = &card.scores;
    println!("{} by {} ({})", card.name, card.author, card.licence);
    println!("  {}", card.description);
    println!("  trained on {}", card.training.data);
    println!(
        "  {} of {} windows: hit F1 {:.3}, timing {:.1} ms, velocity {:.1}/127",
        scores.split, scores.windows, scores.hit_f1, scores.timing_ms, scores.velocity
    );
    println!("  decoder {}", model.identity().sha256);
    println!("  runs on {}", model.provider());
    for fall in model.fallbacks() {
        println!("    not on {}: {}", fall.provider, fall.reason);
    }
    println!();
}
