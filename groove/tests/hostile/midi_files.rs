//! Hostile MIDI files, and what must become of each.

use super::{
    bytes::{chunk, claiming, joined},
    expected::Expected::{self, Read, Refused},
};

/// Ticks in a quarter note.
const BEAT: [u8; 2] = 96u16.to_be_bytes();

/// A kick on the tick of the event before, half a beat long.
const KICK: [u8; 8] = [0, 0x99, 36, 100, 48, 0x89, 36, 0];
/// A snare at once, which nobody lets go.
const SNARE_ON: [u8; 4] = [0, 0x99, 38, 90];
const SNARE_OFF: [u8; 4] = [48, 0x89, 38, 0];
const END: [u8; 4] = [0, 0xFF, 0x2F, 0];

fn header(format: u16, tracks: u16, division: [u8; 2]) -> Vec<u8> {
    let numbers = [format.to_be_bytes(), tracks.to_be_bytes(), division];
    chunk(b"MThd", &numbers.concat())
}

/// A file of one track with these events and an end.
fn of(events: &[&[u8]]) -> Vec<u8> {
    divided(BEAT, events)
}

fn divided(division: [u8; 2], events: &[&[u8]]) -> Vec<u8> {
    let track = joined(&[&joined(events), &END]);
    joined(&[&header(0, 1, division), &chunk(b"MTrk", &track)])
}

/// A file of one track, which is these bytes and no more.
fn ending_in(events: &[&[u8]]) -> Vec<u8> {
    joined(&[&header(0, 1, BEAT), &chunk(b"MTrk", &joined(events))])
}

fn track(events: &[&[u8]]) -> Vec<u8> {
    chunk(b"MTrk", &joined(&[&joined(events), &END]))
}

