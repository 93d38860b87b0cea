//! What a person's keys ask of the player.

#[cfg(doc)]
use super::Settings;
use super::Source;

/// What a person's keys ask for, at a sample of the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Command {
    /// Sample of the block, counted from 0.
    pub sample: usize,
    /// What.
    pub kind: CommandKind,
}

/// See [`Command`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandKind {
    /// Choose a groove, or start it from its first bar (by [`Settings::follow`]).
    Start(Source),
    /// Its key was released.
    Release(Source),
    /// A fill from the next sixteenth on, or its end with the bar.
    Fill(bool),
}
