//! What the objective of a step is computed from, and how (`spec.md` 6.6).

use burn::tensor::Tensor;

use super::{
    decoder::Told,
    dropout::Dropout,
    network::ReferenceNetwork,
    objective::{FreeBits, divergence},
    part::Choice,
};

/// Windows to learn from, steps first.
#[derive(Debug, Clone)]
pub struct Examples {
    /// What the encoder reads, `[steps, batch, inputs]`.
    pub inputs: Tensor<3>,
    /// What the decoder is to write, and hears of the steps before, `[steps, batch, 3 × drums]`.
    pub truth: Tensor<3>,
    /// What both are told besides, `[steps, batch, controls]`.
    pub controls: Option<Tensor<3>>,
}

/// What chance decides in a step.
#[derive(Debug)]
pub struct Luck {
    /// Decides the latents drawn, `[batch, latents]`: standard normal.
    pub noise: Tensor<2>,
    /// Decides what is dropped.
    pub dropout: Dropout,
    /// Decides where the decoder hears its own choice; `None` for the truth everywhere.
    pub own: Option<Own>,
}

/// Where the decoder hears what it chose itself, and how it chooses.
#[derive(Debug)]
pub struct Own {
    /// 1 where it does, else 0; `[steps, batch, 1]`.
    pub heard: Tensor<3>,
    /// How it chooses.
    pub choice: Choice,
}

impl Luck {
    /// Nothing is dropped and the truth is heard.
    #[must_use]
    pub fn plain(noise: Tensor<2>) -> Self {
        Self {
            noise,
            dropout: Dropout::off(),
            own: None,
        }
    }
}

/// The objective of a batch, each `[1]`: means over its windows.
#[derive(Debug, Clone)]
pub struct Objective {
    /// What the training lowers.
    pub loss: Tensor<1>,
    /// Error of the reconstruction.
    pub reconstruction: Tensor<1>,
    /// Its part of the hits, in nats.
    pub hits: Tensor<1>,
    /// Its part of the velocities.
    pub velocities: Tensor<1>,
    /// Its part of the offsets.
    pub offsets: Tensor<1>,
    /// Divergence that counts, in nats.
    pub counted: Tensor<1>,
    /// All divergence, in nats.
    pub nats: Tensor<1>,
}

/// The objective of a batch, over the weights of a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Divergence that costs nothing.
    pub free_bits: FreeBits,
    /// Weight of the rest.
    pub beta: f32,
}

impl Weights {
    /// The objective of a batch.
    #[must_use]
    pub fn objective(
        self,
        network: &ReferenceNetwork,
        examples: Examples,
        luck: &mut Luck,
    ) -> Objective {
        let Examples {
            inputs,
            truth,
            controls,
        } = examples;
        let Luck {
            noise,
            dropout,
            own,
        } = luck;
        let posterior = network.encode(inputs, controls.clone(), dropout);
        let latents = posterior.at(noise.clone());
        let raw = match own {
            None => network.reconstruct(latents, truth.clone(), controls, dropout),
            Some(Own { heard, choice }) => {
                let told = Told::Either {
                    truth: truth.clone(),
                    own: heard.clone(),
                };
                let written = network.write(latents, &told, controls, choice, dropout);
                written.raw
            }
        };
        let errors = network.against(raw, &truth);
        let reconstruction = errors.total().mean();
        let nats = divergence(&posterior);
        let counted = self.free_bits.counted(nats.clone()).mean();
        let loss = reconstruction.clone() + counted.clone() * self.beta;
        Objective {
            loss,
            reconstruction,
            hits: errors.hits.mean(),
            velocities: errors.velocities.mean(),
            offsets: errors.offsets.mean(),
            counted,
            nats: nats.sum_dim(1).mean(),
        }
    }
}
