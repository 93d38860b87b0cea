//! What the player would play of a groove, bar by bar, as a clip for a file. By the player's own
//! rules of timing, velocity, density and chance, so that what is exported is what is heard.
//!
//! It takes memory: not for the audio thread.

use std::ops::RangeInclusive;

use groove::{
    Beats, Drum, Groove, Tempo,
    midi::{Clip, ClipNote, TICKS_PER_BEAT},
};

use super::{
    Shaping,
    bars::{Bar, Meter},
    hearing,
    line::{Line, row_at},
    score::Score,
    timing::Timing,
};

/// A tick, in quarter notes.
const TICK: f64 = 1.0 / TICKS_PER_BEAT as f64;

/// These bars of a groove, counted from 0, as they are played at this tempo. The clip begins with
/// the first of them. A stroke that is early over its start sounds with its first tick, one that
/// is late over its end with its last.
#[must_use]
pub fn printed(
    groove: &Groove,
    bars: RangeInclusive<usize>,
    shaping: &Shaping,
    tempo: Tempo,
) -> Clip {
    let score = Score::new(groove);
    let grid = groove.grid();
    let timing = Timing::new(shaping, 1.0 / tempo.beat_seconds());
    let meter = Meter {
        numerator: grid.beats_per_bar() as i32,
        denominator: 4,
    };
    let bar_length = meter.bar_length();
    let start = *bars.start() as f64 * bar_length;
    let length = bars.clone().count() as f64 * bar_length;

    let mut strokes = Vec::new();
    for number in bars {
        let bar = Bar::at(number as f64 * bar_length, Some(meter), None);
        for step in 0..grid.steps_per_bar() {
            let mut line = Line {
                beat: bar.start + step as f64 * score.step_length(),
                step_length: score.step_length(),
                bar,
                step,
                shift: 0.0,
                rounds: 0,
                cells: [None; Drum::COUNT],
                done: 0,
            };
            line.write(row_at(&score, bar.number, &line));
            for (which, stroke, offset) in line.pending() {
                if hearing::is_heard(shaping, &line, stroke) {
                    let time = timing.time(&line, offset) - start;
                    let time = time.clamp(0.0, length - TICK);
                    let velocity = hearing::velocity(shaping, stroke, which);
                    strokes.push((time, stroke.drum, velocity));
                }
            }
        }
    }
    strokes.sort_by(|(one, ..), (other, ..)| one.total_cmp(other));
    let gate = f64::from(shaping.note_length) * 0.25;
    let notes = strokes
        .iter()
        .enumerate()
        .map(|(at, &(time, drum, velocity))| {
            let choked = (shaping.choke && drum == Drum::OpenHat)
                .then(|| {
                    let later = strokes[at..].iter();
                    let mut closed = later.filter(|(_, drum, _)| *drum == Drum::ClosedHat);
                    closed.find(|(closed, ..)| *closed > time)
                })
                .flatten();
            let end = choked.map_or(length, |(closed, ..)| closed.min(length));
            ClipNote {
                start: Beats(time),
                length: Beats(gate.min(end - time).max(TICK)),
                channel: shaping.channels[drum.index()].get(),
                key: shaping.keys[drum.index()],
                velocity,
            }
        });
    Clip {
        notes: notes.collect(),
        length: Beats(length),
        beats_per_bar: grid.beats_per_bar(),
        tempo,
        name: "Quatrain".to_owned(),
        remark: None,
    }
}

#[cfg(test)]
mod tests {
    use groove::{Cell, Gap, Grid, MidiKey, Offset, Probability, Step, Velocity, cell::Second};
    use proptest::prelude::*;

    use super::*;
    use crate::player::{
        Block, NoteKind, Parcel, Place, Player, QuantizeGrid, Settings, SwingUnit,
    };

    const FRAMES: usize = 1_000;

    fn any_groove() -> impl Strategy<Value = Groove> {
        let cell = (0.0_f32..1.0, -0.4_f32..0.4, 0.0_f32..1.0);
        let second = prop::option::weighted(0.2, (-0.4_f32..0.4, 0.0_f32..1.0));
        let cells = prop::collection::vec((cell, second), Grid::FOUR_BARS.cells());
        cells.prop_map(|cells| {
            let mut groove = Groove::empty(Grid::FOUR_BARS.with_flams());
            for (to, ((velocity, offset, probability), second)) in
                groove.cells_mut().iter_mut().zip(cells)
            {
                let mut cell = Cell::stroke(Velocity::new(velocity), Offset::new(offset));
                cell.hit = probability > 0.85;
                cell.probability = Probability::new(probability);
                cell.second = second.map(|(gap, velocity)| Second {
                    gap: Gap::new(gap),
                    velocity: Velocity::new(velocity),
                });
                *to = cell;
            }
            groove
        })
    }

