//! What the player bends without asking the model, and strokes at every seam.

use groove::{Beats, Cell, Drum, Gap, Grid, Groove, Offset, Second, Step, Velocity};
use proptest::prelude::*;

use super::{
    super::{ChangeAt, Cycle, Meter, Shaping},
    host::{BEAT, Host, KICK, LIVE, assert_paired},
    strokes,
};

fn cells(cells: &[(usize, Drum, Cell)]) -> Groove {
    let mut groove = Groove::empty(Grid::FOUR_BARS.with_flams());
    for (step, drum, cell) in cells {
        groove.set(Step(*step), *drum, *cell);
    }
    groove
}

fn stroke(offset: f32) -> Cell {
    Cell::stroke(Velocity::new(0.8), Offset::new(offset))
}

fn heard(groove: &Groove, shaping: Shaping) -> Vec<(i64, u8, bool)> {
    let mut host = Host::with(groove);
    host.settings.shaping = shaping;
    host.roll_for(2 * BEAT, 441);
    host.heard
}

#[test]
fn a_flam_is_two_strokes() {
    let mut flam = stroke(0.0);
    flam.second = Some(Second {
        gap: Gap::new(-0.5),
        velocity: Velocity::new(0.3),
    });
    let groove = cells(&[(4, Drum::Snare, flam)]);
    let expected = [
        (BEAT - 3_000, 38, true),
        (BEAT, 38, false),
        (BEAT, 38, true),
        (BEAT + 6_000, 38, false),
    ];
    assert_eq!(heard(&groove, Shaping::default()), expected);
}

#[test]
fn a_closed_hat_ends_an_open_one_if_it_shall() {
    let groove = cells(&[
        (0, Drum::OpenHat, stroke(0.0)),
        (2, Drum::ClosedHat, stroke(0.0)),
    ]);
    let end_of_open = |choke| {
        let shaping = Shaping {
            choke,
            note_length: 4.0,
            ..Shaping::default()
        };
        let heard = heard(&groove, shaping);
        let end = heard.iter().find(|(_, key, on)| *key == 46 && !on);
        end.map(|(sample, ..)| *sample)
    };
    assert_eq!(end_of_open(true), Some(BEAT / 2));
    assert_eq!(end_of_open(false), Some(BEAT));
}

#[test]
fn muted_strokes_are_over_when_their_time_is() {
    let groove = strokes(&[(0, 0.0), (4, 0.0), (8, 0.0)]);
    let mut host = Host::with(&groove);
    host.settings.shaping.audible[Drum::Kick.index()] = false;
    host.roll_for(BEAT + 100, 441);
    host.settings.shaping.audible[Drum::Kick.index()] = true;
    host.roll_for(2 * BEAT, 441);
    assert_eq!(host.beginnings(), [2 * BEAT]);
}

#[test]
fn density_thins_out_and_adds() {
    let mut groove = strokes(&[(0, 0.0), (4, 0.0)]);
    let mut likely = stroke(0.0);
    (likely.hit, likely.probability) = (false, 0.4.into());
    groove.set(Step(2), Drum::Kick, likely);
    let count = |density| {
        let shaping = Shaping {
            density,
            ..Shaping::default()
        };
        heard(&groove, shaping)
            .iter()
            .filter(|(.., on)| *on)
            .count()
    };
    assert_eq!([0.0, 0.5, 1.0, 1.5, 2.0].map(count), [0, 1, 2, 3, 3]);
}

#[test]
fn chance_falls_the_same_at_the_same_place_and_about_as_often_as_it_shall() {
    let groove = strokes(&(0..64).map(|step| (step, 0.0)).collect::<Vec<_>>());
    let play = |seed, frames| {
        let mut host = Host::with(&groove);
        host.settings.shaping.chance = [0.3; Drum::COUNT];
        host.settings.shaping.seed = seed;
        host.roll_for(160 * BEAT, frames);
        host.beginnings()
    };
    let heard = play(1, 441);
    assert!((130..260).contains(&heard.len()), "{} of 640", heard.len());
    assert_eq!(heard, play(1, 1_000));
    assert_ne!(heard, play(2, 441));
}

#[test]
fn shaping_that_moves_while_strokes_wait_loses_and_doubles_nothing() {
    let groove = strokes(&(0..64).map(|step| (step, 0.3)).collect::<Vec<_>>());
    let mut host = Host::with(&groove);
    let beats = 64;
    for turn in 0..beats * 200 {
        let shaping = &mut host.settings.shaping;
        shaping.push = [50.0, -50.0, 0.0, 20.0, -35.0][turn % 5];
        shaping.feel = [1.5, 0.0, 1.0][turn % 3];
        shaping.swing = [0.5, 0.75][turn % 2];
        host.roll(120);
    }
    // All lines are whole sixteenths; those of the last moments may still wait.
    let heard = host.beginnings().len();
    assert!((beats * 4 - 2..=beats * 4 + 2).contains(&heard), "{heard}");
    assert_paired(&host.heard, false);
}

