//! How much is played, and on which drums.

use crate::{drum::Drum, groove::Groove};

/// Strokes a beat: all strokes / beats. 0 to drums × steps a beat; an empty groove gives 0.
#[must_use]
pub fn strokes_per_beat(groove: &Groove) -> f64 {
    groove.stroke_count() as f64 / groove.grid().length().0
}

/// Strokes a bar: all strokes / bars. 0 to drums × steps a bar; an empty groove gives 0.
#[must_use]
pub fn strokes_per_bar(groove: &Groove) -> f64 {
    groove.stroke_count() as f64 / groove.grid().bars() as f64
}

/// Share of all strokes that fall on `drum`, 0–1; the shares of all drums add up to 1. An empty
/// groove gives 0.
#[must_use]
pub fn share(groove: &Groove, drum: Drum) -> f64 {
    ratio(count(groove, drum), groove.stroke_count())
}

/// Share of the hat's strokes that are open: open / (open + closed), 0–1. A groove without hats
/// gives 0.
#[must_use]
pub fn hat_openness(groove: &Groove) -> f64 {
    let open = count(groove, Drum::OpenHat);
    ratio(open, open + count(groove, Drum::ClosedHat))
}

fn count(groove: &Groove, drum: Drum) -> usize {
    groove
        .strokes()
        .filter(|stroke| stroke.drum == drum)
        .count()
}

fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::{groove, one_bar, rock};

    #[test]
    fn rock_has_twelve_strokes_in_four_beats() {
        let rock = rock(one_bar());
        assert_eq!(strokes_per_beat(&rock), 3.0);
        assert_eq!(strokes_per_bar(&rock), 12.0);
        assert_eq!(share(&rock, Drum::Kick), 2.0 / 12.0);
        assert_eq!(share(&rock, Drum::ClosedHat), 8.0 / 12.0);
        assert_eq!(share(&rock, Drum::Ride), 0.0);
        assert_eq!(hat_openness(&rock), 0.0);
    }

    #[test]
    fn one_hat_of_four_is_open() {
        let hats = groove(
            one_bar(),
            &[
                (Drum::ClosedHat, "x...x...x......."),
                (Drum::OpenHat, "............x..."),
            ],
        );
        assert_eq!(hat_openness(&hats), 0.25);
    }
}
