//! Directions of the latent space that have names: the axes by what they change most, and a vector
//! for each statistic and style, each with what it was measured to change.
//!
//! Knows how they are stored and how a latent moves along them, not how they were found: that is
//! the trainer's business.

use std::{fs, path::Path};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    card::{ATTRIBUTES_FILE, VECTORS_FILE},
    error::ModelError,
    latent::Latent,
    tensors::{self, Numbers},
};

/// Names and vectors of a model: `attributes.toml` and `attributes.safetensors`. The default has
/// neither, as folders written before there were any.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Attributes {
    page: Page,
    vectors: Vec<Latent>,
}

/// What `attributes.toml` holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    #[serde(default)]
    axes: Vec<NamedAxis>,
    #[serde(default)]
    attributes: Vec<AttributeVector>,
}

/// An axis by what it changes most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedAxis {
    /// What more of it sounds like, in a producer's words, e.g. "busier hats"; no two axes have
    /// the same.
    pub name: String,
    /// What less of it sounds like, e.g. "sparser hats".
    pub opposite: String,
    /// What it changes, the strongest first.
    pub effects: Vec<Effect>,
}

/// A change, as it was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// What changes: of an axis in words for the change, e.g. "later snare"; of a vector the other
    /// attribute's name.
    pub what: String,
    /// By how many standard deviations of the training set: of an axis for a move by 1.5 standard
    /// deviations, of a vector for a move by 1.
    pub change: f64,
}

/// What a vector was measured to do where moves by −2, −1, 1 and 2 were asked for. Changes are
/// away from the groove that was not moved, in standard deviations of the training set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributeVector {
    /// A statistic of the groove crate, e.g. "density", or a style, e.g. "style:jazz".
    pub name: String,
    /// Unit of mean and deviation; empty where it has none.
    #[serde(default)]
    pub unit: String,
    /// Mean over the training set.
    pub mean: f64,
    /// Standard deviation over the training set: what a move by 1 is to change.
    pub deviation: f64,
    /// Length of the vector, in standard deviations of the encoded training set.
    pub length: f64,
    /// How many random grooves were moved to measure it.
    pub grooves: usize,
    /// Mean change of the attribute.
    pub intended: [f64; 4],
    /// Share of the grooves in which it changed the way that was asked for, 0–1.
    pub followed: [f64; 4],
    /// How far the others drift: size of the mean change, the mean over all others.
    pub unintended: [f64; 4],
    /// How far the others scatter: root of the mean squared change in a groove, the mean over all
    /// others.
    pub scatter: [f64; 4],
    /// The others that drift most, the strongest first.
    #[serde(default)]
    pub others: Vec<Effect>,
}

impl Attributes {
    /// Names for the first axes and vectors with their pages. A vector without a page, or a page
    /// without a vector, is left out.
    #[must_use]
    pub fn new(axes: Vec<NamedAxis>, attributes: Vec<(AttributeVector, Latent)>) -> Self {
        let (attributes, vectors) = attributes.into_iter().unzip();
        Self {
            page: Page { axes, attributes },
            vectors,
        }
    }

    /// Reads both files, for a latent of so many numbers.
    ///
    /// # Errors
    /// If one can't be read, or they don't fit each other or the latent.
    pub fn read(page: &Path, vectors: &Path, latents: usize) -> Result<Self, ModelError> {
        let text = fs::read_to_string(page).map_err(|source| ModelError::file(page, source))?;
        let bad = |reason: String| ModelError::Axes {
            file: page.to_owned(),
            reason,
        };
        let page: Page = toml::from_str(&text).map_err(|error| bad(error.to_string()))?;
        let shape = [page.attributes.len(), latents];
        let [flat] = tensors::read(vectors, [("vectors", &shape)])?;
        let vectors = flat.chunks(latents.max(1));
        Ok(Self {
            page,
            vectors: vectors.map(|row| Latent(row.to_vec())).collect(),
        })
    }

    /// Writes both files into a model's folder.
    ///
    /// # Errors
    /// If one can't be written.
    pub fn write(&self, folder: &Path) -> Result<(), ModelError> {
        let file = folder.join(ATTRIBUTES_FILE);
        let text = toml::to_string(&self.page).map_err(|error| ModelError::Axes {
            file: file.clone(),
            reason: error.to_string(),
        })?;
        fs::write(&file, text).map_err(|source| ModelError::file(&file, source))?;
        let vectors = Numbers {
            name: "vectors",
            shape: vec![
                self.vectors.len(),
                self.vectors.first().map_or(0, Latent::len),
            ],
            values: self.vectors.iter().map(|vector| &*vector.0).collect(),
        };
        tensors::write(&folder.join(VECTORS_FILE), &[vectors])
    }

