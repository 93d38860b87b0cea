//! Hosts that lie, flood, and do what no host may do: the plugin does bounded work, crashes nobody,
//! keeps its notes in order, and plays on when the host has come to its senses.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

mod support;

use std::{path::Path, thread, time::Duration};

use groove::{DrumMap, MidiKey, units::MidiVelocity};
use proptest::{prelude::*, test_runner::TestRunner};
use whole_system::{
    Host, cases,
    host::{play, play_groove},
    mock_host::Performance,
    need,
    notes::{Channel, Recording},
    parts, score,
    script::{Script, Value},
    transport::{Activation, Block, Call, Event, EventKind, Moment},
    vst3_host::Vst3Host,
};

use support::{Open, clap, vst3};

/// How long a plugin may take to have its groove; far more than it needs.
const PATIENCE: Duration = Duration::from_secs(60);

/// The plugin with the groove of the table.
fn opened(open: Open, file: &Path) -> Box<dyn Host> {
    let mut host = open(file);
    play_groove(host.as_mut(), &cases::groove(), PATIENCE).unwrap();
    host
}

/// What must hold whatever a host does: order, an end for each beginning, and no more events in a
/// block than a block can need.
fn assert_sane(calls: &[Call], heard: &Recording, what: &str) {
    assert_eq!(heard.disorder(), None, "{what}");
    let mut notes = heard.notes.as_slice();
    for call in calls {
        let Call::Process(block) = call else { continue };
        let end = block.start + u64::from(block.frames);
        let count = notes.partition_point(|note| note.sample < end);
        let most = 4_096 + block.frames as usize + block.events.len();
        assert!(count <= most, "{what}: {count} events in a block");
        notes = &notes[count..];
    }
}

/// After whatever came before, the plugin plays as if it had just been opened.
fn assert_plays_on(host: &mut dyn Host, what: &str) {
    let script: Script = "jump 2.3; play 2 bars".parse().unwrap();
    let heard = play(host, &script).unwrap();
    let expected = score::expected(&cases::groove(), DrumMap::general_midi(), &script);
    score::compare(&heard, &expected).unwrap_or_else(|wrong| panic!("after {what}: {wrong}"));
}

/// What a host may say that makes no sense.
fn lies() -> Vec<String> {
    let numbers = [
        "nan", "inf", "-inf", "0", "-1", "1e-308", "1e308", "-1e308", "1e18", "1e9", "1e5",
    ];
    let mut lies: Vec<String> = Vec::new();
    for number in numbers {
        for thing in ["tempo", "position", "bar"] {
            lies.push(format!("tell {thing} {number}"));
        }
        lies.push(format!("tell loop {number} to 1"));
        lies.push(format!("tell loop 0 to {number}"));
        lies.push(format!("tell loop {number} to {number}"));
        lies.push(format!("tell tempo {number}; tell position {number}"));
    }
    for meter in [
        "0/0",
        "0/4",
        "4/0",
        "-3/4",
        "3/-4",
        "4/3",
        "65535/65535",
        "2147483647/1",
        "1/64",
    ] {
        lies.push(format!("tell meter {meter}"));
    }
    for edges in [
        "0 to 1e-9",
        "0 to 0.001",
        "0.9 to 0.9000001",
        "-1e9 to 1e9",
        "5 to 3",
    ] {
        lies.push(format!("tell loop {edges}"));
    }
    lies.push("tell position 1e8; tell tempo 1000; tell meter 1/64".to_owned());
    lies
}

fn survives_lies(open: Open, file: &Path) {
    let mut host = opened(open, file);
    for lie in lies() {
        let text = format!(
            "blocks 64 8192 1 441; play 1.3 beats; {lie}; play 2 beats; jump 1.2; play 1 beat; \
             loop 1.1 to 2.1; play 1 bar; tell truth; play 1 beat"
        );
        let calls = Performance::of(&text.parse().unwrap()).calls();
        let heard = host.play(&calls).unwrap();
        assert_sane(&calls, &heard, &lie);
        assert_plays_on(host.as_mut(), &lie);
    }
}

