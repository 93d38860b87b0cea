//! What the model dreams up, against real grooves; and the ways between them.

use groove::Tempo;
use groove::statistics::Attribute;
use inference::{Latent, Model, ModelError, Posterior, Seed, interpolate};
use rand::{Rng, RngExt, seq::index};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::{
    Purpose,
    hits::Hits,
    likeness::{Measure, Novelty, diversity, novelty},
    path::{PathScores, STEPS},
    player, random,
};
use crate::data::{Window, batch::normal};

/// The most samples.
const MOST: usize = 500;

/// The most paths between grooves.
const PATHS: usize = 64;

/// Sets of grooves against as many real ones of the split.
///
/// Samples are drawn at temperature 1, and measured at the tempo of the real groove of the same
/// number, since a sample has none of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleScores {
    /// Grooves in the larger sets: as many as the split has windows, at most 500; of more windows
    /// so many are chosen by chance.
    pub count: usize,
    /// From the standard normal, the prior that the model was trained with.
    pub prior: SetScores,
    /// From the shape of the encoded training set, as `quatrain sample` draws.
    pub shape: SetScores,
    /// The real grooves themselves, for comparison; their overlap with themselves is 1.
    pub real: SetScores,
    /// What the model gives back when shown the real grooves: overlaps alone.
    pub reconstruction: Vec<f64>,
    /// As many windows of the training split, the yardstick: overlaps alone.
    pub training: Vec<f64>,
}

/// How like real grooves a set is.
#[derive(Debug, Clone, PartialEq)]
pub struct SetScores {
    /// Overlap with the real grooves, by statistic in the order of [`Attribute::ALL`].
    pub overlaps: Vec<f64>,
    /// Mean share of the cells in which two of the set differ.
    pub diversity: f64,
    /// Likeness to the training data.
    pub novelty: Novelty,
}

/// The overlaps of one statistic.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StatisticRow {
    /// Its name.
    pub statistic: &'static str,
    /// Samples from the standard normal.
    pub sample_overlap: f64,
    /// Samples from the shape of the encoded training set.
    pub shape_sample_overlap: f64,
    /// Reconstructions.
    pub reconstruction_overlap: f64,
    /// Training windows: the yardstick.
    pub baseline_training_overlap: f64,
}

impl SampleScores {
    /// Draws the samples and measures all sets.
    ///
    /// # Errors
    /// If the model fails.
    pub fn of(
        model: &Model,
        scored: &[Window],
        copies: &[Window],
        training: &[Window],
        seed: u64,
    ) -> Result<Self, ModelError> {
        let grid = model.grid();
        let mut chance = random(seed, Purpose::Choice);
        let count = scored.len().min(MOST);
        let chosen = choose(scored.len(), count, &mut chance);
        let pick = |windows: &[Window], at: &[usize]| -> Vec<Window> {
            at.iter().map(|&at| windows[at].clone()).collect()
        };
        let real = pick(scored, &chosen);
        let beside = choose(training.len(), count.min(training.len()), &mut chance);
        let tempos: Vec<Tempo> = real.iter().map(|window| window.tempo).collect();

        let measure = Measure::of(&real, grid);
        let hits = Hits::of_all(training);
        let scores = |set: &[Window]| SetScores {
            overlaps: measure.overlaps(set),
            diversity: diversity(set, grid),
            novelty: novelty(set, &hits, grid),
        };
        let latents = model.card().sizes.latents;
        let prior = draw(model, &tempos, random(seed, Purpose::Prior), |random| {
            Latent((0..latents).map(|_| normal(random)).collect())
        })?;
        let shape = draw(model, &tempos, random(seed, Purpose::Shape), |random| {
            model.sample(Seed(random.next_u64()))
        })?;
        Ok(Self {
            count,
            prior: scores(&prior),
            shape: scores(&shape),
            real: scores(&real),
            reconstruction: measure.overlaps(&pick(copies, &chosen)),
            training: measure.overlaps(&pick(training, &beside)),
        })
    }

    /// The overlaps, a row a statistic.
    #[must_use]
    pub fn rows(&self) -> Vec<StatisticRow> {
        let value = |overlaps: &[f64], at: usize| overlaps.get(at).copied().unwrap_or(0.0);
        let rows = Attribute::ALL.into_iter().enumerate();
        rows.map(|(at, attribute)| StatisticRow {
            statistic: attribute.name(),
            sample_overlap: value(&self.prior.overlaps, at),
            shape_sample_overlap: value(&self.shape.overlaps, at),
            reconstruction_overlap: value(&self.reconstruction, at),
            baseline_training_overlap: value(&self.training, at),
        })
        .collect()
    }
}

/// Some of so many, each at most once, in their order.
fn choose(of: usize, count: usize, random: &mut ChaCha8Rng) -> Vec<usize> {
    let mut chosen = index::sample(random, of, count).into_vec();
    chosen.sort_unstable();
    chosen
}

/// A sample for each tempo.
fn draw(
    model: &Model,
    tempos: &[Tempo],
    mut random: ChaCha8Rng,
    mut latent: impl FnMut(&mut ChaCha8Rng) -> Latent,
) -> Result<Vec<Window>, ModelError> {
    let latents: Vec<Latent> = tempos.iter().map(|_| latent(&mut random)).collect();
    let drawn = latents.iter().zip(tempos.iter().copied());
    player::decode_by_chance(model, drawn, &mut random)
}

/// Walks between random pairs of encoded grooves in 16 steps, along the path of [`interpolate`],
/// decoding without chance: as many paths as there are grooves, at most 64.
///
/// # Errors
/// If the model fails.
pub fn paths(model: &Model, encoded: &[Posterior], seed: u64) -> Result<PathScores, ModelError> {
    let mut random = random(seed, Purpose::Paths);
    let count = encoded.len().min(PATHS);
    let mut paths = Vec::with_capacity(count);
    for _ in 0..count {
        let mut end = || &encoded[random.random_range(0..encoded.len())].mean;
        let (from, to) = (end(), end());
        let way: Vec<Latent> = (0..=STEPS)
            .map(|step| interpolate(from, to, step as f32 / STEPS as f32))
            .collect();
        let latents = way.iter().map(|latent| (latent, Tempo::DEFAULT));
        paths.push(player::decode_greedily(model, latents)?);
    }
    Ok(PathScores::of(&paths))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_are_chosen_once_each_and_by_the_seed() {
        let choice = |seed| choose(100, 40, &mut random(seed, Purpose::Choice));
        let mut once = choice(1);
        assert_eq!(once, choice(1));
        assert_ne!(once, choice(2));
        once.dedup();
        assert_eq!(once.len(), 40);
        assert_eq!(choose(3, 3, &mut random(1, Purpose::Choice)), [0, 1, 2]);
    }
}
