//! What decides which groove plays: boundaries, slots, keys, fills, and a clock of our own.

use groove::{Beats, Groove};

use super::{
    super::{ChangeAt, Command, CommandKind, Cycle, Follow, Place, Slot, Source},
    host::{BEAT, Host, LIVE},
    strokes,
};

const BAR: i64 = 4 * BEAT;

fn slot(number: usize) -> Slot {
    Slot::new(number).expect("a slot")
}

/// Strokes on these steps of each of the four bars.
fn every_bar(steps: &[usize]) -> Groove {
    let in_bar = |bar: usize| steps.iter().map(move |step| (16 * bar + step, 0.0));
    strokes(&(0..4).flat_map(in_bar).collect::<Vec<_>>())
}

/// On the beats, and between them.
fn on_and_off() -> (Groove, Groove) {
    (every_bar(&[0, 4, 8, 12]), every_bar(&[2, 6, 10, 14]))
}

const EIGHTH: i64 = BEAT / 2;

#[test]
fn a_new_groove_takes_over_at_the_boundary_that_was_chosen() {
    let (on, off) = on_and_off();
    for (change_at, first_of_new) in [
        (ChangeAt::Now, 5 * BEAT + EIGHTH),
        (ChangeAt::Sixteenth, 5 * BEAT + EIGHTH),
        (ChangeAt::Beat, 6 * BEAT + EIGHTH),
        (ChangeAt::Bar, 2 * BAR + EIGHTH),
        (ChangeAt::FourBars, 4 * BAR + EIGHTH),
    ] {
        let mut host = Host::with(&on);
        host.settings.change_at = change_at;
        host.roll_for(5 * BEAT + 1_000, 480);
        host.bring(LIVE, &off);
        host.roll_for(5 * BAR, 480);
        let is_new = |sample: &i64| sample % BEAT != 0;
        let begun = host.beginnings();
        let first = begun.iter().copied().find(|sample| is_new(sample));
        assert_eq!(first, Some(first_of_new), "{change_at:?}");
        assert!(
            begun.iter().all(|s| is_new(s) == (*s >= first_of_new)),
            "{change_at:?}"
        );
    }
}

#[test]
fn at_once_nothing_that_sounded_comes_again_and_what_is_owed_comes_at_once() {
    // The old stroke on step 4 is late and still owed when the new one's time is past.
    let mut host = Host::with(&strokes(&[(4, 0.4), (8, -0.4)]));
    host.roll_for(BEAT + 1_000, 100);
    host.bring(LIVE, &strokes(&[(4, 0.0), (5, -0.5), (8, -0.4)]));
    host.roll_for(2 * BEAT - 2_000 - BEAT - 1_000, 100);
    assert_eq!(
        host.beginnings(),
        [BEAT + 1_000, BEAT + 3_000, 2 * BEAT - 2_400]
    );
    // It has sounded early; the new one would be late.
    host.bring(LIVE, &strokes(&[(8, 0.4)]));
    host.roll_for(BEAT, 100);
    assert_eq!(host.beginnings().len(), 3);
}

#[test]
fn a_loop_too_short_for_the_boundary_is_one_itself() {
    let (on, off) = on_and_off();
    let mut host = Host::with(&on);
    host.settings.change_at = ChangeAt::FourBars;
    host.position = 4.0;
    host.cycle = Some(Cycle {
        start: Beats(4.0),
        end: Beats(8.0),
    });
    host.roll_for(BEAT / 4, 480);
    host.bring(LIVE, &off);
    host.roll_for(2 * BAR - BEAT / 4, 480);
    let expected = [0, 1, 2, 3].map(|beat| beat * BEAT);
    let then = [0, 1, 2, 3].map(|beat| BAR + beat * BEAT + EIGHTH);
    assert_eq!(host.beginnings(), [expected, then].concat());
}

#[test]
fn early_strokes_of_a_new_groove_come_before_its_boundary() {
    let mut host = Host::with(&strokes(&[]));
    host.settings.change_at = ChangeAt::Bar;
    host.roll_for(BEAT, 480);
    host.bring(LIVE, &strokes(&[(16, -0.25), (17, 0.0)]));
    host.roll_for(BAR, 480);
    assert_eq!(host.beginnings(), [BAR - 1_500, BAR + 6_000]);
}

#[test]
fn slots_are_chosen_by_parameter_and_by_key_switch() {
    let (on, off) = on_and_off();
    let mut host = Host::with(&on);
    host.bring(Place::Slot(slot(3)), &off);
    host.settings.slot = Some(slot(3));
    host.roll_for(BEAT, 480);
    assert_eq!(host.beginnings(), [EIGHTH]);
    host.settings.slot = None;
    host.roll_for(BEAT, 480);
    assert_eq!(host.beginnings(), [EIGHTH, BEAT]);
    let to_slot = command(100, CommandKind::Start(Source::Slot(slot(3))));
    host.roll_with(480, &[to_slot]);
    assert_eq!(host.beginnings().len(), 3, "transport alone obeys no keys");
    host.settings.follow = Follow::Switches;
    host.roll_with(480, &[to_slot]);
    host.roll_for(BEAT, 480);
    assert_eq!(host.beginnings()[3..], [2 * BEAT + EIGHTH]);
}

fn command(sample: usize, kind: CommandKind) -> Command {
    Command { sample, kind }
}

