//! A network of the family as the training loop knows it.

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use burn::tensor::{Device, Tensor, TensorData};
use groove::{Cell, Grid, Groove, Offset, Tempo, Velocity};
use inference::{Latent, path};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{
    Choice, Dropout, ReferenceConfig, ReferenceNetwork, ReferenceTrainer, batch,
    objective::divergence, step::Weights,
};
use crate::{
    config::{AnyConfig, Family},
    data::{Dataset, Window, batch::normal},
    error::TrainError,
    evaluate::{self, Copies, Scores, numbers},
    learner::{Columns, Learner, Measure, StepReport, Validation, Vectors},
    optimizer::Adam,
    run::{Checkpoint, PARAMETERS},
};

/// Windows that are validated at once.
const BATCH: usize = 128;

/// How freely samples are drawn, as the reference's command draws them (`spec.md` 7).
const TEMPERATURE: f32 = 0.5;

/// What the log calls the loss and its parts: the reference's names, where it has them.
const LOSSES: [&str; 7] = [
    "loss",
    "r_loss",
    "hits",
    "velocities",
    "offsets",
    "kl_loss",
    "kl_bits",
];

/// A network of the family in training.
#[derive(Debug)]
pub struct ReferenceLearner {
    config: ReferenceConfig,
    trainer: ReferenceTrainer,
}

impl ReferenceLearner {
    /// Begins anew.
    ///
    /// # Errors
    /// If there is no such network.
    pub fn new(config: ReferenceConfig, device: Device) -> Result<Self, TrainError> {
        config.check()?;
        let parameters = ReferenceNetwork::initial(&config.layout(), config.seed);
        let trainer = ReferenceTrainer::new(&config, &parameters, device)?;
        Ok(Self { config, trainer })
    }

    /// Goes on from a checkpoint.
    ///
    /// # Errors
    /// If the checkpoint belongs to a network of other sizes, or to one of another family.
    pub fn resume(
        config: ReferenceConfig,
        mut checkpoint: Checkpoint,
        device: Device,
    ) -> Result<Self, TrainError> {
        config.check()?;
        let values = checkpoint.take(PARAMETERS)?;
        let optimizer = Adam {
            means: checkpoint.take("means")?,
            squares: checkpoint.take("squares")?,
        };
        let parameters = ReferenceNetwork::initial(&config.layout(), 0).with_values(values)?;
        let trainer = ReferenceTrainer::new(&config, &parameters, device)?
            .resume(checkpoint.step, optimizer)?;
        Ok(Self { config, trainer })
    }

    /// Scores on grooves: from the posterior's mean, a hit where it is likelier than not.
    ///
    /// # Errors
    /// If the device fails.
    pub fn scores(&self, dataset: &Dataset) -> Result<Scores, TrainError> {
        let network = self.trainer.network();
        evaluate::scores_of(&dataset.windows, self.grid(), |windows| {
            let windows: Vec<&Window> = windows.iter().collect();
            let (means, controls, nats) = self.encode(&network, &windows)?;
            Ok(Copies {
                grooves: self.decode(&network, means, controls, &Choice::Greedy)?,
                nats,
            })
        })
    }

    /// Means, controls and divergence in nats of windows' posteriors.
    fn encode(
        &self,
        network: &ReferenceNetwork,
        windows: &[&Window],
    ) -> Result<(Tensor<2>, Option<Tensor<3>>, f64), TrainError> {
        let examples = batch::examples(windows, &self.config, None, self.trainer.device());
        let controls = examples.controls;
        let mut off = Dropout::off();
        let posterior = network.encode(examples.inputs, controls.clone(), &mut off);
        let nats = numbers(divergence(&posterior))?.into_iter().map(f64::from);
        Ok((posterior.mean, controls, nats.sum()))
    }

