//! A network of the family: an encoder that reads a window, a decoder that writes one.

use burn::tensor::{Device, Tensor};

use super::{
    config::Layout,
    decoder::{Decoded, Decoder, Told},
    dropout::Dropout,
    encoder::Encoder,
    outputs::Reconstruction,
    part::Choice,
};
use crate::network::{
    layers::Normal,
    parameters::{Parameters, Source},
};

/// Encoder and decoder, with their parameters on a device. The parameters have the reference's
/// names, shapes and order.
#[derive(Debug, Clone)]
pub struct ReferenceNetwork {
    encoder: Encoder,
    decoder: Decoder,
    tensors: Vec<Tensor<2>>,
}

impl ReferenceNetwork {
    /// Initial parameters, decided by the seed.
    #[must_use]
    pub fn initial(layout: &Layout, seed: u64) -> Parameters {
        Parameters::initial(seed, |source| {
            Encoder::new(source, layout);
            Decoder::new(source, layout);
        })
    }

    /// Puts the parameters on a device; with `trains`, so that they receive gradients.
    #[must_use]
    pub fn new(layout: &Layout, parameters: &Parameters, trains: bool, device: &Device) -> Self {
        let mut source = Source::existing(parameters, trains, device);
        let encoder = Encoder::new(&mut source, layout);
        let decoder = Decoder::new(&mut source, layout);
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

    /// Posteriors of windows, `[batch, latents]`: `inputs` is `[steps, batch, inputs]`,
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

    /// What each part says while each step hears the truth of the one before,
    /// `[steps, batch, …]`: `latents` is `[batch, latents]`, `truth` `[steps, batch, 3 × drums]`.
    #[must_use]
    pub fn reconstruct(
        &self,
        latents: Tensor<2>,
        truth: Tensor<3>,
        controls: Option<Tensor<3>>,
        dropout: &mut Dropout,
    ) -> Vec<Tensor<3>> {
        self.decoder.told(latents, truth, controls, dropout)
    }

    /// Writes step by step, each step hearing what it is told of those before.
    #[must_use]
    pub fn write(
        &self,
        latents: Tensor<2>,
        told: &Told,
        controls: Option<Tensor<3>>,
        choice: &Choice,
        dropout: &mut Dropout,
    ) -> Decoded {
        self.decoder
            .written(latents, told, controls, choice, dropout)
    }

    /// Decodes latents, `[batch, latents]`, each step hearing what was chosen before.
    #[must_use]
    pub fn decode(
        &self,
        latents: Tensor<2>,
        controls: Option<Tensor<3>>,
        choice: &Choice,
    ) -> Decoded {
        let mut off = Dropout::off();
        self.write(latents, &Told::Own, controls, choice, &mut off)
    }

    /// Compares what the parts said with the truth, `[steps, batch, 3 × drums]`.
    #[must_use]
    pub fn against(&self, raw: Vec<Tensor<3>>, truth: &Tensor<3>) -> Reconstruction {
        self.decoder.against(raw, truth)
    }
}
