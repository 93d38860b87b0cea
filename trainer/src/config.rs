//! Sizes of the network and settings of a training run: saved with the run as `config.toml`.
//!
//! [`find`] gives a configuration of whatever family by its name or file; [`Config`] is that of our
//! own network.

mod any;
pub mod catalogue;
mod error;
mod settings;

use groove::Grid;
use serde::{Deserialize, Serialize};

pub use any::{AnyConfig, Family};
pub use catalogue::find;
pub use error::ConfigError;

use crate::error::TrainError;

/// Sizes of the network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NetworkConfig {
    /// Shape of a groove.
    pub grid: Grid,
    /// Hidden layer of the perceptron that reads a bar.
    pub bar_hidden: usize,
    /// Its output: a bar's embedding.
    pub bar_embedding: usize,
    /// The recurrent layer over bars, each way.
    pub bars: usize,
    /// Hidden layer before the phrase latent, and before a bar's latent.
    pub head: usize,
    /// Size of the phrase latent.
    pub phrase: usize,
    /// Size of each bar's latent.
    pub bar_latent: usize,
    /// The conductor: the recurrent layer that leads the decoder from bar to bar.
    pub conductor: usize,
    /// A bar's context.
    pub context: usize,
    /// Hidden layer of the dense path from a bar's context to its steps.
    pub path: usize,
    /// The recurrent layer over the steps of a bar.
    pub decoder: usize,
}

impl Default for NetworkConfig {
    fn default() -> Self {
        Self {
            grid: Grid::FOUR_BARS,
            bar_hidden: 512,
            bar_embedding: 512,
            bars: 256,
            head: 512,
            phrase: 64,
            bar_latent: 32,
            conductor: 256,
            context: 256,
            path: 512,
            decoder: 256,
        }
    }
}

impl NetworkConfig {
    /// All latents of a groove: the phrase's, then each bar's.
    #[must_use]
    pub fn latents(&self) -> usize {
        self.phrase + self.grid.bars() * self.bar_latent
    }

    /// Numbers in a step: hits, velocities, offsets.
    #[must_use]
    pub fn step_width(&self) -> usize {
        3 * self.grid.drums()
    }

    /// Numbers in a bar.
    #[must_use]
    pub fn bar_width(&self) -> usize {
        self.grid.steps_per_bar() * self.step_width()
    }
}

/// What the loss is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LossConfig {
    /// Weight of a hit's squared velocity error.
    pub velocity_weight: f32,
    /// Weight of a hit's squared offset error, the offset counted in half steps.
    pub offset_weight: f32,
    /// Weight of the divergence (β of Higgins et al. 2017) once it has risen.
    pub beta: f32,
    /// Steps over which β rises from zero.
    pub beta_steps: u64,
    /// Divergence that costs nothing, in nats a groove.
    pub free_nats: f32,
}

impl Default for LossConfig {
    fn default() -> Self {
        Self {
            velocity_weight: 10.0,
            offset_weight: 5.0,
            beta: 0.3,
            beta_steps: 1_000,
            free_nats: 0.0,
        }
    }
}

impl LossConfig {
    /// β at a step of the training, counted from 0.
    #[must_use]
    pub fn beta_at(&self, step: u64) -> f32 {
        if self.beta_steps == 0 {
            self.beta
        } else {
            self.beta * (step as f32 / self.beta_steps as f32).min(1.0)
        }
    }
}

/// Chances of the changes that a training groove meets; all between 0 and 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AugmentConfig {
    /// Rolled by whole bars.
    pub roll_bars: f64,
    /// Rolled by beats as well.
    pub roll_beats: f64,
    /// Some drums taken from another groove.
    pub exchange: f64,
    /// A drum muted.
    pub mute: f64,
    /// Velocities bent by a power.
    pub curve: f64,
    /// All strokes pushed or pulled, or the timing widened or tightened.
    pub push: f64,
    /// From this pass on, counted from 0, grooves come as they were played; without it never.
    pub until_pass: Option<u64>,
}

impl Default for AugmentConfig {
    fn default() -> Self {
        Self {
            roll_bars: 0.75,
            roll_beats: 0.15,
            exchange: 0.25,
            mute: 0.15,
            curve: 0.4,
            push: 0.3,
            until_pass: None,
        }
    }
}

impl AugmentConfig {
    /// Whether grooves are changed in a pass.
    #[must_use]
    pub fn applies(&self, pass: u64) -> bool {
        self.until_pass.is_none_or(|until| pass < until)
    }
}

/// How the learning rate falls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// By the same factor at each step.
    #[default]
    Decay,
    /// Along half a cosine, to the least within so many passes (Loshchilov and Hutter 2017).
    Cosine,
}

/// Settings of the optimizer and the input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OptimizerConfig {
    /// Grooves in a step of the training.
    pub batch: usize,
    /// Parts that a step's grooves are split into, each read by a thread of its own. The gradients
    /// are added in order, so a run is the same on every machine, whatever its number of cores;
    /// another number of parts rounds differently.
    pub parts: usize,
    /// Learning rate at the start.
    pub learning_rate: f64,
    /// How the learning rate falls: `decay` or `cosine`.
    pub schedule: Schedule,
    /// Factor of the learning rate at each step, for `decay`.
    pub decay: f64,
    /// Passes until the learning rate is at its least, for `cosine`.
    pub schedule_passes: f64,
    /// The learning rate falls no lower.
    pub least_learning_rate: f64,
    /// Share of the parameters' running average that stays at each step, e.g. 0.999; validation,
    /// the best checkpoint's scores and the export then take the average. 0 for none.
    pub average: f64,
    /// Gradients are scaled down to this norm.
    pub clip: f32,
    /// Chance that a step of the encoder's input is blanked.
    pub input_drop: f64,
    /// Chance that the decoder is not told the step before.
    pub feedback_drop: f64,
}

