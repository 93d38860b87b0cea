//! What the audio thread holds: its end of the bridge, the player, the controls. None of them
//! can lock, and none takes memory or gives it back.

#[cfg(test)]
mod tests;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use nice_plug::prelude::*;

use crate::{
    bridge::{PlayerEnd, Report},
    params::Controls,
    player::Player,
    translate::{Inbox, Outlet, block},
    watch,
};

/// The longest that offline rendering waits for the generator.
const PATIENCE: Duration = Duration::from_secs(2);

/// See the module's documentation.
pub(crate) struct Audio {
    end: PlayerEnd,
    controls: Arc<Controls>,
    player: Player,
    inbox: Inbox<()>,
    outlet: Outlet,
    sample_rate: f64,
    is_offline: bool,
    /// The request that was waited for in vain.
    given_up: u64,
}

impl Audio {
    pub fn new(end: PlayerEnd, controls: Arc<Controls>) -> Self {
        Self {
            end,
            controls,
            player: Player::new(0),
            inbox: Inbox::new(),
            outlet: Outlet::default(),
            sample_rate: 0.0,
            is_offline: false,
            given_up: 0,
        }
    }

    /// Takes the memory that blocks of this kind need. Not on the audio thread.
    pub fn activate(&mut self, config: &BufferConfig) {
        let mut player = Player::new(config.max_buffer_size as usize);
        player.inherit(&mut self.player);
        self.player = player;
        self.sample_rate = f64::from(config.sample_rate);
        self.is_offline = config.process_mode == ProcessMode::Offline;
        self.given_up = 0;
    }

    /// The next block continues nothing; notes that sound end with it.
    pub fn interrupt(&mut self) {
        self.player.interrupt();
    }

    /// Plays a block.
    pub fn process<P: Plugin<SysExMessage = ()>>(
        &mut self,
        frames: usize,
        context: &mut impl ProcessContext<P>,
    ) {
        if self.is_offline {
            self.wait_for_answer();
        }
        let _watch = watch::begin();
        self.end.exchange(&mut self.player);
        let settings = self.controls.settings();
        let block = block(context.transport(), frames, self.sample_rate);
        let first_key = self.controls.playing.first_key();
        self.inbox.read(context, settings.follow, first_key);
        let events = self.player.play(&settings, &block, self.inbox.commands());
        let notes = self.outlet.send(events, &mut self.inbox, context);
        self.end.report_tempo(block.tempo);
        self.end.report(&Report {
            playhead: self.player.playhead(),
            notes,
            bypassed: settings.bypassed,
        });
    }

    /// In offline rendering time is free: waits until the newest request is answered.
    fn wait_for_answer(&mut self) {
        let wanted = self.controls.request().fingerprint(self.end.revision());
        let began = Instant::now();
        while self.end.answered() != wanted && self.given_up != wanted {
            if began.elapsed() > PATIENCE {
                self.given_up = wanted;
            }
            std::thread::sleep(Duration::from_micros(200));
        }
    }
}
