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
    data::batch::ranges,
    error::TrainError,
    evaluate::numbers,
    network::parameters::Parameters,
    optimizer::{Adam, add_up},
    parallel::each,
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
    /// The devices that share a step's parts: at first the one above.
    devices: Vec<Device>,
    step: u64,
    /// Those of each part of the last batch; the first become the sum.
    gradients: Vec<Vec<f32>>,
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
            devices: vec![device.clone()],
            device,
            step: 0,
            gradients: Vec::new(),
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

    /// Spreads the steps over several devices; the first does the rest.
    pub fn spread(&mut self, devices: Vec<Device>) {
        if let Some(first) = devices.first() {
            self.device = first.clone();
            self.devices = devices;
        }
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
    pub fn measure(&mut self, examples: Examples, luck: Luck) -> Result<StepReport, TrainError> {
        let windows = luck.noise.dims()[0];
        let devices = &self.devices;
        let ranges = ranges(windows, self.updates.parts.max(devices.len()));
        let threads = ranges.len();
        let count = self.parameters.values().len();
        let mut gradients = std::mem::take(&mut self.gradients);
        gradients.resize_with(threads, || vec![0.0; count]);
        let mut parts = Vec::with_capacity(threads);
        for (at, (range, gradients)) in ranges.into_iter().zip(&mut gradients).enumerate() {
            let device = devices[at * devices.len() / threads].clone().autodiff();
            let share = range.len() as f32 / windows.max(1) as f32;
            let luck = luck.share(range.clone(), &device);
            parts.push(Part {
                examples: examples.share(range, &device),
                luck,
                device,
                share,
                gradients,
            });
        }
        let weights = self.weights();
        let figures = each(parts, |part| self.read(part, weights));
        self.gradients = gradients;
        let figures = figures?;
        if let Some((sum, others)) = self.gradients.split_first_mut() {
            let others: Vec<_> = others.iter().map(Vec::as_slice).collect();
            add_up(sum, &others, threads);
            self.squared_norms = squared_norms(&self.parameters, sum);
        }
        let figure = |at: usize| figures.iter().map(|figures| figures[at]).sum::<f32>();
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

    /// Reads a part of a batch: its gradients, and its share in the figures of the report.
    fn read(&self, mut part: Part<'_>, weights: Weights) -> Result<[f32; 7], TrainError> {
        let network = ReferenceNetwork::new(&self.layout, &self.parameters, true, &part.device);
        let objective = weights.objective(&network, part.examples, &mut part.luck);
        let loss = objective.loss * part.share;
        gather(&network, loss.clone(), part.gradients)?;
        let rest = [
            objective.reconstruction,
            objective.hits,
            objective.velocities,
            objective.offsets,
            objective.counted,
            objective.nats,
        ];
        let rest = rest.map(|figure| figure.inner() * part.share);
        let all = numbers(Tensor::cat([vec![loss.inner()], rest.to_vec()].concat(), 0))?;
        all.try_into()
            .map_err(|all: Vec<f32>| TrainError::backend(all))
    }

    /// Moves the parameters by the gradients of [`Self::measure`]; gives the norm they had.
    pub fn apply(&mut self) -> f32 {
        let Some(gradients) = self.gradients.first_mut() else {
            return 0.0;
        };
        let global_norm = self.updates.clipping.apply(gradients);
        let learning_rate = self.updates.learning_rate_at(self.step);
        self.optimizer.update_as_tensorflow(
            self.parameters.values_mut(),
            gradients,
            self.step,
            learning_rate,
        );
        self.step += 1;
        global_norm
    }
}

/// A part of a batch and where it is read.
struct Part<'a> {
    examples: Examples,
    luck: Luck,
    device: Device,
    /// Of the batch's windows.
    share: f32,
    gradients: &'a mut [f32],
}

/// Brings the gradients of a loss to the host, in the order of the parameters.
pub(super) fn gather(
    network: &ReferenceNetwork,
    loss: Tensor<1>,
    to: &mut [f32],
) -> Result<(), TrainError> {
    let mut gradients = loss.backward();
    let mut rest = to;
    for tensor in network.tensors() {
        let [rows, columns] = tensor.dims();
        let (here, after) = rest.split_at_mut(rows * columns);
        rest = after;
        match tensor.grad_remove(&mut gradients) {
            Some(gradient) => {
                let data = gradient.try_into_data().map_err(TrainError::backend)?;
                here.copy_from_slice(data.as_slice().map_err(TrainError::backend)?);
            }
            // A matrix that the loss does not depend on.
            None => here.fill(0.0),
        }
    }
    Ok(())
}

/// The squared norm of each matrix's gradients.
pub(super) fn squared_norms(parameters: &Parameters, gradients: &[f32]) -> Vec<f64> {
    let mut rest = gradients;
    let norm = |numbers: &[f32]| {
        let squares = numbers.iter().map(|&one| f64::from(one) * f64::from(one));
        squares.sum()
    };
    let each = parameters.entries().iter().map(|entry| {
        let (here, after) = rest.split_at(entry.rows * entry.columns);
        rest = after;
        norm(here)
    });
    each.collect()
}
