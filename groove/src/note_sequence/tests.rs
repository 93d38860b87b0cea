use proptest::prelude::*;

use super::*;
use crate::{
    DrumMap, Grid, MidiKey, MidiVelocity, Step,
    performance::{
        Event, KeyChange, Meter, MeterChange, Part, PartIndex, PitchBend as Bend, Seconds, Stroke,
        TempoChange,
    },
    quantize::{last_step, quantize},
    units,
};

fn note(pitch: i32, start_time: f64) -> Note {
    Note {
        pitch,
        velocity: 100,
        start_time,
        end_time: start_time + 0.1,
        ..Note::default()
    }
}

fn of_notes(notes: Vec<Note>) -> NoteSequence {
    NoteSequence {
        notes,
        ..NoteSequence::default()
    }
}

fn ours(message: &NoteSequence) -> Performance {
    message.performance(Rules::Quatrain).unwrap()
}

fn any_performance() -> impl Strategy<Value = Performance> {
    let seconds = || (0.0f64..1000.0).prop_map(Seconds);
    let parts = prop::collection::vec((0u8..128, any::<bool>(), "[a-zé]{0,3}"), 1..4);
    let counts = 1usize..20;
    (parts, counts, any::<Option<u8>>()).prop_flat_map(move |(parts, count, ticks)| {
        let last = parts.len() as u32;
        let stroke = (0u8..128, 1u8..128, seconds(), 0.0f64..5.0, 0..last);
        let strokes = prop::collection::vec(stroke, count);
        let changes = prop::collection::vec((seconds(), 1u8..=255, 0u32..8, 0u8..12), 0..4);
        let moves = prop::collection::vec((seconds(), 0u8..128, -8192i16..8192, 0..last), 0..4);
        (Just((parts, ticks)), strokes, changes, moves).prop_map(
            |((parts, ticks), strokes, mut changes, moves)| {
                let played = strokes
                    .into_iter()
                    .map(|(key, velocity, start, length, part)| Stroke {
                        key: MidiKey::new(key).unwrap(),
                        velocity: MidiVelocity::new(velocity),
                        start,
                        end: Seconds(start.0 + length),
                        part: PartIndex(part),
                    });
                // A part that plays nothing is not in the message.
                let each = (0..parts.len() as u32).map(|part| Stroke {
                    key: MidiKey::new(38).unwrap(),
                    velocity: MidiVelocity::new(1),
                    start: Seconds(0.5),
                    end: Seconds(0.5),
                    part: PartIndex(part),
                });
                changes.sort_by(|a, b| a.0.0.total_cmp(&b.0.0));
                if let Some(first) = changes.first_mut() {
                    first.0 = Seconds(0.0);
                }
                let changes = || changes.iter().copied();
                Performance {
                    strokes: played.chain(each).collect(),
                    parts: parts
                        .into_iter()
                        .map(|(program, drums, name)| Part {
                            program,
                            drums,
                            name,
                        })
                        .collect(),
                    tempos: changes()
                        .map(|(at, tempo, ..)| TempoChange {
                            at,
                            tempo: units::Tempo::new(f64::from(tempo) + 1.0 / 3.0).unwrap(),
                        })
                        .collect(),
                    meters: changes()
                        .map(|(at, numerator, power, _)| MeterChange {
                            at,
                            meter: Meter {
                                numerator,
                                denominator: 1 << power,
                            },
                        })
                        .collect(),
                    keys: changes()
                        .map(|(at, _, power, tonic)| KeyChange {
                            at,
                            tonic,
                            minor: power == 0,
                        })
                        .collect(),
                    controls: moves
                        .iter()
                        .map(|&(at, value, _, part)| crate::performance::ControlChange {
                            at,
                            controller: 127 - value,
                            value,
                            part: PartIndex(part),
                        })
                        .collect(),
                    bends: moves
                        .iter()
                        .map(|&(at, _, bend, part)| Bend {
                            at,
                            bend,
                            part: PartIndex(part),
                        })
                        .collect(),
                    ticks_per_beat: ticks.filter(|ticks| *ticks > 0).map(u16::from),
                    faults: Vec::new(),
                }
            },
        )
    })
}

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
    fn a_performance_survives_its_message(performance in any_performance()) {
        let bytes = NoteSequence::from(&performance).to_bytes();
        for rules in [Rules::Quatrain, Rules::Reference] {
            prop_assert_eq!(&parse_by(&bytes, rules).unwrap(), &performance);
        }
    }

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
fn notes_that_mean_nothing_are_left_out_and_counted() {
    let mut message = of_notes(vec![
        note(36, 0.0),
        note(300, 0.0),
        note(-1, 0.0),
        note(38, f64::NAN),
        note(38, f64::INFINITY),
        note(38, -0.01),
    ]);
    let performance = ours(&message);
    let starts: Vec<f64> = performance
        .strokes
        .iter()
        .map(|stroke| stroke.start.0)
        .collect();
    assert_eq!(starts, [0.0, -0.01], "a note may be early over the start");
    let fault = Fault::Senseless {
        event: Event::Note,
        count: 4,
    };
    assert_eq!(performance.faults, std::slice::from_ref(&fault));
    assert_eq!(
        message.performance(Rules::Reference),
        Err(NoteSequenceError::Refused { fault })
    );
    message
        .notes
        .retain(|note| note.start_time <= 0.0 && (0..128).contains(&note.pitch));
    assert_eq!(
        message.performance(Rules::Reference).unwrap().strokes.len(),
        2
    );
}

