//! How much the strokes contradict the meter.
//!
//! Both measures start from the metrical weights of [`meter`](super::meter), which hold on any
//! grid; micro-timing is not looked at. The groove is taken as a loop: after its last step comes
//! its first.

use super::{
    kit::Layer,
    meter::{is_beat, weight},
};
use crate::{drum::Drum, grid::Grid, groove::Groove, units::Step};

/// The most [`syncopation`] a bar can hold: in two layers every other step of the longest bar,
/// each from the weakest position (−8: 16 beats of 24 steps) to a bar line that no one marks.
pub const MOST: f64 = 2.0 * (Grid::MAX_STEPS / 2) as f64 * (8.0 + UNMARKED);

/// Added to a syncopation against a position that no other layer marks.
const UNMARKED: f64 = 6.0;
/// Added to one against hats or cymbals alone.
const AGAINST_HIGH: f64 = 5.0;

/// Syncopation a bar, 0 to [`MOST`]: the polyphonic index of Witek, Clarke, Wallentin, Kringelbach
/// & Vuust ("Syncopation, body-movement and pleasure in groove music", PLOS ONE 9, 2014), which
/// extends Longuet-Higgins & Lee's to a kit.
///
/// A stroke N of the low layer (kick) or the middle one (snare, toms) is syncopated against a
/// position R if N lies off the beat, its layer rests from N to R, and R weighs more than N. R is
/// the heaviest such position up to the next beat. Its strength is
///
/// ```text
/// S = weight(R) − weight(N) + I
/// ```
///
/// where I says how the other layers mark R: kick against middle and high 2, middle against kick
/// and high 1, either against the high layer alone 5. Two cases are taken from implementations of
/// the index: kick against middle alone and the reverse 2 (rhythmtoolbox by Gómez-Marín), a position
/// that no one marks 6 (GrooveToolbox: Bruford et al., ISMIR 2020). The result is the sum of all S,
/// each times the loudness of its stroke relative to the loudest of its layer, divided by the number
/// of bars.
///
/// Where it differs from the paper, and why:
/// - Weights are those of 1984, with the half bar above the other beats; the implementations named
///   have all beats but the first at −1.
/// - A stroke on a beat is not syncopated: the backbeat is the norm of drumming, not its breach.
/// - R is sought up to the next beat, where the paper takes the next note of any drum; else running
///   sixteenths of the hat would hide every syncopation under them.
/// - R must weigh more than N; in the paper as much is enough. This matters between triplets alone.
/// - A ghost note counts by its loudness. Where all strokes are equally loud, nothing changes.
///
/// An empty groove and a straight beat give 0.
#[must_use]
pub fn syncopation(groove: &Groove) -> f64 {
    let sum: f64 = [Layer::Low, Layer::Middle]
        .into_iter()
        .map(|layer| layer_syncopation(groove, layer))
        .sum();
    sum / groove.grid().bars() as f64
}

fn layer_syncopation(groove: &Groove, layer: Layer) -> f64 {
    let grid = groove.grid();
    let own = Rhythm::of(groove, |drum| Layer::of(drum) == layer);
    let high = Rhythm::of(groove, |drum| Layer::of(drum) == Layer::High);
    let third = Rhythm::of(groove, |drum| {
        Layer::of(drum) != layer && Layer::of(drum) != Layer::High
    });
    let loudest = own.0.iter().copied().flatten().fold(0.0, f64::max);
    if loudest == 0.0 {
        return 0.0;
    }
    own.strokes()
        .filter(|&(step, _)| !is_beat(grid, step))
        .filter_map(|(step, loudness)| {
            let rest = own.rest_after(step);
            let to_beat = grid.steps_per_beat() - step.0 % grid.steps_per_beat();
            let expected = heaviest(grid, rest.take(to_beat))?;
            let strength = weight(grid, expected) - weight(grid, step);
            let marks = (third.has(expected), high.has(expected));
            let instruments = match (layer, marks) {
                (_, (false, false)) => UNMARKED,
                (_, (false, true)) => AGAINST_HIGH,
                (Layer::Middle, (true, true)) => 1.0,
                (_, (true, _)) => 2.0,
            };
            let strength = f64::from(strength) + instruments;
            (strength > instruments).then_some(strength * loudness / loudest)
        })
        .sum()
}

/// Syncopation a bar of the rhythm that `drums` make together, after Longuet-Higgins & Lee ("The
/// rhythmic interpretation of monophonic music", Music Perception 1, 1984), as Fitch & Rosenfeld
/// ("Perception and production of syncopated rhythms", Music Perception 25, 2007) sum it.
///
/// Each stroke N that is followed by a rest has the strength weight(R) − weight(N), where R is the
/// heaviest position of the rest up to the next stroke; positive strengths are added up and divided
/// by the number of bars. The son clave in sixteenths has 4. Without strokes it is 0.
#[must_use]
pub fn longuet_higgins_lee(groove: &Groove, drums: &[Drum]) -> f64 {
    let grid = groove.grid();
    let rhythm = Rhythm::of(groove, |drum| drums.contains(&drum));
    let sum: i32 = rhythm
        .strokes()
        .filter_map(|(step, _)| {
            let expected = heaviest(grid, rhythm.rest_after(step))?;
            Some((weight(grid, expected) - weight(grid, step)).max(0))
        })
        .sum();
    f64::from(sum) / grid.bars() as f64
}

/// The first of the heaviest steps.
fn heaviest(grid: Grid, steps: impl Iterator<Item = Step>) -> Option<Step> {
    steps.reduce(|heaviest, step| {
        if weight(grid, step) > weight(grid, heaviest) {
            step
        } else {
            heaviest
        }
    })
}

