//! What the controls ask the generator for: a state, not a message.
//!
//! The generator compares the newest request with the last one it answered, so a flood of slider
//! moves costs nothing and stale requests don't exist.

mod locks;
mod path;
mod travel;

pub use locks::{BARS, Locks};
pub use path::{MOST_PLACES, Outline, Path, Round};
pub use travel::{BARS_A_PIECE, Length, Travel, Way};

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use groove::statistics::Attribute;
use inference::{Seed, Temperature};
use serde::{Deserialize, Serialize};

use crate::{
    corner::Corner,
    direction::{ATTRIBUTES, Direction},
    params::{AXES, CORNERS, NUMBERS},
};

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
#[serde(from = "RequestFields", into = "RequestFields")]
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

/// A request as projects store it, not yet brought into range.
#[derive(Clone, Serialize, Deserialize)]
struct RequestFields {
    a: i32,
    b: i32,
    morph: f32,
    /// The first version knew no more than the map's upper edge.
    #[serde(default = "third")]
    c: i32,
    #[serde(default = "fourth")]
    d: i32,
    #[serde(default)]
    map_y: f32,
    axes: [f32; AXES],
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<Attribute, f32>,
    temperature: f32,
    take: i32,
    #[serde(default, skip_serializing_if = "Travel::is_off")]
    travel: Travel,
    #[serde(default, skip_serializing_if = "Round::is_off")]
    path: Round,
    #[serde(default, skip_serializing_if = "Locks::are_open")]
    locks: Locks,
}

fn third() -> i32 {
    CORNERS[2]
}

fn fourth() -> i32 {
    CORNERS[3]
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

impl From<RequestFields> for Request {
    fn from(fields: RequestFields) -> Self {
        let RequestFields {
            a,
            b,
            morph,
            c,
            d,
            map_y,
            axes,
            attributes,
            temperature,
            take,
            travel,
            path,
            locks,
        } = fields;
        let moved = |attribute| attributes.get(&attribute).copied().unwrap_or_default();
        Self::new(a, b, morph, axes, temperature, take)
            .with_map(c, d, map_y)
            .with_attributes(ATTRIBUTES.map(moved))
            .with_travel(travel)
            .with_path(path)
            .with_locks(locks)
    }
}

impl From<Request> for RequestFields {
    fn from(request: Request) -> Self {
        let [a, b, c, d] = request.corners.map(|source| source.0 as i32);
        let moved = ATTRIBUTES.into_iter().zip(request.attributes);
        Self {
            a,
            b,
            morph: request.morph,
            c,
            d,
            map_y: request.map_y,
            axes: request.axes,
            attributes: moved.filter(|(_, moved)| *moved != 0.0).collect(),
            temperature: request.temperature.get(),
            take: request.take.0 as i32,
            travel: request.travel,
            path: request.path,
            locks: request.locks,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    const TO_B: Travel = Travel {
        way: Way::ToB,
        bars: Length::Sixteen,
    };

    #[test]
    fn values_from_anywhere_are_brought_into_range() {
        let request = Request::new(-5, i32::MAX, f32::NAN, [f32::INFINITY; AXES], 1.0, 7);
        assert_eq!(request.source(Corner::A), Source::STORED);
        assert_eq!(request.source(Corner::B).number(), 9999);
        assert_eq!((request.morph(), request.axes[0]), (0.0, 3.0));
        let request = request.with_map(-1, 10_000, 7.0);
        assert_eq!(request.source(Corner::C), Source::STORED);
        assert_eq!(request.source(Corner::D).number(), 9999);
        assert_eq!(request.map_y(), 1.0);
    }

    #[test]
    fn fingerprints_tell_requests_and_revisions_apart() {
        let one = Request::new(1, 2, 0.5, [0.0; AXES], 0.5, 0);
        let other = Request::new(1, 2, 0.501, [0.0; AXES], 0.5, 0);
        assert_ne!(one.fingerprint(0), other.fingerprint(0));
        assert_ne!(one.fingerprint(0), one.fingerprint(1));
        assert_eq!(one.fingerprint(3), one.fingerprint(3));
        let mut locks = Locks::default();
        locks.bars[3] = true;
        assert_ne!(one.fingerprint(0), one.with_locks(locks).fingerprint(0));
        assert_ne!(one.fingerprint(0), one.with_travel(TO_B).fingerprint(0));
        let walked = one.with_path(Round::Four);
        assert_ne!(one.fingerprint(0), walked.fingerprint(0));
        let slower = one.with_path(Round::Eight);
        assert_ne!(walked.fingerprint(0), slower.fingerprint(0));
        let mut attributes = [0.0; ATTRIBUTES.len()];
        attributes[7] = 0.5;
        let fuller = one.with_attributes(attributes);
        assert_ne!(one.fingerprint(0), fuller.fingerprint(0));
        for other in [
            one.with_map(3, 4, 0.001),
            one.with_map(0, 4, 0.0),
            one.with_map(3, 0, 0.0),
        ] {
            assert_ne!(one.fingerprint(0), other.fingerprint(0));
        }
    }

    #[test]
    fn a_travel_goes_all_the_way_wherever_the_morph_stands() {
        let [here, there] = [0.2, 0.8].map(|morph| Request::new(1, 2, morph, [0.0; AXES], 0.5, 0));
        assert_eq!(here.with_travel(TO_B), there.with_travel(TO_B));
        let off = Travel {
            way: Way::Off,
            ..TO_B
        };
        assert_eq!(here.with_travel(off), here);
    }

    #[test]
    fn the_path_wins_over_travel_and_puck() {
        let [here, there] = [0.2, 0.8].map(|morph| Request::new(1, 2, morph, [0.0; AXES], 0.5, 0));
        let there = there.with_map(3, 4, 0.5).with_travel(TO_B);
        let walked = here.with_map(3, 4, 0.1).with_path(Round::Eight);
        assert_eq!(there.with_path(Round::Eight), walked);
        assert_eq!(there.with_path(Round::Off), there);
        assert_eq!((walked.period(), walked.pieces()), (8, 2));
        let path = Path::default();
        let half = [(1.0, 1.0), (0.5, 1.0), (0.0, 1.0), (0.0, 0.5)];
        assert_eq!(walked.places(1, &path), half);
        assert_eq!(here.places(0, &path), [(0.2, 0.0)]);
        assert_eq!(there.places(3, &path)[3], (1.0, 0.5));
    }

    #[test]
    fn a_request_of_the_first_version_is_one_on_the_maps_upper_edge() {
        let stored = serde_json::json!({
            "a": 5, "b": 0, "morph": 0.25, "axes": vec![0.0; AXES], "temperature": 0.5, "take": 7
        });
        let read: Request = serde_json::from_value(stored).expect("it lacks fields alone");
        assert_eq!(read, Request::new(5, 0, 0.25, [0.0; AXES], 0.5, 7));
        assert_eq!(read.map_y(), 0.0);
    }

    #[test]
    fn requests_survive_storage() {
        let plain = Request::new(0, 9999, 0.123, [0.07; AXES], 1.31, 12);
        let mut locks = Locks::default();
        locks.drums[8] = true;
        for request in [
            plain,
            plain.with_travel(TO_B),
            plain.with_locks(locks),
            plain.with_map(0, 71, 0.456),
            plain.with_path(Round::Sixteen),
            plain.with_attributes([0.0, 0.25, -2.0, 0.0, 1.0, 0.0, 0.0, 0.1]),
        ] {
            let text = serde_json::to_string(&request).expect("plain numbers");
            assert_eq!(
                serde_json::from_str::<Request>(&text).expect("our own text"),
                request
            );
        }
    }
}
