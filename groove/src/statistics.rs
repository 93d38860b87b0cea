//! What a listener hears in a groove, as numbers: how dense it is, how it swings, where it lies
//! against the beat, whether it repeats.
//!
//! They serve to judge models, to name directions in a latent space, and to search. Each is a pure
//! function of a groove (and of the tempo, where it is in milliseconds), defined on every grid,
//! finite and inside its stated range for every groove, the empty one too. A file a theme holds the
//! functions with their definitions; [`Attribute`] lists them all by name, and [`Statistics`] holds
//! the values of one groove.
//!
//! They know nothing of models or files. If you want to know how *alike* two grooves are, look in
//! [`distance`](crate::distance).
//!
//! ```
//! use groove::{Cell, Drum, Grid, Groove, Offset, Step, Tempo, Velocity, statistics::{Attribute, Statistics}};
//!
//! let mut groove = Groove::empty(Grid::FOUR_BARS);
//! for step in (0..64).step_by(2) {
//!     let cell = Cell::stroke(Velocity::new(0.7), Offset::new(0.1));
//!     groove.set(Step(step), Drum::ClosedHat, cell);
//! }
//! let statistics = Statistics::of(&groove, Tempo::DEFAULT);
//! assert_eq!(statistics.value(Attribute::Density), 2.0);
//! for (attribute, value) in statistics.iter() {
//!     println!("{attribute:20} {value:8.3} {}", attribute.unit());
//! }
//! ```

pub mod density;
pub mod dynamics;
pub mod form;
pub mod independence;
pub mod kit;
pub mod meter;
pub mod swing;
pub mod syncopation;
pub mod timing;

mod attribute;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{groove::Groove, units::Tempo};

pub use attribute::Attribute;

/// The values of all attributes of one groove. As a file it is a table from names to numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    try_from = "BTreeMap<Attribute, f64>",
    into = "BTreeMap<Attribute, f64>"
)]
pub struct Statistics([f64; Attribute::COUNT]);

impl Statistics {
    /// Measures a groove that is played at `tempo`.
    #[must_use]
    pub fn of(groove: &Groove, tempo: Tempo) -> Self {
        Self(Attribute::ALL.map(|attribute| attribute.of(groove, tempo)))
    }

    /// The value of one attribute.
    #[must_use]
    pub fn value(&self, attribute: Attribute) -> f64 {
        self.0[attribute.index()]
    }

    /// All attributes with their values, in the order of [`Attribute::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Attribute, f64)> + '_ {
        Attribute::ALL.into_iter().zip(self.0)
    }
}

impl From<Statistics> for BTreeMap<Attribute, f64> {
    fn from(statistics: Statistics) -> Self {
        statistics.iter().collect()
    }
}

impl TryFrom<BTreeMap<Attribute, f64>> for Statistics {
    type Error = String;

    fn try_from(values: BTreeMap<Attribute, f64>) -> Result<Self, String> {
        let mut statistics = Self([0.0; Attribute::COUNT]);
        for (value, attribute) in statistics.0.iter_mut().zip(Attribute::ALL) {
            let given = values.get(&attribute);
            *value =
                *given.ok_or_else(|| format!("the attribute {:?} is missing", attribute.name()))?;
        }
        Ok(statistics)
    }
}

/// Mean, or `None` of nothing.
fn mean(values: impl Iterator<Item = impl Into<f64>>) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0_usize);
    for value in values {
        sum += value.into();
        count += 1;
    }
    (count > 0).then(|| sum / count as f64)
}

/// The value that `share` (0–1) of the sorted values lie below, interpolated; 0 of nothing.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * sorted.len().saturating_sub(1) as f64;
    let at = |index: usize| {
        sorted
            .get(index)
            .or(sorted.last())
            .copied()
            .unwrap_or_default()
    };
    let (below, above) = (at(place as usize), at(place as usize + 1));
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::{one_bar, rock};

    #[test]
    fn a_file_of_them_is_read_back_equal_and_whole() {
        let statistics = Statistics::of(&rock(one_bar()), Tempo::DEFAULT);
        let text = toml::to_string(&statistics).unwrap();
        assert_eq!(toml::from_str::<Statistics>(&text).unwrap(), statistics);
        let torn = text.lines().skip(1).collect::<Vec<_>>().join("\n");
        let complaint = toml::from_str::<Statistics>(&torn).unwrap_err();
        assert!(complaint.message().contains("\"density\" is missing"));
    }

    #[test]
    fn each_value_is_found_under_its_attribute() {
        let rock = rock(one_bar());
        let statistics = Statistics::of(&rock, Tempo::DEFAULT);
        for attribute in Attribute::ALL {
            let value = attribute.of(&rock, Tempo::DEFAULT);
            assert_eq!(statistics.value(attribute), value, "{attribute}");
        }
    }
}
