//! Our network in training: one step at a time, and what it takes to go on later.

use burn::tensor::{Device, Tensor, TensorData};
use groove::{Grid, Groove};
use inference::{Latent, path};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{
    average::follow,
    config::{Config, Family},
    data::{
        Dataset, Window,
        batch::{self, Batch, Moment, Prepared, normal},
    },
    error::TrainError,
    evaluate::{self, decode, numbers},
    learner::{Columns, Learner, Measure, StepReport, Validation, Vectors},
    loss::Losses,
    network::{
        Network,
        parameters::{Parameters, gather},
    },
    optimizer::{Adam, scale_within},
    parallel::{Part, Shared},
    run::{AVERAGE, Checkpoint, PARAMETERS},
};

/// The family of our network, in checkpoints.
pub const FAMILY: &str = Family::Quatrain.name();

/// What the log calls the loss and its parts.
const LOSSES: [&str; 6] = [
    "loss",
    "hits",
    "velocities",
    "offsets",
    "phrase_nats",
    "bar_nats",
];

/// The parameters of a network of ours as it is used outside the training.
///
/// # Errors
/// If the checkpoint belongs to a network of other sizes, or to one of another family.
pub fn best_parameters(config: &Config, checkpoint: Checkpoint) -> Result<Parameters, TrainError> {
    Network::initial(&config.network, config.seed).with_values(checkpoint.parameters()?)
}

/// A network in training.
#[derive(Debug)]
pub struct Trainer {
    config: Config,
    parameters: Parameters,
    /// Their running average, if the configuration asks for it.
    average: Option<Parameters>,
    optimizer: Adam,
    shared: Shared,
    step: u64,
}

/// The losses of a batch from those of its parts.
fn sum(parts: &[Vec<f32>]) -> Vec<Measure> {
    let all = LOSSES.into_iter().enumerate();
    all.map(|(at, name)| Measure {
        name,
        value: parts.iter().map(|part| f64::from(part[at])).sum(),
    })
    .collect()
}

impl Trainer {
    /// Begins anew.
    #[must_use]
    pub fn new(config: Config, device: Device) -> Self {
        let parameters = Network::initial(&config.network, config.seed);
        let count = parameters.values().len();
        Self {
            average: (config.optimizer.average > 0.0).then(|| parameters.clone()),
            config,
            parameters,
            optimizer: Adam::new(count),
            shared: Shared::new(device),
            step: 0,
        }
    }

    /// Goes on from a checkpoint.
    ///
    /// # Errors
    /// If the checkpoint belongs to a network of other sizes, or to one of another family.
    pub fn resume(
        config: Config,
        mut checkpoint: Checkpoint,
        device: Device,
    ) -> Result<Self, TrainError> {
        let mut trainer = Self::new(config, device);
        let values = checkpoint.take(PARAMETERS)?;
        if let Some(average) = &mut trainer.average {
            // A run that keeps one from now on begins it with the parameters.
            let values = checkpoint.take(AVERAGE).unwrap_or_else(|_| values.clone());
            *average = average.with_values(values)?;
        }
        trainer.parameters = trainer.parameters.with_values(values)?;
        trainer.optimizer = Adam {
            means: checkpoint.take("means")?,
            squares: checkpoint.take("squares")?,
        };
        trainer.step = checkpoint.step;
        Ok(trainer)
    }

    /// Reads a part of a step's batch; its gradients come in the order of the parameters. Gives the
    /// part's share in the losses of the whole batch.
    fn read(
        config: &Config,
        parameters: &Parameters,
        step: u64,
        batch: &Prepared,
        part: Part<'_>,
    ) -> Result<Vec<f32>, TrainError> {
        let settings = &config.network;
        let Batch {
            bars,
            noise,
            told,
            targets,
            ..
        } = batch.part(part.range, settings, &part.device);
        let network = Network::new(settings, parameters, true, &part.device);
        let reading = network.read(bars, noise, told);
        let losses = Losses::of(&reading, &targets, batch.grooves(), &config.loss);
        let total = losses.total(&config.loss, config.loss.beta_at(step));
        gather(network.tensors(), total.clone(), part.gradients)?;
        let Losses {
            hits,
            velocities,
            offsets,
            phrase,
            bars,
        } = losses;
        let all = Tensor::cat(vec![total, hits, velocities, offsets, phrase, bars], 0);
        numbers(all.inner())
    }

