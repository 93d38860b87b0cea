//! `quatrain sample`: grooves from the model alone, or moved along its attributes.

use std::str::FromStr;

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
    /// Move the grooves along an attribute by standard deviations of the training set, e.g.
    /// density=+2sd or style:jazz=-1; may be given more than once. `quatrain attributes` lists them
    #[arg(long = "attribute", value_name = "NAME=SD", allow_hyphen_values = true)]
    attributes: Vec<Move>,
}

/// The farthest move that makes sense: nothing in the training set is as far out.
const FARTHEST: f32 = 10.0;

/// A move along an attribute.
#[derive(Debug, Clone, PartialEq)]
struct Move {
    name: String,
    deviations: f32,
}

impl FromStr for Move {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let teach = "write NAME=SD, e.g. density=+2sd: a name and how many standard deviations up \
                     or down";
        let (name, amount) = text.rsplit_once('=').ok_or(teach)?;
        let amount = amount.trim().trim_end_matches("sd").trim_end();
        let deviations: f32 = amount
            .parse()
            .map_err(|_| format!("{amount:?} is no number; {teach}"))?;
        if deviations.abs() > FARTHEST || deviations.is_nan() {
            return Err(format!(
                "{deviations} standard deviations are out of this world; give -{FARTHEST} to \
                 {FARTHEST}, of which 1 and 2 are usual"
            ));
        }
        Ok(Self {
            name: name.trim().to_owned(),
            deviations,
        })
    }
}

/// Samples and writes.
pub fn run(arguments: &Arguments) -> Result<()> {
    let model = arguments.model.open()?;
    for number in 0..arguments.count {
        let seed = Seed(arguments.seed.wrapping_add(number));
        let mut latent = model.sample(seed);
        for Move { name, deviations } in &arguments.attributes {
            latent = model.attributes().moved(&latent, name, *deviations)?;
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_are_read_with_and_without_their_unit() {
        for (text, name, deviations) in [
            ("density=+2sd", "density", 2.0),
            ("style:jazz=-1", "style:jazz", -1.0),
            ("ghost notes = 0.5 sd", "ghost notes", 0.5),
        ] {
            let name = name.to_owned();
            assert_eq!(text.parse(), Ok(Move { name, deviations }));
        }
    }

    #[test]
    fn other_words_are_refused_and_told_how() {
        for text in ["density", "density=", "density=much", "density=+2ms"] {
            let error = text.parse::<Move>().unwrap_err();
            assert!(error.contains("density=+2sd"), "{text}: {error}");
        }
        for text in ["density=99", "density=NaN", "density=-inf"] {
            assert!(text.parse::<Move>().unwrap_err().contains("-10 to 10"));
        }
    }
}