#[test]
fn late_strokes_of_a_loop_sound_behind_its_seam() {
    // Swing makes the loop's last step late enough to fall behind its end.
    let mut host = Host::with(&strokes(&[(3, 0.4), (4, 0.0)]));
    host.settings.shaping.push = 40.0;
    host.cycle = Some(Cycle {
        start: Beats(0.0),
        end: Beats(1.0),
    });
    host.roll_for(3 * BEAT, 441);
    let late = 3 * BEAT / 4 + 2_400 + 1_920;
    assert!(late < BEAT);
    host.settings.shaping.swing = 0.75;
    let behind = late + 3_000;
    assert!(behind > BEAT);
    host.roll_for(2 * BEAT, 441);
    let expected = [late, BEAT + late, 2 * BEAT + late, 3 * BEAT + behind];
    assert_eq!(host.beginnings(), expected);
}

#[test]
fn other_meters_wrap_at_the_hosts_bar() {
    let groove = strokes(&[(0, 0.0), (12, 0.0), (16, -0.25), (26, 0.0)]);
    let in_meter = |numerator, denominator| {
        let mut host = Host::with(&groove);
        host.meter = Meter {
            numerator,
            denominator,
        };
        host.roll_for(8 * BEAT, 441);
        host.beginnings()
    };
    let sixteenth = BEAT / 4;
    assert_eq!(
        in_meter(3, 4),
        [0, 12 * sixteenth - 1_500, (12 + 10) * sixteenth]
    );
    assert_eq!(
        in_meter(7, 8),
        [
            0,
            12 * sixteenth,
            14 * sixteenth - 1_500,
            (14 + 10) * sixteenth
        ]
    );
    assert_eq!(
        in_meter(5, 4),
        [
            0,
            12 * sixteenth,
            16 * sixteenth,
            20 * sixteenth - 1_500,
            30 * sixteenth
        ]
    );
}

#[test]
fn a_change_of_map_ends_the_notes_of_the_old_one() {
    let mut host = Host::with(&strokes(&[(0, 0.0), (4, 0.0)]));
    host.roll(100);
    let other = groove::MidiKey::new(35).expect("a key");
    host.settings.shaping.keys[Drum::Kick.index()] = other;
    host.roll(BEAT as usize);
    assert_eq!(
        host.heard[..3],
        [(0, KICK, true), (100, KICK, false), (BEAT, 35, true)]
    );
}

fn any_shaping() -> impl Strategy<Value = Shaping> {
    (
        0.0_f32..=1.5,
        -50.0_f64..=50.0,
        0.5_f32..=0.75,
        0.0_f32..=1.0,
        0.0_f32..=2.0,
    )
        .prop_map(|(feel, push, swing, quantize, density)| Shaping {
            feel,
            push,
            swing,
            quantize,
            density,
            ..Shaping::default()
        })
}

proptest! {
    #[test]
    fn a_loop_holds_every_stroke_once_whatever_the_shaping(
        shaping in any_shaping(),
        offsets in prop::collection::vec(-0.5_f32..=0.5, 64),
        steps in 1_usize..24,
        frames in 1_usize..5_000,
    ) {
        let groove = strokes(&offsets.iter().copied().enumerate().collect::<Vec<_>>());
        let mut host = Host::with(&groove);
        host.settings.shaping = Shaping { density: 1.0, ..shaping };
        host.settings.change_at = ChangeAt::Bar;
        host.cycle = Some(Cycle { start: Beats(0.0), end: Beats(steps as f64 / 4.0) });
        let round = steps as i64 * BEAT / 4;
        // Between two equal phases far from the start everything is a whole number of rounds.
        let settled = 3 * round + 4 * BEAT / round * round;
        host.roll_for(settled, frames);
        let before = host.beginnings().len();
        host.roll_for(4 * round, frames);
        let strokes_on_one_sample = 0;
        prop_assert!(host.beginnings().len() - before + strokes_on_one_sample <= 4 * steps);
        let all: i64 = host.heard.iter().map(|(_, _, on)| if *on { 1 } else { -1 }).sum();
        prop_assert!((0..=1).contains(&all));
    }

    #[test]
    fn shaped_stretches_are_the_same_however_they_are_cut(
        shaping in any_shaping(),
        offsets in prop::collection::vec(-0.5_f32..=0.5, 64),
        cuts in prop::collection::vec(1_usize..5_000, 1..40),
    ) {
        let groove = strokes(&offsets.iter().copied().enumerate().collect::<Vec<_>>());
        let hear = |cuts: &[usize]| {
            let mut host = Host::new();
            host.bring(LIVE, &groove);
            host.settings.shaping = shaping;
            cuts.iter().for_each(|frames| host.roll(*frames));
            host.heard
        };
        prop_assert_eq!(hear(&cuts), hear(&[cuts.iter().sum()]));
    }
}
