//! Where a place of the map lies in the latent space.

use inference::{Latent, ModelError, Seed, interpolate};

use super::maker::Maker;
use crate::{
    corner::Corner,
    player::Slot,
    request::{Request, Source},
    state::Made,
};

/// The places of the map's corners.
pub(super) fn corners(
    maker: &dyn Maker,
    request: &Request,
    slots: &[Option<Made>; Slot::COUNT],
) -> Result<[Latent; Corner::COUNT], ModelError> {
    let found = |corner: Corner| {
        let kept = slots[Slot::from(corner).index()].as_ref();
        found(maker, request.source(corner), kept)
    };
    Ok([
        found(Corner::A)?,
        found(Corner::B)?,
        found(Corner::C)?,
        found(Corner::D)?,
    ])
}

/// The place of one corner. A stored groove that another model made, or whose place is none, is placed
/// anew by encoding it; while none is stored, the corner is the model's groove number 0.
fn found(maker: &dyn Maker, source: Source, kept: Option<&Made>) -> Result<Latent, ModelError> {
    match (source.seed(), kept) {
        (Some(seed), _) => Ok(maker.sample(seed)),
        (None, None) => Ok(maker.sample(Seed(0))),
        (None, Some(kept)) => {
            let is_ours = kept.model == *maker.identity() && kept.latent.is_finite();
            if is_ours && kept.latent.len() == maker.sample(Seed(0)).len() {
                Ok(kept.latent.clone())
            } else {
                maker.encode(&kept.groove)
            }
        }
    }
}

/// What lies at X and Y between these corners, moved along the request's directions.
pub(super) fn place(
    maker: &dyn Maker,
    request: &Request,
    corners: &[Latent; Corner::COUNT],
    (x, y): (f32, f32),
) -> Latent {
    let moves = request.moves();
    moves.fold(on_map(corners, x, y), |here, (direction, deviations)| {
        maker.moved(&here, direction, deviations)
    })
}

/// The latent between those of the four corners: along both edges to X, from there to Y, each on
/// the spherical path. On the map's edges it is to the bit what lies between two corners.
fn on_map([a, b, c, d]: &[Latent; Corner::COUNT], x: f32, y: f32) -> Latent {
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
