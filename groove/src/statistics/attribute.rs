//! The list of all statistics: one name, unit and range for tables, sliders and files.

use std::{fmt, ops::RangeInclusive};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{density, dynamics, form, independence, swing, syncopation, timing};
use crate::{drum::Drum, grid::Grid, groove::Groove, units::Tempo};

/// One statistic of a groove. The function behind each says how it is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum Attribute {
    /// [`density::strokes_per_beat`]
    Density,
    /// [`density::strokes_per_bar`]
    BarDensity,
    /// [`syncopation::syncopation`]
    Syncopation,
    /// [`dynamics::mean_velocity`]
    Velocity,
    /// [`dynamics::accent_depth`]
    AccentDepth,
    /// [`dynamics::ghost_share`]
    Ghosts,
    /// [`swing::eighths`]
    EighthSwing,
    /// [`swing::sixteenths`]
    SixteenthSwing,
    /// [`timing::lateness`]
    Lateness,
    /// [`timing::spread`]
    TimingSpread,
    /// [`independence::independence`]
    Independence,
    /// [`form::repetition`]
    Repetition,
    /// [`form::fill`]
    Fill,
    /// [`form::backbeat_distance`]
    BackbeatDistance,
    /// [`density::hat_openness`]
    HatOpenness,
    /// [`density::share`]
    Share(Drum),
    /// [`timing::drum_lateness`]
    DrumLateness(Drum),
}

/// The attributes that are not one a drum.
const WHOLE: [Attribute; 15] = [
    Attribute::Density,
    Attribute::BarDensity,
    Attribute::Syncopation,
    Attribute::Velocity,
    Attribute::AccentDepth,
    Attribute::Ghosts,
    Attribute::EighthSwing,
    Attribute::SixteenthSwing,
    Attribute::Lateness,
    Attribute::TimingSpread,
    Attribute::Independence,
    Attribute::Repetition,
    Attribute::Fill,
    Attribute::BackbeatDistance,
    Attribute::HatOpenness,
];

const SHARES: [&str; Drum::COUNT] = [
    "kick share",
    "snare share",
    "closed hat share",
    "open hat share",
    "low tom share",
    "mid tom share",
    "high tom share",
    "crash share",
    "ride share",
];

const LATENESSES: [&str; Drum::COUNT] = [
    "kick lateness",
    "snare lateness",
    "closed hat lateness",
    "open hat lateness",
    "low tom lateness",
    "mid tom lateness",
    "high tom lateness",
    "crash lateness",
    "ride lateness",
];

impl Attribute {
    /// How many there are.
    pub const COUNT: usize = WHOLE.len() + 2 * Drum::COUNT;

    /// All of them, in order.
    pub const ALL: [Self; Self::COUNT] = {
        let mut all = [Self::Density; Self::COUNT];
        let mut at = 0;
        while at < WHOLE.len() {
            all[at] = WHOLE[at];
            at += 1;
        }
        let mut drum = 0;
        while drum < Drum::COUNT {
            all[WHOLE.len() + drum] = Self::Share(Drum::ALL[drum]);
            all[WHOLE.len() + Drum::COUNT + drum] = Self::DrumLateness(Drum::ALL[drum]);
            drum += 1;
        }
        all
    };

    /// Position in [`Self::ALL`].
    pub(super) fn index(self) -> usize {
        match self {
            Self::Share(drum) => WHOLE.len() + drum.index(),
            Self::DrumLateness(drum) => WHOLE.len() + Drum::COUNT + drum.index(),
            whole => WHOLE.iter().take_while(|&&other| other != whole).count(),
        }
    }

