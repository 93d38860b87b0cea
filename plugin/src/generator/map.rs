//! Where a place of the map lies in the latent space.

use inference::{Latent, interpolate};

use crate::corner::Corner;

/// The latent between those of the four corners: along both edges to X, from there to Y, each on
/// the spherical path. On the map's edges it is to the bit what lies between two corners.
pub(super) fn on_map([a, b, c, d]: &[Latent; Corner::COUNT], x: f32, y: f32) -> Latent {
    interpolate(&interpolate(a, b, x), &interpolate(c, d, x), y)
}

#[cfg(test)]
mod tests {
    use proptest::{array::uniform4, prelude::*};

    use super::*;

    fn latents() -> impl Strategy<Value = [Latent; Corner::COUNT]> {
        uniform4(prop::collection::vec(-3.0_f32..3.0, 6)).prop_map(|corners| corners.map(Latent))
    }

    proptest! {
        #[test]
        fn every_edge_is_the_way_between_its_two_corners(corners in latents(), t in 0.0_f32..=1.0) {
            let [a, b, c, d] = &corners;
            prop_assert_eq!(on_map(&corners, t, 0.0), interpolate(a, b, t));
            prop_assert_eq!(on_map(&corners, t, 1.0), interpolate(c, d, t));
            prop_assert_eq!(on_map(&corners, 0.0, t), interpolate(a, c, t));
            prop_assert_eq!(on_map(&corners, 1.0, t), interpolate(b, d, t));
        }

        #[test]
        fn the_middle_is_all_four_and_nowhere_is_no_place(
            corners in latents(),
            x in 0.0_f32..=1.0,
            y in 0.0_f32..=1.0,
        ) {
            prop_assert!(on_map(&corners, x, y).is_finite());
            let middle = on_map(&corners, 0.5, 0.5);
            for corner in &corners {
                prop_assert_ne!(&middle, corner);
            }
        }
    }
}
