//! A CLAP host: opens a `.clap` file, activates the plugin in it, plays blocks on an audio thread
//! of its own and collects the notes.

mod stage;

pub use stage::{Cue, Parameter, Stage};

use std::{
    ffi::CString,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Instant,
};

use clack_extensions::{
    audio_ports::{AudioPortInfoBuffer, PluginAudioPorts},
    note_ports::PluginNotePorts,
    params::{ParamInfoBuffer, PluginParams},
    state::PluginState,
};
use clack_host::{
    events::{
        event_types::{ParamValueEvent, TransportEvent, TransportFlags},
        spaces::CoreEventSpace,
    },
    prelude::*,
};
use groove::{MidiKey, units::MidiVelocity};

use crate::{
    host::{self, HostError, MOST_FRAMES},
    notes::{Note, NoteKind, Recording},
    state::SavedState,
    transport::{Block, Moment, SAMPLE_RATE},
};

/// What the plugin may ask of this host at any time.
#[derive(Default)]
struct Wishes {
    callback: AtomicBool,
}

impl SharedHandler<'_> for Wishes {
    fn request_restart(&self) {}
    fn request_process(&self) {}
    fn request_callback(&self) {
        self.callback.store(true, Ordering::SeqCst);
    }
}

struct Handlers;

impl HostHandlers for Handlers {
    type Shared<'a> = Wishes;
    type MainThread<'a> = ();
    type AudioProcessor<'a> = ();
}

/// Ports and identity of a plugin, as its file tells them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The identity that projects hold.
    pub id: String,
    /// The name that users see.
    pub name: String,
    /// Channels of each audio output.
    pub audio_outputs: Vec<u32>,
    /// How many audio inputs there are.
    pub audio_inputs: u32,
    /// How many note outputs there are.
    pub note_outputs: u32,
    /// How many note inputs there are.
    pub note_inputs: u32,
}

/// The first plugin of a `.clap` file, activated at [`SAMPLE_RATE`] and processing.
pub struct ClapHost {
    instance: PluginInstance<Handlers>,
    processor: Option<StartedPluginAudioProcessor<Handlers>>,
    description: Description,
    activated: Instant,
    /// Parameter changes that go with the next block.
    changes: Vec<ParamValueEvent>,
}

impl ClapHost {
    /// Opens the file and activates the first plugin in it.
    ///
    /// # Errors
    /// If the file is no CLAP plugin, or the plugin refuses to start.
    pub fn open(file: &Path) -> Result<Self, HostError> {
        let failed = |reason: String| HostError::Open {
            file: file.to_owned(),
            reason,
        };
        // SAFETY: the file's own code runs, as in any host; it is the plugin under test.
        let entry =
            unsafe { PluginEntry::load(file) }.map_err(|error| failed(error.to_string()))?;
        let factory = entry
            .get_plugin_factory()
            .ok_or_else(|| failed("it offers no plugins".to_owned()))?;
        let descriptor = factory
            .plugin_descriptor(0)
            .ok_or_else(|| failed("it lists no plugin".to_owned()))?;
        let id = CString::from(descriptor.id().unwrap_or_default());
        let name = descriptor.name().unwrap_or_default().to_string_lossy();
        let host = HostInfo::new("Quatrain's test host", "Quatrain", "", "1")
            .map_err(|error| failed(error.to_string()))?;
        let instance = PluginInstance::new(|_| Wishes::default(), |_| (), &entry, &id, &host)
            .map_err(|error| failed(error.to_string()))?;
        let mut host = Self {
            instance,
            processor: None,
            description: Description {
                id: id.to_string_lossy().into_owned(),
                name: name.into_owned(),
                audio_outputs: Vec::new(),
                audio_inputs: 0,
                note_outputs: 0,
                note_inputs: 0,
            },
            activated: Instant::now(),
            changes: Vec::new(),
        };
        host.read_ports();
        host.start()?;
        Ok(host)
    }

    /// Ports and identity.
    #[must_use]
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// When the plugin was asked to activate.
    #[must_use]
    pub fn activated(&self) -> Instant {
        self.activated
    }

    /// The current value of a parameter by its stable name, normalized (0–1).
    ///
    /// # Errors
    /// If there is no such parameter.
    pub fn value(&mut self, parameter: &str) -> Result<f64, HostError> {
        let (id, low, high) = self.parameter(parameter)?;
        let handle = self.instance.plugin_handle();
        let value = handle
            .get_extension::<PluginParams>()
            .and_then(|params| params.get_value(&handle, id))
            .ok_or_else(|| HostError::refused(format!("tell the value of {parameter:?}")))?;
        Ok((value - low) / (high - low))
    }

