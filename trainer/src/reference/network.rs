//! The flat network: an encoder that reads a window, a decoder that writes one.

use burn::tensor::{Device, Tensor};

use super::{
    config::Sizes,
    decoder::{Choice, Decoded, FlatDecoder},
    dropout::Dropout,
    encoder::FlatEncoder,
};
use crate::network::{
    layers::Normal,
    parameters::{Parameters, Source},
};

/// Encoder and decoder, with their parameters on a device. The parameters have the reference's
/// names, shapes and order.
#[derive(Debug, Clone)]
pub struct FlatNetwork {
    encoder: FlatEncoder,
    decoder: FlatDecoder,
    tensors: Vec<Tensor<2>>,
}

impl FlatNetwork {
    /// Initial parameters, decided by the seed.
    #[must_use]
    pub fn initial(sizes: &Sizes, seed: u64) -> Parameters {
        Parameters::initial(seed, |source| {
            FlatEncoder::new(source, sizes);
            FlatDecoder::new(source, sizes);
        })
    }

    /// Puts the parameters on a device; with `trains`, so that they receive gradients.
    #[must_use]
    pub fn new(sizes: &Sizes, parameters: &Parameters, trains: bool, device: &Device) -> Self {
        let mut source = Source::existing(parameters, trains, device);
        let encoder = FlatEncoder::new(&mut source, sizes);
        let decoder = FlatDecoder::new(&mut source, sizes);
        Self {
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

    /// Posteriors of windows, `[batch, latents]`: `inputs` is `[steps, batch, 3 × drums]`,
    /// `controls` `[steps, batch, controls]`.
    #[must_use]
    pub fn encode(
        &self,
        inputs: Tensor<3>,
        controls: Option<Tensor<3>>,
        dropout: &mut Dropout,
    ) -> Normal {
        let inputs = match controls {
            Some(controls) => Tensor::cat(vec![inputs, controls], 2),
            None => inputs,
        };
        self.encoder.forward(inputs, dropout)
    }

    /// Raw outputs while each step hears the truth of the one before, `[steps, batch, 3 × drums]`:
    /// `latents` is `[batch, latents]`, `truth` `[steps, batch, 3 × drums]`.
    #[must_use]
    pub fn reconstruct(
        &self,
        latents: Tensor<2>,
        truth: Tensor<3>,
        controls: Option<Tensor<3>>,
        dropout: &mut Dropout,
    ) -> Tensor<3> {
        self.decoder.told(latents, truth, controls, dropout)
    }

    /// Decodes latents, `[batch, latents]`, each step hearing what was chosen before.
    #[must_use]
    pub fn decode(
        &self,
        latents: Tensor<2>,
        controls: Option<Tensor<3>>,
        choice: &Choice,
    ) -> Decoded {
        self.decoder.freely(latents, controls, choice)
    }
}
