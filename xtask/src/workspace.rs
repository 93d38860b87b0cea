//! Where things are: the checkout, what it builds, and the user's folders.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::failure::Failure;

/// The checkout.
pub struct Workspace {
    /// Its root folder. The working directory, too, from [`Workspace::find`] on.
    pub root: PathBuf,
    /// Where cargo builds.
    pub target: PathBuf,
}

impl Workspace {
    /// Asks cargo, and makes the root the working directory.
    pub fn find() -> Result<Self, Failure> {
        let metadata = cargo_metadata::MetadataCommand::new()
            .no_deps()
            .exec()
            .map_err(|error| Failure::Output {
                program: "cargo metadata",
                reason: error.to_string(),
            })?;
        let root = metadata.workspace_root.into_std_path_buf();
        env::set_current_dir(&root).map_err(Failure::file(&root, "entered"))?;
        Ok(Self {
            root,
            target: metadata.target_directory.into_std_path_buf(),
        })
    }

    /// Where the bundler puts plugins and the standalone program.
    pub fn bundled(&self) -> PathBuf {
        self.target.join("bundled")
    }

    /// The shipped models.
    pub fn models(&self) -> PathBuf {
        self.root.join("models")
    }

    /// Where cargo puts the programs of a profile.
    pub fn programs(&self, profile: &str) -> PathBuf {
        self.target.join(crate::bundle::profile_folder(profile))
    }
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// The user's home folder.
pub fn home() -> Result<PathBuf, Failure> {
    variable("HOME").ok_or_else(|| Failure::Missing {
        what: "a home folder".to_owned(),
        remedy: "set HOME, or choose a folder by --prefix DIR".to_owned(),
    })
}

/// The folder of models and runtime: `$QUATRAIN_HOME`, else `$XDG_DATA_HOME/quatrain`, else
/// `~/.local/share/quatrain`. The plugin looks in the same places.
pub fn data_home() -> Result<PathBuf, Failure> {
    if let Some(folder) = variable("QUATRAIN_HOME") {
        return Ok(folder);
    }
    match variable("XDG_DATA_HOME") {
        Some(data) => Ok(data.join("quatrain")),
        None => Ok(home()?.join(".local/share/quatrain")),
    }
}

/// A path as a person reads it, the home folder as `~`.
pub fn short(path: &Path) -> String {
    let below_home = home().ok().and_then(|home| path.strip_prefix(home).ok());
    below_home.map_or_else(
        || path.display().to_string(),
        |below| format!("~/{}", below.display()),
    )
}
