//! What a host heard from a plugin: notes at absolute samples, and the audio's peak.

use groove::{MidiKey, units::MidiVelocity};

/// A note begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    /// When, in samples since the script began.
    pub sample: u64,
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
    Hanging(MidiKey),
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
        let mut sounding = [false; 128];
        let mut now = 0;
        for &note in &self.notes {
            let sounds = &mut sounding[usize::from(note.key.get())];
            match note.kind {
                _ if note.sample < now => return Some(Disorder::BackInTime(note)),
                NoteKind::On(_) if *sounds => return Some(Disorder::Twice(note)),
                NoteKind::Off if !*sounds => return Some(Disorder::NotSounding(note)),
                NoteKind::On(_) => *sounds = true,
                NoteKind::Off => *sounds = false,
            }
            now = note.sample;
        }
        let hanging = (0..128).find(|&key| sounding[usize::from(key)])?;
        MidiKey::new(hanging).map(Disorder::Hanging)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(sample: u64, key: u8, kind: NoteKind) -> Note {
        let key = MidiKey::new(key).expect("below 128");
        Note { sample, key, kind }
    }

    fn disorder(notes: &[Note]) -> Option<Disorder> {
        let notes = notes.to_vec();
        Recording { notes, peak: 0.0 }.disorder()
    }

    #[test]
    fn every_kind_of_disorder_is_told() {
        let on = NoteKind::On(MidiVelocity::new(100));
        let (begin, end) = (note(5, 36, on), note(9, 36, NoteKind::Off));
        assert_eq!(disorder(&[begin, end]), None);
        assert_eq!(disorder(&[begin]), Some(Disorder::Hanging(begin.key)));
        assert_eq!(disorder(&[begin, begin]), Some(Disorder::Twice(begin)));
        assert_eq!(disorder(&[end]), Some(Disorder::NotSounding(end)));
        let other = note(7, 38, on);
        let early = note(6, 36, NoteKind::Off);
        assert_eq!(
            disorder(&[begin, other, early]),
            Some(Disorder::BackInTime(early))
        );
    }
}
