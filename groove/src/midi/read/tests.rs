use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::performance::{Meter, PartIndex};

const END: &[u8] = b"\0\xFF\x2F\0";

/// A file of 480 ticks in a quarter note. Events are written as a file has them.
fn file(tracks: &[&[&[u8]]]) -> Vec<u8> {
    let mut bytes = b"MThd\0\0\0\x06\0\x01\0".to_vec();
    bytes.extend([tracks.len() as u8, 0x01, 0xE0]);
    for events in tracks {
        let body = events.concat();
        bytes.extend(b"MTrk");
        bytes.extend((body.len() as u32).to_be_bytes());
        bytes.extend(body);
    }
    bytes
}

fn ours(bytes: &[u8]) -> Performance {
    parse(bytes, Path::new("test.mid")).unwrap()
}

fn reference(bytes: &[u8]) -> Result<Performance, MidiError> {
    parse_by(bytes, Path::new("test.mid"), Rules::Reference)
}

/// Key, start and end in milliseconds of each stroke.
fn strokes(performance: &Performance) -> Vec<(u8, f64, f64)> {
    let milliseconds = |seconds: f64| (seconds * 1000.0).round();
    let strokes = performance.strokes.iter();
    strokes
        .map(|s| (s.key.get(), milliseconds(s.start.0), milliseconds(s.end.0)))
        .collect()
}

const ON: &[u8] = b"\0\x99\x24\x40";
const OFF: &[u8] = b"\x83\x60\x89\x24\0";

#[test]
fn notes_without_length_or_end_are_kept_by_ours_and_lost_by_the_reference() {
    let bytes = file(&[&[
        ON,
        b"\0\x89\x24\0", // no length
        ON,
        OFF,
        b"\0\x99\x26\x40", // the snare is never let go
        b"\x83\x60\xFF\x2F\0",
    ]]);
    let performance = ours(&bytes);
    let kept = [(36, 0.0, 0.0), (36, 0.0, 500.0), (38, 500.0, 1000.0)];
    assert_eq!(strokes(&performance), kept);
    assert_eq!(
        performance.faults,
        [Fault::Unended { count: 1 }, Fault::Lengthless { count: 1 }]
    );
    let theirs = reference(&bytes).unwrap();
    assert_eq!(strokes(&theirs), kept[1..2]);
}

#[test]
fn a_stroke_may_begin_on_the_tick_that_ends_the_last() {
    let bytes = file(&[&[ON, b"\x83\x60\x99\x24\x50", b"\0\x89\x24\0", OFF, END]]);
    let both = [(36, 0.0, 500.0), (36, 500.0, 1000.0)];
    assert_eq!(strokes(&ours(&bytes)), both);
    assert_eq!(strokes(&reference(&bytes).unwrap()), both);
    assert!(ours(&bytes).faults.is_empty());
}

#[test]
fn a_torn_track_keeps_what_comes_before_the_tear() {
    let whole = file(&[&[ON, OFF, ON, OFF, END]]);
    let tear = 22 + 4 + 5 + 4; // within the second end
    let performance = ours(&whole[..tear + 2]);
    assert_eq!(strokes(&performance)[0], (36, 0.0, 500.0));
    let torn = Fault::Torn {
        track: 1,
        byte: tear,
    };
    assert_eq!(performance.faults, [torn, Fault::Unended { count: 1 }]);
    let refusal = reference(&whole[..tear + 2]).unwrap_err().to_string();
    assert!(refusal.contains(&format!("byte {tear}")), "{refusal}");
}

#[test]
fn a_track_with_a_length_beyond_the_file_ends_where_the_next_begins() {
    let mut bytes = file(&[&[ON, OFF, END], &[ON, OFF, END]]);
    bytes[18..22].copy_from_slice(&[0x40, 0, 0, 0]); // 1 GB
    let performance = ours(&bytes);
    assert_eq!(performance.strokes.len(), 2);
    let torn = Fault::Torn { track: 1, byte: 35 };
    assert_eq!(performance.faults, [torn]);
}

