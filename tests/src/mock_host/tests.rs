//! Scripts become the calls that a host makes.

use groove::Beats;
use proptest::prelude::*;

use super::*;
use crate::transport::{Block, Meter};

fn calls(text: &str) -> Vec<Call> {
    let script: Script = text.parse().unwrap_or_else(|error| panic!("{error}"));
    Performance::of(&script).calls()
}

fn blocks(text: &str) -> Vec<Block> {
    let blocks = calls(text).into_iter().filter_map(|call| match call {
        Call::Process(block) => Some(block),
        _ => None,
    });
    blocks.collect()
}

fn shape(blocks: &[Block]) -> Vec<(u64, u32)> {
    blocks.iter().map(|b| (b.start, b.frames)).collect()
}

#[test]
fn a_host_that_splits_ends_blocks_at_the_seam() {
    let blocks = blocks("blocks 8000; loop 1.1 to 1.2; play 2 beats");
    let expected = [
        (0, 8_000),
        (8_000, 8_000),
        (16_000, 8_000),
        (24_000, 8_000),
        (32_000, 8_000),
        (40_000, 8_000),
        (48_000, 512),
    ];
    assert_eq!(shape(&blocks), expected);
    assert_eq!(blocks[3].moment.position, Some(Beats(0.0)));
    assert!(blocks[5].moment.playing && !blocks[6].moment.playing);
}

#[test]
fn other_hosts_run_over_a_seam_and_may_tell() {
    let script = |seams| format!("blocks 5000; seams {seams}; loop 1.1 to 1.2; play 2 beats");
    let untold = blocks(&script("untold"));
    assert_eq!(
        untold[4],
        Block {
            turns: Vec::new(),
            ..untold[4].clone()
        }
    );
    assert_eq!(untold[5].moment.position, Some(Beats(1_000.0 / 24_000.0)));
    let told = blocks(&script("told"));
    let (frame, moment) = told[4].turns[0];
    assert_eq!((frame, moment.position), (4_000, Some(Beats(0.0))));
    let parts = told[4].parts();
    assert_eq!(shape(&parts), [(20_000, 4_000), (24_000, 1_000)]);
    let split = blocks(&script("split"));
    assert_eq!(shape(&split[4..6]), [(20_000, 4_000), (24_000, 5_000)]);
}

#[test]
fn one_length_is_as_good_as_two_halves() {
    assert_eq!(
        calls("tempo 133; play 2 bars"),
        calls("tempo 133; play 1 bar; play 4 beats")
    );
}

#[test]
fn the_song_goes_on_between_samples_but_begins_anew_on_one() {
    // A beat is 21540.76 samples.
    let last = |text: &str| {
        let blocks = blocks(text);
        let playing = blocks.iter().rfind(|block| block.moment.playing);
        playing.expect("it plays").clone()
    };
    let on = last("blocks 8192; tempo 133.7; play 1 beat; tempo 120; play 1 samples");
    assert_eq!(on.start, 21_541);
    let since = on.moment.position.expect("told").0 - 1.0;
    let late = 21_541.0 - 60.0 / 133.7 * 48_000.0;
    assert!((since - late / 24_000.0).abs() < 1e-12);
    let anew = last("blocks 8192; tempo 133.7; play 1 beat; jump 5.1; play 1 samples");
    assert_eq!(
        (anew.start, anew.moment.position),
        (21_541, Some(Beats(16.0)))
    );
}

#[test]
fn places_and_bars() {
    let first = |text: &str| {
        let blocks = blocks(text);
        (blocks[0].moment.position, blocks[0].moment.bar_start)
    };
    let at = |position, bar| (Some(Beats(position)), Some(Beats(bar)));
    assert_eq!(first("jump 3.2; play 1 bar"), at(9.0, 8.0));
    assert_eq!(first("jump -1.4; play 1 bar"), at(-1.0, -4.0));
    assert_eq!(first("meter 7/8; jump -1.2; play 1 bar"), at(-2.5, -3.5));
    assert_eq!(first("jump 2.5 beats; play 1 bar"), at(2.5, 0.0));
    let waltz = blocks("play 2 bars; meter 3/4; play 2 bars; jump 4.1; play 1 samples");
    let waltz = &waltz[waltz.len() - 2].moment;
    assert_eq!(waltz.meter, Some(Meter { beats: 3, unit: 4 }));
    assert_eq!((waltz.position, waltz.bar_start), at(11.0, 11.0));
}

#[test]
fn a_ramp_takes_its_time_and_arrives() {
    let blocks = blocks("blocks 1000; tempo 60 to 180 over 4 beats; play 8 beats");
    let tempos: Vec<f64> = blocks
        .iter()
        .filter_map(|block| block.moment.tempo)
        .collect();
    assert_eq!(tempos[0], 60.0);
    assert!(tempos.windows(2).all(|pair| pair[0] <= pair[1]));
    // 4 beats at 120 on average are 2 seconds.
    let arrived = blocks
        .iter()
        .find(|block| block.moment.tempo == Some(180.0))
        .unwrap();
    assert_eq!(
        (arrived.start, arrived.moment.position),
        (96_000, Some(Beats(4.0)))
    );
    assert_eq!(blocks.last().unwrap().start, 96_000 + 64_000);
}

