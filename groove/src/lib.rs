//! What a groove is, and the ways to get one from recorded drumming and back.
//!
//! A [`Groove`] is a grid of cells: which drum is struck on which step, how hard, and how far
//! from the grid line. Everything else in Quatrain makes grooves or uses them.
//!
//! ```text
//! MIDI, NoteSequence ─▶ Performance ─ quantize ─▶ Laid: Sequences ─ windows ─▶ Groove
//!                                                                                │
//! MIDI file ◀─ midi::write ◀───────────────── Groove::strokes ◀──────────────────┘
//! ```
//!
//! This crate knows nothing of machine learning, audio or plugins. If you want a groove from
//! a trained model, look in `inference`; if you want to hear one, look in `plugin`.
//!
//! # A groove by hand
//!
//! A [`Grid`] says how many bars, beats, steps and drums there are. Velocities go from 0 to 1;
//! offsets are in steps, −0.5 to 0.5, and positive is late.
//!
//! ```
//! use groove::{Cell, Drum, Grid, Groove, Offset, Step, Velocity};
//!
//! let mut groove = Groove::empty(Grid::new(1, 4, 4, 9)?);
//! groove.set(Step(0), Drum::Kick, Cell::stroke(Velocity::new(0.9), Offset::NEUTRAL));
//! // A backbeat that lies back by an eighth of a step.
//! groove.set(Step(4), Drum::Snare, Cell::stroke(Velocity::new(0.8), Offset::new(0.125)));
//! assert_eq!(groove.stroke_count(), 2);
//! println!("{}", groove::picture::text(&groove));
//! # Ok::<(), groove::GridError>(())
//! ```
//!
//! # To a MIDI file and back
//!
//! A [`DrumMap`] says which keys play which drum; five are shipped, and a user's own is a small
//! TOML or CSV file ([`drum_map`]).
//!
//! ```
//! # use groove::{Cell, Drum, Grid, Groove, Offset, Step, Velocity};
//! use groove::{DrumMap, Rules, Tempo, midi, quantize::quantize};
//!
//! # let grid = Grid::new(1, 4, 4, 9)?;
//! # let mut groove = Groove::empty(grid);
//! # groove.set(Step(4), Drum::Snare, Cell::stroke(Velocity::new(0.8), Offset::new(0.125)));
//! let map = DrumMap::general_midi();
//! let bytes = midi::to_bytes(&[&groove], map, Tempo::new(96.0).unwrap());
//!
//! let performance = midi::parse(&bytes, "memory.mid".as_ref())?;
//! let laid = quantize(&performance, map, grid, Rules::Quatrain)?;
//! let back = laid.sections[0].windows(grid, Step(16)).next().unwrap();
//! assert!(back.cell(Step(4), Drum::Snare).hit);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A file, straight to its grooves: [`read_windows`]. What found no place, and why:
//! [`read_laid`] and [`quantize::LeftOut`]. Which rules apply, ours or exactly the reference's:
//! [`Rules`].
//!
//! # What a listener hears
//!
//! ```
//! # use groove::{Cell, Drum, Grid, Groove, Offset, Step, Tempo, Velocity};
//! use groove::{distance, statistics::{Attribute, Statistics}};
//!
//! # let mut groove = Groove::empty(Grid::FOUR_BARS);
//! # for step in (0..64).step_by(4) {
//! #     groove.set(Step(step), Drum::ClosedHat, Cell::stroke(Velocity::new(0.5), Offset::NEUTRAL));
//! # }
//! let statistics = Statistics::of(&groove, Tempo::DEFAULT);
//! assert_eq!(statistics.value(Attribute::Density), 1.0);
//! assert_eq!(distance::perceptual(&groove, &groove), 0.0);
//! ```
//!
//! # A whole corpus
//!
//! With the feature `corpus` (on by default; the plugin goes without): folders, archives and
//! records of any size, read on all cores, with a report of every file: [`corpus`]. The
//! reference's tensors, tables and published clips: [`mod@reference`].
//!
//! Longer examples stand in `groove/examples`: `read_a_file`, `make_a_groove`, `convert_a_folder`.

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
