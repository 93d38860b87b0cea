//! Copying so that nobody ever sees half a file: first beside the goal, then renamed into place.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use crate::failure::Failure;

/// Creates a folder with all above it.
pub fn folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(Failure::file(path, "created"))
}

/// Copies a file or a folder with all in it to `goal`, in place of what is there.
pub fn replace(source: &Path, goal: &Path) -> Result<(), Failure> {
    if let Some(parent) = goal.parent() {
        folder(parent)?;
    }
    let new = beside(goal, ".new");
    let old = beside(goal, ".old");
    remove(&new)?;
    remove(&old)?;
    copy(source, &new)?;
    // A folder can't be renamed over another: the old one steps aside for a moment. A file can,
    // and programs that have the old one open keep it.
    if goal.is_dir() {
        fs::rename(goal, &old).map_err(Failure::file(goal, "replaced"))?;
    }
    fs::rename(&new, goal).map_err(Failure::file(goal, "replaced"))?;
    remove(&old)
}

/// Writes a file whole.
pub fn write(goal: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(parent) = goal.parent() {
        folder(parent)?;
    }
    let new = beside(goal, ".new");
    fs::write(&new, bytes).map_err(Failure::file(&new, "written"))?;
    fs::rename(&new, goal).map_err(Failure::file(goal, "replaced"))
}

/// Size in bytes of a file, or of all files in a folder.
pub fn size(path: &Path) -> Result<u64, Failure> {
    if !path.is_dir() {
        let about = fs::metadata(path).map_err(Failure::file(path, "read"))?;
        return Ok(about.len());
    }
    entries(path)?.iter().map(|entry| size(entry)).sum()
}

/// What is in a folder, by name.
pub fn entries(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let listing = fs::read_dir(path).map_err(Failure::file(path, "read"))?;
    let mut entries: Vec<PathBuf> = listing
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    entries.sort();
    Ok(entries)
}

/// A name beside `path`: hidden, so that hosts that scan the folder pass it over.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(ending);
    path.with_file_name(name)
}

/// Removes a file, or a folder with all in it; no matter if there is none.
pub fn remove(path: &Path) -> Result<(), Failure> {
    let removed = if path.is_dir() {
        fs::remove_dir_all(path)
    } else if path.exists() {
        fs::remove_file(path)
    } else {
        Ok(())
    };
    removed.map_err(Failure::file(path, "removed"))
}

fn copy(source: &Path, goal: &Path) -> Result<(), Failure> {
    if !source.is_dir() {
        // Takes the permissions along: programs stay programs.
        return fs::copy(source, goal)
            .map(drop)
            .map_err(Failure::file(goal, "written"));
    }
    folder(goal)?;
    for entry in entries(source)? {
        if let Some(name) = entry.file_name() {
            copy(&entry, &goal.join(name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders_are_replaced_and_nothing_else_is_left() {
        let place = tempfile::tempdir().unwrap();
        let (source, goal) = (place.path().join("from"), place.path().join("to/it"));
        write(&source.join("inside/a"), b"one").unwrap();
        write(&goal.join("stale"), b"old").unwrap();
        for _ in 0..2 {
            replace(&source, &goal).unwrap();
            assert_eq!(fs::read(goal.join("inside/a")).unwrap(), b"one");
            assert!(!goal.join("stale").exists());
            assert_eq!(entries(&place.path().join("to")).unwrap().len(), 1);
        }
        replace(&source.join("inside/a"), &goal.join("inside/a")).unwrap();
        assert_eq!(size(&goal).unwrap(), 3);
    }

    #[test]
    fn what_can_t_be_written_is_named() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("file");
        write(&file, b"").unwrap();
        let failure = write(&file.join("below"), b"").unwrap_err().to_string();
        assert!(
            failure.contains("file") && failure.contains("can't be"),
            "{failure}"
        );
    }

    #[test]
    fn a_read_only_folder_gets_a_remedy() {
        let source = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        let failure = Failure::file("/etc/x", "written")(source).to_string();
        assert!(failure.contains("/etc/x can't be written"), "{failure}");
        assert!(failure.contains("--prefix DIR"), "{failure}");
    }
}
