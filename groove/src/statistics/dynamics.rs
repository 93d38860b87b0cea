//! How hard the drums are struck, and how differently.

use super::{mean, quantile, sorted};
use crate::{drum::Drum, groove::Groove};

/// Mean velocity of all strokes, 0–1. An empty groove gives 0.
#[must_use]
pub fn mean_velocity(groove: &Groove) -> f64 {
    mean(groove.strokes().map(|stroke| stroke.cell.velocity.get())).unwrap_or_default()
}

/// How far the accents stand out, 0–1 (our own definition): for each drum the ninth decile of its velocities minus the
/// first, averaged over the drums by their number of strokes.
///
/// Drum by drum, since a soft hat beside a loud snare is balance, not accent; deciles, since the
/// loudest and the softest stroke of a performance are accidents. An empty groove and one of even
/// strokes give 0.
#[must_use]
pub fn accent_depth(groove: &Groove) -> f64 {
    let depths = Drum::ALL.into_iter().filter_map(|drum| {
        let velocities = sorted_velocities(groove, drum);
        let depth = quantile(&velocities, 0.9)? - quantile(&velocities, 0.1)?;
        Some(depth * velocities.len() as f64)
    });
    depths.sum::<f64>() / groove.stroke_count().max(1) as f64
}

/// Share of the snare's strokes that are ghost notes, 0–1 (our own definition): those at most half as hard as its
/// hardest. A groove without snare gives 0.
#[must_use]
pub fn ghost_share(groove: &Groove) -> f64 {
    let velocities = sorted_velocities(groove, Drum::Snare);
    let hardest = velocities.last().copied().unwrap_or_default();
    let ghosts = velocities
        .iter()
        .filter(|&&velocity| velocity <= hardest / 2.0 && velocity < hardest)
        .count();
    ghosts as f64 / velocities.len().max(1) as f64
}

fn sorted_velocities(groove: &Groove, drum: Drum) -> Vec<f64> {
    let strokes = groove.strokes().filter(|stroke| stroke.drum == drum);
    sorted(strokes.map(|stroke| f64::from(stroke.cell.velocity.get())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::{groove, one_bar, rock};

    #[test]
    fn the_balance_of_the_drums_is_no_accent() {
        let rock = rock(one_bar());
        assert_eq!(mean_velocity(&rock), (4.0 * 1.0 + 8.0 * 0.5) / 12.0);
        assert_eq!(accent_depth(&rock), 0.0);
    }

    #[test]
    fn every_other_hat_accented_is_the_whole_difference() {
        let hats = groove(one_bar(), &[(Drum::ClosedHat, "X.x.")]);
        assert_eq!(accent_depth(&hats), 0.5);
    }

    #[test]
    fn accents_count_by_the_strokes_of_their_drum() {
        // Four hats of depth 0, two snares of 1 and 0.5: deciles 0.55 and 0.95.
        let both = groove(
            one_bar(),
            &[
                (Drum::ClosedHat, "x...x...x...x..."),
                (Drum::Snare, "....X.......x..."),
            ],
        );
        assert!((accent_depth(&both) - 0.4 * 2.0 / 6.0).abs() < 1e-12);
    }

    #[test]
    fn ghosts_are_at_most_half_as_hard() {
        let snare = groove(one_bar(), &[(Drum::Snare, ".o..X.xo.o..X...")]);
        assert_eq!(ghost_share(&snare), 4.0 / 6.0);
        let even = groove(one_bar(), &[(Drum::Snare, "x...")]);
        assert_eq!(ghost_share(&even), 0.0);
    }
}
