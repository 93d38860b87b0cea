//! Which part of a corpus is for what.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Part of a corpus, as its publisher cut it or as [`Split::by_name`] does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// What the network learns from.
    Train,
    /// What decides when it is best.
    Validation,
    /// What nobody looks at until the end.
    Test,
}

/// A split that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no split; use train, validation or test")]
pub struct UnknownSplit(String);

impl Split {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Train, Self::Validation, Self::Test];

    /// The name in `info.csv`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }

    /// A split for a piece whose publisher gave none: 80 % train, 10 % validation, 10 % test, by
    /// nothing but its name. Files that come or go so move no other file, and every machine cuts
    /// alike: the name's FNV-1a hash (64 bits, over its UTF-8) modulo 100 is below 80 for train,
    /// below 90 for validation.
    ///
    /// Takes of one song under different names may land in different splits; if that matters,
    /// cut yourself, and say so in an `info.csv`.
    #[must_use]
    pub fn by_name(name: &str) -> Self {
        match name_hash(name) % 100 {
            0..80 => Self::Train,
            80..90 => Self::Validation,
            _ => Self::Test,
        }
    }
}

/// A number for a piece that its name alone decides, for ever and on every machine: the hash of
/// Fowler, Noll and Vo, variant 1a, 64 bits (1991), over its UTF-8.
#[must_use]
pub fn name_hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl fmt::Display for Split {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Split {
    type Err = UnknownSplit;

    fn from_str(text: &str) -> Result<Self, UnknownSplit> {
        Self::ALL
            .into_iter()
            .find(|split| split.name() == text)
            .ok_or_else(|| UnknownSplit(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(name_hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(name_hash("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(name_hash("foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn names_fall_eight_to_one_to_one() {
        let mut counts = [0usize; 3];
        for number in 0..10_000 {
            counts[Split::by_name(&format!("folder/take {number}.mid")) as usize] += 1;
        }
        for (count, expected) in counts.into_iter().zip([8000, 1000, 1000]) {
            assert!(count.abs_diff(expected) < 150, "{counts:?}");
        }
    }

    #[test]
    fn a_name_keeps_its_split_for_ever() {
        let splits = ["rock.mid", "a/b.mid", "c.MID", "take 7.mid", "x.tfrecord#1"]
            .map(|name| Split::by_name(name).name());
        assert_eq!(splits, ["train", "validation", "train", "train", "test"]);
    }

    #[test]
    fn splits_are_read_as_they_are_written() {
        for split in Split::ALL {
            assert_eq!(split.to_string().parse(), Ok(split));
        }
        let error = "Train".parse::<Split>().unwrap_err().to_string();
        assert!(
            error.contains("`Train`") && error.contains("validation"),
            "{error}"
        );
    }
}
