//! The files of a split, tallied one by one: what tables by drum, style and drummer, and intervals,
//! are made of.

use std::collections::BTreeMap;

use groove::Drum;

use super::{
    PlayedScores, Purpose,
    baselines::Tables,
    bootstrap::{Interval, intervals},
    player::Told,
    random,
    scores::{DrumScores, HitScores},
    tally::Tally,
};
use crate::data::{Dataset, Source, Window};

/// Intervals by the key of what they are about.
pub type Intervals = BTreeMap<String, Interval>;

/// The scores of a drum, and the tables' beside them.
#[derive(Debug, Clone, PartialEq)]
pub struct DrumRow {
    /// Which.
    pub drum: Drum,
    /// The model's.
    pub model: DrumScores,
    /// Hits by the most frequent combinations, timing and velocity by the mean for drum and step
    /// over all hits.
    pub baseline: DrumScores,
    /// 95 % intervals of the model's.
    pub intervals: Intervals,
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
    /// 95 % intervals of the model's; none for a single file, which can't be drawn anew.
    pub intervals: Intervals,
}

/// Tallies of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct FileTally {
    /// Given back from the posterior's mean.
    pub model: Tally,
    /// The same, hits drawn by chance.
    pub sampled: Tally,
    /// The model's guesses, told the hits of the steps before.
    pub guessed: Tally,
    /// The model's velocities and offsets at all true hits.
    pub told: Tally,
    /// The most frequent combinations.
    pub pattern: Tally,
    /// The mean for drum and step, at all true hits.
    pub lookup: Tally,
}

impl FileTally {
    pub fn add(&mut self, other: &Self) {
        self.model.add(&other.model);
        self.sampled.add(&other.sampled);
        self.guessed.add(&other.guessed);
        self.told.add(&other.told);
        self.pattern.add(&other.pattern);
        self.lookup.add(&other.lookup);
    }
}

/// What the model makes of the split's windows, in their order.
pub(super) struct Made {
    pub copies: Vec<Window>,
    pub sampled: Vec<Window>,
    pub told: Vec<Told>,
}

/// Tallies file by file.
pub(super) fn tallies(scored: &Dataset, made: &Made, tables: &Tables) -> Vec<FileTally> {
    let grid = scored.grid;
    let tally = |source: &Source| {
        let at = source.windows.clone();
        let real = &scored.windows[at.clone()];
        let by = |table: fn(&Tables, &Window) -> Window| {
            let made = real.iter().map(|window| (window, table(tables, window)));
            made.map(|(window, made)| Tally::of(window, &made, grid))
                .sum()
        };
        let told = &made.told[at.clone()];
        let told_by = |window: fn(&Told) -> Window| {
            let pairs = real.iter().zip(told);
            pairs
                .map(|(real, told)| Tally::of(real, &window(told), grid))
                .sum()
        };
        FileTally {
            model: Tally::of_all(real, &made.copies[at.clone()], grid),
            sampled: Tally::of_all(real, &made.sampled[at], grid),
            guessed: told_by(Told::guessed),
            told: told_by(|told| told.window.clone()),
            pattern: by(Tables::pattern),
            lookup: by(Tables::lookup),
        }
    };
    scored.sources.iter().map(tally).collect()
}

const HITS: [&str; 2] = ["hit_f1", "cell_accuracy"];
const PLAYED: [&str; 5] = [
    "timing_mae_ms",
    "timing_mse_steps",
    "timing_kl",
    "velocity_mae",
    "velocity_kl",
];

fn hits(sum: &Tally) -> [Option<f64>; 2] {
    let scores = sum.hit_scores();
    [scores.hit_f1, scores.cell_accuracy].map(Some)
}

fn played(sum: &Tally) -> [Option<f64>; 5] {
    let (timing, velocity) = (sum.timing(), sum.velocity());
    [
        timing.map(|timing| timing.timing_mae_ms),
        timing.map(|timing| timing.timing_mse_steps),
        timing.map(|timing| timing.timing_kl),
        velocity.map(|velocity| velocity.velocity_mae),
        velocity.map(|velocity| velocity.velocity_kl),
    ]
}

