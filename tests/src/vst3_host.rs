//! A VST3 host: opens a `.vst3` bundle, lists its buses, activates the plugin in it, plays blocks
//! and collects the notes.

mod com;

use std::{
    ffi::c_void,
    path::{Path, PathBuf},
    ptr,
};

use groove::{MidiKey, units::MidiVelocity};
use libloading::Library;
use vst3::{
    ComPtr, ComWrapper, Interface,
    Steinberg::{
        IBStream, IPluginBaseTrait, IPluginFactory, IPluginFactoryTrait, PClassInfo,
        Vst::{ProcessContext_::StatesAndFlags_ as Flags, *},
        kResultOk,
    },
};

use crate::{
    host::{self, HostError, MOST_FRAMES},
    notes::{Note, NoteKind, Recording},
    state::SavedState,
    transport::{Block, SAMPLE_RATE},
};
use com::{Changes, Events, Stream};

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

/// The first plugin of a `.vst3` bundle, activated at [`SAMPLE_RATE`] and processing.
pub struct Vst3Host {
    component: ComPtr<IComponent>,
    processor: ComPtr<IAudioProcessor>,
    controller: ComPtr<IEditController>,
    buses: Vec<Bus>,
    /// Parameter changes that go with the next block.
    changes: Changes,
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
            changes: Changes::default(),
            _library: library,
        };
        host.start()?;
        Ok(host)
    }

    /// The buses, inputs before outputs, audio before events.
    #[must_use]
    pub fn buses(&self) -> &[Bus] {
        &self.buses
    }

    fn start(&mut self) -> Result<(), HostError> {
        let mut setup = ProcessSetup {
            processMode: ProcessModes_::kRealtime as i32,
            symbolicSampleSize: SymbolicSampleSizes_::kSample32 as i32,
            maxSamplesPerBlock: MOST_FRAMES as i32,
            sampleRate: SAMPLE_RATE,
        };
        // SAFETY: pointers are valid for the calls, which come in the order the format asks for.
        unsafe {
            accepted(self.component.initialize(ptr::null_mut()), "initialize")?;
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
            accepted(self.processor.setProcessing(1), "start processing")
        }
    }

    fn block(
        &mut self,
        block: &Block,
        audio: &mut Audio,
        heard: &mut Recording,
    ) -> Result<(), HostError> {
        let events = ComWrapper::new(Events::default());
        let changes = ComWrapper::new(std::mem::take(&mut self.changes));
        let input = ComWrapper::new(Events::default());
        let mut context = context(block);
        let mut outputs = audio.buses(block.frames as usize);
        let mut data = ProcessData {
            processMode: ProcessModes_::kRealtime as i32,
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
        heard.notes.extend(
            events
                .0
                .borrow()
                .iter()
                .filter_map(|event| note(event, block.start)),
        );
        Ok(())
    }
}

impl host::Host for Vst3Host {
    fn set(&mut self, parameter: &str, normalized: f64) -> Result<(), HostError> {
        let number = host::parameter_number(parameter);
        // SAFETY: plain calls; `info` is ours.
        let known = unsafe {
            (0..self.controller.getParameterCount()).any(|index| {
                let mut info: ParameterInfo = std::mem::zeroed();
                self.controller.getParameterInfo(index, &mut info) == kResultOk && info.id == number
            })
        };
        if !known {
            return Err(HostError::NoParameter(parameter.to_owned()));
        }
        self.changes.push(number, normalized);
        Ok(())
    }

