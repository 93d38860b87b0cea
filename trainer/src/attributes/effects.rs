//! What moves change on average, measured by moving many random grooves.

use inference::Seed;
use nalgebra::{DMatrix, DVector};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{
    shape::Shape,
    world::{Place, World},
};
use crate::{data::batch::normal, error::TrainError};

/// Length of a random move, for each of the latent's numbers, in normal terms: far enough that hits
/// come and go, near enough that the groove is still of the same world.
const STEP: f64 = 0.25;

/// Ridge of the regression, beside the moves' own variance.
const RIDGE: f64 = 0.02;

/// Grooves whose moves are read at once, to hold memory down.
const CHUNK: usize = 256;

/// What chance is for, so that one use never shifts another.
#[derive(Debug, Clone, Copy)]
pub enum Purpose {
    /// Finding directions.
    Finding,
    /// Making them independent.
    Tuning,
    /// Naming axes.
    Naming,
    /// The table of what they change.
    Judging,
}

/// A random groove of the encoded training set's shape, in normal terms.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// Where.
    pub normal: DVector<f64>,
    /// Which take.
    pub take: Seed,
}

impl Start {
    /// So many random grooves, the same for the same purpose.
    #[must_use]
    pub fn many(count: usize, purpose: Purpose, latents: usize) -> Vec<Self> {
        let mut random = generator(purpose, 0);
        (0..count)
            .map(|at| Self {
                normal: DVector::from_fn(latents, |_, _| f64::from(normal(&mut random))),
                take: Seed(at as u64 + 1),
            })
            .collect()
    }

    /// The place after a move in normal terms.
    #[must_use]
    pub fn moved(&self, shape: &Shape, by: &DVector<f64>) -> Place {
        Place {
            latent: shape.place(&(&self.normal + by)),
            take: self.take,
        }
    }
}

fn generator(purpose: Purpose, stream: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(0x00a7_7121_b07e ^ purpose as u64);
    random.set_stream(stream);
    random
}

/// The mean effect of each of the latent's numbers in normal terms on each gauge: `[gauges,
/// latents]`, the average of the decoder's derivative.
///
/// Each random groove is moved both ways along a random direction, and the changes are regressed on
/// the directions.
///
/// # Errors
/// If the world fails.
pub fn mean_effects(
    world: &mut dyn World,
    shape: &Shape,
    gauges: usize,
    pairs: usize,
) -> Result<DMatrix<f64>, TrainError> {
    let latents = shape.latents();
    let mut random = generator(Purpose::Finding, 1);
    let mut changed = DMatrix::<f64>::zeros(gauges, latents);
    let mut moved = DMatrix::<f64>::zeros(latents, latents);
    for starts in Start::many(pairs, Purpose::Finding, latents).chunks(CHUNK) {
        let moves: Vec<DVector<f64>> = starts
            .iter()
            .map(|_| DVector::from_fn(latents, |_, _| STEP * f64::from(normal(&mut random))))
            .collect();
        let changes = differences(world, shape, starts, &moves)?;
        for (change, by) in changes.iter().zip(&moves) {
            changed.ger(0.5, change, by, 1.0);
            moved.ger(1.0, by, by, 1.0);
        }
    }
    for at in 0..latents {
        moved[(at, at)] += RIDGE * pairs as f64 * STEP * STEP;
    }
    let solved = moved.cholesky().ok_or_else(|| TrainError::Attributes {
        reason: format!("{pairs} random moves say nothing about {latents} latents"),
    })?;
    Ok(solved.solve(&changed.transpose()).transpose())
}

/// Half of what lies between a move forth and the same move back, on average over the grooves:
/// `[gauges, moves]`, the moves being columns in normal terms.
///
/// # Errors
/// If the world fails.
pub fn responses(
    world: &mut dyn World,
    shape: &Shape,
    starts: &[Start],
    moves: &DMatrix<f64>,
    gauges: usize,
) -> Result<DMatrix<f64>, TrainError> {
    let mut responses = DMatrix::zeros(gauges, moves.ncols());
    let share = 0.5 / starts.len().max(1) as f64;
    for (mut response, by) in responses.column_iter_mut().zip(moves.column_iter()) {
        for starts in starts.chunks(CHUNK) {
            let by = vec![by.into_owned(); starts.len()];
            for change in differences(world, shape, starts, &by)? {
                response += change * share;
            }
        }
    }
    Ok(responses)
}

/// What lies between a move forth and the same move back, groove by groove.
fn differences(
    world: &mut dyn World,
    shape: &Shape,
    starts: &[Start],
    moves: &[DVector<f64>],
) -> Result<Vec<DVector<f64>>, TrainError> {
    let pairs = starts.iter().zip(moves);
    let places: Vec<Place> = pairs
        .flat_map(|(start, by)| [start.moved(shape, by), start.moved(shape, &-by)])
        .collect();
    let readings = world.read(&places)?;
    let (pairs, _) = readings.as_chunks::<2>();
    Ok(pairs
        .iter()
        .map(|[forth, back]| DVector::from_iterator(forth.0.len(), forth.less(back)))
        .collect())
}
