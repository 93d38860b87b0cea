use std::collections::BTreeMap;

use super::*;
use crate::{
    corpus::{ReadError, Trouble},
    performance::Meter,
    quantize::{ForeignMeter, LeftOut},
};

fn rejection(reason: Reason) -> Rejection {
    Rejection {
        reason,
        sentence: "is wrong; mend it".to_owned(),
    }
}

fn report() -> Report {
    let key = |key| MidiKey::new(key).unwrap();
    let outcome = Outcome {
        windows: 2,
        strokes: 30,
        left_out: LeftOut {
            unknown_keys: BTreeMap::from([(key(77), 3), (key(22), 1)]),
            shadowed: 4,
            foreign_meters: vec![ForeignMeter {
                meter: Meter::COMMON,
                strokes: 5,
            }],
            other_parts: 6,
            before_start: 7,
            broken_bars: 8,
            ignored: 9,
        },
    };
    let torn = Fault::Torn { track: 1, byte: 99 };
    let mut report = Report::default();
    report.add_used("one.mid", &[], &outcome);
    report.add_used("two.mid", &[torn.clone(), torn], &outcome);
    report.add_rejected("a very long name.mid", &rejection(Reason::TooShort));
    report.add_rejected("b.mid", &rejection(Reason::TooShort));
    report.add_rejected("c.mid", &rejection(Reason::Missing));
    report.ignored.add("wav".to_owned());
    report
}

#[test]
fn the_table_names_everything() {
    let table = report().table().to_string();
    let expected = "\
pieces read                                  5
pieces used                                  2
pieces rejected                              3
windows made                                 4
strokes on the grid                         60
strokes left out: shadowed                   8
strokes left out: other meters              10
strokes left out: bars cut short            16
strokes left out: before the start          14
strokes left out: unknown keys               8
notes left out: other parts                 12
other files, not read                        1

rejected: 1 missing
  c.mid  is wrong; mend it

rejected: 2 too short
  a very long name.mid  is wrong; mend it
  b.mid                 is wrong; mend it

used: 1 torn, what comes before is kept
  two.mid  track 1 is torn at byte 99; what comes before is kept (and 1 more of the kind)

keys unknown to the drum map
   22           2 strokes in 2 pieces
   77           6 strokes in 2 pieces

other files, not read
  wav                          1
";
    assert_eq!(table, expected);
}

#[test]
fn the_sentence_counts() {
    assert_eq!(
        report().to_string(),
        "5 pieces read, 2 used for 4 grooves, 3 rejected (1 missing, 2 too short)"
    );
    assert_eq!(
        Report::default().to_string(),
        "0 pieces read, 0 used for 0 grooves, 0 rejected"
    );
}

#[test]
fn json_and_toml_say_the_same() {
    let report = report();
    let mut json = Vec::new();
    report.write_json(&mut json).unwrap();
    assert_eq!(serde_json::from_slice::<Report>(&json).unwrap(), report);
    let value: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(value["rejected"]["too-short"]["count"], 2);
    assert_eq!(value["rejected"]["too-short"]["named"][1]["name"], "b.mid");
    assert_eq!(value["unknown-keys"][0]["key"], 22);
    assert_eq!(value["ignored"]["wav"], 1);
    let text = toml::to_string(&report).unwrap();
    assert_eq!(toml::from_str::<Report>(&text).unwrap(), report);
}

#[test]
fn names_are_bounded_and_counts_are_not() {
    let mut report = Report::default();
    let long = "ä".repeat(100_000);
    for _ in 0..MOST_NAMES {
        report.add_rejected("x", &rejection(Reason::NotMidi));
    }
    report.add_rejected("y", &rejection(Reason::NotMidi));
    report.add_rejected("z", &rejection(Reason::Empty));
    report.add_used(&long, &[Fault::Unended { count: 1 }], &Outcome::default());
    let torn = &report.rejected[&Reason::NotMidi];
    assert_eq!((torn.named.len(), torn.unnamed()), (MOST_NAMES, 1));
    assert_eq!(report.rejected[&Reason::Empty].unnamed(), 1);
    assert_eq!(report.faults[&FaultKind::Unended].unnamed(), 1);
    assert_eq!(
        (report.read, report.rejected()),
        (MOST_NAMES as u64 + 3, MOST_NAMES as u64 + 2)
    );
    assert!(report.table().to_string().contains("and 1 more; a log"));
    let short = shortened(&long);
    assert!(short.len() <= LONGEST_TEXT + 5 && short.starts_with('ä') && short.ends_with('ä'));
}

#[test]
fn every_trouble_has_a_reason_and_a_remedy() {
    let troubles = [
        Trouble::NoFile,
        Trouble::TooLarge,
        Trouble::Missing,
        Trouble::Unlisted,
        Trouble::Twice,
        Trouble::Outside,
        Trouble::Encrypted,
        Trouble::Packing { method: 12 },
    ];
    for trouble in troubles {
        let rejection = Rejection::from(ReadError::from(trouble));
        assert!(rejection.sentence.contains([';', ',']), "{rejection}");
        assert!(!rejection.reason.text().is_empty());
    }
}
