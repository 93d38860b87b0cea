//! Drum maps: which MIDI keys play which role. Used at the edges, on the way in and on the way
//! out, and nowhere else. Maps are data files (`groove/maps/*.toml`).

use std::{collections::BTreeMap, sync::LazyLock};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{drum::Drum, units::MidiKey};

/// Which MIDI keys play which role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "MapFields", into = "MapFields")]
pub struct DrumMap {
    name: String,
    keys: [Vec<MidiKey>; Drum::COUNT],
}

/// A map as a file writes it, not yet checked.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MapFields {
    name: String,
    keys: BTreeMap<Drum, Vec<MidiKey>>,
}

/// Why a drum map was refused.
#[derive(Debug, Error)]
pub enum DrumMapError {
    /// The file is not what a map looks like.
    #[error("not a drum map: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A role without a key could be neither read nor played.
    #[error("the map {map:?} gives no key to the {}; add one, e.g. from General MIDI", drum.name())]
    Missing {
        /// The map's name.
        map: String,
        /// The role without a key.
        drum: Drum,
    },
    /// One key can't mean two drums.
    #[error(
        "the map {map:?} gives key {} to both the {} and the {}; leave it in one of them",
        key.get(), first.name(), second.name()
    )]
    Overlap {
        /// The map's name.
        map: String,
        /// The key given twice.
        key: MidiKey,
        /// The role that has it first.
        first: Drum,
        /// The role that has it again.
        second: Drum,
    },
}

static ROLAND: LazyLock<DrumMap> = LazyLock::new(|| shipped(include_str!("../maps/roland.toml")));
static REDUCED: LazyLock<DrumMap> = LazyLock::new(|| shipped(include_str!("../maps/reduced.toml")));
static GENERAL_MIDI: LazyLock<DrumMap> =
    LazyLock::new(|| shipped(include_str!("../maps/general-midi.toml")));

/// Reads a map that is part of the program; the tests read every one of them.
fn shipped(text: &str) -> DrumMap {
    DrumMap::from_toml(text).unwrap_or_else(|error| unreachable!("shipped drum map: {error}"))
}

impl DrumMap {
    /// Reads a map from the text of its file.
    ///
    /// # Errors
    /// If the text is no map, a role has no key, or a key has two roles.
    pub fn from_toml(text: &str) -> Result<Self, DrumMapError> {
        let fields: MapFields = toml::from_str(text)?;
        Self::try_from(fields)
    }

    /// The reference's training table, of the kit that the Groove MIDI Dataset was played on.
    #[must_use]
    pub fn roland() -> &'static Self {
        &ROLAND
    }

    /// The reference's inference table, General MIDI percussion folded into nine roles.
    #[must_use]
    pub fn reduced() -> &'static Self {
        &REDUCED
    }

    /// General MIDI: what the instrument writes unless told otherwise.
    #[must_use]
    pub fn general_midi() -> &'static Self {
        &GENERAL_MIDI
    }

    /// What the map is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key that is written for `drum`.
    #[must_use]
    pub fn key(&self, drum: Drum) -> MidiKey {
        self.keys[drum.index()][0]
    }

    /// The role that `key` plays, if any.
    #[must_use]
    pub fn drum(&self, key: MidiKey) -> Option<Drum> {
        Drum::ALL
            .into_iter()
            .find(|drum| self.keys[drum.index()].contains(&key))
    }
}

impl TryFrom<MapFields> for DrumMap {
    type Error = DrumMapError;

    fn try_from(fields: MapFields) -> Result<Self, DrumMapError> {
        let MapFields {
            name,
            keys: mut by_drum,
        } = fields;
        let mut owner: BTreeMap<MidiKey, Drum> = BTreeMap::new();
        let mut keys: [Vec<MidiKey>; Drum::COUNT] = Default::default();
        for drum in Drum::ALL {
            let given = by_drum.remove(&drum).unwrap_or_default();
            if given.is_empty() {
                return Err(DrumMapError::Missing { map: name, drum });
            }
            for &key in &given {
                if let Some(first) = owner.insert(key, drum) {
                    return Err(DrumMapError::Overlap {
                        map: name,
                        key,
                        first,
                        second: drum,
                    });
                }
            }
            keys[drum.index()] = given;
        }
        Ok(Self { name, keys })
    }
}

impl From<DrumMap> for MapFields {
    fn from(map: DrumMap) -> Self {
        Self {
            name: map.name,
            keys: Drum::ALL.into_iter().zip(map.keys).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_maps_read_and_write_the_reference_keys() {
        let written = |map: &DrumMap| Drum::ALL.map(|drum| map.key(drum).get());
        assert_eq!(
            written(DrumMap::roland()),
            [36, 38, 42, 46, 43, 47, 50, 49, 51]
        );
        assert_eq!(
            written(DrumMap::reduced()),
            [36, 38, 42, 46, 45, 48, 50, 49, 51]
        );
        assert_eq!(
            written(DrumMap::general_midi()),
            [36, 38, 42, 46, 45, 48, 50, 49, 51]
        );
    }

    #[test]
    fn the_reference_tables_disagree_where_the_specification_says() {
        let differ: Vec<u8> = (0..128)
            .filter(|&key| {
                let key = MidiKey::new(key).expect("below 128");
                let (roland, reduced) = (DrumMap::roland().drum(key), DrumMap::reduced().drum(key));
                roland.is_some() && roland != reduced
            })
            .collect();
        assert_eq!(differ, [45, 48, 58]);
    }

    #[test]
    fn faulty_maps_are_refused_with_names() {
        let text = include_str!("../maps/roland.toml");
        let overlap = DrumMap::from_toml(&text.replace("kick = [36]", "kick = [38]"));
        assert!(
            overlap
                .unwrap_err()
                .to_string()
                .contains("key 38 to both the kick and the snare")
        );
        let missing = DrumMap::from_toml(&text.replace("ride = [51, 53, 59]", ""));
        assert!(
            missing
                .unwrap_err()
                .to_string()
                .contains("no key to the ride")
        );
        assert!(DrumMap::from_toml(&text.replace("kick = [36]", "kick = [136]")).is_err());
    }

    #[test]
    fn a_map_survives_its_own_file() {
        let text = toml::to_string(DrumMap::roland()).unwrap();
        assert_eq!(&DrumMap::from_toml(&text).unwrap(), DrumMap::roland());
    }
}
