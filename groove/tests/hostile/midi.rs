//! What becomes of hostile MIDI files, kept ones and ones too large to keep.

use std::path::Path;

use groove::{DrumMap, Performance, Rules, midi, quantize::quantize};

use super::{
    bytes::{chunk, joined},
    expected::difference,
    memory::most_held,
    midi_files, whole_way,
};

/// What no reader needs more of, whatever a file claims: its tables, and so many bytes for each
/// byte of the file.
const TABLES: usize = 1 << 20;
const FOR_EACH_BYTE: usize = 64;
/// The reference has the same controllers in many parts; so much of that is borne.
const REPEATED: usize = 48 << 20;

/// Reads by both books of rules, and fails where reading takes more memory than the file gives
/// reason to. Gives what our own rules say.
fn read(name: &str, bytes: &[u8]) -> Result<Performance, String> {
    let file = format!("{name}.mid");
    let by = |rules| {
        let (read, most) = most_held(|| midi::parse_by(bytes, Path::new(&file), rules));
        let repeated = if rules == Rules::Reference {
            REPEATED
        } else {
            0
        };
        let bound = TABLES + FOR_EACH_BYTE * bytes.len() + repeated;
        let length = bytes.len();
        assert!(
            most < bound,
            "{name}, {rules:?}: {most} bytes of memory for {length}"
        );
        read
    };
    if let Ok(theirs) = by(Rules::Reference) {
        lay(name, &theirs);
    }
    by(Rules::Quatrain).map_err(|error| error.to_string())
}

/// Lays on grids of all kinds, where laying takes memory only as there is something to lay, and
/// goes on from there.
fn lay(name: &str, performance: &Performance) {
    for grid in whole_way::grids() {
        for rules in [Rules::Quatrain, Rules::Reference] {
            let map = DrumMap::general_midi();
            let (_, most) = most_held(|| quantize(performance, map, grid, rules));
            let size =
                performance.strokes.len() + performance.tempos.len() + performance.meters.len();
            assert!(
                most < TABLES + 256 * size,
                "{name}, {rules:?}: {most} bytes of memory to lay {size} things"
            );
        }
    }
    whole_way::of_performance(performance);
}

