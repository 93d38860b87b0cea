//! Real plugin hosts as a library, for the tests of the whole system and for the self-check.
//!
//! A [`script`] says what a host does, in words: tempo changes, loops, stops. The [`mock_host`] makes
//! of it the calls that a plugin gets. [`clap_host`] and [`vst3_host`] open a built plugin file as a
//! digital audio workstation does, through the format's own interface, and make those calls; both
//! are one [`host::Host`]. [`score`] tells from groove and script alone which notes must then be
//! heard. So one table of [`cases`] drives all three. [`screen`] shows the standalone program's window
//! to nobody and touches it; a `taker` is another program there, a `frame` a host's window for the
//! plugin's, and [`jack`] hears what the program plays. [`fixtures`] are the project's own four-bar
//! MIDI files.
//!
//! This crate must not know the plugin's code: it sees what any host sees, a file. It needs no
//! part of the system either: tests ask [`parts`] for what they need, and where it is absent they
//! say so through [`skip`].

pub mod cases;
pub mod clap_host;
pub mod fixtures;
#[cfg(target_os = "linux")]
pub mod frame;
pub mod host;
pub mod jack;
pub mod mock_host;
pub mod notes;
pub mod parts;
pub mod places;
pub mod scenes;
pub mod score;
pub mod screen;
pub mod script;
pub mod seal;
pub mod skip;
pub mod state;
pub mod stored;
#[cfg(target_os = "linux")]
pub mod taker;
pub mod transport;
pub mod vst3_host;
#[cfg(target_os = "linux")]
pub mod windowed;

pub use host::{Host, HostError};
