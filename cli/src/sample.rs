//! `quatrain sample`: grooves from the model alone.

use anyhow::Result;
use clap::Args;
use inference::{Draw, Seed, Temperature};

use crate::options::{ModelOptions, OutputOptions};

/// Arguments of `quatrain sample`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    model: ModelOptions,
    #[command(flatten)]
    output: OutputOptions,
    /// How many grooves
    #[arg(long, short = 'n', default_value_t = 5)]
    count: u64,
    /// Seed of the first groove; the next ones follow. The same seed gives the same groove
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How freely hits are drawn, 0.01 to 4
    #[arg(long, default_value_t = Temperature::default().get())]
    temperature: f32,
}

/// Samples and writes.
pub fn run(arguments: &Arguments) -> Result<()> {
    let model = arguments.model.open()?;
    for number in 0..arguments.count {
        let seed = Seed(arguments.seed.wrapping_add(number));
        let latent = model.sample(seed);
        let temperature = Temperature::new(arguments.temperature);
        let grooves = model.decode(&[Draw {
            latent: &latent,
            take: seed,
            temperature,
        }])?;
        arguments
            .output
            .write(&format!("quatrain-sample-{:04}.mid", seed.0), &grooves[0])?;
    }
    Ok(())
}
