//! An opened model: card, axes and the two graphs.

use std::{path::Path, sync::Mutex};

use groove::{Cell, Grid, Groove};
use serde::{Deserialize, Serialize};

use crate::{
    attributes::Attributes,
    axes::Axes,
    card::{
        ATTRIBUTES_FILE, AXES_FILE, Card, DECODER_FILE, ENCODER_FILE, LatentPrior, VECTORS_FILE,
    },
    error::ModelError,
    latent::Latent,
    random::{Seed, Temperature},
    runtime::{self, Fallback, Graph, Input, Provider, ProviderChoice, RuntimeOptions},
};

/// Which model made something: enough to know it again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ModelIdentity {
    /// What the card calls it.
    pub name: String,
    /// SHA-256 of the decoder, in hexadecimal.
    pub sha256: String,
}

/// What the encoder makes of a groove: a Gaussian in the latent space.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// The middle: the best single latent for the groove.
    pub mean: Latent,
    /// Standard deviation of each number.
    pub spread: Vec<f32>,
    /// Divergence from the model's prior in nats: what the groove costs.
    pub divergence: f32,
}

impl Posterior {
    /// A posterior whose numbers are independent of each other, under the standard normal: the
    /// divergence is `Σ ½ (μ² + σ² − 1) − ln σ`.
    #[must_use]
    pub fn independent(mean: Latent, spread: Vec<f32>) -> Self {
        let numbers = mean.0.iter().zip(&spread);
        let divergence: f64 = numbers
            .map(|(&mean, &spread)| {
                // Below this float32 holds a spread no more.
                let (mean, spread) = (f64::from(mean), f64::from(spread).max(1e-30));
                0.5 * (mean * mean + spread * spread - 1.0) - libm::log(spread)
            })
            .sum();
        Self {
            mean,
            spread,
            divergence: divergence as f32,
        }
    }
}

/// What is to be decoded.
#[derive(Debug, Clone, Copy)]
pub struct Draw<'a> {
    /// From where in the latent space.
    pub latent: &'a Latent,
    /// Which of the takes that this place allows.
    pub take: Seed,
    /// How freely hits are drawn.
    pub temperature: Temperature,
}

/// An opened model. It may be shared between threads: calls wait for each other.
pub struct Model {
    card: Card,
    identity: ModelIdentity,
    axes: Axes,
    attributes: Attributes,
    provider: Provider,
    fallbacks: Vec<Fallback>,
    encoder: Mutex<Box<dyn Graph>>,
    decoder: Mutex<Box<dyn Graph>>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Model")
            .field("identity", &self.identity)
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}

impl Model {
    /// Opens a model's folder: reads the card, checks every file against it, and takes the first
    /// provider that really runs both graphs.
    ///
    /// # Errors
    /// If a file is missing, torn or foreign, or no provider runs the graphs.
    pub fn open(folder: &Path, options: &RuntimeOptions) -> Result<Self, ModelError> {
        let card = Card::read(folder)?;
        let encoder = card.verified(folder, ENCODER_FILE)?;
        let decoder = card.verified(folder, DECODER_FILE)?;
        let axes = Axes::read(&card.verified(folder, AXES_FILE)?, card.sizes.latents)?;
        let attributes = if card.files.contains_key(ATTRIBUTES_FILE) {
            let page = card.verified(folder, ATTRIBUTES_FILE)?;
            let vectors = card.verified(folder, VECTORS_FILE)?;
            Attributes::read(&page, &vectors, card.sizes.latents)?
        } else {
            Attributes::default()
        };
        let identity = ModelIdentity {
            name: card.name.clone(),
            sha256: card.files[DECODER_FILE].clone(),
        };

        let mut fallbacks = Vec::new();
        for provider in Provider::ALL {
            if let ProviderChoice::Only(only) = options.choice
                && only != provider
            {
                continue;
            }
            let opened = runtime::open(provider, &encoder, options)
                .and_then(|encoder| Ok((encoder, runtime::open(provider, &decoder, options)?)));
            let tried = opened.and_then(|(encoder, decoder)| {
                let model = Self {
                    card: card.clone(),
                    identity: identity.clone(),
                    axes: axes.clone(),
                    attributes: attributes.clone(),
                    provider,
                    fallbacks: Vec::new(),
                    encoder: Mutex::new(encoder),
                    decoder: Mutex::new(decoder),
                };
                model.try_out().map_err(|error| error.to_string())?;
                Ok(model)
            });
            match tried {
                Ok(mut model) => {
                    model.fallbacks = fallbacks;
                    return Ok(model);
                }
                Err(reason) => fallbacks.push(Fallback { provider, reason }),
            }
        }
        Err(ModelError::NoProvider {
            folder: folder.to_owned(),
            tried: fallbacks,
        })
    }

