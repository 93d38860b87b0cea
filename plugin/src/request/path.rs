//! The path: a way over the map, drawn by hand, along which the groove goes by itself, bar by bar,
//! in time with the host.
//!
//! It is closed: from its last place it goes straight back to its first, so that a round has no
//! jump. Bar k of a round of N bars lies at k/N of its length.

mod hand;

use serde::{Deserialize, Serialize};

use crate::corner::Corner;

/// The most places that a path is made of.
pub const MOST_PLACES: usize = 64;

/// Over how many bars the path goes round once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "usize", into = "usize")]
pub enum Round {
    /// The groove lies where the puck is.
    #[default]
    Off,
    /// In one groove.
    Four,
    /// In two grooves.
    Eight,
    /// In four grooves.
    Sixteen,
}

impl Round {
    /// The number of bars, 0 where it is off.
    #[must_use]
    pub const fn bars(self) -> usize {
        match self {
            Self::Off => 0,
            Self::Four => 4,
            Self::Eight => 8,
            Self::Sixteen => 16,
        }
    }

    /// Whether the groove lies where the puck is.
    #[must_use]
    pub fn is_off(&self) -> bool {
        *self == Self::Off
    }
}

impl TryFrom<usize> for Round {
    type Error = String;

    fn try_from(bars: usize) -> Result<Self, String> {
        let all = [Self::Off, Self::Four, Self::Eight, Self::Sixteen];
        all.into_iter()
            .find(|round| round.bars() == bars)
            .ok_or_else(|| format!("a path over {bars} bars; known are 0, 4, 8 and 16"))
    }
}

impl From<Round> for usize {
    fn from(round: Round) -> Self {
        round.bars()
    }
}

/// Places of the map, X and Y from 0 to 1, in the order in which they are passed; one at least.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(f32, f32)>", into = "Vec<(f32, f32)>")]
pub struct Path(Vec<(f32, f32)>);

impl Default for Path {
    /// Along the map's edge, from corner to corner: what goes round where nobody has drawn.
    fn default() -> Self {
        let around = [Corner::A, Corner::B, Corner::D, Corner::C];
        Self(around.map(Corner::place).into())
    }
}

impl Path {
    /// What a hand has drawn, without its trembling; `None` where it has hardly moved.
    #[must_use]
    pub fn drawn(hand: &[(f32, f32)]) -> Option<Self> {
        hand::steady(hand).map(Self)
    }

    /// Whether nobody has drawn one.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The places that it is made of.
    #[must_use]
    pub fn places(&self) -> &[(f32, f32)] {
        &self.0
    }

    /// The same with one place more, or one that begins with it where nobody has drawn. One that
    /// is full stays as it is.
    #[must_use]
    pub fn with(&self, place: (f32, f32)) -> Self {
        let place = hand::rounded(place);
        let mut places = self.0.clone();
        if self.is_default() {
            places.clear();
        }
        if places.len() < MOST_PLACES && places.last() != Some(&place) {
            places.push(place);
        }
        Self(places)
    }

    /// Where it is in a bar, of so many in a round.
    #[must_use]
    pub fn in_bar(&self, bar: usize, bars: usize) -> (f32, f32) {
        let bars = bars.max(1);
        self.at((bar % bars) as f32 / bars as f32)
    }

    /// Where it is after a part of the round, 0 to 1. Plain arithmetic, so that every machine
    /// comes to the same place.
    #[must_use]
    pub fn at(&self, part: f32) -> (f32, f32) {
        let all: f32 = self.legs().map(length).sum();
        let mut left = part * all;
        for leg in self.legs() {
            let length = length(leg);
            if left < length {
                return between(leg, left / length);
            }
            left -= length;
        }
        self.0[0]
    }

    /// From each place to the next, and from the last to the first.
    fn legs(&self) -> impl Iterator<Item = [(f32, f32); 2]> {
        let next = self.0.iter().cycle().skip(1);
        self.0.iter().zip(next).map(|(from, to)| [*from, *to])
    }
}

fn length([from, to]: [(f32, f32); 2]) -> f32 {
    let (x, y) = (to.0 - from.0, to.1 - from.1);
    (x * x + y * y).sqrt()
}

fn between([from, to]: [(f32, f32); 2], part: f32) -> (f32, f32) {
    (
        from.0 + part * (to.0 - from.0),
        from.1 + part * (to.1 - from.1),
    )
}

impl TryFrom<Vec<(f32, f32)>> for Path {
    type Error = String;