    fn decode(
        &self,
        network: &ReferenceNetwork,
        latents: Tensor<2>,
        controls: Option<Tensor<3>>,
        choice: &Choice,
    ) -> Result<Vec<Groove>, TrainError> {
        let windows = latents.dims()[0];
        let decoded = network.decode(latents, controls, choice);
        let values = numbers(decoded.steps.swap_dims(0, 1))?;
        let grid = self.grid();
        let each = values.chunks(3 * grid.cells()).take(windows);
        Ok(each.map(|window| groove(window, grid)).collect())
    }

    fn latents(&self, values: Vec<f32>) -> Tensor<2> {
        let latents = self.config.network.latents;
        let data = TensorData::new(values.clone(), [values.len() / latents, latents]);
        Tensor::from_data(data, self.trainer.device())
    }

    /// The hits of one window as controls of many, where the network wants any.
    fn told(&self, window: &Window, count: usize) -> Option<Tensor<3>> {
        let windows = vec![window; count];
        let device = self.trainer.device();
        batch::examples(&windows, &self.config, None, device).controls
    }
}

impl Learner for ReferenceLearner {
    fn family(&self) -> &'static str {
        Family::Reference.name()
    }

    fn config(&self) -> Result<String, TrainError> {
        Ok(AnyConfig::Reference(self.config.clone()).to_toml()?)
    }

    fn columns(&self) -> Columns {
        Columns {
            losses: &LOSSES,
            scores: &evaluate::SCORES,
        }
    }

    fn grid(&self) -> Grid {
        // The check of the configuration has made sure that there is one.
        self.config.task.grid().unwrap_or(Grid::FOUR_BARS)
    }

    fn seed(&self) -> u64 {
        self.config.seed
    }

    fn batch(&self) -> usize {
        self.config.updates.batch
    }

    fn step(&self) -> u64 {
        self.trainer.step()
    }

    fn learning_rate(&self, _: u64) -> f64 {
        let step = self.step().saturating_sub(1);
        self.config.updates.learning_rate_at(step)
    }

    fn beta(&self) -> f32 {
        self.config.beta.at(self.step().saturating_sub(1))
    }

    fn spread(&mut self, devices: Vec<Device>) -> Result<(), TrainError> {
        self.trainer.spread(devices);
        Ok(())
    }

    fn train_step(&mut self, dataset: &Dataset) -> Result<StepReport, TrainError> {
        let step = self.step();
        let chosen = self.chosen(step, dataset);
        let windows: Vec<&Window> = chosen.iter().map(|&at| &dataset.windows[at]).collect();
        let device = self.trainer.device().clone().autodiff();
        let batch = batch::training(&windows, &self.config, step, &device);
        let report = self.trainer.measure(batch.examples, batch.luck)?;
        // The reference goes on with gradients of zero; whoever watches a training wants to know.
        for loss in [report.loss, report.global_norm] {
            if !loss.is_finite() {
                return Err(TrainError::NotANumber { step, loss });
            }
        }
        let gradient_norm = self.trainer.apply();
        let values = [
            report.loss,
            report.r_loss,
            report.hits,
            report.velocities,
            report.offsets,
            report.kl_loss,
            report.kl_bits,
        ];
        let named = LOSSES.into_iter().zip(values.map(f64::from));
        Ok(StepReport {
            losses: named.map(|(name, value)| Measure { name, value }).collect(),
            gradient_norm,
        })
    }

    fn validate(&self, dataset: &Dataset) -> Result<Validation, TrainError> {
        let network = self.trainer.network();
        let windows: Vec<&Window> = dataset.windows.iter().collect();
        let weights = Weights {
            free_bits: self.config.free_bits,
            beta: self.config.beta.most(),
        };
        let mut sum = 0.0;
        for (index, windows) in windows.chunks(BATCH).enumerate() {
            let device = self.trainer.device();
            let mut batch = batch::validation(windows, &self.config, index as u64, device);
            let objective = weights.objective(&network, batch.examples, &mut batch.luck);
            let loss = numbers(objective.loss)?.first().copied();
            sum += f64::from(loss.unwrap_or(f32::NAN)) * windows.len() as f64;
        }
        Ok(Validation {
            loss: (sum / windows.len().max(1) as f64) as f32,
            scores: self.scores(dataset)?.measures(),
        })
    }

    fn vectors(&self) -> Vectors {
        let Adam { means, squares } = self.trainer.optimizer();
        Vectors::from([
            (
                PARAMETERS.to_owned(),
                self.trainer.parameters().values().to_vec(),
            ),
            ("means".to_owned(), means.clone()),
            ("squares".to_owned(), squares.clone()),
        ])
    }

    fn reconstruct(&self, windows: &[Window]) -> Result<Vec<Groove>, TrainError> {
        let network = self.trainer.network();
        let windows: Vec<&Window> = windows.iter().collect();
        let (means, controls, _) = self.encode(&network, &windows)?;
        self.decode(&network, means, controls, &Choice::Greedy)
    }

    /// A network that is told its hits plays a plain beat.
    fn sample(&self, count: usize, seed: u64) -> Result<Vec<Groove>, TrainError> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let layout = self.config.layout();
        let latents = count * layout.network.latents;
        let latents = (0..latents).map(|_| normal(&mut random)).collect();
        let device = self.trainer.device();
        let choice = batch::chance(count, &layout, TEMPERATURE, &mut random, device);
        let controls = self.told(&plain_beat(self.grid()), count);
        let network = self.trainer.network();
        self.decode(&network, self.latents(latents), controls, &choice)
    }

    /// A network that is told its hits plays those of the first groove all the way.
    fn interpolate(
        &self,
        from: &Window,
        to: &Window,
        count: usize,
    ) -> Result<Vec<Groove>, TrainError> {
        let network = self.trainer.network();
        let (means, _, _) = self.encode(&network, &[from, to])?;
        let ends = numbers(means)?;
        let (first, last) = ends.split_at(self.config.network.latents);
        let (first, last) = (Latent(first.to_vec()), Latent(last.to_vec()));
        let path = path(&first, &last, count)
            .into_iter()
            .flat_map(|here| here.0);
        let latents = self.latents(path.collect());
        self.decode(&network, latents, self.told(from, count), &Choice::Greedy)
    }
}

