//! Hostile NoteSequence messages: protobuf, field by field. The numbers of the fields are those
//! of the reference's `music.proto`.

use super::{
    bytes::{joined, varint},
    expected::Expected::{self, Read, Refused},
};

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

/// A message with every kind of field, in the order of their numbers.
pub fn sound() -> Vec<u8> {
    let at = |number: u64| double(1, 0.5 * number as f64);
    let grid = block(15, &int(1, 4));
    let group = block(1, &int(1, 7));
    let fields = [
        block(ID, b"/id/midi/kits/1"),
        block(2, b"rock.mid"),
        block(3, b"kits"),
        int(TICKS, 480),
        block(METERS, &[int(2, 4), int(3, 4)].concat()),
        block(6, &[at(1), int(2, 9), int(3, 1)].concat()),
        block(TEMPOS, &double(2, 120.0)),
        block(TEMPOS, &[at(4), double(2, 90.0)].concat()),
        kick(),
        note(38, 90, 1.0, 1.25),
        double(9, 2.0),
        block(10, &[at(1), int(2, -8192), int(3, 9), int(5, 1)].concat()),
        block(
            11,
            &[at(1), int(2, 4), int(3, 90), int(4, 9), int(6, 1)].concat(),
        ),
        block(12, &[int(1, 1), block(2, b"drums")].concat()),
        block(13, &[int(1, 2), int(2, 3), int(3, 2)].concat()),
        block(14, &[at(2), block(2, b"Am"), int(3, 1)].concat()),
        grid,
        int(16, 32),
        block(17, &[at(1), double(2, 1.0)].concat()),
        int(18, 5),
        block(19, &[block(1, b"title"), block(3, b"rock")].concat()),
        block(20, &[at(1), int(4, 7)].concat()),
        block(21, &[group, int(2, 2)].concat()),
        block(23, &[int(1, 9), block(2, b"kit")].concat()),
    ];
    fields.concat()
}

