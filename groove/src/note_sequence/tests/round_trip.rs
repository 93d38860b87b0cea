//! There and back.

use proptest::prelude::*;

use super::*;
use crate::{
    MidiKey, MidiVelocity,
    performance::{
        ControlChange, KeyChange, Meter, MeterChange, Part, PartIndex, PitchBend, Seconds, Stroke,
        TempoChange,
    },
    units::Tempo,
};

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
                            tempo: Tempo::new(f64::from(tempo) + 1.0 / 3.0).unwrap(),
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
                        .map(|&(at, value, _, part)| ControlChange {
                            at,
                            controller: 127 - value,
                            value,
                            part: PartIndex(part),
                        })
                        .collect(),
                    bends: moves
                        .iter()
                        .map(|&(at, _, bend, part)| PitchBend {
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

proptest! {
    #[test]
    fn a_performance_survives_its_message(performance in any_performance()) {
        let bytes = NoteSequence::from(&performance).to_bytes();
        for rules in [Rules::Quatrain, Rules::Reference] {
            prop_assert_eq!(&parse_by(&bytes, rules).unwrap(), &performance);
        }
    }
}

#[test]
fn fields_of_later_versions_are_passed_over() {
    let message = of_notes(vec![note(36, 1.0)]);
    let mut bytes = message.to_bytes();
    // Field 100, the number 7; field 101, three bytes.
    bytes.extend([0xA0, 0x06, 7, 0xAA, 0x06, 3, 1, 2, 3]);
    assert_eq!(NoteSequence::parse(&bytes), Ok(message));
}