    fn read_ports(&mut self) {
        let handle = self.instance.plugin_handle();
        if let Some(ports) = handle.get_extension::<PluginAudioPorts>() {
            let mut buffer = AudioPortInfoBuffer::new();
            self.description.audio_inputs = ports.count(&handle, true);
            self.description.audio_outputs = (0..ports.count(&handle, false))
                .filter_map(|index| {
                    Some(ports.get(&handle, index, false, &mut buffer)?.channel_count)
                })
                .collect();
        }
        if let Some(ports) = handle.get_extension::<PluginNotePorts>() {
            self.description.note_inputs = ports.count(&handle, true);
            self.description.note_outputs = ports.count(&handle, false);
        }
    }

    fn start(&mut self) -> Result<(), HostError> {
        let configuration = PluginAudioConfiguration {
            sample_rate: SAMPLE_RATE,
            min_frames_count: 1,
            max_frames_count: MOST_FRAMES,
        };
        self.activated = Instant::now();
        let stopped = self
            .instance
            .activate(|_, _| (), configuration)
            .map_err(|error| HostError::refused(format!("activate: {error}")))?;
        let started = stopped
            .start_processing()
            .map_err(|error| HostError::refused(format!("start processing: {error}")))?;
        self.processor = Some(started);
        Ok(())
    }

    /// A parameter's number and range.
    fn parameter(&mut self, name: &str) -> Result<(ClapId, f64, f64), HostError> {
        let number = host::parameter_number(name);
        let handle = self.instance.plugin_handle();
        let params = handle.get_extension::<PluginParams>();
        let found = params.and_then(|params| {
            (0..params.count(&handle)).find_map(|index| {
                let mut buffer = ParamInfoBuffer::new();
                let info = params.get_info(&handle, index, &mut buffer)?;
                (info.id.get() == number).then_some((info.id, info.min_value, info.max_value))
            })
        });
        found.ok_or_else(|| HostError::NoParameter(name.to_owned()))
    }

    /// Does what the plugin asked to have done on the main thread.
    fn answer_wishes(&mut self) {
        let wished = |wishes: &Wishes| wishes.callback.swap(false, Ordering::SeqCst);
        if self.instance.access_shared_handler(wished) {
            self.instance.call_on_main_thread_callback();
        }
    }
}

impl host::Host for ClapHost {
    fn set(&mut self, parameter: &str, normalized: f64) -> Result<(), HostError> {
        let (id, low, high) = self.parameter(parameter)?;
        let value = low + normalized * (high - low);
        self.changes
            .push(ParamValueEvent::new(0, id, Pckn::match_all(), value));
        Ok(())
    }

    fn play(&mut self, blocks: &[Block]) -> Result<Recording, HostError> {
        let Some(processor) = self.processor.as_mut() else {
            return Err(HostError::refused("process: it is not active"));
        };
        let mut changes = std::mem::take(&mut self.changes);
        let outputs = &self.description.audio_outputs;
        let heard = thread::scope(|scope| {
            let audio = scope.spawn(move || {
                let mut recorder = Recorder::new(outputs);
                for block in blocks {
                    recorder.block(processor, block, std::mem::take(&mut changes))?;
                }
                Ok(recorder.heard)
            });
            audio
                .join()
                .unwrap_or_else(|_| Err(HostError::refused("process: the audio thread died")))
        });
        self.answer_wishes();
        heard
    }

    fn save(&mut self) -> Result<Vec<u8>, HostError> {
        let mut bytes = Vec::new();
        let handle = self.instance.plugin_handle();
        handle
            .get_extension::<PluginState>()
            .and_then(|state| state.save(&handle, &mut bytes).ok())
            .ok_or_else(|| HostError::refused("save its state"))?;
        Ok(bytes)
    }

    fn load(&mut self, state: &[u8]) -> Result<(), HostError> {
        let handle = self.instance.plugin_handle();
        let mut reader = state;
        handle
            .get_extension::<PluginState>()
            .and_then(|extension| extension.load(&handle, &mut reader).ok())
            .ok_or_else(|| HostError::refused("load a state"))?;
        self.answer_wishes();
        Ok(())
    }

    fn state(&mut self) -> Result<SavedState, HostError> {
        SavedState::from_clap(&self.save()?)
    }
}

impl Drop for ClapHost {
    fn drop(&mut self) {
        if let Some(processor) = self.processor.take() {
            self.instance.deactivate(processor.stop_processing());
        }
    }
}

