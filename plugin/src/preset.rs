//! A preset: a scene with a name, as one file that ends with `.quatrain`.
//!
//! The file is JSON: what it is, its version, name, styles and a sentence; `params`, where the controls
//! stand, by id and in their own units; and `memory`, the state as a project holds it. So a preset
//! plays what it played where it was saved, with another model and with none.
//!
//! Reading is strict: what is torn, foreign or of the future is refused and told, and what plays goes
//! on. This module knows no folders: where presets lie is the [`library`](crate::library)'s business.

mod factory;
mod name;
pub mod recipe;

#[cfg(test)]
mod tests;

pub use factory::factory;
pub use name::{FileName, NameError};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::{
    params::Setting,
    scene::Scene,
    state::{State, StateError},
};

/// The version of the file that is written, and the newest that is understood.
pub const VERSION: u64 = 1;

/// What a preset's file ends with.
pub const EXTENSION: &str = "quatrain";

/// What the file says it is.
const FORMAT: &str = "quatrain-preset";

/// See the module's documentation.
#[derive(Debug, Clone, PartialEq)]
pub struct Preset {
    /// What it is and what it is called.
    pub title: Title,
    /// What it plays.
    pub scene: Scene,
}

/// What one reads of a preset before hearing it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// What it is called.
    pub name: String,
    /// The styles it belongs to, as the data set calls them, e.g. "funk".
    #[serde(default)]
    pub styles: Vec<String>,
    /// What is special about it, in a sentence; may be empty.
    #[serde(default)]
    pub about: String,
}

/// Which preset an instance came from, as its project holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// What it is called, and more.
    #[serde(flatten)]
    pub title: Title,
    /// Whose it is.
    pub owner: Owner,
    /// Whether something was done since.
    pub is_changed: bool,
}

/// Whose a preset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// It came with Quatrain.
    Factory,
    /// It lies in the user's folder.
    User,
}

/// Why a preset can't be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PresetError {
    /// It is no preset of ours.
    #[error("it is no Quatrain preset: choose a file that Quatrain saved")]
    Foreign,
    /// It is not what a preset looks like.
    #[error("it is damaged ({0}): save it again where it plays, or take it from a backup")]
    Damaged(String),
    /// It was written by a newer Quatrain.
    #[error(
        "a newer Quatrain saved it (version {found}, known up to {VERSION}): update the plugin"
    )]
    Newer {
        /// Its version.
        found: u64,
    },
}

/// The file, in its order.
#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    version: u64,
    #[serde(flatten)]
    title: &'a Title,
    params: &'a Setting,
    memory: Value,
}

impl Preset {
    /// As a file holds it. What belongs to the project (which model was chosen, the other scene of a
    /// comparison) is left out.
    ///
    /// # Errors
    /// Never, but what writes JSON thinks it might.
    pub fn write(&self) -> Result<String, serde_json::Error> {
        let mut memory = without_project(&self.scene.state).write();
        shorten(&mut memory);
        let written = Written {
            format: FORMAT,
            version: VERSION,
            title: &self.title,
            params: &self.scene.setting,
            memory,
        };
        let mut text = serde_json::to_string(&written)?;
        text.push('\n');
        Ok(text)
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// If it is torn, foreign, or of a newer version: in words for the user.
    pub fn read(text: &str) -> Result<Self, PresetError> {
        let mut value = file(text)?;
        let title = title(&value)?;
        let params = value.get_mut("params").map(Value::take).unwrap_or_default();
        let setting = serde_json::from_value(params)
            .map_err(|error| PresetError::Damaged(format!("params: {error}")))?;
        let memory = value.get_mut("memory").map(Value::take).unwrap_or_default();
        let state = match State::read(memory) {
            (state, None) => without_project(&state),
            (_, Some(StateError::Damaged { reason, .. })) => {
                return Err(PresetError::Damaged(reason));
            }
            // A newer plugin's state in a file whose version we know can be read as projects are.
            (state, Some(StateError::Newer { .. })) => without_project(&state),
        };
        let scene = Scene { setting, state };
        Ok(Self { title, scene })
    }
}

impl Title {
    /// Reads no more of a file than this.
    ///
    /// # Errors
    /// As [`Preset::read`], as far as it shows.
    pub fn read(text: &str) -> Result<Self, PresetError> {
        title(&file(text)?)
    }

    /// Whether every word of a search is in it.
    #[must_use]
    pub fn has(&self, search: &str) -> bool {
        let text = format!("{} {} {}", self.name, self.styles.join(" "), self.about);
        let text = text.to_lowercase();
        let search = search.to_lowercase();
        search.split_whitespace().all(|word| text.contains(word))
    }
}

/// A file of ours that we can read.
fn file(text: &str) -> Result<Value, PresetError> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        // A torn file of ours still says what it is.
        if text.contains(FORMAT) {
            PresetError::Damaged(error.to_string())
        } else {
            PresetError::Foreign
        }
    })?;
    if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(PresetError::Foreign);
    }
    match value.get("version").and_then(Value::as_u64) {
        Some(found) if found > VERSION => Err(PresetError::Newer { found }),
        Some(_) => Ok(value),
        None => Err(PresetError::Damaged("it has no version number".to_owned())),
    }
}

fn title(value: &Value) -> Result<Title, PresetError> {
    Title::deserialize(value).map_err(|error| PresetError::Damaged(error.to_string()))
}

/// Writes each number with no more digits than tell it from all others of its 32 bits: a
/// [`Value`] has twice as many bits, and so many digits.
fn shorten(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(shorten),
        Value::Object(all) => all.values_mut().for_each(shorten),
        Value::Number(number) if number.is_f64() => {
            let short = number.as_f64().map(|long| (long as f32).to_string());
            if let Some(Ok(short)) = short.map(|short| short.parse::<f64>()) {
                *value = short.into();
            }
        }
        _ => {}
    }
}

/// What a preset holds of a state.
fn without_project(state: &State) -> State {
    State {
        model: None,
        preset: None,
        compare: Default::default(),
        ..state.clone()
    }
}
