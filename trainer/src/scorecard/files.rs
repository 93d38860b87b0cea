//! The files of a split, tallied one by one: what tables by drum, style and drummer, and intervals,
//! are made of.

use std::collections::BTreeMap;

use groove::Drum;

use super::{
    PlayedScores, Purpose,
    bootstrap::{Interval, intervals},
    random,
    scores::{DrumScores, HitScores},
    tally::Tally,
};
use crate::data::Source;

/// The scores of a drum, and the tables' beside them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DrumRow {
    /// Which.
    pub drum: Drum,
    /// The model's.
    pub model: DrumScores,
    /// Hits by the most frequent combinations, timing and velocity by the mean for drum and step
    /// over all hits.
    pub baseline: DrumScores,
}

/// The scores of a style or a drummer, and the tables' beside them.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupRow {
    /// Which.
    pub name: String,
    /// Files of it.
    pub files: usize,
    /// Windows of it.
    pub windows: u64,
    /// The model's hits.
    pub hits: HitScores,
    /// The model's timing and velocity.
    pub played: PlayedScores,
    /// The most frequent combinations.
    pub baseline_hits: HitScores,
    /// The mean for drum and step, over all hits.
    pub baseline_played: PlayedScores,
}

/// The model's tally of a file, and those of the tables.
#[derive(Debug, Clone, Default)]
pub(super) struct FileTally {
    pub model: Tally,
    pub pattern: Tally,
    pub lookup: Tally,
}

impl FileTally {
    pub fn add(&mut self, other: &Self) {
        self.model.add(&other.model);
        self.pattern.add(&other.pattern);
        self.lookup.add(&other.lookup);
    }
}

/// Intervals of the main numbers. Each measure is resampled by the same draws of files.
pub(super) fn all_intervals(files: &[FileTally], seed: u64) -> BTreeMap<&'static str, Interval> {
    let by = |tally: fn(&FileTally) -> &Tally| {
        let tallies: Vec<Tally> = files.iter().map(|file| tally(file).clone()).collect();
        intervals(&tallies, &mut random(seed, Purpose::Bootstrap), |sum| {
            let (hits, timing, velocity) = (sum.hit_scores(), sum.timing(), sum.velocity());
            [
                Some(hits.hit_f1),
                Some(hits.step_accuracy),
                timing.map(|timing| timing.timing_mae_ms),
                timing.map(|timing| timing.timing_mse_steps),
                timing.map(|timing| timing.timing_kl),
                velocity.map(|velocity| velocity.velocity_mae),
                velocity.map(|velocity| velocity.velocity_kl),
            ]
        })
    };
    let model = by(|file| &file.model);
    let [pattern_f1, pattern_steps, ..] = by(|file| &file.pattern);
    let [_, _, lookup_ms, _, _, lookup_velocity, _] = by(|file| &file.lookup);
    let names = [
        "hit_f1",
        "step_accuracy",
        "timing_mae_ms",
        "timing_mse_steps",
        "timing_kl",
        "velocity_mae",
        "velocity_kl",
    ];
    let beside = [
        ("baseline_lookup_hit_f1", pattern_f1),
        ("baseline_lookup_step_accuracy", pattern_steps),
        ("baseline_lookup_timing_mae_ms", lookup_ms),
        ("baseline_lookup_velocity_mae", lookup_velocity),
    ];
    let named = names.into_iter().zip(model).chain(beside);
    named
        .filter_map(|(name, interval)| Some((name, interval?)))
        .collect()
}

pub(super) fn drums(all: &FileTally) -> Vec<DrumRow> {
    let row = |drum| {
        let (pattern, lookup) = (all.pattern.drum(drum), all.lookup.drum(drum));
        DrumRow {
            drum,
            model: all.model.drum(drum),
            baseline: DrumScores {
                hit_f1: pattern.hit_f1,
                ..lookup
            },
        }
    };
    Drum::ALL.into_iter().map(row).collect()
}

/// A row a group, in the order of their names; files without one are in no group.
pub(super) fn groups(
    sources: &[Source],
    files: &[FileTally],
    group: impl Fn(&Source) -> Option<&str>,
) -> Vec<GroupRow> {
    let mut groups: BTreeMap<String, (usize, FileTally)> = BTreeMap::new();
    for (source, file) in sources.iter().zip(files) {
        if let Some(name) = group(source) {
            let (count, sum) = groups.entry(name.to_owned()).or_default();
            *count += 1;
            sum.add(file);
        }
    }
    let row = |(name, (files, sum)): (String, (usize, FileTally))| GroupRow {
        name,
        files,
        windows: sum.model.windows(),
        hits: sum.model.hit_scores(),
        played: PlayedScores::of(&sum.model),
        baseline_hits: sum.pattern.hit_scores(),
        baseline_played: PlayedScores::of(&sum.lookup),
    };
    groups.into_iter().map(row).collect()
}
