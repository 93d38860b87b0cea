//! A CLAP host: opens a `.clap` file, activates the plugin in it, plays blocks on an audio thread
//! of its own and collects the notes.

mod recorder;
mod stage;
#[cfg(target_os = "linux")]
mod window;

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
    params::{
        HostParams, HostParamsImplMainThread, HostParamsImplShared, ParamClearFlags,
        ParamInfoBuffer, ParamRescanFlags, PluginParams,
    },
    render::{PluginRender, RenderMode},
    state::PluginState,
};
use clack_host::prelude::*;

use crate::{
    host::{self, HostError},
    notes::Recording,
    script::Value,
    state::SavedState,
    transport::{Activation, Call, EventKind},
};
use recorder::{Changes, Recorder};

/// What the plugin may ask of this host at any time.
#[derive(Default)]
struct Wishes {
    callback: AtomicBool,
    #[cfg(target_os = "linux")]
    size: window::Asked,
}

impl SharedHandler<'_> for Wishes {
    fn request_restart(&self) {}
    fn request_process(&self) {}
    fn request_callback(&self) {
        self.callback.store(true, Ordering::SeqCst);
    }
}

/// The main thread's part: this host keeps no list of parameters that could grow old.
struct Main;

impl MainThreadHandler<'_> for Main {}

impl HostParamsImplMainThread for Main {
    fn rescan(&self, _flags: ParamRescanFlags) {}
    fn clear(&self, _parameter: ClapId, _flags: ParamClearFlags) {}
}

impl HostParamsImplShared for Wishes {
    // The next block brings what there is.
    fn request_flush(&self) {}
}

struct Handlers;

impl HostHandlers for Handlers {
    type Shared<'a> = Wishes;
    type MainThread<'a> = Main;
    type AudioProcessor<'a> = ();

    fn declare_extensions(builder: &mut HostExtensions<Self>, _wishes: &Wishes) {
        builder.register::<HostParams>();
        #[cfg(target_os = "linux")]
        builder.register::<clack_extensions::gui::HostGui>();
    }
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

/// The first plugin of a `.clap` file, activated [as usual](Activation::USUAL) and processing.
pub struct ClapHost {
    instance: PluginInstance<Handlers>,
    processor: Option<StartedPluginAudioProcessor<Handlers>>,
    /// How it works, if it is active.
    activation: Option<Activation>,
    description: Description,
    activated: Instant,
    /// Parameter changes that go with the next block.
    changes: Vec<(ClapId, f64)>,
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
        let instance = PluginInstance::new(|_| Wishes::default(), |_| Main, &entry, &id, &host)
            .map_err(|error| failed(error.to_string()))?;
        let mut host = Self {
            instance,
            processor: None,
            activation: None,
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
        host.activate(Activation::USUAL)?;
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

    /// Makes the plugin work in this way, if it does not yet.
    fn activate(&mut self, activation: Activation) -> Result<(), HostError> {
        if self.activation == Some(activation) {
            return Ok(());
        }
        self.deactivate();
        self.render(activation.is_offline)?;
        let configuration = PluginAudioConfiguration {
            sample_rate: activation.sample_rate,
            min_frames_count: 1,
            max_frames_count: activation.most_frames,
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
        self.activation = Some(activation);
        Ok(())
    }

    fn deactivate(&mut self) {
        if let Some(processor) = self.processor.take() {
            self.instance.deactivate(processor.stop_processing());
        }
        self.activation = None;
    }

    /// Tells the plugin whether it renders faster than time.
    fn render(&mut self, is_offline: bool) -> Result<(), HostError> {
        let mode = match is_offline {
            true => RenderMode::Offline,
            false => RenderMode::Realtime,
        };
        let handle = self.instance.plugin_handle();
        match handle.get_extension::<PluginRender>() {
            Some(render) => render
                .set(&handle, mode)
                .map_err(|_| HostError::refused(format!("render {mode:?}"))),
            None => Ok(()),
        }
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

    /// A parameter's value in the plugin's own units.
    fn plain(&mut self, name: &str, value: &Value) -> Result<(ClapId, f64), HostError> {
        let (id, low, high) = self.parameter(name)?;
        let text = match value {
            Value::Normalized(value) => return Ok((id, low + value * (high - low))),
            Value::Text(text) => text,
        };
        let handle = self.instance.plugin_handle();
        let params = handle.get_extension::<PluginParams>();
        let plain = CString::new(text.as_str())
            .ok()
            .and_then(|text| params.and_then(|params| params.text_to_value(&handle, id, &text)));
        plain
            .map(|plain| (id, plain))
            .ok_or_else(|| HostError::refused(format!("read {text:?} as a value of {name:?}")))
    }

    /// All parameter values that these calls will need, since only this thread can ask for them.
    fn look_up(&mut self, calls: &[Call]) -> Result<Changes, HostError> {
        let mut changes = Changes::default();
        let blocks = calls.iter().filter_map(|call| match call {
            Call::Process(block) => Some(block),
            _ => None,
        });
        for event in blocks.flat_map(|block| &block.events) {
            if let EventKind::Set { parameter, value } = &event.kind
                && changes.get(parameter, value).is_none()
            {
                let change = self.plain(parameter, value)?;
                changes.add(parameter, value, change);
            }
        }
        Ok(changes)
    }

    /// Lets an audio thread make calls that are no activation.
    fn process(
        &mut self,
        calls: &[Call],
        changes: &Changes,
        heard: &mut Recording,
    ) -> Result<(), HostError> {
        let (Some(processor), Some(activation)) = (&mut self.processor, self.activation) else {
            return Err(HostError::refused("process: it is not active"));
        };
        let mut first = std::mem::take(&mut self.changes);
        let outputs = &self.description.audio_outputs;
        let result = thread::scope(|scope| {
            let audio = scope.spawn(move || {
                let mut recorder = Recorder::new(outputs, activation.most_frames, changes);
                for call in calls {
                    match call {
                        Call::Process(block) => {
                            let first = std::mem::take(&mut first);
                            recorder.block(processor, block, &first, heard)?;
                        }
                        _ => processor.reset(),
                    }
                }
                Ok(())
            });
            audio
                .join()
                .unwrap_or_else(|_| Err(HostError::refused("process: the audio thread died")))
        });
        self.answer_wishes();
        result
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
        let change = self.plain(parameter, &Value::Normalized(normalized))?;
        self.changes.push(change);
        Ok(())
    }

    fn play(&mut self, calls: &[Call]) -> Result<Recording, HostError> {
        let changes = self.look_up(calls)?;
        let mut heard = Recording::default();
        let is_for_audio = |call: &Call| matches!(call, Call::Process(_) | Call::Reset);
        for calls in calls.chunk_by(|one, next| is_for_audio(one) && is_for_audio(next)) {
            match calls[0] {
                Call::Activate(activation) => self.activate(activation)?,
                Call::Deactivate => self.deactivate(),
                _ => self.process(calls, &changes, &mut heard)?,
            }
        }
        Ok(heard)
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

    fn restore(&mut self, state: &SavedState) -> Result<(), HostError> {
        self.load(&state.to_clap()?)
    }
}

impl Drop for ClapHost {
    fn drop(&mut self) {
        self.deactivate();
    }
}
