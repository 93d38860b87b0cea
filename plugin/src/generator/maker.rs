//! What the generator needs of a model.

use std::sync::Arc;

use groove::{Grid, Groove};
use inference::{Draw, Latent, ModelError, ModelIdentity, Seed};
use thiserror::Error;

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

    /// A place moved along an axis by so many standard deviations.
    fn moved(&self, latent: &Latent, axis: usize, deviations: f32) -> Latent;

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

/// Finds and opens the model. Called again now and then until it succeeds.
pub type Open = Box<dyn FnMut() -> Result<Box<dyn Maker>, OpenError> + Send>;

/// What a person wants to know of a model, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Its name.
    pub name: String,
    /// Author, licence, data and scores, a line each.
    pub details: String,
    /// What moving along its first axes does, e.g. "up: busier hats, down: sparser hats".
    pub axes: Vec<String>,
    /// What computes it.
    pub provider: String,
    /// Which faster ones were tried and why they failed, a line each.
    pub fallbacks: String,
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
    /// One is there but can't be used.
    #[error(transparent)]
    Unusable(#[from] ModelError),
}
