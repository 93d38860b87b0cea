//! Quatrain, a drummer living in a latent space, as VST3, CLAP and standalone plugin.
//!
//! Editor asks, generator makes, player plays (`DESIGN.md`):
//!
//! | module | thread | what |
//! |---|---|---|
//! | [`editor`] | window | shows grooves, moves parameters |
//! | [`window`] | window | the window on the screen: events, frames, sizes |
//! | [`params`], [`request`] | all | the controls, and what they ask for |
//! | [`generator`], [`model`] | its own | answers the newest request |
//! | [`memory`], [`state`], [`sheet`] | all but audio | what the project stores |
//! | [`files`] | window, generator | MIDI files in and out |
//! | [`history`] | window | undo and redo |
//! | [`scene`], [`preset`], [`compare`] | all but audio | everything in one piece: with a name, or beside another |
//! | [`library`] | its own | presets and models on this machine |
//! | [`bridge`] | all | grooves to the player, counters back, without locks |
//! | [`player`], `audio` | audio | notes at the host's song position |
//!
//! This file only translates between the plugin framework and these.

mod audio;
pub mod bridge;
pub mod compare;
pub mod corner;
pub mod direction;
pub mod editor;
pub mod files;
pub mod generator;
pub mod history;
pub mod keys;
pub mod library;
pub mod memory;
pub mod model;
pub mod params;
mod pin;
pub mod player;
pub mod preset;
pub mod request;
pub mod scene;
pub mod sheet;
pub mod starter;
pub mod state;
mod translate;
mod vst3;
mod watch;
pub mod window;

use std::{num::NonZeroU32, sync::Arc};

use nice_plug::prelude::*;

use crate::{
    audio::Audio,
    editor::QuatrainEditor,
    generator::{Generator, Shared},
    memory::Memory,
    params::QuatrainParams,
};

/// The plugin.
pub struct Quatrain {
    params: Arc<QuatrainParams>,
    generator: Arc<Generator>,
    audio: Audio,
}

impl Default for Quatrain {
    fn default() -> Self {
        let (player_end, deliverer) = bridge::build();
        let memory = Arc::new(Memory::new(deliverer));
        let params = Arc::new(QuatrainParams::new(memory.clone()));
        let ask = Box::new({
            let controls = params.controls.clone();
            move || controls.request()
        });
        let shared = Arc::new(Shared::new(memory));
        let generator = Arc::new(Generator::new(shared, ask, Box::new(model::open)));
        let audio = Audio::new(player_end, params.controls.clone());
        Self {
            params,
            generator,
            audio,
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
        params::repair(state);
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
        self.audio.activate(config);
        self.generator.ensure_running();
        true
    }

    fn reset(&mut self) {
        self.audio.interrupt();
    }

    fn deactivate(&mut self) {
        self.audio.interrupt();
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
        self.audio.process(buffer.samples(), context);
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
