//! What becomes of hostile TFRecords and NoteSequence messages.

use groove::{
    Performance, Rules,
    note_sequence::{self, NoteSequence},
    tfrecord::Records,
};

use super::{
    bytes::varint, expected::difference, memory::most_held, message_way, note_sequence_files,
    record_way, tfrecord_files,
};

/// What reading needs, whatever a file claims: something, and so much for each byte of it.
const SOMETHING: usize = 1 << 16;
const FOR_EACH_BYTE: usize = 64;

fn bound(bytes: &[u8]) -> usize {
    SOMETHING + FOR_EACH_BYTE * bytes.len()
}

#[test]
fn each_kept_record_file_gives_what_the_table_says() {
    let mut wrong = String::new();
    for (name, bytes, expected) in tfrecord_files::all() {
        let (read, most) = most_held(|| {
            let (mut sound, mut faults) = (0, Vec::new());
            for record in Records::new(&bytes[..]) {
                match record {
                    Ok(_) => sound += 1,
                    Err(error) => faults.push(error.to_string()),
                }
            }
            (sound, faults)
        });
        assert!(most < bound(&bytes), "{name}: {most} bytes of memory");
        wrong += &difference(name, &expected, &Ok(read));
        record_way::of(&bytes);
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Reads a message by both books of rules; gives what our own say.
fn read(name: &str, bytes: &[u8]) -> Result<Performance, String> {
    let by = |rules| {
        let (read, most) = most_held(|| note_sequence::parse_by(bytes, rules));
        assert!(
            most < bound(bytes),
            "{name}: {most} bytes of memory for {}",
            bytes.len()
        );
        read
    };
    let _ = by(Rules::Reference);
    by(Rules::Quatrain).map_err(|error| error.to_string())
}

#[test]
fn each_kept_message_gives_what_the_table_says() {
    let mut wrong = String::new();
    for (name, bytes, expected) in note_sequence_files::all() {
        let read = read(name, &bytes).map(|performance| {
            let faults = performance.faults.iter().map(ToString::to_string);
            (performance.strokes.len(), faults.collect())
        });
        wrong += &difference(name, &expected, &read);
        message_way::of(&bytes);
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_message_may_be_torn_anywhere_and_any_byte_may_be_another() {
    let whole = note_sequence_files::sound();
    let message = NoteSequence::parse(&whole).unwrap();
    assert_eq!(
        message.to_bytes(),
        whole,
        "the sound message is kept to the byte"
    );
    for at in 0..whole.len() {
        message_way::of(&whole[..at]);
        for byte in [0, 1, 0x7F, 0x80, 0xFF] {
            let mut spoilt = whole.clone();
            spoilt[at] = byte;
            message_way::of(&spoilt);
        }
    }
}

/// Two bytes make a note; as many as a megabyte holds.
#[test]
fn as_many_empty_notes_as_a_megabyte_holds() {
    for field in 1..=23 {
        let empty = [varint(field << 3 | 2), vec![0]].concat();
        let bytes = empty.repeat((1 << 20) / empty.len());
        let (_, most) = most_held(|| note_sequence::parse_by(&bytes, Rules::Quatrain));
        assert!(most < 128 << 20, "field {field}: {most} bytes of memory");
    }
}