#[test]
fn velocities_and_ends_out_of_range_are_brought_in() {
    let loud = |velocity, end_time| Note {
        velocity,
        end_time,
        ..note(36, 1.0)
    };
    let message = of_notes(vec![
        loud(0, 2.0),
        loud(200, 2.0),
        loud(-5, 2.0),
        loud(64, 0.5),
        loud(64, f64::NAN),
        loud(64, 1.0),
    ]);
    let performance = ours(&message);
    let kept: Vec<(u8, f64)> = performance
        .strokes
        .iter()
        .map(|stroke| (stroke.velocity.get(), stroke.end.0))
        .collect();
    assert_eq!(
        kept,
        [
            (1, 2.0),
            (127, 2.0),
            (1, 2.0),
            (64, 1.0),
            (64, 1.0),
            (64, 1.0)
        ]
    );
    let out_of_range = |count| Fault::OutOfRange {
        event: Event::Note,
        count,
    };
    assert_eq!(performance.faults, [out_of_range(5)]);
    let reference = message.performance(Rules::Reference).unwrap();
    assert_eq!(
        reference.strokes[0].velocity.get(),
        0,
        "the reference keeps silent strokes"
    );
    assert_eq!(reference.faults, [out_of_range(4)]);
}

#[test]
fn changes_that_mean_nothing_are_left_out() {
    let tempo = |time, qpm| Tempo { time, qpm };
    let meter = |numerator, denominator| TimeSignature {
        time: 0.0,
        numerator,
        denominator,
    };
    let key = |key, mode| KeySignature {
        time: 0.0,
        key,
        mode,
    };
    let message = NoteSequence {
        tempos: vec![
            tempo(2.0, 90.0),
            tempo(1.0, 0.0),
            tempo(1.0, f64::NAN),
            tempo(f64::NAN, 90.0),
        ],
        time_signatures: vec![
            meter(4, 0),
            meter(0, 4),
            meter(4, 3),
            meter(-3, 4),
            meter(7, 8),
        ],
        key_signatures: vec![key(12, 0), key(9, 1), key(2, 4), key(3, 99)],
        ..of_notes(vec![note(36, 0.0)])
    };
    let performance = ours(&message);
    let tempos: Vec<(f64, f64)> = performance
        .tempos
        .iter()
        .map(|change| (change.at.0, change.tempo.get()))
        .collect();
    assert_eq!(tempos, [(0.0, 120.0), (2.0, 90.0)]);
    let meters: Vec<String> = performance
        .meters
        .iter()
        .map(|at| at.meter.to_string())
        .collect();
    assert_eq!(meters, ["7/8"]);
    let keys: Vec<(u8, bool)> = performance
        .keys
        .iter()
        .map(|key| (key.tonic, key.minor))
        .collect();
    assert_eq!(keys, [(9, true), (2, true), (3, false)]);
    let senseless = |event, count| Fault::Senseless { event, count };
    let expected = [
        senseless(Event::Tempo, 3),
        senseless(Event::Meter, 4),
        senseless(Event::Key, 1),
        Fault::OutOfRange {
            event: Event::Key,
            count: 2,
        },
    ];
    assert_eq!(performance.faults, expected);
    assert!(message.performance(Rules::Reference).is_err());
}

