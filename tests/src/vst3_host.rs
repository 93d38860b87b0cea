//! A VST3 host: opens a `.vst3` bundle, lists its buses, activates the plugin in it, plays blocks
//! and collects the notes.

mod com;
mod data;
#[cfg(target_os = "linux")]
mod window;

use std::{
    ffi::c_void,
    path::{Path, PathBuf},
    ptr,
};

use libloading::Library;
use vst3::{
    ComPtr, ComWrapper, Interface,
    Steinberg::{
        IBStream, IPluginBaseTrait, IPluginFactory, IPluginFactoryTrait, PClassInfo, Vst::*,
        kResultOk,
    },
};

use crate::{
    host::{self, HostError},
    notes::{Edit, Recording},
    script::Value,
    state::SavedState,
    transport::{Activation, Block, Call, EventKind},
};
use com::{Changes, Events, Hands, Stream};
use data::{Audio, context, incoming, note};

/// A bus, as the plugin tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bus {
    /// Audio or events.
    pub media: Media,
    /// Into the plugin or out of it.
    pub output: bool,
    /// How many channels.
    pub channels: i32,
    /// What users see.
    pub name: String,
}

/// What a bus carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// Audio.
    Audio,
    /// Notes.
    Events,
}

/// The first plugin of a `.vst3` bundle, activated [as usual](Activation::USUAL) and processing.
pub struct Vst3Host {
    component: ComPtr<IComponent>,
    processor: ComPtr<IAudioProcessor>,
    controller: ComPtr<IEditController>,
    buses: Vec<Bus>,
    /// How it works, if it is active.
    activation: Option<Activation>,
    /// Parameter changes that go with the next block.
    changes: Changes,
    hands: ComWrapper<Hands>,
    #[cfg(target_os = "linux")]
    window: Option<window::OpenWindow>,
    // Last, so that the code is unloaded when nothing uses it any more.
    _library: Library,
}

/// The library inside a bundle.
fn library_of(bundle: &Path) -> Option<PathBuf> {
    let folder = bundle
        .join("Contents")
        .join(format!("{}-linux", std::env::consts::ARCH));
    let files = folder
        .read_dir()
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()));
    files
        .into_iter()
        .find(|file| file.extension().is_some_and(|end| end == "so"))
}

impl Vst3Host {
    /// Opens the bundle and activates the first plugin in it.
    ///
    /// # Errors
    /// If it is no VST3 plugin, or the plugin refuses to start.
    pub fn open(bundle: &Path) -> Result<Self, HostError> {
        let failed = |reason: &str| HostError::Open {
            file: bundle.to_owned(),
            reason: reason.to_owned(),
        };
        let file = library_of(bundle)
            .ok_or_else(|| failed("it holds no library for this kind of machine"))?;
        // SAFETY: the file's own code runs, as in any host; it is the plugin under test.
        let library = unsafe { Library::new(&file) }.map_err(|error| failed(&error.to_string()))?;
        let component = create(&library).map_err(failed)?;
        let mut host = Self {
            processor: component
                .cast()
                .ok_or_else(|| failed("it processes no audio"))?,
            controller: component
                .cast()
                .ok_or_else(|| failed("it has no parameters"))?,
            buses: buses(&component),
            component,
            activation: None,
            changes: Changes::default(),
            hands: ComWrapper::new(Hands::default()),
            #[cfg(target_os = "linux")]
            window: None,
            _library: library,
        };
        // SAFETY: a plain call, the first one as the format asks.
        accepted(
            unsafe { host.component.initialize(ptr::null_mut()) },
            "initialize",
        )?;
        let hands = com_pointer::<_, IComponentHandler>(&host.hands);
        // SAFETY: it lives as long as the plugin.
        accepted(
            unsafe { host.controller.setComponentHandler(hands) },
            "tell of hands",
        )?;
        host.activate(Activation::USUAL)?;
        Ok(host)
    }

    /// The buses, inputs before outputs, audio before events.
    #[must_use]
    pub fn buses(&self) -> &[Bus] {
        &self.buses
    }

    /// Makes the plugin work in this way, if it does not yet.
    fn activate(&mut self, activation: Activation) -> Result<(), HostError> {
        if self.activation == Some(activation) {
            return Ok(());
        }
        self.deactivate();
        let mut setup = ProcessSetup {
            processMode: mode(activation),
            symbolicSampleSize: SymbolicSampleSizes_::kSample32 as i32,
            maxSamplesPerBlock: activation.most_frames as i32,
            sampleRate: activation.sample_rate,
        };
        // SAFETY: pointers are valid for the calls, which come in the order the format asks for.
        unsafe {
            accepted(
                self.processor.setupProcessing(&mut setup),
                "set up processing",
            )?;
            for (index, bus) in numbered(&self.buses) {
                let (media, direction) = bus.numbers();
                accepted(
                    self.component.activateBus(media, direction, index, 1),
                    "activate a bus",
                )?;
            }
            accepted(self.component.setActive(1), "activate")?;
            accepted(self.processor.setProcessing(1), "start processing")?;
        }
        self.activation = Some(activation);
        Ok(())
    }

