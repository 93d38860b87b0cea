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
        self.give_to(&mut command);
        command
    }

    /// Lets a program find them, and no others.
    pub fn give_to(&self, command: &mut Command) {
        command.env("QUATRAIN_MODELS", &self.models);
        match &self.runtime {
            Some(library) => command.env("QUATRAIN_RUNTIME", library),
            None => command.env_remove("QUATRAIN_RUNTIME"),
        };
    }
}
