//! The nine roles a drum can have. Which key plays a role is the drum map's business.

use serde::{Deserialize, Serialize};

/// A role in the kit, in the order in which grids, models and tables hold them
/// (the order of the reference's nine classes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)] // the names say it
pub enum Drum {
    Kick,
    Snare,
    ClosedHat,
    OpenHat,
    LowTom,
    MidTom,
    HighTom,
    Crash,
    Ride,
}

impl Drum {
    /// How many roles there are.
    pub const COUNT: usize = 9;

    /// All roles, in order.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Kick,
        Self::Snare,
        Self::ClosedHat,
        Self::OpenHat,
        Self::LowTom,
        Self::MidTom,
        Self::HighTom,
        Self::Crash,
        Self::Ride,
    ];

    /// Position in [`Self::ALL`], 0–8.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The role at `index`, or `None` above 8.
    #[must_use]
    pub fn from_index(index: usize) -> Option<Self> {
        Self::ALL.get(index).copied()
    }

    /// The name a drummer reads, e.g. "closed hat".
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kick => "kick",
            Self::Snare => "snare",
            Self::ClosedHat => "closed hat",
            Self::OpenHat => "open hat",
            Self::LowTom => "low tom",
            Self::MidTom => "mid tom",
            Self::HighTom => "high tom",
            Self::Crash => "crash",
            Self::Ride => "ride",
        }
    }
}