#[test]
fn missing_tracks_are_a_fault() {
    let mut bytes = file(&[&[ON, OFF, END]]);
    bytes[11] = 3;
    let byte = bytes.len();
    let performance = ours(&bytes);
    assert_eq!(performance.strokes.len(), 1);
    assert_eq!(performance.faults, [Fault::Torn { track: 2, byte }]);
    assert!(reference(&bytes).is_err());
}

#[test]
fn running_status_goes_on_after_a_meta_event() {
    let bytes = file(&[&[ON, b"\0\xFF\x01\x02ha", b"\x83\x60\x24\0", END]]);
    assert_eq!(strokes(&ours(&bytes)), [(36, 0.0, 500.0)]);
    assert_eq!(strokes(&reference(&bytes).unwrap()), strokes(&ours(&bytes)));
}

#[test]
fn clock_bytes_and_exclusive_messages_are_passed_over() {
    let bytes = file(&[&[
        b"\0\xF8\0\xF0\x03\x01\x02\xF7",
        ON,
        b"\0\xF2\x01\x02",
        OFF,
        END,
    ]]);
    assert_eq!(strokes(&ours(&bytes)), [(36, 0.0, 500.0)]);
    assert_eq!(reference(&bytes).unwrap(), ours(&bytes));
}

#[test]
fn the_reference_forgets_the_time_of_meta_events_it_has_no_name_for() {
    // 480 ticks, then a program name (kind 8).
    let bytes = file(&[&[b"\x83\x60\xFF\x08\x01p", ON, OFF, END]]);
    assert_eq!(strokes(&ours(&bytes)), [(36, 500.0, 1000.0)]);
    assert_eq!(strokes(&reference(&bytes).unwrap()), [(36, 0.0, 500.0)]);
}

#[test]
fn tempos_count_on_the_first_track_only_and_never_when_zero() {
    let bytes = file(&[
        &[
            b"\0\xFF\x51\x03\x0F\x42\x40", // 1 s a beat
            b"\x83\x60\xFF\x51\x03\0\0\0",
            b"\0\xFF\x51\x03\x07\xA1\x20", // 0.5 s
            b"\0\xFF\x51\x03\x07\xA1\x20", // again
            END,
        ],
        &[b"\0\xFF\x51\x03\0\0\x01", ON, OFF, OFF, ON, OFF, END],
    ]);
    let performance = ours(&bytes);
    assert_eq!(
        strokes(&performance),
        [(36, 0.0, 1000.0), (36, 1500.0, 2000.0)]
    );
    let tempos = performance.tempos.iter();
    let tempos: Vec<_> = tempos.map(|t| (t.at.0, t.tempo.get())).collect();
    assert_eq!(tempos, [(0.0, 60.0), (1.0, 120.0)]);
    assert_eq!(performance.faults, [Fault::ZeroTempo { tick: 480 }]);
    assert!(reference(&bytes).is_err());
}

#[test]
fn meters_and_keys_that_mean_nothing_are_left_out() {
    let bytes = file(&[&[
        b"\0\xFF\x58\x04\x07\x03\x18\x08", // 7/8
        b"\0\xFF\x58\x04\0\x02\x18\x08",   // 0/4
        b"\0\xFF\x58\x02\x04\x02",         // too short
        b"\0\xFF\x59\x02\xFD\x01",         // three flats, minor
        b"\0\xFF\x59\x02\x09\0",           // nine sharps
        END,
    ]]);
    let performance = ours(&bytes);
    let meter = Meter {
        numerator: 7,
        denominator: 8,
    };
    assert_eq!(performance.meters.len(), 1);
    assert_eq!(performance.meters[0].meter, meter);
    assert_eq!(performance.keys.len(), 1);
    assert_eq!(
        (performance.keys[0].tonic, performance.keys[0].minor),
        (0, true)
    );
    let faults = [
        Fault::NoMeter {
            numerator: 0,
            power: 2,
        },
        Fault::Meaningless {
            kind: 0x58,
            byte: 38,
        },
        Fault::Meaningless {
            kind: 0x59,
            byte: 50,
        },
    ];
    assert_eq!(performance.faults, faults);
    assert!(reference(&bytes).is_err());
}

