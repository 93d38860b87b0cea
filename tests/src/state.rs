//! What a plugin puts into a project: the framework's JSON of parameters and fields.

use std::collections::BTreeMap;

use groove::Groove;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::host::HostError;

/// CLAP states begin with their length in so many bytes.
const CLAP_LENGTH: usize = 8;

/// A saved project state, parsed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SavedState {
    /// Version of the plugin that saved it.
    #[serde(default)]
    pub version: String,
    /// Parameters by their stable name, each `{kind: value}`.
    pub params: BTreeMap<String, Value>,
    /// Other things by their stable name, each a JSON text of its own.
    pub fields: BTreeMap<String, String>,
}

impl SavedState {
    /// Parses what a VST3 component saves.
    ///
    /// # Errors
    /// If it is not the framework's JSON.
    pub fn from_json(bytes: &[u8]) -> Result<Self, HostError> {
        serde_json::from_slice(bytes).map_err(HostError::State)
    }

    /// Parses what a CLAP plugin saves: a length, then the JSON.
    ///
    /// # Errors
    /// If it is not the framework's JSON.
    pub fn from_clap(bytes: &[u8]) -> Result<Self, HostError> {
        Self::from_json(bytes.get(CLAP_LENGTH..).unwrap_or_default())
    }

    /// As a VST3 component saves it.
    ///
    /// # Errors
    /// If it can't be written as JSON.
    pub fn to_json(&self) -> Result<Vec<u8>, HostError> {
        serde_json::to_vec(self).map_err(HostError::State)
    }

    /// As a CLAP plugin saves it.
    ///
    /// # Errors
    /// As [`Self::to_json`].
    pub fn to_clap(&self) -> Result<Vec<u8>, HostError> {
        let json = self.to_json()?;
        let mut bytes = (json.len() as u64).to_le_bytes().to_vec();
        bytes.extend(json);
        Ok(bytes)
    }

    /// The same project, but this is the groove that answers its parameters. So a test chooses
    /// what plays.
    ///
    /// # Errors
    /// If the state holds no groove whose place it could take.
    pub fn with_groove(mut self, groove: &Groove) -> Result<Self, HostError> {
        let mut memory = self.memory().unwrap_or_default();
        let heard = memory["heard"].as_object_mut();
        let heard = heard.ok_or_else(|| HostError::refused("keep a groove in its state"))?;
        heard.insert("groove".to_owned(), json!(groove));
        self.fields.insert("memory".to_owned(), memory.to_string());
        Ok(self)
    }

    /// The groove that the project plays, with or without the model.
    #[must_use]
    pub fn groove(&self) -> Option<Box<Groove>> {
        let mut memory = self.memory()?;
        serde_json::from_value(memory["heard"]["groove"].take())
            .ok()
            .map(Box::new)
    }

    /// Whether that groove answers what the parameters ask for now.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        let memory = self.memory();
        let request = memory
            .as_ref()
            .and_then(|memory| memory["request"].as_object());
        request.is_some_and(|request| {
            let is_met = self.are_others_met(request);
            is_met
                && request.iter().all(|(name, asked)| match asked {
                    // Axes are counted from 1 in their parameters' names.
                    Value::Array(axes) => (1..)
                        .zip(axes)
                        .all(|(n, asked)| self.is(&format!("axis{n}"), asked)),
                    // Attributes, travel and locks, which are several parameters each.
                    Value::Object(_) => true,
                    asked => self.is(name, asked),
                })
        })
    }

    /// Whether a request asks for the path and the attributes that the parameters ask for: it says
    /// nothing of those at their defaults.
    fn are_others_met(&self, request: &Map<String, Value>) -> bool {
        let path = match self.stored("path").and_then(Value::as_str) {
            Some("off") | None => 0,
            Some(bars) => bars.parse().unwrap_or_default(),
        };
        let attributes = request.get("attributes").and_then(Value::as_object);
        let names = self.params.keys();
        let names = names.filter_map(|id| Some((id, id.strip_prefix("attribute_")?)));
        let mut moved = names.map(|(id, name)| {
            let asked = attributes.and_then(|all| all.get(&name.replace('_', " ")));
            self.is(id, asked.unwrap_or(&json!(0.0)))
        });
        let asked_path = request.get("path").and_then(Value::as_u64);
        asked_path.unwrap_or_default() == path && moved.all(|is_met| is_met)
    }

    fn stored(&self, parameter: &str) -> Option<&Value> {
        self.params.get(parameter)?.as_object()?.values().next()
    }

    /// What the plugin's own state holds, if it is there and can be read.
    #[must_use]
    pub fn memory(&self) -> Option<Value> {
        serde_json::from_str(self.fields.get("memory")?).ok()
    }

    /// Whether a parameter has this value, as far as numbers of 32 bits go.
    fn is(&self, parameter: &str, value: &Value) -> bool {
        // A choice is stored by its id, which may be a number.
        let number = |stored: &Value| stored.as_f64().or_else(|| stored.as_str()?.parse().ok());
        let stored = self.stored(parameter).and_then(number);
        match (stored, value.as_f64()) {
            (Some(stored), Some(value)) => (stored - value).abs() < 1e-4,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_answered_when_request_and_parameters_agree() {
        let state = |morph: f64| {
            let json = serde_json::json!({
                "params": {"morph": {"f32": 0.5}, "axis1": {"f32": 1.0}, "a": {"i32": 1}},
                "fields": {"memory": serde_json::json!({
                    "request": {"morph": morph, "axes": [1.0], "a": 1}, "heard": null
                }).to_string()},
            });
            SavedState::from_json(json.to_string().as_bytes()).unwrap()
        };
        assert!(state(0.5).is_answered());
        assert!(!state(0.6).is_answered());
        assert!(state(0.5).groove().is_none());
    }
}
