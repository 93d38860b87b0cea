//! What people call the grooves in the slots.

use serde_json::{Map, Value};

use crate::player::Slot;

/// A name for each slot that has one: a line without spaces around it, at most
/// [`Names::LONGEST`] letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names([Option<String>; Slot::COUNT]);

impl Names {
    /// The most letters of a name.
    pub const LONGEST: usize = 40;

    /// The name of a slot.
    #[must_use]
    pub fn get(&self, slot: Slot) -> Option<&str> {
        self.0[slot.index()].as_deref()
    }

    /// Gives a slot a name, brought into shape; one without letters is none.
    pub fn set(&mut self, slot: Slot, name: &str) {
        let line = name.replace(char::is_control, " ");
        let name: String = line.trim().chars().take(Self::LONGEST).collect();
        let name = name.trim_end();
        self.0[slot.index()] = (!name.is_empty()).then(|| name.to_owned());
    }

    /// As a project stores them, by the slots' letters.
    pub(super) fn write(&self) -> Map<String, Value> {
        let named = Slot::all().filter_map(|slot| Some((slot, self.get(slot)?)));
        named
            .map(|(slot, name)| (slot.to_string(), name.into()))
            .collect()
    }

    /// Those of the stored ones that belong to slots.
    pub(super) fn read(stored: &Map<String, Value>) -> Self {
        let mut names = Self::default();
        for slot in Slot::all() {
            if let Some(name) = stored.get(&slot.to_string()).and_then(Value::as_str) {
                names.set(slot, name);
            }
        }
        names
    }
}
