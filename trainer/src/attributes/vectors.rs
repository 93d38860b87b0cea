//! Vectors that each change one attribute and leave the others: found from the mean effects, then
//! corrected by what they are measured to do.

use nalgebra::{DMatrix, DVectorView};

use super::{
    effects::{Start, responses},
    shape::Shape,
    world::World,
};
use crate::error::TrainError;

/// The longest vector, in normal terms and as a share of √latents, the distance at which random
/// grooves lie from the middle: a move by two deviations should not leave the world of drumming.
const LONGEST: f64 = 0.3;

/// How much a vector's length may cost beside what it changes wrongly: what serves best is taken.
const STIFFNESSES: [f64; 9] = [0.005, 0.02, 0.08, 0.3, 1.2, 5.0, 20.0, 80.0, 300.0];

/// How much more the attribute itself counts than any of the others.
const OWN: f64 = 10.0;

/// Moves that are known by what they do to each attribute.
struct Known<'a> {
    /// A column a move, in normal terms.
    moves: &'a DMatrix<f64>,
    /// Changes by attribute, a column a move.
    does: &'a DMatrix<f64>,
}

/// For each attribute the move, put together from the latent's numbers, that by the effects
/// `[attributes, latents]` changes it by 1 and the others as little as its length allows.
#[must_use]
pub fn independent(effects: &DMatrix<f64>) -> DMatrix<f64> {
    let moves = DMatrix::identity(effects.ncols(), effects.ncols());
    let known = Known {
        moves: &moves,
        does: effects,
    };
    known.combined()
}

/// Corrects moves by what they are measured to do to `starts`, so many times: each is put together
/// anew from all of them. A move is only ever replaced by one that was measured to be better.
///
/// `measured` are the gauges of the moves' attributes, of so many `gauges` in all.
///
/// # Errors
/// If the world fails.
pub fn tuned(
    world: &mut dyn World,
    shape: &Shape,
    starts: &[Start],
    moves: DMatrix<f64>,
    rounds: usize,
    measured: &[usize],
    gauges: usize,
) -> Result<DMatrix<f64>, TrainError> {
    let mut measure = |moves: &DMatrix<f64>| -> Result<DMatrix<f64>, TrainError> {
        let all = responses(world, shape, starts, moves, gauges)?;
        Ok(all.select_rows(measured))
    };
    let mut best = moves;
    let mut found = measure(&best)?;
    for _ in 0..rounds {
        let known = Known {
            moves: &best,
            does: &found,
        };
        let proposed = known.combined();
        let does = measure(&proposed)?;
        for at in 0..best.ncols() {
            if cost(does.column(at), at) < cost(found.column(at), at) {
                best.set_column(at, &proposed.column(at));
                found.set_column(at, &does.column(at));
            }
        }
    }
    Ok(best)
}

impl Known<'_> {
    /// For each attribute the combination that comes nearest to "this one by 1, the others by 0":
    /// amounts Mᵀ (M Mᵀ + stiffness)⁻¹, M being what the moves do, scaled to 1 as far as the length
    /// allows, with the stiffness that serves it best.
    fn combined(&self) -> DMatrix<f64> {
        let longest = LONGEST * (self.moves.nrows() as f64).sqrt();
        let square = self.does * self.does.transpose();
        let mut combined = DMatrix::zeros(self.moves.nrows(), square.ncols());
        let mut least = vec![f64::INFINITY; square.ncols()];
        for stiffness in STIFFNESSES {
            let mut stiff = square.clone();
            for at in 0..stiff.nrows() {
                stiff[(at, at)] += stiffness;
            }
            let Some(solved) = stiff.cholesky() else {
                continue;
            };
            let amounts = solved.solve(self.does).transpose();
            let moves = self.moves * &amounts;
            let does = self.does * &amounts;
            for (at, least) in least.iter_mut().enumerate() {
                let length = moves.column(at).norm().max(f64::MIN_POSITIVE);
                let scale = (1.0 / does[(at, at)].max(f64::MIN_POSITIVE)).min(longest / length);
                let predicted = does.column(at) * scale;
                let cost = cost(predicted.as_view(), at);
                if cost < *least {
                    *least = cost;
                    combined.set_column(at, &(moves.column(at) * scale));
                }
            }
        }
        combined
    }
}

