//! What a host heard from a plugin: notes at absolute samples, and the audio's peak.

use std::{collections::BTreeSet, io};

use groove::{MidiKey, units::MidiVelocity};

/// A MIDI channel as people count them, 1–16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Channel(u8);

impl Channel {
    /// The first channel.
    pub const FIRST: Self = Self(1);
    /// The drums' channel.
    pub const DRUMS: Self = Self(10);

    /// The channel; `None` outside 1–16.
    #[must_use]
    pub const fn new(channel: u8) -> Option<Self> {
        match channel {
            1..=16 => Some(Self(channel)),
            _ => None,
        }
    }

    /// The channel as plugin formats count it, from 0; `None` above 15.
    #[must_use]
    pub fn from_index(index: i32) -> Option<Self> {
        Self::new(u8::try_from(index).ok()?.checked_add(1)?)
    }

    /// The number inside, 1–16.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// As plugin formats count it, from 0.
    #[must_use]
    pub const fn index(self) -> u8 {
        self.0 - 1
    }
}

/// A note begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    /// When, in samples since the script began.
    pub sample: u64,
    /// On which channel.
    pub channel: Channel,
    /// Which key.
    pub key: MidiKey,
    /// Begin or end.
    pub kind: NoteKind,
}

/// Whether a note begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// It begins, this hard.
    On(MidiVelocity),
    /// It ends.
    Off,
}

/// Everything that came out of a plugin while a script ran.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recording {
    /// The notes in the order in which the plugin sent them.
    pub notes: Vec<Note>,
    /// The loudest sample of the audio outputs, as an absolute value.
    pub peak: f32,
    /// What hands did in the plugin's window, as the host is told.
    pub edits: Vec<Edit>,
}

/// What a hand in the plugin's window did to a parameter, by the number that hosts know it by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Edit {
    /// It took hold.
    Begin(u32),
    /// It moved the parameter to this value.
    To(u32, f64),
    /// It let go.
    End(u32),
}

/// What is wrong with the order of a recording's notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disorder {
    /// A note comes after a later one.
    BackInTime(Note),
    /// A key begins while it sounds.
    Twice(Note),
    /// A key ends that does not sound.
    NotSounding(Note),
    /// A key still sounds at the end.
    Hanging(Channel, MidiKey),
}

impl Recording {
    /// The beginnings alone.
    pub fn beginnings(&self) -> impl Iterator<Item = (u64, MidiKey, MidiVelocity)> + '_ {
        self.notes.iter().filter_map(|note| match note.kind {
            NoteKind::On(velocity) => Some((note.sample, note.key, velocity)),
            NoteKind::Off => None,
        })
    }

    /// The first thing that no host should have to bear: notes out of order, a key that begins
    /// twice or ends twice, a note left on.
    #[must_use]
    pub fn disorder(&self) -> Option<Disorder> {
        let mut sounding = BTreeSet::new();
        let mut now = 0;
        for &note in &self.notes {
            let voice = (note.channel, note.key);
            match note.kind {
                _ if note.sample < now => return Some(Disorder::BackInTime(note)),
                NoteKind::On(_) if !sounding.insert(voice) => return Some(Disorder::Twice(note)),
                NoteKind::Off if !sounding.remove(&voice) => {
                    return Some(Disorder::NotSounding(note));
                }
                _ => now = note.sample,
            }
        }
        let (channel, key) = sounding.pop_first()?;
        Some(Disorder::Hanging(channel, key))
    }

    /// Writes a table: `sample,event,channel,key,velocity`, a row a note's begin (`on`) or end
    /// (`off`), with the velocity only where it begins.
    ///
    /// # Errors
    /// If `table` can't be written.
    pub fn write_csv(&self, mut table: impl io::Write) -> io::Result<()> {
        writeln!(table, "sample,event,channel,key,velocity")?;
        for note in &self.notes {
            let (sample, channel, key) = (note.sample, note.channel.get(), note.key.get());
            match note.kind {
                NoteKind::On(velocity) => {
                    writeln!(table, "{sample},on,{channel},{key},{}", velocity.get())?;
                }
                NoteKind::Off => writeln!(table, "{sample},off,{channel},{key},")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(sample: u64, key: u8, kind: NoteKind) -> Note {
        Note {
            sample,
            channel: Channel::DRUMS,
            key: MidiKey::new(key).expect("below 128"),
            kind,
        }
    }

    fn recording(notes: &[Note]) -> Recording {
        Recording {
            notes: notes.to_vec(),
            peak: 0.0,
            edits: Vec::new(),
        }
    }

    #[test]
    fn every_kind_of_disorder_is_told() {
        let on = NoteKind::On(MidiVelocity::new(100));
        let disorder = |notes: &[Note]| recording(notes).disorder();
        let (begin, end) = (note(5, 36, on), note(9, 36, NoteKind::Off));
        assert_eq!(disorder(&[begin, end]), None);
        let hanging = Disorder::Hanging(Channel::DRUMS, begin.key);
        assert_eq!(disorder(&[begin]), Some(hanging));
        assert_eq!(disorder(&[begin, begin]), Some(Disorder::Twice(begin)));
        assert_eq!(disorder(&[end]), Some(Disorder::NotSounding(end)));
        let other = note(7, 38, on);
        let early = note(6, 36, NoteKind::Off);
        assert_eq!(
            disorder(&[begin, other, early]),
            Some(Disorder::BackInTime(early))
        );
        // The same key on another channel is another note.
        let elsewhere = Note {
            channel: Channel::FIRST,
            ..end
        };
        assert_eq!(
            disorder(&[begin, elsewhere]),
            Some(Disorder::NotSounding(elsewhere))
        );
    }

    #[test]
    fn a_table_has_a_row_for_each_begin_and_end() {
        let on = NoteKind::On(MidiVelocity::new(100));
        let mut table = Vec::new();
        let heard = recording(&[note(5, 36, on), note(9, 36, NoteKind::Off)]);
        heard.write_csv(&mut table).unwrap();
        let text = String::from_utf8(table).unwrap();
        assert_eq!(
            text,
            "sample,event,channel,key,velocity\n5,on,10,36,100\n9,off,10,36,\n"
        );
    }
}