    /// Its name in tables and files, e.g. "eighth swing"; no two have the same.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Density => "density",
            Self::BarDensity => "density a bar",
            Self::Syncopation => "syncopation",
            Self::Velocity => "velocity",
            Self::AccentDepth => "accent depth",
            Self::Ghosts => "ghost notes",
            Self::EighthSwing => "eighth swing",
            Self::SixteenthSwing => "sixteenth swing",
            Self::Lateness => "lateness",
            Self::TimingSpread => "timing spread",
            Self::Independence => "independence",
            Self::Repetition => "repetition",
            Self::Fill => "fill",
            Self::BackbeatDistance => "backbeat distance",
            Self::HatOpenness => "hat openness",
            Self::Share(drum) => SHARES[drum.index()],
            Self::DrumLateness(drum) => LATENESSES[drum.index()],
        }
    }

    /// Its unit; empty where it is a share or a velocity, both 0–1.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Density => "strokes a beat",
            Self::BarDensity => "strokes a bar",
            Self::Syncopation => "a bar",
            Self::EighthSwing | Self::SixteenthSwing => "long : short",
            Self::Lateness | Self::TimingSpread | Self::DrumLateness(_) => "ms",
            Self::BackbeatDistance => "beats",
            Self::Velocity
            | Self::AccentDepth
            | Self::Ghosts
            | Self::Independence
            | Self::Repetition
            | Self::Fill
            | Self::HatOpenness
            | Self::Share(_) => "",
        }
    }

    /// The least and the greatest value that any groove of any grid can have at any tempo. Played
    /// grooves stay far inside where the unit is no share.
    #[must_use]
    pub fn range(self) -> RangeInclusive<f64> {
        let longest = Grid::MAX_STEPS as f64;
        match self {
            Self::Density | Self::BarDensity => 0.0..=longest * Drum::COUNT as f64,
            Self::Syncopation => 0.0..=syncopation::MOST,
            Self::EighthSwing | Self::SixteenthSwing => swing::LEAST..=swing::GREATEST,
            Self::Lateness | Self::DrumLateness(_) => {
                -timing::LONGEST_BEAT / 2.0..=timing::LONGEST_BEAT / 2.0
            }
            Self::TimingSpread => 0.0..=timing::LONGEST_BEAT / 2.0,
            Self::BackbeatDistance => 0.0..=longest,
            Self::Velocity
            | Self::AccentDepth
            | Self::Ghosts
            | Self::Independence
            | Self::Repetition
            | Self::Fill
            | Self::HatOpenness
            | Self::Share(_) => 0.0..=1.0,
        }
    }

    /// Its value in a groove; always inside [`Self::range`]. The tempo matters where the unit is
    /// milliseconds.
    #[must_use]
    pub fn of(self, groove: &Groove, tempo: Tempo) -> f64 {
        let value = match self {
            Self::Density => density::strokes_per_beat(groove),
            Self::BarDensity => density::strokes_per_bar(groove),
            Self::Syncopation => syncopation::syncopation(groove),
            Self::Velocity => dynamics::mean_velocity(groove),
            Self::AccentDepth => dynamics::accent_depth(groove),
            Self::Ghosts => dynamics::ghost_share(groove),
            Self::EighthSwing => swing::eighths(groove),
            Self::SixteenthSwing => swing::sixteenths(groove),
            Self::Lateness => timing::lateness(groove, tempo),
            Self::TimingSpread => timing::spread(groove, tempo),
            Self::Independence => independence::independence(groove),
            Self::Repetition => form::repetition(groove),
            Self::Fill => form::fill(groove),
            Self::BackbeatDistance => form::backbeat_distance(groove),
            Self::HatOpenness => density::hat_openness(groove),
            Self::Share(drum) => density::share(groove, drum),
            Self::DrumLateness(drum) => timing::drum_lateness(groove, drum, tempo),
        };
        // A sum of nothing is −0, which tables would show.
        value + 0.0
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl From<Attribute> for &'static str {
    fn from(attribute: Attribute) -> Self {
        attribute.name()
    }
}

/// A name that no attribute has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is no attribute; there are {names}", names = Attribute::ALL.map(Attribute::name).join(", "))]
pub struct UnknownAttribute(String);

impl std::str::FromStr for Attribute {
    type Err = UnknownAttribute;

    fn from_str(name: &str) -> Result<Self, UnknownAttribute> {
        let named = Self::ALL.into_iter().find(|one| one.name() == name);
        named.ok_or_else(|| UnknownAttribute(name.to_owned()))
    }
}

impl TryFrom<String> for Attribute {
    type Error = UnknownAttribute;

    fn try_from(name: String) -> Result<Self, UnknownAttribute> {
        name.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attribute_is_listed_once_under_its_own_name() {
        for (at, attribute) in Attribute::ALL.into_iter().enumerate() {
            assert_eq!(attribute.name().parse(), Ok(attribute));
            assert_eq!(attribute.index(), at);
            assert!(!Attribute::ALL[..at].contains(&attribute));
        }
        for drum in Drum::ALL {
            assert!(Attribute::Share(drum).name().starts_with(drum.name()));
            assert!(
                Attribute::DrumLateness(drum)
                    .name()
                    .starts_with(drum.name())
            );
        }
        let complaint = "swing".parse::<Attribute>().unwrap_err().to_string();
        assert!(complaint.starts_with("\"swing\" is no attribute; there are density, "));
    }
}
