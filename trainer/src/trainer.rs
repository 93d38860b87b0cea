//! A network in training: one step at a time, and what it takes to go on later.

use burn::tensor::{Device, Gradients, Tensor};

use crate::{
    config::Config,
    data::{
        Dataset,
        batch::{self, Moment},
    },
    error::TrainError,
    evaluate::{self, Scores, numbers},
    loss::Losses,
    network::{Network, parameters::Parameters},
    optimizer::{Adam, clip},
    run::Checkpoint,
};

/// What a step of the training measured.
#[derive(Debug, Clone, Copy)]
pub struct StepReport {
    /// Loss, then its parts: hits, velocities, offsets, phrase and bar divergence.
    pub losses: [f32; 6],
    /// Norm of the gradients before they were clipped.
    pub gradient_norm: f32,
}

/// A network in training.
#[derive(Debug)]
pub struct Trainer {
    config: Config,
    parameters: Parameters,
    optimizer: Adam,
    device: Device,
    step: u64,
    best: Option<f32>,
    /// The order of the grooves in the pass that it was drawn for.
    order: (u64, Vec<usize>),
    gradients: Vec<f32>,
}

impl Trainer {
    /// Begins anew.
    #[must_use]
    pub fn new(config: Config, device: Device) -> Self {
        let parameters = Network::initial(&config.network, config.seed);
        let count = parameters.values().len();
        Self {
            config,
            parameters,
            optimizer: Adam::new(count),
            device,
            step: 0,
            best: None,
            order: (u64::MAX, Vec::new()),
            gradients: vec![0.0; count],
        }
    }

    /// Goes on from a checkpoint.
    ///
    /// # Errors
    /// If the checkpoint belongs to a network of other sizes.
    pub fn resume(
        config: Config,
        checkpoint: Checkpoint,
        device: Device,
    ) -> Result<Self, TrainError> {
        let mut trainer = Self::new(config, device);
        trainer.parameters = trainer.parameters.with_values(checkpoint.parameters)?;
        trainer.optimizer = checkpoint.optimizer;
        trainer.step = checkpoint.step;
        trainer.best = checkpoint.best;
        Ok(trainer)
    }

