//! The audio side as a whole, under both watches: whatever is asked of it, it waits for nothing.

use std::sync::Arc;

use groove::{Beats, Drum};
use nice_plug::{
    context::{PluginApi, process::SendEventError},
    midi::{Channel, Key, VoiceID},
    params::internals::ParamPtr,
};
use proptest::{prelude::*, test_runner::RngSeed};

use super::*;
use crate::{Quatrain, bridge, player::Place, starter::starter, watch::watched};

/// Blocks of a case.
const BLOCKS: usize = 500;

/// What a host gives and takes in a block. It has all its memory beforehand.
struct Desk {
    transport: Transport,
    key: Option<(u8, bool)>,
    sent: usize,
}

impl ProcessContext<Quatrain> for Desk {
    fn plugin_api(&self) -> PluginApi {
        PluginApi::Clap
    }

    fn execute_background(&self, (): ()) {}

    fn execute_gui(&self, (): ()) {}

    fn transport(&self) -> &Transport {
        &self.transport
    }

    fn next_event(&mut self) -> Option<PluginNoteEvent<Quatrain>> {
        let (key, is_pressed) = self.key.take()?;
        let (timing, voice_id) = (3, VoiceID::Wildcard);
        let (channel, key) = (Channel::Number(0), Key::Number(key));
        Some(if is_pressed {
            NoteEvent::NoteOn {
                timing,
                voice_id,
                channel,
                key,
                velocity: 0.8,
            }
        } else {
            NoteEvent::NoteOff {
                timing,
                voice_id,
                channel,
                key,
                velocity: 0.0,
            }
        })
    }

    fn try_send_event(
        &mut self,
        event: PluginNoteEvent<Quatrain>,
    ) -> Result<(), (PluginNoteEvent<Quatrain>, SendEventError)> {
        self.sent += 1;
        // Hosts' lists are full at times.
        if self.sent.is_multiple_of(64) {
            Err((event, SendEventError::HostBufferFull))
        } else {
            Ok(())
        }
    }

    fn set_latency_samples(&self, _samples: u32) {}

    fn request_restart(&self) {}

    fn set_current_voice_capacity(&self, _capacity: u32) {}
}

/// What happens before a block.
#[derive(Debug, Clone, Copy)]
enum Event {
    Nothing,
    Play(bool),
    Jump(f64),
    Move(prop::sample::Index, f32),
    Key(u8, bool),
    Groove,
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => Just(Event::Nothing),
        1 => prop::bool::weighted(0.8).prop_map(Event::Play),
        1 => (-4.0_f64..64.0).prop_map(Event::Jump),
        2 => (any::<prop::sample::Index>(), 0.0_f32..=1.0)
            .prop_map(|(which, place)| Event::Move(which, place)),
        1 => (0_u8..24, any::<bool>()).prop_map(|(key, is_pressed)| Event::Key(key, is_pressed)),
        1 => Just(Event::Groove),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 40,
        rng_seed: RngSeed::Fixed(6),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_audio_side_waits_for_nothing(
        events in prop::collection::vec(any_event(), BLOCKS),
    ) {
        let (end, mut deliverer) = bridge::build();
        let controls = Arc::new(Controls::default());
        let all: Vec<ParamPtr> = controls.param_map().into_iter().map(|(_, param, _)| param).collect();
        let mut audio = Audio::new(end, controls);
        audio.activate(&BufferConfig {
            sample_rate: 48_000.0,
            min_buffer_size: None,
            max_buffer_size: 512,
            process_mode: ProcessMode::Realtime,
        });
        let groove = starter();
        let mut desk = Desk {
            transport: Transport::new(48_000.0),
            key: None,
            sent: 0,
        };
        desk.transport.playing = true;
        desk.transport.tempo = Some(170.0);
        let mut position = Beats(0.0);
        for event in events {
            match event {
                Event::Nothing => {}
                Event::Play(is_on) => desk.transport.playing = is_on,
                Event::Jump(to) => position = Beats(to),
                // SAFETY: the audio side holds the controls.
                Event::Move(which, place) => unsafe {
                    which.get(&all)._internal_set_normalized_value(place);
                },
                Event::Key(key, is_pressed) => desk.key = Some((key, is_pressed)),
                Event::Groove => deliverer.deliver(Place::Live { piece: 0, of: 1 }, &groove),
            }
            desk.transport.pos_beats = Some(position.0);
            watched(|| audio.process(512, &mut desk));
            if desk.transport.playing {
                position.0 += 512.0 / 48_000.0 * 170.0 / 60.0;
            }
        }
        prop_assert!(desk.sent > Drum::COUNT, "hardly a note");
    }
}
