//! What the model dreams up, against real grooves; and the ways between them.

use std::ops::Range;

use groove::{Grid, Tempo, statistics::Attribute};
use inference::{Latent, Model, ModelError, Posterior, Seed, Temperature};
use rand::{Rng, RngExt, seq::index};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::{
    Purpose,
    hits::Hits,
    likeness::{Measure, Novelty, diversity, novelty},
    path::STEPS,
    player, random,
};
use crate::data::{Window, batch::normal};

/// The most grooves in a set.
const MOST: usize = 2_000;

/// The most paths between grooves.
const PATHS: usize = 64;

/// Sets of grooves to be compared: as many real ones of the split, and of each other kind, as the
/// split has windows, at most 2,000; of more so many are chosen by chance.
///
/// Samples are drawn at the temperature that `quatrain sample` and the plugin begin with, as users
/// hear them ([`Temperature::default`]), and measured at the tempo of the real groove of the same
/// number, since a sample has none of its own.
#[derive(Debug, Clone)]
pub(super) struct Sets {
    /// Windows of the split.
    pub real: Vec<Window>,
    /// What the model gives back when shown them.
    pub copies: Vec<Window>,
    /// Windows of the training split, fewer where it has fewer.
    pub training: Vec<Window>,
    /// Samples as `quatrain sample` draws them: [`Model::sample`].
    pub samples: Vec<Window>,
    /// Samples from the standard normal.
    pub normal: Vec<Window>,
}

impl Sets {
    /// Chooses and draws.
    ///
    /// # Errors
    /// If the model fails.
    pub fn draw(
        model: &Model,
        scored: &[Window],
        copies: &[Window],
        training: &[Window],
        seed: u64,
    ) -> Result<Self, ModelError> {
        let mut chance = random(seed, Purpose::Choice);
        let count = scored.len().min(MOST);
        let chosen = choose(scored.len(), count, &mut chance);
        let pick = |windows: &[Window], at: &[usize]| -> Vec<Window> {
            at.iter().map(|&at| windows[at].clone()).collect()
        };
        let real = pick(scored, &chosen);
        let beside = choose(training.len(), count.min(training.len()), &mut chance);
        let tempos: Vec<Tempo> = real.iter().map(|window| window.tempo).collect();
        let latents = model.card().sizes.latents;
        Ok(Self {
            real,
            copies: pick(copies, &chosen),
            training: pick(training, &beside),
            samples: draw(model, &tempos, random(seed, Purpose::Shape), |random| {
                model.sample(Seed(random.next_u64()))
            })?,
            normal: draw(model, &tempos, random(seed, Purpose::Prior), |random| {
                Latent((0..latents).map(|_| normal(random)).collect())
            })?,
        })
    }
}

/// Sets of grooves against as many real ones of the split.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleScores {
    /// Grooves in a set.
    pub count: usize,
    /// As `quatrain sample` draws, from what the model holds of its latents.
    pub samples: SetScores,
    /// From the standard normal, the prior in the graphs.
    pub normal: SetScores,
    /// The real grooves themselves, for comparison; their overlap with themselves is 1.
    pub real: SetScores,
    /// What the model gives back when shown the real grooves: overlaps alone.
    pub reconstruction: Vec<f64>,
    /// As many windows of the training split, the yardstick: overlaps alone.
    pub training: Vec<f64>,
    /// How the statistics are distributed.
    pub histograms: Vec<StatisticHistogram>,
}

/// How one statistic is distributed: the share of each bin.
#[derive(Debug, Clone, PartialEq)]
pub struct StatisticHistogram {
    /// Which.
    pub attribute: Attribute,
    /// Where the bins begin.
    pub low: f64,
    /// Where they end.
    pub high: f64,
    /// Of real grooves.
    pub real: Vec<f64>,
    /// Of samples.
    pub samples: Vec<f64>,
    /// Of training grooves.
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
    /// Samples as `quatrain sample` draws them.
    pub sample_overlap: f64,
    /// Samples from the standard normal.
    pub normal_sample_overlap: f64,
    /// Reconstructions.
    pub reconstruction_overlap: f64,
    /// Training windows: the yardstick.
    pub baseline_training_overlap: f64,
}

impl SampleScores {
    pub(super) fn of(sets: &Sets, training: &[Window], grid: Grid) -> Self {
        let measure = Measure::of(&sets.real, grid);
        let hits = Hits::of_all(training);
        let scores = |set: &[Window]| SetScores {
            overlaps: measure.overlaps(set),
            diversity: diversity(set, grid),
            novelty: novelty(set, &hits, grid),
        };
        let shares = [&sets.real, &sets.samples, &sets.training].map(|set| measure.shares(set));
        let histogram = |(at, attribute)| {
            let Range {
                start: low,
                end: high,
            } = measure.range(at)?;
            let [real, samples, training] = shares.each_ref().map(|shares| shares[at].clone());
            Some(StatisticHistogram {
                attribute,
                low,
                high,
                real,
                samples,
                training,
            })
        };
        let attributes = Attribute::ALL.into_iter().enumerate();
        Self {
            count: sets.real.len(),
            samples: scores(&sets.samples),
            normal: scores(&sets.normal),
            real: scores(&sets.real),
            reconstruction: measure.overlaps(&sets.copies),
            training: measure.overlaps(&sets.training),
            histograms: attributes.filter_map(histogram).collect(),
        }
    }

    /// The overlaps, a row a statistic.
    #[must_use]
    pub fn rows(&self) -> Vec<StatisticRow> {
        let value = |overlaps: &[f64], at: usize| overlaps.get(at).copied().unwrap_or(0.0);
        let rows = Attribute::ALL.into_iter().enumerate();
        rows.map(|(at, attribute)| StatisticRow {
            statistic: attribute.name(),
            sample_overlap: value(&self.samples.overlaps, at),
            normal_sample_overlap: value(&self.normal.overlaps, at),
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
    player::decode_by_chance(model, drawn, Temperature::default(), &mut random)
}

/// Walks between random pairs of encoded grooves in 32 steps, along [`inference::path`],
/// decoding without chance: as many paths as there are grooves, at most 64.
///
/// # Errors
/// If the model fails.
pub(super) fn paths(
    model: &Model,
    encoded: &[Posterior],
    seed: u64,
) -> Result<Vec<Vec<Window>>, ModelError> {
    let mut random = random(seed, Purpose::Paths);
    let count = encoded.len().min(PATHS);
    let mut paths = Vec::with_capacity(count);
    for _ in 0..count {
        let mut end = || &encoded[random.random_range(0..encoded.len())].mean;
        let (from, to) = (end(), end());
        let way = inference::path(from, to, STEPS + 1);
        let latents = way.iter().map(|latent| (latent, Tempo::DEFAULT));
        paths.push(player::decode_greedily(model, latents)?);
    }
    Ok(paths)
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
