//! From grooves to the bytes of a MIDI file.

use std::{fs, path::Path};

use super::{Clip, ClipNote, MidiError};
use crate::{
    drum_map::DrumMap,
    groove::Groove,
    units::{Beats, Tempo},
};

/// Ticks in a quarter note of the files we write: 960 keeps an offset to within 0.3 ms at 120.
pub const TICKS_PER_BEAT: u16 = 960;

/// General MIDI's drum channel, counted from 0.
const DRUM_CHANNEL: u8 = 9;

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
    clip(grooves, map, tempo).to_bytes()
}

fn clip(grooves: &[&Groove], map: &DrumMap, tempo: Tempo) -> Clip {
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
                notes.push(ClipNote {
                    start: Beats(begin.0 + time.0),
                    length: grid.step_length(),
                    channel: DRUM_CHANNEL,
                    key: map.key(stroke.drum),
                    velocity: velocity.to_midi(),
                });
            }
        }
        begin.0 += grid.length().0;
    }
    let first = grooves.first();
    Clip {
        notes,
        length: begin,
        beats_per_bar: first.map_or(4, |groove| groove.grid().beats_per_bar()),
        tempo,
        name: "Quatrain".to_owned(),
        remark: None,
    }
}
