//! `quatrain latency`: how long one groove takes, from latent to hits, on one thread.

use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Args;
use inference::Model;
use serde::Serialize;
use trainer::scorecard::player;

use crate::options::{ModelOptions, ProviderName};

/// Arguments of `quatrain latency`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    model: ModelOptions,
    /// How many decodings are timed
    #[arg(long, default_value_t = 500)]
    runs: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What was measured with one provider.
#[derive(Serialize)]
struct Measured {
    provider: String,
    open_ms: f64,
    decode_median_ms: f64,
    decode_p99_ms: f64,
    encode_median_ms: f64,
    runs: usize,
}

/// Times each provider that runs here, or the one that was asked for.
pub fn run(arguments: &Arguments) -> Result<()> {
    let providers = match arguments.model.provider {
        ProviderName::Best => vec![
            ProviderName::Cuda,
            ProviderName::Cpu,
            ProviderName::Embedded,
        ],
        one => vec![one],
    };
    let folder = arguments.model.folder()?;
    let mut measured = Vec::new();
    for provider in providers {
        let begin = Instant::now();
        match Model::open(&folder, &provider.into()) {
            Ok(model) => measured.push(measure(&model, arguments.runs.max(1), begin.elapsed())?),
            Err(error) if arguments.model.provider == provider => return Err(error.into()),
            Err(error) => eprintln!("{error}"),
        }
    }
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&measured)?);
        return Ok(());
    }
    for m in measured {
        println!(
            "{:<20} decode {:.2} ms median, {:.2} ms p99; encode {:.2} ms; open {:.0} ms ({} runs)",
            m.provider, m.decode_median_ms, m.decode_p99_ms, m.encode_median_ms, m.open_ms, m.runs
        );
    }
    Ok(())
}

fn measure(model: &Model, runs: usize, open: Duration) -> Result<Measured> {
    let latency = player::latency(model, runs)?;
    Ok(Measured {
        provider: model.provider().to_string(),
        open_ms: 1_000.0 * open.as_secs_f64(),
        decode_median_ms: latency.decode_median_ms,
        decode_p99_ms: latency.decode_p99_ms,
        encode_median_ms: latency.encode_median_ms,
        runs,
    })
}
