//! What was heard beside what must be heard.

use std::collections::BTreeMap;

use groove::MidiKey;

use super::Expected;
use crate::notes::{Channel, Note, NoteKind, Recording};

/// How far a note may be from its exact time, in samples: half a sample is "the nearest one",
/// the rest leaves a stroke between two samples free to go to either.
const NEAREST: f64 = 0.5 + 1.0 / 256.0;

/// How far the end of a note may be from its time, in samples: begin and length are rounded each.
const END: f64 = 1.5;

type Voice = (Channel, MidiKey);

/// Compares what was heard with what must be heard, and tells the first difference.
///
/// # Errors
/// A sentence with the note that is missing, wrong or too much.
pub fn compare(heard: &Recording, expected: &[Expected]) -> Result<(), String> {
    let mut wanted: BTreeMap<Voice, Vec<Expected>> = BTreeMap::new();
    for one in expected {
        wanted.entry((one.channel, one.key)).or_default().push(*one);
    }
    let mut got: BTreeMap<Voice, Vec<Note>> = BTreeMap::new();
    for note in &heard.notes {
        got.entry((note.channel, note.key)).or_default().push(*note);
    }
    let voices = wanted.keys().chain(got.keys()).copied();
    let mut differences: Vec<(f64, String)> = voices
        .filter_map(|voice| {
            let wanted = wanted.get(&voice).map_or(&[][..], Vec::as_slice);
            let got = got.get(&voice).map_or(&[][..], Vec::as_slice);
            difference(got, wanted)
        })
        .collect();
    differences.sort_by(|one, other| one.0.total_cmp(&other.0));
    differences
        .into_iter()
        .next()
        .map_or(Ok(()), |(_, what)| Err(what))
}

/// The first difference on one key, with its sample.
fn difference(got: &[Note], wanted: &[Expected]) -> Option<(f64, String)> {
    let mut got = got.iter();
    for want in wanted {
        let Some(begin) = got.next() else {
            return Some((want.exact, format!("missing: {want:?}")));
        };
        let wrong = |what: &str, note: &Note| {
            let first = want.exact.min(note.sample as f64);
            Some((first, format!("{what}: heard {note:?}, expected {want:?}")))
        };
        let distance = (begin.sample as f64 - want.exact).abs();
        if distance > NEAREST + want.leeway {
            return wrong("at the wrong time", begin);
        }
        if begin.kind != NoteKind::On(want.velocity) {
            return wrong("not as hard", begin);
        }
        match got.next() {
            Some(end) if end.kind == NoteKind::Off => {
                if (end.sample as f64 - want.end).abs() > END + want.end_leeway {
                    return wrong("ends at the wrong time", end);
                }
            }
            Some(other) => return wrong("begins again before its end", other),
            None => return wrong("never ends", begin),
        }
    }
    let extra = got.next()?;
    Some((extra.sample as f64, format!("not expected: {extra:?}")))
}
