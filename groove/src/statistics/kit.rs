//! The parts of the kit as a listener groups them, in one place, so that a drum added to
//! [`Drum`] is sorted here and nowhere else.

use crate::drum::Drum;

/// The three layers in which a drum pattern is heard (Gómez-Marín, Jordà & Herrera, "Drum rhythm
/// spaces: from polyphonic similarity to generative maps", Journal of New Music Research 49,
/// 2020): each is a rhythm of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// The kick.
    Low,
    /// Snare and toms.
    Middle,
    /// Hats and cymbals.
    High,
}

impl Layer {
    /// The layer in which a drum is heard.
    #[must_use]
    pub const fn of(drum: Drum) -> Self {
        match drum {
            Drum::Kick => Self::Low,
            Drum::Snare | Drum::LowTom | Drum::MidTom | Drum::HighTom => Self::Middle,
            Drum::ClosedHat | Drum::OpenHat | Drum::Crash | Drum::Ride => Self::High,
        }
    }
}

/// Whether a foot plays the drum.
#[must_use]
pub const fn is_foot(drum: Drum) -> bool {
    matches!(drum, Drum::Kick)
}

/// Whether the drum is kept for fills and their end: the toms and the crash.
#[must_use]
pub const fn is_fill_drum(drum: Drum) -> bool {
    matches!(
        drum,
        Drum::LowTom | Drum::MidTom | Drum::HighTom | Drum::Crash
    )
}