    fn play(&mut self, blocks: &[Block]) -> Result<Recording, HostError> {
        let mut heard = Recording::default();
        let mut audio = Audio::new(&self.buses);
        for block in blocks {
            self.block(block, &mut audio, &mut heard)?;
        }
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
}

impl Drop for Vst3Host {
    fn drop(&mut self) {
        // SAFETY: plain calls in the order the format asks for; nothing processes any more.
        unsafe {
            self.processor.setProcessing(0);
            self.component.setActive(0);
            self.component.terminate();
        }
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

/// The buffers of the audio outputs.
struct Audio {
    /// Bus by bus, channel by channel.
    channels: Vec<Vec<Vec<f32>>>,
    pointers: Vec<Vec<*mut f32>>,
}

impl Audio {
    fn new(buses: &[Bus]) -> Self {
        let outputs = buses
            .iter()
            .filter(|bus| bus.output && bus.media == Media::Audio);
        Self {
            channels: outputs
                .map(|bus| vec![vec![0.0; MOST_FRAMES as usize]; bus.channels.max(0) as usize])
                .collect(),
            pointers: Vec::new(),
        }
    }

    /// The buffers as the format passes them. Noise in them shows whether the plugin writes all.
    fn buses(&mut self, frames: usize) -> Vec<AudioBusBuffers> {
        self.channels
            .iter_mut()
            .flatten()
            .for_each(|channel| channel[..frames].fill(1.0));
        self.pointers = self
            .channels
            .iter_mut()
            .map(|bus| bus.iter_mut().map(|channel| channel.as_mut_ptr()).collect())
            .collect();
        self.pointers
            .iter_mut()
            .map(|bus| AudioBusBuffers {
                numChannels: bus.len() as i32,
                silenceFlags: 0,
                __field0: AudioBusBuffers__type0 {
                    channelBuffers32: bus.as_mut_ptr(),
                },
            })
            .collect()
    }

    fn peak(&self, frames: usize) -> f32 {
        let samples = self
            .channels
            .iter()
            .flatten()
            .flat_map(|channel| &channel[..frames]);
        samples.fold(0.0, |peak, sample| peak.max(sample.abs()))
    }
}

fn context(block: &Block) -> ProcessContext {
    let moment = block.moment;
    let mut flags = Flags::kTempoValid
        | Flags::kTimeSigValid
        | Flags::kProjectTimeMusicValid
        | Flags::kBarPositionValid
        | Flags::kContTimeValid;
    if moment.playing {
        flags |= Flags::kPlaying;
    }
    if moment.cycle.is_some() {
        flags |= Flags::kCycleActive | Flags::kCycleValid;
    }
    // SAFETY: the structure is plain numbers, for which zero is a value.
    let mut context: ProcessContext = unsafe { std::mem::zeroed() };
    context.state = flags;
    context.sampleRate = SAMPLE_RATE;
    context.projectTimeSamples = block.start as i64;
    context.continousTimeSamples = block.start as i64;
    context.projectTimeMusic = moment.position.0;
    context.barPositionMusic = (moment.position.0 / 4.0).floor() * 4.0;
    context.cycleStartMusic = moment.cycle.map_or(0.0, |cycle| cycle.start.0);
    context.cycleEndMusic = moment.cycle.map_or(0.0, |cycle| cycle.end.0);
    context.tempo = moment.tempo.get();
    context.timeSigNumerator = 4;
    context.timeSigDenominator = 4;
    context
}

/// The note in an event, if it is one.
fn note(event: &Event, start: u64) -> Option<Note> {
    let (pitch, kind) = match Event_::EventTypes::from(event.r#type) {
        Event_::EventTypes_::kNoteOnEvent => {
            // SAFETY: the type says which of the union's fields is meant.
            let on = unsafe { event.__field0.noteOn };
            let velocity = MidiVelocity::new((on.velocity * 127.0).round() as u8);
            (on.pitch, NoteKind::On(velocity))
        }
        Event_::EventTypes_::kNoteOffEvent => {
            // SAFETY: the type says which of the union's fields is meant.
            (unsafe { event.__field0.noteOff }.pitch, NoteKind::Off)
        }
        _ => return None,
    };
    Some(Note {
        sample: start + u64::try_from(event.sampleOffset).ok()?,
        key: MidiKey::new(u8::try_from(pitch).ok()?)?,
        kind,
    })
}