    /// The network as it is used outside the training.
    fn network(&self) -> Network {
        let parameters = self.average.as_ref().unwrap_or(&self.parameters);
        Network::new(&self.config.network, parameters, false, self.shared.first())
    }

    /// The posterior's means, a row a groove.
    fn means(&self, network: &Network, windows: &[Window]) -> Tensor<2> {
        let bars = batch::bars(windows, self.config.network.grid, self.shared.first());
        network.encode(bars).mean
    }

    fn rows(&self, numbers: Vec<f32>, rows: usize) -> Tensor<2> {
        let data = TensorData::new(numbers, [rows, self.config.network.latents()]);
        Tensor::from_data(data, self.shared.first())
    }
}

impl Learner for Trainer {
    fn family(&self) -> &'static str {
        FAMILY
    }

    fn config(&self) -> Result<String, TrainError> {
        self.config.to_toml()
    }

    fn columns(&self) -> Columns {
        Columns {
            losses: &LOSSES,
            scores: &evaluate::SCORES,
        }
    }

    fn grid(&self) -> Grid {
        self.config.network.grid
    }

    fn seed(&self) -> u64 {
        self.config.seed
    }

    fn batch(&self) -> usize {
        self.config.optimizer.batch
    }

    fn step(&self) -> u64 {
        self.step
    }

    fn learning_rate(&self, steps_per_pass: u64) -> f64 {
        let last = self.step.saturating_sub(1);
        self.config.optimizer.learning_rate_at(last, steps_per_pass)
    }

    fn beta(&self) -> f32 {
        self.config.loss.beta_at(self.step.saturating_sub(1))
    }

    fn spread(&mut self, devices: Vec<Device>) -> Result<(), TrainError> {
        self.shared.spread(devices);
        Ok(())
    }

    fn train_step(&mut self, dataset: &Dataset) -> Result<StepReport, TrainError> {
        let steps_per_pass = self.steps_per_pass(dataset);
        let step = self.step;
        let chosen = self.chosen(step, dataset);
        let moment = Moment {
            step,
            pass: step / steps_per_pass,
        };
        let batch = batch::training(&dataset.windows, &chosen, &self.config, moment);
        let ranges = batch.ranges(self.config.optimizer.parts.max(self.shared.devices()));
        let (config, parameters) = (&self.config, &self.parameters);
        let count = parameters.values().len();
        let losses = self.shared.read(ranges, count, |part| {
            Self::read(config, parameters, step, &batch, part)
        })?;
        let losses = sum(&losses);
        let not_a_number = |loss| TrainError::NotANumber { step, loss };
        if let Some(loss) = losses.first().filter(|loss| !loss.value.is_finite()) {
            return Err(not_a_number(loss.value as f32));
        }
        let gradient_norm = self.shared.add_up();
        if !gradient_norm.is_finite() {
            return Err(not_a_number(gradient_norm));
        }
        let settings = &self.config.optimizer;
        let rate = settings.learning_rate_at(step, steps_per_pass);
        let parameters = self.parameters.values_mut();
        let scale = scale_within(gradient_norm, settings.clip);
        let threads = self.shared.threads();
        let gradients = self.shared.sum();
        self.optimizer
            .update_scaled(parameters, gradients, step, rate, scale, threads);
        if let Some(average) = &mut self.average {
            follow(average.values_mut(), parameters, step, settings.average);
        }
        self.step += 1;
        Ok(StepReport {
            losses,
            gradient_norm,
        })
    }

    fn validate(&self, dataset: &Dataset) -> Result<Validation, TrainError> {
        let network = self.network();
        let windows = &dataset.windows;
        let loss = evaluate::validation_loss(&network, windows, &self.config, self.shared.first())?;
        let scores = evaluate::scores(&network, windows, &self.config, self.shared.first())?;
        Ok(Validation {
            loss,
            scores: scores.measures(),
        })
    }

    fn vectors(&self) -> Vectors {
        let Adam { means, squares } = &self.optimizer;
        let mut vectors = Vectors::from([
            (PARAMETERS.to_owned(), self.parameters.values().to_vec()),
            ("means".to_owned(), means.clone()),
            ("squares".to_owned(), squares.clone()),
        ]);
        if let Some(average) = &self.average {
            vectors.insert(AVERAGE.to_owned(), average.values().to_vec());
        }
        vectors
    }

    fn grooves(&self, step: u64, dataset: &Dataset) -> Vec<Window> {
        let chosen = self.chosen(step, dataset);
        let pass = step / self.steps_per_pass(dataset);
        let moment = Moment { step, pass };
        batch::training(&dataset.windows, &chosen, &self.config, moment).into_grooves()
    }

    fn reconstruct(&self, windows: &[Window]) -> Result<Vec<Groove>, TrainError> {
        let (network, grid) = (self.network(), self.grid());
        let noise = vec![0.5; windows.len() * grid.cells()];
        decode(&network, self.means(&network, windows), noise, grid)
    }

    fn sample(&self, count: usize, seed: u64) -> Result<Vec<Groove>, TrainError> {
        let grid = self.grid();
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let numbers = count * self.config.network.latents();
        let latents = (0..numbers).map(|_| normal(&mut random)).collect();
        let noise = (0..count * grid.cells()).map(|_| random.random()).collect();
        decode(&self.network(), self.rows(latents, count), noise, grid)
    }

    fn interpolate(
        &self,
        from: &Window,
        to: &Window,
        count: usize,
    ) -> Result<Vec<Groove>, TrainError> {
        let (network, grid) = (self.network(), self.grid());
        let ends = numbers(self.means(&network, &[from.clone(), to.clone()]))?;
        let (from, to) = ends.split_at(self.config.network.latents());
        let (from, to) = (Latent(from.to_vec()), Latent(to.to_vec()));
        let path = path(&from, &to, count).into_iter().flat_map(|here| here.0);
        let noise = vec![0.5; count * grid.cells()];
        decode(&network, self.rows(path.collect(), count), noise, grid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{network::fused::composed, testing};

    fn steps(trainer: &mut Trainer, count: usize) -> Vec<f64> {
        let dataset = testing::dataset(10);
        (0..count)
            .map(|_| trainer.train_step(&dataset).unwrap().losses[0].value)
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
            (steps(&mut trainer, 4), trainer.checkpoint(None))
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1).0, run(2).0);
    }

    #[test]
    fn parts_teach_what_the_whole_batch_teaches() {
        let run = |parts| {
            let mut config = testing::config();
            config.optimizer.parts = parts;
            let mut trainer = Trainer::new(config, Device::flex());
            (steps(&mut trainer, 6), trainer.checkpoint(None))
        };
        let whole = run(1).0;
        for parts in [2, 3, 9] {
            let losses = run(parts).0;
            for (loss, whole) in losses.iter().zip(&whole) {
                assert!((loss / whole - 1.0).abs() < 1e-4, "{losses:?} {whole:?}");
            }
        }
        assert_eq!(run(3), run(3));
    }

    #[test]
    fn the_fused_layers_teach_what_the_composed_ones_teach() {
        let run = || {
            let mut config = testing::config();
            // In one part, which this thread reads itself.
            config.optimizer.parts = 1;
            let mut trainer = Trainer::new(config, Device::flex());
            steps(&mut trainer, 1);
            trainer.shared.sum().to_vec()
        };
        let (fused, composed) = (run(), composed(run));
        let steepest = fused.iter().fold(0.0_f32, |most, one| most.max(one.abs()));
        assert!(
            steepest > 0.0 && fused != composed,
            "the two are the same code"
        );
        for (fused, composed) in fused.iter().zip(&composed) {
            assert!(
                (fused - composed).abs() < 1e-5 * steepest,
                "{fused} {composed}"
            );
        }
    }

    /// A batch of the same size on two devices: the parts are those of one device, so the curves
    /// are the same to the bit; on one device undivided they are within rounding, as above.
    #[test]
    fn several_devices_teach_what_one_teaches() {
        let run = |parts, devices: usize| {
            let mut config = testing::config();
            config.optimizer.parts = parts;
            let mut trainer = Trainer::new(config, Device::flex());
            trainer.spread(vec![Device::flex(); devices]).unwrap();
            (steps(&mut trainer, 6), trainer.checkpoint(None))
        };
        assert_eq!(run(1, 2), run(2, 1));
        assert_eq!(run(4, 3), run(4, 1));
        let (one, two) = (run(1, 1).0, run(1, 2).0);
        for (one, two) in one.iter().zip(&two) {
            assert!((one / two - 1.0).abs() < 1e-4, "{one} {two}");
        }
    }

    fn again(checkpoint: &Checkpoint, config: Config) -> Trainer {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.checkpoint");
        std::fs::write(&file, checkpoint.to_bytes().unwrap()).unwrap();
        let checkpoint = Checkpoint::load(&file).unwrap();
        Trainer::resume(config, checkpoint, Device::flex()).unwrap()
    }

    #[test]
    fn a_resumed_run_is_the_uninterrupted_one_to_the_bit() {
        for average in [0.0, 0.9] {
            let mut config = testing::config();
            config.optimizer.average = average;
            let mut whole = Trainer::new(config.clone(), Device::flex());
            let losses = steps(&mut whole, 7);
            let mut first = Trainer::new(config.clone(), Device::flex());
            steps(&mut first, 3);
            let mut second = again(&first.checkpoint(None), config);
            assert_eq!(steps(&mut second, 4), losses[3..]);
            assert_eq!(second.checkpoint(None), whole.checkpoint(None));
        }
    }

    #[test]
    fn the_average_is_what_is_validated_and_what_a_checkpoint_gives_to_others() {
        let dataset = testing::dataset(8);
        let mut config = testing::config();
        config.optimizer.average = 0.9;
        let mut trainer = Trainer::new(config.clone(), Device::flex());
        steps(&mut trainer, 5);
        let checkpoint = trainer.checkpoint(None);
        let average = checkpoint.vectors[AVERAGE].clone();
        assert_ne!(average, checkpoint.vectors[PARAMETERS]);
        assert_eq!(checkpoint.clone().parameters().unwrap(), average);

        // The same numbers as plain parameters.
        let mut plain = checkpoint;
        plain.vectors.remove(AVERAGE);
        plain.vectors.insert(PARAMETERS.to_owned(), average);
        config.optimizer.average = 0.0;
        let validated = trainer.validate(&dataset).unwrap();
        assert_eq!(again(&plain, config).validate(&dataset).unwrap(), validated);
    }

    #[test]
    fn grooves_for_pictures_are_decided_by_seed_and_ends() {
        let dataset = testing::dataset(8);
        let mut trainer = Trainer::new(testing::config(), Device::flex());
        steps(&mut trainer, 3);
        let drawn = trainer.sample(3, 1).unwrap();
        assert_eq!(drawn, trainer.sample(3, 1).unwrap());
        assert_ne!(drawn, trainer.sample(3, 2).unwrap());
        let ends = trainer.reconstruct(&dataset.windows[..2]).unwrap();
        let [from, to] = [0, 1].map(|at| &dataset.windows[at]);
        let path = trainer.interpolate(from, to, 5).unwrap();
        assert_eq!((path.len(), &path[0], &path[4]), (5, &ends[0], &ends[1]));
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
        let checkpoint = Trainer::new(other, Device::flex()).checkpoint(None);
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