#[test]
fn a_held_key_plays_its_slot_from_the_first_bar_while_it_is_held() {
    let mut host = Host::with(&every_bar(&[0, 1, 2]));
    // Only the first bar's first step, so that the bar can be told.
    host.bring(Place::Slot(slot(0)), &strokes(&[(0, 0.0)]));
    host.settings.follow = Follow::Held;
    host.settings.change_at = ChangeAt::Bar;
    host.position = 4.0;
    host.roll_for(BAR / 2, 480);
    assert!(host.heard.is_empty(), "keys decide, and none is held");
    let source = Source::Slot(slot(0));
    host.roll_with(480, &[command(7, CommandKind::Start(source))]);
    host.roll_for(5 * BAR - BAR / 2 - 480 + 100, 480);
    assert_eq!(host.beginnings(), [BAR, 5 * BAR]);
    host.roll_with(480, &[command(7, CommandKind::Release(source))]);
    host.roll_for(6 * BAR, 480);
    assert_eq!(host.beginnings().len(), 2);
}

#[test]
fn the_key_held_before_takes_over_again() {
    let (on, off) = on_and_off();
    let mut host = Host::new();
    for (number, groove) in [(0, &on), (1, &off)] {
        host.bring(Place::Slot(slot(number)), groove);
    }
    host.settings.follow = Follow::Held;
    let [first, second] = [0, 1].map(|number| Source::Slot(slot(number)));
    host.roll_with(24_000, &[command(0, CommandKind::Start(first))]);
    host.roll_with(24_000, &[command(1, CommandKind::Start(second))]);
    host.roll_with(24_000, &[command(1, CommandKind::Release(second))]);
    host.roll_with(24_000, &[command(1, CommandKind::Release(first))]);
    host.roll_for(BAR, 480);
    assert_eq!(host.beginnings(), [0, BEAT, BEAT + EIGHTH, 3 * BEAT]);
}

#[test]
fn keys_play_without_the_hosts_transport_and_end_with_it() {
    let mut host = Host::new();
    host.bring(Place::Slot(slot(0)), &every_bar(&[0, 4]));
    host.settings.follow = Follow::Latched;
    host.stop(480);
    let start = command(80, CommandKind::Start(Source::Slot(slot(0))));
    host.stop_with(480, &[start]);
    host.stop(24_000);
    assert_eq!(host.beginnings(), [480 + 80, 480 + 80 + BEAT]);
    host.stop_with(480, &[start]);
    host.stop(24_000);
    assert_eq!(host.beginnings().len(), 2, "the same key again ends it");
    host.roll_with(480, &[start]);
    assert_eq!(
        host.beginnings().len(),
        3,
        "just behind the line means the line"
    );
    host.stop(48_000);
    assert_eq!(host.beginnings().len(), 3, "the transport's stop ends it");
    super::assert_paired(&host.heard, true);
}

#[test]
fn a_fill_plays_the_last_bar_until_the_bar_ends() {
    let mut host = Host::with(&strokes(&[(0, 0.0), (16, 0.0), (48 + 10, 0.0)]));
    host.bring(
        Place::Fill,
        &strokes(&[(48 + 6, 0.0), (48 + 14, 0.0), (10, 0.0)]),
    );
    host.roll_for(BEAT, 480);
    host.settings.fill = true;
    host.roll_for(BEAT, 480);
    host.settings.fill = false;
    host.roll_for(3 * BEAT, 480);
    assert_eq!(host.beginnings(), [0, 6 * BEAT / 4, 14 * BEAT / 4, BAR]);
}

#[test]
fn an_audition_runs_by_its_own_clock_while_the_host_stands() {
    let mut host = Host::with(&every_bar(&[0, 4]));
    host.settings.audition = true;
    host.position = 1.5;
    host.stop(30_000);
    host.stop(30_000);
    assert_eq!(host.beginnings(), [0, BEAT]);
    host.roll_for(BAR, 480);
    let before = 60_000;
    assert_eq!(
        host.beginnings()[2..],
        [before + 5 * BEAT / 2, before + 7 * BEAT / 2]
    );
    host.stop(480);
    assert_eq!(host.beginnings().last(), Some(&(before + BAR)));
}

#[test]
fn pieces_play_one_after_the_other_and_a_missing_one_is_stood_in_for() {
    let mut host = Host::new();
    for (piece, step) in [(0, 1), (2, 3)] {
        host.bring(Place::Live { piece, of: 3 }, &every_bar(&[step]));
    }
    host.roll_for(12 * BAR, 4_800);
    let steps: Vec<i64> = host
        .beginnings()
        .iter()
        .map(|s| s % BAR / (BEAT / 4))
        .collect();
    assert_eq!(steps, [1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 3]);
}

#[test]
fn commands_of_blocks_without_samples_and_behind_their_end_count() {
    let (on, off) = on_and_off();
    let mut host = Host::with(&on);
    host.bring(Place::Slot(slot(0)), &off);
    host.settings.follow = Follow::Switches;
    host.roll(480);
    host.roll_with(0, &[command(0, CommandKind::Start(Source::Slot(slot(0))))]);
    host.roll_for(BEAT - 480, 480);
    assert_eq!(host.beginnings(), [0, EIGHTH]);
    host.roll_with(480, &[command(9_999, CommandKind::Start(Source::Live))]);
    host.roll_for(BEAT, 480);
    assert_eq!(host.beginnings(), [0, EIGHTH, 2 * BEAT]);
}
