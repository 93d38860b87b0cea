//! The audio thread of the CLAP host: blocks into the plugin, notes out of it.

use std::collections::HashMap;

use clack_host::{
    events::{
        EventFlags, EventHeader, Match,
        event_types::{NoteOffEvent, NoteOnEvent, ParamValueEvent, TransportEvent, TransportFlags},
        spaces::CoreEventSpace,
    },
    prelude::*,
};
use groove::{MidiKey, units::MidiVelocity};

use super::Handlers;
use crate::{
    host::HostError,
    notes::{Channel, Edit, Note, NoteKind, Recording},
    script::Value,
    transport::{Block, Event, EventKind, Moment},
};

/// Parameter values of a script as the plugin wants them: looked up on the main thread.
#[derive(Default)]
pub(super) struct Changes(HashMap<String, (ClapId, f64)>);

impl Changes {
    fn name(parameter: &str, value: &Value) -> String {
        format!("{parameter} {value}")
    }

    pub fn add(&mut self, parameter: &str, value: &Value, change: (ClapId, f64)) {
        self.0.insert(Self::name(parameter, value), change);
    }

    pub fn get(&self, parameter: &str, value: &Value) -> Option<(ClapId, f64)> {
        self.0.get(&Self::name(parameter, value)).copied()
    }
}

/// The audio thread's buffers.
pub(super) struct Recorder<'a> {
    inputs: AudioPorts,
    outputs: AudioPorts,
    /// Port by port, channel by channel.
    audio: Vec<Vec<Vec<f32>>>,
    changes: &'a Changes,
}

impl<'a> Recorder<'a> {
    pub fn new(channels: &[u32], most_frames: u32, changes: &'a Changes) -> Self {
        let total = channels.iter().sum::<u32>() as usize;
        Self {
            inputs: AudioPorts::with_capacity(0, 0),
            outputs: AudioPorts::with_capacity(total, channels.len()),
            audio: channels
                .iter()
                .map(|&channels| vec![vec![0.0; most_frames as usize]; channels as usize])
                .collect(),
            changes,
        }
    }

    /// Plays a block; `first` are parameter changes at its start.
    pub fn block(
        &mut self,
        processor: &mut StartedPluginAudioProcessor<Handlers>,
        block: &Block,
        first: &[(ClapId, f64)],
        heard: &mut Recording,
    ) -> Result<(), HostError> {
        let frames = block.frames as usize;
        let mut events = EventBuffer::new();
        for &(id, value) in first {
            events.push(&ParamValueEvent::new(0, id, Pckn::match_all(), value));
        }
        // What comes with a turn is sent behind it: the plugin works up to the turn with what was
        // sent before.
        for (frame, moment) in &block.turns {
            events.push(&transport(*frame, moment));
        }
        for event in &block.events {
            self.send(event, &mut events);
        }
        if !block.turns.is_empty() {
            events.sort();
        }
        // Noise in the buffers shows whether the plugin writes all of its outputs.
        self.audio
            .iter_mut()
            .flatten()
            .for_each(|channel| channel[..frames].fill(1.0));
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
            heard.peak = heard.peak.max(peak);
        }
        let notes = sent.iter().filter_map(|event| note(event, block.start));
        heard.notes.extend(notes);
        heard.edits.extend(sent.iter().filter_map(edit));
        Ok(())
    }

    fn send(&self, event: &Event, events: &mut EventBuffer) {
        let time = event.frame;
        match &event.kind {
            EventKind::Set { parameter, value } => {
                if let Some((id, value)) = self.changes.get(parameter, value) {
                    events.push(&ParamValueEvent::new(time, id, Pckn::match_all(), value));
                }
            }
            &EventKind::On {
                channel,
                key,
                velocity,
            } => {
                let velocity = f64::from(velocity.get()) / 127.0;
                events.push(&NoteOnEvent::new(time, voice(channel, key), velocity));
            }
            &EventKind::Off { channel, key } => {
                events.push(&NoteOffEvent::new(time, voice(channel, key), 0.0));
            }
        }
    }
}

fn voice(channel: Channel, key: MidiKey) -> Pckn {
    let (channel, key) = (u16::from(channel.index()), u16::from(key.get()));
    Pckn::new(0_u16, channel, key, Match::<u32>::All)
}

/// The note in an event, if it is one.
pub(super) fn note(event: &UnknownEvent, start: u64) -> Option<Note> {
    let (channel, key, kind) = match event.as_core_event()? {
        CoreEventSpace::NoteOn(on) => {
            let velocity = MidiVelocity::new((on.velocity() * 127.0).round() as u8);
            (on.channel(), on.key(), NoteKind::On(velocity))
        }
        CoreEventSpace::NoteOff(off) => (off.channel(), off.key(), NoteKind::Off),
        CoreEventSpace::NoteChoke(choke) => (choke.channel(), choke.key(), NoteKind::Off),
        _ => return None,
    };
    Some(Note {
        sample: start + u64::from(event.header().time()),
        channel: Channel::from_index(channel.into_specific()?.into())?,
        key: MidiKey::new(u8::try_from(key.into_specific()?).ok()?)?,
        kind,
    })
}

/// What a hand did, if that is in the event.
fn edit(event: &UnknownEvent) -> Option<Edit> {
    Some(match event.as_core_event()? {
        CoreEventSpace::ParamGestureBegin(begin) => Edit::Begin(begin.param_id()?.get()),
        CoreEventSpace::ParamValue(to) => Edit::To(to.param_id()?.get(), to.value()),
        CoreEventSpace::ParamGestureEnd(end) => Edit::End(end.param_id()?.get()),
        _ => return None,
    })
}

/// What the host tells about a moment.
pub(super) fn transport(frame: u32, moment: &Moment) -> TransportEvent {
    let mut flags = TransportFlags::empty();
    flags.set(TransportFlags::HAS_TEMPO, moment.tempo.is_some());
    flags.set(
        TransportFlags::HAS_BEATS_TIMELINE,
        moment.position.is_some(),
    );
    flags.set(
        TransportFlags::HAS_SECONDS_TIMELINE,
        moment.seconds.is_some(),
    );
    flags.set(TransportFlags::HAS_TIME_SIGNATURE, moment.meter.is_some());
    flags.set(TransportFlags::IS_PLAYING, moment.playing);
    flags.set(TransportFlags::IS_LOOP_ACTIVE, moment.cycle.is_some());
    let beats = |beats: Option<groove::Beats>| beats.map_or(0.0, |beats| beats.0);
    let meter = |part: fn(crate::transport::Meter) -> i32| moment.meter.map_or(0, part) as u16;
    let bar_start = beats(moment.bar_start);
    TransportEvent {
        header: EventHeader::new_core(frame, EventFlags::empty()),
        flags,
        song_pos_beats: beats(moment.position).into(),
        song_pos_seconds: moment.seconds.unwrap_or(0.0).into(),
        tempo: moment.tempo.unwrap_or(0.0),
        tempo_inc: 0.0,
        loop_start_beats: beats(moment.cycle.map(|cycle| cycle.start)).into(),
        loop_end_beats: beats(moment.cycle.map(|cycle| cycle.end)).into(),
        loop_start_seconds: Default::default(),
        loop_end_seconds: Default::default(),
        bar_start: bar_start.into(),
        // Hosts count bars each in their own way; nobody may rely on it.
        bar_number: (bar_start / 4.0).floor() as i32,
        time_signature_numerator: meter(|meter| meter.beats),
        time_signature_denominator: meter(|meter| meter.unit),
    }
}