#[test]
fn each_kept_file_gives_what_the_table_says() {
    let mut wrong = String::new();
    for (name, bytes, expected) in midi_files::all() {
        let read = read(name, &bytes).map(|performance| {
            lay(name, &performance);
            let faults = performance.faults.iter().map(ToString::to_string);
            (performance.strokes.len(), faults.collect())
        });
        if let Err(message) = &read {
            assert!(message.starts_with(&format!("{name}.mid: ")), "{message}");
        }
        wrong += &difference(name, &expected, &read);
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// A file in which no byte is idle: running status, controllers, a name, a tempo, a meter.
fn busy() -> Vec<u8> {
    let events = [
        &[
            0, 0xFF, 3, 4, b'k', b'i', b't', b's', 0, 0xFF, 0x51, 3, 7, 0xA1, 0x20,
        ][..],
        &[
            0, 0xFF, 0x58, 4, 4, 2, 24, 8, 0, 0xFF, 0x59, 2, 2, 1, 0, 0xC9, 16,
        ],
        &[
            0, 0xB9, 4, 90, 0, 0x99, 36, 100, 0, 42, 80, 48, 36, 0, 0, 42, 0,
        ],
        &[
            0x81, 0x40, 38, 90, 24, 38, 0, 0, 0xE9, 0, 64, 0, 0xF0, 3, 1, 2, 0xF7,
        ],
        &[12, 0x99, 38, 30, 6, 0x89, 38, 64, 0x87, 0, 0xFF, 0x2F, 0],
    ];
    let head = [0, 1, 0, 2, 0, 96];
    let track = chunk(b"MTrk", &events.concat());
    joined(&[&chunk(b"MThd", &head), &track, &track])
}

#[test]
fn a_file_may_be_torn_anywhere() {
    let whole = busy();
    let mut most = 0;
    for length in 0..=whole.len() {
        if let Ok(performance) = read("torn", &whole[..length]) {
            lay("torn", &performance);
            most = most.max(performance.strokes.len());
        }
    }
    assert_eq!(most, 8, "the whole file has eight strokes");
}

#[test]
fn any_byte_may_be_another() {
    let whole = busy();
    for at in 0..whole.len() {
        for byte in [0, 1, 0x2F, 0x7F, 0x80, 0xF0, 0xF7, 0xFF] {
            let mut spoilt = whole.clone();
            spoilt[at] = byte;
            if let Ok(performance) = read("spoilt", &spoilt) {
                lay("spoilt", &performance);
            }
        }
    }
}

/// A file of one track with these events, as often as it takes.
fn long(events: &[u8]) -> Vec<u8> {
    let head = chunk(b"MThd", &[0, 0, 0, 1, 0, 96]);
    joined(&[&head, &chunk(b"MTrk", events)])
}

#[test]
fn as_many_tracks_as_a_header_can_count() {
    let head = chunk(b"MThd", &[0, 1, 0xFF, 0xFF, 0, 96]);
    let empty = chunk(b"MTrk", &[0, 0xFF, 0x2F, 0]).repeat(65_535);
    let performance = read("tracks", &joined(&[&head, &empty])).unwrap();
    assert_eq!(performance.strokes.len(), 0);
    // And more than it can count.
    let none = chunk(b"MTrk", &[]).repeat(200_000);
    assert!(read("tracks", &joined(&[&head, &none])).is_ok());
}

#[test]
fn a_name_as_long_as_a_book() {
    let name = [&[0, 0xFF, 3, 0xBF, 0xFF, 0x7F][..], &[b'a'; 0xF_FFFF]].concat();
    let players = (0..16u8).flat_map(|channel| [0, 0x90 | channel, 36, 100, 1, 36, 0]);
    let players: Vec<u8> = players.collect();
    let performance = read("name", &long(&[name, players].concat())).unwrap();
    assert_eq!(performance.strokes.len(), 16);
}

#[test]
fn as_many_events_of_a_kind_as_a_megabyte_holds() {
    let bar = [0x83, 0];
    let tempo = [0, 0xFF, 0x51, 3, 7, 8, 9, 1, 0xFF, 0x51, 3, 7, 8, 8];
    let meters = [0, 0xFF, 0x58, 4, 4, 2, 0, 0, 1, 0xFF, 0x58, 4, 8, 3, 0, 0];
    let bar_of_each = [
        &[
            0, 0xFF, 0x58, 4, 4, 2, 0, 0, 0, 0xFF, 0x51, 3, 7, 8, 9, 0, 0x99, 36, 9,
        ],
        &bar[..],
        &[
            36, 0, 0, 0xFF, 0x58, 4, 8, 3, 0, 0, 0, 0xFF, 0x51, 3, 7, 8, 8, 0, 0x99, 36, 9,
        ],
        &bar,
        &[36, 0],
    ];
    let bar_of_each = bar_of_each.concat();
    let kinds: [(&str, &[u8], usize); 9] = [
        ("on", &[1, 0x99, 36, 100], 250_000),
        ("on and off", &[1, 0x99, 36, 100, 1, 36, 0], 140_000),
        ("off", &[1, 0x89, 36, 0], 0),
        (
            "programs",
            &[0, 0xC9, 1, 0, 0x99, 36, 1, 1, 36, 0, 0, 0xC9, 2],
            80_000,
        ),
        ("controllers", &[1, 0xB9, 4, 90], 0),
        ("bends", &[0, 0xE9, 0, 0], 0),
        ("tempos", &tempo, 0),
        ("meters", &meters, 0),
        ("bars", &bar_of_each, 40_000),
    ];
    for (name, events, strokes) in kinds {
        let times = (1 << 20) / events.len();
        let performance = read(name, &long(&events.repeat(times))).unwrap();
        assert!(performance.strokes.len() >= strokes, "{name}");
        lay(name, &performance);
    }
}

/// In the reference, each program of a channel has all controllers of the channel.
#[test]
fn movements_of_many_programs() {
    let movements = [0, 0xB9, 4, 90].repeat(100_000);
    let programs = (0..128).flat_map(|program| [0, 0xC9, program, 0, 0x99, 36, 100, 1, 36, 0]);
    let performance = read(
        "movements",
        &long(&[movements, programs.collect()].concat()),
    );
    assert_eq!(performance.unwrap().controls.len(), 100_000);
}