impl Default for OptimizerConfig {
    fn default() -> Self {
        Self {
            batch: 64,
            parts: 2,
            learning_rate: 1.2e-3,
            schedule: Schedule::Decay,
            decay: 0.9994,
            schedule_passes: 12.0,
            least_learning_rate: 1e-5,
            average: 0.0,
            clip: 1.0,
            input_drop: 0.05,
            feedback_drop: 0.5,
        }
    }
}

impl OptimizerConfig {
    /// The learning rate at a step, counted from 0.
    #[must_use]
    pub fn learning_rate_at(&self, step: u64, steps_per_pass: u64) -> f64 {
        let (start, least) = (self.learning_rate, self.least_learning_rate);
        match self.schedule {
            Schedule::Decay => (start * self.decay.powf(step as f64)).max(least),
            Schedule::Cosine => {
                let steps = (self.schedule_passes * steps_per_pass as f64).max(1.0);
                let done = (step as f64 / steps).min(1.0);
                least + (start - least) * 0.5 * (1.0 + (std::f64::consts::PI * done).cos())
            }
        }
    }
}

/// Sizes of the prior over the latents, and how it is fitted; see [`crate::prior`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PriorConfig {
    /// Couplings of the phrase's latent.
    pub phrase_couplings: usize,
    /// Couplings of a bar's latent.
    pub bar_couplings: usize,
    /// Hidden layers of a coupling, of which there are two.
    pub hidden: usize,
    /// Hidden layer of a bar's relation to what it depends on.
    pub relation: usize,
    /// Numbers that the relation tells a bar's couplings.
    pub summary: usize,
    /// No coupling scales by more than e to this, or less than e to minus this: the prior stays
    /// smooth.
    pub largest_log_scale: f32,
    /// Steps of the fitting; with 0 there is no learned prior, and the latents are held to be
    /// standard normal as they are.
    pub steps: u64,
    /// Grooves in a step.
    pub batch: usize,
    /// Learning rate at the start; it falls along half a cosine to zero.
    pub learning_rate: f64,
    /// Chance that a number of a hidden layer is dropped (Srivastava et al. 2014).
    pub dropout: f64,
    /// Chance that the bars of a groove are rolled, so that the prior meets it from its second,
    /// third or fourth bar on.
    pub roll: f64,
    /// Share of the parameters that is lost at each step, times the learning rate.
    pub weight_decay: f64,
    /// Share of the parameters' running average that stays at each step.
    pub average: f64,
}

impl Default for PriorConfig {
    fn default() -> Self {
        Self {
            phrase_couplings: 6,
            bar_couplings: 8,
            hidden: 128,
            relation: 256,
            summary: 64,
            largest_log_scale: 1.5,
            steps: 3_000,
            batch: 256,
            learning_rate: 1e-3,
            dropout: 0.1,
            roll: 0.5,
            weight_decay: 1e-3,
            average: 0.998,
        }
    }
}

/// Everything that decides a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Decides initial weights, order of the grooves, augmentation, noise.
    pub seed: u64,
    /// Sizes of the network.
    pub network: NetworkConfig,
    /// What the loss is made of.
    pub loss: LossConfig,
    /// Optimizer and input.
    pub optimizer: OptimizerConfig,
    /// Changes to the training grooves.
    pub augment: AugmentConfig,
    /// The prior over the latents.
    pub prior: PriorConfig,
}

impl Config {
    /// The text of a `config.toml`.
    ///
    /// # Errors
    /// If a number has no place in TOML.
    pub fn to_toml(&self) -> Result<String, TrainError> {
        toml::to_string(self).map_err(|error| TrainError::Config {
            file: "config.toml".into(),
            reason: error.to_string(),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_learning_rate_falls_as_its_schedule_says() {
        let mut config = OptimizerConfig {
            learning_rate: 1.0,
            decay: 0.5,
            least_learning_rate: 0.1,
            ..OptimizerConfig::default()
        };
        let rates = |config: &OptimizerConfig| {
            [0, 1, 20, 40, 90].map(|step| config.learning_rate_at(step, 10))
        };
        assert_eq!(rates(&config), [1.0, 0.5, 0.1, 0.1, 0.1]);
        config.schedule = Schedule::Cosine;
        config.schedule_passes = 4.0;
        let found = rates(&config);
        let expected = [1.0, 0.9986, 0.55, 0.1, 0.1];
        let near = |(found, expected): (&f64, f64)| (found - expected).abs() < 1e-4;
        assert!(found.iter().zip(expected).all(near), "{found:?}");
    }

    #[test]
    fn settings_of_an_older_run_keep_their_meaning() {
        let config: Config = toml::from_str("[optimizer]\ndecay = 0.9\n").unwrap();
        assert_eq!(config.optimizer.schedule, Schedule::Decay);
        assert_eq!(config.optimizer.average, 0.0);
        let text = "[optimizer]\nschedule = \"cosine\"\naverage = 0.999\n";
        let config: Config = toml::from_str(text).unwrap();
        let again: Config = toml::from_str(&config.to_toml().unwrap()).unwrap();
        assert_eq!(again, config);
        assert_eq!(config.optimizer.schedule, Schedule::Cosine);
    }
}
