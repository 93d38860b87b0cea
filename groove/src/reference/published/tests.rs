//! The clips against those of the real pretty_midi (`tests.txt`, printed by `tests.py`), and against
//! performances that nobody plays.

use proptest::prelude::*;

use super::*;
use crate::{
    performance::{ControlChange, Part, PitchBend, Stroke, TempoChange},
    units::{MidiKey, MidiVelocity, Tempo},
};

/// 120 beats a minute at 4 ticks a beat.
const TICK: f64 = 0.125;

fn stroke(part: u32, key: u8, velocity: u8, start: f64, end: f64) -> Stroke {
    Stroke {
        key: MidiKey::new(key).unwrap(),
        velocity: MidiVelocity::new(velocity),
        start: Seconds(start * TICK),
        end: Seconds(end * TICK),
        part: PartIndex(part),
    }
}

fn control(part: u32, controller: u8, tick: u8) -> ControlChange {
    ControlChange {
        at: Seconds(f64::from(tick) * TICK),
        controller,
        value: tick,
        part: PartIndex(part),
    }
}

/// The performance of `tests.py`.
fn hand_made() -> Performance {
    let mut strokes = vec![
        stroke(0, 36, 100, 0.0, 4.0),
        stroke(0, 36, 90, 17.25, 19.0),
        stroke(0, 38, 91, 18.5, 19.5),
        stroke(0, 46, 70, 20.0, 30.0),
        stroke(0, 46, 71, 24.0, 32.0),
        stroke(0, 49, 110, 30.0, 47.0),
        stroke(0, 51, 60, 33.0, 36.0),
        stroke(1, 56, 1, 40.0, 41.0),
    ];
    strokes.extend((0..48).step_by(3).map(|tick| {
        let start = f64::from(tick);
        stroke(0, 42, 20 + tick, start, start + 0.4)
    }));
    let drums = Part {
        drums: true,
        name: "Drums".to_owned(),
        ..Part::default()
    };
    let cowbell = Part {
        program: 5,
        ..Part::default()
    };
    let bend = |tick: i16| PitchBend {
        at: Seconds(f64::from(tick) * TICK),
        bend: -tick,
        part: PartIndex(0),
    };
    Performance {
        strokes,
        parts: vec![drums, cowbell],
        tempos: [(0.0, 120.0), (40.0 * TICK, 90.0)]
            .map(|(at, tempo)| TempoChange {
                at: Seconds(at),
                tempo: Tempo::new(tempo).unwrap(),
            })
            .to_vec(),
        meters: vec![MeterChange {
            at: Seconds(30.0 * TICK),
            meter: Meter {
                numerator: 3,
                denominator: 4,
            },
        }],
        keys: vec![
            KeyChange {
                at: Seconds(0.0),
                tonic: 9,
                minor: true,
            },
            KeyChange {
                at: Seconds(20.0 * TICK),
                tonic: 2,
                minor: false,
            },
        ],
        controls: [3, 10, 11, 16, 25, 70]
            .map(|tick| control(0, 4, tick))
            .into_iter()
            .chain([20, 50].map(|tick| control(1, 7, tick)))
            .collect(),
        bends: vec![bend(2), bend(30)],
        ticks_per_beat: Some(4),
        ..Performance::default()
    }
}

/// A clip in the words of `tests.py`.
fn described(name: &str, clip: &Performance) -> String {
    let mut lines = vec![format!("clip {name}")];
    let tempos = clip.tempos.iter();
    lines.extend(tempos.map(|from| format!("tempo {:?} {:?}", from.at.0, from.tempo.get())));
    let meters = clip.meters.iter();
    lines.extend(meters.map(|from| format!("meter {:?} {}", from.at.0, from.meter)));
    lines.extend(clip.keys.iter().map(|from| {
        let mode = if from.minor { "minor" } else { "major" };
        format!("key {:?} {} {mode}", from.at.0, from.tonic)
    }));
    for (index, part) in (0..).map(PartIndex).zip(&clip.parts) {
        let kind = if part.drums { "drums" } else { "tuned" };
        lines.push(format!("part {} {kind} {:?}", part.program, part.name));
        let strokes = clip.strokes.iter().filter(|stroke| stroke.part == index);
        lines.extend(strokes.map(|stroke| {
            let (key, velocity) = (stroke.key.get(), stroke.velocity.get());
            format!(
                "stroke {key} {velocity} {:?} {:?}",
                stroke.start.0, stroke.end.0
            )
        }));
        let controls = clip.controls.iter().filter(|change| change.part == index);
        lines.extend(controls.map(|change| {
            format!(
                "control {} {} {:?}",
                change.controller, change.value, change.at.0
            )
        }));
        let bends = clip.bends.iter().filter(|bend| bend.part == index);
        lines.extend(bends.map(|bend| format!("bend {} {:?}", bend.bend, bend.at.0)));
    }
    lines.join("\n") + "\n"
}

