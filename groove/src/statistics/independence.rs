//! Whether the feet go their own way.

use super::kit::is_foot;
use crate::groove::Groove;

/// Independence of the feet from the hands, 0–1: the share of the feet's rhythm that the hands'
/// does not tell.
///
/// Let F say whether a foot strikes on a step and H whether a hand does, over all steps of the
/// groove. The result is the conditional entropy H(F | H) / H(F) = 1 − I(F; H) / H(F) (Shannon, "A
/// mathematical theory of communication", 1948; this normalisation is Theil's uncertainty
/// coefficient, taken from 1). It is 0 where the hands decide what the feet do — both together
/// always, or the feet always and only where the hands rest — and 1 where knowing the hands does
/// not help. Feet that never or always strike have no rhythm and give 0; so does an empty groove.
#[must_use]
pub fn independence(groove: &Groove) -> f64 {
    let mut struck = vec![(false, false); groove.grid().steps()];
    for stroke in groove.strokes() {
        let (foot, hand) = &mut struck[stroke.step.0];
        *(if is_foot(stroke.drum) { foot } else { hand }) = true;
    }
    let steps = |wanted| struck.iter().filter(|&&step| step == wanted).count();
    let (none, hand) = (steps((false, false)), steps((false, true)));
    let (foot, both) = (steps((true, false)), steps((true, true)));
    let of_feet = entropy(&[none + hand, foot + both]);
    let of_hands = entropy(&[none + foot, hand + both]);
    let of_pairs = entropy(&[none, hand, foot, both]);
    if of_feet > 0.0 {
        ((of_pairs - of_hands) / of_feet).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

/// Entropy of what happened so many times each, in nats.
fn entropy(counts: &[usize]) -> f64 {
    let all = counts.iter().sum::<usize>() as f64;
    let shares = counts.iter().filter(|&&count| count > 0);
    shares
        .map(|&count| count as f64 / all)
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
        // A hand on 8 of 16 steps, the kick on 2 of these: H(F) is that of
        // 2 to 14, H(F | H) half that of 2 to 6.
        let expected = entropy(&[2, 6]) / 2.0 / entropy(&[2, 14]);
        assert!((independence(&rock(one_bar())) - expected).abs() < 1e-12);
    }
}
