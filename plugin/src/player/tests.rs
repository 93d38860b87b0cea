//! The player under a mock host: scripts of a transport, sample by sample.

mod events;
mod host;
mod modes;
mod properties;
mod shaping;
mod table;

use groove::{Beats, Cell, Drum, Grid, Groove, Offset, Step, Velocity};

use super::{Cycle, Player};
use host::{BEAT, Host, KICK, LIVE, RATE, assert_paired};

fn strokes(strokes: &[(usize, f32)]) -> Groove {
    let mut groove = Groove::empty(Grid::FOUR_BARS);
    for (step, offset) in strokes {
        let cell = Cell::stroke(Velocity::new(0.8), Offset::new(*offset));
        groove.set(Step(*step), Drum::Kick, cell);
    }
    groove
}

#[test]
fn a_stroke_sounds_on_its_sample_and_is_held_for_a_step() {
    let mut host = Host::with(&strokes(&[(4, 0.0), (6, 0.25)]));
    host.roll_for(2 * BEAT, 512);
    let expected = [
        (BEAT, KICK, true),
        (BEAT + 6_000, KICK, false),
        (BEAT + 13_500, KICK, true),
        (BEAT + 19_500, KICK, false),
    ];
    assert_eq!(host.heard, expected);
}

#[test]
fn an_early_first_downbeat_sounds_at_the_start_and_early_at_the_four_bar_seam() {
    let mut host = Host::with(&strokes(&[(0, -0.2)]));
    host.roll_for(33 * BEAT, 441);
    assert_eq!(host.beginnings(), [0, 16 * BEAT - 1_200, 32 * BEAT - 1_200]);
}

#[test]
fn a_late_last_stroke_stays_before_the_seam() {
    let mut host = Host::with(&strokes(&[(63, 0.5)]));
    host.roll_for(17 * BEAT, 1_000);
    assert_eq!(host.beginnings(), [63 * 6_000 + 3_000]);
}

#[test]
fn the_hosts_loop_is_anticipated_and_what_lies_behind_it_stays_silent() {
    // Loop over the second bar: step 16 is early over its start, step 32 over its end.
    let groove = strokes(&[(16, -0.25), (20, 0.0), (32, -0.25)]);
    for frames in [64, 441, 4_800, 65_536] {
        let mut host = Host::with(&groove);
        host.position = 4.0;
        host.cycle = Some(Cycle {
            start: Beats(4.0),
            end: Beats(8.0),
        });
        host.roll_for(12 * BEAT - 2_000, frames);
        let bar = 4 * BEAT;
        let early = -1_500;
        let expected = [
            0,
            BEAT,
            bar + early,
            bar + BEAT,
            2 * bar + early,
            2 * bar + BEAT,
        ];
        assert_eq!(host.beginnings(), expected, "blocks of {frames}");
        assert_paired(&host.heard, false);
    }
}

#[test]
fn a_loop_that_is_left_loses_nothing_behind_it() {
    let groove = strokes(&[(32, -0.25), (36, 0.0)]);
    let mut host = Host::with(&groove);
    host.position = 7.9;
    host.cycle = Some(Cycle {
        start: Beats(4.0),
        end: Beats(8.0),
    });
    host.roll_for(2_300, 2_300);
    host.cycle = None;
    host.position = 8.0;
    host.roll_for(2 * BEAT, 512);
    assert_eq!(host.beginnings(), [2_300, 2_300 + BEAT]);
}

#[test]
fn jitter_and_tempo_changes_neither_double_nor_lose() {
    let groove = strokes(&(0..64).map(|step| (step, 0.0)).collect::<Vec<_>>());
    let mut host = Host::with(&groove);
    for block in 0..2_000 {
        host.tempo = 90.0 + f64::from(block % 60);
        let true_position = host.position;
        host.position += [0.0, 3e-5, -3e-5][block as usize % 3] * f64::from(u8::from(block > 0));
        host.roll(300);
        host.position += true_position - (host.position - 300.0 * host.tempo / 60.0 / RATE);
    }
    let beats = host.position;
    assert_eq!(host.beginnings().len(), (beats * 4.0).ceil() as usize);
    assert_paired(&host.heard, false);
}

#[test]
fn stopping_jumping_and_silence_end_what_sounds() {
    let groove = strokes(&[(0, 0.0), (32, 0.0)]);
    let mut host = Host::with(&groove);
    host.roll(100);
    host.stop(100);
    assert_eq!(host.heard, [(0, KICK, true), (100, KICK, false)]);
    host.position = 8.0;
    host.roll(100);
    host.position = 0.0;
    host.roll(100);
    assert_eq!(
        host.heard[2..],
        [(200, KICK, true), (300, KICK, false), (300, KICK, true)]
    );
    host.settings.bypassed = true;
    host.roll(100);
    assert_eq!(host.heard[5..], [(400, KICK, false)]);
}

#[test]
fn another_player_inherits_the_sounding_notes() {
    let groove = strokes(&[(0, 0.0)]);
    let mut host = Host::with(&groove);
    host.roll(100);
    let mut next = Player::new(64);
    next.inherit(&mut host.player);
    host.player = next;
    host.stop(10);
    assert_paired(&host.heard, true);
}

#[test]
fn an_absurd_flood_is_capped_and_still_paired() {
    let mut groove = Groove::empty(Grid::new(4, 4, 24, 9).expect("a grid"));
    for cell in groove.cells_mut() {
        *cell = Cell::stroke(Velocity::HIGHEST, Offset::NEUTRAL);
    }
    let mut host = Host::with(&groove);
    host.player = Player::new(64);
    host.bring(LIVE, &groove);
    host.tempo = 1_000.0;
    host.roll(1_000_000);
    host.stop(1);
    assert_paired(&host.heard, true);
}