/// How far a response is from "this one by 1, the others by 0".
fn cost(response: DVectorView<'_, f64>, own: usize) -> f64 {
    let apart = response.iter().enumerate().map(|(at, change)| {
        if at == own {
            OWN * (change - 1.0).powi(2)
        } else {
            change.powi(2)
        }
    });
    apart.sum()
}

#[cfg(test)]
mod tests {
    use inference::Latent;

    use super::*;
    use crate::attributes::{
        effects::{Purpose, mean_effects},
        gauges::Reading,
        world::Place,
    };

    /// A world of three attributes of ten latents, known through and through: two that share a
    /// latent, and one that saturates and has twice the effect that one expects near 0.
    struct Three;

    impl Three {
        fn of(latent: &Latent) -> [f64; 3] {
            let x: Vec<f64> = latent.0.iter().map(|&x| f64::from(x)).collect();
            [
                0.8 * x[0] + 0.6 * x[1],
                0.6 * x[1] + 0.8 * x[2],
                2.0 * (0.7 * x[3] + 0.3 * x[0]).tanh(),
            ]
        }
    }

    impl World for Three {
        fn read(&mut self, places: &[Place]) -> Result<Vec<Reading>, TrainError> {
            let readings = places.iter().map(|place| Self::of(&place.latent));
            Ok(readings
                .map(|values| Reading(values.map(Some).to_vec()))
                .collect())
        }
    }

    const LATENTS: usize = 20;

    /// The straight attributes' effects.
    fn straight() -> DMatrix<f64> {
        DMatrix::from_fn(2, LATENTS, |row, column| match (row, column) {
            (0, 0) | (1, 2) => 0.8,
            (0, 1) | (1, 1) => 0.6,
            _ => 0.0,
        })
    }

    #[test]
    fn of_straight_attributes_each_vector_changes_its_own_alone() {
        let does = straight() * independent(&straight());
        for at in 0..2 {
            assert!((does[(at, at)] - 1.0).abs() < 1e-9, "{does}");
            assert!(does[(1 - at, at)].abs() < 0.02, "{does}");
        }
    }

    #[test]
    fn where_length_does_not_allow_it_the_own_change_comes_first() {
        // Hardly apart: to change one alone takes a move of 14.
        let effects = DMatrix::from_fn(2, LATENTS, |row, column| match (row, column) {
            (_, 0) => 1.0,
            (1, 1) => 0.1,
            _ => 0.0,
        });
        let moves = independent(&effects);
        let does = &effects * &moves;
        for at in 0..2 {
            assert!(moves.column(at).norm() < LONGEST * (LATENTS as f64).sqrt() + 1e-9);
            assert!((does[(at, at)] - 1.0).abs() < 0.15, "{does}");
            assert!(does[(1 - at, at)] < 1.0, "{does}");
        }
        // And what hardly anything changes is moved as far as that.
        let moves = independent(&(straight() * 0.01));
        assert!((moves.column(0).norm() - LONGEST * (LATENTS as f64).sqrt()).abs() < 1e-9);
    }

    #[test]
    fn vectors_are_corrected_by_what_they_are_measured_to_do() {
        let shape = Shape::standard(LATENTS);
        let effects = mean_effects(&mut Three, &shape, 3, 2_000).unwrap();
        assert!((effects[(1, 2)] - 0.8).abs() < 0.03, "{effects}");
        // Effects that were misread: the second attribute seems to be moved by the third latent
        // alone, and each by half of what it is.
        let mut misread = effects * 0.5;
        misread[(1, 1)] = 0.0;
        let starts = Start::many(100, Purpose::Tuning, LATENTS);
        let moves = independent(&misread);
        let before = responses(&mut Three, &shape, &starts, &moves, 3).unwrap();
        assert!(
            (before[(0, 0)] - 1.0).abs() > 0.3 && before[(1, 0)].abs() > 0.1,
            "{before}"
        );
        let moves = tuned(&mut Three, &shape, &starts, moves, 4, &[0, 1, 2], 3).unwrap();
        let others = Start::many(100, Purpose::Judging, LATENTS);
        let after = responses(&mut Three, &shape, &others, &moves, 3).unwrap();
        for (at, column) in after.column_iter().enumerate() {
            for (attribute, change) in column.iter().enumerate() {
                let wanted = f64::from(u8::from(at == attribute));
                assert!((change - wanted).abs() < 0.1, "{after}");
            }
        }
    }
}
