//! From a folder of MIDI files to batches of numbers.

pub mod augment;
pub mod batch;
mod dataset;
mod report;
mod window;

pub use dataset::{Dataset, Split, UnknownSplit};
pub use report::{DataReport, DropReason};
pub use window::Window;
