//! Notes on a line of time, as they are to be written to a MIDI file.

use midly::{
    Format, Header, MetaMessage, MidiMessage, Smf, Timing, Track, TrackEvent, TrackEventKind,
    num::{u4, u7, u15, u24, u28},
};

use super::write::TICKS_PER_BEAT;
use crate::units::{Beats, MidiKey, MidiVelocity, Tempo};

/// A note of a [`Clip`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClipNote {
    /// When it begins. MIDI has no time before zero: what is earlier begins there.
    pub start: Beats,
    /// How long it is held at most, in quarter notes: it ends where the next of its key begins.
    pub length: Beats,
    /// MIDI channel, counted from 0; what is above 15 becomes 15.
    pub channel: u8,
    /// Which key.
    pub key: MidiKey,
    /// How hard.
    pub velocity: MidiVelocity,
}

/// See the module's documentation.
#[derive(Debug, Clone, PartialEq)]
pub struct Clip {
    /// In any order.
    pub notes: Vec<ClipNote>,
    /// The end of the track closes the last bar, so that a host loops whole bars.
    pub length: Beats,
    /// Quarter notes in a bar.
    pub beats_per_bar: usize,
    /// How fast.
    pub tempo: Tempo,
    /// The name of the track.
    pub name: String,
    /// What a program wants to find again in its own files ([`remark`]); other programs pass over
    /// it.
    pub remark: Option<Vec<u8>>,
}

/// MIDI's maker number for those who have none.
const NOBODYS: u8 = 0x7D;

/// A note in ticks.
struct Note {
    start: u32,
    end: u32,
    channel: u8,
    key: u8,
    velocity: u8,
}

impl Clip {
    /// The bytes of a MIDI file. Two notes of one key on one tick are one; the louder stays.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut events: Vec<(u32, TrackEventKind)> = Vec::with_capacity(self.notes.len() * 2);
        for note in self.in_ticks() {
            let (key, channel) = (u7::new(note.key), u4::new(note.channel));
            let on = MidiMessage::NoteOn {
                key,
                vel: u7::new(note.velocity),
            };
            let off = MidiMessage::NoteOff {
                key,
                vel: u7::new(0),
            };
            for (tick, message) in [(note.start, on), (note.end, off)] {
                events.push((tick, TrackEventKind::Midi { channel, message }));
            }
        }
        events.sort_by_key(|(tick, kind)| (*tick, is_on(kind)));

        let remark = self.remark.as_ref().map(|remark| {
            let maker = std::iter::once(NOBODYS);
            maker.chain(remark.iter().copied()).collect::<Vec<u8>>()
        });
        let mut track = self.header(remark.as_deref());
        let mut last = 0;
        for (tick, kind) in events {
            track.push(TrackEvent {
                delta: u28::new(tick - last),
                kind,
            });
            last = tick;
        }
        let rest = u28::new(ticks(self.length).saturating_sub(last));
        track.push(TrackEvent {
            delta: rest,
            kind: TrackEventKind::Meta(MetaMessage::EndOfTrack),
        });

