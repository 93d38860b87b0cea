//! The host's bars: where the one at a position begins, how long it is, which it is.

use groove::Beats;

/// How near to a grid line a position must be to be on it, in quarter notes: hosts round their
/// positions, some of them through seconds.
pub(super) const ON_THE_LINE: f64 = 1e-3;

/// The host's time signature, as it tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meter {
    /// How many notes make a bar.
    pub numerator: i32,
    /// Which notes: 4 for quarters.
    pub denominator: i32,
}

impl Meter {
    /// Four quarters, where none is told.
    pub const COMMON: Self = Self {
        numerator: 4,
        denominator: 4,
    };

    /// The length of a bar in quarter notes; that of four where the numbers make no sense.
    pub(super) fn bar_length(self) -> f64 {
        let is_sound = (1..=64).contains(&self.numerator)
            && (1..=64).contains(&self.denominator)
            && self.denominator.count_ones() == 1;
        if is_sound {
            4.0 * f64::from(self.numerator) / f64::from(self.denominator)
        } else {
            4.0
        }
    }
}

/// A bar of the song.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bar {
    /// Where it begins, in quarter notes of the song.
    pub start: f64,
    /// In quarter notes.
    pub length: f64,
    /// Counted from 0 as if the song had this meter from its start; negative before it.
    pub number: i64,
}

impl Bar {
    /// The bar at `position`: as the host tells its start if that can be, else counted from the
    /// song's start.
    pub fn at(position: f64, meter: Option<Meter>, told: Option<Beats>) -> Self {
        let length = meter.unwrap_or(Meter::COMMON).bar_length();
        let can_be = |start: &f64| {
            let edge = start - ON_THE_LINE..start + length + ON_THE_LINE;
            start.is_finite() && edge.contains(&position)
        };
        let start = told
            .map(|start| start.0)
            .filter(can_be)
            .unwrap_or_else(|| (position / length + 1e-9).floor() * length);
        Self {
            start,
            length,
            number: (start / length + ON_THE_LINE).floor() as i64,
        }
    }

    /// The one after it.
    pub fn next(self) -> Self {
        self.moved(1)
    }

    /// The one at `beat`, if all have this one's length. A beat on the line is in the later bar.
    pub fn containing(self, beat: f64) -> Self {
        self.moved(((beat - self.start + ON_THE_LINE) / self.length).floor() as i64)
    }

    /// Where it ends.
    pub fn end(self) -> f64 {
        self.start + self.length
    }

    /// Whether `other` is where this one's neighbours are expected.
    pub fn is_in_line_with(self, other: Self) -> bool {
        let bars = (other.start - self.start) / self.length;
        let is_whole = (bars - bars.round()).abs() * self.length < ON_THE_LINE;
        self.length == other.length && is_whole && self.number + bars.round() as i64 == other.number
    }

    fn moved(self, bars: i64) -> Self {
        Self {
            start: self.start + bars as f64 * self.length,
            length: self.length,
            number: self.number + bars,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEVEN_EIGHTHS: Meter = Meter {
        numerator: 7,
        denominator: 8,
    };

    #[test]
    fn the_hosts_bar_start_counts_if_it_can_be() {
        let bar = Bar::at(9.0, Some(SEVEN_EIGHTHS), Some(Beats(7.5)));
        assert_eq!((bar.start, bar.end(), bar.number), (7.5, 11.0, 2));
        for told in [None, Some(Beats(2.0)), Some(Beats(f64::NAN))] {
            let bar = Bar::at(9.0, Some(SEVEN_EIGHTHS), told);
            assert_eq!((bar.start, bar.number), (7.0, 2));
        }
        assert_eq!(Bar::at(-0.5, None, None).number, -1);
    }

    #[test]
    fn nonsense_is_common_time() {
        for (numerator, denominator) in [(0, 4), (4, 0), (4, 3), (-3, 4), (i32::MAX, 1)] {
            let meter = Meter {
                numerator,
                denominator,
            };
            assert_eq!(meter.bar_length(), 4.0, "{meter:?}");
        }
    }

    #[test]
    fn neighbours_are_in_line() {
        let bar = Bar::at(0.0, None, None);
        assert!(bar.is_in_line_with(bar.next()) && bar.next().is_in_line_with(bar));
        assert!(!bar.is_in_line_with(Bar::at(2.5, None, Some(Beats(2.0)))));
        assert_eq!(bar.containing(-0.0005).number, 0);
        assert_eq!(bar.containing(11.0).start, 8.0);
    }
}
