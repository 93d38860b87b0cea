//! What holds for every groove and whatever the host does.

use groove::{Beats, Cell, Drum, Grid, Groove, Offset, Step, Velocity};
use proptest::prelude::*;

use crate::watch::watched;

use super::{
    super::{Block, Cycle, Meter, NoteEvent, NoteKind},
    host::{BEAT, Host, RATE, assert_paired},
};

fn any_groove() -> impl Strategy<Value = Groove> {
    let stroke = (0_usize..64, 0_usize..9, 0.0_f32..=1.0, -0.5_f32..=0.5);
    prop::collection::vec(stroke, 0..120).prop_map(|strokes| {
        let mut groove = Groove::empty(Grid::FOUR_BARS);
        for (step, drum, velocity, offset) in strokes {
            let cell = Cell::stroke(Velocity::new(velocity), Offset::new(offset));
            groove.set(Step(step), Drum::ALL[drum], cell);
        }
        groove
    })
}

/// Numbers a host may send: sensible ones, and anything at all.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![6 => -8.0..64.0, 2 => 20.0..999.0, 1 => any::<f64>(), 1 => Just(f64::NAN)]
}

fn any_meter() -> impl Strategy<Value = Meter> {
    let sensible = (1..13, prop::sample::select(vec![2, 4, 8, 16]));
    prop_oneof![4 => sensible, 1 => any::<(i32, i32)>()].prop_map(|(numerator, denominator)| {
        Meter {
            numerator,
            denominator,
        }
    })
}

fn any_block() -> impl Strategy<Value = Block> {
    let number = || prop::option::weighted(0.9, any_number());
    let cycle = prop::option::of((any_number(), any_number()));
    (
        0_usize..3_000,
        number(),
        number(),
        cycle,
        prop::bool::weighted(0.8),
        prop::option::of(any_meter()),
        number(),
    )
        .prop_map(
            |(frames, tempo, position, cycle, playing, meter, bar_start)| Block {
                frames,
                sample_rate: RATE,
                playing,
                tempo,
                position: position.map(Beats),
                cycle: cycle.map(|(start, end)| Cycle {
                    start: Beats(start),
                    end: Beats(end),
                }),
                meter,
                bar_start: bar_start.map(Beats),
            },
        )
}

fn all_events(groove: &Groove, blocks: &[Block]) -> Vec<Vec<NoteEvent>> {
    let mut host = Host::with(groove);
    let play = |block| watched(|| host.player.play(&host.settings, block, &[])).to_vec();
    blocks.iter().map(play).collect()
}

proptest! {
    #[test]
    fn whatever_the_host_does_notes_are_paired_sorted_and_repeatable(
        groove in any_groove(),
        blocks in prop::collection::vec(any_block(), 1..30),
    ) {
        let events = all_events(&groove, &blocks);
        let mut host = Host::with(&groove);
        for (block, events) in blocks.iter().zip(&events) {
            let order = |event: &NoteEvent| (event.sample, event.kind != NoteKind::Off);
            prop_assert!(events.is_sorted_by_key(order));
            host.hear(block, &[]);
        }
        host.stop(1);
        assert_paired(&host.heard, true);
        prop_assert_eq!(&events, &all_events(&groove, &blocks));
    }

    #[test]
    fn how_a_stretch_is_cut_into_blocks_changes_nothing(
        groove in any_groove(),
        tempo in 40.0_f64..300.0,
        start in 0_i32..64,
        cycle in prop::option::of((0_i32..32, 1_i32..32)),
        cuts in prop::collection::vec(1_usize..5_000, 1..40),
    ) {
        let total: usize = cuts.iter().sum();
        let hear = |cuts: &[usize]| {
            let mut host = Host::with(&groove);
            host.tempo = tempo;
            host.position = f64::from(start) / 4.0;
            host.cycle = cycle.map(|(from, steps)| Cycle {
                start: Beats(f64::from(from) / 4.0),
                end: Beats(f64::from(from + steps) / 4.0),
            });
            if host.cycle.is_some_and(|cycle| host.position >= cycle.end.0) {
                host.cycle = None;
            }
            for frames in cuts {
                host.roll(*frames);
            }
            host.heard
        };
        prop_assert_eq!(hear(&cuts), hear(&[total]));
    }

    #[test]
    fn a_long_stretch_holds_every_stroke_once(
        groove in any_groove(),
        frames in 1_usize..3_000,
        passes in 1_i64..3,
    ) {
        // From the second pass on, all strokes of a pass sound between two equal phases.
        let mut host = Host::with(&groove);
        host.position = 16.0;
        let until = 16 * BEAT - 3_000;
        host.roll_for(until, frames);
        let before = host.beginnings().len();
        host.roll_for(passes * 16 * BEAT, frames);
        let strokes = groove.stroke_count() as i64;
        prop_assert_eq!((host.beginnings().len() - before) as i64, passes * strokes);
    }
}
