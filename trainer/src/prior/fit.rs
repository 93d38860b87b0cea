//! Fits a prior by maximum likelihood to latents drawn from the posteriors of the training split.
//!
//! Every step draws anew, and everything follows from the seed. What is kept is the running
//! average of the parameters.

use burn::tensor::{Device, Tensor, TensorData};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    Flow, Posteriors, Prior, Shape,
    dropout::Dropout,
    whitening::{Moments, Whitening},
};
use crate::{
    average::follow,
    config::PriorConfig,
    error::TrainError,
    evaluate::numbers,
    learner::{Measure, StepReport},
    network::parameters::{Parameters, gather},
    optimizer::{Adam, clip},
};

/// Steps over which the learning rate rises.
const WARM_UP: f64 = 100.0;

/// Gradients are scaled down to this norm.
const CLIP: f32 = 5.0;

/// Grooves measured at once.
const BATCH: usize = 256;

/// What chance is for, so that one use never shifts another.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Step,
    Rate,
}

fn random(seed: u64, purpose: Purpose, index: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream((purpose as u64 + 0x100) << 48 | index);
    random
}

/// A prior being fitted.
#[derive(Debug)]
pub struct Fit {
    prior: Prior,
    average: Parameters,
    optimizer: Adam,
    seed: u64,
    step: u64,
    device: Device,
}

impl Fit {
    /// Begins with the whitening alone.
    ///
    /// # Errors
    /// If there are no latents, or they are no numbers.
    pub fn new(
        posteriors: &Posteriors,
        shape: Shape,
        config: &PriorConfig,
        seed: u64,
        device: Device,
    ) -> Result<Self, TrainError> {
        if posteriors.count() == 0 || posteriors.size != shape.latents() {
            return Err(TrainError::NoPrior {
                reason: format!(
                    "there are {} latents of {} numbers, needed is at least one of {}",
                    posteriors.count(),
                    posteriors.size,
                    shape.latents()
                ),
            });
        }
        let whitening = (
            Whitening::of(&Moments::of(&posteriors.phrases(shape)))?,
            Whitening::of(&Moments::of(&posteriors.bars(shape)))?,
        );
        let prior = Prior::initial(shape, config, whitening, seed);
        let parameters = &prior.parameters;
        Ok(Self {
            optimizer: Adam::new(parameters.values().len()),
            average: parameters.clone(),
            prior,
            seed,
            step: 0,
            device,
        })
    }

    /// Steps done.
    #[must_use]
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Learning rate of the step that comes next.
    fn learning_rate(&self) -> f64 {
        let config = &self.prior.config;
        let done = self.step as f64 / config.steps.max(1) as f64;
        let rise = ((self.step + 1) as f64 / WARM_UP).min(1.0);
        config.learning_rate * rise * 0.5 * (1.0 + (std::f64::consts::PI * done.min(1.0)).cos())
    }

    /// One step, on latents drawn from the posteriors of some grooves, and of the same grooves
    /// with their bars rolled, a set for each way to roll them. What it measures is called `rate`:
    /// the divergence in nats a groove.
    ///
    /// # Errors
    /// If the rate is no number any more, or the device fails.
    pub fn train_step(
        &mut self,
        posteriors: &Posteriors,
        rolled: &[Posteriors],
    ) -> Result<StepReport, TrainError> {
        let config = &self.prior.config;
        let mut random = random(self.seed, Purpose::Step, self.step);
        let rows = config.batch.max(1);
        let mut latents = Vec::with_capacity(rows * posteriors.size);
        let mut density = 0.0;
        for _ in 0..rows {
            let at = random.random_range(0..posteriors.count());
            let rolls = !rolled.is_empty() && random.random_bool(config.roll);
            let set = if rolls {
                &rolled[random.random_range(0..rolled.len())]
            } else {
                posteriors
            };
            density += set.draw_one(at, &mut latents, &mut random) / rows as f64;
        }
        let device = self.device.clone().autodiff();
        let flow = Flow::with(&self.prior, &self.prior.parameters, true, &device);
        let latents = matrix(latents, posteriors.size, &device);
        let mut dropout = Dropout::new(config.dropout, random);
        let placed = flow.place_dropping(latents, Some(&mut dropout));
        let surprise = placed.surprise().mean();
        let mut flat = vec![0.0; self.prior.parameters.values().len()];
        gather(flow.tensors(), surprise.clone(), &mut flat)?;
        let rate = first(numbers(surprise)?) + density;
        let gradient_norm = clip(&mut flat, CLIP);
        if !rate.is_finite() || !gradient_norm.is_finite() {
            return Err(TrainError::NoPrior {
                reason: format!("the rate became {rate} at step {}", self.step),
            });
        }
        let rate_of_learning = self.learning_rate();
        let lost = (rate_of_learning * self.prior.config.weight_decay) as f32;
        let values = self.prior.parameters.values_mut();
        values.iter_mut().for_each(|value| *value -= lost * *value);
        self.optimizer
            .update(values, &flat, self.step, rate_of_learning);
        follow(
            self.average.values_mut(),
            self.prior.parameters.values(),
            self.step,
            self.prior.config.average,
        );
        self.step += 1;
        Ok(StepReport {
            losses: vec![Measure {
                name: "rate",
                value: rate,
            }],
            gradient_norm,
        })
    }

    /// The prior as it stands: with the running average of the parameters.
    #[must_use]
    pub fn prior(&self) -> Prior {
        Prior {
            parameters: self.average.clone(),
            ..self.prior.clone()
        }
    }
}

/// The rate: mean divergence of posteriors from a prior, `E[log q − log p]` in nats a groove, by
/// one latent drawn from each.
///
/// # Errors
/// If the device fails.
pub fn rate(
    prior: &Prior,
    posteriors: &Posteriors,
    seed: u64,
    device: &Device,
) -> Result<f64, TrainError> {
    let flow = Flow::new(prior, device);
    let all: Vec<usize> = (0..posteriors.count()).collect();
    let mut sum = 0.0;
    for (index, chosen) in all.chunks(BATCH).enumerate() {
        let mut random = random(seed, Purpose::Rate, index as u64);
        let (latents, density) = posteriors.draw(chosen, &mut random);
        let latents = matrix(latents, posteriors.size, device);
        let surprise = first(numbers(flow.place(latents).surprise().mean())?);
        sum += (surprise + density) * chosen.len() as f64;
    }
    Ok(sum / all.len().max(1) as f64)
}

fn matrix(values: Vec<f32>, columns: usize, device: &Device) -> Tensor<2> {
    let rows = values.len() / columns.max(1);
    Tensor::from_data(TensorData::new(values, [rows, columns]), device)
}

fn first(numbers: Vec<f32>) -> f64 {
    numbers
        .first()
        .map_or(f64::NAN, |&number| f64::from(number))
}