#[test]
fn clips_are_those_of_pretty_midi() {
    let performance = hand_made();
    let clips: String = [109, 120]
        .into_iter()
        .flat_map(|tempo| {
            let nominal = NominalMeter::new(tempo, 4).unwrap();
            let clips = clips(&performance, nominal, 1).unwrap().enumerate();
            clips.map(move |(number, clip)| described(&format!("{tempo} {number}"), &clip))
        })
        .collect();
    assert_eq!(clips, include_str!("tests.txt"));
}

#[test]
fn bars_without_length_and_without_end_are_refused() {
    assert!(NominalMeter::new(0, 4).is_err() && NominalMeter::new(120, 0).is_err());
    let nominal = NominalMeter::new(u32::MAX, 1).unwrap();
    let refused = clips(&hand_made(), nominal, 1).err();
    assert!(matches!(refused, Some(CutError::Endless { .. })));
}

#[test]
fn clips_longer_than_the_performance_and_without_bars_are_none() {
    let nominal = NominalMeter::new(109, 4).unwrap();
    for bars in [0, 5, usize::MAX] {
        assert_eq!(clips(&hand_made(), nominal, bars).unwrap().count(), 0);
    }
}

/// A time: most are sane.
fn time() -> impl Strategy<Value = Seconds> {
    prop_oneof![8 => 0.0..30.0, 1 => any::<f64>(), 1 => Just(f64::NAN)].prop_map(Seconds)
}

prop_compose! {
    fn any_stroke()(
        key in 0u8..128, velocity in 0u8..128, start in time(), end in time(), part in 0u32..4,
    ) -> Stroke {
        Stroke { start, end, ..stroke(part, key, velocity, 0.0, 0.0) }
    }
}

prop_compose! {
    fn any_performance()(
        strokes in prop::collection::vec(any_stroke(), 0..50),
        tempos in prop::collection::vec((time(), any::<f64>()), 0..5),
        meters in prop::collection::vec(time(), 0..3),
        controls in prop::collection::vec((time(), 0u32..4), 0..20),
        ticks_per_beat in prop::option::of(any::<u16>()),
        parts in 0usize..4,
    ) -> Performance {
        let tempos = tempos.into_iter().filter_map(|(at, tempo)| {
            Some(TempoChange { at, tempo: Tempo::new(tempo)? })
        });
        let meters = meters.into_iter().map(|at| MeterChange { at, meter: Meter::COMMON });
        let controls = controls.into_iter().map(|(at, part)| {
            ControlChange { at, ..control(part, 4, 0) }
        });
        Performance {
            strokes,
            parts: vec![Part::default(); parts],
            tempos: tempos.collect(),
            meters: meters.collect(),
            controls: controls.collect(),
            ticks_per_beat,
            ..Performance::default()
        }
    }
}

proptest! {
    #[test]
    fn no_performance_breaks_the_cutter(
        performance in any_performance(),
        beats_per_minute in prop_oneof![40u32..300, any::<u32>()],
        beats_per_bar in prop_oneof![2u32..8, any::<u32>()],
        bars in 1usize..5,
    ) {
        let nominal = NominalMeter::new(beats_per_minute, beats_per_bar);
        let Ok(clips) = nominal.and_then(|nominal| clips(&performance, nominal, bars)) else {
            return Ok(());
        };
        for clip in clips.take(50) {
            prop_assert!(clip.strokes.len() <= performance.strokes.len());
            prop_assert!(clip.controls.len() <= performance.controls.len());
            prop_assert!(clip.strokes.iter().all(|it| (it.part.0 as usize) < clip.parts.len()));
        }
    }
}
