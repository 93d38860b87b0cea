//! From a folder of MIDI files to batches of numbers.

pub mod augment;
pub mod batch;
mod dataset;
mod order;
mod split_by;
mod window;

pub use dataset::{Dataset, Source};
pub use groove::corpus::{Report, Split};
pub use split_by::{SplitBy, UnknownSplitBy, deal};
pub use window::Window;
