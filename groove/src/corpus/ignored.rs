//! Files that are no music, counted by type.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// So many types are told apart; further ones count as `(other)`.
const MOST_TYPES: usize = 100;

/// How many files of which type were passed over. A type is an extension in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ignored(BTreeMap<String, u64>);

impl Ignored {
    pub(super) fn add(&mut self, kind: String) {
        let kind = if self.0.len() < MOST_TYPES || self.0.contains_key(&kind) {
            kind
        } else {
            "(other)".to_owned()
        };
        *self.0.entry(kind).or_default() += 1;
    }

    /// Types with their counts, in alphabetical order.
    pub fn types(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(kind, &count)| (kind.as_str(), count))
    }

    /// All of them.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_a_thousand_types_is_counted_in_a_hundred() {
        let mut ignored = Ignored::default();
        for round in 0..2 {
            for kind in 0..1000 {
                ignored.add(format!("{kind:03}"));
            }
            assert_eq!(ignored.count(), 1000 * (round + 1));
        }
        assert_eq!(ignored.types().count(), MOST_TYPES + 1);
        assert!(
            ignored
                .types()
                .any(|(kind, count)| kind == "099" && count == 2)
        );
    }
}
