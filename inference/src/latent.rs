//! A point of the latent space, and the path between two.

use serde::{Deserialize, Serialize};

/// A point of a model's latent space: phrase first, then bar after bar. Under the model each
/// number is standard normal.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Latent(pub Vec<f32>);

impl Latent {
    /// The centre of the prior.
    #[must_use]
    pub fn zero(length: usize) -> Self {
        Self(vec![0.0; length])
    }

    /// How many numbers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every number is finite, as a graph needs it.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        self.0.iter().all(|number| number.is_finite())
    }

    fn norm(&self) -> f64 {
        self.0
            .iter()
            .map(|&x| f64::from(x) * f64::from(x))
            .sum::<f64>()
            .sqrt()
    }
}

/// The point at `position` (0 = `from`, 1 = `to`) on the spherical path between two latents,
/// after the reference (`spec.md` 7): weights sin((1−t)ω)/sin ω and sin(tω)/sin ω, ω the angle
/// between the two. Where they have (nearly) the same or opposite direction the path is straight,
/// which the reference leaves undefined. Both ends are met exactly.
#[must_use]
pub fn interpolate(from: &Latent, to: &Latent, position: f32) -> Latent {
    if position <= 0.0 || position.is_nan() {
        return from.clone();
    }
    if position >= 1.0 {
        return to.clone();
    }
    let t = f64::from(position);
    let dot: f64 = from
        .0
        .iter()
        .zip(&to.0)
        .map(|(&a, &b)| f64::from(a) * f64::from(b))
        .sum();
    let cosine = (dot / (from.norm() * to.norm())).clamp(-1.0, 1.0);
    let angle = libm::acos(cosine);
    let sine = libm::sin(angle);
    let (a, b) = if cosine.is_finite() && sine > 1e-6 {
        (
            libm::sin((1.0 - t) * angle) / sine,
            libm::sin(t * angle) / sine,
        )
    } else {
        (1.0 - t, t)
    };
    let mix = |(&x, &y): (&f32, &f32)| (a * f64::from(x) + b * f64::from(y)) as f32;
    Latent(from.0.iter().zip(&to.0).map(mix).collect())
}

/// So many points of the way that [`interpolate`] takes, at equal distances, both ends included; a
/// single one is the beginning.
#[must_use]
pub fn path(from: &Latent, to: &Latent, count: usize) -> Vec<Latent> {
    let last = count.saturating_sub(1).max(1) as f32;
    (0..count)
        .map(|at| interpolate(from, to, at as f32 / last))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_latent() -> impl Strategy<Value = Latent> {
        prop::collection::vec(-3.0f32..3.0, 8).prop_map(Latent)
    }

    proptest! {
        #[test]
        fn ends_are_met_and_the_way_is_finite(a in any_latent(), b in any_latent(), t in 0.0f32..1.0) {
            prop_assert_eq!(&interpolate(&a, &b, 0.0), &a);
            prop_assert_eq!(&interpolate(&a, &b, 1.0), &b);
            prop_assert!(interpolate(&a, &b, t).is_finite());
        }

        #[test]
        fn between_equal_lengths_the_length_stays(mut a in any_latent(), mut b in any_latent(), t in 0.0f32..1.0) {
            for latent in [&mut a, &mut b] {
                let norm = latent.norm() as f32;
                prop_assume!(norm > 0.1);
                latent.0.iter_mut().for_each(|x| *x /= norm);
            }
            let cosine: f32 = a.0.iter().zip(&b.0).map(|(x, y)| x * y).sum();
            prop_assume!(cosine > -0.99);
            prop_assert!((interpolate(&a, &b, t).norm() - 1.0).abs() < 1e-3);
        }
    }

    #[test]
    fn a_path_has_both_ends_and_equal_steps() {
        let (a, b) = (Latent(vec![1.0, 0.0]), Latent(vec![0.0, 1.0]));
        assert_eq!(
            path(&a, &b, 3),
            [a.clone(), interpolate(&a, &b, 0.5), b.clone()]
        );
        assert_eq!(path(&a, &b, 1), vec![a.clone()]);
        assert!(path(&a, &b, 0).is_empty());
    }

    #[test]
    fn a_point_stays_with_itself_and_zero_is_no_trap() {
        let (a, zero) = (Latent(vec![1.0, 2.0]), Latent::zero(2));
        assert_eq!(interpolate(&a, &a, 0.3).0, a.0);
        assert_eq!(interpolate(&zero, &a, 0.5).0, [0.5, 1.0]);
    }
}
