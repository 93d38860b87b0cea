//! The table of intended against unintended change, over random grooves.

use inference::{AttributeVector, Effect};
use nalgebra::{DMatrix, DVector};

use super::{
    axes::rounded,
    effects::Start,
    gauges::{Gauges, Reading},
    shape::Shape,
    world::{Place, World},
};
use crate::error::TrainError;

/// The moves that are judged, in standard deviations of the attribute.
pub const MOVES: [f64; 4] = [-2.0, -1.0, 1.0, 2.0];

/// How many of the others are named.
const OTHERS: usize = 5;

/// The number of the move by 1.
const BY_ONE: usize = 2;

/// Moves each groove along each vector (columns in normal terms, of the attributes `distinct`), and
/// measures all attributes. Gives a page for each attribute, twins too, with the number of its
/// vector.
///
/// # Errors
/// If the world fails.
pub fn judge(
    world: &mut dyn World,
    shape: &Shape,
    starts: &[Start],
    vectors: &DMatrix<f64>,
    distinct: &[usize],
    gauges: &Gauges,
) -> Result<Vec<(AttributeVector, usize)>, TrainError> {
    let attributes = gauges.attributes();
    let read = |world: &mut dyn World, by: &DVector<f64>| {
        let places: Vec<Place> = starts.iter().map(|start| start.moved(shape, by)).collect();
        world.read(&places)
    };
    let still = read(world, &DVector::zeros(shape.latents()))?;
    // By attribute, for each vector and move.
    let mut changes: Vec<[Vec<Change>; 4]> = Vec::with_capacity(distinct.len());
    for vector in vectors.column_iter() {
        let mut of_moves = [const { Vec::new() }; 4];
        for (change, by) in of_moves.iter_mut().zip(MOVES) {
            let moved = read(world, &(vector * by))?;
            *change = Change::all(&moved, &still, attributes.len(), by);
        }
        changes.push(of_moves);
    }

    let pages = attributes.iter().enumerate().filter_map(|(at, gauge)| {
        let twin = gauges.twins().iter().find(|&&(twin, _)| twin == at);
        let original = twin.map_or(at, |&(_, original)| original);
        let vector = distinct.iter().position(|&one| one == original)?;
        let changes = changes.get(vector)?;
        let others: Vec<usize> = distinct
            .iter()
            .copied()
            .filter(|&other| other != original)
            .collect();
        let of_own =
            |number: fn(&Change) -> f64| changes.each_ref().map(|all| rounded(number(&all[at])));
        let of_others = |number: fn(&Change) -> f64| {
            changes.each_ref().map(|all| {
                let sum: f64 = others.iter().map(|&other| number(&all[other])).sum();
                rounded(sum / others.len().max(1) as f64)
            })
        };
        let mut drifting: Vec<Effect> = others
            .iter()
            .map(|&other| Effect {
                what: attributes[other].name.clone(),
                change: rounded(changes[BY_ONE][other].mean),
            })
            .collect();
        drifting.sort_by(|a, b| b.change.abs().total_cmp(&a.change.abs()));
        drifting.truncate(OTHERS);
        let page = AttributeVector {
            name: gauge.name.clone(),
            unit: gauge.unit.to_owned(),
            mean: rounded(gauge.mean),
            deviation: rounded(gauge.deviation),
            length: rounded(vectors.column(vector).norm()),
            grooves: starts.len(),
            intended: of_own(|change| change.mean),
            followed: of_own(|change| change.followed),
            unintended: of_others(|change| change.mean.abs()),
            scatter: of_others(|change| change.squares.sqrt()),
            others: drifting,
        };
        Some((page, vector))
    });
    Ok(pages.collect())
}

/// How an attribute changed over the grooves.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Change {
    mean: f64,
    /// Mean of the squares.
    squares: f64,
    /// Share of the grooves in which it changed the way of the move.
    followed: f64,
}

impl Change {
    fn all(moved: &[Reading], still: &[Reading], attributes: usize, by: f64) -> Vec<Self> {
        let mut changes = vec![Self::default(); attributes];
        let share = 1.0 / moved.len().max(1) as f64;
        for (moved, still) in moved.iter().zip(still) {
            for (sum, change) in changes.iter_mut().zip(moved.less(still)) {
                sum.mean += share * change;
                sum.squares += share * change * change;
                sum.followed += share * f64::from(u8::from(change * by > 0.0));
            }
        }
        changes
    }
}
