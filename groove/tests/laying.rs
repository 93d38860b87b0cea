//! How performances are laid on grids: tempo maps, meters, early strokes, strangers, flams; and
//! what the reference would say to each.

#![allow(clippy::unwrap_used)]

use groove::{
    Cell, Drum, DrumMap, Grid, MidiKey, MidiVelocity, Rules, Step, Tempo,
    performance::{Meter, MeterChange, Part, PartIndex, Performance, Seconds, Stroke, TempoChange},
    quantize::{ForeignMeter, Laid, QuantizeError, quantize},
};
use proptest::prelude::*;

const KICK: u8 = 36;
const SNARE: u8 = 38;

fn stroke(at: f64, key: u8, velocity: u8) -> Stroke {
    Stroke {
        key: MidiKey::new(key).unwrap(),
        velocity: MidiVelocity::new(velocity),
        start: Seconds(at),
        end: Seconds(at + 0.05),
        part: PartIndex::default(),
    }
}

fn meter(at: f64, numerator: u8, denominator: u32) -> MeterChange {
    MeterChange {
        at: Seconds(at),
        meter: Meter {
            numerator,
            denominator,
        },
    }
}

fn tempo(at: f64, tempo: f64) -> TempoChange {
    TempoChange {
        at: Seconds(at),
        tempo: Tempo::new(tempo).unwrap(),
    }
}

fn lay(performance: &Performance, rules: Rules) -> Result<Laid, QuantizeError> {
    quantize(performance, DrumMap::roland(), Grid::FOUR_BARS, rules)
}

fn ours(performance: &Performance) -> Laid {
    lay(performance, Rules::Quatrain).unwrap()
}

#[test]
fn a_tempo_map_is_followed() {
    // Four quarters at 120, then four at 60: strokes on every quarter note.
    let mut performance = Performance {
        tempos: vec![tempo(0.0, 120.0), tempo(2.0, 60.0)],
        ..Performance::default()
    };
    for beat in 0..4 {
        performance
            .strokes
            .push(stroke(0.5 * f64::from(beat), KICK, 90));
        performance
            .strokes
            .push(stroke(2.0 + f64::from(beat), SNARE, 90));
    }
    let laid = ours(&performance);
    let [sequence] = &laid.sections[..] else {
        panic!("{laid:?}")
    };
    let steps: Vec<usize> = sequence.strokes().iter().map(|it| it.step.0).collect();
    assert_eq!(steps, [0, 4, 8, 12, 16, 20, 24, 28]);
    assert!(sequence.strokes().iter().all(|it| it.offset.abs() < 1e-9));
    assert_eq!(sequence.tempo_at(Step(15)).get(), 120.0);
    assert_eq!(sequence.tempo_at(Step(16)).get(), 60.0);
    assert!(matches!(
        lay(&performance, Rules::Reference),
        Err(QuantizeError::TempoChange {
            from: 120.0,
            to: 60.0
        })
    ));
}

#[test]
fn a_change_of_meter_splits_and_an_early_downbeat_stays_with_its_bar() {
    // Two bars of 4/4 (4 s at 120), a bar of 3/4 (1.5 s), two bars of 4/4 from 5.5 s.
    let performance = Performance {
        meters: vec![meter(0.0, 4, 4), meter(4.0, 3, 4), meter(5.5, 4, 4)],
        strokes: vec![
            stroke(0.0, KICK, 90),
            stroke(2.0, KICK, 90),
            stroke(4.0, SNARE, 90),
            // 20 ms early over the first downbeat after the waltz.
            stroke(5.48, KICK, 100),
            stroke(7.5, KICK, 90),
        ],
        ..Performance::default()
    };
    let laid = ours(&performance);
    assert_eq!(laid.sections.len(), 2);
    let bars: Vec<usize> = laid.sections.iter().map(|it| it.bars()).collect();
    assert_eq!(bars, [2, 2]);
    let early = laid.sections[1].strokes()[0];
    assert_eq!((early.step, early.drum), (Step(0), Drum::Kick));
    assert!((early.offset - -0.16).abs() < 1e-9, "{}", early.offset);
    let waltz = ForeignMeter {
        meter: Meter {
            numerator: 3,
            denominator: 4,
        },
        strokes: 1,
    };
    assert_eq!(laid.left_out.foreign_meters, [waltz]);
    assert!(matches!(
        lay(&performance, Rules::Reference),
        Err(QuantizeError::MeterChange { .. })
    ));
}

