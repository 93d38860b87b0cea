//! The card of a model: what a person wants to know and a program must check.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use groove::{DrumMap, Grid};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::ModelError;

/// The version of the model folder that this program reads and writes.
pub const FORMAT: u32 = 1;

/// Name of the card in a model's folder.
pub const CARD_FILE: &str = "card.toml";

/// The encoder's graph in a model's folder.
pub const ENCODER_FILE: &str = "encoder.onnx";
/// The decoder's graph in a model's folder.
pub const DECODER_FILE: &str = "decoder.onnx";
/// The principal axes in a model's folder.
pub const AXES_FILE: &str = "axes.safetensors";
/// What axes and attribute vectors change, in a model's folder; may be missing.
pub const ATTRIBUTES_FILE: &str = "attributes.toml";
/// The attribute vectors in a model's folder; there where [`ATTRIBUTES_FILE`] is.
pub const VECTORS_FILE: &str = "attributes.safetensors";

/// The card of a model (`card.toml`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Version of the folder's layout: [`FORMAT`].
    pub format: u32,
    /// What the model is called, e.g. "Quatrain 4 Bar".
    pub name: String,
    /// What it is, in a sentence.
    pub description: String,
    /// Who trained it.
    pub author: String,
    /// Licence of the weights, as SPDX names it.
    pub licence: String,
    /// What the latents are under the model.
    #[serde(default)]
    pub prior: LatentPrior,
    /// Shape of the grooves it makes.
    pub grid: Grid,
    /// Sizes of its latent space.
    pub sizes: Sizes,
    /// How it was trained.
    pub training: Training,
    /// How well it does.
    pub scores: Scores,
    /// The drum map its data was read with.
    pub drum_map: DrumMap,
    /// SHA-256 of each other file of the folder, in hexadecimal, by file name.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

/// What a model holds latents to be. Standard normal in any case, each number independent of the
/// others; but whether they are, when real grooves are encoded, is another matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LatentPrior {
    /// The latents of the trained network as they are: encoded grooves fill a part of the space
    /// only, which the axes describe.
    #[default]
    Normal,
    /// A prior was learned from encoded grooves, and the graphs hold it: the latents are the
    /// noise that it makes grooves of. The encoder puts out `divergence` as well.
    Learned,
}

/// Sizes of a model's latent space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// Numbers of a latent in all: phrase + bars × bar.
    pub latents: usize,
    /// Numbers of the phrase's share, which come first.
    pub phrase: usize,
    /// Numbers of each bar's share, bar after bar; 0 where bars have none of their own.
    pub bar: usize,
    /// Weights of the network.
    pub parameters: usize,
}

/// How a model was trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// The recordings, with credit and licence.
    pub data: String,
    /// The command that trains it again.
    pub command: String,
    /// How the recordings were cut: "official", as their publisher did, or "drummer", so that no
    /// drummer plays in two parts.
    #[serde(default = "official")]
    pub split_by: String,
    /// The seed of everything random.
    pub seed: u64,
    /// Windows of the training split.
    pub windows: usize,
    /// Steps of the optimiser.
    pub steps: usize,
    /// Passes over the data.
    pub passes: f64,
    /// On what it was trained, e.g. "cpu".
    pub device: String,
}

fn official() -> String {
    "official".to_owned()
}

/// Scores by reconstruction from the posterior mean, hits at probability 0.5.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scores {
    /// Split of the data that was scored, e.g. "validation".
    pub split: String,
    /// Windows that were scored.
    pub windows: usize,
    /// F1 of the hits, 0–1.
    pub hit_f1: f64,
    /// Share of steps on which all drums are right, 0–1.
    pub step_accuracy: f64,
    /// Mean absolute timing error over hits both have, in milliseconds.
    pub timing_ms: f64,
    /// Mean absolute velocity error over hits both have, on MIDI's 0–127.
    pub velocity: f64,
    /// Mean divergence of the posterior from the prior, in nats.
    pub divergence_nats: f64,
}

impl Card {
    /// Reads the card of a model's folder, without looking at the other files.
    ///
    /// # Errors
    /// If it is missing, torn, of another format, or its sizes contradict each other.
    pub fn read(folder: &Path) -> Result<Self, ModelError> {
        let file = folder.join(CARD_FILE);
        let text = fs::read_to_string(&file).map_err(|source| ModelError::file(&file, source))?;
        // The format comes first: a card of another format need not have our fields.
        let bad = |reason: String| ModelError::Card {
            file: file.clone(),
            reason,
        };
        let table: toml::Table = text
            .parse()
            .map_err(|e: toml::de::Error| bad(e.to_string()))?;
        let format = table.get("format").and_then(toml::Value::as_integer);
        let Some(found) = format.and_then(|format| u32::try_from(format).ok()) else {
            return Err(bad("it has no format number".to_owned()));
        };
        if found != FORMAT {
            return Err(ModelError::Format {
                file,
                found,
                supported: FORMAT,
            });
        }
        let card: Self = toml::from_str(&text).map_err(|e| bad(e.to_string()))?;
        let Sizes {
            latents,
            phrase,
            bar,
            ..
        } = card.sizes;
        if latents == 0 || latents > 65_536 || latents != phrase + card.grid.bars() * bar {
            return Err(bad(format!(
                "sizes.latents is {latents}, but phrase {phrase} + {} bars × {bar} is another number",
                card.grid.bars()
            )));
        }
        Ok(card)
    }

    /// Enters the SHA-256 of the folder's graphs, axes and (where it has them) attributes, and
    /// writes the card.
    ///
    /// # Errors
    /// If one of the files can't be read or the card can't be written.
    pub fn seal(&mut self, folder: &Path) -> Result<(), ModelError> {
        self.files.clear();
        let attributes = [ATTRIBUTES_FILE, VECTORS_FILE].into_iter();
        let attributes = attributes.filter(|name| folder.join(name).exists());
        for name in [ENCODER_FILE, DECODER_FILE, AXES_FILE]
            .into_iter()
            .chain(attributes)
        {
            self.files
                .insert(name.to_owned(), sha256(&folder.join(name))?);
        }
        let file = folder.join(CARD_FILE);
        let text = toml::to_string(self).map_err(|error| ModelError::Card {
            file: file.clone(),
            reason: error.to_string(),
        })?;
        fs::write(&file, text).map_err(|source| ModelError::file(&file, source))
    }

    /// Path of a file of the folder, once its content is what the card says.
    pub(crate) fn verified(&self, folder: &Path, name: &str) -> Result<PathBuf, ModelError> {
        let file = folder.join(name);
        let Some(expected) = self.files.get(name) else {
            let reason = format!("it does not name the file {name}");
            return Err(ModelError::Card {
                file: folder.join(CARD_FILE),
                reason,
            });
        };
        let found = sha256(&file)?;
        if found == *expected {
            Ok(file)
        } else {
            Err(ModelError::Altered {
                file,
                expected: expected.clone(),
                found,
            })
        }
    }
}

/// SHA-256 of a file in hexadecimal.
fn sha256(file: &Path) -> Result<String, ModelError> {
    let bytes = fs::read(file).map_err(|source| ModelError::file(file, source))?;
    Ok(Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}
