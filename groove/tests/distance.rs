//! Both distances are metrics of their kind on every pair of grooves.

mod any_groove;

use any_groove::{any_grid, any_groove, groove_of};
use groove::{
    Groove,
    distance::{Comparison, hamming, perceptual},
};
use proptest::prelude::*;

/// Below this the square root of a rounding error is no distance.
const ROUNDING: f64 = 1e-7;

/// Three grooves of one grid, or of three.
fn three() -> impl Strategy<Value = [Box<Groove>; 3]> {
    let one_grid = any_grid().prop_flat_map(|grid| std::array::from_fn(|_| groove_of(grid)));
    let three_grids = std::array::from_fn(|_| any_groove());
    prop_oneof![one_grid, three_grids]
}

proptest! {
    #[test]
    fn the_perceptual_distance_is_a_metric(grooves in three()) {
        let [a, b, c] = &grooves;
        let distance = perceptual(a, b);
        prop_assert!((0.0..=1.0).contains(&distance));
        prop_assert_eq!(distance.to_bits(), perceptual(b, a).to_bits());
        prop_assert_eq!(perceptual(a, a), 0.0);
        let detour = perceptual(a, c) + perceptual(c, b);
        prop_assert!(distance <= detour + ROUNDING, "{} > {}", distance, detour);
    }

    #[test]
    fn the_hamming_distance_is_a_metric(
        grooves in any_grid().prop_flat_map(|grid| std::array::from_fn(|_| groove_of(grid))),
    ) {
        let [a, b, c]: &[Box<Groove>; 3] = &grooves;
        let distance = hamming(a, b);
        prop_assert!((0.0..=1.0).contains(&distance));
        prop_assert_eq!(distance, hamming(b, a));
        prop_assert_eq!(hamming(a, a), 0.0);
        prop_assert!(distance <= hamming(a, c) + hamming(c, b) + 1e-12);
        // It is what the counts of a comparison say.
        let counts = Comparison::of(a, b);
        let differing = (counts.missed_hits + counts.added_hits) as f64;
        prop_assert_eq!(distance, differing / a.grid().cells() as f64);
    }

    #[test]
    fn unequal_grids_have_a_hamming_distance(a in any_groove(), b in any_groove()) {
        let distance = hamming(&a, &b);
        prop_assert!((0.0..=1.0).contains(&distance));
        prop_assert_eq!(distance, hamming(&b, &a));
    }
}