/// The audio thread's buffers.
struct Recorder {
    inputs: AudioPorts,
    outputs: AudioPorts,
    /// Port by port, channel by channel.
    audio: Vec<Vec<Vec<f32>>>,
    heard: Recording,
}

impl Recorder {
    fn new(channels: &[u32]) -> Self {
        let total = channels.iter().sum::<u32>() as usize;
        Self {
            inputs: AudioPorts::with_capacity(0, 0),
            outputs: AudioPorts::with_capacity(total, channels.len()),
            audio: channels
                .iter()
                .map(|&channels| vec![vec![0.0; MOST_FRAMES as usize]; channels as usize])
                .collect(),
            heard: Recording::default(),
        }
    }

    fn block(
        &mut self,
        processor: &mut StartedPluginAudioProcessor<Handlers>,
        block: &Block,
        changes: Vec<ParamValueEvent>,
    ) -> Result<(), HostError> {
        let frames = block.frames as usize;
        let mut events = EventBuffer::new();
        changes.iter().for_each(|change| events.push(change));
        for (frame, moment) in &block.turns {
            events.push(&transport(*frame, moment));
        }
        // Noise in the buffers shows whether the plugin writes all of its outputs.
        self.audio
            .iter_mut()
            .flatten()
            .for_each(|channel| channel.fill(1.0));
        let outputs = self.audio.iter_mut().map(|port| AudioPortBuffer {
            latency: 0,
            channels: AudioPortBufferType::f32_output_only(
                port.iter_mut().map(|channel| &mut channel[..frames]),
            ),
        });
        let mut sent = EventBuffer::new();
        processor
            .process(
                &self.inputs.with_input_buffers([] as [AudioPortBuffer<
                    [InputChannel<'_, f32>; 0],
                    [InputChannel<'_, f64>; 0],
                >; 0]),
                &mut self.outputs.with_output_buffers(outputs),
                &events.as_input(),
                &mut sent.as_output(),
                Some(block.start),
                Some(&transport(0, &block.moment)),
            )
            .map_err(|error| HostError::refused(format!("process a block: {error}")))?;
        for channel in self.audio.iter().flatten() {
            let peak = channel[..frames]
                .iter()
                .fold(0.0, |peak: f32, sample| peak.max(sample.abs()));
            self.heard.peak = self.heard.peak.max(peak);
        }
        self.heard
            .notes
            .extend(sent.iter().filter_map(|event| note(event, block.start)));
        Ok(())
    }
}

/// The note in an event, if it is one.
fn note(event: &UnknownEvent, start: u64) -> Option<Note> {
    let (key, kind) = match event.as_core_event()? {
        CoreEventSpace::NoteOn(on) => {
            let velocity = MidiVelocity::new((on.velocity() * 127.0).round() as u8);
            (on.key(), NoteKind::On(velocity))
        }
        CoreEventSpace::NoteOff(off) => (off.key(), NoteKind::Off),
        CoreEventSpace::NoteChoke(choke) => (choke.key(), NoteKind::Off),
        _ => return None,
    };
    let key = u8::try_from(key.into_specific()?).ok()?;
    Some(Note {
        sample: start + u64::from(event.header().time()),
        key: MidiKey::new(key)?,
        kind,
    })
}

fn transport(frame: u32, moment: &Moment) -> TransportEvent {
    let mut flags = TransportFlags::HAS_TEMPO
        | TransportFlags::HAS_BEATS_TIMELINE
        | TransportFlags::HAS_TIME_SIGNATURE;
    flags.set(TransportFlags::IS_PLAYING, moment.playing);
    flags.set(TransportFlags::IS_LOOP_ACTIVE, moment.cycle.is_some());
    let cycle = |edge: fn(&crate::transport::Cycle) -> f64| moment.cycle.as_ref().map_or(0.0, edge);
    let bar = (moment.position.0 / 4.0).floor();
    TransportEvent {
        header: clack_host::events::EventHeader::new_core(
            frame,
            clack_host::events::EventFlags::empty(),
        ),
        flags,
        song_pos_beats: moment.position.0.into(),
        song_pos_seconds: Default::default(),
        tempo: moment.tempo.get(),
        tempo_inc: 0.0,
        loop_start_beats: cycle(|cycle| cycle.start.0).into(),
        loop_end_beats: cycle(|cycle| cycle.end.0).into(),
        loop_start_seconds: Default::default(),
        loop_end_seconds: Default::default(),
        bar_start: (bar * 4.0).into(),
        bar_number: bar as i32,
        time_signature_numerator: 4,
        time_signature_denominator: 4,
    }
}
