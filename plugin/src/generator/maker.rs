//! What the generator needs of a model.

use std::sync::Arc;

use groove::{Grid, Groove};
use inference::{Draw, Latent, ModelError, ModelIdentity, Seed};
use thiserror::Error;

use crate::direction::{ATTRIBUTES, Direction};

/// Makes grooves from places in a latent space. [`crate::model`] is the real one.
pub trait Maker: Send {
    /// Which model this is.
    fn identity(&self) -> &ModelIdentity;

    /// The shape of its grooves.
    fn grid(&self) -> Grid {
        Grid::FOUR_BARS
    }

    /// What a person wants to know of it.
    fn about(&self) -> Arc<About>;

    /// The place of the groove with this number.
    fn sample(&self, seed: Seed) -> Latent;

    /// A place moved so far that what the direction stands for changes by so many standard
    /// deviations. A direction that the model does not know moves nothing.
    fn moved(&self, latent: &Latent, direction: Direction, deviations: f32) -> Latent;

    /// The place of the same phrase played in another way.
    fn diced(&self, latent: &Latent, seed: Seed) -> Latent;

    /// The place of the same groove with a bigger fill; `None` if the model knows of none.
    fn fill(&self, latent: &Latent) -> Option<Latent>;

    /// The place of a groove.
    ///
    /// # Errors
    /// If the groove has another grid or the model fails.
    fn encode(&self, groove: &Groove) -> Result<Latent, ModelError>;

    /// The grooves at these places.
    ///
    /// # Errors
    /// If a place belongs to another space or the model fails.
    fn decode(&self, draws: &[Draw<'_>]) -> Result<Vec<Groove>, ModelError>;
}

/// Finds and opens the model that was chosen; where none was, the first that can be opened. Called
/// again now and then until it succeeds.
pub type Open = Box<dyn FnMut(Option<&ModelIdentity>) -> Result<Box<dyn Maker>, OpenError> + Send>;

/// What a person wants to know of a model, in words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    /// Its name.
    pub name: String,
    /// SHA-256 of its decoder, in hexadecimal: with the name, which model it is.
    pub sha256: String,
    /// What moving along its first axes does.
    pub axes: Vec<Ends>,
    /// How well the grooves follow the statistics that have a control; `None` where the model
    /// knows no direction for one.
    pub attributes: [Option<Reach>; ATTRIBUTES.len()],
    /// What computes it.
    pub provider: String,
    /// Which faster ones were tried and why they failed, a line each.
    pub fallbacks: String,
    /// Whether it is the slowest of all.
    pub is_slow: bool,
}

/// What both ends of an axis sound like, in a producer's words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ends {
    /// More of it, e.g. "busier hats".
    pub more: String,
    /// Less of it, e.g. "sparser hats".
    pub less: String,
}

/// What a statistic's direction was measured to do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reach {
    /// One standard deviation, in the statistic's unit.
    pub deviation: f64,
    /// The unit; empty where it has none.
    pub unit: String,
    /// The share of the grooves that went the way which was asked for, 0–1.
    pub followed: f64,
    /// What changes most beside it.
    pub beside: Option<String>,
}

/// Why there is no model.
#[derive(Debug, Error)]
pub enum OpenError {
    /// None is installed.
    #[error("no model in {place}: put a model's folder there, or train one with `quatrain train`")]
    NoneInstalled {
        /// Where it was looked for.
        place: String,
    },
    /// The one that was chosen is not here.
    #[error(
        "the model \"{name}\" is not in {place}: put its folder there, or choose another by a \
             click on the model's name"
    )]
    ChosenMissing {
        /// What it is called.
        name: String,
        /// Where it was looked for.
        place: String,
    },
    /// One is there but can't be used.
    #[error(transparent)]
    Unusable(#[from] ModelError),
}
