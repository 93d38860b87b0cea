//! RealtimeSanitizer: LLVM's watch over the audio thread, as the installed Rust toolchain brings it.
//!
//! The crate `rtsan-standalone` has no library inside; left alone it downloads one, or LLVM's
//! sources. Rust's own toolchains have it, for Linux among others, and the crate takes a file that
//! it is given. It is for programs, so for the plugin's own tests: in a plugin's file, which a host
//! opens long after the first allocation, it takes fright at memory that it has not seen being taken.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::command;

/// The plugin's feature that brings the watch.
const FEATURE: &str = "quatrain-plugin/realtime-sanitizer";
/// How the library's name ends, whatever the toolchain's channel.
const LIBRARY: &str = "_rt.rtsan.a";

/// What is said where a toolchain has none.
pub const ABSENT: &str =
    "the plugin's tests under RealtimeSanitizer: this Rust toolchain brings none, rustup's do";

/// The sanitizer's library.
pub struct Sanitizer(PathBuf);

impl Sanitizer {
    /// Looks into the toolchain.
    pub fn find() -> Option<Self> {
        toolchain().as_deref().and_then(library).map(Self)
    }

    /// Lets cargo build and test the plugin with the watch.
    pub fn watch(&self, cargo: &mut Command) {
        cargo
            .args(["--features", FEATURE])
            .env("RTSAN_ENABLE", "1")
            .env("RTSAN_LIB_PATH", &self.0);
    }
}

/// Where the toolchain keeps its libraries.
fn toolchain() -> Option<PathBuf> {
    let mut rustc = Command::new("rustc");
    let printed = command::output(rustc.args(["--print", "target-libdir"])).ok()?;
    Some(PathBuf::from(printed.trim()))
}

fn library(folder: &Path) -> Option<PathBuf> {
    let files = folder.read_dir().ok()?;
    files
        .filter_map(|file| Some(file.ok()?.path()))
        .find(|file| file.to_string_lossy().ends_with(LIBRARY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_found_whatever_the_channel() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(library(folder.path()), None);
        std::fs::write(folder.path().join("librustc-beta_rt.asan.a"), "").unwrap();
        assert_eq!(library(folder.path()), None);
        let file = folder.path().join("librustc-beta_rt.rtsan.a");
        std::fs::write(&file, "").unwrap();
        assert_eq!(library(folder.path()), Some(file));
    }
}
