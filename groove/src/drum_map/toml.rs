//! Maps as TOML, and as the part of a model's card that holds one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    DrumMap, DrumMapError, DrumMapFault, Role,
    check::{self, Entry},
    name,
};
use crate::{drum::Drum, units::MidiKey};

/// A map as serde writes and reads it, not yet checked.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ignore: Vec<MidiKey>,
    keys: BTreeMap<Drum, Vec<MidiKey>>,
}

impl TryFrom<Fields> for DrumMap {
    type Error = DrumMapError;

    fn try_from(fields: Fields) -> Result<Self, DrumMapError> {
        let entry = |key, role| Entry {
            key,
            role,
            line: None,
        };
        let drums = fields.keys.into_iter().flat_map(|(drum, keys)| {
            let keys = keys.into_iter();
            keys.map(move |key| entry(key, Role::Plays(drum)))
        });
        let ignored = fields.ignore.into_iter();
        let ignored = ignored.map(|key| entry(key, Role::Ignored));
        let entries: Vec<Entry> = drums.chain(ignored).collect();
        check::map(fields.name, &entries)
    }
}

impl From<DrumMap> for Fields {
    fn from(map: DrumMap) -> Self {
        Self {
            name: map.name,
            ignore: map.ignored,
            keys: Drum::ALL.into_iter().zip(map.keys).collect(),
        }
    }
}

/// The text of a map's file.
pub fn write(map: &DrumMap) -> String {
    toml::to_string(map).unwrap_or_else(|error| unreachable!("a map in memory: {error}"))
}

/// Reads a map from the text of its file. Field by field rather than by serde, which would not
/// know the line of a key that is given twice, nor what to do about it.
pub fn read(text: &str) -> Result<DrumMap, DrumMapError> {
    let file = Text::new(text);
    let table = DeTable::parse(text).map_err(|error| {
        let reason = error.message().to_owned();
        DrumMapFault::Syntax { reason }.on(error.span().map(|span| file.line(span.start)))
    })?;
    let table = table.into_inner();
    if table.is_empty() {
        return Err(DrumMapFault::Empty.into());
    }
    let mut map_name = None;
    let mut entries = Vec::new();
    for (field, value) in &table {
        match field.get_ref().as_ref() {
            "name" => {
                let name = value.get_ref().as_str();
                let name = name.ok_or_else(|| file.wrong(value, "a name in quotation marks"))?;
                map_name = Some(name.to_owned());
            }
            name::IGNORE => file.keys(value, Role::Ignored, &mut entries)?,
            "keys" => {
                let drums = value.get_ref().as_table();
                let drums = drums.ok_or_else(|| file.wrong(value, "a table of drums"))?;
                for (drum, keys) in drums {
                    let role = name::role(drum.get_ref());
                    let role = role.map_err(|fault| file.at(drum.span().start, fault))?;
                    file.keys(keys, role, &mut entries)?;
                }
            }
            word => {
                let word = name::shown(word);
                return Err(file.at(field.span().start, DrumMapFault::UnknownField { word }));
            }
        }
    }
    let map_name = map_name.ok_or(DrumMapFault::NoName)?;
    // In the order of the file, which is the order in which a person looks.
    entries.sort_by_key(|entry| entry.line);
    check::map(map_name, &entries)
}

/// The text of a file, and where its lines end.
struct Text<'t> {
    text: &'t str,
    breaks: Vec<usize>,
}

impl<'t> Text<'t> {
    fn new(text: &'t str) -> Self {
        let breaks = text.match_indices('\n').map(|(place, _)| place);
        Self {
            text,
            breaks: breaks.collect(),
        }
    }

    /// The line of a place, counted from 1.
    fn line(&self, place: usize) -> usize {
        1 + self.breaks.partition_point(|&end| end < place)
    }

    fn at(&self, place: usize, fault: DrumMapFault) -> DrumMapError {
        fault.on(Some(self.line(place)))
    }

    fn wrong(&self, value: &Spanned<DeValue>, expected: &'static str) -> DrumMapError {
        let found = value.get_ref().type_str();
        self.at(value.span().start, DrumMapFault::Kind { expected, found })
    }

    /// Adds the keys in a list.
    fn keys(
        &self,
        list: &Spanned<DeValue>,
        role: Role,
        entries: &mut Vec<Entry>,
    ) -> Result<(), DrumMapError> {
        let keys = list.get_ref().as_array();
        let keys = keys.ok_or_else(|| self.wrong(list, "a list of keys, as in [36, 35]"))?;
        for key in keys.iter() {
            let place = key.span().start;
            let number = match key.get_ref() {
                DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
                DeValue::String(word) => word.as_ref(),
                _ => self.text.get(key.span()).unwrap_or_default(),
            };
            let key = name::key(number).map_err(|fault| self.at(place, fault))?;
            entries.push(Entry {
                key,
                role,
                line: Some(self.line(place)),
            });
        }
        Ok(())
    }
}
