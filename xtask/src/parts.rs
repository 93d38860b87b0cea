//! Built programs as they are at work: with the checkout's models and ONNX Runtime.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    failure::Failure,
    runtime,
    workspace::{self, Workspace},
};

/// What a program needs beside itself.
pub struct Parts {
    models: PathBuf,
    runtime: Option<PathBuf>,
}

impl Parts {
    /// Those of the checkout; ONNX Runtime is fetched if it can be, else the embedded one serves.
    pub fn of(workspace: &Workspace) -> Result<Self, Failure> {
        Ok(Self {
            models: workspace.models(),
            runtime: runtime::fetch_or_do_without(&workspace::data_home()?),
        })
    }

    /// A program with them.
    pub fn with(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env("QUATRAIN_MODELS", &self.models);
        if let Some(library) = &self.runtime {
            command.env("QUATRAIN_RUNTIME", library);
        }
        command
    }
}
