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

/// Decodings that a scorecard times.
pub const TIMED: usize = 200;
/// Decodings before those that are timed, to warm caches.
const WARM_UP: usize = 10;

/// How long one groove takes, on one thread. The only numbers of a scorecard that no seed decides.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Latency {
    /// Median of the decodings of one groove, in milliseconds.
    pub decode_median_ms: f64,
    /// 99 of 100 take no longer.
    pub decode_p99_ms: f64,
    /// Median of the encodings of one groove, in milliseconds.
    pub encode_median_ms: f64,
    /// 99 of 100 take no longer.
    pub encode_p99_ms: f64,
}

/// A groove that was told its own hits; see [`super::told`].
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The groove's hits, with the model's velocities and offsets.
    pub window: Window,
    /// How probable the model holds a hit in each cell, given the hits of the steps before.
    pub probabilities: Vec<f32>,
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

/// Decodes; at temperature 1 hits are as probable as the model holds them.
fn decode(
    model: &Model,
    wishes: &[Wish<'_>],
    temperature: Temperature,
) -> Result<Vec<Window>, ModelError> {
    let mut windows = Vec::with_capacity(wishes.len());
    for wishes in wishes.chunks(BATCH) {
        let draws: Vec<Draw<'_>> = wishes
            .iter()
            .map(|wish| Draw {
                latent: wish.latent,
                take: wish.take,
                temperature,
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
    decode(model, &wishes, Temperature::new(1.0))
}

/// Decodes with hits drawn by chance, each with its probability; the random numbers make the takes.
pub fn decode_by_chance<'a>(
    model: &Model,
    latents: impl Iterator<Item = (&'a Latent, Tempo)>,
    temperature: Temperature,
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
    decode(model, &wishes, temperature)
}

/// Decodes while each step is told the hits of a window.
pub fn decode_told<'a>(
    model: &Model,
    latents: impl Iterator<Item = &'a Latent>,
    windows: &[Window],
) -> Result<Vec<Told>, ModelError> {
    let latents: Vec<&Latent> = latents.collect();
    let mut all = Vec::with_capacity(windows.len());
    for (latents, windows) in latents.chunks(BATCH).zip(windows.chunks(BATCH)) {
        let grooves: Vec<Groove> = windows
            .iter()
            .map(|window| window.groove(model.grid()))
            .collect();
        let found = model.decode_told(latents, &grooves.iter().collect::<Vec<_>>())?;
        let pairs = found.iter().zip(windows);
        all.extend(pairs.map(|(found, window)| {
            Told {
                window: Window::new(found, window.tempo),
                probabilities: found
                    .cells()
                    .iter()
                    .map(|cell| cell.probability.get())
                    .collect(),
            }
        }));
    }
    Ok(all)
}

/// Times so many decodings and encodings of one groove.
///
/// # Errors
/// If the model fails.
pub fn latency(model: &Model, runs: usize) -> Result<Latency, ModelError> {
    let (mut decodings, mut encodings) = (Vec::new(), Vec::new());
    for number in 0..WARM_UP + runs {
        let take = Seed(number as u64 + 1);
        let latent = model.sample(take);
        let draw = Draw {
            latent: &latent,
            take,
            temperature: Temperature::default(),
        };
        let begin = Instant::now();
        let grooves = model.decode(&[draw])?;
        let decoded = begin.elapsed();
        let begin = Instant::now();
        model.encode(&grooves.iter().collect::<Vec<_>>())?;
        let encoded = begin.elapsed();
        if number >= WARM_UP {
            decodings.push(decoded);
            encodings.push(encoded);
        }
    }
    Ok(Latency {
        decode_median_ms: quantile(&mut decodings, 0.5),
        decode_p99_ms: quantile(&mut decodings, 0.99),
        encode_median_ms: quantile(&mut encodings, 0.5),
        encode_p99_ms: quantile(&mut encodings, 0.99),
    })
}

/// In milliseconds, by nearest rank.
fn quantile(times: &mut [Duration], share: f64) -> f64 {
    times.sort_unstable();
    let at = (share * times.len().saturating_sub(1) as f64).round() as usize;
    1_000.0 * times.get(at).map_or(0.0, Duration::as_secs_f64)
}
