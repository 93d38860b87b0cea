//! ONNX Runtime through ort, its library loaded at run time.

use std::{
    path::{Path, PathBuf},
    sync::Mutex,
};

use ort::{
    environment::Environment,
    ep::{CUDA, ExecutionProvider},
    session::{Session, builder::GraphOptimizationLevel},
    value::Tensor,
};

use super::{Graph, Input, Provider, RuntimeOptions};
use crate::home::find_runtime;

/// The library of this process, once one was loaded.
static LOADED: Mutex<Option<(PathBuf, Environment)>> = Mutex::new(None);

/// Loads the library where none is loaded yet.
///
/// Nothing of ort may be touched before: its lazy loading panics where the library is missing.
fn environment(options: &RuntimeOptions) -> Result<Environment, String> {
    let mut loaded = LOADED
        .lock()
        .map_err(|_| "loading ONNX Runtime panicked".to_owned())?;
    if let Some((_, environment)) = &*loaded {
        return Ok(environment.clone());
    }
    let library = options.library.clone().map_or_else(find_runtime, Ok)?;
    let failed = |reason: String| format!("{}: {reason}", library.display());
    let builder = ort::init_from(&library).map_err(|error| failed(error.to_string()))?;
    let environment = builder
        .with_name("quatrain")
        .with_telemetry(false)
        .build()
        .map_err(|e| failed(e.to_string()))?;
    environment.set_log_level(ort::logging::LogLevel::Error);
    *loaded = Some((library, environment.clone()));
    Ok(environment)
}

/// Opens a graph on the CPU or the first GPU.
pub(super) fn open(
    provider: Provider,
    file: &Path,
    options: &RuntimeOptions,
) -> Result<Box<dyn Graph>, String> {
    let environment = environment(options)?;
    let words = |error: ort::Error| error.to_string();
    // One thread: a groove is too small to share, and a host's cores are not ours to take.
    let mut builder = Session::builder(&environment)
        .map_err(words)?
        .with_optimization_level(GraphOptimizationLevel::All)
        .map_err(|error| error.to_string())?
        .with_intra_threads(1)
        .map_err(|error| error.to_string())?
        .with_inter_threads(1)
        .map_err(|error| error.to_string())?;
    if provider == Provider::Cuda {
        if !CUDA::is_available().map_err(words)? {
            return Err("this ONNX Runtime was built without CUDA".to_owned());
        }
        let cuda = CUDA::default().build().error_on_failure();
        builder = builder
            .with_execution_providers([cuda])
            .map_err(|error| error.to_string())?;
    }
    let session = builder.commit_from_file(file).map_err(words)?;
    Ok(Box::new(OnnxRuntime(session)))
}

/// A graph inside ONNX Runtime.
struct OnnxRuntime(Session);

impl Graph for OnnxRuntime {
    fn run(
        &mut self,
        batch: usize,
        inputs: Vec<Input<'_>>,
        outputs: &[&str],
    ) -> Result<Vec<Vec<f32>>, String> {
        let mut values = Vec::with_capacity(inputs.len());
        for Input { name, shape, data } in inputs {
            let shape: Vec<usize> = std::iter::once(batch)
                .chain(shape.iter().copied())
                .collect();
            let tensor = Tensor::from_array((shape, data)).map_err(|error| error.to_string())?;
            values.push((name, tensor));
        }
        let found = self.0.run(values).map_err(|error| error.to_string())?;
        let extract = |&name: &&str| {
            let value = found
                .get(name)
                .ok_or_else(|| format!("it has no output {name:?}"))?;
            let (_, data) = value
                .try_extract_tensor::<f32>()
                .map_err(|error| error.to_string())?;
            Ok(data.to_vec())
        };
        outputs.iter().map(extract).collect()
    }
}
