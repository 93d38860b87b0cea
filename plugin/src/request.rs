//! What the controls ask the generator for: a state, not a message.
//!
//! The generator compares the newest request with the last one it answered, so a flood of slider
//! moves costs nothing and stale requests don't exist.

mod locks;
mod path;
mod stored;
mod travel;

#[cfg(test)]
mod tests;

pub use locks::{BARS, Locks};
pub use path::{MOST_PLACES, Outline, Path, Round};
pub use travel::{BARS_A_PIECE, Length, Travel, Way};

use std::hash::{DefaultHasher, Hash, Hasher};

use inference::{Seed, Temperature};
use serde::{Deserialize, Serialize};

use crate::{
    corner::Corner,
    direction::{ATTRIBUTES, Direction},
    params::{AXES, CORNERS, NUMBERS},
};
use stored::Stored;

/// Where a groove comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Source(u32);

impl Source {
    /// The groove that was stored in the corner's slot.
    pub const STORED: Self = Self(0);

    /// The seed of a groove that the model dreams, or `None` for the stored one.
    #[must_use]
    pub fn seed(self) -> Option<Seed> {
        (self != Self::STORED).then_some(Seed(u64::from(self.0)))
    }

    /// The number as the parameter holds it.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }
}

/// One setting of all controls that decide the groove. Every number is in its range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Request {
    corners: [Source; Corner::COUNT],
    morph: f32,
    map_y: f32,
    axes: [f32; AXES],
    attributes: [f32; ATTRIBUTES.len()],
    temperature: Temperature,
    take: Seed,
    travel: Travel,
    path: Round,
    locks: Locks,
}

/// A number that the model dreams from, in its range.
fn source(number: i32) -> Source {
    Source(
        number
            .clamp(*NUMBERS.start(), *NUMBERS.end())
            .unsigned_abs(),
    )
}

/// The draw that a take's number stands for.
pub(crate) fn take_seed(take: i32) -> Seed {
    Seed(u64::from(source(take).0))
}

/// A value in its range; what is not a number is 0.
fn inside(value: f32, low: f32, high: f32) -> f32 {
    if value.is_nan() {
        0.0
    } else {
        value.clamp(low, high)
    }
}

impl Request {
    /// A place on the map's upper edge, from parameter values; what is out of range or not a
    /// number is brought in.
    #[must_use]
    pub fn new(a: i32, b: i32, morph: f32, axes: [f32; AXES], temperature: f32, take: i32) -> Self {
        Self {
            corners: [a, b, CORNERS[2], CORNERS[3]].map(source),
            morph: inside(morph, 0.0, 1.0),
            map_y: 0.0,
            axes: axes.map(|axis| inside(axis, -3.0, 3.0)),
            attributes: [0.0; ATTRIBUTES.len()],
            temperature: Temperature::new(temperature),
            take: take_seed(take),
            travel: Travel::default(),
            path: Round::Off,
            locks: Locks::default(),
        }
    }

    /// The same, with these lower corners and so far down from the upper edge (0) to them (1).
    #[must_use]
    pub fn with_map(mut self, c: i32, d: i32, map_y: f32) -> Self {
        self.corners[2..].copy_from_slice(&[source(c), source(d)]);
        self.map_y = inside(map_y, 0.0, 1.0);
        self
    }

    /// The same, moved along the statistics by so many standard deviations of each.
    #[must_use]
    pub fn with_attributes(self, attributes: [f32; ATTRIBUTES.len()]) -> Self {
        Self {
            attributes: attributes.map(|moved| inside(moved, -2.0, 2.0)),
            ..self
        }
    }

    /// The same, with the morph going by itself: then it doesn't matter where it stands.
    #[must_use]
    pub fn with_travel(self, travel: Travel) -> Self {
        if travel.is_off() {
            let travel = Travel::default();
            return Self { travel, ..self };
        }
        Self {
            morph: 0.0,
            travel,
            ..self
        }
    }

    /// The same, with the groove going along the path: then it doesn't matter where the puck
    /// stands, nor how it travels.
    #[must_use]
    pub fn with_path(self, path: Round) -> Self {
        if path.is_off() {
            return Self { path, ..self };
        }
        Self {
            morph: 0.0,
            map_y: 0.0,
            travel: Travel::default(),
            path,
            ..self
        }
    }

    /// The same, with locks.
    #[must_use]
    pub fn with_locks(self, locks: Locks) -> Self {
        Self { locks, ..self }
    }

    /// Where the groove at a corner of the map comes from.
    #[must_use]
    pub fn source(&self, corner: Corner) -> Source {
        self.corners[corner.index()]
    }

    /// The map's X: from A or C (0) to B or D (1).
    #[must_use]
    pub fn morph(&self) -> f32 {
        self.morph
    }

