//! What the clerk is sent for.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use parking_lot::Mutex;
use thiserror::Error;

use super::{
    Places, Shelves,
    installed::installed,
    shelf::{Entry, Place, of_factory, of_user},
};
use crate::preset::{FileName, Mark, NameError, Owner, Preset, PresetError};

/// See the module's documentation.
#[derive(Debug, Clone)]
pub enum Errand {
    /// To see which presets and models there are.
    Look,
    /// To bring a preset.
    Load(Entry),
    /// To put a preset among the user's.
    Save {
        /// What is saved.
        preset: Box<Preset>,
        /// Whether one of the same name may be replaced.
        may_replace: bool,
    },
    /// To take one of the user's presets away.
    Delete(Entry),
}

/// What came of an errand.
#[derive(Debug, Clone)]
pub enum News {
    /// This preset is to be played.
    Loaded(Box<Preset>, Mark),
    /// It lies among the user's presets now.
    Saved(Mark),
    /// There is one of this name already, which was left as it is.
    IsThere(Box<Preset>),
    /// It is gone.
    Deleted(String),
    /// Nothing was changed: why, and the next step.
    Failed(String),
}

/// Why an errand failed.
#[derive(Debug, Error)]
pub(super) enum LibraryError {
    #[error("{}: {source}; what plays plays on", .file.display())]
    File { file: PathBuf, source: io::Error },
    #[error("the preset {name} was not loaded: {reason}")]
    Unreadable { name: String, reason: PresetError },
    #[error(transparent)]
    Name(#[from] NameError),
    #[error(transparent)]
    Home(#[from] inference::HomeError),
    #[error("the preset can't be written: {0}")]
    Text(#[from] serde_json::Error),
    #[error("the preset {0} came with Quatrain and stays")]
    Factory(String),
}

impl Errand {
    /// Does it, and puts what came of it on the shelves.
    pub(super) fn run(self, places: &Places, shelves: &Mutex<Shelves>) {
        // What was only read is as it was known; but where that failed, it may be gone.
        let is_read = matches!(self, Self::Load(_));
        let done = match self {
            Self::Look => Ok(None),
            Self::Load(entry) => load(&entry).map(Some),
            Self::Save {
                preset,
                may_replace,
            } => presets(places).and_then(|place| save(&place, *preset, may_replace).map(Some)),
            Self::Delete(entry) => delete(&entry).map(Some),
        };
        let must_look = !is_read || done.is_err();
        let news = done.unwrap_or_else(|error| Some(News::Failed(error.to_string())));
        if must_look {
            look(places, shelves);
        }
        shelves.lock().bring(news);
    }
}

/// Puts on the shelves what there is.
fn look(places: &Places, shelves: &Mutex<Shelves>) {
    let models = installed(places.models.as_deref());
    let mut all = of_factory().to_vec();
    if let Ok(place) = presets(places) {
        all.extend(of_user(&place));
    }
    let mut shelves = shelves.lock();
    // What did not change keeps its address: the window then need not draw it anew.
    if *shelves.presets != all {
        shelves.presets = Arc::new(all);
    }
    if *shelves.models != models {
        shelves.models = Arc::new(models);
    }
}

/// The folder of the user's presets.
fn presets(places: &Places) -> Result<PathBuf, LibraryError> {
    match &places.presets {
        Some(folder) => Ok(folder.clone()),
        None => Ok(inference::data_home()?.join("presets")),
    }
}

fn load(entry: &Entry) -> Result<News, LibraryError> {
    let preset = entry.load()?;
    let mark = Mark {
        title: preset.title.clone(),
        owner: entry.owner(),
        is_changed: false,
    };
    Ok(News::Loaded(Box::new(preset), mark))
}

fn save(folder: &Path, preset: Preset, may_replace: bool) -> Result<News, LibraryError> {
    let name = FileName::new(&preset.title.name)?;
    let file = folder.join(name.as_str());
    let failed = |file: &Path| {
        let file = file.to_owned();
        move |source| LibraryError::File { file, source }
    };
    if !may_replace && file.exists() {
        return Ok(News::IsThere(Box::new(preset)));
    }
    let text = preset.write()?;
    fs::create_dir_all(folder).map_err(failed(folder))?;
    // First whole beside it: a full disk must not cost the one that is replaced.
    let beside = folder.join(format!(".{}.new", name.as_str()));
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, &file));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written.map_err(failed(&file))?;
    Ok(News::Saved(Mark {
        title: preset.title,
        owner: Owner::User,
        is_changed: false,
    }))
}

fn delete(entry: &Entry) -> Result<News, LibraryError> {
    let name = entry.title.name.clone();
    let Place::File(file) = &entry.place else {
        return Err(LibraryError::Factory(name));
    };
    fs::remove_file(file).map_err(|source| LibraryError::File {
        file: file.clone(),
        source,
    })?;
    Ok(News::Deleted(name))
}