#[test]
fn clap_survives_lies() {
    survives_lies(clap, &need!(parts::clap()));
}

#[test]
fn vst3_survives_lies() {
    survives_lies(vst3, &need!(parts::vst3()));
}

fn note(frame: u32, key: u8, begins: bool) -> Event {
    let (channel, key) = (Channel::FIRST, MidiKey::new(key).unwrap());
    let velocity = MidiVelocity::new(100);
    let kind = match begins {
        true => EventKind::On {
            channel,
            key,
            velocity,
        },
        false => EventKind::Off { channel, key },
    };
    Event { frame, kind }
}

fn rolling(number: u64, events: Vec<Event>) -> Call {
    let frames = 512;
    let start = number * u64::from(frames);
    let moment = Moment {
        playing: true,
        position: Some(groove::Beats(start as f64 / 24_000.0)),
        ..Moment::STOPPED
    };
    let block = Block {
        moment,
        events,
        ..Block::stopped(start, frames)
    };
    block.into()
}

/// Events by the hundred on each sample, on many keys, all of which come out again.
fn passes_a_flood_of_notes_on(open: Open, file: &Path) {
    let mut host = opened(open, file);
    let flood =
        |frame| (0..50).flat_map(move |key| [true, false].map(|on| note(frame, 60 + key, on)));
    let mut calls: Vec<Call> = (0..8)
        .map(|number| rolling(number, (0..512).flat_map(flood).collect()))
        .collect();
    calls.push(Block::stopped(8 * 512, 512).into());
    let heard = host.play(&calls).unwrap();
    assert_sane(&calls, &heard, "a flood");
    let passed = heard
        .notes
        .iter()
        .filter(|note| note.channel == Channel::FIRST);
    assert_eq!(passed.count(), 8 * 512 * 100);
    assert_plays_on(host.as_mut(), "a flood");
}

#[test]
fn clap_passes_a_flood_of_notes_on() {
    passes_a_flood_of_notes_on(clap, &need!(parts::clap()));
}

#[test]
fn vst3_passes_a_flood_of_notes_on() {
    passes_a_flood_of_notes_on(vst3, &need!(parts::vst3()));
}

/// All that is left of the last value is what counts.
fn survives_changes_at_every_sample(open: Open, file: &Path) {
    let mut host = opened(open, file);
    let names = [
        "feel",
        "swing",
        "push",
        "choke",
        "bypass",
        "quantize",
        "velocity_low",
    ];
    let defaults = [2.0 / 3.0, 0.0, 0.5, 1.0, 0.0, 0.0, 0.0];
    let change = |frame: u32, name: &str, value: f64| Event {
        frame,
        kind: EventKind::Set {
            parameter: name.to_owned(),
            value: Value::Normalized(value),
        },
    };
    let mut calls = Vec::new();
    for number in 0..100 {
        let changes = (0..512).flat_map(|frame| {
            let value = f64::from((frame * 37 + number as u32) % 101) / 100.0;
            names.map(|name| change(frame, name, value))
        });
        calls.push(rolling(number, changes.collect()));
    }
    let back = names
        .iter()
        .zip(defaults)
        .map(|(name, value)| change(0, name, value));
    calls.push(Call::from(Block {
        events: back.collect(),
        ..Block::stopped(100 * 512, 512)
    }));
    let heard = host.play(&calls).unwrap();
    assert_sane(&calls, &heard, "a flood of changes");
    assert_plays_on(host.as_mut(), "a flood of changes");
}

#[test]
fn clap_survives_changes_at_every_sample() {
    survives_changes_at_every_sample(clap, &need!(parts::clap()));
}

#[test]
fn vst3_survives_changes_at_every_sample() {
    survives_changes_at_every_sample(vst3, &need!(parts::vst3()));
}

