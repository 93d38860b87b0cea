//! Files that are whole or not there, whatever happens while they are written.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

use crate::error::TrainError;

/// Writes beside the file, brings it to the disk, then renames: whoever opens the file, now or
/// after a loss of power, sees the old one or the new one, never half.
///
/// # Errors
/// If the disk is full, or there is no right to write; the old file is then as it was.
pub fn write_whole(file: &Path, bytes: &[u8]) -> Result<(), TrainError> {
    let beside = write_beside(file, bytes)?;
    fs::rename(&beside, file).map_err(TrainError::writing(file, bytes.len()))?;
    keep_names(file)
}

/// The same, and what the file held stays beside it under the name `former`.
///
/// # Errors
/// As [`write_whole`].
pub fn replace(file: &Path, former: &Path, bytes: &[u8]) -> Result<(), TrainError> {
    let beside = write_beside(file, bytes)?;
    let failed = || TrainError::writing(file, bytes.len());
    if file.exists() {
        fs::rename(file, former).map_err(failed())?;
    }
    fs::rename(&beside, file).map_err(failed())?;
    keep_names(file)
}

fn write_beside(file: &Path, bytes: &[u8]) -> Result<std::path::PathBuf, TrainError> {
    let beside = file.with_extension("new");
    let write = || -> io::Result<()> {
        let mut out = File::create(&beside)?;
        out.write_all(bytes)?;
        out.sync_all()
    };
    write().map_err(|error| {
        // Half a file is of no use, and its room may be needed.
        let _ = fs::remove_file(&beside);
        TrainError::writing(file, bytes.len())(error)
    })?;
    Ok(beside)
}

/// Brings the names of a file's folder to the disk.
fn keep_names(file: &Path) -> Result<(), TrainError> {
    if cfg!(unix)
        && let Some(folder) = file.parent()
    {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        let kept = File::open(folder).and_then(|folder| folder.sync_all());
        kept.map_err(TrainError::file(folder))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_the_former_kept() {
        let folder = tempfile::tempdir().unwrap();
        let [file, former] = ["a.checkpoint", "b.checkpoint"].map(|name| folder.path().join(name));
        replace(&file, &former, b"one").unwrap();
        assert!(!former.exists());
        replace(&file, &former, b"two").unwrap();
        write_whole(&file, b"three").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"three");
        assert_eq!(fs::read(&former).unwrap(), b"one");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_leaves_the_file_as_it_was_and_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("last.checkpoint");
        write_whole(&file, b"whole").unwrap();
        std::os::unix::fs::symlink("/dev/full", folder.path().join("last.new")).unwrap();
        let error = replace(&file, &folder.path().join("former"), &[7; 3_000_000]).unwrap_err();
        let words = error.to_string();
        for part in ["last.checkpoint", "disk is full", "3.0 MB", "--resume"] {
            assert!(words.contains(part), "{words}");
        }
        assert_eq!(fs::read(&file).unwrap(), b"whole");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
