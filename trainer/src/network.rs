//! The network: a hierarchical variational autoencoder of grooves.
//!
//! After MusicVAE (Roberts et al. 2018) and GrooVAE (Gillick et al. 2019), with a latent for each
//! bar under a prior conditioned on the phrase, and dense paths round every recurrence.
//!
//! ```text
//! bars ─ perceptron ─▶ embeddings ─ LSTM over bars ─▶ phrase latent
//!                          │                              │
//!                          │            conductor LSTM ◀──┤
//!                          │                  │           │
//!                          │               contexts ◀─────┘
//!                          ▼                  │
//!                 posterior of each bar ◀─────┤──▶ prior of each bar
//!                          ▼                  ▼
//!                       bar latents ──▶ bar decoder LSTM ─▶ steps
//! ```
//!
//! Rows that stand for bars are ordered groove by groove, within a groove bar by bar, except where
//! a recurrence over bars needs the bars first; functions say so. Offsets are counted in half
//! steps inside the network (−1 to 1) and in steps outside.

mod decoder;
mod encoder;
pub(crate) mod fused;
pub mod layers;
pub mod parameters;
pub mod recurrent;

use burn::tensor::{Device, Tensor, TensorData};

pub use decoder::{Decoder, Drawn, LEAST_TEMPERATURE};
pub use encoder::Encoder;
use layers::Normal;
use parameters::{Parameters, Source};

use crate::config::NetworkConfig;

/// Encoder and decoder, with their parameters on a device.
#[derive(Debug, Clone)]
pub struct Network {
    config: NetworkConfig,
    encoder: Encoder,
    decoder: Decoder,
    tensors: Vec<Tensor<2>>,
}

/// A groove's latents: the phrase's, then each bar's.
#[derive(Debug, Clone)]
pub struct Latents {
    /// `[grooves, phrase]`.
    pub phrase: Tensor<2>,
    /// `[grooves × bars, bar latent]`.
    pub bars: Tensor<2>,
}

/// What one look at a batch of grooves gives, teacher-forced.
#[derive(Debug)]
pub struct Reading {
    /// Raw outputs of the steps, steps first: `[steps of a bar × grooves × bars, 3 × drums]`.
    pub raw: Tensor<2>,
    /// Posterior of the phrase latents.
    pub phrase: Normal,
    /// Posterior of the bar latents.
    pub bars: Normal,
    /// Their prior, conditioned on the phrase.
    pub prior: Normal,
}

/// Posterior of a groove's latents in the model folder's terms: all standard normal under the
/// model, the bar latents held as noise against their prior.
#[derive(Debug, Clone)]
pub struct Encoded {
    /// `[grooves, latents]`.
    pub mean: Tensor<2>,
    /// `[grooves, latents]`.
    pub spread: Tensor<2>,
}

impl Network {
    /// Initial parameters, decided by the seed.
    #[must_use]
    pub fn initial(config: &NetworkConfig, seed: u64) -> Parameters {
        Parameters::initial(seed, |source| {
            Encoder::new(source, config);
            Decoder::new(source, config);
        })
    }

    /// Puts the parameters on a device; with `trains`, so that they receive gradients.
    #[must_use]
    pub fn new(
        config: &NetworkConfig,
        parameters: &Parameters,
        trains: bool,
        device: &Device,
    ) -> Self {
        let mut source = Source::existing(parameters, trains, device);
        let encoder = Encoder::new(&mut source, config);
        let decoder = Decoder::new(&mut source, config);
        Self {
            config: config.clone(),
            encoder,
            decoder,
            tensors: source.finish(),
        }
    }

    /// The parameters' tensors, in the order of [`Parameters::values`].
    #[must_use]
    pub fn tensors(&self) -> &[Tensor<2>] {
        &self.tensors
    }

    /// Reads a batch as in training.
    ///
    /// `bars` is the encoder's input, `[grooves × bars, bar width]`; `noise` decides the latents
    /// drawn; `told` is what each step of the decoder hears,
    /// `[steps of a bar, grooves × bars, 3 × drums + steps of a bar]`.
    #[must_use]
    pub fn read(&self, bars: Tensor<2>, noise: Latents, told: Tensor<3>) -> Reading {
        let embeddings = self.encoder.embed(bars);
        let phrase = self.encoder.phrase(embeddings.clone());
        let lead = self.decoder.lead(phrase.at(noise.phrase));
        let posterior = self.encoder.bars(embeddings, lead.contexts.clone());
        let latents = posterior.at(noise.bars);
        let raw = self.decoder.steps(lead.contexts, latents, told);
        Reading {
            raw,
            phrase,
            bars: posterior,
            prior: lead.prior,
        }
    }

    /// Encodes grooves: `bars` as in [`Self::read`].
    #[must_use]
    pub fn encode(&self, bars: Tensor<2>) -> Encoded {
        let embeddings = self.encoder.embed(bars);
        let phrase = self.encoder.phrase(embeddings.clone());
        let lead = self.decoder.lead(phrase.mean.clone());
        let posterior = self.encoder.bars(embeddings, lead.contexts);
        let grooves = phrase.mean.dims()[0];
        let width = self.config.grid.bars() * self.config.bar_latent;
        let noise = (posterior.mean - lead.prior.mean) / lead.prior.spread.clone();
        let spread = posterior.spread / lead.prior.spread;
        Encoded {
            mean: Tensor::cat(vec![phrase.mean, noise.reshape([grooves, width])], 1),
            spread: Tensor::cat(vec![phrase.spread, spread.reshape([grooves, width])], 1),
        }
    }

    /// Decodes latents, `[grooves, latents]`, step by step, each step hearing what was drawn before.
    ///
    /// `noise` is `[grooves, steps, drums]`, uniform in 0–1; `temperature` one number a groove.
    #[must_use]
    pub fn decode(&self, latents: Tensor<2>, noise: Tensor<3>, temperature: Tensor<2>) -> Drawn {
        let [grooves, all] = latents.dims();
        let (phrase, bars) = (self.config.phrase, self.config.grid.bars());
        let device = latents.device();
        let noise_of_bars = latents
            .clone()
            .slice([0..grooves, phrase..all])
            .reshape([grooves * bars, self.config.bar_latent]);
        let lead = self.decoder.lead(latents.slice([0..grooves, 0..phrase]));
        let latents = lead.prior.at(noise_of_bars);
        let ones = Tensor::<2>::from_data(TensorData::new(vec![1.0_f32; bars], [1, bars]), &device);
        let temperature = temperature.matmul(ones).reshape([grooves * bars, 1]);
        self.decoder
            .draw(lead.contexts, latents, noise, temperature)
    }
}
