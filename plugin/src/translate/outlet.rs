//! The notes that go out with a block: the player's and those that pass, in order of time.

use nice_plug::{
    midi::{Channel, Key, VoiceID},
    prelude::*,
};

use super::Inbox;
use crate::player::{self, MidiChannel, NoteKind};

/// Sends notes to the host, and keeps what the host's full buffer refused: an end must never get
/// lost.
#[derive(Default)]
pub(crate) struct Outlet {
    /// Keys whose end is still to be sent, a bit each, channel by channel.
    owed: [u128; 16],
}

impl Outlet {
    /// Sends the player's notes and passes incoming ones on, by time; at equal times our ends
    /// come first and our beginnings last. Says how many of our notes began.
    pub fn send<P: Plugin<SysExMessage: Copy>>(
        &mut self,
        events: &[player::NoteEvent],
        inbox: &mut Inbox<P::SysExMessage>,
        context: &mut impl ProcessContext<P>,
    ) -> u64 {
        self.send_owed(context);
        let mut begun = 0;
        let mut incoming = inbox.next(context);
        for event in events {
            while let Some(passing) = incoming.take() {
                let is_first = passing.timing() < event.sample as u32
                    || (passing.timing() == event.sample as u32 && event.kind != NoteKind::Off);
                if !is_first {
                    incoming = Some(passing);
                    break;
                }
                pass(passing, context);
                incoming = inbox.next(context);
            }
            begun += u64::from(self.send_one(event, context));
        }
        while let Some(passing) = incoming {
            pass(passing, context);
            incoming = inbox.next(context);
        }
        begun
    }

    /// Says whether a note began.
    fn send_one<P: Plugin>(
        &mut self,
        event: &player::NoteEvent,
        context: &mut impl ProcessContext<P>,
    ) -> bool {
        let (timing, channel, key) = (event.sample as u32, event.channel, event.key.get());
        match event.kind {
            NoteKind::On(velocity) => {
                let velocity = f32::from(velocity.get()) / 127.0;
                context
                    .try_send_event(begin(timing, channel, key, velocity))
                    .is_ok()
            }
            NoteKind::Off => {
                if context.try_send_event(end(timing, channel, key)).is_err() {
                    self.owed[usize::from(channel.get())] |= 1 << key;
                }
                false
            }
        }
    }

    fn send_owed<P: Plugin>(&mut self, context: &mut impl ProcessContext<P>) {
        for (channel, owed) in (0..).map(MidiChannel::new).zip(&mut self.owed) {
            while *owed != 0 {
                let key = owed.trailing_zeros() as u8;
                if context.try_send_event(end(0, channel, key)).is_err() {
                    return;
                }
                *owed &= *owed - 1;
            }
        }
    }
}

/// Passes an incoming event on.
fn pass<P: Plugin>(event: PluginNoteEvent<P>, context: &mut impl ProcessContext<P>) {
    // There is no one to tell of a full buffer, and no better place to keep the event.
    let _ = context.try_send_event(event);
}

fn begin<S>(timing: u32, channel: MidiChannel, key: u8, velocity: f32) -> NoteEvent<S> {
    NoteEvent::NoteOn {
        timing,
        voice_id: VoiceID::Wildcard,
        channel: Channel::Number(channel.get()),
        key: Key::Number(key),
        velocity,
    }
}

fn end<S>(timing: u32, channel: MidiChannel, key: u8) -> NoteEvent<S> {
    NoteEvent::NoteOff {
        timing,
        voice_id: VoiceID::Wildcard,
        channel: Channel::Number(channel.get()),
        key: Key::Number(key),
        velocity: 0.0,
    }
}
