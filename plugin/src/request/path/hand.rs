//! A hand trembles, and a pointer is told at odd moments: what was drawn becomes few places on a
//! smooth way.

use super::{MOST_PLACES, between, length};

type Place = (f32, f32);

/// How far apart the places are while the way is smoothed, …
const STEP: f32 = 0.02;
/// … and how many there are at most: of a long way they are farther apart.
const MOST_EVEN: f32 = 1_000.0;
/// How often each place is drawn to its neighbours.
const PASSES: usize = 4;
/// How far a place may lie beside the way between its neighbours to be left out.
const BESIDE: f32 = 0.004;
/// What is shorter was a slip of the hand.
const LEAST: f32 = 0.05;
/// Places are stored in so many parts of the map.
const PARTS: f32 = 1_000.0;

/// The places of what a hand has drawn; `None` where it has hardly moved.
pub(super) fn steady(hand: &[Place]) -> Option<Vec<Place>> {
    let inside = |part: f32| part.clamp(0.0, 1.0);
    let hand = hand.iter().filter(|(x, y)| x.is_finite() && y.is_finite());
    let hand: Vec<Place> = hand.map(|(x, y)| (inside(*x), inside(*y))).collect();
    let whole: f32 = hand.windows(2).map(|leg| length([leg[0], leg[1]])).sum();
    if whole < LEAST {
        return None;
    }
    let smooth = smooth(evenly(&hand, STEP.max(whole / MOST_EVEN)));
    let mut beside = BESIDE;
    loop {
        let few: Vec<Place> = fewer(&smooth, beside).into_iter().map(rounded).collect();
        if few.len() <= MOST_PLACES {
            return Some(few);
        }
        beside *= 1.5;
    }
}

/// A place as it is stored.
pub(super) fn rounded((x, y): Place) -> Place {
    let round = |part: f32| (part.clamp(0.0, 1.0) * PARTS).round() / PARTS;
    (round(x), round(y))
}

/// Places at equal distances along a way, and its last one.
fn evenly(way: &[Place], step: f32) -> Vec<Place> {
    let Some(mut last) = way.first().copied() else {
        return Vec::new();
    };
    let mut even = vec![last];
    for &place in way {
        let mut left = length([last, place]);
        while left >= step {
            last = between([last, place], step / left);
            even.push(last);
            left = length([last, place]);
        }
    }
    even.extend(way.last());
    even
}

/// Draws each place to its neighbours; the ends stay.
fn smooth(mut places: Vec<Place>) -> Vec<Place> {
    for _ in 0..PASSES {
        let before = places.clone();
        for (place, near) in places.iter_mut().skip(1).zip(before.windows(3)) {
            let middle = between([near[0], near[2]], 0.5);
            *place = between([near[1], middle], 0.5);
        }
    }
    places
}

/// Leaves out what lies between its neighbours (Ramer, Douglas and Peucker).
fn fewer(places: &[Place], beside: f32) -> Vec<Place> {
    let (Some(&first), Some(&last)) = (places.first(), places.last()) else {
        return Vec::new();
    };
    let inner = places.iter().enumerate().skip(1);
    let inner = inner.take(places.len().saturating_sub(2));
    let far = inner
        .map(|(at, place)| (at, distance(*place, [first, last])))
        .max_by(|(_, one), (_, other)| one.total_cmp(other));
    match far {
        Some((at, far)) if far > beside => {
            let mut few = fewer(&places[..=at], beside);
            few.pop();
            few.extend(fewer(&places[at..], beside));
            few
        }
        _ => vec![first, last],
    }
}

/// How far a place is from a leg.
fn distance(place: Place, leg: [Place; 2]) -> f32 {
    let ([from, to], whole) = (leg, length(leg));
    if whole == 0.0 {
        return length([from, place]);
    }
    let along = (place.0 - from.0) * (to.0 - from.0) + (place.1 - from.1) * (to.1 - from.1);
    let part = (along / (whole * whole)).clamp(0.0, 1.0);
    length([place, between(leg, part)])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_straight_way_has_two_places_and_a_slip_none() {
        let way: Vec<Place> = (0..=50).map(|at| (at as f32 / 50.0, 0.25)).collect();
        assert_eq!(steady(&way), Some(vec![(0.0, 0.25), (1.0, 0.25)]));
        assert_eq!(steady(&[(0.5, 0.5), (0.51, 0.5)]), None);
        assert_eq!(steady(&[]), None);
    }

    #[test]
    fn a_trembling_circle_becomes_a_round_one() {
        let circle =
            |turn: f32, radius: f32| (0.5 + radius * turn.cos(), 0.5 + radius * turn.sin());
        let drawn = (0..400).map(|at| {
            let tremble = if at % 2 == 0 { 0.01 } else { -0.01 };
            circle(at as f32 / 400.0 * 6.2, 0.3 + tremble)
        });
        let steady = steady(&drawn.collect::<Vec<_>>()).expect("it is long");
        assert!(
            (8..=MOST_PLACES).contains(&steady.len()),
            "{}",
            steady.len()
        );
        for place in &steady {
            let radius = length([(0.5, 0.5), *place]);
            assert!((radius - 0.3).abs() < 0.015, "{place:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_drawn_begins_and_ends_where_the_hand_did(
            hand in prop::collection::vec((-0.5_f32..1.5, -0.5_f32..1.5), 0..300),
        ) {
            let Some(places) = steady(&hand) else { return Ok(()) };
            prop_assert!((2..=MOST_PLACES).contains(&places.len()));
            prop_assert_eq!(places[0], rounded(hand[0]));
            prop_assert_eq!(places[places.len() - 1], rounded(hand[hand.len() - 1]));
        }
    }
}