    /// Names of the first axes, in the order of [`Axes`](crate::Axes); the rest have none.
    #[must_use]
    pub fn axes(&self) -> &[NamedAxis] {
        &self.page.axes
    }

    /// What the vectors do, statistics first, then styles.
    #[must_use]
    pub fn vectors(&self) -> &[AttributeVector] {
        &self.page.attributes
    }

    /// Moves a latent so that an attribute changes by so many standard deviations of the training
    /// set. Case does not matter in the name, and a hyphen is as good as a space.
    ///
    /// # Errors
    /// If there is no attribute of this name.
    pub fn moved(
        &self,
        latent: &Latent,
        name: &str,
        deviations: f32,
    ) -> Result<Latent, UnknownAttribute> {
        let plain = |name: &str| name.trim().to_lowercase().replace(['-', '_'], " ");
        let wanted = plain(name);
        let mut named = self.page.attributes.iter().zip(&self.vectors);
        let Some((_, vector)) = named.find(|(one, _)| plain(&one.name) == wanted) else {
            let names = self.page.attributes.iter();
            return Err(UnknownAttribute {
                name: name.to_owned(),
                names: names.map(|one| one.name.clone()).collect(),
            });
        };
        let moved = latent.0.iter().zip(&vector.0);
        Ok(Latent(
            moved.map(|(x, step)| x + deviations * step).collect(),
        ))
    }
}

/// A name that none of the model's attributes has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the model has no attribute {name:?}; {}", those(names))]
pub struct UnknownAttribute {
    /// What was asked for.
    pub name: String,
    /// What there is.
    pub names: Vec<String>,
}

fn those(names: &[String]) -> String {
    if names.is_empty() {
        "it has none at all: it was exported before there were any, so export it again, or \
         measure them with `quatrain attributes --model FOLDER --data DATA`"
            .to_owned()
    } else {
        format!("it has {}", names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(name: &str) -> AttributeVector {
        AttributeVector {
            name: name.to_owned(),
            unit: "ms".to_owned(),
            mean: 1.0,
            deviation: 2.0,
            length: 1.5,
            grooves: 1_000,
            intended: [-1.9, -1.0, 1.0, 1.8],
            followed: [1.0, 0.9, 0.9, 1.0],
            unintended: [0.2, 0.1, 0.1, 0.2],
            scatter: [0.9, 0.5, 0.5, 0.9],
            others: vec![Effect {
                what: "density".to_owned(),
                change: -0.2,
            }],
        }
    }

    fn attributes() -> Attributes {
        let axis = NamedAxis {
            name: "busier hats".to_owned(),
            opposite: "sparser hats".to_owned(),
            effects: vec![Effect {
                what: "busier hats".to_owned(),
                change: 1.1,
            }],
        };
        let vectors = vec![
            (vector("ghost notes"), Latent(vec![1.0, 0.0, 0.5])),
            (vector("style:jazz"), Latent(vec![0.0, -2.0, 0.0])),
        ];
        Attributes::new(vec![axis], vectors)
    }

    fn read(folder: &Path, latents: usize) -> Result<Attributes, ModelError> {
        let file = |name| folder.join(name);
        Attributes::read(&file(ATTRIBUTES_FILE), &file(VECTORS_FILE), latents)
    }

    #[test]
    fn attributes_survive_their_files_and_other_sizes_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        attributes().write(folder.path()).unwrap();
        assert_eq!(read(folder.path(), 3).unwrap(), attributes());
        let error = read(folder.path(), 4).unwrap_err().to_string();
        assert!(error.contains("expected F32 [2, 4]"), "{error}");
        let page = folder.path().join(ATTRIBUTES_FILE);
        fs::write(&page, "[[axes]]\nname = 3\n").unwrap();
        let error = read(folder.path(), 3).unwrap_err().to_string();
        assert!(error.contains(ATTRIBUTES_FILE), "{error}");
    }

    #[test]
    fn a_latent_moves_by_deviations_whatever_way_the_name_is_written() {
        let from = Latent(vec![1.0, 1.0, 1.0]);
        for name in ["ghost notes", "ghost-notes", " Ghost_Notes"] {
            let moved = attributes().moved(&from, name, -2.0).unwrap();
            assert_eq!(moved.0, [-1.0, 1.0, 0.0]);
        }
        let moved = attributes().moved(&from, "style:jazz", 0.5).unwrap();
        assert_eq!(moved.0, [1.0, 0.0, 1.0]);
    }

    #[test]
    fn unknown_names_teach_the_known_ones() {
        let latent = Latent::zero(3);
        let told = |attributes: Attributes| attributes.moved(&latent, "jazz", 1.0).unwrap_err();
        let error = told(attributes()).to_string();
        assert!(error.ends_with("it has ghost notes, style:jazz"), "{error}");
        let error = told(Attributes::default()).to_string();
        assert!(error.contains("export it again"), "{error}");
    }
}
