//! A clock of our own, for auditions while the host stands and for hosts that tell no beats.

use groove::Beats;

use super::transport::{Block, Motion};

/// Runs from 0 each time it starts.
#[derive(Debug, Default)]
pub(super) struct Clock {
    position: f64,
    is_running: bool,
}

impl Clock {
    /// Its motion through a block; it moves on to the next one. `None` where the host's tempo or
    /// sample rate makes no sense.
    pub fn run(&mut self, block: &Block) -> Option<Motion> {
        if !std::mem::replace(&mut self.is_running, true) {
            self.position = 0.0;
        }
        let motion = block.own_motion(Beats(self.position))?;
        self.position += motion.beats_per_sample * block.frames as f64;
        Some(motion)
    }

    /// The same without moving on.
    pub fn ahead(&self, block: &Block) -> Option<Motion> {
        block.own_motion(Beats(self.position))
    }

    /// It begins anew the next time. Says whether it ran.
    pub fn stop(&mut self) -> bool {
        std::mem::replace(&mut self.is_running, false)
    }

    /// Whether it runs.
    pub fn is_running(&self) -> bool {
        self.is_running
    }
}
