//! What the controls ask the generator for: a state, not a message.
//!
//! The generator compares the newest request with the last one it answered, so a flood of slider
//! moves costs nothing and stale requests don't exist.

mod locks;
mod travel;

pub use locks::{BARS, Locks};
pub use travel::{BARS_A_PIECE, Length, Travel, Way};

use std::hash::{DefaultHasher, Hash, Hasher};

use inference::{Seed, Temperature};
use serde::{Deserialize, Serialize};

use crate::params::{AXES, NUMBERS};

/// Where a groove comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Source(u32);

impl Source {
    /// The groove that was stored in the card.
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
    a: Source,
    b: Source,
    morph: f32,
    axes: [f32; AXES],
    temperature: Temperature,
    take: Seed,
    travel: Travel,
    locks: Locks,
}

/// A request as projects store it, not yet brought into range.
#[derive(Clone, Serialize, Deserialize)]
struct RequestFields {
    a: i32,
    b: i32,
    morph: f32,
    axes: [f32; AXES],
    temperature: f32,
    take: i32,
    #[serde(default, skip_serializing_if = "Travel::is_off")]
    travel: Travel,
    #[serde(default, skip_serializing_if = "Locks::are_open")]
    locks: Locks,
}

impl Request {
    /// From parameter values; what is out of range or not a number is brought in.
    #[must_use]
    pub fn new(a: i32, b: i32, morph: f32, axes: [f32; AXES], temperature: f32, take: i32) -> Self {
        let number = |number: i32| {
            number
                .clamp(*NUMBERS.start(), *NUMBERS.end())
                .unsigned_abs()
        };
        let inside = |value: f32, low, high| {
            if value.is_nan() {
                0.0
            } else {
                value.clamp(low, high)
            }
        };
        Self {
            a: Source(number(a)),
            b: Source(number(b)),
            morph: inside(morph, 0.0, 1.0),
            axes: axes.map(|axis| inside(axis, -3.0, 3.0)),
            temperature: Temperature::new(temperature),
            take: Seed(u64::from(number(take))),
            travel: Travel::default(),
            locks: Locks::default(),
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

    /// The same, with locks.
    #[must_use]
    pub fn with_locks(self, locks: Locks) -> Self {
        Self { locks, ..self }
    }

    /// Where groove A comes from.
    #[must_use]
    pub fn a(&self) -> Source {
        self.a
    }

    /// Where groove B comes from.
    #[must_use]
    pub fn b(&self) -> Source {
        self.b
    }

    /// The place between A (0) and B (1).
    #[must_use]
    pub fn morph(&self) -> f32 {
        self.morph
    }

    /// Shifts along the principal axes, in standard deviations.
    #[must_use]
    pub fn axes(&self) -> &[f32; AXES] {
        &self.axes
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

    /// What a new groove takes over from the one that was heard.
    #[must_use]
    pub fn locks(&self) -> &Locks {
        &self.locks
    }

    /// Whether the cards A and B look the same under both requests.
    #[must_use]
    pub fn has_same_ends(&self, other: &Self) -> bool {
        let ends = |request: &Self| (request.a, request.b, request.temperature, request.take);
        ends(self) == ends(other)
    }

    /// One number for this request against a memory of this revision; never 0. Two threads can
    /// compare it without a lock.
    #[must_use]
    pub fn fingerprint(&self, revision: u64) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.a, self.b, self.take, self.morph.to_bits(), revision).hash(&mut hasher);
        (self.travel, self.locks).hash(&mut hasher);
        self.axes.map(f32::to_bits).hash(&mut hasher);
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
            axes,
            temperature,
            take,
            travel,
            locks,
        } = fields;
        Self::new(a, b, morph, axes, temperature, take)
            .with_travel(travel)
            .with_locks(locks)
    }
}

impl From<Request> for RequestFields {
    fn from(request: Request) -> Self {
        Self {
            a: request.a.0 as i32,
            b: request.b.0 as i32,
            morph: request.morph,
            axes: request.axes,
            temperature: request.temperature.get(),
            take: request.take.0 as i32,
            travel: request.travel,
            locks: request.locks,
        }
    }
}

impl std::fmt::Display for Request {
    /// As `name=value` pairs, for traces.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let axes = self.axes.map(|axis| format!("{axis}")).join(",");
        write!(
            formatter,
            "a={} b={} morph={} axes={axes} ",
            self.a.0, self.b.0, self.morph
        )?;
        write!(
            formatter,
            "temperature={} take={}",
            self.temperature.get(),
            self.take.0
        )?;
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
        assert_eq!(request.a(), Source::STORED);
        assert_eq!(request.b().number(), 9999);
        assert_eq!((request.morph(), request.axes()[0]), (0.0, 3.0));
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
    fn requests_survive_storage() {
        let plain = Request::new(0, 9999, 0.123, [0.07; AXES], 1.31, 12);
        let mut locks = Locks::default();
        locks.drums[8] = true;
        for request in [plain, plain.with_travel(TO_B), plain.with_locks(locks)] {
            let text = serde_json::to_string(&request).expect("plain numbers");
            assert_eq!(
                serde_json::from_str::<Request>(&text).expect("our own text"),
                request
            );
        }
    }
}
