//! Scripts read and write the same; errors say where, what and how.

use proptest::prelude::*;

use super::*;
use crate::{notes::Channel, transport::Meter};
use groove::{Beats, MidiKey, units::MidiVelocity};

fn read(text: &str) -> Vec<Command> {
    let script: Script = text.parse().unwrap_or_else(|error| panic!("{error}"));
    script.commands().to_vec()
}

fn error(text: &str) -> String {
    text.parse::<Script>().unwrap_err().to_string()
}

#[test]
fn semicolons_lines_and_remarks() {
    let commands =
        read("play 2 bars; # forward\n\n  jump -1.3 ;; loop off\r\nset name = \"a; #b\"");
    let text = Script::new(commands).to_string();
    let lines = "play 2 bars\njump -1.3\nloop off\nset name = \"a; #b\"\n";
    assert_eq!(text, lines);
}

#[test]
fn a_unit_may_be_singular_and_a_bar_alone_is_its_first_beat() {
    assert_eq!(read("play 1 bar"), [Command::Play(Length::Bars(1.0))]);
    assert_eq!(read("jump 3"), read("jump 3.1"));
    let place = Place::Beats(Beats(-2.5));
    assert_eq!(read("jump -2.5 beats"), [Command::Jump(place)]);
}

#[test]
fn the_help_has_every_command_and_no_other() {
    let first = |line: &'static str| line.split(' ').next().filter(|word| !word.is_empty());
    let mut told: Vec<&str> = HELP.lines().filter_map(first).collect();
    told.dedup();
    let mut known: Vec<&str> = parse::EXAMPLES.map(|(name, _)| name).to_vec();
    // The help tells of a pair in one line.
    known.retain(|&name| name != "activate");
    assert_eq!(told, known);
    for (_, example) in parse::EXAMPLES {
        assert_eq!(read(example).len(), 1, "{example}");
    }
}

#[test]
fn errors_name_line_and_word_and_remedy() {
    let of = |text: &str| error(&format!("play 1 bar\n{text}"));
    assert!(of("jmp 3").starts_with("line 2: \"jmp\" is no command; there are rate, blocks"));
    assert_eq!(
        of("play 2 bras"),
        "line 2: \"bras\" is no unit of length (bars, beats or samples); \
         write for example `play 2 bars`"
    );
    assert_eq!(
        of("loop 1.1"),
        "line 2: after \"1.1\" a word `to` is missing; write for example `loop 1.1 to 2.1`"
    );
    assert_eq!(
        of("rate 1000"),
        "line 2: \"1000\" is out of range; rates go from 8000 to 384000"
    );
    assert_eq!(
        of("reset now"),
        "line 2: \"now\" is too much for `reset`; begin a new command with `;` or a new line"
    );
    assert_eq!(
        of("jump 0.1"),
        "line 2: \"0.1\" names a bar 0; the bar before 1.1 is -1.1"
    );
    assert_eq!(
        of("set swing = \"66"),
        "line 2: the text after \"66\" has no end; close it with \" on the same line"
    );
    for text in [
        "tempo nan",
        "play nan bars",
        "play 1.5 samples",
        "meter 7/0",
        "meter 7/6",
        "blocks",
        "blocks 0",
        "jump 1.0",
        "jump inf beats",
        "set feel 2",
        "note on 128 1",
        "\"play\" 1 bar",
    ] {
        assert!(of(text).starts_with("line 2: "), "{text}");
    }
}

fn length() -> impl Strategy<Value = Length> {
    prop_oneof![
        (0.0..1e5).prop_map(Length::Bars),
        (0.0..1e6).prop_map(Length::Beats),
        (0_u32..1_000_000).prop_map(Length::Samples),
    ]
}

fn place() -> impl Strategy<Value = Place> {
    let bar = prop_oneof![-1000..0, 1..1000];
    prop_oneof![
        (bar, 1_u16..64).prop_map(|(bar, beat)| Place::Bar { bar, beat }),
        (-1e5..1e5).prop_map(|beats| Place::Beats(Beats(beats))),
    ]
}

fn lie() -> impl Strategy<Value = Lie> {
    // What isn't a number differs from itself, so it stays out of here.
    let number = || prop_oneof![any::<f64>().prop_filter("a number", |n| !n.is_nan())];
    prop_oneof![
        number().prop_map(Lie::Tempo),
        number().prop_map(Lie::Position),
        number().prop_map(Lie::Bar),
        any::<(i32, i32)>().prop_map(|(beats, unit)| Lie::Meter(beats, unit)),
        (number(), number()).prop_map(|(start, end)| Lie::Loop(start, end)),
    ]
}

fn note() -> impl Strategy<Value = Command> {
    (0_u8..128, 0_u8..128, 1_u8..17).prop_map(|(key, velocity, channel)| {
        let key = MidiKey::new(key).expect("below 128");
        let channel = Channel::new(channel).expect("1 to 16");
        match velocity {
            0 => Command::NoteOff { key, channel },
            _ => Command::NoteOn {
                key,
                velocity: MidiVelocity::new(velocity),
                channel,
            },
        }
    })
}

fn set() -> impl Strategy<Value = Command> {
    let value = prop_oneof![
        (0.0..=1.0).prop_map(Value::Normalized),
        "[ -!#-~]{0,12}".prop_map(Value::Text),
    ];
    ("[a-z_]{1,8}", value).prop_map(|(parameter, value)| Command::Set { parameter, value })
}

fn command() -> impl Strategy<Value = Command> {
    let meter = (1..=64, 0_u32..=6).prop_map(|(beats, unit)| Meter {
        beats,
        unit: 1 << unit,
    });
    let tempo = || 1.0..=1000.0;
    prop_oneof![
        (8e3..=384e3).prop_map(Command::Rate),
        prop::collection::vec(1_u32..=8192, 1..5).prop_map(Command::Blocks),
        prop::sample::select(&Seams::ALL[..]).prop_map(Command::Seams),
        tempo().prop_map(Command::Tempo),
        (tempo(), tempo(), length()).prop_map(|(from, to, over)| Command::Ramp { from, to, over }),
        meter.prop_map(Command::Meter),
        length().prop_map(Command::Play),
        length().prop_map(Command::Stop),
        length().prop_map(Command::RollStopped),
        place().prop_map(Command::Jump),
        (place(), place()).prop_map(|(from, to)| Command::Loop { from, to }),
        prop::sample::select(&Omission::ALL[..]).prop_map(Command::TellNo),
        lie().prop_map(Command::TellLie),
        set(),
        note(),
        prop::sample::select(vec![
            Command::LoopOff,
            Command::TellTruth,
            Command::Bypass(true),
            Command::Offline(false),
            Command::Reset,
            Command::Deactivate,
            Command::Activate,
        ]),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read_the_same(commands in prop::collection::vec(command(), 0..12)) {
        let script = Script::new(commands);
        prop_assert_eq!(script.to_string().parse::<Script>(), Ok(script));
    }
}
