//! The reference's training, one step at a time (`spec.md` 6.6).

use std::f32::consts::LN_2;

use burn::tensor::{Device, Tensor};

use super::{
    config::{Layout, ReferenceConfig},
    network::ReferenceNetwork,
    objective::{BetaSchedule, FreeBits},
    step::{Examples, Luck, Weights},
    updates::Updates,
};
use crate::{
    error::TrainError, evaluate::numbers, network::parameters::Parameters, optimizer::Adam,
};

/// What a step measured, under the reference's names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepReport {
    /// Loss before the step.
    pub loss: f32,
    /// Its reconstruction, in nats and squared errors a window.
    pub r_loss: f32,
    /// The reconstruction's part of the hits.
    pub hits: f32,
    /// Its part of the velocities.
    pub velocities: f32,
    /// Its part of the offsets.
    pub offsets: f32,
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
    layout: Layout,
    free_bits: FreeBits,
    beta: BetaSchedule,
    updates: Updates,
    parameters: Parameters,
    optimizer: Adam,
    device: Device,
    step: u64,
    gradients: Vec<f32>,
    squared_norms: Vec<f64>,
}

impl ReferenceTrainer {
    /// Begins with these parameters, e.g. [`ReferenceNetwork::initial`].
    ///
    /// # Errors
    /// If there is no such network, or the parameters belong to another.
    pub fn new(
        config: &ReferenceConfig,
        parameters: &Parameters,
        device: Device,
    ) -> Result<Self, TrainError> {
        config.check()?;
        Self::of(config.layout(), config, parameters, device)
    }

    /// The same for a network of any shapes, e.g. a tiny one.
    pub(super) fn of(
        layout: Layout,
        config: &ReferenceConfig,
        parameters: &Parameters,
        device: Device,
    ) -> Result<Self, TrainError> {
        layout.check()?;
        let own = ReferenceNetwork::initial(&layout, 0);
        let parameters = own.with_values(parameters.values().to_vec())?;
        let count = parameters.values().len();
        Ok(Self {
            layout,
            free_bits: config.free_bits,
            beta: config.beta,
            updates: config.updates.clone(),
            parameters,
            optimizer: Adam::new(count),
            device,
            step: 0,
            gradients: vec![0.0; count],
            squared_norms: Vec::new(),
        })
    }

    /// Goes on after so many steps with this memory.
    ///
    /// # Errors
    /// If the memory belongs to another network.
    pub fn resume(mut self, step: u64, optimizer: Adam) -> Result<Self, TrainError> {
        let needed = self.parameters.values().len();
        for found in [optimizer.means.len(), optimizer.squares.len()] {
            if found != needed {
                return Err(TrainError::OtherNetwork { found, needed });
            }
        }
        self.step = step;
        self.optimizer = optimizer;
        Ok(self)
    }

    /// The parameters as they are now.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The optimizer's memory.
    #[must_use]
    pub fn optimizer(&self) -> &Adam {
        &self.optimizer
    }

    /// Steps done.
    #[must_use]
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Where it computes.
    #[must_use]
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The network as it is now, without gradients.
    #[must_use]
    pub fn network(&self) -> ReferenceNetwork {
        ReferenceNetwork::new(&self.layout, &self.parameters, false, &self.device)
    }

    /// Squared norms of the last step's gradients before they were clipped: one for each of the
    /// parameters' matrices.
    #[must_use]
    pub fn squared_norms(&self) -> &[f64] {
        &self.squared_norms
    }

    /// What the divergence weighs at the step that comes next.
    #[must_use]
    pub fn weights(&self) -> Weights {
        Weights {
            free_bits: self.free_bits,
            beta: self.beta.at(self.step),
        }
    }

    /// One step.
    ///
    /// A loss that is no number moves nothing, as in the reference; the report shows it.
    ///
    /// # Errors
    /// If the device fails.
    pub fn train_step(&mut self, examples: Examples, luck: Luck) -> Result<StepReport, TrainError> {
        let mut report = self.measure(examples, luck)?;
        report.global_norm = self.apply();
        Ok(report)
    }

    /// Computes the gradients of a step; moves nothing. The report's norm is not clipped yet.
    ///
    /// # Errors
    /// If the device fails.
    pub fn measure(
        &mut self,
        examples: Examples,
        mut luck: Luck,
    ) -> Result<StepReport, TrainError> {
        let device = self.device.clone().autodiff();
        let network = ReferenceNetwork::new(&self.layout, &self.parameters, true, &device);
        let weights = self.weights();
        let objective = weights.objective(&network, examples, &mut luck);
        self.squared_norms = gather(&network, objective.loss.clone(), &mut self.gradients)?;
        let figures = [
            objective.loss,
            objective.reconstruction,
            objective.hits,
            objective.velocities,
            objective.offsets,
            objective.counted,
            objective.nats,
        ];
        let figures = numbers(Tensor::cat(figures.map(Tensor::inner).to_vec(), 0))?;
        let figure = |at: usize| figures.get(at).copied().unwrap_or(f32::NAN);
        Ok(StepReport {
            loss: figure(0),
            r_loss: figure(1),
            hits: figure(2),
            velocities: figure(3),
            offsets: figure(4),
            kl_loss: figure(5),
            kl_bits: figure(6) / LN_2,
            kl_beta: weights.beta,
            learning_rate: self.updates.learning_rate_at(self.step),
            global_norm: self.squared_norms.iter().sum::<f64>().sqrt() as f32,
        })
    }

    /// Moves the parameters by the gradients of [`Self::measure`]; gives the norm they had.
    pub fn apply(&mut self) -> f32 {
        let global_norm = self.updates.clipping.apply(&mut self.gradients);
        let learning_rate = self.updates.learning_rate_at(self.step);
        self.optimizer.update_as_tensorflow(
            self.parameters.values_mut(),
            &self.gradients,
            self.step,
            learning_rate,
        );
        self.step += 1;
        global_norm
    }
}

/// Brings the gradients of a loss to the host, in the order of the parameters; gives the squared
/// norm of each matrix's.
pub(super) fn gather(
    network: &ReferenceNetwork,
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