/// Events that go back in time, and some beyond the end of their block.
fn puts_events_in_order(open: Open, file: &Path) {
    let mut host = opened(open, file);
    let mut calls = Vec::new();
    for number in 0..64 {
        let forward = (0..64).map(|at| note(at * 8, 60 + (at / 2) as u8, at % 2 == 0));
        let beyond = [note(511, 20, true), note(100_000, 20, false)];
        let events: Vec<Event> = forward.chain(beyond).rev().collect();
        calls.push(rolling(number, events));
    }
    calls.push(Block::stopped(64 * 512, 512).into());
    let heard = host.play(&calls).unwrap();
    assert!(
        heard.notes.is_sorted_by_key(|note| note.sample),
        "notes go back in time"
    );
    let beyond = heard.notes.iter().filter(|note| note.key.get() == 20);
    assert_eq!(beyond.count(), 2 * 64, "notes beyond the block are kept");
    let mut inside = heard;
    inside.notes.retain(|note| note.key.get() != 20);
    assert_eq!(inside.disorder(), None);
    assert_plays_on(host.as_mut(), "events out of order");
}

#[test]
fn clap_puts_events_in_order() {
    puts_events_in_order(clap, &need!(parts::clap()));
}

#[test]
fn vst3_puts_events_in_order() {
    puts_events_in_order(vst3, &need!(parts::vst3()));
}

/// One instance plays while others come and go beside it.
fn plays_beside_others(open: Open, file: &Path) {
    let script: Script = "blocks 64; loop 1.1 to 5.1; play 64 bars".parse().unwrap();
    let heard = thread::scope(|scope| {
        let playing = scope.spawn(|| play(opened(open, file).as_mut(), &script).unwrap());
        while !playing.is_finished() {
            let mut other = open(file);
            play(other.as_mut(), &"play 1 beat".parse().unwrap()).unwrap();
        }
        playing.join().unwrap()
    });
    let expected = score::expected(&cases::groove(), DrumMap::general_midi(), &script);
    score::compare(&heard, &expected).unwrap();
    assert_eq!(heard.disorder(), None);
}

#[test]
fn clap_plays_beside_others() {
    plays_beside_others(clap, &need!(parts::clap()));
}

#[test]
fn vst3_plays_beside_others() {
    plays_beside_others(vst3, &need!(parts::vst3()));
}

/// The format's types keep CLAP hosts from it; a VST3 host can do it.
#[test]
fn vst3_bears_blocks_while_it_sleeps() {
    let mut host = Vst3Host::open(&need!(parts::vst3())).unwrap();
    play_groove(&mut host, &cases::groove(), PATIENCE).unwrap();
    host.play(&[Call::Deactivate]).unwrap();
    let refused = host.play(&[rolling(0, Vec::new())]);
    assert!(refused.is_err(), "our host knows better");
    for number in 0..16 {
        // Whatever the framework answers.
        let _ = host.process_asleep(&rolling_block(number));
    }
    // What began there ends now.
    host.play(&[
        Call::Activate(Activation::USUAL),
        Block::stopped(0, 512).into(),
    ])
    .unwrap();
    assert_plays_on(&mut host, "blocks in its sleep");
}

fn rolling_block(number: u64) -> Block {
    match rolling(number, Vec::new()) {
        Call::Process(block) => block,
        _ => unreachable!("it is a block"),
    }
}

