//! From what a file tells, key by key, to a map in which no drum is missing and no key has two
//! meanings.

use super::{Claim, DrumMap, DrumMapError, DrumMapFault, Role, name::shown};
use crate::{drum::Drum, units::MidiKey};

/// One key of a file.
pub struct Entry {
    pub key: MidiKey,
    pub role: Role,
    /// Where the file says so; none if that is not known.
    pub line: Option<usize>,
}

/// Makes the map of the entries in their order, the first of a drum being the key it writes.
pub fn map(name: String, entries: &[Entry]) -> Result<DrumMap, DrumMapError> {
    let mut keys: [Vec<MidiKey>; Drum::COUNT] = Default::default();
    let mut ignored = Vec::new();
    let mut roles = [None; 128];
    let mut lines = [None; 128];
    for entry in entries {
        let at = usize::from(entry.key.get());
        if let Some(first) = roles[at].replace(entry.role) {
            let key = entry.key;
            let same = first == entry.role;
            let first = Claim::of(first, lines[at]);
            let fault = if same {
                DrumMapFault::Twice { key, first }
            } else {
                let second = Claim::of(entry.role, None);
                DrumMapFault::Overlap { key, first, second }
            };
            return Err(fault.on(entry.line));
        }
        lines[at] = entry.line;
        match entry.role {
            Role::Plays(drum) => keys[drum.index()].push(entry.key),
            Role::Ignored => ignored.push(entry.key),
        }
    }
    let missing = Drum::ALL
        .into_iter()
        .filter(|drum| keys[drum.index()].is_empty());
    let missing: Vec<Drum> = missing.collect();
    if !missing.is_empty() {
        return Err(DrumMapFault::Missing {
            map: shown(&name),
            missing,
        }
        .into());
    }
    Ok(DrumMap {
        name,
        keys,
        ignored,
        roles,
    })
}
