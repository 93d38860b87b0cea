//! The reference's networks and their training, number for number: MusicVAE's autoencoders as they
//! serve drums (Roberts et al. 2018), GrooVAE's among them (Gillick et al. 2019).
//!
//! What our own network is measured against, and what users of the reference know. It follows
//! `spec.md` 5 and 6, also where we would do otherwise; [`golden`] proves `groovae_4bar` against
//! numbers that the reference itself computed. It stands beside our network and changes nothing in
//! it; what computes the same (recurrent and dense layers, the parameters' flat vector, Adam's
//! memory) is shared, and each file says what is not. Two things are ours: decoders of parts of
//! the kit may hear each other, and the decoder of combinations may be one of them.
//!
//! Sequences are held steps first, `[steps, batch, width]`; offsets are in half steps, positive
//! early, as the reference stores them.

mod batch;
mod conductor;
pub mod config;
mod dataset;
mod decoder;
mod dropout;
mod encoder;
mod fold;
pub mod golden;
mod layers;
mod learner;
pub mod network;
pub mod objective;
pub mod outputs;
mod part;
pub mod sampling;
mod share;
mod stack;
pub mod step;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
pub mod trainer;
pub mod updates;

pub use config::{Layout, ReferenceConfig};
pub use dataset::read;
pub use decoder::{Decoded, Told};
pub use dropout::Dropout;
pub use learner::ReferenceLearner;
pub use network::ReferenceNetwork;
pub use part::Choice;
pub use step::{Examples, Luck, Own};
pub use trainer::{ReferenceTrainer, StepReport};
