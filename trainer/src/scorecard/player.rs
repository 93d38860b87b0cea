//! The model as a user runs it: the exported graphs at work on windows, in batches.

use std::time::{Duration, Instant};

use groove::{Groove, Tempo};
use inference::{Draw, Latent, Model, ModelError, Posterior, Seed, Temperature};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::data::Window;

/// Grooves encoded or decoded at once.
const BATCH: usize = 64;

/// Decodings that are timed, after some that are not.
const TIMED: usize = 200;
const WARM_UP: usize = 10;

/// How long one decoding takes. The only numbers of a scorecard that no seed decides.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Latency {
    /// Median of 200 decodings of one groove, in milliseconds.
    pub decode_median_ms: f64,
    /// 99 of 100 take no longer.
    pub decode_p99_ms: f64,
}

/// Encodes windows.
pub fn encode(model: &Model, windows: &[Window]) -> Result<Vec<Posterior>, ModelError> {
    let mut posteriors = Vec::with_capacity(windows.len());
    for windows in windows.chunks(BATCH) {
        let grooves: Vec<Groove> = windows
            .iter()
            .map(|window| window.groove(model.grid()))
            .collect();
        posteriors.extend(model.encode(&grooves.iter().collect::<Vec<_>>())?);
    }
    Ok(posteriors)
}

/// A latent to decode, and the tempo that the groove is then held to have.
#[derive(Debug, Clone, Copy)]
struct Wish<'a> {
    latent: &'a Latent,
    take: Seed,
    tempo: Tempo,
}

/// Decodes at temperature 1, at which hits are as probable as the model holds them.
fn decode(model: &Model, wishes: &[Wish<'_>]) -> Result<Vec<Window>, ModelError> {
    let mut windows = Vec::with_capacity(wishes.len());
    for wishes in wishes.chunks(BATCH) {
        let draws: Vec<Draw<'_>> = wishes
            .iter()
            .map(|wish| Draw {
                latent: wish.latent,
                take: wish.take,
                temperature: Temperature::new(1.0),
            })
            .collect();
        let grooves = model.decode(&draws)?;
        let tempos = wishes.iter().map(|wish| wish.tempo);
        windows.extend(
            grooves
                .iter()
                .zip(tempos)
                .map(|(groove, tempo)| Window::new(groove, tempo)),
        );
    }
    Ok(windows)
}

/// Decodes without chance: a hit where its probability is over one half.
pub fn decode_greedily<'a>(
    model: &Model,
    latents: impl Iterator<Item = (&'a Latent, Tempo)>,
) -> Result<Vec<Window>, ModelError> {
    let wishes: Vec<Wish<'_>> = latents
        .map(|(latent, tempo)| Wish {
            latent,
            take: Seed::GREEDY,
            tempo,
        })
        .collect();
    decode(model, &wishes)
}

/// Decodes with hits drawn by chance, each with its probability; the random numbers make the takes.
pub fn decode_by_chance<'a>(
    model: &Model,
    latents: impl Iterator<Item = (&'a Latent, Tempo)>,
    random: &mut ChaCha8Rng,
) -> Result<Vec<Window>, ModelError> {
    let wishes: Vec<Wish<'_>> = latents
        .map(|(latent, tempo)| Wish {
            latent,
            // The lowest bit is set: 0 would be the take without chance.
            take: Seed(random.next_u64() | 1),
            tempo,
        })
        .collect();
    decode(model, &wishes)
}

/// Times decodings of one groove.
pub fn latency(model: &Model) -> Result<Latency, ModelError> {
    let mut times = Vec::with_capacity(TIMED);
    for number in 0..WARM_UP + TIMED {
        let take = Seed(number as u64 + 1);
        let latent = model.sample(take);
        let draw = Draw {
            latent: &latent,
            take,
            temperature: Temperature::new(1.0),
        };
        let begin = Instant::now();
        model.decode(&[draw])?;
        if number >= WARM_UP {
            times.push(begin.elapsed());
        }
    }
    times.sort_unstable();
    let at = |share: f64| {
        let time = times.get((share * (TIMED - 1) as f64).round() as usize);
        1_000.0 * time.map_or(0.0, Duration::as_secs_f64)
    };
    Ok(Latency {
        decode_median_ms: at(0.5),
        decode_p99_ms: at(0.99),
    })
}
