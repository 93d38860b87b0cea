//! What must be heard, worked out by hand.

use super::*;
use groove::{Cell, Gap, Grid, Offset, Step, Velocity, cell::Second};

fn kicks(strokes: &[(usize, f32)]) -> Groove {
    let mut groove = Groove::empty(Grid::FOUR_BARS);
    for &(step, offset) in strokes {
        let cell = Cell::stroke(Velocity::new(0.8), Offset::new(offset));
        groove.set(Step(step), Drum::Kick, cell);
    }
    groove
}

fn notes(groove: &Groove, script: &str) -> Vec<Expected> {
    let script = script.parse().unwrap_or_else(|error| panic!("{error}"));
    expected(groove, DrumMap::general_midi(), &script)
}

fn samples(groove: &Groove, script: &str) -> Vec<i64> {
    let exact = |note: &Expected| note.exact.round() as i64;
    notes(groove, script).iter().map(exact).collect()
}

#[test]
fn early_strokes_sound_at_once_at_the_start_and_ahead_of_every_seam() {
    let groove = kicks(&[(0, -0.25), (4, 0.5)]);
    let expected = [0, 27_000, 382_500, 384_000 + 27_000];
    assert_eq!(samples(&groove, "play 20 beats"), expected);
}

#[test]
fn a_loop_hears_its_own_first_step_and_not_what_lies_behind_it() {
    let groove = kicks(&[(0, -0.25), (2, 0.0), (4, -0.25)]);
    let script = "loop 1.1 to 1.2; play 2 beats";
    assert_eq!(
        samples(&groove, script),
        [0, 12_000, 22_500, 36_000, 46_500]
    );
    // Switched off before its end, what lies behind it follows.
    let script = "loop 1.1 to 1.2; play 0.9 beats; loop off; play 1.1 beats";
    assert_eq!(samples(&groove, script), [0, 12_000, 22_500]);
    let script = "loop 1.1 to 1.2; play 0.95 beats; loop off; play 1 beat";
    assert_eq!(samples(&groove, script), [0, 12_000, 22_500, 22_800]);
}

#[test]
fn late_strokes_of_a_round_sound_in_the_next_one() {
    let groove = kicks(&[(3, 0.5)]);
    let script = "loop 1.1 to 1.1.5; play 2 beats".replace("1.1.5", "0.8 beats");
    assert_eq!(samples(&groove, &script), [21_000, 19_200 + 21_000]);
}

#[test]
fn loops_shorter_than_a_step() {
    let groove = kicks(&[(0, 0.0)]);
    let heard = samples(&groove, "loop 1.1 to 0.0625 beats; play 0.25 beats");
    assert_eq!(heard, [0, 1_500, 3_000, 4_500]);
}

#[test]
fn jumps_begin_anew_with_what_is_early() {
    let groove = kicks(&[(4, -0.5), (8, 0.5)]);
    let script = "play 1 beats; stop 1000 samples; jump 1.2; play 1 bars";
    let jump = 25_000;
    assert_eq!(samples(&groove, script), [21_000, jump, jump + 27_000]);
}

#[test]
fn other_meters_leave_steps_out_or_begin_the_bar_anew() {
    // The fourth beat, and the first of the second bar.
    let groove = kicks(&[(12, 0.0), (16, 0.0)]);
    let waltz = samples(&groove, "meter 3/4; play 6 bars");
    assert_eq!(waltz, [72_000, 5 * 72_000]);
    let groove = kicks(&[(0, 0.0), (16, 0.0)]);
    let five = samples(&groove, "meter 5/4; play 2 bars");
    assert_eq!(five, [0, 96_000, 120_000, 216_000]);
    let pre_roll = samples(&groove, "jump -4.1; play 6 bars");
    assert_eq!(pre_roll, [0, 96_000, 4 * 96_000, 5 * 96_000]);
}

#[test]
fn a_change_of_tempo_moves_what_has_not_sounded() {
    let groove = kicks(&[(4, 0.0), (8, 0.0)]);
    let heard = samples(&groove, "play 1.5 beats; tempo 240; play 2 bars");
    assert_eq!(heard, [24_000, 36_000 + 6_000]);
    // 60 to 180 over four beats takes two seconds; two of them are over after √5 − 1 halves.
    let ramp = notes(&groove, "tempo 60 to 180 over 4 beats; play 4 beats");
    assert!((ramp[1].exact - 48_000.0 * (5_f64.sqrt() - 1.0)).abs() < 1.0);
}

#[test]
fn second_strokes_and_ends() {
    let mut groove = Groove::empty(Grid::FOUR_BARS.with_flams());
    let mut cell = Cell::stroke(Velocity::new(1.0), Offset::new(0.0));
    cell.second = Some(Second {
        gap: Gap::new(-0.25),
        velocity: Velocity::new(0.5),
    });
    groove.set(Step(4), Drum::Snare, cell);
    let open = Cell::stroke(Velocity::new(1.0), Offset::new(0.0));
    groove.set(Step(8), Drum::OpenHat, open);
    groove.set(
        Step(8),
        Drum::ClosedHat,
        Cell::stroke(Velocity::new(1.0), Offset::new(0.25)),
    );
    let heard = notes(&groove, "play 1 bar");
    let times: Vec<(i64, i64)> = heard
        .iter()
        .map(|note| (note.exact as i64, note.end as i64))
        .collect();
    let expected = [
        (22_500, 24_000),
        (24_000, 30_000),
        (48_000, 49_500),
        (49_500, 55_500),
    ];
    assert_eq!(times, expected);
}

#[test]
fn controls_act_from_the_block_in_which_they_change() {
    let groove = kicks(&[(4, 0.5), (8, 0.5)]);
    let script = "blocks 1000; play 30500 samples; set feel 0; play 1 bar";
    assert_eq!(samples(&groove, script), [27_000, 48_000]);
    let bypass = "blocks 1000; play 30500 samples; bypass on; play 1 beat; bypass off; play 1 bar";
    assert_eq!(samples(&groove, bypass), [27_000]);
    let again = "play 1 bar; reset; play 1 bar; deactivate; play 2 bars; activate; play 1 bar";
    assert_eq!(samples(&groove, again), [27_000, 51_000, 411_000, 435_000]);
}

#[test]
fn without_beats_the_plugin_counts_for_itself() {
    let groove = kicks(&[(0, 0.0), (4, 0.0)]);
    let script = "tell no beats; tell no seconds; jump 3.3; play 2 beats; jump 7.1; play 2 beats";
    assert_eq!(samples(&groove, script), [0, 24_000]);
    let script = "tell no beats; jump 5.2; play 2 beats";
    assert_eq!(samples(&groove, script), [0]);
}