#[test]
fn movements_out_of_range_are_brought_in_or_left_out() {
    let message = NoteSequence {
        control_changes: [(4, 200), (128, 0), (-1, 0)]
            .map(|(control_number, control_value)| ControlChange {
                control_number,
                control_value,
                ..ControlChange::default()
            })
            .to_vec(),
        pitch_bends: [9000, -9000, 5]
            .map(|bend| PitchBend {
                bend,
                ..PitchBend::default()
            })
            .to_vec(),
        ..of_notes(vec![Note {
            program: 1000,
            ..note(36, 0.0)
        }])
    };
    let performance = ours(&message);
    assert_eq!(performance.controls.len(), 1);
    assert_eq!(
        (
            performance.controls[0].controller,
            performance.controls[0].value
        ),
        (4, 127)
    );
    let bends: Vec<i16> = performance.bends.iter().map(|bend| bend.bend).collect();
    assert_eq!(bends, [8191, -8192, 5]);
    assert_eq!(performance.parts.len(), 2);
    assert_eq!(performance.parts[1].program, 127);
    assert_eq!(performance.strokes[0].part, PartIndex(1));
    let expected = [
        Fault::OutOfRange {
            event: Event::Note,
            count: 1,
        },
        Fault::Senseless {
            event: Event::Control,
            count: 2,
        },
        Fault::OutOfRange {
            event: Event::Control,
            count: 1,
        },
        Fault::OutOfRange {
            event: Event::Bend,
            count: 2,
        },
    ];
    assert_eq!(performance.faults, expected);
    assert!(
        message.performance(Rules::Reference).is_ok(),
        "it looks at notes alone"
    );
}

#[test]
fn instruments_become_parts_in_order() {
    let by = |instrument, program, is_drum| Note {
        instrument,
        program,
        is_drum,
        ..note(36, 0.0)
    };
    let message = NoteSequence {
        instrument_infos: [(9, "kit"), (7, "nobody"), (-3, "bass"), (9, "drums")]
            .map(|(instrument, name)| InstrumentInfo {
                instrument,
                name: name.to_owned(),
            })
            .to_vec(),
        ..of_notes(vec![
            by(9, 0, true),
            by(-3, 33, false),
            by(9, 40, true),
            by(9, 0, true),
        ])
    };
    let performance = ours(&message);
    let parts: Vec<_> = performance
        .parts
        .iter()
        .map(|part| (&*part.name, part.program, part.drums))
        .collect();
    assert_eq!(
        parts,
        [("bass", 33, false), ("drums", 0, true), ("", 40, true)]
    );
    let played: Vec<u32> = performance
        .strokes
        .iter()
        .map(|stroke| stroke.part.0)
        .collect();
    assert_eq!(played, [1, 0, 2, 1]);
}

