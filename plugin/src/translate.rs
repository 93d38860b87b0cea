//! Between the framework's transport and notes and the player's.

mod inbox;
mod outlet;

pub(crate) use inbox::Inbox;
pub(crate) use outlet::Outlet;

use groove::Beats;
use nice_plug::prelude::*;

use crate::player::{Block, Cycle, Meter};

/// What the host says about a block.
pub(crate) fn block(transport: &Transport, frames: usize, sample_rate: f64) -> Block {
    Block {
        frames,
        sample_rate,
        playing: transport.playing,
        tempo: transport.tempo,
        position: transport.pos_beats().map(Beats),
        cycle: transport.loop_range_beats().map(|(start, end)| Cycle {
            start: Beats(start),
            end: Beats(end),
        }),
        meter: transport
            .time_sig_numerator
            .zip(transport.time_sig_denominator)
            .map(|(numerator, denominator)| Meter {
                numerator,
                denominator,
            }),
        bar_start: transport.bar_start_pos_beats.map(Beats),
    }
}
