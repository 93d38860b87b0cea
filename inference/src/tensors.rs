//! Numbers in safetensors files, read with their names and shapes checked.

use std::{collections::HashMap, fs, path::Path};

use safetensors::{Dtype, SafeTensors, tensor::TensorView};

use crate::error::ModelError;

/// A tensor on its way into a file.
pub(crate) struct Numbers<'a> {
    pub name: &'static str,
    pub shape: Vec<usize>,
    pub values: Vec<&'a [f32]>,
}

/// The tensors of these names and shapes, in their order, all finite.
pub(crate) fn read<const N: usize>(
    file: &Path,
    wanted: [(&str, &[usize]); N],
) -> Result<[Vec<f32>; N], ModelError> {
    let bad = |reason: String| ModelError::Axes {
        file: file.to_owned(),
        reason,
    };
    let bytes = fs::read(file).map_err(|source| ModelError::file(file, source))?;
    let tensors = SafeTensors::deserialize(&bytes).map_err(|e| bad(e.to_string()))?;
    let mut found = [const { Vec::new() }; N];
    for (found, (name, shape)) in found.iter_mut().zip(wanted) {
        let tensor = tensors.tensor(name).map_err(|e| bad(e.to_string()))?;
        if tensor.dtype() != Dtype::F32 || tensor.shape() != shape {
            return Err(bad(format!(
                "{name} is {:?} {:?}, expected F32 {shape:?}",
                tensor.dtype(),
                tensor.shape()
            )));
        }
        let (words, _) = tensor.data().as_chunks::<4>();
        *found = words.iter().map(|&word| f32::from_le_bytes(word)).collect();
        if !found.iter().all(|number| number.is_finite()) {
            return Err(bad(format!("{name} holds a number that is not finite")));
        }
    }
    Ok(found)
}

/// Writes tensors, each the concatenation of its slices.
pub(crate) fn write(file: &Path, tensors: &[Numbers<'_>]) -> Result<(), ModelError> {
    let bad = |reason: String| ModelError::Axes {
        file: file.to_owned(),
        reason,
    };
    let bytes: Vec<Vec<u8>> = tensors
        .iter()
        .map(|tensor| {
            let numbers = tensor.values.iter().copied().flatten();
            numbers.copied().flat_map(f32::to_le_bytes).collect()
        })
        .collect();
    let views = tensors
        .iter()
        .zip(&bytes)
        .map(|(tensor, bytes)| {
            let view = TensorView::new(Dtype::F32, tensor.shape.clone(), bytes);
            view.map(|view| (tensor.name, view))
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| bad(e.to_string()))?;
    let metadata: Option<HashMap<String, String>> = None;
    let bytes = safetensors::serialize(views, metadata).map_err(|e| bad(e.to_string()))?;
    fs::write(file, bytes).map_err(|source| ModelError::file(file, source))
}
