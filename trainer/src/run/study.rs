//! The batch on which a training broke, as a file to study.

use std::{collections::HashMap, path::PathBuf};

use groove::Grid;
use safetensors::{Dtype, tensor::TensorView};

use super::{RunFolder, files::write_whole};
use crate::{data::Window, error::TrainError};

/// Grooves that a step of the training met, and where they are from.
#[derive(Debug)]
pub struct Batch<'a> {
    /// The step, counted from 0.
    pub step: u64,
    /// Shape of the grooves.
    pub grid: Grid,
    /// The grooves as the network met them.
    pub windows: &'a [Window],
    /// Where each is from.
    pub origins: &'a [String],
}

impl RunFolder {
    /// Saves a batch: `hits`, `velocities` and `offsets`, each `[grooves, steps, drums]` as in a
    /// model folder's graphs, and a note `origins`, a line a groove. Gives the file.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn save_batch(&self, batch: &Batch<'_>) -> Result<PathBuf, TrainError> {
        let file = self.file(&format!("step-{}.safetensors", batch.step));
        let shape = vec![batch.windows.len(), batch.grid.steps(), batch.grid.drums()];
        let part = |numbers: fn(&Window) -> &[f32]| -> Vec<u8> {
            let numbers = batch.windows.iter().flat_map(numbers);
            numbers.flat_map(|number| number.to_le_bytes()).collect()
        };
        let parts = [
            ("hits", part(|window| &window.hits)),
            ("velocities", part(|window| &window.velocities)),
            ("offsets", part(|window| &window.offsets)),
        ];
        let failed = |error: safetensors::SafeTensorError| TrainError::Backend {
            reason: format!("a batch could not be laid out: {error}"),
        };
        let mut views = Vec::with_capacity(parts.len());
        for (name, bytes) in &parts {
            let view = TensorView::new(Dtype::F32, shape.clone(), bytes).map_err(failed)?;
            views.push((*name, view));
        }
        let notes = HashMap::from([("origins".to_owned(), batch.origins.join("\n"))]);
        let bytes = safetensors::serialize(views, Some(notes)).map_err(failed)?;
        write_whole(&file, &bytes)?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use safetensors::SafeTensors;

    use super::*;
    use crate::testing;

    #[test]
    fn a_saved_batch_is_read_back_with_its_origins() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunFolder::create(folder.path()).unwrap();
        let dataset = testing::dataset(3);
        let origins: Vec<String> = (0..3).map(|at| dataset.origin(at)).collect();
        let file = run
            .save_batch(&Batch {
                step: 7,
                grid: dataset.grid,
                windows: &dataset.windows,
                origins: &origins,
            })
            .unwrap();
        let bytes = std::fs::read(file).unwrap();
        let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
        let notes = header.metadata().clone().unwrap();
        assert!(notes["origins"].contains("chance.mid, groove 2"));
        let tensors = SafeTensors::deserialize(&bytes).unwrap();
        let hits = tensors.tensor("hits").unwrap();
        assert_eq!(hits.shape(), [3, 64, 9]);
        let first = f32::from_le_bytes(*hits.data().first_chunk().unwrap());
        assert_eq!(first, dataset.windows[0].hits[0]);
    }
}
