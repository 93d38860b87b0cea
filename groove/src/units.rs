//! Units as types, so that a beat is never taken for a step nor a velocity for an offset.
//!
//! Each constructor brings its value into range; a value that is not a number becomes the
//! neutral one. So a wrong state can't travel, wherever it came from.

use serde::{Deserialize, Serialize};

/// Defines a newtype over `f32` that is always inside a closed range.
macro_rules! ranged {
    ($(#[$doc:meta])* $name:ident, $low:expr, $high:expr, $neutral:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[serde(from = "f32", into = "f32")]
        pub struct $name(f32);

        impl $name {
            /// The least value.
            pub const LOWEST: Self = Self($low);
            /// The greatest value.
            pub const HIGHEST: Self = Self($high);
            /// What stands where nothing is known.
            pub const NEUTRAL: Self = Self($neutral);

            /// Brings `value` into range; not-a-number becomes [`Self::NEUTRAL`].
            #[must_use]
            pub const fn new(value: f32) -> Self {
                if value.is_nan() { Self::NEUTRAL } else { Self(value.clamp($low, $high)) }
            }

            /// The number inside.
            #[must_use]
            pub const fn get(self) -> f32 {
                self.0
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::NEUTRAL
            }
        }

        impl From<f32> for $name {
            fn from(value: f32) -> Self {
                Self::new(value)
            }
        }

        impl From<$name> for f32 {
            fn from(value: $name) -> f32 {
                value.get()
            }
        }
    };
}

ranged!(
    /// How hard a drum is struck: 0 (not at all) to 1 (MIDI velocity 127).
    Velocity, 0.0, 1.0, 0.0
);
ranged!(
    /// Distance of a stroke from its grid line in steps, −0.5 to 0.5. **Positive is late.**
    Offset, -0.5, 0.5, 0.0
);
ranged!(
    /// Distance of a second stroke from the main one of its cell in steps, −1 to 1.
    /// **Positive is after it.**
    Gap, -1.0, 1.0, 0.0
);
ranged!(
    /// How probable a model holds a hit: 0 to 1.
    Probability, 0.0, 1.0, 0.0
);

impl Velocity {
    /// From MIDI's 0–127.
    #[must_use]
    pub fn from_midi(velocity: MidiVelocity) -> Self {
        Self(f32::from(velocity.get()) / 127.0)
    }

    /// To MIDI's 1–127: a hit is never written with velocity 0, which MIDI reads as a note's end.
    #[must_use]
    pub fn to_midi(self) -> MidiVelocity {
        MidiVelocity::new(((self.0 * 127.0).round_ties_even() as u8).max(1))
    }
}

/// A MIDI key number, 0–127.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct MidiKey(u8);

impl MidiKey {
    /// The key, or `None` above 127.
    #[must_use]
    pub const fn new(key: u8) -> Option<Self> {
        if key < 128 { Some(Self(key)) } else { None }
    }

    /// The number inside, 0–127.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for MidiKey {
    type Error = String;

    fn try_from(key: u8) -> Result<Self, String> {
        Self::new(key).ok_or_else(|| format!("MIDI key {key} is outside 0–127"))
    }
}

impl From<MidiKey> for u8 {
    fn from(key: MidiKey) -> u8 {
        key.0
    }
}

/// A MIDI velocity, 0–127.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MidiVelocity(u8);

impl MidiVelocity {
    /// Values above 127 become 127.
    #[must_use]
    pub const fn new(velocity: u8) -> Self {
        Self(if velocity > 127 { 127 } else { velocity })
    }

    /// The number inside, 0–127.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

/// A row of the grid, counted from 0 at the start of the groove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step(pub usize);

/// A time in quarter notes.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Beats(pub f64);

/// Quarter notes a minute, always above zero, and so is the length of a quarter note.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Tempo(f64);

impl Tempo {
    /// 120 quarter notes a minute: MIDI's tempo where none is given.
    pub const DEFAULT: Self = Self(120.0);

    /// The slowest tempo. Slower ones, and faster ones than [`Self::HIGHEST`], are noise in a
    /// file, and the lengths of their steps overflow.
    pub const LOWEST: Self = Self(1e-100);

    /// The fastest tempo.
    pub const HIGHEST: Self = Self(1e100);

    /// The tempo, or `None` if it is not a number from [`Self::LOWEST`] to [`Self::HIGHEST`].
    #[must_use]
    pub fn new(quarters_per_minute: f64) -> Option<Self> {
        (Self::LOWEST.0..=Self::HIGHEST.0)
            .contains(&quarters_per_minute)
            .then_some(Self(quarters_per_minute))
    }

    /// Quarter notes a minute.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }

    /// Length of a quarter note in seconds.
    #[must_use]
    pub fn beat_seconds(self) -> f64 {
        60.0 / self.0
    }
}

impl Default for Tempo {
    fn default() -> Self {
        Self::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_out_of_range_are_brought_in() {
        assert_eq!(Velocity::new(3.0).get(), 1.0);
        assert_eq!(Offset::new(-7.0).get(), -0.5);
        assert_eq!(Offset::new(f32::NAN).get(), 0.0);
        assert_eq!(MidiKey::new(128), None);
        assert!(Tempo::new(f64::NAN).is_none() && Tempo::new(0.0).is_none());
        assert!(Tempo::new(5e-324).is_none() && Tempo::new(f64::MAX).is_none());
    }

    #[test]
    fn midi_velocities_survive_the_way_there_and_back() {
        for velocity in 1..=127 {
            let there = Velocity::from_midi(MidiVelocity::new(velocity));
            assert_eq!(there.to_midi().get(), velocity);
        }
        assert_eq!(
            Velocity::new(0.0).to_midi().get(),
            1,
            "a hit is never silent"
        );
    }
}
