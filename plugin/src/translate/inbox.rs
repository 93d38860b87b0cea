//! The notes that come in with a block: commands to the player, all others to be passed on. Both
//! are in order of time from here on, whatever the host did: the framework sorts them for VST3 alone.

use groove::MidiKey;
use nice_plug::{
    midi::{Channel, Key},
    prelude::*,
};

use crate::{
    keys::{Fate, Incoming, Keyboard},
    player::{Command, Follow, MidiChannel},
};

/// So many notes of a block are read before it is played. Of a flood the rest passes on unread:
/// a command among them is a note to us.
const MOST_NOTES: usize = 2_048;

/// See the module's documentation. Takes its memory when it is made.
pub(crate) struct Inbox<S> {
    keyboard: Keyboard,
    commands: Vec<Command>,
    passing: Vec<NoteEvent<S>>,
    /// How many of `passing` were passed on.
    passed: usize,
    /// More notes came than are read.
    is_flooded: bool,
    /// When the last note was passed on.
    latest: u32,
}

impl<S: Copy> Inbox<S> {
    pub fn new() -> Self {
        Self {
            keyboard: Keyboard::default(),
            commands: Vec::with_capacity(MOST_NOTES),
            passing: Vec::with_capacity(MOST_NOTES),
            passed: 0,
            is_flooded: false,
            latest: 0,
        }
    }

    /// Reads the block's notes.
    pub fn read<P: Plugin<SysExMessage = S>>(
        &mut self,
        context: &mut impl ProcessContext<P>,
        follow: Follow,
        first_key: MidiKey,
    ) {
        self.passing.clear();
        self.passed = 0;
        self.latest = 0;
        while self.passing.len() < MOST_NOTES
            && let Some(event) = context.next_event()
        {
            self.put(event);
        }
        self.is_flooded = self.passing.len() >= MOST_NOTES;
        self.commands.clear();
        let (keyboard, commands) = (&mut self.keyboard, &mut self.commands);
        self.passing.retain(|event| {
            let fate = incoming(event)
                .map_or(Fate::Pass, |note| keyboard.receive(note, follow, first_key));
            if let Fate::Obey(kind) = fate {
                commands.push(Command {
                    sample: event.timing() as usize,
                    kind,
                });
            }
            fate == Fate::Pass
        });
    }

    /// Keeps an event at its place in time.
    fn put(&mut self, mut event: NoteEvent<S>) {
        let Some(&mut time) = time_if_passed_on(&mut event) else {
            return;
        };
        let place = self.passing.partition_point(|other| other.timing() <= time);
        self.passing.insert(place, event);
    }

    /// The commands of the block, by time.
    pub fn commands(&self) -> &[Command] {
        &self.commands
    }

    /// The next event to be passed on.
    pub fn next<P: Plugin<SysExMessage = S>>(
        &mut self,
        context: &mut impl ProcessContext<P>,
    ) -> Option<NoteEvent<S>> {
        if let Some(event) = self.passing.get(self.passed) {
            self.passed += 1;
            self.latest = event.timing();
            return Some(*event);
        }
        if !self.is_flooded {
            return None;
        }
        loop {
            let mut event = context.next_event()?;
            if let Some(time) = time_if_passed_on(&mut event) {
                self.latest = self.latest.max(*time);
                *time = self.latest;
                return Some(event);
            }
        }
    }
}

/// The note whose beginning or end an event is.
fn incoming<S>(event: &NoteEvent<S>) -> Option<Incoming> {
    let (channel, key, begins) = match event {
        NoteEvent::NoteOn { channel, key, .. } => (channel, key, true),
        NoteEvent::NoteOff { channel, key, .. } | NoteEvent::Choke { channel, key, .. } => {
            (channel, key, false)
        }
        _ => return None,
    };
    let (Channel::Number(channel), Key::Number(key)) = (channel, key) else {
        return None;
    };
    Some(Incoming {
        channel: MidiChannel::new(*channel),
        key: MidiKey::new(*key)?,
        begins,
    })
}

/// When an event is that is to be passed on. What is no note event concerns only us.
fn time_if_passed_on<S>(event: &mut NoteEvent<S>) -> Option<&mut u32> {
    match event {
        NoteEvent::NoteOn { timing, .. }
        | NoteEvent::NoteOff { timing, .. }
        | NoteEvent::Choke { timing, .. }
        | NoteEvent::PolyPressure { timing, .. }
        | NoteEvent::PolyVolume { timing, .. }
        | NoteEvent::PolyPan { timing, .. }
        | NoteEvent::PolyTuning { timing, .. }
        | NoteEvent::PolyVibrato { timing, .. }
        | NoteEvent::PolyExpression { timing, .. }
        | NoteEvent::PolyBrightness { timing, .. } => Some(timing),
        _ => None,
    }
}
