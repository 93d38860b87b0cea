//! The presets that came with Quatrain: they lie in the program itself (`assets/presets`, see
//! `build.rs`), so that they are there wherever it runs.

/// Texts of the files, in the order of their names.
const FILES: &[&str] = include!(concat!(env!("OUT_DIR"), "/presets.rs"));

/// The files' texts, in the order in which they are shown.
#[must_use]
pub const fn factory() -> &'static [&'static str] {
    FILES
}
