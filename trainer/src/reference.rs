//! The reference's own network and training, number for number: MusicVAE's flat autoencoder as
//! GrooVAE uses it (Roberts et al. 2018, Gillick et al. 2019).
//!
//! What our own network is measured against, and what users of the reference know. It follows
//! `spec.md` 5 and 6, also where we would do otherwise; [`golden`] proves it against numbers that
//! the reference itself computed. It stands beside our network and changes nothing in it; what
//! computes the same (recurrent and dense layers, the parameters' flat vector, Adam's memory) is
//! shared, and each file says what is not.
//!
//! Sequences are held steps first, `[steps, batch, width]`; offsets are in half steps, positive
//! early, as the reference stores them.

pub mod config;
mod decoder;
mod dropout;
mod encoder;
pub mod golden;
mod layers;
pub mod network;
pub mod objective;
pub mod outputs;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
pub mod trainer;
pub mod updates;

pub use config::ReferenceConfig;
pub use decoder::{Choice, Decoded};
pub use dropout::Dropout;
pub use network::FlatNetwork;
pub use trainer::{Examples, ReferenceTrainer, StepReport};
