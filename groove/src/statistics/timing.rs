//! How the strokes lie against the grid, in milliseconds.
//!
//! Milliseconds need a beat of some length: tempos below one beat a minute count as one beat a
//! minute, so that every figure is finite.

use super::mean;
use crate::{
    drum::Drum,
    grid::Grid,
    groove::{Groove, PlacedCell},
    units::Tempo,
};

/// The longest beat that is told apart, in milliseconds.
pub const LONGEST_BEAT: f64 = 60_000.0;

/// How late the groove lies: mean offset of all strokes in milliseconds; negative is early
/// ("pushed"), positive late ("laid back"). Within half a step: at most 30 000. An empty groove
/// gives 0.
#[must_use]
pub fn lateness(groove: &Groove, tempo: Tempo) -> f64 {
    mean(groove.strokes().map(offset)).unwrap_or_default() * step_milliseconds(groove.grid(), tempo)
}

/// How late one drum lies; as [`lateness`].
#[must_use]
pub fn drum_lateness(groove: &Groove, drum: Drum, tempo: Tempo) -> f64 {
    let strokes = groove.strokes().filter(|stroke| stroke.drum == drum);
    mean(strokes.map(offset)).unwrap_or_default() * step_milliseconds(groove.grid(), tempo)
}

/// How loose the timing is: standard deviation of the offsets around the mean of their position
/// in the beat, in milliseconds, 0 to 30 000.
///
/// Around the position's mean, since a swung sixteenth that is always late by the same is tight.
/// An empty groove, and one whose strokes repeat their offsets in each beat, give 0.
#[must_use]
pub fn spread(groove: &Groove, tempo: Tempo) -> f64 {
    let grid = groove.grid();
    let position = |stroke: &PlacedCell| stroke.step.0 % grid.steps_per_beat();
    let mut positions = vec![(0.0, 0_usize); grid.steps_per_beat()];
    for stroke in groove.strokes() {
        let (sum, strokes) = &mut positions[position(&stroke)];
        *sum += f64::from(offset(stroke));
        *strokes += 1;
    }
    let squares: f64 = groove
        .strokes()
        .map(|stroke| {
            let (sum, strokes) = positions[position(&stroke)];
            (f64::from(offset(stroke)) - sum / strokes as f64).powi(2)
        })
        .sum();
    let variance = squares / groove.stroke_count().max(1) as f64;
    variance.sqrt() * step_milliseconds(grid, tempo)
}

fn offset(stroke: PlacedCell) -> f32 {
    stroke.cell.offset.get()
}

fn step_milliseconds(grid: Grid, tempo: Tempo) -> f64 {
    (1000.0 * tempo.beat_seconds()).min(LONGEST_BEAT) / grid.steps_per_beat() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::{groove, one_bar, rock, shift};

    #[test]
    fn a_snare_late_by_a_fifth_of_a_sixteenth_is_25_ms_late_at_120() {
        let mut rock = rock(one_bar());
        shift(&mut rock, 4, Drum::Snare, 0.2);
        shift(&mut rock, 12, Drum::Snare, 0.2);
        let tempo = Tempo::DEFAULT;
        assert!((drum_lateness(&rock, Drum::Snare, tempo) - 25.0).abs() < 1e-5);
        assert_eq!(drum_lateness(&rock, Drum::Kick, tempo), 0.0);
        assert!((lateness(&rock, tempo) - 25.0 * 2.0 / 12.0).abs() < 1e-5);
    }

    #[test]
    fn swing_is_no_looseness_but_unevenness_is() {
        let mut hats = groove(one_bar(), &[(Drum::ClosedHat, "xx")]);
        for step in (1..16).step_by(2) {
            shift(&mut hats, step, Drum::ClosedHat, 0.3);
        }
        assert!(spread(&hats, Tempo::DEFAULT) < 1e-5);
        // Two of the four strokes on "e" now deviate by ±0.1 of their mean of 0.3, the other two
        // by nothing: variance 2 × 0.01 / 16.
        shift(&mut hats, 1, Drum::ClosedHat, 0.2);
        shift(&mut hats, 5, Drum::ClosedHat, 0.4);
        let expected = (0.02_f64 / 16.0).sqrt() * 125.0;
        assert!((spread(&hats, Tempo::DEFAULT) - expected).abs() < 1e-4);
    }

    #[test]
    fn no_tempo_makes_it_infinite() {
        let mut rock = rock(one_bar());
        shift(&mut rock, 0, Drum::Kick, 0.5);
        for tempo in [Tempo::LOWEST, Tempo::HIGHEST] {
            assert!(lateness(&rock, tempo).is_finite());
            assert!(spread(&rock, tempo).is_finite());
        }
    }
}