    fn deactivate(&mut self) {
        if self.activation.take().is_some() {
            // SAFETY: plain calls in the order the format asks for; nothing processes any more.
            unsafe {
                self.processor.setProcessing(0);
                self.component.setActive(0);
            }
        }
    }

    /// A parameter's number and normalized value.
    fn normalized(&self, name: &str, value: &Value) -> Result<(ParamID, f64), HostError> {
        let number = host::parameter_number(name);
        // SAFETY: plain calls; `info` is ours.
        let known = unsafe {
            (0..self.controller.getParameterCount()).any(|index| {
                let mut info: ParameterInfo = std::mem::zeroed();
                self.controller.getParameterInfo(index, &mut info) == kResultOk && info.id == number
            })
        };
        if !known {
            return Err(HostError::NoParameter(name.to_owned()));
        }
        match value {
            Value::Normalized(value) => Ok((number, *value)),
            Value::Text(text) => {
                let mut units: Vec<u16> = text.encode_utf16().chain([0]).collect();
                let mut value = 0.0;
                // SAFETY: the text ends in a zero, and both pointers are valid for the call.
                let result = unsafe {
                    let text = units.as_mut_ptr();
                    self.controller
                        .getParamValueByString(number, text, &mut value)
                };
                accepted(result, &format!("read {text:?} as a value of {name:?}"))?;
                Ok((number, value))
            }
        }
    }

    fn block(
        &mut self,
        block: &Block,
        activation: Activation,
        audio: &mut Audio,
        heard: &mut Recording,
    ) -> Result<(), HostError> {
        let events = ComWrapper::new(Events::default());
        let mut changes = std::mem::take(&mut self.changes);
        let mut notes = Vec::new();
        for event in &block.events {
            if let EventKind::Set { parameter, value } = &event.kind {
                let (number, value) = self.normalized(parameter, value)?;
                changes.push(number, event.frame, value);
            }
            notes.extend(incoming(event));
        }
        let changes = ComWrapper::new(changes);
        let input = ComWrapper::new(Events::of(notes));
        let mut context = context(block);
        let mut outputs = audio.buses(block.frames as usize);
        let mut data = ProcessData {
            processMode: mode(activation),
            symbolicSampleSize: SymbolicSampleSizes_::kSample32 as i32,
            numSamples: block.frames as i32,
            numInputs: 0,
            numOutputs: outputs.len() as i32,
            inputs: ptr::null_mut(),
            outputs: outputs.as_mut_ptr(),
            inputParameterChanges: com_pointer::<_, IParameterChanges>(&changes),
            outputParameterChanges: ptr::null_mut(),
            inputEvents: com_pointer::<_, IEventList>(&input),
            outputEvents: com_pointer::<_, IEventList>(&events),
            processContext: &mut context,
        };
        // SAFETY: everything that `data` points to lives until after the call.
        accepted(
            unsafe { self.processor.process(&mut data) },
            "process a block",
        )?;
        heard.peak = heard.peak.max(audio.peak(block.frames as usize));
        let sent = events.0.borrow();
        heard
            .notes
            .extend(sent.iter().filter_map(|event| note(event, block.start)));
        Ok(())
    }

    /// What hands did since this was last asked; as any host it gives their values back with the
    /// next block.
    fn hands(&mut self) -> Vec<Edit> {
        let edits = self.hands.0.take();
        for edit in &edits {
            if let Edit::To(parameter, value) = edit {
                self.changes.push(*parameter, 0, *value);
            }
        }
        edits
    }

    /// Lets the plugin process a block although it is not active, which no host may do.
    ///
    /// # Errors
    /// If the plugin refuses.
    pub fn process_asleep(&mut self, block: &Block) -> Result<Recording, HostError> {
        let mut heard = Recording::default();
        let mut audio = Audio::new(&self.buses, block.frames);
        self.block(block, Activation::USUAL, &mut audio, &mut heard)?;
        Ok(heard)
    }

    /// The format has no other word for it.
    fn reset(&mut self) -> Result<(), HostError> {
        // SAFETY: plain calls; nothing processes meanwhile.
        unsafe {
            self.processor.setProcessing(0);
            accepted(self.processor.setProcessing(1), "start processing")
        }
    }
}

fn mode(activation: Activation) -> i32 {
    match activation.is_offline {
        true => ProcessModes_::kOffline as i32,
        false => ProcessModes_::kRealtime as i32,
    }
}

impl host::Host for Vst3Host {
    fn set(&mut self, parameter: &str, normalized: f64) -> Result<(), HostError> {
        let value = Value::Normalized(normalized);
        let (number, value) = self.normalized(parameter, &value)?;
        self.changes.push(number, 0, value);
        Ok(())
    }

