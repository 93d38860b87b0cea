//! ONNX Runtime: the library inside the `onnxruntime` wheel that pip downloads, checked by its
//! SHA-256 and put where the plugin looks for it, under our own name.
//!
//! It is optional: without it the embedded runtime plays. So nothing here is fatal to a chore.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::{command, failure::Failure, files};

/// The release that is used. A newer one needs new sums below.
const VERSION: &str = "1.32.0";

/// Its file in the data folder. Our own name: two libraries of one name clash in one process.
const FILE: &str = "runtime/libquatrain-onnxruntime.so";

/// A wheel: of one Python always, since the library in it is the same for all.
struct Wheel {
    architecture: &'static str,
    platform: &'static str,
    sha256: &'static str,
    /// Sum of the library inside.
    library_sha256: &'static str,
}

const WHEELS: [Wheel; 2] = [
    Wheel {
        architecture: "x86_64",
        platform: "manylinux_2_28_x86_64",
        sha256: "5a34fc4dfeb5a7b4a74c95dcba1e773d722abda720b474edf1b0c419dc6d163d",
        library_sha256: "6c1585d1bbf45b0712ea4a21b705c5fcb4ba04ff2e30f1fbf81a49faf658638f",
    },
    Wheel {
        architecture: "aarch64",
        platform: "manylinux_2_28_aarch64",
        sha256: "2303372a85299b6757b0e11e1cbf13e410ddf7e10c37f4b37e99d1c90e7daf7c",
        library_sha256: "49852228a93995158b2a813d4df487d47a1b76b0eaa894507ef49e91b6d7954a",
    },
];

/// Why there is no ONNX Runtime.
#[derive(Debug, Error)]
pub enum RuntimeFailure {
    /// No wheel is known for this machine.
    #[error("there is no ONNX Runtime for {0}")]
    Machine(String),
    /// Nothing to download it with.
    #[error(
        "Python's pip, which downloads it, is not there \
         (on Debian: apt-get install python3-pip; then `cargo xtask setup`)"
    )]
    NoPip,
    /// pip failed.
    #[error("pip did not download it: {0}")]
    Pip(String),
    /// What was downloaded is not what was chosen.
    #[error("{} has the SHA-256 {found}, not {expected}: it was not used", file.display())]
    Sum {
        /// What was checked.
        file: PathBuf,
        /// What it has.
        found: String,
        /// What it must have.
        expected: String,
    },
    /// A file or program failed.
    #[error(transparent)]
    Chore(#[from] Failure),
}

/// Sees to it that the library is in this data folder, and gives its file. Downloads only where
/// the file there is not the right one.
pub fn fetch(data: &Path) -> Result<PathBuf, RuntimeFailure> {
    let machine = std::env::consts::ARCH;
    let wheel = WHEELS
        .iter()
        .find(|wheel| cfg!(target_os = "linux") && wheel.architecture == machine)
        .ok_or_else(|| RuntimeFailure::Machine(format!("{} on {machine}", std::env::consts::OS)))?;
    let library = data.join(FILE);
    if check(&library, wheel.library_sha256).is_ok() {
        println!("ONNX Runtime {VERSION} is at {}", library.display());
        return Ok(library);
    }
    let place = tempfile::tempdir().map_err(Failure::file(std::env::temp_dir(), "used"))?;
    let downloaded = download(wheel, place.path(), "python3")?;
    check(&downloaded, wheel.sha256)?;
    let extracted = extract(&downloaded, place.path())?;
    check(&extracted, wheel.library_sha256)?;
    files::replace(&extracted, &library)?;
    println!("ONNX Runtime {VERSION} was put at {}", library.display());
    Ok(library)
}

/// The same; where it fails, says why and goes on with the embedded runtime.
pub fn fetch_or_do_without(data: &Path) -> Option<PathBuf> {
    match fetch(data) {
        Ok(library) => Some(library),
        Err(failure) => {
            println!("No ONNX Runtime: {failure}.");
            println!("Going on with the embedded runtime; it plays the same, a little slower.");
            None
        }
    }
}

