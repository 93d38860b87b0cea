//! Whether the feet go their own way.

use super::kit::{Layer, is_foot};
use crate::groove::Groove;

/// Independence of the feet from the hands, 0–1: the share of the feet's rhythm that the hands'
/// does not tell.
///
/// Let F say whether a foot strikes on a step, and H which of the two layers of the hands do (drums
/// and cymbals: [`Layer::Middle`], [`Layer::High`]), over all steps of the groove. The result is the
/// conditional entropy H(F | H) / H(F) = 1 − I(F; H) / H(F): Shannon's ("A mathematical theory of
/// communication", Bell System Technical Journal 27, 1948), normalised as in Theil's uncertainty
/// coefficient ("On the estimation of relationships involving qualitative variables", American
/// Journal of Sociology 76, 1970).
///
/// It is 0 where the hands decide what the feet do, as where both strike together always, or the
/// feet where the hands rest; and 1 where knowing the hands does not help. Feet that never or always
/// strike have no rhythm and give 0; so does an empty groove.
#[must_use]
pub fn independence(groove: &Groove) -> f64 {
    let mut steps = vec![0; groove.grid().steps()];
    for stroke in groove.strokes() {
        steps[stroke.step.0] |= if is_foot(stroke.drum) {
            FOOT
        } else if Layer::of(stroke.drum) == Layer::High {
            2
        } else {
            4
        };
    }
    let of_feet = entropy(steps.iter().map(|step| step & FOOT));
    let of_hands = entropy(steps.iter().map(|step| step & !FOOT));
    let of_both = entropy(steps.iter().copied());
    if of_feet > 0.0 {
        ((of_both - of_hands) / of_feet).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

/// The bit of the feet in a step; the two above are the hands' layers.
const FOOT: usize = 1;

/// Entropy of symbols below 8, in nats.
fn entropy(symbols: impl Iterator<Item = usize>) -> f64 {
    let mut counts = [0_usize; 8];
    for symbol in symbols {
        counts[symbol] += 1;
    }
    let all = counts.iter().sum::<usize>() as f64;
    let played = counts.into_iter().filter(|&count| count > 0);
    played
        .map(|count| count as f64 / all)
        .map(|share| -share * share.ln())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        drum::Drum,
        patterns::{groove, one_bar, rock},
    };

    #[test]
    fn feet_that_follow_the_hands_or_avoid_them_are_not_independent() {
        let together = groove(
            one_bar(),
            &[(Drum::Kick, "x..x"), (Drum::ClosedHat, "x..x")],
        );
        let linear = groove(
            one_bar(),
            &[(Drum::Kick, ".x.."), (Drum::ClosedHat, "x.xx")],
        );
        assert!(independence(&together) < 1e-12);
        assert!(independence(&linear) < 1e-12);
    }

    #[test]
    fn feet_that_the_hands_do_not_tell_are() {
        // The kick falls on one of two steps with a hand, and on one of two without.
        let free = groove(
            one_bar(),
            &[(Drum::Kick, "xx.."), (Drum::ClosedHat, "x.x.")],
        );
        assert!((independence(&free) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn rock_lies_between() {
        // 2 steps with hat and snare, 6 with the hat alone, 2 of these with the kick, 8 with none.
        let h = |share: f64| -share * share.ln() - (1.0 - share) * (1.0 - share).ln();
        let expected = 6.0 / 16.0 * h(2.0 / 6.0) / h(2.0 / 16.0);
        assert!((independence(&rock(one_bar())) - expected).abs() < 1e-12);
    }
}
