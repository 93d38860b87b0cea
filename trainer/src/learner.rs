//! A network in training, of whatever family: all that the training loop knows of it.
//!
//! The loop, the run folder, the log and the report are written against [`Learner`] and know no
//! network. A family brings its own names for the parts of its loss and for its scores, and its
//! own vectors for the checkpoint.

use std::{collections::BTreeMap, fmt};

use burn::tensor::Device;
use groove::{Grid, Groove};

use crate::{
    data::{Dataset, Window, batch},
    error::TrainError,
    run::{Best, Checkpoint},
};

/// A number and what it is called, e.g. in the head of the log.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// Its name: small letters, digits and `_`.
    pub name: &'static str,
    /// The number.
    pub value: f64,
}

/// What a step of the training measured.
#[derive(Debug, Clone, PartialEq)]
pub struct StepReport {
    /// The loss, called `loss`, then its parts; a groove each.
    pub losses: Vec<Measure>,
    /// Norm of the gradients before they were clipped.
    pub gradient_norm: f32,
}

/// What a validation found.
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// What decides which network is the best: lower is better.
    pub loss: f32,
    /// Scores, under the names of [`Columns::scores`].
    pub scores: Vec<Measure>,
}

impl fmt::Display for Validation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "validation loss {:.3}", self.loss)?;
        for Measure { name, value } in &self.scores {
            write!(formatter, ", {} {value:.3}", name.replace('_', " "))?;
        }
        Ok(())
    }
}

/// The names of what a family measures: columns of the log, curves of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    /// `loss`, then its parts.
    pub losses: &'static [&'static str],
    /// Scores of a validation.
    pub scores: &'static [&'static str],
}

/// Flat vectors by name: what a checkpoint holds of a network and its optimizer.
pub type Vectors = BTreeMap<String, Vec<f32>>;

/// A network in training.
///
/// Everything that chance decides follows from the seed and the step, so that a learner made of
/// a checkpoint goes on exactly where the other one stood.
pub trait Learner {
    /// The family's name, as checkpoints and configurations have it.
    fn family(&self) -> &'static str;

    /// The configuration as the text of a `config.toml`.
    ///
    /// # Errors
    /// If a number has no place in TOML.
    fn config(&self) -> Result<String, TrainError>;

    /// What this family measures.
    fn columns(&self) -> Columns;

    /// Shape of the grooves.
    fn grid(&self) -> Grid;

    /// Decides everything random.
    fn seed(&self) -> u64;

    /// Grooves in a step of the training.
    fn batch(&self) -> usize;

    /// Steps done.
    fn step(&self) -> u64;

    /// Learning rate of the last step, where a pass has so many.
    fn learning_rate(&self, steps_per_pass: u64) -> f64;

    /// Weight of the divergence at the last step.
    fn beta(&self) -> f32;

    /// Trains on several devices from now on, each reading its share of a step's grooves; the first
    /// does the rest.
    ///
    /// # Errors
    /// If the family can't.
    fn spread(&mut self, devices: Vec<Device>) -> Result<(), TrainError>;

    /// One step of the training, on the grooves that [`Self::chosen`] gives for [`Self::step`].
    ///
    /// # Errors
    /// If the loss is no number, or the device fails; the learner then stays where it was.
    fn train_step(&mut self, dataset: &Dataset) -> Result<StepReport, TrainError>;

    /// Loss and scores on other grooves.
    ///
    /// # Errors
    /// If the device fails.
    fn validate(&self, dataset: &Dataset) -> Result<Validation, TrainError>;

    /// All that it takes to go on later, but the step.
    fn vectors(&self) -> Vectors;

    /// Grooves as the network gives them back: from the posterior's mean, a hit where it is
    /// likelier than not.
    ///
    /// # Errors
    /// If the device fails.
    fn reconstruct(&self, windows: &[Window]) -> Result<Vec<Groove>, TrainError>;

    /// So many grooves drawn from the prior; another seed draws others.
    ///
    /// # Errors
    /// If the device fails.
    fn sample(&self, count: usize, seed: u64) -> Result<Vec<Groove>, TrainError>;

    /// So many grooves from one to the other, at equal distances, both ends included.
    ///
    /// # Errors
    /// If the device fails.
    fn interpolate(
        &self,
        from: &Window,
        to: &Window,
        count: usize,
    ) -> Result<Vec<Groove>, TrainError>;

    /// Steps in a pass over the grooves; what does not fill a batch is left out of the pass.
    fn steps_per_pass(&self, dataset: &Dataset) -> u64 {
        dataset.steps_per_pass(self.batch())
    }

    /// Passes over the grooves done.
    fn passes(&self, dataset: &Dataset) -> f64 {
        self.step() as f64 / self.steps_per_pass(dataset) as f64
    }

    /// The windows of a step of the training, by their place in the dataset.
    fn chosen(&self, step: u64, dataset: &Dataset) -> Vec<usize> {
        batch::chosen(self.seed(), self.batch(), step, dataset)
    }

    /// The grooves of a step of the training as the network meets them, for a look at what broke
    /// it.
    fn grooves(&self, step: u64, dataset: &Dataset) -> Vec<Window> {
        let chosen = self.chosen(step, dataset).into_iter();
        chosen.map(|at| dataset.windows[at].clone()).collect()
    }

    /// Where the training stands; the training loop keeps the best, and when it validated.
    fn checkpoint(&self, best: Option<Best>) -> Checkpoint {
        Checkpoint {
            family: self.family().to_owned(),
            step: self.step(),
            best,
            validated: 0,
            vectors: self.vectors(),
        }
    }
}