/// All of them, by name.
pub fn all() -> Vec<(&'static str, Vec<u8>, Expected)> {
    [
        status(),
        exclusive(),
        header_and_chunks(),
        time(),
        notes(),
        meta(),
        no_midi(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

type Files = Vec<(&'static str, Vec<u8>, Expected)>;

fn status() -> Files {
    vec![
        (
            "status-running",
            of(&[&[0, 0x99, 36, 100, 48, 36, 0, 0, 38, 90, 48, 38, 0]]),
            Read(2, &[]),
        ),
        (
            "status-running-without-any",
            of(&[&[0, 36, 100], &KICK]),
            Read(0, &["track 1 is torn at byte 22"]),
        ),
        (
            "status-running-past-meta",
            of(&[&KICK, &SNARE_ON, &[0, 0xFF, 1, 1, b'!', 48, 38, 0], &KICK]),
            Read(3, &[]),
        ),
        (
            "status-data-above-127",
            of(&[&KICK, &[0, 0x99, 0xFE, 0xFF], &KICK]),
            Read(1, &["track 1 is torn at byte 30"]),
        ),
        (
            "status-clock-byte",
            of(&[&KICK, &[0, 0xF8], &KICK]),
            Read(2, &[]),
        ),
        (
            "status-system-common",
            of(&[&KICK, &[0, 0xF2, 1, 2], &KICK]),
            Read(2, &[]),
        ),
    ]
}

fn exclusive() -> Files {
    vec![
        (
            "sysex-whole",
            of(&[&KICK, &[0, 0xF0, 3, 0x7E, 9, 0xF7], &KICK]),
            Read(2, &[]),
        ),
        (
            "sysex-in-two",
            of(&[
                &KICK,
                &[0, 0xF0, 2, 0x7E, 9, 10, 0xF7, 3, 1, 2, 0xF7],
                &KICK,
            ]),
            Read(2, &[]),
        ),
        (
            "sysex-without-end",
            of(&[&KICK, &[0, 0xF0, 2, 0x7E, 9], &KICK]),
            Read(2, &[]),
        ),
        (
            "sysex-past-the-track",
            of(&[&KICK, &[0, 0xF0, 0x8F, 0x7F, 0x7E, 9], &KICK]),
            Read(1, &["torn at byte 30"]),
        ),
        (
            "sysex-a-quarter-gigabyte",
            of(&[&KICK, &[0, 0xF0, 0xFF, 0xFF, 0xFF, 0x7F]]),
            Read(1, &["torn at byte 30"]),
        ),
    ]
}

fn header_and_chunks() -> Files {
    let good = track(&[&KICK, &KICK]);
    let long = [&[0, 0, 0, 1][..], &BEAT, &[1, 2, 3, 4]].concat();
    vec![
        (
            "chunk-claims-a-gigabyte",
            joined(&[
                &header(0, 1, BEAT),
                &claiming(b"MTrk", 1 << 30, &joined(&[&KICK, &END])),
            ]),
            Read(1, &["torn at byte 34"]),
        ),
        (
            "chunk-claims-too-little",
            joined(&[
                &header(0, 1, BEAT),
                &claiming(b"MTrk", 10, &joined(&[&KICK, &KICK, &END])),
            ]),
            Read(1, &["torn at byte 30"]),
        ),
        (
            "chunk-unknown",
            joined(&[&header(0, 1, BEAT), &chunk(b"XFIH", &[0xFF; 20]), &good]),
            Read(2, &[]),
        ),
        (
            "chunk-unknown-claims-all",
            joined(&[
                &header(0, 1, BEAT),
                &claiming(b"XFIH", u32::MAX, &[]),
                &good,
            ]),
            Read(2, &[]),
        ),
        (
            "chunk-torn-name",
            joined(&[&header(1, 2, BEAT), &good, b"MTr"]),
            Read(2, &["track 2 is torn at byte 45"]),
        ),
        (
            "chunks-in-wrong-order",
            joined(&[&good, &header(0, 1, BEAT)]),
            Refused("not a readable MIDI file"),
        ),
        (
            "header-twice",
            joined(&[&header(0, 1, BEAT), &header(0, 1, [0, 1]), &good]),
            Read(2, &[]),
        ),
        (
            "header-alone",
            header(0, 1, BEAT),
            Read(0, &["track 1 is torn at byte 14"]),
        ),
        (
            "header-claims-all",
            joined(&[
                &claiming(b"MThd", u32::MAX, &[&[0, 0, 0, 1], &BEAT[..]].concat()),
                &good,
            ]),
            Read(2, &[]),
        ),
        (
            "header-longer",
            joined(&[&chunk(b"MThd", &long), &good]),
            Read(2, &[]),
        ),
        (
            "header-shorter",
            joined(&[&chunk(b"MThd", &[0, 0, 0, 1]), &good]),
            Refused("not a readable MIDI file"),
        ),
        (
            "header-format-7",
            joined(&[&header(7, 1, BEAT), &good]),
            Read(2, &[]),
        ),
        (
            "header-format-2",
            joined(&[&header(2, 2, BEAT), &good, &good]),
            Read(4, &[]),
        ),
        (
            "header-claims-65535-tracks",
            joined(&[&header(1, u16::MAX, BEAT), &good]),
            Read(2, &["track 2 is torn at byte 42"]),
        ),
        (
            "header-claims-no-tracks",
            joined(&[&header(1, 0, BEAT), &good]),
            Read(2, &[]),
        ),
    ]
}

fn time() -> Files {
    let tempo = |micros: [u8; 3]| joined(&[&[0, 0xFF, 0x51, 3], &micros]);
    let wait: [u8; 4] = [0xFF, 0xFF, 0xFF, 0x7F];
    let note = joined(&[&wait, &KICK[1..4], &wait, &KICK[5..]]);
    vec![
        (
            "division-zero",
            divided([0, 0], &[&KICK, &KICK]),
            Refused("0 ticks per quarter note"),
        ),
        (
            "division-one",
            divided([0, 1], &[&KICK, &KICK]),
            Read(2, &[]),
        ),
        (
            "division-smpte",
            divided([0xE7, 40], &[&KICK]),
            Refused("SMPTE frames"),
        ),
        (
            "division-smpte-of-128-frames",
            divided([0x80, 40], &[&KICK]),
            Refused("SMPTE frames"),
        ),
        (
            "tempo-zero",
            of(&[&KICK, &tempo([0, 0, 0]), &KICK]),
            Read(2, &["a tempo of zero on tick 48"]),
        ),
        (
            "tempo-sixty-million",
            of(&[&tempo([0, 0, 1]), &KICK, &KICK]),
            Read(2, &[]),
        ),
        (
            "tempo-slowest",
            of(&[&tempo([0xFF; 3]), &KICK, &KICK]),
            Read(2, &[]),
        ),
        (
            "tempo-of-two-bytes",
            of(&[&[0, 0xFF, 0x51, 2, 7, 8], &KICK]),
            Read(1, &["kind 0x51 at byte 22 means nothing"]),
        ),
        (
            "delta-torn",
            ending_in(&[&KICK, &[0x81]]),
            Read(1, &["torn at byte 30"]),
        ),
        (
            "delta-of-five-bytes",
            of(&[&KICK, &[0x81, 0x80, 0x80, 0x80, 0], &KICK]),
            Read(1, &["torn at byte 30"]),
        ),
        (
            "delta-past-32-bits",
            of(&[&KICK, &note.repeat(20)]),
            Read(20, &["torn at byte 289", "notes that are never let go: 1"]),
        ),
    ]
}

fn notes() -> Files {
    vec![
        (
            "notes-never-let-go",
            of(&[&KICK, &SNARE_ON, &[96, 0x99, 42, 80]]),
            Read(3, &["notes that are never let go: 2"]),
        ),
        (
            "notes-let-go-in-the-next-track",
            joined(&[
                &header(1, 2, BEAT),
                &track(&[&KICK, &SNARE_ON]),
                &track(&[&SNARE_OFF]),
            ]),
            Read(2, &["notes that are never let go: 1"]),
        ),
        (
            "notes-overlapping",
            of(&[
                &SNARE_ON,
                &[24, 0x99, 38, 60, 24, 0x99, 38, 120],
                &SNARE_OFF,
                &SNARE_OFF,
                &KICK,
            ]),
            Read(4, &[]),
        ),
        (
            "notes-without-length",
            of(&[&[0, 0x99, 38, 90, 0, 0x89, 38, 0], &KICK]),
            Read(2, &["notes without length: 1"]),
        ),
        (
            "notes-only-ends",
            of(&[&SNARE_OFF, &SNARE_OFF, &[0, 0x99, 36, 0]]),
            Read(0, &[]),
        ),
        (
            "notes-of-all-keys",
            of(&[&(0..128u8)
                .flat_map(|key| [0, 0x99, key, 100, 12, 0x89, key, 0])
                .collect::<Vec<_>>()]),
            Read(128, &[]),
        ),
        (
            "notes-after-the-end",
            of(&[&KICK, &END, &KICK]),
            Read(2, &[]),
        ),
        (
            "notes-of-a-torn-event",
            ending_in(&[&KICK, &[0, 0x99, 38]]),
            Read(1, &["torn at byte 30"]),
        ),
    ]
}

fn meta() -> Files {
    vec![
        (
            "meta-key-signature-of-127-sharps",
            of(&[&[0, 0xFF, 0x59, 2, 127, 9], &KICK]),
            Read(1, &["kind 0x59 at byte 22 means nothing"]),
        ),
        (
            "meta-key-signature-empty",
            of(&[&KICK, &[0, 0xFF, 0x59, 0], &KICK]),
            Read(2, &["kind 0x59 at byte 30 means nothing"]),
        ),
        (
            "meta-meter-over-2-to-255",
            of(&[&[0, 0xFF, 0x58, 4, 4, 255, 24, 8], &KICK]),
            Read(1, &["denominator 2^255 and numerator 4"]),
        ),
        (
            "meta-meter-over-2-to-31",
            of(&[&[0, 0xFF, 0x58, 4, 4, 31, 24, 8], &KICK]),
            Read(1, &["denominator 2^31 and numerator 4"]),
        ),
        (
            "meta-meter-of-zero-beats",
            of(&[&[0, 0xFF, 0x58, 4, 0, 2, 24, 8], &KICK]),
            Read(1, &["denominator 2^2 and numerator 0"]),
        ),
        (
            "meta-meter-each-tick",
            of(&[
                &(1..200u8)
                    .flat_map(|beats| [1, 0xFF, 0x58, 4, beats, 2, 24, 8])
                    .collect::<Vec<_>>(),
                &KICK,
            ]),
            Read(1, &[]),
        ),
        (
            "meta-smpte-offset-of-99-hours",
            of(&[&KICK, &[0, 0xFF, 0x54, 5, 99, 99, 99, 99, 99], &KICK]),
            Read(2, &[]),
        ),
        (
            "meta-text-of-a-quarter-gigabyte",
            of(&[&KICK, &[0, 0xFF, 1, 0xFF, 0xFF, 0xFF, 0x7F, b'?']]),
            Read(1, &["torn at byte 30"]),
        ),
        (
            "meta-name-no-text",
            of(&[&[0, 0xFF, 3, 4, 0xFF, 0xFE, 0, 0x80], &KICK]),
            Read(1, &[]),
        ),
        (
            "meta-unknown-kind",
            of(&[&KICK, &[0, 0xFF, 0x60, 1, 0], &KICK]),
            Read(2, &[]),
        ),
        (
            "meta-kind-above-127",
            of(&[&KICK, &[0, 0xFF, 0xFF, 1, 0], &KICK]),
            Read(2, &[]),
        ),
    ]
}

fn no_midi() -> Files {
    let riff = |kind: &[u8; 4], name: &[u8; 4], data: &[u8]| {
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let body = joined(&[kind, name, &length(data), data]);
        joined(&[b"RIFF", &length(&body), &body])
    };
    let good = of(&[&KICK, &KICK]);
    vec![
        ("empty", Vec::new(), Refused("not a readable MIDI file")),
        (
            "name-alone",
            b"MThd".to_vec(),
            Refused("not a readable MIDI file"),
        ),
        (
            "text",
            b"Dear drummer, this is no MIDI file.\n".to_vec(),
            Refused("not a readable MIDI file"),
        ),
        ("zeros", vec![0; 64], Refused("not a readable MIDI file")),
        ("riff", riff(b"RMID", b"data", &good), Read(2, &[])),
        (
            "riff-without-data",
            riff(b"RMID", b"LIST", &[1, 2, 3]),
            Refused("not a readable MIDI file"),
        ),
        (
            "riff-of-sound",
            riff(b"WAVE", b"data", &[0; 8]),
            Refused("not a readable MIDI file"),
        ),
        (
            "riff-in-riff",
            riff(b"RMID", b"data", &riff(b"RMID", b"data", &good)),
            Read(2, &[]),
        ),
    ]
}
