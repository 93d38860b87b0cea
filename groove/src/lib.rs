//! What a groove is, and the ways to get one from MIDI and back.
//!
//! A [`Groove`] is a grid of cells: which drum is struck on which step, how hard, and how
//! far from the grid line. Everything else in Quatrain makes grooves or uses them.
//!
//! This crate knows nothing of machine learning, audio or plugins. If you want a groove from
//! a trained model, look in `inference`; if you want to hear one, look in `plugin`.
//!
//! The way of a groove through this crate:
//!
//! ```text
//! MIDI file ─ midi::read ─▶ Performance ─ quantize::quantize ─▶ Sequence ─ windows ─▶ Groove
//!                                                                                       │
//! MIDI file ◀─ midi::write ◀────────────────── Groove::strokes ◀────────────────────────┘
//! ```

pub mod cell;
pub mod compare;
#[cfg(feature = "corpus")]
pub mod convert;
#[cfg(feature = "corpus")]
pub mod corpus;
pub mod distance;
pub mod drum;
pub mod drum_map;
pub mod fidelity;
pub mod grid;
#[allow(clippy::module_inception)]
pub mod groove;
pub mod midi;
#[cfg(feature = "corpus")]
pub mod note_sequence;
pub mod performance;
pub mod picture;
pub mod quantize;
pub mod reference;
pub mod rules;
pub mod statistics;
#[cfg(feature = "corpus")]
pub mod tfrecord;
pub mod units;

#[cfg(test)]
mod patterns;

pub use cell::{Cell, Second};
pub use drum::Drum;
pub use drum_map::DrumMap;
pub use grid::{Grid, GridError};
pub use groove::Groove;
pub use performance::{Performance, Stroke};
pub use quantize::{Laid, QuantizeError, ReadError, Sequence, read_laid, read_windows};
pub use rules::Rules;
pub use units::{Beats, Gap, MidiKey, MidiVelocity, Offset, Probability, Step, Tempo, Velocity};