    fn try_from(places: Vec<(f32, f32)>) -> Result<Self, String> {
        let is_inside = |part: f32| (0.0..=1.0).contains(&part);
        if let Some(place) = places
            .iter()
            .find(|(x, y)| !is_inside(*x) || !is_inside(*y))
        {
            return Err(format!("a path through {place:?}, which is not on the map"));
        }
        match places.len() {
            1..=MOST_PLACES => Ok(Self(places)),
            count => Err(format!(
                "a path of {count} places; it has 1 to {MOST_PLACES}"
            )),
        }
    }
}

impl From<Path> for Vec<(f32, f32)> {
    fn from(path: Path) -> Self {
        path.0
    }
}

/// Paths that need no drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outline {
    /// Along the map's edge.
    Edge,
    /// From A to D and back.
    Falling,
    /// From C to B and back.
    Rising,
    /// A circle around the middle.
    Circle,
    /// An eight that lies.
    Eight,
}

impl Outline {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Edge,
        Self::Falling,
        Self::Rising,
        Self::Circle,
        Self::Eight,
    ];

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Edge => "Along the edge",
            Self::Falling => "A to D and back",
            Self::Rising => "C to B and back",
            Self::Circle => "Circle",
            Self::Eight => "Figure of eight",
        }
    }

    /// The path.
    #[must_use]
    pub fn path(self) -> Path {
        let around = |places: usize, place: fn(f32) -> (f32, f32)| {
            let turn = |at| std::f32::consts::TAU * at as f32 / places as f32;
            let place = |at| {
                let (x, y) = place(turn(at));
                hand::rounded((0.5 + x, 0.5 + y))
            };
            Path((0..places).map(place).collect())
        };
        match self {
            Self::Edge => Path::default(),
            Self::Falling => Path([Corner::A, Corner::D].map(Corner::place).into()),
            Self::Rising => Path([Corner::C, Corner::B].map(Corner::place).into()),
            Self::Circle => around(32, |turn| (-0.4 * turn.cos(), -0.4 * turn.sin())),
            Self::Eight => around(48, |turn| (0.45 * turn.sin(), -0.3 * (2.0 * turn).sin())),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(one: (f32, f32), other: (f32, f32)) -> bool {
        length([one, other]) < 1e-5
    }

    #[test]
    fn a_round_has_its_bars_at_equal_lengths_and_comes_back_to_where_it_began() {
        let edge = Path::default();
        let bars = |bars| (0..bars).map(move |bar| Path::default().in_bar(bar, bars));
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        assert_eq!(bars(4).collect::<Vec<_>>(), corners);
        assert_eq!(bars(8).nth(1), Some((0.5, 0.0)));
        assert_eq!(bars(16).nth(15), Some((0.0, 0.25)));
        assert_eq!(edge.in_bar(9, 8), edge.in_bar(1, 8));
        assert_eq!(edge.at(1.0), (0.0, 0.0));
        // There and back: the way home is part of the round.
        let there = Outline::Falling.path();
        assert_eq!(there.in_bar(1, 4), (0.5, 0.5));
        assert!(near(there.in_bar(3, 4), (0.5, 0.5)));
    }

    #[test]
    fn a_path_of_one_place_stands_there() {
        let path = Path::default().with((0.25, 0.75));
        assert_eq!(path.places(), [(0.25, 0.75)]);
        assert_eq!(path.with((0.25, 0.75)), path);
        assert_eq!(path.in_bar(3, 4), (0.25, 0.75));
        let mut full = path;
        for at in 0..200 {
            full = full.with((at as f32 / 200.0, 0.0));
        }
        assert_eq!(full.places().len(), MOST_PLACES);
    }

    #[test]
    fn outlines_are_on_the_map_and_survive_storage() {
        for outline in Outline::ALL {
            let path = outline.path();
            let stored = serde_json::to_string(&path).expect("plain numbers");
            let read: Path = serde_json::from_str(&stored).expect("our own text");
            assert_eq!(read, path, "{}", outline.name());
        }
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in ["[]", "[[0.5, 1.5]]", "[[0.5]]", "[[null, 0.5]]"] {
            assert!(serde_json::from_str::<Path>(text).is_err(), "{text}");
        }
        let long = serde_json::to_string(&vec![(0.0, 0.0); MOST_PLACES + 1]).expect("numbers");
        assert!(serde_json::from_str::<Path>(&long).is_err());
    }

    proptest! {
        #[test]
        fn every_bar_of_any_path_is_on_the_map(
            places in prop::collection::vec((0.0_f32..=1.0, 0.0_f32..=1.0), 1..=MOST_PLACES),
            part in 0.0_f32..=1.0,
        ) {
            let path = Path::try_from(places).expect("they are on the map");
            let (x, y) = path.at(part);
            prop_assert!((-1e-6..=1.000_001).contains(&x) && (-1e-6..=1.000_001).contains(&y));
        }
    }
}
