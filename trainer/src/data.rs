//! From a folder of MIDI files to batches of numbers.

pub mod augment;
pub mod batch;
mod dataset;
mod order;
mod window;

pub use dataset::{Dataset, Source};
pub use groove::corpus::{Report, Split};
pub use window::Window;
