//! Axes for sliders: the directions of the encoded training set that change most of what is heard,
//! named by what they change most.
//!
//! Not the widest directions, as principal axes in the usual sense: in a latent space that a
//! learned prior has whitened all directions are equally wide, and wide is not the same as audible
//! in any. The axes are the leading singular directions of the mean effects on the traits, per
//! standard deviation of the encoded training set, turned so that each changes few traits (varimax;
//! Kaiser, "The varimax criterion for analytic rotation in factor analysis", Psychometrika 23,
//! 1958), so that their names tell most of what they do. The rest of the space follows, widest
//! direction first.

use inference::{Effect, NamedAxis};
use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::{
    effects::{Start, responses},
    gauges::Gauge,
    shape::Shape,
    world::World,
};
use crate::error::TrainError;

/// How many axes get a name.
pub const NAMED: usize = 16;

/// How far the axes are walked to be named, in standard deviations.
pub const WALK: f64 = 1.5;

/// How many of its effects an axis keeps.
const EFFECTS: usize = 5;

/// Turns of the varimax rotation; it settles much earlier.
const TURNS: usize = 100;

/// All axes as columns in normal terms, at right angles: first those that change most of the
/// traits, from the effects `[traits, latents]`; then the rest, by how wide the training set lies
/// along the normal terms (`widths`, variances).
#[must_use]
pub fn audible(effects: &DMatrix<f64>, widths: &DVector<f64>) -> DMatrix<f64> {
    let latents = effects.ncols();
    let decomposed = effects.clone().svd(false, true);
    let directions = decomposed.v_t.unwrap_or_else(|| DMatrix::zeros(0, latents));
    let mut order = descending(decomposed.singular_values.iter().copied());
    order.truncate(NAMED.min(directions.nrows()));
    let leading = directions.select_rows(&order).transpose();
    let turned = &leading * varimax(&(effects * &leading));
    let strengths = (effects * &turned)
        .column_iter()
        .map(|column| column.norm())
        .collect::<Vec<_>>();
    let heard = turned.select_columns(&descending(strengths.into_iter()));

    let rest = DMatrix::identity(latents, latents) - &heard * heard.transpose();
    let floor = widths.max() * 1e-6;
    let wide = DMatrix::from_diagonal(&widths.map(|width| width.max(floor)));
    let eigen = SymmetricEigen::new(&rest * wide * &rest);
    let mut order = descending(eigen.eigenvalues.iter().copied());
    order.truncate(latents - heard.ncols());
    let rest = eigen.eigenvectors.select_columns(&order);
    DMatrix::from_fn(latents, latents, |row, column| {
        match column.checked_sub(heard.ncols()) {
            None => heard[(row, column)],
            Some(column) => rest[(row, column)],
        }
    })
}

/// Places of the numbers, the greatest first.
fn descending(numbers: impl Iterator<Item = f64>) -> Vec<usize> {
    let numbers: Vec<f64> = numbers.collect();
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_by(|&a, &b| numbers[b].total_cmp(&numbers[a]));
    order
}

/// The turn of loadings `[traits, axes]` after which each axis loads on few traits.
fn varimax(loadings: &DMatrix<f64>) -> DMatrix<f64> {
    let axes = loadings.ncols();
    let mut turn = DMatrix::<f64>::identity(axes, axes);
    for _ in 0..TURNS {
        let turned = loadings * &turn;
        let mut pull = turned.map(|x| x.powi(3));
        for (mut pull, turned) in pull.column_iter_mut().zip(turned.column_iter()) {
            let mean = turned.norm_squared() / loadings.nrows().max(1) as f64;
            pull.axpy(-mean, &turned, 1.0);
        }
        let found = loadings.tr_mul(&pull).svd(true, true);
        let (Some(u), Some(v_t)) = (found.u, found.v_t) else {
            return turn;
        };
        let next = u * v_t;
        let is_settled = (&next - &turn).norm() < 1e-9;
        turn = next;
        if is_settled {
            break;
        }
    }
    turn
}

/// Walks the first axes (columns in normal terms), and names them by what they change most; turns
/// them so that their names are words for a rise.
///
/// # Errors
/// If the world fails.
pub fn named(
    world: &mut dyn World,
    shape: &Shape,
    starts: &[Start],
    axes: &mut DMatrix<f64>,
    traits: &[Gauge],
    before: usize,
) -> Result<Vec<NamedAxis>, TrainError> {
    let count = NAMED.min(axes.ncols());
    let walks = axes.columns(0, count) * WALK;
    let gauges = before + traits.len();
    let changes = responses(world, shape, starts, &walks, gauges)?;
    let mut named: Vec<NamedAxis> = Vec::with_capacity(count);
    for at in 0..count {
        let mut effects: Vec<(&Gauge, f64)> = traits
            .iter()
            .enumerate()
            .map(|(one, gauge)| (gauge, changes[(before + one, at)]))
            .collect();
        effects.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        if effects.first().is_some_and(|(_, change)| *change < 0.0) {
            axes.column_mut(at).neg_mut();
            effects
                .iter_mut()
                .for_each(|(_, change)| *change = -*change);
        }
        let (name, opposite) = unique(&effects, &named);
        effects.truncate(EFFECTS);
        let effects = effects.into_iter().map(|(gauge, change)| Effect {
            what: if change < 0.0 {
                &gauge.opposite
            } else {
                &gauge.name
            }
            .clone(),
            change: rounded(change.abs()),
        });
        named.push(NamedAxis {
            name,
            opposite,
            effects: effects.collect(),
        });
    }
    Ok(named)
}

