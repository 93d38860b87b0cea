//! A trained model at work: open its folder, encode grooves to latents, decode latents to
//! grooves, sample and interpolate.
//!
//! This crate knows neither hosts nor windows, and it trains nothing. A model is a folder whose
//! contract stands in `DESIGN.md`; the [`Card`] is its first page.
//!
//! ```no_run
//! use inference::{Draw, Model, RuntimeOptions, Seed, Temperature};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = inference::find_models().into_iter().next().ok_or("no model is installed")?;
//! let model = Model::open(&folder, &RuntimeOptions::default())?;
//! let latent = model.sample(Seed(7));
//! let draw = Draw { latent: &latent, take: Seed(1), temperature: Temperature::default() };
//! let grooves = model.decode(&[draw])?;
//! println!("{}", groove::picture::text(&grooves[0]));
//! # Ok(())
//! # }
//! ```

mod attributes;
mod axes;
mod card;
mod error;
mod home;
mod latent;
mod model;
mod random;
mod runtime;
mod tensors;

pub use attributes::{AttributeVector, Attributes, Effect, NamedAxis, UnknownAttribute};
pub use axes::Axes;
pub use card::{
    ATTRIBUTES_FILE, AXES_FILE, CARD_FILE, Card, DECODER_FILE, ENCODER_FILE, FORMAT, LatentPrior,
    Scores, Sizes, Training, VECTORS_FILE,
};
pub use error::ModelError;
pub use home::{HomeError, data_home, find_models, find_runtime, models_folder, models_in};
pub use latent::{Latent, interpolate, path};
pub use model::{Draw, Model, ModelIdentity, Posterior};
pub use random::{Seed, Temperature};
pub use runtime::{Fallback, Provider, ProviderChoice, RuntimeOptions};
