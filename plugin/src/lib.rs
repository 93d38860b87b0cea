//! Quatrain, a drummer living in a latent space, as VST3, CLAP and standalone plugin.
//!
//! Editor asks, generator makes, player plays (`DESIGN.md`):
//!
//! | module | thread | what |
//! |---|---|---|
//! | [`editor`] | window | shows grooves, moves parameters |
//! | [`params`], [`request`] | all | the controls, and what they ask for |
//! | [`generator`], [`model`] | its own | answers the newest request |
//! | [`memory`], [`state`] | all but audio | what the project stores |
//! | [`bridge`] | all | grooves to the player, counters back, without locks |
//! | [`player`] | audio | notes at the host's song position |
//!
//! This file only translates between the plugin framework and these.

pub mod bridge;
pub mod editor;
pub mod generator;
pub mod keys;
pub mod memory;
pub mod model;
pub mod params;
pub mod player;
pub mod request;
pub mod starter;
pub mod state;
mod translate;
mod watch;

use std::{
    num::NonZeroU32,
    sync::Arc,
    time::{Duration, Instant},
};

use nice_plug::prelude::*;

use crate::{
    bridge::Bridge,
    editor::QuatrainEditor,
    generator::{Generator, Shared},
    memory::Memory,
    params::QuatrainParams,
    player::{Place, Player, Settings},
    translate::{Outlet, block, playhead},
};

/// The longest that offline rendering waits for the generator.
const PATIENCE: Duration = Duration::from_secs(2);

/// The plugin.
pub struct Quatrain {
    params: Arc<QuatrainParams>,
    generator: Arc<Generator>,
    bridge: Arc<Bridge>,
    player: Player,
    outlet: Outlet,
    sample_rate: f64,
    is_offline: bool,
    /// The request that was waited for in vain.
    given_up: u64,
}

impl Default for Quatrain {
    fn default() -> Self {
        let bridge = Arc::new(Bridge::default());
        let memory = Arc::new(Memory::new(bridge.clone()));
        let params = Arc::new(QuatrainParams::new(memory.clone()));
        let shared = Arc::new(Shared::new(memory));
        let ask = Box::new({
            let params = params.clone();
            move || params.request()
        });
        let generator = Arc::new(Generator::new(shared, ask, Box::new(model::open)));
        let player = Player::new(0);
        Self {
            params,
            generator,
            bridge,
            player,
            outlet: Outlet::default(),
            sample_rate: 0.0,
            is_offline: false,
            given_up: 0,
        }
    }
}

impl Quatrain {
    /// In offline rendering time is free: waits until the newest request is answered.
    fn wait_for_answer(&mut self) {
        let wanted = self
            .params
            .request()
            .fingerprint(self.params.saved.0.revision());
        let began = Instant::now();
        while self.bridge.answered() != wanted && self.given_up != wanted {
            if began.elapsed() > PATIENCE {
                self.given_up = wanted;
            }
            std::thread::sleep(Duration::from_micros(500));
        }
    }
}

impl Plugin for Quatrain {
    const NAME: &'static str = "Quatrain";
    const VENDOR: &'static str = "Quatrain";
    const URL: &'static str = "";
    const EMAIL: &'static str = "";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    // Silent, but needed: some hosts don't open a plugin without it, others give it no frames.
    const AUDIO_IO_LAYOUTS: &'static [AudioIOLayout] = &[AudioIOLayout {
        main_input_channels: None,
        main_output_channels: NonZeroU32::new(2),
        ..AudioIOLayout::const_default()
    }];

    const MIDI_INPUT: MidiConfig = MidiConfig::Basic;
    const MIDI_OUTPUT: MidiConfig = MidiConfig::Basic;

    type Editor = QuatrainEditor;
    type SysExMessage = ();
    type BackgroundTask = ();

    fn params(&self) -> Arc<dyn Params> {
        self.params.clone()
    }

    fn editor(&mut self, _executor: AsyncExecutor<Self>) -> Option<Self::Editor> {
        editor::create(self.params.clone(), self.generator.clone())
    }

    fn filter_state(state: &mut PluginState) {
        // A field that is no JSON would be passed over in silence. As a JSON text it reaches our
        // own reader, which tells the user.
        if let Some(field) = state.fields.get_mut("memory")
            && serde_json::from_str::<serde_json::Value>(field).is_err()
        {
            *field = serde_json::Value::from("torn").to_string();
        }
    }

    fn activate(
        &mut self,
        _layout: &AudioIOLayout,
        config: &BufferConfig,
        _context: &mut impl ActivateContext<Self>,
    ) -> bool {
        let mut player = Player::new(config.max_buffer_size as usize);
        player.inherit(&mut self.player);
        self.player = player;
        self.sample_rate = f64::from(config.sample_rate);
        self.is_offline = config.process_mode == ProcessMode::Offline;
        self.given_up = 0;
        self.generator.ensure_running();
        true
    }

    fn reset(&mut self) {
        self.player.interrupt();
    }

    fn deactivate(&mut self) {
        self.player.interrupt();
    }

    fn process(
        &mut self,
        buffer: &mut Buffer,
        _aux: &mut AuxiliaryBuffers,
        context: &mut impl ProcessContext<Self>,
    ) -> ProcessStatus {
        for channel in buffer.as_slice() {
            channel.fill(0.0);
        }
        if self.is_offline {
            self.wait_for_answer();
        }
        let _watch = watch::begin();
        while let Some(parcel) = self.bridge.take_next() {
            self.player.put(Place::Live { piece: 0, of: 1 }, parcel);
        }
        let bypassed = self.params.bypass.value();
        let settings = Settings {
            bypassed,
            ..Settings::default()
        };
        let block = block(context.transport(), buffer.samples(), self.sample_rate);
        let events = self.player.play(&settings, &block, &[]);
        let begun = self.outlet.send(events, context);
        let playhead = self.player.playhead().map(playhead);
        self.bridge.report_block(playhead, begun, bypassed);
        while let Some(parcel) = self.player.take_discarded() {
            if let Err(parcel) = self.bridge.give_back(parcel) {
                self.player.keep_discarded(parcel);
                break;
            }
        }
        ProcessStatus::KeepAlive
    }
}

impl ClapPlugin for Quatrain {
    const CLAP_ID: &'static str = "org.quatrain.quatrain";
    const CLAP_DESCRIPTION: Option<&'static str> = Some(
        "A drummer living in a latent space: four bars with velocity and timing, morphed live",
    );
    const CLAP_MANUAL_URL: Option<&'static str> = None;
    const CLAP_SUPPORT_URL: Option<&'static str> = None;
    const CLAP_FEATURES: &'static [ClapFeature] = &[
        ClapFeature::Instrument,
        ClapFeature::NoteEffect,
        ClapFeature::Drum,
        ClapFeature::DrumMachine,
        ClapFeature::Stereo,
    ];
}

impl Vst3Plugin for Quatrain {
    const VST3_CLASS_ID: [u8; 16] = *b"QuatrainLatent01";
    const VST3_SUBCATEGORIES: &'static [Vst3SubCategory] =
        &[Vst3SubCategory::Instrument, Vst3SubCategory::Drum];
}

nice_export_clap!(Quatrain);
nice_export_vst3!(Quatrain);