    /// One run of each graph: a foreign file shows here, not when somebody plays.
    fn try_out(&self) -> Result<(), ModelError> {
        let posterior = self.encode(&[&Groove::empty(self.grid())])?;
        let latent = &posterior[0].mean;
        let draw = Draw {
            latent,
            take: Seed::GREEDY,
            temperature: Temperature::default(),
        };
        self.decode(&[draw]).map(|_| ())
    }

    /// The card.
    #[must_use]
    pub const fn card(&self) -> &Card {
        &self.card
    }

    /// Name and hash.
    #[must_use]
    pub const fn identity(&self) -> &ModelIdentity {
        &self.identity
    }

    /// Shape of the grooves it makes.
    #[must_use]
    pub const fn grid(&self) -> Grid {
        self.card.grid
    }

    /// The shape of the encoded training set.
    #[must_use]
    pub const fn axes(&self) -> &Axes {
        &self.axes
    }

    /// Names of the axes, and the attribute vectors; empty where the folder has none.
    #[must_use]
    pub const fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    /// What runs the graphs.
    #[must_use]
    pub const fn provider(&self) -> Provider {
        self.provider
    }

    /// The providers that were tried before, and why they failed.
    #[must_use]
    pub fn fallbacks(&self) -> &[Fallback] {
        &self.fallbacks
    }

    /// A latent to begin from, as real grooves have: drawn from the learned prior, which is the
    /// standard normal here, or where the model has none from the shape of the encoded training
    /// set.
    #[must_use]
    pub fn sample(&self, seed: Seed) -> Latent {
        match self.card.prior {
            LatentPrior::Learned => seed.normal(self.card.sizes.latents),
            LatentPrior::Normal => self.axes.sample(seed),
        }
    }

    /// Encodes grooves of the model's grid.
    ///
    /// # Errors
    /// If a groove has another grid, or the graph fails.
    pub fn encode(&self, grooves: &[&Groove]) -> Result<Vec<Posterior>, ModelError> {
        let grid = self.grid();
        if let Some(other) = grooves.iter().find(|groove| groove.grid() != grid) {
            return Err(ModelError::Shape {
                expected: format!("a groove of {grid:?}"),
                found: format!("{:?}", other.grid()),
            });
        }
        if grooves.is_empty() {
            return Ok(Vec::new());
        }
        let of_hits = |value: fn(&Cell) -> f32| {
            let cells = grooves.iter().flat_map(|groove| groove.cells());
            cells
                .map(|cell| if cell.hit { value(cell) } else { 0.0 })
                .collect()
        };
        let shape = [grid.steps(), grid.drums()];
        let inputs = vec![
            Input {
                name: "hits",
                shape: &shape,
                data: of_hits(|_| 1.0),
            },
            Input {
                name: "velocities",
                shape: &shape,
                data: of_hits(|cell| cell.velocity.get()),
            },
            Input {
                name: "offsets",
                shape: &shape,
                data: of_hits(|cell| cell.offset.get()),
            },
        ];
        let latents = self.card.sizes.latents;
        let mut outputs = vec![("mean", latents), ("spread", latents)];
        if self.card.prior == LatentPrior::Learned {
            outputs.push(("divergence", 1));
        }
        let found = run(&self.encoder, "encoder", grooves.len(), inputs, &outputs)?;
        let posteriors = found[0].chunks(latents).zip(found[1].chunks(latents));
        Ok(posteriors
            .enumerate()
            .map(|(at, (mean, spread))| {
                let (mean, spread) = (Latent(mean.to_vec()), spread.to_vec());
                match found.get(2) {
                    Some(divergences) => Posterior {
                        mean,
                        spread,
                        divergence: divergences[at],
                    },
                    None => Posterior::independent(mean, spread),
                }
            })
            .collect())
    }

