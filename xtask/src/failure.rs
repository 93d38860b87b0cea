//! Why a chore could not be done, in words for who asked for it.

use std::{io, path::PathBuf};

use thiserror::Error;

/// Why a chore could not be done.
#[derive(Debug, Error)]
pub enum Failure {
    /// A program could not be started.
    #[error("{program} can't be started ({source}): is it installed?")]
    Start {
        /// Which program.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// A program ran and failed.
    #[error("`{line}` failed{}", code.map_or_else(String::new, |code| format!(" with code {code}")))]
    Command {
        /// As it would be typed.
        line: String,
        /// Its exit code; none if a signal ended it.
        code: Option<i32>,
    },
    /// A file or folder can't be read or written.
    #[error("{} can't be {what}: {source}{}", path.display(), remedy(source))]
    File {
        /// Where.
        path: PathBuf,
        /// "read", "written", …
        what: &'static str,
        /// Why.
        source: io::Error,
    },
    /// A program printed something else than expected.
    #[error("the output of {program} can't be understood: {reason}")]
    Output {
        /// Which program.
        program: &'static str,
        /// What is odd.
        reason: String,
    },
    /// The framework's bundler failed.
    #[error("the plugins can't be bundled: {0}")]
    Bundle(String),
    /// Something that has to be there is not.
    #[error("{what} is missing: {remedy}")]
    Missing {
        /// What.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// Tests failed, or were skipped where none may be.
    #[error("{0}")]
    Tests(String),
}

fn remedy(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "; make the folder writable, or choose another by --prefix DIR"
        }
        io::ErrorKind::StorageFull => "; make room on the disk",
        _ => "",
    }
}

impl Failure {
    /// For `map_err`: the file at `path` can't be `what`.
    pub fn file(path: impl Into<PathBuf>, what: &'static str) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, what, source }
    }
}
