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
    network::parameters::{Parameters, gather},
    optimizer::Adam,
    parallel::{Part, Shared},
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
    shared: Shared,
    step: u64,
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
            shared: Shared::new(device),
            step: 0,
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
        self.shared.spread(devices);
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
        self.shared.first()
    }

    /// The network as it is now, without gradients.
    #[must_use]
    pub fn network(&self) -> ReferenceNetwork {
        ReferenceNetwork::new(&self.layout, &self.parameters, false, self.shared.first())
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
        let ranges = ranges(windows, self.updates.parts.max(self.shared.devices()));
        let weights = self.weights();
        let (layout, parameters) = (&self.layout, &self.parameters);
        let count = parameters.values().len();
        let figures = self.shared.read(ranges, count, |part| {
            let share = Share {
                examples: examples.share(part.range.clone(), &part.device),
                luck: luck.share(part.range.clone(), &part.device),
                of_batch: part.range.len() as f32 / windows.max(1) as f32,
            };
            Self::read(layout, parameters, weights, share, part)
        })?;
        self.shared.add_up();
        self.squared_norms = squared_norms(&self.parameters, self.shared.sum());
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
    fn read(
        layout: &Layout,
        parameters: &Parameters,
        weights: Weights,
        mut share: Share,
        part: Part<'_>,
    ) -> Result<[f32; 7], TrainError> {
        let network = ReferenceNetwork::new(layout, parameters, true, &part.device);
        let objective = weights.objective(&network, share.examples, &mut share.luck);
        let loss = objective.loss * share.of_batch;
        gather(network.tensors(), loss.clone(), part.gradients)?;
        let rest = [
            objective.reconstruction,
            objective.hits,
            objective.velocities,
            objective.offsets,
            objective.counted,
            objective.nats,
        ];
        let rest = rest.map(|figure| figure.inner() * share.of_batch);
        let all = numbers(Tensor::cat([vec![loss.inner()], rest.to_vec()].concat(), 0))?;
        all.try_into()
            .map_err(|all: Vec<f32>| TrainError::backend(all))
    }

    /// Moves the parameters by the gradients of [`Self::measure`]; gives the norm they had.
    pub fn apply(&mut self) -> f32 {
        if self.shared.threads() == 0 {
            return 0.0;
        }
        let gradients = self.shared.sum();
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

/// The windows of a part, with what chance decides about them.
struct Share {
    examples: Examples,
    luck: Luck,
    /// How much of the batch's windows it is.
    of_batch: f32,
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
