//! Any bytes as a NoteSequence message, and what must hold of them. The fuzz target
//! `note_sequence` (`fuzz/`) is this file, too.

use groove::{Performance, Rules, note_sequence::NoteSequence};

use super::whole_way;

/// Reads bytes as a message, and takes its music the whole way by both books of rules.
pub fn of(bytes: &[u8]) {
    let Ok(message) = NoteSequence::parse(bytes) else {
        return;
    };
    // Compared as bytes, since a time that is not a number is equal to nothing.
    let written = message.to_bytes();
    let again = NoteSequence::parse(&written).map(|again| again.to_bytes());
    assert_eq!(again.as_ref().ok(), Some(&written));
    for rules in [Rules::Quatrain, Rules::Reference] {
        match message.performance(rules) {
            Ok(performance) => {
                understood_again(&performance, rules);
                whole_way::of_performance(&performance);
            }
            Err(_) => assert_eq!(rules, Rules::Reference),
        }
    }
}

/// What was understood once is understood again, and nothing is wrong with it any more.
fn understood_again(performance: &Performance, rules: Rules) {
    let message = NoteSequence::from(performance);
    let again = message.performance(rules).unwrap_or_default();
    assert_eq!(again.faults, []);
    assert_eq!(again.strokes, performance.strokes);
    assert_eq!(again.tempos, performance.tempos);
    assert_eq!(again.meters, performance.meters);
    assert_eq!(again.keys, performance.keys);
    assert_eq!(again.controls, performance.controls);
    assert_eq!(again.bends, performance.bends);
}
