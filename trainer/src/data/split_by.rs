//! How a corpus is cut into training, validation and test: as its publisher did, or by drummer.

use std::{collections::BTreeMap, fmt, str::FromStr};

use groove::corpus::Split;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How a corpus is cut.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SplitBy {
    /// As its publisher cut it, else by the names of its pieces: [`Split::by_name`]. The same
    /// drummers play in all parts.
    #[default]
    Official,
    /// No drummer plays in two parts: see [`deal`]. A harder test, of drumming by people who were
    /// never heard. Pieces of which the corpus does not name the drummer are in no part.
    Drummer,
}

/// A way to cut that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no way to split; use official or drummer")]
pub struct UnknownSplitBy(String);

impl fmt::Display for SplitBy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Official => "official",
            Self::Drummer => "drummer",
        })
    }
}

impl FromStr for SplitBy {
    type Err = UnknownSplitBy;

    fn from_str(text: &str) -> Result<Self, UnknownSplitBy> {
        match text {
            "official" => Ok(Self::Official),
            "drummer" => Ok(Self::Drummer),
            _ => Err(UnknownSplitBy(text.to_owned())),
        }
    }
}

/// Deals drummers to the parts by how many windows each gives: those with the fewest first, in
/// turns to test and validation until each holds a tenth of all windows; the others, with most of
/// the material, train. So several people are held out, not one whose manner would decide the
/// score, and the training loses little. Drummers of equally many windows come by name; the one
/// with the most always trains.
#[must_use]
pub fn deal(windows: &BTreeMap<String, usize>) -> BTreeMap<String, Split> {
    let total: usize = windows.values().sum();
    let mut drummers: Vec<(&String, usize)> =
        windows.iter().map(|(name, &count)| (name, count)).collect();
    drummers.sort_by_key(|&(_, count)| count);
    let last = drummers.len().saturating_sub(1);
    let (mut test, mut validation) = (0, 0);
    let mut dealt = BTreeMap::new();
    for (at, (name, count)) in drummers.into_iter().enumerate() {
        let (tests, validates) = (10 * test < total, 10 * validation < total);
        let split = if at == last || !(tests || validates) {
            Split::Train
        } else if tests && (at % 2 == 0 || !validates) {
            test += count;
            Split::Test
        } else {
            validation += count;
            Split::Validation
        };
        dealt.insert(name.clone(), split);
    }
    dealt
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dealt(counts: &[usize]) -> String {
        let windows = counts.iter().enumerate();
        let windows = windows
            .map(|(at, &count)| (format!("drummer{at}"), count))
            .collect();
        let letter = |split| match split {
            Split::Train => 'a',
            Split::Validation => 'v',
            Split::Test => 't',
        };
        deal(&windows).into_values().map(letter).collect()
    }

    #[test]
    fn the_fewest_are_held_out_in_turns_until_each_has_a_tenth() {
        assert_eq!(dealt(&[1, 2, 3]), "tva");
        // Of 1060: 5 + 55 test, 40 + 60 validate.
        assert_eq!(dealt(&[900, 5, 60, 40, 55]), "atvvt");
        // Of 903, 2 + 90 are enough to validate: 300 go to the test, which has but 11.
        assert_eq!(dealt(&[10, 1, 90, 2, 500, 300]), "ttvvat");
        assert_eq!(dealt(&[7]), "a");
        assert_eq!(dealt(&[]), "");
    }

    #[test]
    fn words_are_read_back() {
        for split_by in [SplitBy::Official, SplitBy::Drummer] {
            assert_eq!(split_by.to_string().parse(), Ok(split_by));
        }
        assert!(
            "style"
                .parse::<SplitBy>()
                .unwrap_err()
                .to_string()
                .contains("drummer")
        );
    }
}