/// Decoded numbers, step by step, as a groove; velocities and offsets where there is a hit.
fn groove(window: &[f32], grid: Grid) -> Groove {
    let drums = grid.drums();
    let mut groove = Groove::empty(grid);
    for (cells, numbers) in groove
        .cells_mut()
        .chunks_mut(drums)
        .zip(window.chunks(3 * drums))
    {
        for (drum, cell) in cells.iter_mut().enumerate() {
            if numbers[drum] > 0.5 {
                let velocity = Velocity::new(numbers[drums + drum]);
                let offset = Offset::new(0.0 - 0.5 * numbers[2 * drums + drum]);
                *cell = Cell::stroke(velocity, offset);
            }
        }
    }
    groove
}

/// Kick on one and three, snare on two and four, closed hat on the eighths.
fn plain_beat(grid: Grid) -> Window {
    let mut groove = Groove::empty(grid);
    let (drums, beat) = (grid.drums(), grid.steps_per_beat());
    for (step, cells) in groove.cells_mut().chunks_mut(drums).enumerate() {
        let mut hit = |drum: groove::Drum| {
            cells[drum.index()] = Cell::stroke(Velocity::new(0.8), Offset::new(0.0));
        };
        if step % (beat / 2).max(1) == 0 {
            hit(groove::Drum::ClosedHat);
        }
        match (step % beat, (step / beat) % 2) {
            (0, 0) => hit(groove::Drum::Kick),
            (0, _) => hit(groove::Drum::Snare),
            _ => {}
        }
    }
    Window::new(&groove, Tempo::DEFAULT)
}