        let timing = Timing::Metrical(u15::new(TICKS_PER_BEAT));
        let smf = Smf {
            header: Header::new(Format::SingleTrack, timing),
            tracks: vec![track],
        };
        let mut bytes = Vec::new();
        // Writing to memory does not fail.
        let _ = smf.write_std(&mut bytes);
        bytes
    }

    /// The remark comes first, where [`remark`] looks for it.
    fn header<'a>(&'a self, remark: Option<&'a [u8]>) -> Track<'a> {
        let microseconds = (6e7 / self.tempo.get())
            .round()
            .clamp(1.0, f64::from(u24::max_value().as_int()));
        let beats_per_bar = u8::try_from(self.beats_per_bar).unwrap_or(4);
        let always = [
            MetaMessage::TrackName(self.name.as_bytes()),
            MetaMessage::TimeSignature(beats_per_bar, 2, 24, 8),
            MetaMessage::Tempo(u24::new(microseconds as u32)),
        ];
        let first = remark.map(MetaMessage::SequencerSpecific);
        first
            .into_iter()
            .chain(always)
            .map(|meta| TrackEvent {
                delta: u28::new(0),
                kind: TrackEventKind::Meta(meta),
            })
            .collect()
    }

    /// The notes in order of their start, none reaching into the next of its key.
    fn in_ticks(&self) -> Vec<Note> {
        let notes = self.notes.iter().map(|note| Note {
            start: ticks(note.start),
            end: ticks(Beats(note.start.0.max(0.0) + note.length.0)),
            channel: note.channel.min(15),
            key: note.key.get(),
            velocity: note.velocity.get(),
        });
        let mut notes: Vec<Note> = notes.collect();
        notes.sort_by_key(|note| (note.start, note.channel, note.key, note.velocity));
        let mut later_starts = [[None; 128]; 16];
        for note in notes.iter_mut().rev() {
            let next = &mut later_starts[usize::from(note.channel)][usize::from(note.key)];
            note.end = note.end.min(next.unwrap_or(u32::MAX));
            *next = Some(note.start);
        }
        notes.retain(|note| note.end > note.start);
        notes
    }
}

fn ticks(beats: Beats) -> u32 {
    (beats.0 * f64::from(TICKS_PER_BEAT)).round().max(0.0) as u32
}

fn is_on(kind: &TrackEventKind) -> bool {
    matches!(
        kind,
        TrackEventKind::Midi {
            message: MidiMessage::NoteOn { .. },
            ..
        }
    )
}

/// What [`Clip::remark`] was, if the bytes are those of a file that [`Clip::to_bytes`] made and
/// nobody wrote anew since.
#[must_use]
pub fn remark(bytes: &[u8]) -> Option<&[u8]> {
    // A header of 14 bytes, then the track's name and length, then at once the event.
    let [0x00, 0xFF, 0x7F, rest @ ..] = bytes.get(22..)? else {
        return None;
    };
    let mut length = 0;
    for (at, byte) in rest.iter().enumerate().take(4) {
        length = length << 7 | usize::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            let held = rest.get(at + 1..)?.get(..length)?;
            return held.strip_prefix(&[NOBODYS]);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clip(remark: Option<Vec<u8>>) -> Clip {
        let note = |start, key| ClipNote {
            start: Beats(start),
            length: Beats(0.25),
            channel: 9,
            key: MidiKey::new(key).expect("a key"),
            velocity: MidiVelocity::new(100),
        };
        Clip {
            notes: vec![note(0.5, 36), note(-0.1, 38), note(0.6, 36)],
            length: Beats(4.0),
            beats_per_bar: 4,
            tempo: Tempo::DEFAULT,
            name: "Quatrain".to_owned(),
            remark,
        }
    }

    #[test]
    fn remarks_of_all_lengths_are_found_again_and_change_no_note() {
        let plain = clip(None).to_bytes();
        assert_eq!(remark(&plain), None);
        let read = |bytes: &[u8]| super::super::parse(bytes, "memory.mid".as_ref());
        let strokes = read(&plain).expect("our own file").strokes;
        assert_eq!(strokes.len(), 3);
        for length in [0, 1, 126, 127, 128, 16_500, 3_000_000] {
            let said: Vec<u8> = (0..length).map(|at: usize| (at % 251) as u8).collect();
            let bytes = clip(Some(said.clone())).to_bytes();
            assert_eq!(remark(&bytes), Some(&*said), "{length} bytes");
            assert_eq!(read(&bytes).expect("our own file").strokes, strokes);
        }
    }

    #[test]
    fn torn_and_foreign_files_have_no_remark() {
        let bytes = clip(Some(b"what was said".to_vec())).to_bytes();
        for length in 0..39 {
            assert_eq!(remark(&bytes[..length]), None, "{length} bytes");
        }
        assert_eq!(remark(b"hello"), None);
    }

    #[test]
    fn a_note_ends_where_the_next_of_its_key_begins() {
        let notes = clip(None).in_ticks();
        let ends: Vec<_> = notes.iter().map(|note| (note.start, note.end)).collect();
        assert_eq!(ends, [(0, 240), (480, 576), (576, 816)]);
    }
}