/// The words of the strongest effect, or where they are taken, of it and the next one that makes
/// them unique.
fn unique(effects: &[(&Gauge, f64)], taken: &[NamedAxis]) -> (String, String) {
    let words = |&(gauge, change): &(&Gauge, f64)| {
        let (more, less) = (gauge.name.clone(), gauge.opposite.clone());
        if change < 0.0 {
            (less, more)
        } else {
            (more, less)
        }
    };
    let Some(strongest) = effects.first().map(words) else {
        let number = format!("axis {}", taken.len() + 1);
        return (number.clone(), format!("less of {number}"));
    };
    let with = effects.iter().skip(1).map(words).map(|(more, less)| {
        let (first, against) = &strongest;
        (format!("{first}, {more}"), format!("{against}, {less}"))
    });
    let is_free = |name: &str| taken.iter().all(|axis| axis.name != name);
    std::iter::once(strongest.clone())
        .chain(with)
        .find(|(name, _)| is_free(name))
        .unwrap_or_else(|| {
            let (first, against) = &strongest;
            let number = taken.len() + 1;
            (format!("{first} {number}"), format!("{against} {number}"))
        })
}

/// Three places are more than was measured.
pub fn rounded(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributes::{
        effects::{Purpose, mean_effects},
        gauges::Reading,
        world::Place,
    };

    const LATENTS: usize = 24;

    /// A whitened world: each latent is as wide as any other, but only three directions are heard,
    /// and one of the traits twice.
    struct Whitened;

    impl World for Whitened {
        fn read(&mut self, places: &[Place]) -> Result<Vec<Reading>, TrainError> {
            let read = |place: &Place| {
                let x: Vec<f64> = place.latent.0.iter().map(|&x| f64::from(x)).collect();
                let slanted = 0.6 * x[20] + 0.8 * x[21];
                let traits = [0.2 * x[7], -slanted, 0.5 * slanted, 0.5 * x[3]];
                Reading(traits.map(Some).to_vec())
            };
            Ok(places.iter().map(read).collect())
        }
    }

    fn gauges() -> Vec<Gauge> {
        let gauge = |(name, opposite): (&str, &str)| Gauge {
            name: name.to_owned(),
            opposite: opposite.to_owned(),
            unit: "",
            mean: 0.0,
            deviation: 1.0,
        };
        [
            ("louder", "softer"),
            ("later snare", "earlier snare"),
            ("later kick", "earlier kick"),
            ("busier hats", "sparser hats"),
        ]
        .map(gauge)
        .to_vec()
    }

    #[test]
    fn what_is_heard_comes_first_and_gets_its_name_where_all_directions_are_as_wide() {
        let (shape, gauges) = (Shape::standard(LATENTS), gauges());
        let effects = mean_effects(&mut Whitened, &shape, 4, 2_000).unwrap();
        let mut axes = audible(&effects, &shape.widths());
        let right = axes.tr_mul(&axes) - DMatrix::identity(LATENTS, LATENTS);
        assert!(right.norm() < 1e-6, "at right angles, of unit length");

        let starts = Start::many(20, Purpose::Naming, LATENTS);
        let named = named(&mut Whitened, &shape, &starts, &mut axes, &gauges, 0).unwrap();
        let names: Vec<&str> = named.iter().map(|axis| &*axis.name).take(3).collect();
        // The first changes the kick the other way; its name is of the strongest, turned upwards.
        assert_eq!(names, ["later snare", "busier hats", "louder"]);
        assert_eq!(named[0].opposite, "earlier snare");
        assert_eq!(named[0].effects[1].what, "earlier kick");
        assert!((named[0].effects[0].change - WALK).abs() < 0.02);
        assert!((named[0].effects[1].change - 0.5 * WALK).abs() < 0.02);
        let slanted = 0.6 * axes[(20, 0)] + 0.8 * axes[(21, 0)];
        assert!(
            (slanted + 1.0).abs() < 0.02,
            "turned against the slant: {slanted}"
        );
    }

    #[test]
    fn a_turn_makes_each_axis_load_on_few_traits() {
        // Two traits of one direction each, seen through axes turned by a third of a right angle.
        let (long, short) = (0.75_f64.sqrt(), 0.5);
        let loadings = DMatrix::from_row_slice(3, 2, &[long, short, short, -long, 0.0, 0.0]);
        let turned = &loadings * varimax(&loadings);
        for column in turned.column_iter() {
            assert!((column.amax() - 1.0).abs() < 1e-6, "{turned}");
        }
        // Nothing to turn by is no trouble.
        assert!(varimax(&DMatrix::zeros(3, 2)).iter().all(|x| x.is_finite()));
    }

    #[test]
    fn a_name_that_is_taken_gets_company() {
        let gauges = gauges();
        let effects: Vec<(&Gauge, f64)> = vec![(&gauges[3], 1.0), (&gauges[0], -0.5)];
        let mut taken: Vec<NamedAxis> = Vec::new();
        for expected in ["busier hats", "busier hats, softer", "busier hats 3"] {
            let (name, opposite) = unique(&effects, &taken);
            assert_eq!(name, expected);
            assert!(opposite.starts_with("sparser hats"));
            taken.push(NamedAxis {
                name,
                opposite,
                effects: Vec::new(),
            });
        }
        assert_eq!(unique(&[], &taken).0, "axis 4");
    }
}
