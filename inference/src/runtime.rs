//! The runtimes that run a model's graphs, and the choice between them: CUDA, then ONNX Runtime
//! on the CPU, then the embedded one. Each fall to the next keeps its reason.

mod embedded;
mod onnx_runtime;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

/// What runs the graphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// ONNX Runtime on an NVIDIA GPU.
    Cuda,
    /// ONNX Runtime on the CPU.
    Cpu,
    /// The pure-Rust runtime inside the program (tract).
    Embedded,
}

impl Provider {
    /// In the order in which they are tried.
    pub const ALL: [Self; 3] = [Self::Cuda, Self::Cpu, Self::Embedded];
}

impl std::fmt::Display for Provider {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Cuda => "ONNX Runtime, CUDA",
            Self::Cpu => "ONNX Runtime, CPU",
            Self::Embedded => "embedded runtime",
        })
    }
}

/// A provider that could not be used, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fallback {
    /// Which provider.
    pub provider: Provider,
    /// Why not, in words for the user.
    pub reason: String,
}

/// Which providers may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProviderChoice {
    /// The best that works.
    #[default]
    Best,
    /// This one or none.
    Only(Provider),
}

/// How graphs are to be run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuntimeOptions {
    /// Which providers may be tried.
    pub choice: ProviderChoice,
    /// The ONNX Runtime library; where none is given, [`crate::find_runtime`] looks for it. A
    /// process loads one library: the first that works.
    pub library: Option<PathBuf>,
}

/// A tensor on its way into a graph; its first dimension is the batch.
pub(crate) struct Input<'a> {
    pub name: &'static str,
    /// Shape of one of the batch.
    pub shape: &'a [usize],
    pub data: Vec<f32>,
}

/// A graph ready to run.
pub(crate) trait Graph: Send {
    /// Runs a batch and gives the wanted outputs, flat, in the order of `outputs`.
    fn run(
        &mut self,
        batch: usize,
        inputs: Vec<Input<'_>>,
        outputs: &[&str],
    ) -> Result<Vec<Vec<f32>>, String>;
}

/// Opens a graph with one provider. No foreign file panics through here.
pub(crate) fn open(
    provider: Provider,
    file: &Path,
    options: &RuntimeOptions,
) -> Result<Box<dyn Graph>, String> {
    let open = || match provider {
        Provider::Cuda | Provider::Cpu => onnx_runtime::open(provider, file, options),
        Provider::Embedded => embedded::open(file),
    };
    let graph = catch_unwind(AssertUnwindSafe(open))
        .unwrap_or_else(|_| Err("the runtime panicked on this file".to_owned()))?;
    Ok(Box::new(Guarded(graph)))
}

/// Keeps a panic of a runtime from going further than the graph.
struct Guarded(Box<dyn Graph>);

impl Graph for Guarded {
    fn run(
        &mut self,
        batch: usize,
        inputs: Vec<Input<'_>>,
        outputs: &[&str],
    ) -> Result<Vec<Vec<f32>>, String> {
        catch_unwind(AssertUnwindSafe(|| self.0.run(batch, inputs, outputs)))
            .unwrap_or_else(|_| Err("the runtime panicked".to_owned()))
    }
}