/// A kind of tally of each file, and what is measured of their sum.
struct Resampled<'a> {
    files: &'a [FileTally],
    seed: u64,
}

impl Resampled<'_> {
    /// Puts the intervals of measures under their names behind a prefix. Each is resampled by the
    /// same draws of files.
    fn put<const N: usize>(
        &self,
        all: &mut Intervals,
        prefix: &str,
        names: [&str; N],
        tally: fn(&FileTally) -> &Tally,
        measures: impl Fn(&Tally) -> [Option<f64>; N],
    ) {
        let tallies: Vec<Tally> = self.files.iter().map(|file| tally(file).clone()).collect();
        let mut random = random(self.seed, Purpose::Bootstrap);
        let found = intervals(&tallies, &mut random, measures);
        for (name, interval) in names.into_iter().zip(found) {
            all.extend(interval.map(|interval| (format!("{prefix}{name}"), interval)));
        }
    }
}

/// Intervals of the main numbers.
pub(super) fn all_intervals(files: &[FileTally], seed: u64) -> Intervals {
    let mut all = Intervals::new();
    let resampled = Resampled { files, seed };
    resampled.put(&mut all, "", HITS, |file| &file.model, hits);
    resampled.put(&mut all, "", PLAYED, |file| &file.model, played);
    resampled.put(&mut all, "sampled_", HITS, |file| &file.sampled, hits);
    resampled.put(
        &mut all,
        "teacher_forced_",
        HITS,
        |file| &file.guessed,
        hits,
    );
    resampled.put(&mut all, "told_", PLAYED, |file| &file.told, played);
    resampled.put(
        &mut all,
        "baseline_lookup_",
        HITS,
        |file| &file.pattern,
        hits,
    );
    resampled.put(
        &mut all,
        "baseline_lookup_",
        PLAYED,
        |file| &file.lookup,
        played,
    );
    all
}

pub(super) fn drums(all: &FileTally, files: &[FileTally], seed: u64) -> Vec<DrumRow> {
    let resampled = Resampled { files, seed };
    let row = |drum: Drum| {
        let (pattern, lookup) = (all.pattern.drum(drum), all.lookup.drum(drum));
        let measures = |sum: &Tally| {
            let scores = sum.drum(drum);
            [scores.hit_f1, scores.timing_mae_ms, scores.velocity_mae]
        };
        let mut intervals = Intervals::new();
        let names = ["hit_f1", "timing_mae_ms", "velocity_mae"];
        resampled.put(&mut intervals, "", names, |file| &file.model, measures);
        DrumRow {
            drum,
            model: all.model.drum(drum),
            baseline: DrumScores {
                hit_f1: pattern.hit_f1,
                ..lookup
            },
            intervals,
        }
    };
    Drum::ALL.into_iter().map(row).collect()
}

/// A row a group, in the order of their names; files without one are in no group.
pub(super) fn groups(
    sources: &[Source],
    files: &[FileTally],
    seed: u64,
    group: impl Fn(&Source) -> Option<&str>,
) -> Vec<GroupRow> {
    let mut groups: BTreeMap<String, Vec<FileTally>> = BTreeMap::new();
    for (source, file) in sources.iter().zip(files) {
        if let Some(name) = group(source) {
            groups
                .entry(name.to_owned())
                .or_default()
                .push(file.clone());
        }
    }
    let row = |(name, files): (String, Vec<FileTally>)| {
        let mut sum = FileTally::default();
        files.iter().for_each(|file| sum.add(file));
        let mut intervals = Intervals::new();
        if files.len() > 1 {
            let resampled = Resampled {
                files: &files,
                seed,
            };
            resampled.put(&mut intervals, "", HITS, |file| &file.model, hits);
            resampled.put(&mut intervals, "", PLAYED, |file| &file.model, played);
        }
        GroupRow {
            name,
            files: files.len(),
            windows: sum.model.windows(),
            hits: sum.model.hit_scores(),
            played: PlayedScores::of(&sum.model),
            baseline_hits: sum.pattern.hit_scores(),
            baseline_played: PlayedScores::of(&sum.lookup),
            intervals,
        }
    };
    groups.into_iter().map(row).collect()
}