/// A command of a host that has lost its senses.
fn any_command() -> impl Strategy<Value = String> {
    let number = prop::sample::select(vec![
        "nan", "inf", "-inf", "0", "-4", "1e-9", "0.3", "7", "1e9", "1e300",
    ]);
    let place = -9.0..70.0;
    prop_oneof![
        4 => (0.01..3.0).prop_map(|beats| format!("play {beats:.3} beats")),
        1 => (0.01..1.0).prop_map(|beats| format!("stop {beats:.3} beats")),
        1 => (0.01..1.0).prop_map(|beats| format!("roll stopped {beats:.3} beats")),
        2 => place.clone().prop_map(|beats| format!("jump {beats:.3} beats")),
        2 => (place, 0.001..5.0).prop_map(|(from, length): (f64, f64)| {
            format!("loop {from:.3} beats to {:.3} beats", from + length)
        }),
        1 => Just("loop off".to_owned()),
        2 => (1.0..1000.0).prop_map(|tempo| format!("tempo {tempo:.1}")),
        1 => (40.0..300.0, 40.0..300.0).prop_map(|(from, to)| {
            format!("tempo {from:.1} to {to:.1} over 2 beats")
        }),
        1 => prop::sample::select(vec!["3/4", "7/8", "6/8", "5/4", "1/64", "64/1", "4/4"])
            .prop_map(|meter| format!("meter {meter}")),
        1 => prop::sample::select(vec!["beats", "seconds", "tempo", "meter", "bar"])
            .prop_map(|thing| format!("tell no {thing}")),
        1 => (prop::sample::select(vec!["tempo", "position", "bar"]), number.clone())
            .prop_map(|(thing, number)| format!("tell {thing} {number}")),
        1 => (number.clone(), number).prop_map(|(from, to)| format!("tell loop {from} to {to}")),
        3 => Just("tell truth".to_owned()),
        1 => prop::sample::select(vec!["bypass on", "bypass off", "bypass off", "reset"])
            .prop_map(str::to_owned),
        1 => prop::sample::select(vec!["deactivate", "activate", "activate", "offline on", "offline off"])
            .prop_map(str::to_owned),
        1 => prop::sample::select(vec!["rate 8000", "rate 44100", "rate 384000"])
            .prop_map(str::to_owned),
        2 => prop::collection::vec(1_u32..=8192, 1..4).prop_map(|sizes| {
            let sizes: Vec<String> = sizes.iter().map(u32::to_string).collect();
            format!("blocks {}", sizes.join(" "))
        }),
        1 => prop::sample::select(vec!["seams split", "seams untold", "seams told"])
            .prop_map(str::to_owned),
        2 => (
            prop::sample::select(vec![
                "feel", "push", "swing", "swing_unit", "quantize", "quantize_grid",
                "velocity_curve", "velocity_low", "velocity_high", "density", "note_length",
                "choke", "map", "follow", "slot", "fill", "audition", "change_at", "morph",
            ]),
            0.0..=1.0,
        ).prop_map(|(name, value): (&str, f64)| format!("set {name} {value:.3}")),
        1 => (0_u8..24).prop_map(|key| format!("note on {key} 90; play 50 samples; note off {key}")),
    ]
}

/// Scripts at random; one that breaks something is shrunk, and printed as it may be kept in the
/// table.
fn survives_anything(open: Open, file: &Path, told: bool) {
    let host = std::cell::RefCell::new(opened(open, file));
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 96,
        max_shrink_iters: 512,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let scripts = prop::collection::vec(any_command(), 1..60);
    let result = runner.run(&scripts, |commands| {
        // The plugin is silent before and after, so that all that begins must end in between.
        let silence = "activate\nset audition 0\nset follow 0\nset bypass 0\nstop 600 samples";
        let mut text = format!("{silence}\n{}\ntell truth\n{silence}", commands.join("\n"));
        if !told {
            text = text.replace("seams told", "seams split");
        }
        let calls = Performance::of(&text.parse().unwrap()).calls();
        let heard = host.borrow_mut().play(&calls);
        let heard = heard.map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
        // What still sounds from a script before that broke off ends first.
        let begin = heard.notes.partition_point(|note| note.sample < 600);
        let heard = Recording {
            notes: heard.notes[begin..].to_vec(),
            ..heard
        };
        prop_assert_eq!(heard.disorder(), None, "{}", text);
        Ok(())
    });
    result.unwrap();
}

#[test]
fn clap_survives_anything() {
    survives_anything(clap, &need!(parts::clap()), true);
}

#[test]
fn vst3_survives_anything() {
    survives_anything(vst3, &need!(parts::vst3()), false);
}
