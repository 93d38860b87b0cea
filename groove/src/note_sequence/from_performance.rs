//! From a performance to the message: as note-seq's `midi_to_note_sequence` fills it.

use super::{
    ControlChange, EncodingType, InstrumentInfo, KeySignature, Mode, Note, NoteSequence, Parser,
    PitchBend, SourceInfo, Tempo, TimeSignature,
};
use crate::performance::{PartIndex, Performance};

impl From<&Performance> for NoteSequence {
    /// Parts become instruments with the same numbers; everything stays in its order. A
    /// performance that counts in ticks came from a MIDI file, so the message says that it did.
    /// Names of file and collection are left empty: see [`crate::convert`].
    fn from(performance: &Performance) -> Self {
        let mut message = Self {
            ticks_per_quarter: performance.ticks_per_beat.map_or(0, i32::from),
            source_info: performance.ticks_per_beat.map(|_| SourceInfo {
                encoding_type: EncodingType::Midi.into(),
                parser: Parser::PrettyMidi.into(),
                ..SourceInfo::default()
            }),
            ..Self::default()
        };
        let meters = performance.meters.iter();
        message.time_signatures = meters
            .map(|change| TimeSignature {
                time: change.at.0,
                numerator: change.meter.numerator.into(),
                denominator: i32::try_from(change.meter.denominator).unwrap_or(i32::MAX),
            })
            .collect();
        let keys = performance.keys.iter();
        message.key_signatures = keys
            .map(|change| KeySignature {
                time: change.at.0,
                key: change.tonic.into(),
                mode: if change.minor {
                    Mode::Minor
                } else {
                    Mode::Major
                }
                .into(),
            })
            .collect();
        let tempos = performance.tempos.iter();
        message.tempos = tempos
            .map(|change| Tempo {
                time: change.at.0,
                qpm: change.tempo.get(),
            })
            .collect();
        add_players(performance, &mut message);
        message
    }
}

/// Adds what parts play.
fn add_players(performance: &Performance, message: &mut NoteSequence) {
    let parts = performance.parts.iter();
    let named = parts.zip(0..).filter(|(part, _)| !part.name.is_empty());
    message.instrument_infos = named
        .map(|(part, instrument)| InstrumentInfo {
            instrument,
            name: part.name.clone(),
        })
        .collect();
    let player = |part: PartIndex| Player::of(performance, part);
    let notes = performance.strokes.iter();
    message.notes = notes
        .map(|stroke| {
            let player = player(stroke.part);
            Note {
                pitch: stroke.key.get().into(),
                velocity: stroke.velocity.get().into(),
                start_time: stroke.start.0,
                end_time: stroke.end.0,
                instrument: player.instrument,
                program: player.program,
                is_drum: player.drums,
                ..Note::default()
            }
        })
        .collect();
    let ends = performance.strokes.iter().map(|stroke| stroke.end.0);
    message.total_time = ends.reduce(f64::max).unwrap_or(0.0);
    let bends = performance.bends.iter();
    message.pitch_bends = bends
        .map(|bend| {
            let player = player(bend.part);
            PitchBend {
                time: bend.at.0,
                bend: bend.bend.into(),
                instrument: player.instrument,
                program: player.program,
                is_drum: player.drums,
            }
        })
        .collect();
    let controls = performance.controls.iter();
    message.control_changes = controls
        .map(|control| {
            let player = player(control.part);
            ControlChange {
                time: control.at.0,
                control_number: control.controller.into(),
                control_value: control.value.into(),
                instrument: player.instrument,
                program: player.program,
                is_drum: player.drums,
                ..ControlChange::default()
            }
        })
        .collect();
}

/// A part as each of its events names it.
struct Player {
    instrument: i32,
    program: i32,
    drums: bool,
}

impl Player {
    fn of(performance: &Performance, part: PartIndex) -> Self {
        let known = performance.parts.get(part.0 as usize);
        Self {
            instrument: i32::try_from(part.0).unwrap_or(i32::MAX),
            program: known.map_or(0, |part| part.program.into()),
            drums: known.is_some_and(|part| part.drums),
        }
    }
}
