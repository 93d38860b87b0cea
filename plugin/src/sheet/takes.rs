//! Takes of their own: bars and drums that were diced while everything else stayed.
//!
//! Each drum has a number in each bar. A bar is diced by giving its drums another number, a drum
//! by giving its bars one; so the last throw counts where both were.

use groove::{Drum, Grid, Step};
use inference::Seed;
use serde::{Deserialize, Serialize};

use crate::{
    params::NUMBERS,
    request::{BARS, Locks},
};

/// What is diced at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All drums of a bar, 0–3.
    Bar(usize),
    /// All bars of a drum.
    Drum(Drum),
}

impl Part {
    fn has(self, bar: usize, drum: usize) -> bool {
        match self {
            Self::Bar(part) => part == bar,
            Self::Drum(part) => part.index() == drum,
        }
    }
}

/// A number for each drum in each bar: 0 where it follows the common take, else 1–9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Numbers", into = "Numbers")]
pub struct Takes(Numbers);

type Numbers = [[u16; Drum::COUNT]; BARS];

impl Takes {
    /// Whether nothing has a take of its own.
    #[must_use]
    pub fn are_common(&self) -> bool {
        *self == Self::default()
    }

    /// The number of a drum in a bar; bars beyond the fourth repeat the four.
    #[must_use]
    pub fn number(&self, bar: usize, drum: Drum) -> u16 {
        self.0[bar % BARS][drum.index()]
    }

    /// The number of a cell.
    #[must_use]
    pub fn of_cell(&self, grid: Grid, step: Step, drum: Drum) -> u16 {
        self.number(step.0 / grid.steps_per_bar(), drum)
    }

    /// Whether most of a part has takes of its own.
    #[must_use]
    pub fn is_own(&self, part: Part) -> bool {
        let numbers: Vec<u16> = match part {
            Part::Bar(bar) => Drum::ALL.map(|drum| self.number(bar, drum)).to_vec(),
            Part::Drum(drum) => (0..BARS).map(|bar| self.number(bar, drum)).collect(),
        };
        let own = numbers.iter().filter(|number| **number != 0).count();
        2 * own > numbers.len()
    }

    /// Gives a part another number; 0 gives it back to the common take. What is locked keeps its
    /// own.
    pub fn set(&mut self, part: Part, number: u16, locks: &Locks) {
        for (bar, drums) in self.0.iter_mut().enumerate() {
            for (drum, own) in drums.iter_mut().enumerate() {
                let is_locked = locks.bars[bar] || locks.drums[drum];
                if part.has(bar, drum) && !is_locked {
                    *own = number;
                }
            }
        }
    }

    /// The draw that a number stands for, beside the common take: no two have one.
    #[must_use]
    pub fn seed(common: Seed, number: u16) -> Seed {
        let numbers = *NUMBERS.end() as u64 + 1;
        Seed(common.0 + numbers * u64::from(number))
    }
}

impl From<Numbers> for Takes {
    fn from(numbers: Numbers) -> Self {
        let highest = *NUMBERS.end() as u16;
        Self(numbers.map(|drums| drums.map(|number| number.min(highest))))
    }
}

impl From<Takes> for Numbers {
    fn from(takes: Takes) -> Self {
        takes.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_throw_counts_and_locked_parts_keep_theirs() {
        let mut takes = Takes::default();
        let mut locks = Locks::default();
        takes.set(Part::Bar(3), 7, &locks);
        takes.set(Part::Drum(Drum::Snare), 8, &locks);
        assert_eq!(takes.number(3, Drum::Kick), 7);
        assert_eq!(takes.number(3, Drum::Snare), 8);
        assert_eq!(takes.number(0, Drum::Kick), 0);
        locks.drums[Drum::Kick.index()] = true;
        takes.set(Part::Bar(3), 0, &locks);
        assert_eq!(takes.number(3, Drum::Kick), 7);
        assert_eq!(takes.number(3, Drum::Snare), 0);
        assert_eq!(takes.number(2, Drum::Snare), 8);
        assert!(takes.is_own(Part::Drum(Drum::Snare)) && !takes.is_own(Part::Bar(1)));
    }

    #[test]
    fn no_two_numbers_stand_for_one_draw() {
        assert_eq!(Takes::seed(Seed(9_999), 0), Seed(9_999));
        assert_eq!(Takes::seed(Seed(0), 1), Seed(10_000));
        assert_ne!(Takes::seed(Seed(9_999), 1), Takes::seed(Seed(0), 2));
    }
}
