//! `quatrain latency`: how long one groove takes, from latent to hits, on one thread.

use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Args;
use inference::{Draw, Model, Seed, Temperature};
use serde::Serialize;

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
    let mut decode = Vec::with_capacity(runs);
    let mut encode = Vec::with_capacity(runs);
    // The first runs warm caches and are not counted.
    for number in 0..runs + 10 {
        let seed = Seed(number as u64 + 1);
        let latent = model.sample(seed);
        let begin = Instant::now();
        let grooves = model.decode(&[Draw {
            latent: &latent,
            take: seed,
            temperature: Temperature::default(),
        }])?;
        let decoded = begin.elapsed();
        let begin = Instant::now();
        model.encode(&[&grooves[0]])?;
        if number >= 10 {
            decode.push(decoded);
            encode.push(begin.elapsed());
        }
    }
    Ok(Measured {
        provider: model.provider().to_string(),
        open_ms: milliseconds(open),
        decode_median_ms: quantile(&mut decode, 0.5),
        decode_p99_ms: quantile(&mut decode, 0.99),
        encode_median_ms: quantile(&mut encode, 0.5),
        runs,
    })
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn quantile(times: &mut [Duration], share: f64) -> f64 {
    times.sort_unstable();
    milliseconds(times[((times.len() - 1) as f64 * share).round() as usize])
}
