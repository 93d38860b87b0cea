//! From a name that somebody typed to one that every file system takes.

use thiserror::Error;

use super::EXTENSION;

/// More letters than this are no name; file systems end at 255 bytes.
const LONGEST: usize = 60;

/// Signs that some system does not take in a file's name.
const FORBIDDEN: &[char] = &['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// Names of devices, which one system takes for no files whatever they end with.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Why a name can't be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NameError {
    /// Nothing was typed.
    #[error("type a name first")]
    Empty,
    /// It is too long.
    #[error("the name is too long: {LONGEST} letters at most")]
    Long,
}

/// The name of a preset's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// The file's name for a preset's name. Two names that a system can't tell apart may have one.
    ///
    /// # Errors
    /// If nothing is left to be a name, or too much.
    pub fn new(name: &str) -> Result<Self, NameError> {
        let name = name.trim();
        if name.chars().count() > LONGEST {
            return Err(NameError::Long);
        }
        let safe = |letter: char| {
            let is_strange = letter.is_control() || FORBIDDEN.contains(&letter);
            if is_strange { '-' } else { letter }
        };
        let stem: String = name.chars().map(safe).collect();
        let stem = stem.trim_matches(|letter: char| letter == '.' || letter.is_whitespace());
        if stem.chars().all(|letter| letter == '-') {
            return Err(NameError::Empty);
        }
        let is_device = DEVICES.iter().any(|one| stem.eq_ignore_ascii_case(one));
        let mark = if is_device { "-" } else { "" };
        Ok(Self(format!("{stem}{mark}.{EXTENSION}")))
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> Result<String, NameError> {
        FileName::new(text).map(|name| name.0)
    }

    #[test]
    fn names_become_files_that_every_system_takes() {
        assert_eq!(name("Late Night "), Ok("Late Night.quatrain".to_owned()));
        assert_eq!(name("6/8: a?"), Ok("6-8- a-.quatrain".to_owned()));
        assert_eq!(name("../../etc"), Ok("-..-etc.quatrain".to_owned()));
        assert_eq!(name("NUL"), Ok("NUL-.quatrain".to_owned()));
        for empty in ["", "  ", "...", "///"] {
            assert_eq!(name(empty), Err(NameError::Empty), "{empty:?}");
        }
        assert_eq!(name(&"x".repeat(61)), Err(NameError::Long));
    }

    proptest! {
        #[test]
        fn no_name_leads_out_of_its_folder(text in ".{0,60}") {
            if let Ok(name) = FileName::new(&text) {
                let path = std::path::Path::new(name.as_str());
                prop_assert_eq!(path.components().count(), 1);
                prop_assert!(path.file_name().is_some() && name.as_str().len() < 255);
            }
        }
    }
}
