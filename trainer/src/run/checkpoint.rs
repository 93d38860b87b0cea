//! A checkpoint: everything a run needs to go on exactly where it was.
//!
//! A safetensors file of flat vectors. Chance needs no place in it: it is decided by seed and step.

use std::{collections::HashMap, fs, path::Path};

use safetensors::{Dtype, SafeTensors, tensor::TensorView};

use crate::{error::TrainError, optimizer::Adam};

/// Where a run stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// Steps done.
    pub step: u64,
    /// Lowest loss of a validation so far, in nats a groove.
    pub best: Option<f32>,
    /// The network's parameters.
    pub parameters: Vec<f32>,
    /// The optimizer's memory.
    pub optimizer: Adam,
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
        let best = match note("best")?.as_str() {
            "" => None,
            // In bits, since a resumed run must be the same to the last of them.
            bits => Some(f32::from_bits(
                bits.parse().map_err(|_| "its best is no number")?,
            )),
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
        Ok(Self {
            step,
            best,
            parameters: vector("parameters")?,
            optimizer: Adam {
                means: vector("means")?,
                squares: vector("squares")?,
            },
        })
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// If safetensors refuses, which it has no reason to.
    pub fn to_bytes(&self) -> Result<Vec<u8>, TrainError> {
        let failed = |error: safetensors::SafeTensorError| TrainError::Backend {
            reason: format!("a checkpoint could not be laid out: {error}"),
        };
        let vectors = [
            ("parameters", &self.parameters),
            ("means", &self.optimizer.means),
            ("squares", &self.optimizer.squares),
        ]
        .map(|(name, numbers)| {
            let bytes: Vec<u8> = numbers
                .iter()
                .flat_map(|number| number.to_le_bytes())
                .collect();
            (name, numbers.len(), bytes)
        });
        let mut views = Vec::with_capacity(vectors.len());
        for (name, count, bytes) in &vectors {
            views.push((
                *name,
                TensorView::new(Dtype::F32, vec![*count], bytes).map_err(failed)?,
            ));
        }
        let best = self
            .best
            .map_or_else(String::new, |best| best.to_bits().to_string());
        let notes = HashMap::from([
            ("step".to_owned(), self.step.to_string()),
            ("best".to_owned(), best),
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
            step: 12,
            best: Some(0.1),
            parameters: vec![1.0, f32::MIN_POSITIVE, -0.0],
            optimizer: Adam {
                means: vec![0.3; 3],
                squares: vec![1e-30; 3],
            },
        };
        let bytes = checkpoint.to_bytes().expect("it lays out");
        assert_eq!(Checkpoint::from_bytes(&bytes), Ok(checkpoint));
        assert!(Checkpoint::from_bytes(&bytes[..bytes.len() - 1]).is_err());
        assert!(Checkpoint::from_bytes(b"nonsense").is_err());
    }
}
