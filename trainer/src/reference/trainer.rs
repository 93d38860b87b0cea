//! The reference's training, one step at a time (`spec.md` 6.6).

use std::f32::consts::LN_2;

use burn::tensor::{Device, Tensor};

use super::{
    config::ReferenceConfig,
    dropout::Dropout,
    network::FlatNetwork,
    objective::divergence,
    outputs::{Outputs, Reconstruction},
};
use crate::{
    error::TrainError, evaluate::numbers, network::parameters::Parameters, optimizer::Adam,
};

/// Windows to learn from, steps first.
#[derive(Debug, Clone)]
pub struct Examples {
    /// What the encoder reads, `[steps, batch, 3 × drums]`.
    pub inputs: Tensor<3>,
    /// What the decoder is to write, and hears of the steps before, `[steps, batch, 3 × drums]`.
    pub truth: Tensor<3>,
    /// What both are told besides, `[steps, batch, controls]`.
    pub controls: Option<Tensor<3>>,
}

/// The objective of a batch, each `[1]`: means over its windows.
#[derive(Debug, Clone)]
pub struct Objective {
    /// What the training lowers.
    pub loss: Tensor<1>,
    /// Error of the reconstruction.
    pub reconstruction: Tensor<1>,
    /// Divergence that counts, in nats.
    pub counted: Tensor<1>,
    /// All divergence, in nats.
    pub nats: Tensor<1>,
}

/// What a step measured, under the reference's names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepReport {
    /// Loss before the step.
    pub loss: f32,
    /// Its reconstruction, in nats and squared errors a window.
    pub r_loss: f32,
    /// Its divergence after the free bits, in nats a window.
    pub kl_loss: f32,
    /// Divergence before the free bits, in bits a window.
    pub kl_bits: f32,
    /// Weight of the divergence.
    pub kl_beta: f32,
    /// Learning rate.
    pub learning_rate: f64,
    /// Norm of all gradients before they were clipped.
    pub global_norm: f32,
}

/// A network of the reference's in training.
#[derive(Debug)]
pub struct ReferenceTrainer {
    config: ReferenceConfig,
    parameters: Parameters,
    optimizer: Adam,
    device: Device,
    step: u64,
    gradients: Vec<f32>,
    squared_norms: Vec<f64>,
}

impl ReferenceTrainer {
    /// Begins with these parameters, e.g. [`FlatNetwork::initial`].
    ///
    /// # Errors
    /// If there is no such network, or the parameters belong to another.
    pub fn new(
        config: ReferenceConfig,
        parameters: &Parameters,
        device: Device,
    ) -> Result<Self, TrainError> {
        config.check()?;
        let own = FlatNetwork::initial(&config.sizes, 0);
        let parameters = own.with_values(parameters.values().to_vec())?;
        let count = parameters.values().len();
        Ok(Self {
            config,
            parameters,
            optimizer: Adam::new(count),
            device,
            step: 0,
            gradients: vec![0.0; count],
            squared_norms: Vec::new(),
        })
    }

    /// The parameters as they are now.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Squared norms of the last step's gradients before they were clipped: one for each of the
    /// parameters' matrices.
    #[must_use]
    pub fn squared_norms(&self) -> &[f64] {
        &self.squared_norms
    }

    /// One step: `noise` is `[batch, latents]` and decides the latents drawn, `dropout` what is
    /// dropped.
    ///
    /// A loss that is no number moves nothing, as in the reference; the report shows it.
    ///
    /// # Errors
    /// If the device fails.
    pub fn train_step(
        &mut self,
        examples: Examples,
        noise: Tensor<2>,
        dropout: &mut Dropout,
    ) -> Result<StepReport, TrainError> {
        let device = self.device.clone().autodiff();
        let network = FlatNetwork::new(&self.config.sizes, &self.parameters, true, &device);
        let objective = self.objective(&network, examples, noise, dropout);
        self.squared_norms = gather(&network, objective.loss.clone(), &mut self.gradients)?;
        let global_norm = self.config.updates.clipping.apply(&mut self.gradients);
        let learning_rate = self.config.updates.learning_rate_at(self.step);
        self.optimizer.update_as_tensorflow(
            self.parameters.values_mut(),
            &self.gradients,
            self.step,
            learning_rate,
        );
        let kl_beta = self.config.beta.at(self.step);
        self.step += 1;
        let first = |tensor: Tensor<1>| -> Result<f32, TrainError> {
            Ok(numbers(tensor)?.first().copied().unwrap_or(f32::NAN))
        };
        Ok(StepReport {
            loss: first(objective.loss)?,
            r_loss: first(objective.reconstruction)?,
            kl_loss: first(objective.counted)?,
            kl_bits: first(objective.nats)? / LN_2,
            kl_beta,
            learning_rate,
            global_norm,
        })
    }

    /// The objective of a batch at the step that comes next.
    #[must_use]
    pub fn objective(
        &self,
        network: &FlatNetwork,
        examples: Examples,
        noise: Tensor<2>,
        dropout: &mut Dropout,
    ) -> Objective {
        let Examples {
            inputs,
            truth,
            controls,
        } = examples;
        let posterior = network.encode(inputs, controls.clone(), dropout);
        let latents = posterior.at(noise);
        let raw = network.reconstruct(latents, truth.clone(), controls, dropout);
        let reconstruction: Reconstruction = Outputs::of(raw).against(truth);
        let reconstruction = reconstruction.total().mean();
        let nats = divergence(&posterior);
        let counted = self.config.free_bits.counted(nats.clone()).mean();
        let loss = reconstruction.clone() + counted.clone() * self.config.beta.at(self.step);
        Objective {
            loss,
            reconstruction,
            counted,
            nats: nats.sum_dim(1).mean(),
        }
    }
}

/// Brings the gradients of a loss to the host, in the order of the parameters; gives the squared
/// norm of each matrix's.
pub(super) fn gather(
    network: &FlatNetwork,
    loss: Tensor<1>,
    to: &mut [f32],
) -> Result<Vec<f64>, TrainError> {
    let mut gradients = loss.backward();
    let mut rest = to;
    let mut norms = Vec::with_capacity(network.tensors().len());
    for tensor in network.tensors() {
        let [rows, columns] = tensor.dims();
        let (here, after) = rest.split_at_mut(rows * columns);
        rest = after;
        match tensor.grad_remove(&mut gradients) {
            Some(gradient) => here.copy_from_slice(&numbers(gradient)?),
            // A matrix that the loss does not depend on.
            None => here.fill(0.0),
        }
        norms.push(
            here.iter()
                .map(|&one| f64::from(one) * f64::from(one))
                .sum(),
        );
    }
    Ok(norms)
}