    /// Where the training stands.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            step: self.step,
            best: self.best,
            parameters: self.parameters.values().to_vec(),
            optimizer: self.optimizer.clone(),
        }
    }

    /// Steps done.
    #[must_use]
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Lowest loss of a validation so far.
    #[must_use]
    pub fn best(&self) -> Option<f32> {
        self.best
    }

    /// Notes the loss of a validation: whether it is the lowest so far.
    pub fn is_best(&mut self, loss: f32) -> bool {
        let best = self.best.is_none_or(|best| loss < best);
        if best {
            self.best = Some(loss);
        }
        best
    }

    /// Learning rate of the last step.
    #[must_use]
    pub fn learning_rate(&self) -> f64 {
        self.config
            .optimizer
            .learning_rate_at(self.step.saturating_sub(1))
    }

    /// Weight of the divergence at the last step.
    #[must_use]
    pub fn beta(&self) -> f32 {
        self.config.loss.beta_at(self.step.saturating_sub(1))
    }

    /// Passes over the grooves done.
    #[must_use]
    pub fn passes(&self, dataset: &Dataset) -> f64 {
        self.step as f64 / self.steps_per_pass(dataset) as f64
    }

    /// Steps in a pass over the grooves; what does not fill a batch is left out of the pass.
    #[must_use]
    pub fn steps_per_pass(&self, dataset: &Dataset) -> u64 {
        dataset.steps_per_pass(self.config.optimizer.batch)
    }

    /// One step of the training.
    ///
    /// # Errors
    /// If the loss is no number, or the device fails.
    pub fn train_step(&mut self, dataset: &Dataset) -> Result<StepReport, TrainError> {
        let steps_per_pass = self.steps_per_pass(dataset);
        let (pass, at) = (self.step / steps_per_pass, self.step % steps_per_pass);
        if self.order.0 != pass {
            self.order = (
                pass,
                batch::order(self.config.seed, pass, dataset.windows.len()),
            );
        }
        let size = self.config.optimizer.batch;
        let start = at as usize * size;
        let order = &self.order.1;
        let chosen = &order[start..(start + size).min(order.len())];
        let device = self.device.clone().autodiff();
        let moment = Moment {
            step: self.step,
            pass,
        };
        let batch = batch::training(&dataset.windows, chosen, &self.config, moment, &device);

        let network = Network::new(&self.config.network, &self.parameters, true, &device);
        let reading = network.read(batch.bars, batch.noise, batch.told);
        let losses = Losses::of(&reading, &batch.targets, batch.grooves, &self.config.loss);
        let total = losses.total(&self.config.loss, self.config.loss.beta_at(self.step));
        let mut gradients = total.backward();
        let report = Self::losses(total, losses)?;
        if !report[0].is_finite() {
            return Err(TrainError::NotANumber {
                step: self.step,
                loss: report[0],
            });
        }
        self.gather(&network, &mut gradients)?;
        let gradient_norm = clip(&mut self.gradients, self.config.optimizer.clip);
        if !gradient_norm.is_finite() {
            return Err(TrainError::NotANumber {
                step: self.step,
                loss: gradient_norm,
            });
        }
        let rate = self.config.optimizer.learning_rate_at(self.step);
        let parameters = self.parameters.values_mut();
        self.optimizer
            .update(parameters, &self.gradients, self.step, rate);
        self.step += 1;
        Ok(StepReport {
            losses: report,
            gradient_norm,
        })
    }

    /// Brings the gradients to the host, in the order of the parameters.
    fn gather(&mut self, network: &Network, gradients: &mut Gradients) -> Result<(), TrainError> {
        let mut rest = self.gradients.as_mut_slice();
        for tensor in network.tensors() {
            let [rows, columns] = tensor.dims();
            let (here, after) = rest.split_at_mut(rows * columns);
            rest = after;
            match tensor.grad_remove(gradients) {
                Some(gradient) => here.copy_from_slice(&numbers(gradient)?),
                None => here.fill(0.0),
            }
        }
        Ok(())
    }

    fn losses(total: Tensor<1>, losses: Losses) -> Result<[f32; 6], TrainError> {
        let Losses {
            hits,
            velocities,
            offsets,
            phrase,
            bars,
        } = losses;
        let all = Tensor::cat(vec![total, hits, velocities, offsets, phrase, bars], 0);
        let all = numbers(all.inner())?;
        let mut report = [0.0; 6];
        report.copy_from_slice(&all);
        Ok(report)
    }

    /// Loss and scores on other grooves.
    ///
    /// # Errors
    /// If the device fails.
    pub fn validate(&self, dataset: &Dataset) -> Result<(f32, Scores), TrainError> {
        let network = Network::new(&self.config.network, &self.parameters, false, &self.device);
        let windows = &dataset.windows;
        let loss = evaluate::validation_loss(&network, windows, &self.config, &self.device)?;
        let scores = evaluate::scores(&network, windows, &self.config, &self.device)?;
        Ok((loss, scores))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn steps(trainer: &mut Trainer, count: usize) -> Vec<f32> {
        let dataset = testing::dataset(10);
        (0..count)
            .map(|_| trainer.train_step(&dataset).unwrap().losses[0])
            .collect()
    }

    #[test]
    fn two_runs_are_the_same_and_another_seed_is_another_run() {
        let run = |seed| {
            let config = Config {
                seed,
                ..testing::config()
            };
            let mut trainer = Trainer::new(config, Device::flex());
            (steps(&mut trainer, 4), trainer.checkpoint())
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1).0, run(2).0);
    }

    #[test]
    fn a_resumed_run_is_the_uninterrupted_one_to_the_bit() {
        let mut whole = Trainer::new(testing::config(), Device::flex());
        let losses = steps(&mut whole, 7);
        let mut first = Trainer::new(testing::config(), Device::flex());
        steps(&mut first, 3);
        let bytes = first.checkpoint().to_bytes().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.checkpoint");
        std::fs::write(&file, bytes).unwrap();
        let checkpoint = Checkpoint::load(&file).unwrap();
        let mut second = Trainer::resume(testing::config(), checkpoint, Device::flex()).unwrap();
        assert_eq!(steps(&mut second, 4), losses[3..]);
        assert_eq!(second.checkpoint(), whole.checkpoint());
    }

    #[test]
    fn the_loss_falls() {
        let mut config = testing::config();
        config.loss.beta = 0.0;
        config.optimizer.learning_rate = 1e-2;
        let mut trainer = Trainer::new(config, Device::flex());
        let losses = steps(&mut trainer, 40);
        assert!(losses[39] < 0.8 * losses[0], "{losses:?}");
    }

    #[test]
    fn a_checkpoint_of_another_network_is_refused() {
        let mut other = testing::config();
        other.network.decoder += 1;
        let checkpoint = Trainer::new(other, Device::flex()).checkpoint();
        let refused = Trainer::resume(testing::config(), checkpoint, Device::flex());
        assert!(matches!(refused, Err(TrainError::OtherNetwork { .. })));
    }

    #[test]
    fn a_loss_that_is_no_number_stops_the_run() {
        let mut trainer = Trainer::new(testing::config(), Device::flex());
        trainer.parameters.values_mut()[0] = f32::NAN;
        let stopped = trainer.train_step(&testing::dataset(4));
        assert!(matches!(
            stopped,
            Err(TrainError::NotANumber { step: 0, .. })
        ));
    }
}
