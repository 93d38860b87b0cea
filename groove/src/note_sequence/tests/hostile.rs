//! Messages of broken tools, and bytes that are none.

use proptest::prelude::*;

use super::*;
use crate::{
    DrumMap, Grid, Step,
    performance::Event,
    quantize::{last_step, quantize},
};

/// Numbers as a broken tool writes them.
fn hostile_time() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => 0.0f64..20.0,
        1 => any::<f64>(),
        1 => prop::sample::select(vec![
            f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, -0.0, 1e-320,
        ]),
    ]
}

fn hostile_number() -> impl Strategy<Value = i32> {
    prop_oneof![4 => 0..130, 1 => any::<i32>(), 1 => -3..300]
}

fn hostile_message() -> impl Strategy<Value = NoteSequence> {
    let number = hostile_number;
    let time = hostile_time;
    let notes = prop::collection::vec(
        (
            (number(), number(), number(), number()),
            time(),
            time(),
            any::<bool>(),
        ),
        0..20,
    );
    let changes = prop::collection::vec((time(), time(), number(), number(), any::<i64>()), 0..8);
    let grid = prop::option::of((number(), any::<bool>()));
    (notes, changes, grid).prop_map(|(notes, changes, grid)| NoteSequence {
        notes: notes
            .into_iter()
            .map(
                |((pitch, velocity, program, step), start_time, end_time, is_drum)| Note {
                    pitch,
                    velocity,
                    start_time,
                    end_time,
                    program,
                    is_drum,
                    quantized_start_step: step.into(),
                    quantized_end_step: i64::from(step) << 40,
                    instrument: step,
                    ..Note::default()
                },
            )
            .collect(),
        tempos: changes
            .iter()
            .map(|&(time, qpm, ..)| Tempo { time, qpm })
            .collect(),
        time_signatures: changes
            .iter()
            .map(|&(time, _, numerator, denominator, _)| TimeSignature {
                time,
                numerator,
                denominator,
            })
            .collect(),
        key_signatures: changes
            .iter()
            .map(|&(time, _, key, mode, _)| KeySignature { time, key, mode })
            .collect(),
        control_changes: changes
            .iter()
            .map(|&(time, _, number, value, quantized_step)| ControlChange {
                time,
                quantized_step,
                control_number: number,
                control_value: value,
                ..ControlChange::default()
            })
            .collect(),
        pitch_bends: changes
            .iter()
            .map(|&(time, _, bend, instrument, _)| PitchBend {
                time,
                bend,
                instrument,
                ..PitchBend::default()
            })
            .collect(),
        quantization_info: grid.map(|(steps, quarters)| QuantizationInfo {
            resolution: Some(if quarters {
                Resolution::StepsPerQuarter(steps)
            } else {
                Resolution::StepsPerSecond(steps)
            }),
        }),
        ..NoteSequence::default()
    })
}

proptest! {
    #[test]
    fn no_message_panics(message in hostile_message()) {
        for rules in [Rules::Quatrain, Rules::Reference] {
            let Ok(performance) = message.performance(rules) else {
                prop_assert_eq!(rules, Rules::Reference);
                continue;
            };
            for stroke in &performance.strokes {
                prop_assert!(stroke.start.0.is_finite() && stroke.end >= stroke.start);
                prop_assert!((stroke.part.0 as usize) < performance.parts.len());
            }
            prop_assert!(performance.tempos.is_sorted_by(|a, b| a.at <= b.at));
            prop_assert!(performance.tempos.first().is_none_or(|first| first.at.0 == 0.0));
            let left_out: usize = performance.faults.iter().map(|fault| match fault {
                Fault::Senseless { event: Event::Note, count } => *count,
                _ => 0,
            }).sum();
            prop_assert_eq!(performance.strokes.len() + left_out, message.notes.len());
            let _ = last_step(&performance, Grid::FOUR_BARS);
            if let Ok(laid) = quantize(&performance, DrumMap::roland(), Grid::FOUR_BARS, rules) {
                for section in &laid.sections {
                    section.windows(Grid::FOUR_BARS, Step(64)).take(3).for_each(drop);
                }
            }
            // What was understood once is understood again, without faults.
            let again = NoteSequence::from(&performance).performance(rules).unwrap();
            prop_assert_eq!(again.faults, []);
            prop_assert_eq!(again.strokes, performance.strokes);
        }
    }

    #[test]
    fn no_bytes_panic(
        message in hostile_message(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        noise in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let mut bytes = message.to_bytes();
        bytes.extend(noise);
        for (at, byte) in changes {
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
        }
        for rules in [Rules::Quatrain, Rules::Reference] {
            let _ = parse_by(&bytes, rules);
        }
    }
}

#[test]
fn what_is_no_message_says_so() {
    let error = NoteSequence::parse(b"MThd\0\0\0\x06")
        .unwrap_err()
        .to_string();
    assert!(error.contains("no NoteSequence ("), "{error}");
    assert_eq!(NoteSequence::parse(b""), Ok(NoteSequence::default()));
    assert_eq!(ours(&NoteSequence::default()), Performance::default());
}
