//! Presets as one sees them in a list, and where they lie.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use super::errand::LibraryError;
use crate::preset::{EXTENSION, Owner, Preset, Title, factory};

/// A preset in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is called, and more; of a file that can't be read the file's name.
    pub title: Title,
    /// Where it lies.
    pub place: Place,
    /// Why it can't be read.
    pub trouble: Option<String>,
}

/// Where a preset lies.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the program itself, by number.
    Factory(usize),
    /// In this file of the user's.
    File(PathBuf),
}

impl Entry {
    /// Whose it is.
    #[must_use]
    pub fn owner(&self) -> Owner {
        match self.place {
            Place::Factory(_) => Owner::Factory,
            Place::File(_) => Owner::User,
        }
    }

    /// Reads the whole of it.
    pub(super) fn load(&self) -> Result<Preset, LibraryError> {
        let (text, name) = match &self.place {
            Place::Factory(number) => {
                let text = factory().get(*number).copied().unwrap_or_default();
                (text.to_owned(), self.title.name.clone())
            }
            Place::File(file) => (read(file)?, file.display().to_string()),
        };
        Preset::read(&text).map_err(|reason| LibraryError::Unreadable { name, reason })
    }
}

fn read(file: &Path) -> Result<String, LibraryError> {
    let bytes = fs::read(file).map_err(|source| LibraryError::File {
        file: file.to_owned(),
        source,
    })?;
    // What is no text is no JSON either, which the reader says.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// All factory presets, read once in a process.
pub(super) fn of_factory() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let files = factory().iter().enumerate();
        let titles = files.filter_map(|(number, text)| Some((number, Title::read(text).ok()?)));
        let entries = titles.map(|(number, title)| Entry {
            title,
            place: Place::Factory(number),
            trouble: None,
        });
        entries.collect()
    })
}

/// The user's presets, by name. A folder that is not there has none.
pub(super) fn of_user(folder: &Path) -> Vec<Entry> {
    let Ok(files) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let files = files.filter_map(|file| Some(file.ok()?.path()));
    let is_preset = |file: &PathBuf| {
        file.extension()
            .is_some_and(|end| end.eq_ignore_ascii_case(EXTENSION))
    };
    let mut entries: Vec<Entry> = files.filter(is_preset).map(entry).collect();
    entries.sort_by_cached_key(|entry| entry.title.name.to_lowercase());
    entries
}

fn entry(file: PathBuf) -> Entry {
    let title = read(&file)
        .map_err(|error| error.to_string())
        .and_then(|text| Title::read(&text).map_err(|error| error.to_string()));
    let (title, trouble) = match title {
        Ok(title) => (title, None),
        Err(trouble) => {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            let title = Title {
                name: name.into_owned(),
                ..Title::default()
            };
            (title, Some(trouble))
        }
    };
    Entry {
        title,
        place: Place::File(file),
        trouble,
    }
}
