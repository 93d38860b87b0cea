//! The words of a map's file: names of drums, and numbers of keys.

use super::{DrumMapFault, Role};
use crate::{drum::Drum, units::MidiKey};

/// What stands in the place of a drum where a key is ignored on purpose.
pub const IGNORE: &str = "ignore";

/// What people write who mean one of the nine, so that the message can tell them.
const OTHER_NAMES: [(&str, Drum); 20] = [
    ("bd", Drum::Kick),
    ("bass drum", Drum::Kick),
    ("sd", Drum::Snare),
    ("rim", Drum::Snare),
    ("clap", Drum::Snare),
    ("side stick", Drum::Snare),
    ("cross stick", Drum::Snare),
    ("hh", Drum::ClosedHat),
    ("hat", Drum::ClosedHat),
    ("hihat", Drum::ClosedHat),
    ("pedal hat", Drum::ClosedHat),
    ("closed hihat", Drum::ClosedHat),
    ("open hihat", Drum::OpenHat),
    ("floor tom", Drum::LowTom),
    ("tom 3", Drum::LowTom),
    ("tom 2", Drum::MidTom),
    ("tom 1", Drum::HighTom),
    ("rack tom", Drum::HighTom),
    ("china", Drum::Crash),
    ("splash", Drum::Crash),
];

/// A drum as files write it, e.g. "closed-hat".
pub fn written(drum: Drum) -> String {
    drum.name().replace(' ', "-")
}

/// A role as files write it; case, spaces and underscores don't matter.
pub fn role(word: &str) -> Result<Role, DrumMapFault> {
    let name = word.to_lowercase().replace(['-', '_'], " ");
    if name == IGNORE {
        return Ok(Role::Ignored);
    }
    let mut drums = Drum::ALL.into_iter();
    match drums.find(|drum| drum.name() == name) {
        Some(drum) => Ok(Role::Plays(drum)),
        None => Err(DrumMapFault::UnknownDrum {
            word: shown(word),
            meant: likely(&name),
        }),
    }
}

/// A word as messages show it: not all of it where it is as long as a page.
pub fn shown(word: &str) -> String {
    word.chars().take(40).collect()
}

/// The drum that is probably meant by a wrong name.
fn likely(name: &str) -> Option<Drum> {
    let names = Drum::ALL.map(|drum| (drum.name(), drum));
    nearest(name, names.into_iter().chain(OTHER_NAMES))
}

/// What carries the name that is most like `word`, if any is.
pub fn nearest<'n, T>(word: &str, names: impl Iterator<Item = (&'n str, T)>) -> Option<T> {
    let word = shown(word);
    names
        .map(|(name, what)| (strsim::jaro_winkler(&word, name), what))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, what)| what)
}

/// A key as files write it: a number from 0 to 127.
pub fn key(word: &str) -> Result<MidiKey, DrumMapFault> {
    let number = word.parse().ok();
    number
        .and_then(MidiKey::new)
        .ok_or_else(|| note_name(word).unwrap_or_else(|| DrumMapFault::NoKey { word: shown(word) }))
}

/// If the word names a note: that names of notes won't do, and which number may be meant.
fn note_name(word: &str) -> Option<DrumMapFault> {
    let mut letters = word.chars();
    let white = match letters.next()?.to_ascii_uppercase() {
        'C' => 0,
        'D' => 2,
        'E' => 4,
        'F' => 5,
        'G' => 7,
        'A' => 9,
        'B' => 11,
        _ => return None,
    };
    let rest = letters.as_str();
    let (shift, octave) = match rest.chars().next()? {
        '#' | '♯' => (1, rest.trim_start_matches(['#', '♯'])),
        'b' | '♭' => (-1, rest.trim_start_matches(['b', '♭'])),
        _ => (0, rest),
    };
    let octave: i16 = octave
        .parse()
        .ok()
        .filter(|octave| (-2..=9).contains(octave))?;
    let key = |lowest: i16| {
        let key = u8::try_from((octave - lowest) * 12 + white + shift).ok()?;
        MidiKey::new(key)
    };
    Some(DrumMapFault::NoteName {
        word: shown(word),
        if_c3: key(-2)?,
        if_c4: key(-1)?,
    })
}