    fn play(&mut self, calls: &[Call]) -> Result<Recording, HostError> {
        let mut heard = Recording::default();
        let mut audio = None;
        for call in calls {
            match call {
                Call::Activate(activation) => {
                    self.activate(*activation)?;
                    audio = None;
                }
                Call::Deactivate => self.deactivate(),
                Call::Reset => self.reset()?,
                Call::Process(block) => {
                    let Some(activation) = self.activation else {
                        return Err(HostError::refused("process: it is not active"));
                    };
                    let audio = audio
                        .get_or_insert_with(|| Audio::new(&self.buses, activation.most_frames));
                    self.block(block, activation, audio, &mut heard)?;
                }
            }
        }
        heard.edits = self.hands();
        Ok(heard)
    }

    fn save(&mut self) -> Result<Vec<u8>, HostError> {
        let stream = ComWrapper::new(Stream::default());
        // SAFETY: the stream lives until after the call.
        let result = unsafe { self.component.getState(com_pointer::<_, IBStream>(&stream)) };
        accepted(result, "save its state")?;
        Ok(stream.bytes.take())
    }

    fn load(&mut self, state: &[u8]) -> Result<(), HostError> {
        let stream = ComWrapper::new(Stream::of(state));
        // SAFETY: the stream lives until after the call.
        let result = unsafe { self.component.setState(com_pointer::<_, IBStream>(&stream)) };
        accepted(result, "load a state")
    }

    fn state(&mut self) -> Result<SavedState, HostError> {
        SavedState::from_json(&self.save()?)
    }

    fn restore(&mut self, state: &SavedState) -> Result<(), HostError> {
        self.load(&state.to_json()?)
    }
}

impl Drop for Vst3Host {
    fn drop(&mut self) {
        self.deactivate();
        // SAFETY: a plain call, the last one as the format asks.
        unsafe { self.component.terminate() };
    }
}

/// An object's interface as the format passes it: borrowed for a call.
fn com_pointer<C: vst3::Class, I: Interface>(object: &ComWrapper<C>) -> *mut I {
    object
        .as_com_ref::<I>()
        .map_or(ptr::null_mut(), |object| object.as_ptr())
}

fn accepted(result: i32, what: &str) -> Result<(), HostError> {
    if result == kResultOk {
        Ok(())
    } else {
        Err(HostError::refused(what))
    }
}

/// Creates the first audio plugin that the library's factory lists.
fn create(library: &Library) -> Result<ComPtr<IComponent>, &'static str> {
    type Entry = unsafe extern "system" fn(*mut c_void) -> bool;
    type GetFactory = unsafe extern "system" fn() -> *mut IPluginFactory;
    // SAFETY: the signatures are the format's; pointers are checked or valid for the calls.
    unsafe {
        if let Ok(enter) = library.get::<Entry>(b"ModuleEntry\0") {
            enter(ptr::null_mut());
        }
        let get = library.get::<GetFactory>(b"GetPluginFactory\0");
        let get = get.map_err(|_| "it has no plugin factory")?;
        let factory = ComPtr::from_raw(get()).ok_or("its factory is null")?;
        let mut info: PClassInfo = std::mem::zeroed();
        if factory.getClassInfo(0, &mut info) != kResultOk {
            return Err("its factory lists no plugin");
        }
        let mut object = ptr::null_mut();
        let id = IComponent::IID;
        factory.createInstance(info.cid.as_ptr(), id.as_ptr().cast(), &mut object);
        ComPtr::from_raw(object.cast()).ok_or("its factory makes no plugin")
    }
}

impl Bus {
    fn numbers(&self) -> (MediaType, BusDirection) {
        let media = match self.media {
            Media::Audio => MediaTypes_::kAudio,
            Media::Events => MediaTypes_::kEvent,
        };
        let direction = if self.output {
            BusDirections_::kOutput
        } else {
            BusDirections_::kInput
        };
        (media as MediaType, direction as BusDirection)
    }
}

fn buses(component: &ComPtr<IComponent>) -> Vec<Bus> {
    let mut buses = Vec::new();
    for (media, output) in [
        (Media::Audio, false),
        (Media::Events, false),
        (Media::Audio, true),
        (Media::Events, true),
    ] {
        let kind = Bus {
            media,
            output,
            channels: 0,
            name: String::new(),
        };
        let (number, direction) = kind.numbers();
        // SAFETY: plain calls; `info` is ours.
        unsafe {
            for index in 0..component.getBusCount(number, direction) {
                let mut info: BusInfo = std::mem::zeroed();
                if component.getBusInfo(number, direction, index, &mut info) == kResultOk {
                    let name: Vec<u16> = info.name.to_vec();
                    let length = name
                        .iter()
                        .position(|&unit| unit == 0)
                        .unwrap_or(name.len());
                    buses.push(Bus {
                        channels: info.channelCount,
                        name: String::from_utf16_lossy(&name[..length]),
                        ..kind.clone()
                    });
                }
            }
        }
    }
    buses
}

/// The buses with the index of each among those of its kind.
fn numbered(buses: &[Bus]) -> impl Iterator<Item = (i32, &Bus)> {
    buses.iter().enumerate().map(|(at, bus)| {
        let alike = |other: &&Bus| other.media == bus.media && other.output == bus.output;
        (buses[..at].iter().filter(alike).count() as i32, bus)
    })
}