    /// Decodes latents to grooves, in one call of the graph.
    ///
    /// # Errors
    /// If a latent has another length or a number that is not finite, or the graph fails.
    pub fn decode(&self, draws: &[Draw<'_>]) -> Result<Vec<Groove>, ModelError> {
        let cells = self.grid().cells();
        let noise = draws.iter().flat_map(|draw| draw.take.noise(cells));
        let temperatures = draws.iter().map(|draw| draw.temperature.get());
        let latents: Vec<&Latent> = draws.iter().map(|draw| draw.latent).collect();
        self.run_decoder(&latents, noise.collect(), temperatures.collect())
    }

    /// Decodes latents while each step is told the hits of a groove, not the model's own: teacher
    /// forcing of the hits. The noise is 0 in the cells that have a hit and 1 in the others, so that
    /// none but these hits can be drawn. What comes back has the groove's hits; velocities, offsets
    /// and probabilities are what the model holds of each cell, given the latent and the hits before
    /// it. Velocities and offsets of the steps before are the model's own, at those hits.
    ///
    /// # Errors
    /// As [`Self::decode`], and if a groove has another grid or the graph draws other hits.
    pub fn decode_told(
        &self,
        latents: &[&Latent],
        told: &[&Groove],
    ) -> Result<Vec<Groove>, ModelError> {
        let grid = self.grid();
        if latents.len() != told.len() || told.iter().any(|groove| groove.grid() != grid) {
            return Err(ModelError::Shape {
                expected: format!("{} grooves of {grid:?}", latents.len()),
                found: format!("{} grooves, or others", told.len()),
            });
        }
        let cells = told.iter().flat_map(|groove| groove.cells());
        let noise = cells.map(|cell| f32::from(u8::from(!cell.hit))).collect();
        let found = self.run_decoder(latents, noise, vec![1.0; latents.len()])?;
        let hits = |groove: &Groove| {
            groove
                .cells()
                .iter()
                .map(|cell| cell.hit)
                .collect::<Vec<_>>()
        };
        if found
            .iter()
            .zip(told)
            .any(|(found, told)| hits(found) != hits(told))
        {
            return Err(ModelError::Run {
                graph: "decoder",
                reason: "it draws hits where the noise is 1, or none where it is 0".to_owned(),
            });
        }
        Ok(found)
    }

    /// Runs the decoder: noise for each cell of each latent, a temperature for each latent.
    fn run_decoder(
        &self,
        latents: &[&Latent],
        noise: Vec<f32>,
        temperatures: Vec<f32>,
    ) -> Result<Vec<Groove>, ModelError> {
        let (grid, size) = (self.grid(), self.card.sizes.latents);
        let unfit = |latent: &&&Latent| latent.len() != size || !latent.is_finite();
        if let Some(latent) = latents.iter().find(unfit) {
            return Err(ModelError::Shape {
                expected: format!("a latent of {size} finite numbers"),
                found: format!("{} numbers", latent.len()),
            });
        }
        if latents.is_empty() {
            return Ok(Vec::new());
        }
        let (latent_shape, noise_shape) = ([size], [grid.steps(), grid.drums()]);
        let all = latents.iter().flat_map(|latent| latent.0.iter().copied());
        let inputs = vec![
            Input {
                name: "latents",
                shape: &latent_shape,
                data: all.collect(),
            },
            Input {
                name: "noise",
                shape: &noise_shape,
                data: noise,
            },
            Input {
                name: "temperature",
                shape: &[1],
                data: temperatures,
            },
        ];
        let outputs =
            ["probabilities", "hits", "velocities", "offsets"].map(|name| (name, grid.cells()));
        let found = run(&self.decoder, "decoder", latents.len(), inputs, &outputs)?;
        let grooves = (0..latents.len()).map(|one| {
            let mut groove = Groove::empty(grid);
            let first = one * grid.cells();
            for (at, cell) in groove.cells_mut().iter_mut().enumerate() {
                let at = first + at;
                *cell = Cell {
                    hit: found[1][at] > 0.5,
                    velocity: found[2][at].into(),
                    offset: found[3][at].into(),
                    probability: found[0][at].into(),
                    second: None,
                };
            }
            groove
        });
        Ok(grooves.collect())
    }
}

/// Runs a graph and checks that each output has the size a groove that it must have, and finite
/// numbers.
fn run(
    graph: &Mutex<Box<dyn Graph>>,
    name: &'static str,
    batch: usize,
    inputs: Vec<Input<'_>>,
    outputs: &[(&str, usize)],
) -> Result<Vec<Vec<f32>>, ModelError> {
    let failed = |reason: String| ModelError::Run {
        graph: name,
        reason,
    };
    let names: Vec<&str> = outputs.iter().map(|(output, _)| *output).collect();
    // A panic inside is caught before it could poison the lock for good.
    let mut graph = graph
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let found = graph.run(batch, inputs, &names).map_err(failed)?;
    for ((output, size), data) in outputs.iter().zip(&found) {
        if data.len() != batch * size {
            return Err(failed(format!(
                "{output:?} has {} numbers, expected {batch} × {size}",
                data.len()
            )));
        }
        if !data.iter().all(|number| number.is_finite()) {
            return Err(failed(format!(
                "{output:?} holds a number that is not finite"
            )));
        }
    }
    Ok(found)
}
