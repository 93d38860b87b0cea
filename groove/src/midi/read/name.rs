//! Names of tracks, whose encoding no standard tells.

use crate::rules::Rules;

/// A label is no book. It stands in each part of a track, so a long one could fill the memory.
const LONGEST_NAME: usize = 256;

/// The name these bytes spell: the reference takes them for Latin-1; most programs of today
/// write UTF-8.
pub(super) fn decode(bytes: &[u8], rules: Rules) -> String {
    let latin = |bytes: &[u8]| bytes.iter().copied().map(char::from).collect();
    match rules {
        Rules::Reference => latin(bytes),
        Rules::Quatrain => {
            let mut name = match std::str::from_utf8(bytes) {
                Ok(name) => name.to_owned(),
                Err(_) => latin(bytes),
            };
            if let Some((cut, _)) = name.char_indices().nth(LONGEST_NAME) {
                name.truncate(cut);
            }
            name
        }
    }
}