#[test]
fn steps_alone_give_times() {
    let mut message = of_notes(vec![Note {
        start_time: 0.0,
        end_time: 0.0,
        quantized_start_step: 6,
        quantized_end_step: 7,
        ..note(36, 0.0)
    }]);
    let times = |message: &NoteSequence, rules| {
        let stroke = message.performance(rules).unwrap().strokes[0];
        (stroke.start.0, stroke.end.0)
    };
    assert_eq!(
        times(&message, Rules::Quatrain),
        (0.0, 0.0),
        "steps of no grid mean nothing"
    );
    let grid = |resolution| {
        Some(QuantizationInfo {
            resolution: Some(resolution),
        })
    };
    message.quantization_info = grid(Resolution::StepsPerQuarter(4));
    assert_eq!(times(&message, Rules::Quatrain), (0.75, 0.875));
    message.tempos.push(Tempo {
        time: 0.0,
        qpm: 60.0,
    });
    assert_eq!(times(&message, Rules::Quatrain), (1.5, 1.75));
    assert_eq!(
        times(&message, Rules::Reference),
        (0.0, 0.0),
        "the reference knows seconds only"
    );
    message.quantization_info = grid(Resolution::StepsPerSecond(100));
    assert_eq!(times(&message, Rules::Quatrain), (0.06, 0.07));
    message.quantization_info = grid(Resolution::StepsPerSecond(0));
    assert_eq!(times(&message, Rules::Quatrain), (0.0, 0.0));
    message.quantization_info = grid(Resolution::StepsPerQuarter(4));
    message.notes.push(note(38, 3.0));
    assert_eq!(
        times(&message, Rules::Quatrain),
        (0.0, 0.0),
        "times count where there are any"
    );
}

#[test]
fn a_million_changes_are_read() {
    let message = NoteSequence {
        tempos: (0..1_000_000)
            .rev()
            .map(|at| Tempo {
                time: f64::from(at),
                qpm: f64::from(at % 7 + 60),
            })
            .collect(),
        ..of_notes(
            (0..100_000)
                .map(|at| Note {
                    instrument: at,
                    ..note(36, f64::from(at))
                })
                .collect(),
        )
    };
    let performance = parse_by(&message.to_bytes(), Rules::Quatrain).unwrap();
    assert_eq!(performance.tempos.len(), 1_000_000);
    assert_eq!(performance.parts.len(), 100_000);
    assert_eq!(performance.faults, []);
    assert!(
        quantize(
            &performance,
            DrumMap::roland(),
            Grid::FOUR_BARS,
            Rules::Quatrain
        )
        .is_ok()
    );
}

#[test]
fn small_bytes_take_no_large_memory() {
    // An empty note is two bytes here and seventy-two in memory.
    let notes = [0x42, 0].repeat(MOST_EVENTS + 1);
    assert_eq!(
        NoteSequence::parse(&notes),
        Err(NoteSequenceError::TooLarge)
    );
    assert_eq!(
        NoteSequence::parse(&notes[2..]).unwrap().notes.len(),
        MOST_EVENTS
    );
    // So is an empty section in a group.
    let sections = [0x0A, 0].repeat(MOST_EVENTS + 1);
    let mut groups = vec![0xAA, 0x01];
    prost::encode_length_delimiter(sections.len(), &mut groups).unwrap();
    groups.extend(sections);
    assert_eq!(
        NoteSequence::parse(&groups),
        Err(NoteSequenceError::TooLarge)
    );
    // Nor can they hide in a group of the old kind.
    let mut group = vec![0xA3, 0x06];
    group.extend(notes);
    assert!(NoteSequence::parse(&group).is_err());
}

#[test]
fn groups_in_groups_end_somewhere() {
    let nested = |depth| {
        let group = |sections| SectionGroup {
            sections,
            num_times: 2,
        };
        let inner = (0..depth).fold(group(Vec::new()), |inner, _| {
            group(vec![Section {
                section_type: Some(SectionType::SectionGroup(inner)),
            }])
        });
        let message = NoteSequence {
            section_groups: vec![inner],
            ..NoteSequence::default()
        };
        let read = NoteSequence::parse(&message.to_bytes());
        read.map(|read| assert_eq!(read, message))
    };
    assert_eq!(nested(20), Ok(()));
    assert!(matches!(nested(500), Err(NoteSequenceError::NotOne { .. })));
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
