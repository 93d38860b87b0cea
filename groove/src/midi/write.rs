//! From grooves to the bytes of a MIDI file.

use std::{fs, path::Path};

use midly::{
    Format, Header, MetaMessage, MidiMessage, Smf, Timing, Track, TrackEvent, TrackEventKind,
    num::{u4, u7, u15, u24, u28},
};

use super::MidiError;
use crate::{
    drum_map::DrumMap,
    groove::Groove,
    units::{Beats, Tempo},
};

/// Ticks in a quarter note of the files we write: 960 keeps an offset to within 0.3 ms at 120.
pub const TICKS_PER_BEAT: u16 = 960;

/// General MIDI's drum channel, counted from 0.
const DRUM_CHANNEL: u4 = u4::new(9);

/// A note to be written, in ticks.
struct Note {
    start: u32,
    end: u32,
    key: u8,
    velocity: u8,
}

/// Writes grooves one after the other to a MIDI file with this tempo.
///
/// # Errors
/// If the file can't be written.
pub fn write(
    file: &Path,
    grooves: &[&Groove],
    map: &DrumMap,
    tempo: Tempo,
) -> Result<(), MidiError> {
    fs::write(file, to_bytes(grooves, map, tempo)).map_err(|source| MidiError::file(file, source))
}

/// The bytes of a MIDI file that plays grooves one after the other.
///
/// A note lasts one step, or to the next stroke of the same drum. A stroke that is early over
/// the very start of the file sounds at its first tick, since MIDI has no time before zero. The
/// second stroke of a flam is a note of its own.
#[must_use]
pub fn to_bytes(grooves: &[&Groove], map: &DrumMap, tempo: Tempo) -> Vec<u8> {
    let (notes, length) = notes(grooves, map);
    let mut events: Vec<(u32, TrackEventKind)> = Vec::with_capacity(notes.len() * 2);
    for note in &notes {
        let key = u7::new(note.key);
        let on = MidiMessage::NoteOn {
            key,
            vel: u7::new(note.velocity),
        };
        let off = MidiMessage::NoteOff {
            key,
            vel: u7::new(0),
        };
        events.push((
            note.start,
            TrackEventKind::Midi {
                channel: DRUM_CHANNEL,
                message: on,
            },
        ));
        events.push((
            note.end,
            TrackEventKind::Midi {
                channel: DRUM_CHANNEL,
                message: off,
            },
        ));
    }
    let is_on = |kind: &TrackEventKind| {
        matches!(
            kind,
            TrackEventKind::Midi {
                message: MidiMessage::NoteOn { .. },
                ..
            }
        )
    };
    events.sort_by_key(|(tick, kind)| (*tick, is_on(kind)));

    let mut track = header(grooves, tempo);
    let mut last = 0;
    for (tick, kind) in events {
        track.push(TrackEvent {
            delta: u28::new(tick - last),
            kind,
        });
        last = tick;
    }
    // The end of the track closes the last bar, so that a host loops whole bars.
    let rest = u28::new(length.saturating_sub(last));
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

fn header(grooves: &[&Groove], tempo: Tempo) -> Track<'static> {
    let beats_per_bar = grooves
        .first()
        .map_or(4, |groove| groove.grid().beats_per_bar());
    let microseconds = (6e7 / tempo.get())
        .round()
        .clamp(1.0, f64::from(u24::max_value().as_int()));
    [
        MetaMessage::TrackName(b"Quatrain"),
        MetaMessage::TimeSignature(u8::try_from(beats_per_bar).unwrap_or(4), 2, 24, 8),
        MetaMessage::Tempo(u24::new(microseconds as u32)),
    ]
    .into_iter()
    .map(|meta| TrackEvent {
        delta: u28::new(0),
        kind: TrackEventKind::Meta(meta),
    })
    .collect()
}

/// The notes of all grooves in order of their start, none reaching into the next of its key,
/// and the length of the whole in ticks.
fn notes(grooves: &[&Groove], map: &DrumMap) -> (Vec<Note>, u32) {
    let ticks = |beats: Beats| (beats.0 * f64::from(TICKS_PER_BEAT)).round().max(0.0) as u32;
    let mut begin = Beats(0.0);
    let mut notes = Vec::new();
    for groove in grooves {
        let grid = groove.grid();
        for stroke in groove.strokes() {
            let second = stroke.cell.second.zip(stroke.second_time(grid));
            let strokes = [
                Some((stroke.time(grid), stroke.cell.velocity)),
                second.map(|(second, time)| (time, second.velocity)),
            ];
            for (time, velocity) in strokes.into_iter().flatten() {
                let start = Beats(begin.0 + time.0);
                notes.push(Note {
                    start: ticks(start),
                    end: ticks(Beats(start.0.max(0.0) + grid.step_length().0)),
                    key: map.key(stroke.drum).get(),
                    velocity: velocity.to_midi().get(),
                });
            }
        }
        begin.0 += grid.length().0;
    }
    notes.sort_by_key(|note| (note.start, note.key, note.velocity));
    for at in 0..notes.len() {
        let next = notes[at + 1..]
            .iter()
            .find(|later| later.key == notes[at].key);
        if let Some(next) = next.map(|note| note.start) {
            notes[at].end = notes[at].end.min(next);
        }
    }
    // Two strokes of one key on one tick are one note; the louder stays.
    notes.retain(|note| note.end > note.start);
    (notes, ticks(begin))
}