/// Loudness of the loudest stroke on each step, `None` where there is none.
struct Rhythm(Vec<Option<f64>>);

impl Rhythm {
    fn of(groove: &Groove, belongs: impl Fn(Drum) -> bool) -> Self {
        let mut steps = vec![None; groove.grid().steps()];
        for stroke in groove.strokes().filter(|stroke| belongs(stroke.drum)) {
            let loudness = f64::from(stroke.cell.velocity.get());
            let there = &mut steps[stroke.step.0];
            *there = Some(there.map_or(loudness, |other: f64| other.max(loudness)));
        }
        Self(steps)
    }

    fn has(&self, step: Step) -> bool {
        self.0[step.0].is_some()
    }

    fn strokes(&self) -> impl Iterator<Item = (Step, f64)> + '_ {
        let steps = self.0.iter().enumerate();
        steps.filter_map(|(step, loudness)| loudness.map(|loudness| (Step(step), loudness)))
    }

    /// The steps after `step` up to the next stroke, around the loop.
    fn rest_after(&self, step: Step) -> impl Iterator<Item = Step> + '_ {
        let steps = self.0.len();
        (1..steps)
            .map(move |distance| Step((step.0 + distance) % steps))
            .take_while(|&step| !self.has(step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::{grid, groove, one_bar, rock};

    const HAT: (Drum, &str) = (Drum::ClosedHat, "x.");

    #[test]
    fn straight_rock_is_not_syncopated() {
        assert_eq!(syncopation(&rock(one_bar())), 0.0);
        assert_eq!(syncopation(&rock(grid(4, 4, 4))), 0.0);
        let quarters = groove(
            one_bar(),
            &[(Drum::Snare, "....X.......X..."), (Drum::Ride, "x...")],
        );
        assert_eq!(syncopation(&quarters), 0.0);
    }

    #[test]
    fn the_claves_have_their_known_values() {
        let value =
            |line| longuet_higgins_lee(&groove(one_bar(), &[(Drum::Ride, line)]), &[Drum::Ride]);
        // Son: 3 → 4 from −4 to −2, 6 → 8 from −3 to −1.
        assert_eq!(value("x..x..x...x.x..."), 4.0);
        // Rumba: 7 → 8 instead, from −4 to −1.
        assert_eq!(value("x..x...x..x.x..."), 5.0);
        assert_eq!(value("x...x...x...x..."), 0.0);
        // The backbeat alone: 4 → 8 from −2 to −1, 12 → 16 from −2 to 0.
        assert_eq!(value("....x.......x..."), 3.0);
    }

    #[test]
    fn a_clave_has_its_value_on_a_finer_grid() {
        let fine = grid(1, 4, 12);
        let line: String = "x..x..x...x.x..."
            .chars()
            .flat_map(|c| [c, '.', '.'])
            .collect();
        let clave = groove(fine, &[(Drum::Ride, &line)]);
        assert_eq!(longuet_higgins_lee(&clave, &[Drum::Ride]), 4.0);
    }

    #[test]
    fn instruments_weigh_as_in_the_paper() {
        let value = |kick, snare, hat| {
            let lines = [
                (Drum::Kick, kick),
                (Drum::Snare, snare),
                (Drum::ClosedHat, hat),
            ];
            syncopation(&groove(one_bar(), &lines))
        };
        let (rest, hat) = ("................", "x.x.x.x.x.x.x.x.");
        // A kick on 3 expects 4: from −4 to −2.
        let kick = "x..x....x.......";
        assert_eq!(value(kick, "....x.......x...", hat), 2.0 + 2.0);
        assert_eq!(value(kick, "....x.......x...", rest), 2.0 + 2.0);
        assert_eq!(value(kick, rest, hat), 2.0 + 5.0);
        assert_eq!(value(kick, rest, rest), 2.0 + 6.0);
        // A snare on 7 expects 8: from −4 to −1.
        let snare = "....x..x....x...";
        assert_eq!(value("x.......x.......", snare, hat), 3.0 + 1.0);
        assert_eq!(value("x.......x.......", snare, rest), 3.0 + 2.0);
        assert_eq!(value(rest, snare, hat), 3.0 + 5.0);
    }

    #[test]
    fn running_sixteenths_hide_nothing_and_ghosts_count_less() {
        let lines = |snare| {
            [
                (Drum::Kick, "x.......x......."),
                (Drum::Snare, snare),
                (Drum::ClosedHat, "x"),
            ]
        };
        // 6 expects 8, from −3 to −1, which kick and hat mark.
        let loud = groove(one_bar(), &lines("....X.X.....X..."));
        assert_eq!(syncopation(&loud), 3.0);
        let ghost = groove(one_bar(), &lines("....X.o.....X..."));
        assert_eq!(syncopation(&ghost), 0.75);
    }

    #[test]
    fn an_anticipated_first_beat_is_found_around_the_loop() {
        let groove = groove(one_bar(), &[HAT, (Drum::Kick, "........x......x")]);
        assert_eq!(syncopation(&groove), 4.0 + 5.0);
    }

    #[test]
    fn triplets_expect_the_next_beat_and_not_each_other() {
        let shuffle = groove(
            grid(1, 4, 3),
            &[(Drum::Ride, "x.xx.xx.xx.x"), (Drum::Kick, "x.x...x..x..")],
        );
        // Only the kick on 2 is off the beat; it expects 3, from −3 to −2, against the ride.
        assert_eq!(syncopation(&shuffle), 1.0 + 5.0);
        let inner = groove(grid(1, 4, 3), &[(Drum::Kick, "xx.x..x..x..")]);
        assert_eq!(syncopation(&inner), 0.0);
    }
}
