//! TFRecords.

use std::path::Path;

use groove::{midi, note_sequence::NoteSequence, tfrecord::Writer};

use crate::help::*;

fn record(messages: &[&[u8]]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    for message in messages {
        writer.write(message).unwrap();
    }
    writer.finish().unwrap()
}

/// A message with strokes on the snare.
fn message() -> Vec<u8> {
    let performance = midi::parse(&midi(), Path::new("rock.mid")).unwrap();
    NoteSequence::from(&performance).to_bytes()
}

#[test]
fn each_message_is_a_piece() {
    let (midi, message) = (midi(), message());
    let two = record(&[&message, &message]);
    let folder = folder(&[
        ("b.tfrecord", &two),
        ("a/x.tfrecord-00000-of-00002", &two),
        ("a/x.tfrecord-00001-of-00002", &record(&[])),
        ("c.mid", &midi),
    ]);
    let expected = [
        "a/x.tfrecord-00000-of-00002#1",
        "a/x.tfrecord-00000-of-00002#2",
        "b.tfrecord#1",
        "b.tfrecord#2",
        "c.mid",
    ];
    let (fates, report) = read(folder.path());
    assert_eq!(lines(&fates), expected);
    assert_eq!(report.used, 5);
    assert_eq!(
        groove::corpus::Corpus::open(folder.path()).unwrap().count(),
        None
    );
    let (fates, _) = read(&folder.path().join("a/x.tfrecord-00000-of-00002"));
    assert_eq!(
        lines(&fates),
        ["x.tfrecord-00000-of-00002#1", "x.tfrecord-00000-of-00002#2"]
    );
    // And in an archive.
    let zip = zip(&[("x.tfrecords", &two), ("a.mid", &midi)]);
    let data = self::folder(&[("data.zip", &zip)]);
    let (fates, _) = read(&data.path().join("data.zip"));
    assert_eq!(lines(&fates), ["a.mid", "x.tfrecords#1", "x.tfrecords#2"]);
}

#[test]
fn a_torn_tail_is_named_and_what_comes_before_is_kept() {
    let message = message();
    let whole = record(&[&message, &message]);
    for end in [whole.len() - 1, whole.len() - 5, whole.len() / 2 + 3] {
        let folder = folder(&[("x.tfrecord", &whole[..end])]);
        let (fates, report) = read(folder.path());
        assert_eq!(lines(&fates), ["x.tfrecord#1", "x.tfrecord#2: torn-record"]);
        assert!(
            report
                .table()
                .to_string()
                .contains("all sound records are kept")
        );
    }
}

#[test]
fn a_message_that_is_no_note_sequence_rejects_itself_alone() {
    let message = message();
    let records = record(&[&message, b"\xff\xff\xff", &message]);
    let folder = folder(&[("x.tfrecord", &records)]);
    let (fates, _) = read(folder.path());
    assert_eq!(
        lines(&fates),
        [
            "x.tfrecord#1",
            "x.tfrecord#2: no-note-sequence",
            "x.tfrecord#3"
        ]
    );
}

#[test]
fn a_damaged_record_rejects_itself_alone() {
    let message = message();
    let mut records = record(&[&message, &message, &message]);
    let middle = records.len() / 2;
    records[middle] ^= 1;
    let folder = folder(&[("x.tfrecord", &records)]);
    let (fates, _) = read(folder.path());
    assert_eq!(
        lines(&fates),
        ["x.tfrecord#1", "x.tfrecord#2: torn-record", "x.tfrecord#3"]
    );
}
