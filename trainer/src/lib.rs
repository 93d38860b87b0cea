//! From a folder of MIDI files to a model folder: datasets, network, training, evaluation, export.
//!
//! This crate knows no plugin and no audio. If you want grooves from a trained model, look in
//! `inference`.

pub mod attributes;
pub mod average;
pub mod config;
pub mod data;
pub mod device;
mod document;
mod error;
pub mod evaluate;
pub mod export;
pub mod family;
pub mod learner;
pub mod loss;
pub mod network;
pub mod optimizer;
mod parallel;
pub mod picture;
pub mod prior;
mod progress;
pub mod reference;
mod report;
pub mod run;
pub mod scorecard;
mod session;
mod simd;
pub mod speed;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod testing;
pub mod train;
pub mod trainer;

pub use config::Config;
pub use device::{DeviceChoice, DeviceError, DeviceList};
pub use document::{Experiment, Goal, Plan, Shown, document};
pub use error::TrainError;
pub use evaluate::{EvaluateOptions, Scores, evaluate};
pub use export::{ExportOptions, ExportSummary, export};
pub use learner::Learner;
pub use scorecard::{Scorecard, ScorecardOptions, scorecard};
pub use session::{Ended, TrainSummary};
pub use train::{End, TrainOptions, train};
