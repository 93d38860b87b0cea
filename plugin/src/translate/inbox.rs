//! The notes that come in with a block: commands to the player, all others to be passed on.

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
}

impl<S: Copy> Inbox<S> {
    pub fn new() -> Self {
        Self {
            keyboard: Keyboard::default(),
            commands: Vec::with_capacity(MOST_NOTES),
            passing: Vec::with_capacity(MOST_NOTES),
            passed: 0,
        }
    }

    /// Reads the block's notes.
    pub fn read<P: Plugin<SysExMessage = S>>(
        &mut self,
        context: &mut impl ProcessContext<P>,
        follow: Follow,
        first_key: MidiKey,
    ) {
        self.commands.clear();
        self.passing.clear();
        self.passed = 0;
        while self.commands.len() + self.passing.len() < MOST_NOTES {
            let Some(event) = context.next_event() else {
                return;
            };
            self.take(event, follow, first_key);
        }
    }

    fn take(&mut self, event: NoteEvent<S>, follow: Follow, first_key: MidiKey) {
        let fate = incoming(&event).map_or(Fate::Pass, |note| {
            self.keyboard.receive(note, follow, first_key)
        });
        match fate {
            Fate::Obey(kind) => self.commands.push(Command {
                sample: event.timing() as usize,
                kind,
            }),
            Fate::Pass if is_passed_on(&event) => self.passing.push(event),
            Fate::Pass => {}
        }
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
            return Some(*event);
        }
        let was_full = self.commands.len() + self.passing.len() >= MOST_NOTES;
        if !was_full {
            return None;
        }
        loop {
            let event = context.next_event()?;
            if is_passed_on(&event) {
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

/// What is no note event concerns only us.
fn is_passed_on<S>(event: &NoteEvent<S>) -> bool {
    matches!(
        event,
        NoteEvent::NoteOn { .. }
            | NoteEvent::NoteOff { .. }
            | NoteEvent::Choke { .. }
            | NoteEvent::PolyPressure { .. }
            | NoteEvent::PolyVolume { .. }
            | NoteEvent::PolyPan { .. }
            | NoteEvent::PolyTuning { .. }
            | NoteEvent::PolyVibrato { .. }
            | NoteEvent::PolyExpression { .. }
            | NoteEvent::PolyBrightness { .. }
    )
}