#[test]
fn stops_and_what_only_looks_like_playing() {
    let blocks = blocks("blocks 8000; play 1 beat; stop 1 beat; roll stopped 1 beat; play 1 beat");
    let told: Vec<_> = blocks
        .iter()
        .map(|block| (block.moment.playing, block.moment.position.unwrap().0))
        .collect();
    let third = 1.0 / 3.0;
    let expected = [
        (true, 0.0),
        (true, third),
        (true, 2.0 * third),
        (false, 1.0),
        (false, 1.0),
        (false, 1.0),
        (false, 1.0),
        (false, 1.0 + third),
        (false, 1.0 + 2.0 * third),
        (true, 2.0),
        (true, 2.0 + third),
        (true, 2.0 + 2.0 * third),
        (false, 3.0),
    ];
    assert_eq!(told, expected);
}

#[test]
fn what_is_left_out_and_what_is_made_up() {
    let blocks = blocks(
        "blocks 8000; tell no beats; tell no meter; tell tempo nan; play 8000 samples; tell truth; play 8000 samples",
    );
    let moment = blocks[0].moment;
    assert!(moment.tempo.is_some_and(f64::is_nan));
    assert_eq!((moment.position, moment.meter), (None, None));
    assert!(moment.seconds.is_some());
    assert_eq!(blocks[1].moment.tempo, Some(120.0));
    assert!(blocks[1].moment.position.is_some());
}

#[test]
fn activation_and_reset_are_calls_between_blocks() {
    let kinds: Vec<String> = calls("rate 96000; blocks 1000; play 1500 samples; reset; play 500 samples; deactivate; play 1000 samples; activate; play 500 samples; rate 44100; offline on; play 1 samples")
        .iter()
        .map(|call| match call {
            Call::Activate(a) => format!("activate {} {} {}", a.sample_rate, a.most_frames, a.is_offline),
            Call::Process(block) => format!("{}+{}", block.start, block.frames),
            other => format!("{other:?}"),
        })
        .collect();
    let expected = [
        "activate 96000 1000 false",
        "0+1000",
        "1000+500",
        "Reset",
        "1500+500",
        "Deactivate",
        "activate 96000 1000 false",
        "3000+500",
        "Deactivate",
        "activate 44100 1000 false",
        "Deactivate",
        "activate 44100 1000 true",
        "3500+1",
        "3501+512",
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn events_come_with_the_block_they_fall_into() {
    let blocks =
        blocks("blocks 100; play 150 samples; note on 36 100; set feel 0.5; play 150 samples");
    let events: Vec<(usize, u32)> = blocks
        .iter()
        .enumerate()
        .flat_map(|(at, block)| block.events.iter().map(move |event| (at, event.frame)))
        .collect();
    assert_eq!(events, [(1, 50), (1, 50)]);
}

#[test]
fn a_closure_stands_in_for_a_plugin() {
    let script: Script = "seams told; blocks 5000; loop 1.1 to 1.2; play 2 beats"
        .parse()
        .unwrap();
    let heard = play(&script, |call| match call {
        Call::Process(block) if block.moment.position == Some(Beats(0.0)) => vec![Note {
            sample: 3,
            channel: crate::notes::Channel::DRUMS,
            key: groove::MidiKey::new(36).unwrap(),
            kind: crate::notes::NoteKind::Off,
        }],
        _ => Vec::new(),
    });
    let samples: Vec<u64> = heard.notes.iter().map(|note| note.sample).collect();
    assert_eq!(samples, [3, 24_003]);
}

proptest! {
    /// Whatever the cuts, the blocks have no gaps and tell the same song.
    #[test]
    fn blocks_follow_on_each_other(
        sizes in prop::collection::vec(1_u32..3000, 1..6),
        tempo in 20.0..300.0,
        loop_length in 0.02..5.0,
        beats in 0.1..8.0,
        seams in prop::sample::select(&Seams::ALL[..]),
    ) {
        let script = Script::new(vec![
            crate::script::Command::Blocks(sizes),
            crate::script::Command::Seams(seams),
            crate::script::Command::Tempo(tempo),
            crate::script::Command::Loop {
                from: crate::script::Place::Beats(Beats(0.0)),
                to: crate::script::Place::Beats(Beats(loop_length)),
            },
            crate::script::Command::Play(crate::script::Length::Beats(beats)),
        ]);
        let mut now = 0;
        for call in Performance::of(&script).calls() {
            let Call::Process(block) = call else { continue };
            prop_assert_eq!(block.start, now);
            prop_assert!(block.frames > 0);
            now += u64::from(block.frames);
            let position = block.moment.position.unwrap().0;
            if block.moment.playing {
                let exact = block.start as f64 * tempo / 60.0 / 48e3 % loop_length;
                let distance = (position - exact).abs();
                prop_assert!(distance.min(loop_length - distance) < 1e-6);
            }
        }
    }
}
