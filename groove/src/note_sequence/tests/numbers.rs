//! What is made of numbers that mean nothing or are out of range.

use super::*;
use crate::performance::{Event, PartIndex};

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
