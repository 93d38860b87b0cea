//! The named configurations, and how one is found by name or file.

use std::{fs, path::Path};

use super::{AnyConfig, ConfigError};

/// A configuration that is in the program: a file of `trainer/configs/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// Its name: that of the reference's configuration where it is one.
    pub name: &'static str,
    /// The file.
    pub text: &'static str,
}

macro_rules! named {
    ($($name:literal),* $(,)?) => {
        [$(Named {
            name: $name,
            text: include_str!(concat!("../../configs/", $name, ".toml")),
        }),*]
    };
}

/// The one that the shipped model was trained with, and that is taken where none is named.
pub const SHIPPED: &str = "quatrain_4bar";

/// All of them, ours first.
pub const ALL: [Named; 11] = named![
    "quatrain_4bar",
    "hierarchical_4bar",
    "hierarchical_4bar_autoregressive",
    "hierarchical_4bar_parts",
    "groovae_4bar",
    "groovae_2bar_humanize",
    "groovae_2bar_tap_fixed_velocity",
    "groovae_2bar_tap_fixed_velocity_note_dropout",
    "groovae_2bar_add_closed_hh",
    "groovae_2bar_hits_control",
    "cat-drums_2bar_small",
];

/// Under which the reference registers what its users call `groovae_2bar_hits_control`.
const OTHER_NAME: (&str, &str) = (
    "groovae_2bar_hits_control_tfds",
    "groovae_2bar_hits_control",
);

impl Named {
    /// What it is for: the line that its file begins with.
    #[must_use]
    pub fn about(&self) -> &'static str {
        let first = self.text.lines().next().unwrap_or_default();
        first.trim_start_matches(['#', ' '])
    }

    /// The configuration.
    ///
    /// # Errors
    /// If the file is not as it should be, which tests rule out.
    pub fn config(&self) -> Result<AnyConfig, ConfigError> {
        AnyConfig::parse(self.text, &format!("{}.toml", self.name))
    }
}

/// The configuration of this name, if there is one.
#[must_use]
pub fn named(name: &str) -> Option<Named> {
    let (theirs, ours) = OTHER_NAME;
    let name = if name == theirs { ours } else { name };
    ALL.into_iter().find(|named| named.name == name)
}

/// Finds a configuration by its name, or reads it from a TOML file; it tells its family.
///
/// # Errors
/// If there is neither, with the nearest name; or if the file names what does not exist, or makes
/// no network.
pub fn find(name_or_file: &str) -> Result<AnyConfig, ConfigError> {
    if let Some(named) = named(name_or_file) {
        return named.config();
    }
    let file = Path::new(name_or_file);
    if !file.is_file() {
        let names = ALL.map(|named| named.name);
        return Err(ConfigError::NotFound {
            name: name_or_file.to_owned(),
            nearest: super::settings::nearest(name_or_file, names),
        });
    }
    let text = fs::read_to_string(file).map_err(|source| ConfigError::File {
        file: file.to_owned(),
        source,
    })?;
    AnyConfig::parse(&text, name_or_file)
}

/// A configuration of the reference's family by name.
///
/// # Errors
/// If there is none.
pub fn reference(name: &str) -> Result<crate::reference::ReferenceConfig, ConfigError> {
    match find(name)? {
        AnyConfig::Reference(config) => Ok(config),
        AnyConfig::Quatrain(_) => Err(ConfigError::OtherFamily {
            name: name.to_owned(),
            needed: super::Family::Reference,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Family;

    #[test]
    fn every_file_is_read_and_makes_a_network() {
        for named in ALL {
            let config = find(named.name).unwrap();
            config.check().unwrap();
            assert!(named.about().len() > 20, "{}", named.name);
            assert!(config.parameters() > 100_000, "{}", named.name);
            let again = AnyConfig::parse(&config.to_toml().unwrap(), "again").unwrap();
            assert_eq!(config, again);
            let ours = named.name == "quatrain_4bar";
            assert_eq!(config.family() == Family::Quatrain, ours);
        }
    }

    #[test]
    fn groovae_4bar_has_as_many_parameters_as_the_reference_counts() {
        assert_eq!(find("groovae_4bar").unwrap().parameters(), 4_085_019);
    }

    #[test]
    fn the_references_own_name_is_known() {
        let both = [OTHER_NAME.0, OTHER_NAME.1].map(|name| find(name).unwrap());
        assert_eq!(both[0], both[1]);
    }

    #[test]
    fn a_name_that_is_none_is_told_the_nearest() {
        let error = find("groovae-4bar").unwrap_err().to_string();
        assert!(error.contains("`groovae_4bar`"), "{error}");
        assert!(error.contains("quatrain configs"), "{error}");
    }

    #[test]
    fn a_file_is_found_and_its_mistakes_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mine.toml");
        let read = |text: &str| {
            fs::write(&file, text).unwrap();
            find(file.to_str().unwrap())
        };
        let good = named("groovae_4bar").unwrap().text;
        assert_eq!(read(good).unwrap(), find("groovae_4bar").unwrap());
        let wrong = read(&good.replace("latents = ", "latent = ")).unwrap_err();
        assert!(wrong.to_string().contains("mine.toml"), "{wrong}");
        let wrong = read(&good.replace("most = 0.2", "mots = 0.3, most = 0.2")).unwrap_err();
        assert!(wrong.to_string().contains("beta.mots"), "{wrong}");
        assert!(wrong.to_string().contains("`beta.most`"), "{wrong}");
        let wrong = read(&good.replace("\"reference\"\nseed", "\"mine\"\nseed")).unwrap_err();
        assert!(wrong.to_string().contains("family"), "{wrong}");
        let wrong = read(&good.replace("bars = 4", "bars = 0")).unwrap_err();
        assert!(wrong.to_string().contains("task.bars"), "{wrong}");
    }
}
