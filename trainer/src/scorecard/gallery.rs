//! A few grooves to look at: numbers alone have flattered many a model.

use std::ops::Range;

use groove::Groove;
use rand::seq::index;

use super::{Purpose, random, samples::Sets};
use crate::data::{Source, Window};

/// Grooves of each kind.
const COUNT: usize = 4;
/// Grooves of the path.
const STAGES: usize = 5;

/// Grooves chosen by the seed, not by their scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Gallery {
    /// Grooves of the split beside what the model gives back.
    pub reconstructions: Vec<Shown>,
    /// Samples.
    pub samples: Vec<Groove>,
    /// From one groove to another.
    pub path: Vec<Groove>,
}

/// A groove and what the model gives back when shown it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Which recording it is from.
    pub name: String,
    /// The groove.
    pub original: Groove,
    /// From the posterior's mean, without chance.
    pub reconstruction: Groove,
}

/// The split, window by window.
pub(super) struct Scored<'a> {
    pub sources: &'a [Source],
    pub windows: &'a [Window],
    pub copies: &'a [Window],
}

impl Gallery {
    pub(super) fn of(
        scored: &Scored<'_>,
        sets: &Sets,
        paths: &[Vec<Window>],
        grid: groove::Grid,
        seed: u64,
    ) -> Self {
        // A window of each of some files: windows of one file overlap.
        let mut random = random(seed, Purpose::Gallery);
        let count = scored.sources.len().min(COUNT);
        let mut files = index::sample(&mut random, scored.sources.len(), count).into_vec();
        files.sort_unstable();
        let middle = |windows: &Range<usize>| windows.start + windows.len() / 2;
        let shown = files.into_iter().map(|file| {
            let source = &scored.sources[file];
            let at = middle(&source.windows);
            Shown {
                name: source.name.clone(),
                original: scored.windows[at].groove(grid),
                reconstruction: scored.copies[at].groove(grid),
            }
        });
        let samples = sets.samples.iter().take(COUNT);
        let path = paths.first().map_or(&[][..], Vec::as_slice);
        let stage = |number: usize| number * path.len().saturating_sub(1) / (STAGES - 1);
        let stages = (0..STAGES).filter_map(|number| path.get(stage(number)));
        Self {
            reconstructions: shown.collect(),
            samples: samples.map(|window| window.groove(grid)).collect(),
            path: stages.map(|window| window.groove(grid)).collect(),
        }
    }
}
