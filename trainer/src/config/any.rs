//! A configuration of whatever family.

use std::fmt;

use super::{Config, ConfigError, settings};
use crate::{
    network::Network,
    reference::{ReferenceConfig, ReferenceNetwork},
};

/// Networks that are trained alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Our own network.
    Quatrain,
    /// The reference's networks.
    Reference,
}

impl Family {
    /// Its name in configurations and checkpoints.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quatrain => "quatrain",
            Self::Reference => "reference",
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A configuration that tells its family. One is made a run, so its size costs nothing.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq)]
pub enum AnyConfig {
    /// Of our own network.
    Quatrain(Config),
    /// Of one of the reference's.
    Reference(ReferenceConfig),
}

impl AnyConfig {
    /// Reads the text of a configuration, whose key `family` names the family; without it, it is
    /// our own network's. `origin` is for errors.
    ///
    /// # Errors
    /// If it is no TOML, names what does not exist, or makes no network.
    pub fn parse(text: &str, origin: &str) -> Result<Self, ConfigError> {
        let invalid = |reason: String| ConfigError::Invalid {
            origin: origin.to_owned(),
            reason,
        };
        let mut table: toml::Table =
            toml::from_str(text).map_err(|error| invalid(error.to_string()))?;
        let family = match table.remove("family") {
            None => Family::Quatrain,
            Some(name) => [Family::Quatrain, Family::Reference]
                .into_iter()
                .find(|family| name.as_str() == Some(family.name()))
                .ok_or_else(|| {
                    invalid(format!(
                        "family = {name} is unknown; \"quatrain\" and \"reference\" are known"
                    ))
                })?,
        };
        let config = Self::of(family, table.clone()).map_err(invalid)?;
        settings::all_known(&table, &config.table()?).map_err(invalid)?;
        config.check()?;
        Ok(config)
    }

    fn of(family: Family, table: toml::Table) -> Result<Self, String> {
        // Errors of several lines, of which the second tells the place.
        let in_a_line = |error: toml::de::Error| error.to_string().trim().replace('\n', " ");
        match family {
            Family::Quatrain => table.try_into().map(Self::Quatrain),
            Family::Reference => table.try_into().map(Self::Reference),
        }
        .map_err(in_a_line)
    }

    /// Changes settings: each is `name=value`, the name dotted, the value as TOML has it; words
    /// need no quotes. The reference's own names (`z_size`, `enc_rnn_size`, …) are understood.
    ///
    /// # Errors
    /// If a name is unknown, with the nearest known; if a value is of another type; or if the
    /// changed configuration makes no network. Nothing is changed then.
    pub fn set(&mut self, assignments: &[String]) -> Result<(), ConfigError> {
        let before = self.table()?;
        let mut table = before.clone();
        let mut names = Vec::with_capacity(assignments.len());
        for assignment in assignments {
            names.push(settings::assign(&mut table, assignment, self.family())?);
        }
        let changed = Self::of(self.family(), table)
            .map_err(|reason| settings::refused(&reason, assignments, &names, &before))?;
        let after = changed.table()?;
        for name in &names {
            settings::known(name, &before, &after)?;
        }
        changed.check()?;
        *self = changed;
        Ok(())
    }

    /// Its family.
    #[must_use]
    pub fn family(&self) -> Family {
        match self {
            Self::Quatrain(_) => Family::Quatrain,
            Self::Reference(_) => Family::Reference,
        }
    }

    /// Decides everything random.
    #[must_use]
    pub fn seed(&self) -> u64 {
        match self {
            Self::Quatrain(config) => config.seed,
            Self::Reference(config) => config.seed,
        }
    }

    /// The same with another seed.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        match &mut self {
            Self::Quatrain(config) => config.seed = seed,
            Self::Reference(config) => config.seed = seed,
        }
        self
    }

    /// Whether there is such a network.
    ///
    /// # Errors
    /// If there is not.
    pub fn check(&self) -> Result<(), ConfigError> {
        match self {
            Self::Quatrain(_) => Ok(()),
            Self::Reference(config) => Ok(config.check()?),
        }
    }

    /// Parameters of its network.
    #[must_use]
    pub fn parameters(&self) -> usize {
        let parameters = match self {
            Self::Quatrain(config) => Network::initial(&config.network, 0),
            Self::Reference(config) => ReferenceNetwork::initial(&config.layout(), 0),
        };
        parameters.values().len()
    }

    /// The text of a file that [`Self::parse`] reads, with every setting.
    ///
    /// # Errors
    /// If a number has no place in TOML.
    pub fn to_toml(&self) -> Result<String, ConfigError> {
        let text = toml::to_string(&self.table()?).map_err(unwritable)?;
        Ok(format!("family = \"{}\"\n{text}", self.family()))
    }

    fn table(&self) -> Result<toml::Table, ConfigError> {
        match self {
            Self::Quatrain(config) => toml::Table::try_from(config),
            Self::Reference(config) => toml::Table::try_from(config),
        }
        .map_err(unwritable)
    }
}

fn unwritable(error: toml::ser::Error) -> ConfigError {
    ConfigError::Invalid {
        origin: "config.toml".to_owned(),
        reason: error.to_string(),
    }
}
