//! Where the parts of the system are that tests need. `cargo xtask test` builds or fetches them
//! and names them in the environment; each function here says what to do where one is absent.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// Names the folder of the bundled plugins.
pub const BUNDLES: &str = "QUATRAIN_BUNDLES";
/// Names the folder of the model folders.
pub const MODELS: &str = "QUATRAIN_MODELS";
/// Names ONNX Runtime's library.
pub const RUNTIME: &str = "QUATRAIN_RUNTIME";

/// A part of the system that a test needs is not here.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Absent {
    /// No environment variable names it.
    #[error("{variable} does not name {what}: run the tests by `cargo xtask test`")]
    Unnamed {
        /// The variable.
        variable: &'static str,
        /// What it should name.
        what: &'static str,
    },
    /// Nothing is where it should be.
    #[error("{} is not there: {remedy}", path.display())]
    Missing {
        /// Where it should be.
        path: PathBuf,
        /// How to get it.
        remedy: &'static str,
    },
}

fn named(variable: &'static str, what: &'static str) -> Result<PathBuf, Absent> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .ok_or(Absent::Unnamed { variable, what })
}

fn existing(path: PathBuf, remedy: &'static str) -> Result<PathBuf, Absent> {
    if path.exists() {
        Ok(path)
    } else {
        Err(Absent::Missing { path, remedy })
    }
}

fn bundle(name: &str) -> Result<PathBuf, Absent> {
    let folder = named(BUNDLES, "the folder of the bundled plugins")?;
    existing(folder.join(name), "run `cargo xtask bundle`")
}

/// The built CLAP plugin.
///
/// # Errors
/// If it is not there.
pub fn clap() -> Result<PathBuf, Absent> {
    bundle("Quatrain.clap")
}

/// The built VST3 plugin, a folder.
///
/// # Errors
/// If it is not there.
pub fn vst3() -> Result<PathBuf, Absent> {
    bundle("Quatrain.vst3")
}

/// The standalone program.
///
/// # Errors
/// If it is not there.
pub fn standalone() -> Result<PathBuf, Absent> {
    bundle("Quatrain")
}

/// The built standalone program where it can be worked: with a model, on a hidden screen, by a
/// pointer.
///
/// # Errors
/// If one of these is not there.
pub fn worked_standalone() -> Result<PathBuf, Absent> {
    let program = standalone()?;
    model()?;
    for tool in ["Xvfb", "xdotool"] {
        self::program(tool)?;
    }
    Ok(program)
}

/// ONNX Runtime's library.
///
/// # Errors
/// If it is not there.
pub fn runtime() -> Result<PathBuf, Absent> {
    let file = named(RUNTIME, "ONNX Runtime's library")?;
    existing(file, "run `cargo xtask setup`")
}

/// The folder of the first shipped model, by name.
///
/// # Errors
/// If there is none.
pub fn model() -> Result<PathBuf, Absent> {
    let folder = named(MODELS, "the folder of the model folders")?;
    let mut models: Vec<PathBuf> = folder
        .read_dir()
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("card.toml").exists())
        .collect();
    models.sort();
    models.into_iter().next().ok_or(Absent::Missing {
        path: folder.join("*/card.toml"),
        remedy: "train a model: `cargo run --release --package quatrain -- train --help`",
    })
}

/// A program on the search path.
///
/// # Errors
/// If it is not installed.
pub fn program(name: &str) -> Result<PathBuf, Absent> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .ok_or_else(|| Absent::Missing {
            path: PathBuf::from(name),
            remedy: "run `cargo xtask setup`",
        })
}

/// A file outside the project that a package of the distribution installs.
///
/// # Errors
/// If it is not installed.
pub fn installed(file: &Path) -> Result<PathBuf, Absent> {
    existing(file.to_owned(), "run `cargo xtask setup`")
}
