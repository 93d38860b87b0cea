//! Projects of released versions, kept as files: what the plugin saved and which notes it played.

use std::{fs, io, path::Path};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{host::HostError, notes::Recording};

/// A plugin format, which decides how a state is wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// The state's length in eight bytes, then its JSON.
    Clap,
    /// The JSON alone.
    Vst3,
}

impl Format {
    /// That of a built plugin, by its file's or folder's name.
    ///
    /// # Errors
    /// If it ends as neither does.
    pub fn of(plugin: &Path) -> Result<Self, HostError> {
        let end = plugin.extension().and_then(|end| end.to_str());
        let all = [Self::Clap, Self::Vst3];
        let found = all.into_iter().find(|format| end == Some(format.name()));
        found.ok_or_else(|| HostError::Open {
            file: plugin.to_owned(),
            reason: "it is of no known format: give a .clap file or a .vst3 folder".to_owned(),
        })
    }

    /// As files are named.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Clap => "clap",
            Self::Vst3 => "vst3",
        }
    }
}

/// A saved project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stored {
    /// What was done before it was saved.
    pub about: String,
    /// Which format it was saved in.
    pub format: Format,
    /// The framework's JSON.
    pub state: Value,
    /// What was heard in the four bars after, from the song's start at 120: sample at 48 kHz,
    /// key and velocity of each note's beginning.
    pub notes: Vec<(u64, u8, u8)>,
}

impl Stored {
    /// From what a plugin saved and what it then played.
    ///
    /// # Errors
    /// If what was saved is not the framework's JSON.
    pub fn new(
        about: &str,
        format: Format,
        saved: &[u8],
        heard: &Recording,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let json = match format {
            Format::Clap => saved.get(8..).unwrap_or_default(),
            Format::Vst3 => saved,
        };
        Ok(Self {
            about: about.to_owned(),
            format,
            state: serde_json::from_slice(json)?,
            notes: notes(heard),
        })
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If it can't be read or is not what these files look like.
    pub fn read(file: &Path) -> io::Result<Self> {
        Ok(serde_json::from_slice(&fs::read(file)?)?)
    }

    /// As a file holds it.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The bytes that a host of this format gives to the plugin.
    #[must_use]
    pub fn bytes(&self, format: Format) -> Vec<u8> {
        let json = self.state.to_string().into_bytes();
        match format {
            Format::Clap => [&(json.len() as u64).to_le_bytes()[..], &json].concat(),
            Format::Vst3 => json,
        }
    }

    /// Whether it holds the groove that plays.
    #[must_use]
    pub fn holds_a_groove(&self) -> bool {
        let memory = self.state["fields"]["memory"].as_str().unwrap_or_default();
        serde_json::from_str::<Value>(memory).is_ok_and(|memory| memory["heard"].is_object())
    }
}

/// The beginnings of notes as plain numbers.
#[must_use]
pub fn notes(heard: &Recording) -> Vec<(u64, u8, u8)> {
    heard
        .beginnings()
        .map(|(sample, key, velocity)| (sample, key.get(), velocity.get()))
        .collect()
}