/// All of them, by name.
pub fn all() -> Vec<(&'static str, Vec<u8>, Expected)> {
    let after = |wrong: Vec<u8>| joined(&[&kick(), &wrong]);
    let inside = |wrong: Vec<u8>| joined(&[&kick(), &block(NOTES, &wrong), &kick()]);
    vec![
        ("sound", sound(), Read(2, &[])),
        ("empty", Vec::new(), Read(0, &[])),
        (
            "text",
            b"Dear drummer, this is no message.\n".to_vec(),
            Refused("holds groups"),
        ),
        (
            "truncated",
            kick()[..20].to_vec(),
            Refused("NoteSequence.notes"),
        ),
        (
            "truncated-tag",
            after(vec![0x80]),
            Refused("no NoteSequence"),
        ),
        (
            "truncated-double",
            after(double(9, 1.0)[..5].to_vec()),
            Refused("NoteSequence.total_time"),
        ),
        (
            "number-of-eleven-bytes",
            after([tag(TICKS, VARINT), vec![0xFF; 11]].concat()),
            Refused("NoteSequence.ticks_per_quarter"),
        ),
        (
            "length-past-the-end",
            after(block_claiming(NOTES, 1000, &[8, 36])),
            Refused("NoteSequence.notes"),
        ),
        (
            "length-2-to-63",
            after(block_claiming(NOTES, 1 << 63, &[8, 36])),
            Refused("NoteSequence.notes"),
        ),
        (
            "length-2-to-64-less-1",
            after(block_claiming(ID, u64::MAX, b"id")),
            Refused("NoteSequence.id"),
        ),
        ("field-0", after(int(0, 1)), Refused("no NoteSequence")),
        (
            "field-unknown",
            after([int(536_870_911, 1), block(1000, b"new")].concat()),
            Read(1, &[]),
        ),
        ("kind-6", after(tag(TICKS, 6)), Refused("holds groups")),
        ("kind-7", inside(tag(1, 7)), Refused("NoteSequence.notes")),
        (
            "notes-as-number",
            after(int(NOTES, 36)),
            Refused("NoteSequence.notes"),
        ),
        (
            "pitch-as-double",
            inside(double(1, 36.0)),
            Refused("Note.pitch"),
        ),
        (
            "pitch-as-four-bytes",
            inside([tag(1, FOUR_BYTES), vec![36, 0, 0, 0]].concat()),
            Refused("Note.pitch"),
        ),
        (
            "time-as-number",
            inside(int(3, 1)),
            Refused("Note.start_time"),
        ),
        (
            "groups-one-in-the-other",
            after(tag(1000, GROUP).repeat(1500)),
            Refused("holds groups"),
        ),
        (
            "group-never-begun",
            after(tag(1000, GROUP_END)),
            Refused("holds groups"),
        ),
        (
            "id-no-text",
            after(block(ID, &[0xFF, 0xFE, 0x80])),
            Refused("NoteSequence.id"),
        ),
        (
            "time-not-a-number",
            after(note(36, 100, f64::NAN, f64::NAN)),
            Read(1, &["1 notes mean nothing"]),
        ),
        (
            "time-infinite",
            after(note(36, 100, f64::INFINITY, f64::INFINITY)),
            Read(1, &["1 notes mean nothing"]),
        ),
        (
            "time-below-infinite",
            after(note(36, 100, f64::NEG_INFINITY, 1.0)),
            Read(1, &["1 notes mean nothing"]),
        ),
        (
            "time-negative",
            after(note(36, 100, -3.0, -2.0)),
            Read(2, &[]),
        ),
        (
            "time-backwards",
            after(note(36, 100, 3.0, 1.0)),
            Read(2, &["1 notes are out of range"]),
        ),
        (
            "time-1e300",
            after(note(36, 100, 1e300, 1e308)),
            Read(2, &[]),
        ),
        (
            "time-least",
            after(note(36, 100, 5e-324, 5e-324)),
            Read(2, &[]),
        ),
        (
            "pitch-300",
            after(note(300, 100, 1.0, 1.1)),
            Read(1, &["1 notes mean nothing"]),
        ),
        (
            "pitch-less-1",
            after(note(-1, 100, 1.0, 1.1)),
            Read(1, &["1 notes mean nothing"]),
        ),
        (
            "pitch-2-to-40",
            after(note(1 << 40, 100, 1.0, 1.1)),
            Read(2, &[]),
        ),
        (
            "velocity-0",
            after(note(38, 0, 1.0, 1.1)),
            Read(2, &["1 notes are out of range"]),
        ),
        (
            "velocity-less-1",
            after(note(38, -1, 1.0, 1.1)),
            Read(2, &["1 notes are out of range"]),
        ),
        (
            "velocity-300",
            after(note(38, 300, 1.0, 1.1)),
            Read(2, &["1 notes are out of range"]),
        ),
        (
            "note-without-anything",
            inside(Vec::new()),
            Read(3, &["1 notes are out of range"]),
        ),
        (
            "instrument-less-1",
            inside([int(1, 36), int(2, 9), int(7, -1), int(8, -1)].concat()),
            Read(3, &["1 notes are out of range"]),
        ),
        (
            "instrument-2-to-31",
            inside([int(1, 36), int(2, 9), int(7, i64::from(i32::MAX))].concat()),
            Read(3, &[]),
        ),
        ("ticks-less-1", after(int(TICKS, -1)), Read(1, &[])),
        (
            "total-time-not-a-number",
            after(double(9, f64::NAN)),
            Read(1, &[]),
        ),
        (
            "tempo-zero",
            tempo(0.0),
            Read(1, &["1 tempos mean nothing"]),
        ),
        (
            "tempo-less-1",
            tempo(-1.0),
            Read(1, &["1 tempos mean nothing"]),
        ),
        (
            "tempo-not-a-number",
            tempo(f64::NAN),
            Read(1, &["1 tempos mean nothing"]),
        ),
        (
            "tempo-infinite",
            tempo(f64::INFINITY),
            Read(1, &["1 tempos mean nothing"]),
        ),
        (
            "tempo-1e300",
            tempo(1e300),
            Read(1, &["1 tempos mean nothing"]),
        ),
        (
            "tempo-1e-300",
            tempo(1e-300),
            Read(1, &["1 tempos mean nothing"]),
        ),
        (
            "tempo-least",
            tempo(5e-324),
            Read(1, &["1 tempos mean nothing"]),
        ),
        ("tempo-1e100", tempo(1e100), Read(1, &[])),
        ("tempo-1e-100", tempo(1e-100), Read(1, &[])),
        (
            "meter-0-over-0",
            meter(0, 0),
            Read(1, &["1 time signatures mean nothing"]),
        ),
        (
            "meter-4-over-3",
            meter(4, 3),
            Read(1, &["1 time signatures mean nothing"]),
        ),
        (
            "meter-less-4-over-less-4",
            meter(-4, -4),
            Read(1, &["1 time signatures mean nothing"]),
        ),
        (
            "meter-1000-over-4",
            meter(1000, 4),
            Read(1, &["1 time signatures mean nothing"]),
        ),
    ]
}
