//! A checkpoint: everything a run needs to go on exactly where it was.
//!
//! A safetensors file of flat vectors, named by the family of the network. Chance needs no place
//! in it: it is decided by seed and step.

use std::{collections::HashMap, fs, path::Path};

use safetensors::{Dtype, SafeTensors, tensor::TensorView};

use crate::{error::TrainError, learner::Vectors, trainer::FAMILY};

/// The vector that holds the network's parameters, in every family.
pub const PARAMETERS: &str = "parameters";

/// The vector that holds their running average, where the training keeps one.
pub const AVERAGE: &str = "average";

/// The best validation of a run so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Best {
    /// Its loss.
    pub loss: f32,
    /// Steps that were done.
    pub step: u64,
}

/// Where a run stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// The family of the network.
    pub family: String,
    /// Steps done.
    pub step: u64,
    /// The best validation so far.
    pub best: Option<Best>,
    /// Steps that were done at the last validation.
    pub validated: u64,
    /// The network, its optimizer, and whatever else the family needs to go on.
    pub vectors: Vectors,
}

impl Checkpoint {
    /// Reads a checkpoint.
    ///
    /// # Errors
    /// If the file can't be read or is no checkpoint.
    pub fn load(file: &Path) -> Result<Self, TrainError> {
        let bytes = fs::read(file).map_err(TrainError::file(file))?;
        Self::from_bytes(&bytes).map_err(|reason| TrainError::Checkpoint {
            file: file.to_owned(),
            reason,
        })
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let said = |error: safetensors::SafeTensorError| error.to_string();
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(said)?;
        let notes = header.metadata().clone().unwrap_or_default();
        let note = |name: &str| notes.get(name).ok_or(format!("no {name} in its metadata"));
        let step = note("step")?
            .parse()
            .map_err(|_| "its step is no number".to_owned())?;
        let validated = match notes.get("validated") {
            Some(step) => step.parse().map_err(|_| "its validation is no number")?,
            // Of a time when every checkpoint came after its validation.
            None => step,
        };
        let best = match note("best")?.as_str() {
            "" => None,
            // In bits, since a resumed run must be the same to the last of them.
            bits => Some(Best {
                loss: f32::from_bits(bits.parse().map_err(|_| "its best is no number")?),
                step: match notes.get("best_step") {
                    Some(step) => step.parse().map_err(|_| "its best step is no number")?,
                    // Of a time when it was not kept.
                    None => step,
                },
            }),
        };
        let tensors = SafeTensors::deserialize(bytes).map_err(said)?;
        let vector = |name: &str| -> Result<Vec<f32>, String> {
            let view = tensors.tensor(name).map_err(said)?;
            if view.dtype() != Dtype::F32 {
                return Err(format!("{name} is {:?}, not F32", view.dtype()));
            }
            let numbers = view.data().as_chunks::<4>().0;
            Ok(numbers
                .iter()
                .map(|bytes| f32::from_le_bytes(*bytes))
                .collect())
        };
        let mut vectors = Vectors::new();
        for name in tensors.names() {
            vectors.insert(name.to_owned(), vector(name)?);
        }
        if !vectors.contains_key(PARAMETERS) {
            return Err(format!("it holds no {PARAMETERS}"));
        }
        Ok(Self {
            family: notes
                .get("family")
                .map_or(FAMILY, String::as_str)
                .to_owned(),
            step,
            best,
            validated,
            vectors,
        })
    }

    /// Takes a vector out.
    ///
    /// # Errors
    /// If there is none of this name: the checkpoint belongs to another family.
    pub fn take(&mut self, name: &str) -> Result<Vec<f32>, TrainError> {
        self.vectors
            .remove(name)
            .ok_or_else(|| TrainError::OtherFamily {
                found: self.family.clone(),
                missing: name.to_owned(),
            })
    }

    /// The parameters of the network as it is used outside the training: their running average
    /// where the training kept one.
    ///
    /// # Errors
    /// If it holds none.
    pub fn parameters(mut self) -> Result<Vec<f32>, TrainError> {
        self.take(AVERAGE).or_else(|_| self.take(PARAMETERS))
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// If safetensors refuses, which it has no reason to.
    pub fn to_bytes(&self) -> Result<Vec<u8>, TrainError> {
        let failed = |error: safetensors::SafeTensorError| TrainError::Backend {
            reason: format!("a checkpoint could not be laid out: {error}"),
        };
        let laid: Vec<(&str, usize, Vec<u8>)> = self
            .vectors
            .iter()
            .map(|(name, numbers)| {
                let bytes = numbers.iter().flat_map(|number| number.to_le_bytes());
                (name.as_str(), numbers.len(), bytes.collect())
            })
            .collect();
        let mut views = Vec::with_capacity(laid.len());
        for (name, count, bytes) in &laid {
            views.push((
                *name,
                TensorView::new(Dtype::F32, vec![*count], bytes).map_err(failed)?,
            ));
        }
        let best = |note: fn(Best) -> String| self.best.map_or_else(String::new, note);
        let notes = HashMap::from([
            ("family".to_owned(), self.family.clone()),
            ("step".to_owned(), self.step.to_string()),
            (
                "best".to_owned(),
                best(|best| best.loss.to_bits().to_string()),
            ),
            ("validated".to_owned(), self.validated.to_string()),
            ("best_step".to_owned(), best(|best| best.step.to_string())),
        ]);
        safetensors::serialize(views, Some(notes)).map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_comes_back_to_the_bit() {
        let checkpoint = Checkpoint {
            family: "mine".to_owned(),
            step: 12,
            best: Some(Best { loss: 0.1, step: 7 }),
            validated: 10,
            vectors: Vectors::from([
                (PARAMETERS.to_owned(), vec![1.0, f32::MIN_POSITIVE, -0.0]),
                ("means".to_owned(), vec![0.3; 3]),
                ("squares".to_owned(), vec![1e-30; 2]),
            ]),
        };
        let bytes = checkpoint.to_bytes().expect("it lays out");
        assert_eq!(Checkpoint::from_bytes(&bytes), Ok(checkpoint));
        assert!(Checkpoint::from_bytes(&bytes[..bytes.len() - 1]).is_err());
        assert!(Checkpoint::from_bytes(b"nonsense").is_err());
    }
}
