//! What a producer would say of a groove: the traits that axes are named by, with words for their
//! rise and their fall.
//!
//! They are the statistics of a whole groove, and how busy, loud and late each part of the kit is.

use groove::{
    Drum, Groove,
    statistics::{Attribute, Statistics},
};

/// A part of the kit, as one speaks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The kick.
    Kick,
    /// The snare.
    Snare,
    /// Closed and open hat.
    Hats,
    /// All toms.
    Toms,
    /// The crash.
    Crash,
    /// The ride.
    Ride,
}

impl Part {
    const COUNT: usize = 6;
    const ALL: [Self; Self::COUNT] = [
        Self::Kick,
        Self::Snare,
        Self::Hats,
        Self::Toms,
        Self::Crash,
        Self::Ride,
    ];

    const fn of(drum: Drum) -> Self {
        match drum {
            Drum::Kick => Self::Kick,
            Drum::Snare => Self::Snare,
            Drum::ClosedHat | Drum::OpenHat => Self::Hats,
            Drum::LowTom | Drum::MidTom | Drum::HighTom => Self::Toms,
            Drum::Crash => Self::Crash,
            Drum::Ride => Self::Ride,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Kick => "kick",
            Self::Snare => "snare",
            Self::Hats => "hats",
            Self::Toms => "toms",
            Self::Crash => "crash",
            Self::Ride => "ride",
        }
    }
}

/// What one part plays in a groove.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Played {
    strokes: usize,
    velocities: f64,
    offsets: f64,
}

/// What each part plays.
#[must_use]
pub fn parts(groove: &Groove) -> [Played; Part::COUNT] {
    let mut parts = [Played::default(); Part::COUNT];
    for stroke in groove.strokes() {
        let part = &mut parts[Part::of(stroke.drum) as usize];
        part.strokes += 1;
        part.velocities += f64::from(stroke.cell.velocity.get());
        part.offsets += f64::from(stroke.cell.offset.get());
    }
    parts
}

/// Something one says of a groove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trait {
    /// A statistic of the whole.
    Whole(Attribute),
    /// How many strokes a part has.
    Busy(Part),
    /// How hard a part is struck; nothing where it is silent.
    Loud(Part),
    /// How late a part lies; nothing where it is silent.
    Late(Part),
}

/// The statistics of a whole groove that have words of their own, for more and for less.
const WHOLE: [(Attribute, &str, &str); 14] = [
    (Attribute::Density, "busier", "sparser"),
    (Attribute::Syncopation, "more syncopated", "less syncopated"),
    (Attribute::Velocity, "louder", "softer"),
    (Attribute::AccentDepth, "deeper accents", "flatter accents"),
    (Attribute::Ghosts, "more ghost notes", "fewer ghost notes"),
    (Attribute::EighthSwing, "swung eighths", "straight eighths"),
    (
        Attribute::SixteenthSwing,
        "swung sixteenths",
        "straight sixteenths",
    ),
    (Attribute::Lateness, "more laid back", "more pushed"),
    (Attribute::TimingSpread, "looser timing", "tighter timing"),
    (
        Attribute::Independence,
        "more independent limbs",
        "more unison",
    ),
    (Attribute::Repetition, "more repetitive", "more varied"),
    (Attribute::Fill, "bigger fills", "smaller fills"),
    (
        Attribute::BackbeatDistance,
        "weaker backbeat",
        "stronger backbeat",
    ),
    (Attribute::HatOpenness, "more open hats", "more closed hats"),
];

impl Trait {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        let whole = WHOLE.into_iter().map(|(one, ..)| Self::Whole(one));
        let part = |kind: fn(Part) -> Self| Part::ALL.into_iter().map(kind);
        whole
            .chain(part(Self::Busy))
            .chain(part(Self::Loud))
            .chain(part(Self::Late))
    }

    /// Words for its rise, e.g. "busier hats".
    #[must_use]
    pub fn more(self) -> String {
        self.words(|(_, more, _)| more, ["busier", "louder", "later"])
    }

    /// Words for its fall, e.g. "sparser hats".
    #[must_use]
    pub fn less(self) -> String {
        self.words(|(_, _, less)| less, ["sparser", "softer", "earlier"])
    }

    fn words(
        self,
        of_whole: fn((Attribute, &'static str, &'static str)) -> &'static str,
        [busy, loud, late]: [&str; 3],
    ) -> String {
        match self {
            Self::Whole(one) => {
                let known = WHOLE.into_iter().find(|(other, ..)| *other == one);
                known.map_or(one.name(), of_whole).to_owned()
            }
            Self::Busy(part) => format!("{busy} {}", part.name()),
            Self::Loud(part) => format!("{loud} {}", part.name()),
            Self::Late(part) => format!("{late} {}", part.name()),
        }
    }

    /// Its value in a groove with these statistics and [`parts`].
    #[must_use]
    pub fn value(self, statistics: &Statistics, parts: &[Played; Part::COUNT]) -> Option<f64> {
        let mean = |part: Part, sum: fn(&Played) -> f64| {
            let played = &parts[part as usize];
            (played.strokes > 0).then(|| sum(played) / played.strokes as f64)
        };
        match self {
            Self::Whole(one) => Some(statistics.value(one)),
            Self::Busy(part) => Some(parts[part as usize].strokes as f64),
            Self::Loud(part) => mean(part, |played| played.velocities),
            Self::Late(part) => mean(part, |played| played.offsets),
        }
    }
}

#[cfg(test)]
mod tests {
    use groove::Tempo;

    use super::*;
    use crate::testing::stroked;

    #[test]
    fn words_are_unique_and_name_the_part() {
        let words: Vec<String> = Trait::all()
            .flat_map(|one| [one.more(), one.less()])
            .collect();
        for (at, word) in words.iter().enumerate() {
            assert!(!words[..at].contains(word), "{word}");
        }
        assert_eq!(Trait::Busy(Part::Hats).less(), "sparser hats");
        assert_eq!(Trait::Whole(Attribute::Lateness).more(), "more laid back");
    }

    #[test]
    fn a_part_is_measured_over_its_drums_and_a_silent_one_has_no_velocity() {
        let window = stroked(
            Tempo::DEFAULT,
            &[(0, 2, 0.4, 0.1), (4, 3, 0.8, 0.3), (8, 1, 0.9, -0.2)],
        );
        let groove = window.groove(groove::Grid::FOUR_BARS);
        let statistics = Statistics::of(&groove, Tempo::DEFAULT);
        let value = |one: Trait| one.value(&statistics, &parts(&groove));
        assert_eq!(value(Trait::Busy(Part::Hats)), Some(2.0));
        assert!((value(Trait::Loud(Part::Hats)).unwrap() - 0.6).abs() < 1e-6);
        assert!((value(Trait::Late(Part::Hats)).unwrap() - 0.2).abs() < 1e-6);
        assert_eq!(value(Trait::Busy(Part::Kick)), Some(0.0));
        assert_eq!(value(Trait::Loud(Part::Kick)), None);
        assert_eq!(value(Trait::Whole(Attribute::Density)), Some(3.0 / 16.0));
    }
}