#[test]
fn each_channel_and_program_of_a_track_is_a_part() {
    let bytes = file(&[
        &[
            b"\0\xFF\x03\x03Kit",
            b"\0\xB9\x04\x5A",
            ON,
            OFF,
            b"\0\xC9\x05",
            ON,
            OFF,
            END,
        ],
        &[
            b"\0\xFF\x03\x02\xC3\xA9",
            b"\0\xE0\0\x41",
            b"\0\x90\x3C\x40",
            b"\x01\x80\x3C\0",
            END,
        ],
    ]);
    let performance = ours(&bytes);
    let parts = performance.parts.iter();
    let parts: Vec<_> = parts
        .map(|p| (p.program, p.drums, p.name.as_str()))
        .collect();
    assert_eq!(parts, [(0, true, "Kit"), (5, true, "Kit"), (0, false, "é")]);
    let players = performance.strokes.iter().map(|stroke| stroke.part.0);
    assert_eq!(players.collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(performance.controls.len(), 1);
    assert_eq!(performance.bends.len(), 1);
    assert_eq!(performance.bends[0].bend, 128);
    assert_eq!(performance.bends[0].part, PartIndex(2));
    // The reference lets both programs of the channel share the pedal, and knows no UTF-8.
    let theirs = reference(&bytes).unwrap();
    let pedals = theirs.controls.iter().map(|control| control.part.0);
    assert_eq!(pedals.collect::<Vec<_>>(), [0, 1]);
    assert_eq!(theirs.parts[2].name, "Ã©");
}

#[test]
fn what_has_no_beats_is_refused() {
    let mut bytes = file(&[&[ON, OFF, END]]);
    let parse = |bytes: &[u8]| parse(bytes, Path::new("test.mid"));
    assert!(matches!(parse(b"RIFFling"), Err(MidiError::NotMidi { .. })));
    assert!(matches!(parse(b""), Err(MidiError::NotMidi { .. })));
    bytes[12..14].copy_from_slice(&[0xE7, 0x28]);
    assert!(matches!(parse(&bytes), Err(MidiError::Timecode { .. })));
    bytes[12..14].copy_from_slice(&[0, 0]);
    assert!(matches!(parse(&bytes), Err(MidiError::NoDivision { .. })));
}

#[test]
fn midi_inside_riff_is_read() {
    let inner = file(&[&[ON, OFF, END]]);
    let bytes = [b"RIFF\x3C\0\0\0RMIDdata\x30\0\0\0", &inner[..]].concat();
    assert_eq!(ours(&bytes), ours(&inner));
    assert!(reference(&bytes).is_err());
}

#[test]
fn a_delta_that_overflows_is_a_tear() {
    let bytes = file(&[&[
        ON,
        OFF,
        b"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F\x99\x24\x40",
        END,
    ]]);
    let performance = ours(&bytes);
    assert_eq!(strokes(&performance), [(36, 0.0, 500.0)]);
    assert_eq!(performance.faults, [Fault::Torn { track: 1, byte: 31 }]);
}

proptest! {
    #[test]
    fn no_bytes_cause_a_panic(noise in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut bytes = file(&[]);
        bytes[11] = 1;
        bytes.extend(b"MTrk\0\0\x01\0");
        bytes.extend(&noise);
        for bytes in [&noise, &bytes] {
            for rules in [Rules::Quatrain, Rules::Reference] {
                let _ = parse_by(bytes, Path::new("noise.mid"), rules);
            }
        }
    }

    #[test]
    fn what_the_reference_reads_of_a_sound_file_we_read_the_same(
        notes in proptest::collection::vec((0u8..4, 35u8..60, 1u8..128, 1u8..100), 0..40),
    ) {
        let mut events: Vec<u8> = Vec::new();
        for (channel, key, velocity, length) in notes {
            events.extend([1, 0x90 | channel, key, velocity]);
            events.extend([length, 0x80 | channel, key, 0]);
        }
        let bytes = file(&[&[&events, END]]);
        prop_assert_eq!(ours(&bytes), reference(&bytes).unwrap());
    }
}