    fn any_shaping() -> impl Strategy<Value = Shaping> {
        let timing = (0.0_f32..1.5, -30.0_f64..30.0, 0.5_f32..0.75, 0.0_f32..1.0);
        let rest = (-1.0_f32..1.0, 0.0_f32..2.0, 0.3_f32..1.0, 0.1_f32..3.0);
        (timing, rest, any::<bool>(), any::<bool>(), any::<u64>()).prop_map(
            |(
                (feel, push, swing, quantize),
                (curve, density, chance, length),
                eighths,
                choke,
                seed,
            )| {
                let mut shaping = Shaping {
                    feel,
                    push,
                    swing,
                    quantize,
                    velocity_curve: curve,
                    density,
                    chance: [chance; Drum::COUNT],
                    note_length: length,
                    choke,
                    seed,
                    ..Shaping::default()
                };
                if eighths {
                    shaping.swing_unit = SwingUnit::Eighth;
                    shaping.quantize_grid = QuantizeGrid::EighthTriplet;
                }
                shaping.audible[4] = false;
                shaping
            },
        )
    }

    /// When notes begin, in samples, with their keys and velocities.
    fn played(groove: &Groove, shaping: &Shaping, tempo: f64) -> Vec<(i64, u8, u8)> {
        let mut player = Player::new(FRAMES);
        let live = Place::Live { piece: 0, of: 1 };
        player.put(live, Parcel::new(Score::new(groove)));
        let settings = Settings {
            shaping: *shaping,
            ..Settings::default()
        };
        let a_beat = 60.0 * 48_000.0 / tempo;
        let mut heard = Vec::new();
        let mut sample = 0;
        // The first stroke of the next round may be early: it is none of the clip's.
        while (sample as f64) < 17.0 * a_beat {
            let block = Block {
                frames: FRAMES,
                sample_rate: 48_000.0,
                playing: true,
                tempo: Some(tempo),
                position: Some(Beats(sample as f64 / a_beat)),
                cycle: None,
                meter: None,
                bar_start: None,
            };
            for event in player.play(&settings, &block, &[]) {
                if let NoteKind::On(velocity) = event.kind {
                    let at = sample + event.sample as i64;
                    heard.push((at, event.key.get(), velocity.get()));
                }
            }
            sample += FRAMES as i64;
        }
        heard
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn what_is_printed_is_what_is_played(
            groove in any_groove(),
            shaping in any_shaping(),
            tempo in 60.0_f64..200.0,
        ) {
            let a_beat = 60.0 * 48_000.0 / tempo;
            let clip = printed(&groove, 0..=3, &shaping, Tempo::new(tempo).expect("a tempo"));
            let mut notes: Vec<_> = clip.notes.iter().map(|note| {
                let at = (note.start.0 * a_beat).round() as i64;
                (at, note.key.get(), note.velocity.get())
            }).collect();
            let mut heard = played(&groove, &shaping, tempo);
            // Away from both ends, where a clip has none of its neighbours.
            let inside = |(at, ..): &(i64, u8, u8)| {
                let beat = *at as f64 / a_beat;
                (1.0..15.0).contains(&beat)
            };
            notes.retain(inside);
            heard.retain(inside);
            notes.sort_unstable();
            // Two of one key on one sample are one.
            notes.reverse();
            notes.dedup_by_key(|(at, key, _)| (*at, *key));
            notes.reverse();
            heard.sort_unstable();
            prop_assert_eq!(notes.len(), heard.len());
            for (note, heard) in notes.iter().zip(&heard) {
                prop_assert!((note.0 - heard.0).abs() <= 1, "{note:?} is not {heard:?}");
                prop_assert_eq!((note.1, note.2), (heard.1, heard.2));
            }
        }

        #[test]
        fn no_note_leaves_the_clip(groove in any_groove(), shaping in any_shaping()) {
            let clip = printed(&groove, 1..=2, &shaping, Tempo::DEFAULT);
            prop_assert_eq!(clip.length, Beats(8.0));
            for note in &clip.notes {
                prop_assert!(note.start.0 >= 0.0 && note.length.0 > 0.0);
                prop_assert!(note.start.0 + note.length.0 <= 8.0 + 1e-9);
            }
        }
    }

    #[test]
    fn a_closed_hat_ends_an_open_one() {
        let mut groove = Groove::empty(Grid::FOUR_BARS);
        let cell = Cell::stroke(Velocity::HIGHEST, Offset::NEUTRAL);
        groove.set(Step(16), Drum::OpenHat, cell);
        groove.set(Step(18), Drum::ClosedHat, cell);
        let long = Shaping {
            note_length: 8.0,
            ..Shaping::default()
        };
        let open = |shaping: &Shaping| {
            let clip = printed(&groove, 1..=1, shaping, Tempo::DEFAULT);
            let open = MidiKey::new(46);
            let note = clip.notes.iter().find(|note| Some(note.key) == open);
            note.expect("it is struck").length
        };
        let unchoked = Shaping {
            choke: false,
            ..long
        };
        assert_eq!((open(&long), open(&unchoked)), (Beats(0.5), Beats(2.0)));
    }
}
