//! A stage: the plugin processes blocks that were made ready beforehand, on a thread that the
//! caller brings. The host's share of such a block allocates nothing, locks nothing and calls no
//! system, so that what is measured or forbidden there is the plugin's.

use clack_extensions::params::{ParamInfoBuffer, PluginParams};
use clack_host::{
    events::{
        Match,
        event_types::{NoteOffEvent, NoteOnEvent, ParamValueEvent, TransportEvent},
    },
    prelude::*,
};
use groove::MidiKey;

use super::{
    ClapHost, Handlers,
    recorder::{note, transport},
};
use crate::{
    host::{HostError, MOST_FRAMES},
    notes::Note,
    transport::Block,
};

/// Room for the events that a plugin sends in one block.
const MOST_EVENTS: usize = 8_192;

/// A block made ready: what the host tells the plugin and sends to it.
pub struct Cue {
    frames: u32,
    transport: TransportEvent,
    events: EventBuffer,
}

impl Cue {
    /// A block without events but the transport's own turns.
    #[must_use]
    pub fn new(block: &Block) -> Self {
        let mut events = EventBuffer::new();
        for (frame, moment) in &block.turns {
            events.push(&transport(*frame, moment));
        }
        Self {
            frames: block.frames,
            transport: transport(0, &block.moment),
            events,
        }
    }

    /// Its length in samples.
    #[must_use]
    pub fn frames(&self) -> u32 {
        self.frames
    }

    /// Sends this parameter a value with the block's first sample.
    #[must_use]
    pub fn moving(mut self, parameter: &Parameter, normalized: f64) -> Self {
        let value = parameter.low + normalized * (parameter.high - parameter.low);
        let event = ParamValueEvent::new(0, parameter.id, Pckn::match_all(), value);
        self.events.insert(&event, 0);
        self
    }

    /// Presses or releases a key on channel 1 at a sample of the block; in order of time.
    #[must_use]
    pub fn with_key(mut self, sample: u32, key: MidiKey, is_pressed: bool) -> Self {
        let which = Pckn::new(0_u16, 0_u16, u16::from(key.get()), Match::All);
        if is_pressed {
            self.events.push(&NoteOnEvent::new(sample, which, 0.8));
        } else {
            self.events.push(&NoteOffEvent::new(sample, which, 0.0));
        }
        self
    }
}

/// A parameter of the plugin, found once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter {
    id: ClapId,
    low: f64,
    high: f64,
}

/// The plugin's audio side with everything it needs for its blocks. It may go to another thread.
pub struct Stage {
    processor: StartedPluginAudioProcessor<Handlers>,
    outputs: AudioPorts,
    /// Port by port, channel by channel.
    audio: Vec<Vec<Vec<f32>>>,
    sent: EventBuffer,
    now: u64,
}

impl Stage {
    /// Lets the plugin process a block, and gives the notes that it sent, at samples of the
    /// block. Allocates nothing.
    ///
    /// # Errors
    /// If the plugin refuses.
    pub fn play(&mut self, cue: &Cue) -> Result<impl Iterator<Item = Note> + '_, HostError> {
        let frames = cue.frames as usize;
        self.sent.clear();
        let outputs = self.audio.iter_mut().map(|port| AudioPortBuffer {
            latency: 0,
            channels: AudioPortBufferType::f32_output_only(
                port.iter_mut().map(|channel| &mut channel[..frames]),
            ),
        });
        self.processor
            .process(
                &InputAudioBuffers::empty(),
                &mut self.outputs.with_output_buffers(outputs),
                &cue.events.as_input(),
                &mut self.sent.as_output(),
                Some(self.now),
                Some(&cue.transport),
            )
            .map_err(|_| HostError::refused("process a block"))?;
        self.now += u64::from(cue.frames);
        Ok(self.sent.iter().filter_map(|event| note(event, 0)))
    }
}

impl ClapHost {
    /// Hands the audio side over. Until it is back by [`Self::leave_stage`], this host can do
    /// everything but play.
    ///
    /// # Errors
    /// If it was handed over already.
    pub fn enter_stage(&mut self) -> Result<Stage, HostError> {
        let processor = self
            .processor
            .take()
            .ok_or_else(|| HostError::refused("process: it is not active"))?;
        let channels = &self.description.audio_outputs;
        let total = channels.iter().sum::<u32>() as usize;
        let channel = || vec![0.0; MOST_FRAMES as usize];
        let port = |&channels: &u32| (0..channels).map(|_| channel()).collect();
        Ok(Stage {
            processor,
            outputs: AudioPorts::with_capacity(total, channels.len()),
            audio: channels.iter().map(port).collect(),
            sent: EventBuffer::with_capacity(MOST_EVENTS),
            now: 0,
        })
    }

    /// Takes the audio side back.
    pub fn leave_stage(&mut self, stage: Stage) {
        self.processor = Some(stage.processor);
    }

    /// Does what the plugin asked to have done on the main thread. To be called often while the
    /// audio side is on another thread.
    pub fn tend(&mut self) {
        self.answer_wishes();
    }

    /// All parameters, in the plugin's order.
    pub fn parameters(&mut self) -> Vec<Parameter> {
        let handle = self.instance.plugin_handle();
        let Some(params) = handle.get_extension::<PluginParams>() else {
            return Vec::new();
        };
        let mut buffer = ParamInfoBuffer::new();
        let mut all = Vec::new();
        for index in 0..params.count(&handle) {
            all.extend(
                params
                    .get_info(&handle, index, &mut buffer)
                    .map(|info| Parameter {
                        id: info.id,
                        low: info.min_value,
                        high: info.max_value,
                    }),
            );
        }
        all
    }

    /// A parameter by its stable name.
    ///
    /// # Errors
    /// If there is none of this name.
    pub fn find(&mut self, name: &str) -> Result<Parameter, HostError> {
        let (id, low, high) = self.parameter(name)?;
        Ok(Parameter { id, low, high })
    }
}
