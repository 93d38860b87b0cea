//! The Python in which the tests hold us against the published packages: a virtual environment
//! in the target folder, made once and again when what it should hold has changed.
//!
//! It is optional: without it those tests skip themselves. So nothing here is fatal to a chore.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{command, failure::Failure, files, workspace::Workspace};

/// What it should hold, relative to the checkout.
const REQUIREMENTS: &str = "groove/tests/python/requirements.txt";

/// Sees to it that the environment is there, and gives its interpreter; where that fails, says
/// why and goes on without.
pub fn prepare_or_do_without(workspace: &Workspace) -> Option<PathBuf> {
    let folder = workspace.target.join("python");
    let requirements = workspace.root.join(REQUIREMENTS);
    match prepare(&folder, &requirements, "python3") {
        Ok(python) => Some(python),
        Err(failure) => {
            println!("No published Python packages: {failure}");
            println!("Tests that need them are skipped.");
            None
        }
    }
}

fn prepare(folder: &Path, requirements: &Path, system: &str) -> Result<PathBuf, Failure> {
    let wanted = fs::read(requirements).map_err(Failure::file(requirements, "read"))?;
    let python = folder.join("bin/python");
    // Written last, so what is half made is made anew.
    let made = folder.join("made-from.txt");
    if fs::read(&made).is_ok_and(|made| made == wanted) && works(&python) {
        println!("The published Python packages are in {}", folder.display());
        return Ok(python);
    }
    files::remove(folder)?;
    // Its own pip would need one more system package, and longer.
    command::run(
        Command::new(system)
            .args(["-m", "venv", "--without-pip"])
            .arg(folder),
    )?;
    let mut install = pip(Path::new(system), &python);
    install.args(["install", "--quiet", "--no-deps", "--only-binary", ":all:"]);
    command::run(install.arg("--requirement").arg(requirements))?;
    files::write(&made, &wanted)?;
    Ok(python)
}

/// Whether the packages can be used: an environment goes with the Python that it was made by, and
/// a newer one finds nothing in it.
fn works(python: &Path) -> bool {
    let mut import = Command::new(python);
    import.args(["-c", "import google.protobuf, google_crc32c, pretty_midi"]);
    import.output().is_ok_and(|output| output.status.success())
}

/// The pip of a Python, at work for another one.
fn pip(system: &Path, python: &Path) -> Command {
    let mut command = Command::new(system);
    command
        .args(["-m", "pip", "--disable-pip-version-check", "--python"])
        .arg(python);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stand-in for Python that writes down what it is asked, and makes an environment whose
    /// Python is `true`.
    const STAND_IN: &str = "#!/bin/sh
echo \"$*\" >> \"$(dirname \"$0\")/asked\"
if [ \"$2\" = venv ]; then mkdir -p \"$4/bin\" && ln -s /bin/true \"$4/bin/python\"; fi
";

    #[test]
    fn it_is_made_once_and_again_when_its_contents_change() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        let (system, folder, requirements) = (at("python3"), at("env"), at("requirements.txt"));
        // Written by a program of its own: what this one has open for writing can't be run.
        let mut write = Command::new("sh");
        write.args(["-c", r#"printf %s "$1" > "$0" && chmod +x "$0""#]);
        assert!(write.arg(&system).arg(STAND_IN).status().unwrap().success());
        let system = system.to_str().unwrap();
        let prepare = |wanted: &str| {
            fs::write(&requirements, wanted).unwrap();
            let python = prepare(&folder, &requirements, system).unwrap();
            assert_eq!(python, folder.join("bin/python"));
            let asked = fs::read_to_string(at("asked")).unwrap();
            let count = |word| asked.lines().filter(|line| line.contains(word)).count();
            (count("venv"), count("install"))
        };
        assert_eq!(prepare("six==1"), (1, 1));
        assert_eq!(prepare("six==1"), (1, 1));
        assert_eq!(prepare("six==2"), (2, 2));
        fs::remove_file(folder.join("bin/python")).unwrap();
        assert_eq!(
            prepare("six==2"),
            (3, 3),
            "an environment that does not work"
        );
    }

    #[test]
    fn without_python_nothing_is_made() {
        let place = tempfile::tempdir().unwrap();
        let requirements = place.path().join("requirements.txt");
        fs::write(&requirements, "six==1").unwrap();
        let folder = place.path().join("env");
        assert!(prepare(&folder, &requirements, "no-such-python").is_err());
        assert!(!folder.exists());
    }
}
