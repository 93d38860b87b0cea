//! Keys as commands: which incoming notes choose grooves and fills, and which pass through.
//!
//! From a first key on, sixteen keys stand for the slots A to P, the next for the live groove,
//! the next for the fill. It knows neither grooves nor time.

use groove::MidiKey;

use crate::player::{CommandKind, Follow, MidiChannel, Slot, Source};

/// How many keys are commands.
pub const COMMANDS: u8 = Slot::COUNT as u8 + 2;

/// A note that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incoming {
    /// On which channel.
    pub channel: MidiChannel,
    /// Which note.
    pub key: MidiKey,
    /// Whether it begins.
    pub begins: bool,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It passes through.
    Pass,
    /// It is a command.
    Obey(CommandKind),
}

/// Remembers which notes were commands, so that their ends are too, whatever is set meanwhile.
pub struct Keyboard {
    /// The command that each sounding key of each channel gave.
    given: [[Option<Role>; 128]; 16],
}

/// What a key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Groove(Source),
    Fill,
}

impl Default for Keyboard {
    fn default() -> Self {
        Self {
            given: [[None; 128]; 16],
        }
    }
}

impl Keyboard {
    /// What becomes of a note, if commands begin at this key.
    pub fn receive(&mut self, note: Incoming, follow: Follow, first: MidiKey) -> Fate {
        let (channel, key) = (usize::from(note.channel.get()), usize::from(note.key.get()));
        let given = &mut self.given[channel][key];
        if !note.begins {
            return given.take().map_or(Fate::Pass, |role| {
                Fate::Obey(match role {
                    Role::Groove(source) => CommandKind::Release(source),
                    Role::Fill => CommandKind::Fill(false),
                })
            });
        }
        let role = (follow != Follow::Transport)
            .then(|| Role::of(note.key, first))
            .flatten();
        *given = role;
        role.map_or(Fate::Pass, |role| {
            Fate::Obey(match role {
                Role::Groove(source) => CommandKind::Start(source),
                Role::Fill => CommandKind::Fill(true),
            })
        })
    }
}

impl Role {
    fn of(key: MidiKey, first: MidiKey) -> Option<Self> {
        let number = usize::from(key.get().checked_sub(first.get())?);
        match Slot::new(number) {
            Some(slot) => Some(Self::Groove(Source::Slot(slot))),
            None if number == Slot::COUNT => Some(Self::Groove(Source::Live)),
            None if number == Slot::COUNT + 1 => Some(Self::Fill),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(key: u8, begins: bool) -> Incoming {
        Incoming {
            channel: MidiChannel::DRUMS,
            key: MidiKey::new(key).expect("below 128"),
            begins,
        }
    }

    const FIRST: MidiKey = match MidiKey::new(24) {
        Some(key) => key,
        None => unreachable!(),
    };

    #[test]
    fn eighteen_keys_are_commands_and_the_rest_passes() {
        let mut keyboard = Keyboard::default();
        let mut fate = |key| keyboard.receive(note(key, true), Follow::Switches, FIRST);
        assert_eq!(fate(23), Fate::Pass);
        let slot = |number| Source::Slot(Slot::new(number).expect("a slot"));
        assert_eq!(fate(24), Fate::Obey(CommandKind::Start(slot(0))));
        assert_eq!(fate(39), Fate::Obey(CommandKind::Start(slot(15))));
        assert_eq!(fate(40), Fate::Obey(CommandKind::Start(Source::Live)));
        assert_eq!(fate(41), Fate::Obey(CommandKind::Fill(true)));
        assert_eq!(fate(42), Fate::Pass);
        assert_eq!(FIRST.get() + COMMANDS, 42);
    }

    #[test]
    fn ends_belong_to_their_beginnings_whatever_is_set_meanwhile() {
        let mut keyboard = Keyboard::default();
        let (keys, none) = (Follow::Held, Follow::Transport);
        assert_ne!(keyboard.receive(note(41, true), keys, FIRST), Fate::Pass);
        let end = keyboard.receive(note(41, false), none, FIRST);
        assert_eq!(end, Fate::Obey(CommandKind::Fill(false)));
        assert_eq!(keyboard.receive(note(30, true), none, FIRST), Fate::Pass);
        assert_eq!(keyboard.receive(note(30, false), keys, FIRST), Fate::Pass);
    }
}
