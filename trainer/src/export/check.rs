//! Runs the exported graphs as the plugin would, and compares them with the trained network.

use std::path::Path;

use burn::tensor::{Tensor, TensorData};
use groove::Groove;
use inference::{
    Draw, Latent, Model, ModelError, Provider, ProviderChoice, RuntimeOptions, Seed, Temperature,
    find_runtime,
};

use super::{ExportOptions, Exported};
use crate::{
    data::{Window, batch},
    error::TrainError,
    evaluate::numbers,
    network::Network,
    prior::Flow,
};

/// Grooves compared.
pub const SAMPLES: usize = 16;

/// The largest difference allowed in any output; above 1 it is relative.
pub const LARGEST_DIFFERENCE: f32 = 1e-4;

/// How well a runtime agrees with the network.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// The runtime.
    pub provider: Provider,
    /// Largest difference in any output.
    pub difference: f32,
}

/// Checks a folder in every runtime that is there: the embedded one always is.
pub(super) fn check(
    folder: &Path,
    network: &Network,
    windows: &[Window],
    exported: &Exported<'_>,
    options: &ExportOptions,
) -> Result<Vec<Agreement>, TrainError> {
    let mut providers = vec![Provider::Embedded];
    if options.library.is_some() || find_runtime().is_ok() {
        providers.push(Provider::Cpu);
    }
    let expected = Expected::new(network, windows, exported)?;
    providers
        .into_iter()
        .map(|provider| {
            let choice = ProviderChoice::Only(provider);
            let options = RuntimeOptions {
                choice,
                library: options.library.clone(),
            };
            let difference = compare(folder, &options, windows, exported, &expected)?;
            Ok(Agreement {
                provider,
                difference,
            })
        })
        .collect()
}

/// What the network gives, flat.
struct Expected {
    mean: Vec<f32>,
    spread: Vec<f32>,
    /// In nats a groove, where a prior was learned.
    divergence: Option<Vec<f32>>,
    /// Probabilities, hits, velocities, offsets of the decoded means.
    drawn: [Vec<f32>; 4],
}

impl Expected {
    fn new(
        network: &Network,
        windows: &[Window],
        exported: &Exported<'_>,
    ) -> Result<Self, TrainError> {
        let &Exported {
            config,
            device,
            prior,
            ..
        } = exported;
        let grid = config.network.grid;
        let flow = prior.map(|prior| Flow::new(prior, device));
        let mut encoded = network.encode(batch::bars(windows, grid, device));
        let mut latents = encoded.mean.clone();
        let mut divergence = None;
        if let Some(flow) = &flow {
            let (placed, found) = flow.posterior(&encoded);
            latents = flow.latents(placed.mean.clone());
            divergence = Some(numbers(found)?);
            encoded = placed;
        }
        let count = windows.len();
        let shape = [count, grid.steps(), grid.drums()];
        let noise: Vec<f32> = (0..count)
            .flat_map(|at| take(at).noise(grid.cells()))
            .collect();
        let noise = Tensor::<3>::from_data(TensorData::new(noise, shape), device);
        let temperature = vec![Temperature::default().get(); count];
        let temperature = Tensor::<2>::from_data(TensorData::new(temperature, [count, 1]), device);
        let drawn = network.decode(latents, noise, temperature);
        Ok(Self {
            divergence,
            mean: numbers(encoded.mean)?,
            spread: numbers(encoded.spread)?,
            drawn: [
                numbers(drawn.probabilities)?,
                numbers(drawn.hits)?,
                numbers(drawn.velocities)?,
                numbers(drawn.offsets)?,
            ],
        })
    }
}

/// Every second groove is decoded without chance, the others with.
fn take(at: usize) -> Seed {
    if at.is_multiple_of(2) {
        Seed::GREEDY
    } else {
        Seed(at as u64)
    }
}

fn compare(
    folder: &Path,
    options: &RuntimeOptions,
    windows: &[Window],
    exported: &Exported<'_>,
    expected: &Expected,
) -> Result<f32, TrainError> {
    let failed = |error: ModelError| TrainError::ExportRun {
        reason: error.to_string(),
    };
    let model = Model::open(folder, options).map_err(failed)?;
    let grid = exported.config.network.grid;
    let grooves: Vec<Groove> = windows.iter().map(|window| window.groove(grid)).collect();
    let grooves: Vec<&Groove> = grooves.iter().collect();
    let posteriors = model.encode(&grooves).map_err(failed)?;
    let flat = |part: fn(&inference::Posterior) -> &[f32]| -> Vec<f32> {
        posteriors
            .iter()
            .flat_map(|posterior| part(posterior).iter().copied())
            .collect()
    };
    let mean = flat(|posterior| &posterior.mean.0);
    let spread = flat(|posterior| &posterior.spread);

    // The decoder is given the network's own latents: an error must not hide behind another.
    let latents: Vec<Latent> = expected
        .mean
        .chunks_exact(exported.config.network.latents())
        .map(|latent| Latent(latent.to_vec()))
        .collect();
    let draws: Vec<Draw<'_>> = latents
        .iter()
        .enumerate()
        .map(|(at, latent)| Draw {
            latent,
            take: take(at),
            temperature: Temperature::default(),
        })
        .collect();
    let decoded = model.decode(&draws).map_err(failed)?;
    let cells = |part: fn(&groove::Cell) -> f32| -> Vec<f32> {
        decoded
            .iter()
            .flat_map(|groove| groove.cells().iter().map(part))
            .collect()
    };
    let [probabilities, hits, velocities, offsets] = &expected.drawn;
    let pairs = [
        ("mean", &mean, &expected.mean),
        ("spread", &spread, &expected.spread),
        (
            "probabilities",
            &cells(|cell| cell.probability.get()),
            probabilities,
        ),
        ("hits", &cells(|cell| f32::from(cell.hit)), hits),
        ("velocities", &cells(|cell| cell.velocity.get()), velocities),
        ("offsets", &cells(|cell| cell.offset.get()), offsets),
    ];
    let divergence: Vec<f32> = posteriors
        .iter()
        .map(|posterior| posterior.divergence)
        .collect();
    let measured = expected.divergence.as_ref();
    let measured = measured.map(|expected| ("divergence", &divergence, expected));
    let mut largest = 0.0_f32;
    for (name, found, expected) in pairs.into_iter().chain(measured) {
        let difference = difference(found, expected);
        if difference.is_nan() || difference > LARGEST_DIFFERENCE {
            return Err(TrainError::Export {
                what: format!("{name} ({})", model.provider()),
                difference,
                allowed: LARGEST_DIFFERENCE,
            });
        }
        largest = largest.max(difference);
    }
    Ok(largest)
}

/// The largest difference; of numbers above 1 relative. Not a number if the lengths differ.
fn difference(found: &[f32], expected: &[f32]) -> f32 {
    if found.len() != expected.len() {
        return f32::NAN;
    }
    let pairs = found.iter().zip(expected);
    pairs
        .map(|(a, b)| (a - b).abs() / b.abs().max(1.0))
        .fold(0.0, f32::max)
}
