//! What a block carries in the words of VST3: audio buffers, the transport, notes.

use groove::{Beats, MidiKey, units::MidiVelocity};
use vst3::Steinberg::Vst::{ProcessContext_::StatesAndFlags_ as Flags, *};

use super::{Bus, Media};
use crate::{
    notes::{Channel, Note, NoteKind},
    transport::{self, Block, EventKind, Meter},
};

/// The buffers of the audio outputs.
pub struct Audio {
    /// Bus by bus, channel by channel.
    channels: Vec<Vec<Vec<f32>>>,
    pointers: Vec<Vec<*mut f32>>,
}

impl Audio {
    /// Room for blocks of so many frames.
    pub fn new(buses: &[Bus], most_frames: u32) -> Self {
        let outputs = buses
            .iter()
            .filter(|bus| bus.output && bus.media == Media::Audio);
        Self {
            channels: outputs
                .map(|bus| vec![vec![0.0; most_frames as usize]; bus.channels.max(0) as usize])
                .collect(),
            pointers: Vec::new(),
        }
    }

    /// The buffers as the format passes them. Noise in them shows whether the plugin writes all.
    pub fn buses(&mut self, frames: usize) -> Vec<AudioBusBuffers> {
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

    /// The loudest sample, as an absolute value.
    pub fn peak(&self, frames: usize) -> f32 {
        let samples = self
            .channels
            .iter()
            .flatten()
            .flat_map(|channel| &channel[..frames]);
        samples.fold(0.0, |peak, sample| peak.max(sample.abs()))
    }
}

/// What the host tells about the transport. It always tells a position in samples: the format has
/// no way to leave it out.
pub fn context(block: &Block) -> ProcessContext {
    let moment = block.moment;
    let mut flags = Flags::kContTimeValid;
    let mut tell = |is_told: bool, flag| flags |= if is_told { flag } else { 0 };
    tell(moment.playing, Flags::kPlaying);
    tell(moment.tempo.is_some(), Flags::kTempoValid);
    tell(moment.meter.is_some(), Flags::kTimeSigValid);
    tell(moment.position.is_some(), Flags::kProjectTimeMusicValid);
    tell(moment.bar_start.is_some(), Flags::kBarPositionValid);
    tell(
        moment.cycle.is_some(),
        Flags::kCycleActive | Flags::kCycleValid,
    );
    // SAFETY: the structure is plain numbers, for which zero is a value.
    let mut context: ProcessContext = unsafe { std::mem::zeroed() };
    let beats = |beats: Option<Beats>| beats.map_or(0.0, |beats| beats.0);
    let seconds = moment.seconds.map(|seconds| seconds * block.sample_rate);
    let meter = |part: fn(Meter) -> i32| moment.meter.map_or(0, part);
    context.state = flags;
    context.sampleRate = block.sample_rate;
    context.projectTimeSamples = seconds.unwrap_or(block.start as f64).round() as i64;
    context.continousTimeSamples = block.start as i64;
    context.projectTimeMusic = beats(moment.position);
    context.barPositionMusic = beats(moment.bar_start);
    context.cycleStartMusic = beats(moment.cycle.map(|cycle| cycle.start));
    context.cycleEndMusic = beats(moment.cycle.map(|cycle| cycle.end));
    context.tempo = moment.tempo.unwrap_or(0.0);
    context.timeSigNumerator = meter(|meter| meter.beats);
    context.timeSigDenominator = meter(|meter| meter.unit);
    context
}

/// A note for the plugin; `None` if the event is no note.
pub fn incoming(event: &transport::Event) -> Option<Event> {
    // SAFETY: the structure is plain numbers, for which zero is a value.
    let mut sent: Event = unsafe { std::mem::zeroed() };
    sent.sampleOffset = event.frame as i32;
    let index = |channel: Channel| i16::from(channel.index());
    let pitch = |key: MidiKey| i16::from(key.get());
    match event.kind {
        EventKind::On {
            channel,
            key,
            velocity,
        } => {
            sent.r#type = Event_::EventTypes_::kNoteOnEvent as u16;
            sent.__field0.noteOn = NoteOnEvent {
                channel: index(channel),
                pitch: pitch(key),
                tuning: 0.0,
                velocity: f32::from(velocity.get()) / 127.0,
                length: 0,
                noteId: -1,
            };
        }
        EventKind::Off { channel, key } => {
            sent.r#type = Event_::EventTypes_::kNoteOffEvent as u16;
            sent.__field0.noteOff = NoteOffEvent {
                channel: index(channel),
                pitch: pitch(key),
                velocity: 0.0,
                noteId: -1,
                tuning: 0.0,
            };
        }
        EventKind::Set { .. } => return None,
    }
    Some(sent)
}

/// The note in an event, if it is one.
pub fn note(event: &Event, start: u64) -> Option<Note> {
    let (channel, pitch, kind) = match Event_::EventTypes::from(event.r#type) {
        Event_::EventTypes_::kNoteOnEvent => {
            // SAFETY: the type says which of the union's fields is meant.
            let on = unsafe { event.__field0.noteOn };
            let velocity = MidiVelocity::new((on.velocity * 127.0).round() as u8);
            (on.channel, on.pitch, NoteKind::On(velocity))
        }
        Event_::EventTypes_::kNoteOffEvent => {
            // SAFETY: the type says which of the union's fields is meant.
            let off = unsafe { event.__field0.noteOff };
            (off.channel, off.pitch, NoteKind::Off)
        }
        _ => return None,
    };
    Some(Note {
        sample: start + u64::try_from(event.sampleOffset).ok()?,
        channel: Channel::from_index(channel.into())?,
        key: MidiKey::new(u8::try_from(pitch).ok()?)?,
        kind,
    })
}
