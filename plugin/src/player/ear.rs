//! For tests that only ask which groove plays: blocks of a rolling host, and what is heard first.

use groove::Beats;

use super::{Block, NoteKind, Player, Settings};

/// A short block at 120 of a host that rolls from the song's start.
pub(crate) const ROLLING: Block = Block {
    frames: 64,
    sample_rate: 48_000.0,
    playing: true,
    tempo: Some(120.0),
    position: Some(Beats(0.0)),
    cycle: None,
    meter: None,
    bar_start: None,
};

/// The MIDI velocity of the first stroke in a short block at the start of a bar of four beats.
pub(crate) fn first_velocity(player: &mut Player, bar: usize, settings: &Settings) -> Option<u8> {
    let position = Some(Beats(4.0 * bar as f64));
    let block = Block {
        position,
        ..ROLLING
    };
    let mut events = player.play(settings, &block, &[]).iter();
    events.find_map(|event| match event.kind {
        NoteKind::On(velocity) => Some(velocity.get()),
        NoteKind::Off => None,
    })
}