#[test]
fn a_bar_cut_short_by_a_change_of_meter_is_no_bar() {
    // A bar and a half of 4/4, then 3/4.
    let performance = Performance {
        meters: vec![meter(0.0, 4, 4), meter(3.0, 3, 4)],
        strokes: vec![stroke(0.0, KICK, 90), stroke(2.25, SNARE, 90)],
        ..Performance::default()
    };
    let laid = ours(&performance);
    assert_eq!(laid.sections[0].bars(), 1);
    assert_eq!(laid.left_out.broken_bars, 1);
    assert_eq!(
        laid.left_out.to_string(),
        "1 in bars cut short by a change of meter, 0 in 3/4"
    );
}

#[test]
fn four_quarters_are_four_quarters() {
    for (numerator, denominator) in [(4, 4), (2, 2), (8, 8), (16, 16)] {
        let performance = Performance {
            meters: vec![meter(0.0, numerator, denominator)],
            strokes: vec![stroke(0.0, KICK, 90)],
            ..Performance::default()
        };
        assert!(lay(&performance, Rules::Reference).is_ok());
    }
    for (numerator, denominator, bar) in [(3, 4, "3/4"), (6, 8, "6/8"), (0, 4, "0/4")] {
        let performance = Performance {
            meters: vec![meter(0.0, numerator, denominator)],
            strokes: vec![stroke(0.0, KICK, 90)],
            ..Performance::default()
        };
        for rules in [Rules::Reference, Rules::Quatrain] {
            let error = lay(&performance, rules).unwrap_err().to_string();
            assert!(error.contains(&format!("is in {bar}, but")), "{error}");
        }
    }
}

#[test]
fn strangers_are_counted_and_named() {
    let mut performance = Performance {
        parts: vec![
            Part::default(),
            Part {
                drums: true,
                ..Part::default()
            },
        ],
        strokes: vec![
            stroke(0.0, KICK, 90),
            stroke(0.5, 3, 90),
            stroke(1.0, 3, 90),
        ],
        ..Performance::default()
    };
    for stroke in &mut performance.strokes {
        stroke.part = PartIndex(1);
    }
    // A bass plays along on another channel, on a key that the map would take for a snare.
    performance.strokes.push(stroke(0.25, SNARE, 90));
    let laid = ours(&performance);
    assert_eq!(laid.sections[0].strokes().len(), 1);
    assert_eq!(laid.left_out.unknown_keys[&MidiKey::new(3).unwrap()], 2);
    assert_eq!(laid.left_out.other_parts, 1);
    assert!(matches!(
        lay(&performance, Rules::Reference),
        Err(QuantizeError::UnknownKey { key }) if key.get() == 3
    ));
    // A drum channel without strokes decides nothing.
    for stroke in &mut performance.strokes {
        stroke.part = PartIndex(0);
    }
    let laid = ours(&performance);
    assert_eq!(laid.left_out.other_parts, 0);
    assert_eq!(laid.sections[0].strokes().len(), 2);
    performance.strokes.retain(|it| it.key.get() == 3);
    let error = lay(&performance, Rules::Quatrain).unwrap_err().to_string();
    assert!(
        error.contains("2 notes on keys that the map does not know"),
        "{error}"
    );
}

#[test]
fn of_two_strokes_in_a_cell_the_softer_is_a_flam_or_lost() {
    // A grace note 25 ms before the backbeat, and a third stroke, softest of all.
    let performance = Performance {
        strokes: vec![
            stroke(0.475, SNARE, 40),
            stroke(0.5, SNARE, 110),
            stroke(0.51, SNARE, 20),
        ],
        ..Performance::default()
    };
    let laid = ours(&performance);
    assert_eq!(laid.left_out.shadowed, 2);
    assert_eq!(laid.sections[0].strokes()[0].velocity.get(), 110);

    let grid = Grid::FOUR_BARS.with_flams();
    let laid = quantize(&performance, DrumMap::roland(), grid, Rules::Quatrain).unwrap();
    assert_eq!(laid.left_out.shadowed, 1);
    let cell = Cell::from(&laid.sections[0].strokes()[0]);
    let second = cell.second.unwrap();
    assert!((second.gap.get() - -0.2).abs() < 1e-6, "{second:?}");
    assert_eq!(second.velocity.to_midi().get(), 40);
}