fn download(wheel: &Wheel, folder: &Path, python: &str) -> Result<PathBuf, RuntimeFailure> {
    let pip = |arguments: &[&str]| {
        let mut command = Command::new(python);
        command
            .args(["-m", "pip", "--disable-pip-version-check"])
            .args(arguments);
        command
    };
    if !pip(&["--version"])
        .output()
        .is_ok_and(|output| output.status.success())
    {
        return Err(RuntimeFailure::NoPip);
    }
    let pinned = format!("onnxruntime=={VERSION}");
    let mut command = pip(&["download", "--quiet", "--no-deps", "--only-binary", ":all:"]);
    command
        .args([
            "--python-version",
            "3.11",
            "--implementation",
            "cp",
            "--abi",
            "cp311",
        ])
        .args(["--platform", wheel.platform, &pinned, "--dest"])
        .arg(folder);
    command::run(&mut command).map_err(|failure| RuntimeFailure::Pip(failure.to_string()))?;
    let is_wheel = |file: &PathBuf| file.extension().is_some_and(|ending| ending == "whl");
    files::entries(folder)?
        .into_iter()
        .find(is_wheel)
        .ok_or_else(|| RuntimeFailure::Pip("it left no wheel".to_owned()))
}

/// Takes the library out of the wheel, with the Python that downloaded it.
fn extract(wheel: &Path, folder: &Path) -> Result<PathBuf, RuntimeFailure> {
    const SCRIPT: &str = "import sys, zipfile; \
         open(sys.argv[3], 'wb').write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))";
    let library = folder.join("library");
    let member = format!("onnxruntime/capi/libonnxruntime.so.{VERSION}");
    let mut command = Command::new("python3");
    command
        .args(["-c", SCRIPT])
        .arg(wheel)
        .arg(member)
        .arg(&library);
    command::output(&mut command)?;
    Ok(library)
}

/// Whether a file is the one it should be.
fn check(file: &Path, expected: &str) -> Result<(), RuntimeFailure> {
    let found = sum(file).map_err(Failure::file(file, "read"))?;
    if found == expected {
        Ok(())
    } else {
        Err(RuntimeFailure::Sum {
            file: file.to_owned(),
            found,
            expected: expected.to_owned(),
        })
    }
}

/// A file's SHA-256 in hexadecimal.
fn sum(file: &Path) -> std::io::Result<String> {
    let mut hasher = Sha256::new();
    hasher.update(fs::read(file)?);
    Ok(hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_file_is_refused_with_both_sums() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("wheel");
        fs::write(&file, b"abc").unwrap();
        // The standard's own example.
        let right = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert!(check(&file, right).is_ok());
        let refused = check(&file, WHEELS[0].sha256).unwrap_err().to_string();
        assert!(
            refused.contains(right) && refused.contains(WHEELS[0].sha256),
            "{refused}"
        );
        assert!(check(&place.path().join("nothing"), right).is_err());
    }

    #[test]
    fn without_pip_the_user_is_told_how_to_get_it() {
        let place = tempfile::tempdir().unwrap();
        let failure = download(&WHEELS[0], place.path(), "no-such-python").unwrap_err();
        assert!(
            failure.to_string().contains("apt-get install python3-pip"),
            "{failure}"
        );
    }

    #[test]
    fn a_wheel_is_opened_and_its_library_taken_out() {
        let place = tempfile::tempdir().unwrap();
        let wheel = place.path().join("w.whl");
        let script = "import sys, zipfile; \
             zipfile.ZipFile(sys.argv[1], 'w').writestr(sys.argv[2], b'code')";
        let member = format!("onnxruntime/capi/libonnxruntime.so.{VERSION}");
        let mut python = Command::new("python3");
        if python
            .args(["-c", script])
            .arg(&wheel)
            .arg(member)
            .status()
            .is_err()
        {
            println!("SKIPPED: there is no Python");
            return;
        }
        let library = extract(&wheel, place.path()).unwrap();
        assert_eq!(fs::read(library).unwrap(), b"code");
    }
}
