//! Where things are on this machine: models and the ONNX Runtime library.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::card::CARD_FILE;

/// Why there is no place to look.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no home folder: set QUATRAIN_HOME to the folder that holds models and runtime")]
pub struct HomeError;

/// File name of the ONNX Runtime library in `runtime/`. It is our own name, since two libraries
/// of one name clash in one process.
pub(crate) const LIBRARY: &str = if cfg!(target_os = "windows") {
    "quatrain-onnxruntime.dll"
} else if cfg!(target_os = "macos") {
    "libquatrain-onnxruntime.dylib"
} else {
    "libquatrain-onnxruntime.so"
};

/// The data folder: `$QUATRAIN_HOME`, else `$XDG_DATA_HOME/quatrain`, else
/// `~/.local/share/quatrain`.
///
/// # Errors
/// If none of the variables is set.
pub fn data_home() -> Result<PathBuf, HomeError> {
    let set = |name| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    set("QUATRAIN_HOME")
        .or_else(|| set("XDG_DATA_HOME").map(|data| data.join("quatrain")))
        .or_else(|| set("HOME").map(|home| home.join(".local/share/quatrain")))
        .or_else(|| set("LOCALAPPDATA").map(|data| data.join("Quatrain")))
        .ok_or(HomeError)
}

/// The folder of the model folders: `$QUATRAIN_MODELS` where it is set, else the data folder's
/// `models/`.
///
/// # Errors
/// If there is no data folder.
pub fn models_folder() -> Result<PathBuf, HomeError> {
    let given = env::var_os("QUATRAIN_MODELS").filter(|value| !value.is_empty());
    given.map_or_else(
        || Ok(data_home()?.join("models")),
        |folder| Ok(PathBuf::from(folder)),
    )
}

/// The folders of all models in [`models_folder`], by name.
#[must_use]
pub fn find_models() -> Vec<PathBuf> {
    models_folder().map_or_else(|_| Vec::new(), |folder| models_in(&folder))
}

/// The model folders in a folder, by name.
#[must_use]
pub fn models_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut models: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join(CARD_FILE).is_file())
        .collect();
    models.sort();
    models
}

/// The ONNX Runtime library: `$QUATRAIN_RUNTIME` (a file) where it is set, else the one in the
/// data folder's `runtime/`; and if there is none, where it was looked for.
///
/// # Errors
/// A sentence for the user.
pub fn find_runtime() -> Result<PathBuf, String> {
    let given = env::var_os("QUATRAIN_RUNTIME").filter(|value| !value.is_empty());
    let file = match given {
        Some(file) => PathBuf::from(file),
        None => data_home()
            .map_err(|error| error.to_string())?
            .join("runtime")
            .join(LIBRARY),
    };
    if file.is_file() {
        Ok(file)
    } else {
        Err(format!(
            "no ONNX Runtime at {}; `cargo xtask install` fetches it",
            file.display()
        ))
    }
}
