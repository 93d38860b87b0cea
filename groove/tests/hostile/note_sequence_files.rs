//! Hostile NoteSequence messages: protobuf, field by field. The numbers of the fields are those
//! of the reference's `music.proto`.

use super::bytes::{joined, varint};

const VARINT: u64 = 0;
const EIGHT_BYTES: u64 = 1;
const BYTES: u64 = 2;
const GROUP: u64 = 3;
const GROUP_END: u64 = 4;
const FOUR_BYTES: u64 = 5;

fn tag(field: u64, kind: u64) -> Vec<u8> {
    varint(field << 3 | kind)
}

fn int(field: u64, value: i64) -> Vec<u8> {
    joined(&[&tag(field, VARINT), &varint(value.cast_unsigned())])
}

fn double(field: u64, value: f64) -> Vec<u8> {
    joined(&[&tag(field, EIGHT_BYTES), &value.to_le_bytes()])
}

fn block_claiming(field: u64, length: u64, body: &[u8]) -> Vec<u8> {
    joined(&[&tag(field, BYTES), &varint(length), body])
}

fn block(field: u64, body: &[u8]) -> Vec<u8> {
    block_claiming(field, body.len() as u64, body)
}

const ID: u64 = 1;
const TICKS: u64 = 4;
const METERS: u64 = 5;
const TEMPOS: u64 = 7;
const NOTES: u64 = 8;

fn note(pitch: i64, velocity: i64, start: f64, end: f64) -> Vec<u8> {
    let numbers = [
        int(1, pitch),
        int(2, velocity),
        double(3, start),
        double(4, end),
    ];
    block(NOTES, &joined(&[&numbers.concat(), &int(7, 9), &int(9, 1)]))
}

fn kick() -> Vec<u8> {
    note(36, 100, 0.5, 0.6)
}

fn tempo(qpm: f64) -> Vec<u8> {
    joined(&[&block(TEMPOS, &double(2, qpm)), &kick()])
}

fn meter(numerator: i64, denominator: i64) -> Vec<u8> {
    let numbers = [int(2, numerator), int(3, denominator)].concat();
    joined(&[&block(METERS, &numbers), &kick()])
}

/// All of them, by name.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    let after = |wrong: Vec<u8>| joined(&[&kick(), &wrong]);
    let inside = |wrong: Vec<u8>| joined(&[&kick(), &block(NOTES, &wrong), &kick()]);
    vec![
        ("empty", Vec::new()),
        ("text", b"Dear drummer, this is no message.\n".to_vec()),
        ("truncated", kick()[..20].to_vec()),
        ("truncated-tag", after(vec![0x80])),
        ("truncated-double", after(double(9, 1.0)[..5].to_vec())),
        (
            "number-of-eleven-bytes",
            after([tag(TICKS, VARINT), vec![0xFF; 11]].concat()),
        ),
        (
            "length-past-the-end",
            after(block_claiming(NOTES, 1000, &[8, 36])),
        ),
        (
            "length-2-to-63",
            after(block_claiming(NOTES, 1 << 63, &[8, 36])),
        ),
        (
            "length-2-to-64-less-1",
            after(block_claiming(ID, u64::MAX, b"id")),
        ),
        ("field-0", after(int(0, 1))),
        (
            "field-unknown",
            after([int(536_870_911, 1), block(1000, b"new")].concat()),
        ),
        ("kind-6", after(tag(TICKS, 6))),
        ("kind-7", inside(tag(1, 7))),
        ("notes-as-number", after(int(NOTES, 36))),
        ("pitch-as-double", inside(double(1, 36.0))),
        (
            "pitch-as-four-bytes",
            inside([tag(1, FOUR_BYTES), vec![36, 0, 0, 0]].concat()),
        ),
        ("time-as-number", inside(int(3, 1))),
        (
            "groups-one-in-the-other",
            after(tag(1000, GROUP).repeat(1500)),
        ),
        ("group-never-begun", after(tag(1000, GROUP_END))),
        ("id-no-text", after(block(ID, &[0xFF, 0xFE, 0x80]))),
        (
            "time-not-a-number",
            after(note(36, 100, f64::NAN, f64::NAN)),
        ),
        (
            "time-infinite",
            after(note(36, 100, f64::INFINITY, f64::INFINITY)),
        ),
        (
            "time-below-infinite",
            after(note(36, 100, f64::NEG_INFINITY, 1.0)),
        ),
        ("time-negative", after(note(36, 100, -3.0, -2.0))),
        ("time-backwards", after(note(36, 100, 3.0, 1.0))),
        ("time-1e300", after(note(36, 100, 1e300, 1e308))),
        ("time-least", after(note(36, 100, 5e-324, 5e-324))),
        ("pitch-300", after(note(300, 100, 1.0, 1.1))),
        ("pitch-less-1", after(note(-1, 100, 1.0, 1.1))),
        ("pitch-2-to-40", after(note(1 << 40, 100, 1.0, 1.1))),
        ("velocity-0", after(note(38, 0, 1.0, 1.1))),
        ("velocity-less-1", after(note(38, -1, 1.0, 1.1))),
        ("velocity-300", after(note(38, 300, 1.0, 1.1))),
        ("note-without-anything", inside(Vec::new())),
        (
            "instrument-less-1",
            inside([int(1, 36), int(2, 9), int(7, -1), int(8, -1)].concat()),
        ),
        (
            "instrument-2-to-31",
            inside([int(1, 36), int(2, 9), int(7, i64::from(i32::MAX))].concat()),
        ),
        ("ticks-less-1", after(int(TICKS, -1))),
        ("total-time-not-a-number", after(double(9, f64::NAN))),
        ("tempo-zero", tempo(0.0)),
        ("tempo-less-1", tempo(-1.0)),
        ("tempo-not-a-number", tempo(f64::NAN)),
        ("tempo-infinite", tempo(f64::INFINITY)),
        ("tempo-1e300", tempo(1e300)),
        ("tempo-1e-300", tempo(1e-300)),
        ("meter-0-over-0", meter(0, 0)),
        ("meter-4-over-3", meter(4, 3)),
        ("meter-less-4-over-less-4", meter(-4, -4)),
        ("meter-1000-over-4", meter(1000, 4)),
    ]
}
