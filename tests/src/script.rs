//! Transport scripts: what a host does, in a language that a person reads and writes.
//!
//! ```text
//! # A tempo change, then a loop of one bar with its seam inside a block.
//! blocks 64 441 1
//! tempo 90; play 2 bars
//! tempo 140; loop 3.1 to 4.1; play 3 bars
//! loop off; play 3 beats
//! ```
//!
//! Commands stand on lines of their own or between semicolons; what follows `#` is for people.
//! They are carried out one after the other, [`HELP`] lists them. At first the host stands at the
//! song's start with a [`rate`](Command::Rate) of 48 kHz, blocks of 512 samples, 120 quarter notes
//! a minute in 4/4, and no loop; after the last command it stops.
//!
//! Time is exact: what `play` covers is a length of the song, its end may lie between two samples,
//! and the next command goes on from there. Only what begins anew (a start, a jump, a stop) begins
//! on a whole sample.
//!
//! This room only reads and writes scripts; [`crate::mock_host`] carries them out.

mod command;
mod error;
mod parse;
#[cfg(test)]
mod tests;
mod words;

use std::{fmt, str::FromStr};

pub use command::{Command, Length, Lie, Omission, Place, Seams, Value};
pub use error::{ScriptError, ScriptFault};

/// Four bars at 120 from the song's start, in blocks of sizes that hosts have: powers of two, odd
/// ones, a single sample, a large one.
pub const FOUR_BARS: &str = "blocks 512 64 441 1 1024 4096 333; play 4 bars";

/// All commands, each with what it does.
pub const HELP: &str = "\
rate 48000                     samples a second (8000 to 384000)
blocks 64 441 1                block sizes in turn, over and over (1 to 8192)
seams split | untold | told    where tempo changes or the loop wraps: the block ends there; a loop
                               wraps inside a block without a word; the block goes on and the host
                               tells (CLAP alone has words for that)
tempo 90                       quarter notes a minute
tempo 90 to 140 over 2 bars    a ramp, while the transport plays on
meter 7/8                      from here on; a bar line is here
play 2 bars | 3 beats | 500 samples
                               the transport runs; beats are quarter notes in every meter
stop 1 bars                    the transport stands
roll stopped 1 bars            the position moves, but the host says that it is stopped
jump 1.3 | 2.5 beats           to a bar and a beat, or to so many quarter notes from the song's
                               start; the bar before 1.1 is -1.1
loop 1.1 to 2.1 | loop off     the host's loop
tell no beats                  the host no longer tells the position in quarter notes; also:
                               no seconds, no tempo, no meter, no bar (where the bar starts)
tell tempo nan                 a lie instead; also: position, bar, meter 0/0, loop 5 to -inf
tell truth                     from here on all of it, and true
set feel 0.5                   a parameter, normalized to 0–1
set swing = \"66 %\"             a parameter, as the plugin writes its value
note on 36 100 channel 2       a note for the plugin: key, velocity; channel 1 if not named
note off 36
bypass on | off                the plugin's bypass parameter
reset                          the host asks for a reset
deactivate | activate          between them the song goes on without the plugin
offline on | off               rendering faster than time (the plugin is activated anew)";

/// What a host does, command by command.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Script(Vec<Command>);

impl Script {
    /// Carries out these commands.
    #[must_use]
    pub fn new(commands: Vec<Command>) -> Self {
        Self(commands)
    }

    /// The commands.
    #[must_use]
    pub fn commands(&self) -> &[Command] {
        &self.0
    }
}

impl FromStr for Script {
    type Err = ScriptError;

    fn from_str(text: &str) -> Result<Self, ScriptError> {
        parse::script(text).map(Self)
    }
}

/// A line each.
impl fmt::Display for Script {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|command| writeln!(formatter, "{command}"))
    }
}
