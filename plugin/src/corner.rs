//! The map: a square whose corners are four grooves, and what each has to do with a place on it.
//!
//! A place is X from left (0) to right (1) and Y from top (0) to bottom (1). Along the upper edge
//! A becomes B, along the lower one C becomes D.

use crate::player::Slot;

/// One of the four corners of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Corner {
    /// Top left.
    A,
    /// Top right.
    B,
    /// Bottom left.
    C,
    /// Bottom right.
    D,
}

impl Corner {
    /// How many there are.
    pub const COUNT: usize = 4;
    /// All of them, as they are read.
    pub const ALL: [Self; Self::COUNT] = [Self::A, Self::B, Self::C, Self::D];

    /// Its number, from 0.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Its place on the map, X and Y: each 0 or 1.
    #[must_use]
    pub const fn place(self) -> (f32, f32) {
        match self {
            Self::A => (0.0, 0.0),
            Self::B => (1.0, 0.0),
            Self::C => (0.0, 1.0),
            Self::D => (1.0, 1.0),
        }
    }

    /// How much of it there is at a place of the map, 0 to 1. All four together are 1.
    #[must_use]
    pub fn weight(self, (x, y): (f32, f32)) -> f32 {
        let (here_x, here_y) = self.place();
        (1.0 - (x - here_x).abs()) * (1.0 - (y - here_y).abs())
    }
}

impl From<Corner> for Slot {
    /// The slot in which a corner's stored groove is.
    fn from(corner: Corner) -> Self {
        match corner {
            Corner::A => Self::A,
            Corner::B => Self::B,
            Corner::C => Self::C,
            Corner::D => Self::D,
        }
    }
}

impl std::fmt::Display for Corner {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", Slot::from(*self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corner_has_all_the_weight_at_its_own_place_and_a_quarter_in_the_middle() {
        for corner in Corner::ALL {
            assert_eq!(Slot::from(corner).index(), corner.index());
            for other in Corner::ALL {
                let expected = if other == corner { 1.0 } else { 0.0 };
                assert_eq!(other.weight(corner.place()), expected);
            }
            assert_eq!(corner.weight((0.5, 0.5)), 0.25);
        }
    }
}