#[test]
fn of_equal_strokes_the_first_stays() {
    let performance = Performance {
        strokes: vec![stroke(0.51, KICK, 90), stroke(0.49, KICK, 90)],
        ..Performance::default()
    };
    let kept = ours(&performance).sections[0].strokes()[0];
    assert!(kept.offset > 0.0);
}

#[test]
fn time_before_the_start_is_counted_or_refused() {
    let performance = Performance {
        strokes: vec![
            stroke(-1.0, KICK, 90),
            stroke(-0.03, KICK, 90),
            stroke(0.5, SNARE, 90),
        ],
        ..Performance::default()
    };
    let laid = ours(&performance);
    assert_eq!(laid.left_out.before_start, 1);
    let early = laid.sections[0].strokes()[0];
    assert_eq!(early.step, Step(0));
    assert!((early.offset - -0.24).abs() < 1e-9);
    assert!(matches!(
        lay(&performance, Rules::Reference),
        Err(QuantizeError::BeforeStart)
    ));
}

#[test]
fn triplets_lie_on_a_triplet_grid() {
    let grid = Grid::new(1, 4, 3, 9).unwrap();
    let strokes = (0..12).map(|third| stroke(f64::from(third) / 6.0, KICK, 90));
    let performance = Performance {
        strokes: strokes.collect(),
        ..Performance::default()
    };
    let laid = quantize(&performance, DrumMap::roland(), grid, Rules::Quatrain).unwrap();
    let on_line = |it: &groove::quantize::LaidStroke| it.offset.abs() < 1e-9;
    assert!(laid.sections[0].strokes().iter().all(on_line));
    assert_eq!(laid.sections[0].strokes().len(), 12);
    assert_eq!(laid.sections[0].windows(grid, Step(12)).count(), 1);
}

fn any_performance() -> impl Strategy<Value = Performance> {
    let number = prop_oneof![
        8 => 0.0f64..60.0,
        1 => -5.0f64..5.0,
        1 => prop::num::f64::ANY,
    ];
    let strokes = prop::collection::vec((number.clone(), 0u8..128, 0u8..128, 0u32..4), 0..60);
    let tempos = prop::collection::vec((number.clone(), 0.001f64..1e6), 0..5);
    let meters = prop::collection::vec((number, 0u8..9, 0u32..40), 0..5);
    (
        strokes,
        tempos,
        meters,
        prop::collection::vec(any::<bool>(), 0..3),
    )
        .prop_map(|(strokes, tempos, meters, parts)| Performance {
            strokes: strokes
                .into_iter()
                .map(|(at, key, velocity, part)| Stroke {
                    part: PartIndex(part),
                    ..stroke(at, key, velocity)
                })
                .collect(),
            tempos: tempos.into_iter().map(|(at, bpm)| tempo(at, bpm)).collect(),
            meters: meters
                .into_iter()
                .map(|(at, upper, lower)| meter(at, upper, lower))
                .collect(),
            parts: parts
                .into_iter()
                .map(|drums| Part {
                    drums,
                    ..Part::default()
                })
                .collect(),
            ..Performance::default()
        })
}

proptest! {
    #[test]
    fn every_stroke_is_somewhere(performance in any_performance(), steps in 3usize..=24, flams: bool) {
        let mut grid = Grid::new(4, 4, steps, 9).unwrap();
        if flams {
            grid = grid.with_flams();
        }
        for rules in [Rules::Quatrain, Rules::Reference] {
            let Ok(laid) = quantize(&performance, DrumMap::reduced(), grid, rules) else {
                continue;
            };
            let mut places = 0;
            for section in &laid.sections {
                prop_assert!(section.strokes().is_sorted_by_key(|it| (it.step, it.drum)));
                prop_assert!(section.strokes().iter().all(|it| it.step.0 < section.steps()));
                let seconds = section.strokes().iter().filter(|it| it.second.is_some()).count();
                prop_assert!(flams || seconds == 0);
                places += section.strokes().len() + seconds;
                if rules == Rules::Quatrain {
                    let near = |offset: f64| offset.abs() < 0.5 + 1e-6;
                    prop_assert!(section.strokes().iter().all(|it| near(it.offset)));
                }
            }
            let all = places + laid.left_out.strokes() + laid.left_out.other_parts;
            prop_assert_eq!(all, performance.strokes.len());
        }
    }
}
