//! What a listener hears in a groove, as numbers: how dense it is, how it swings, where it lies
//! against the beat, whether it repeats.
//!
//! They serve to judge models, to name directions in a latent space, and to search. Each is a pure
//! function of a groove (and of the tempo, where it is in milliseconds), defined on every grid,
//! finite and inside its stated range for every groove, the empty one too. A file a theme holds the
//! functions with their definitions; [`Attribute`] lists them all by name, and [`Statistics`] holds
//! the values of one groove.
//!
//! A cell counts as one stroke: its second stroke, where it has one (a flam or drag), ornaments the
//! first and is not looked at.
//!
//! They know nothing of models or files. If you want to know how *alike* two grooves are, look in
//! [`distance`](crate::distance).
//!
//! ```
//! use groove::statistics::{Attribute, Statistics};
//! use groove::{Cell, Drum, Grid, Groove, Offset, Step, Tempo, Velocity};
//!
//! let mut groove = Groove::empty(Grid::FOUR_BARS);
//! for step in (0..64).step_by(2) {
//!     let cell = Cell::stroke(Velocity::new(0.7), Offset::new(0.1));
//!     groove.set(Step(step), Drum::ClosedHat, cell);
//! }
//! let statistics = Statistics::of(&groove, Tempo::DEFAULT);
//! assert_eq!(statistics.value(Attribute::Density), 2.0);
//! assert!((statistics.value(Attribute::Lateness) - 12.5).abs() < 1e-5);
//! println!("{statistics}");
//! ```

//!
//! What is usual: 5 %, half and 95 % of the 5,088 four-bar grooves of the Groove MIDI Dataset's
//! beats lie below (`cargo test -p groove --test dataset_statistics -- --nocapture usual`, which
//! prints the same drum by drum).
//!
//! | attribute | 5 % | half | 95 % | unit |
//! |---|---|---|---|---|
//! | density | 2.56 | 4.69 | 7.00 | strokes a beat |
//! | density a bar | 10.25 | 18.75 | 28.00 | strokes a bar |
//! | syncopation | 0.40 | 8.72 | 22.02 | a bar |
//! | velocity | 0.37 | 0.55 | 0.80 |  |
//! | accent depth | 0.18 | 0.40 | 0.65 |  |
//! | ghost notes | 0.00 | 0.32 | 0.74 |  |
//! | eighth swing | 0.94 | 1.03 | 2.02 | long : short |
//! | sixteenth swing | 0.94 | 1.16 | 2.12 | long : short |
//! | lateness | −27.86 | −8.37 | 15.34 | ms |
//! | timing spread | 11.21 | 18.77 | 30.87 | ms |
//! | independence | 0.47 | 0.82 | 0.97 |  |
//! | repetition | 0.19 | 0.50 | 0.83 |  |
//! | fill | 0.06 | 0.19 | 0.40 |  |
//! | backbeat distance | 0.50 | 1.50 | 4.00 | beats |
//! | hat openness | 0.00 | 0.00 | 0.45 |  |

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

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{groove::Groove, units::Tempo};

pub use attribute::{Attribute, UnknownAttribute};

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

/// A line an attribute: name, value, unit.
impl fmt::Display for Statistics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (attribute, value) in self.iter() {
            let line = format!("{attribute:19} {value:8.2} {}", attribute.unit());
            writeln!(formatter, "{}", line.trim_end())?;
        }
        Ok(())
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
            let range = attribute.range();
            *value = match values.get(&attribute) {
                Some(given) if range.contains(given) => *given,
                Some(given) => {
                    return Err(format!("the {attribute} is {given}, outside {range:?}"));
                }
                None => return Err(format!("the {attribute} is missing")),
            };
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

/// Median, or `None` of nothing.
fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    quantile(&sorted(values), 0.5)
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The value below which `share` (0–1) of the sorted values lie, interpolated (type 7 of Hyndman &
/// Fan, "Sample quantiles in statistical packages", The American Statistician 50, 1996), or `None`
/// of nothing.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().saturating_sub(1) as f64;
    let below = *sorted.get(place as usize)?;
    let above = *sorted.get(place as usize + 1).unwrap_or(&below);
    Some(below + (above - below) * place.fract())
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
        assert!(complaint.message().contains("the density is missing"));
        let wrong = text.replace("repetition = 1.0", "repetition = nan");
        let complaint = toml::from_str::<Statistics>(&wrong).unwrap_err();
        assert!(complaint.message().contains("the repetition is NaN"));
    }

    #[test]
    fn as_text_they_are_a_line_each() {
        let text = Statistics::of(&rock(one_bar()), Tempo::DEFAULT).to_string();
        assert_eq!(text.lines().count(), Attribute::COUNT);
        assert!(text.starts_with("density                 3.00 strokes a beat\n"));
        assert!(text.contains("\nvelocity                0.67\n"));
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