    /// The map's Y: from A or B (0) to C or D (1).
    #[must_use]
    pub fn map_y(&self) -> f32 {
        self.map_y
    }

    /// What the groove is moved along, and by how many standard deviations.
    pub fn moves(&self) -> impl Iterator<Item = (Direction, f32)> {
        let axes = self.axes.into_iter().enumerate();
        let axes = axes.map(|(axis, moved)| (Direction::Axis(axis), moved));
        let attributes = ATTRIBUTES.map(Direction::Attribute);
        let attributes = attributes.into_iter().zip(self.attributes);
        axes.chain(attributes).filter(|(_, moved)| *moved != 0.0)
    }

    /// How freely hits are drawn.
    #[must_use]
    pub fn temperature(&self) -> Temperature {
        self.temperature
    }

    /// Which draw of the hits.
    #[must_use]
    pub fn take(&self) -> Seed {
        self.take
    }

    /// Whether and how the morph goes by itself.
    #[must_use]
    pub fn travel(&self) -> Travel {
        self.travel
    }

    /// After how many bars everything comes again.
    #[must_use]
    pub fn period(&self) -> usize {
        if self.path.is_off() {
            self.travel.period()
        } else {
            self.path.bars()
        }
    }

    /// How many grooves of four bars it needs, 1 to 16.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.period().div_ceil(BARS_A_PIECE)
    }

    /// Where on the map a bar lies, counted from the song's start, X and Y; `None` while all lie
    /// where the puck is.
    #[must_use]
    pub fn place_in_bar(&self, bar: usize, path: &Path) -> Option<(f32, f32)> {
        if self.path.is_off() {
            Some((self.travel.morph(bar)?, self.map_y))
        } else {
            Some(path.in_bar(bar, self.path.bars()))
        }
    }

    /// Where on the map a piece lies: one place, or one for each of its bars.
    #[must_use]
    pub fn places(&self, piece: usize, path: &Path) -> Vec<(f32, f32)> {
        let first = BARS_A_PIECE * piece;
        let bars = first..first + BARS_A_PIECE;
        let mut places: Vec<_> = bars.map_while(|bar| self.place_in_bar(bar, path)).collect();
        if places.is_empty() {
            places.push((self.morph, self.map_y));
        }
        places
    }

    /// Whether the groove goes along the path, and over how many bars.
    #[must_use]
    pub fn path(&self) -> Round {
        self.path
    }

    /// What a new groove takes over from the one that was heard.
    #[must_use]
    pub fn locks(&self) -> &Locks {
        &self.locks
    }

    /// The same wherever the puck is, however it goes and whatever stays: what lies all over the
    /// map.
    #[must_use]
    pub fn anywhere(self) -> Self {
        Self {
            morph: 0.0,
            map_y: 0.0,
            travel: Travel::default(),
            path: Round::Off,
            locks: Locks::default(),
            ..self
        }
    }

    /// Whether the map's corners look the same under both requests.
    #[must_use]
    pub fn has_same_corners(&self, other: &Self) -> bool {
        let corners = |request: &Self| (request.corners, request.temperature, request.take);
        corners(self) == corners(other)
    }

    /// One number for this request against a memory of this revision; never 0. Two threads can
    /// compare it without a lock.
    #[must_use]
    pub fn fingerprint(&self, revision: u64) -> u64 {
        let mut hasher = DefaultHasher::new();
        let place = (self.morph.to_bits(), self.map_y.to_bits());
        (self.corners, self.take, place, revision).hash(&mut hasher);
        (self.travel, self.path, self.locks).hash(&mut hasher);
        self.axes.map(f32::to_bits).hash(&mut hasher);
        self.attributes.map(f32::to_bits).hash(&mut hasher);
        self.temperature.get().to_bits().hash(&mut hasher);
        hasher.finish().max(1)
    }
}

impl std::fmt::Display for Request {
    /// As `name=value` pairs, for traces.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let axes = self.axes.map(|axis| format!("{axis}")).join(",");
        let [a, b, c, d] = self.corners.map(|source| source.0);
        write!(formatter, "a={a} b={b} c={c} d={d} ")?;
        write!(
            formatter,
            "morph={} map_y={} axes={axes} ",
            self.morph, self.map_y
        )?;
        write!(
            formatter,
            "temperature={} take={}",
            self.temperature.get(),
            self.take.0
        )?;
        for (attribute, moved) in ATTRIBUTES.iter().zip(self.attributes) {
            if moved != 0.0 {
                write!(formatter, " {}={moved}", attribute.name().replace(' ', "_"))?;
            }
        }
        if !self.path.is_off() {
            write!(formatter, " path={}", self.path.bars())?;
        }
        if !self.travel.is_off() {
            write!(formatter, " travel={:?}", self.travel)?;
        }
        if !self.locks.are_open() {
            write!(formatter, " locks={:?}", self.locks)?;
        }
        Ok(())
    }
}
