//! Large messages, and small ones that would be large in memory.

use super::*;
use crate::{DrumMap, Grid, quantize::quantize};

#[test]
fn a_million_changes_are_read() {
    let message = NoteSequence {
        tempos: (0..1_000_000)
            .rev()
            .map(|at| Tempo {
                time: f64::from(at),
                qpm: f64::from(at % 7 + 60),
            })
            .collect(),
        ..of_notes(
            (0..100_000)
                .map(|at| Note {
                    instrument: at,
                    ..note(36, f64::from(at))
                })
                .collect(),
        )
    };
    let performance = parse_by(&message.to_bytes(), Rules::Quatrain).unwrap();
    assert_eq!(performance.tempos.len(), 1_000_000);
    assert_eq!(performance.parts.len(), 100_000);
    assert_eq!(performance.faults, []);
    assert!(
        quantize(
            &performance,
            DrumMap::roland(),
            Grid::FOUR_BARS,
            Rules::Quatrain
        )
        .is_ok()
    );
}

#[test]
fn small_bytes_take_no_large_memory() {
    // An empty note is two bytes here and seventy-two in memory.
    let notes = [0x42, 0].repeat(MOST_EVENTS + 1);
    assert_eq!(
        NoteSequence::parse(&notes),
        Err(NoteSequenceError::TooLarge)
    );
    assert_eq!(
        NoteSequence::parse(&notes[2..]).unwrap().notes.len(),
        MOST_EVENTS
    );
    // So is an empty section in a group.
    let sections = [0x0A, 0].repeat(MOST_EVENTS + 1);
    let mut groups = vec![0xAA, 0x01];
    prost::encode_length_delimiter(sections.len(), &mut groups).unwrap();
    groups.extend(sections);
    assert_eq!(
        NoteSequence::parse(&groups),
        Err(NoteSequenceError::TooLarge)
    );
    // Nor can they hide in a group of the old kind.
    let mut group = vec![0xA3, 0x06];
    group.extend(notes);
    assert!(NoteSequence::parse(&group).is_err());
}

#[test]
fn groups_in_groups_end_somewhere() {
    let nested = |depth| {
        let group = |sections| SectionGroup {
            sections,
            num_times: 2,
        };
        let inner = (0..depth).fold(group(Vec::new()), |inner, _| {
            group(vec![Section {
                section_type: Some(SectionType::SectionGroup(inner)),
            }])
        });
        let message = NoteSequence {
            section_groups: vec![inner],
            ..NoteSequence::default()
        };
        let read = NoteSequence::parse(&message.to_bytes());
        read.map(|read| assert_eq!(read, message))
    };
    assert_eq!(nested(20), Ok(()));
    assert!(matches!(nested(500), Err(NoteSequenceError::NotOne { .. })));
}
