//! The scorecard of a model folder: what it does with recordings it never saw, beside what a
//! lookup table does with them.
//!
//! It runs the exported graphs, which are what a user gets, and knows neither networks nor
//! checkpoints; for a run's network see [`crate::evaluate()`]. A file a measure, each with its
//! definition: [`scores`] (hits, timing, velocity), [`baselines`], [`posterior`] (rate, active
//! units), [`likeness`] (samples against real grooves), [`path`] (interpolation), [`player`]
//! (latency), [`bootstrap`] (intervals). The seed decides everything but the latency.

pub mod baselines;
pub mod bootstrap;
mod files;
pub mod histogram;
pub mod hits;
mod json;
pub mod likeness;
pub mod path;
pub mod player;
pub mod posterior;
mod samples;
pub mod scores;
mod table;
pub mod tally;

use std::{collections::BTreeMap, path::PathBuf};

use inference::{Model, ModelIdentity, RuntimeOptions};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::{
    data::{Dataset, Split, Window},
    error::TrainError,
};
use baselines::Tables;
use bootstrap::Interval;
use files::FileTally;
pub use files::{DrumRow, GroupRow};
use path::PathScores;
use player::Latency;
use posterior::LatentScores;
pub use samples::SampleScores;
use scores::{HitScores, TimingScores, VelocityScores};
use tally::Tally;

/// What to score.
#[derive(Debug, Clone)]
pub struct ScorecardOptions {
    /// Folder of the model.
    pub model: PathBuf,
    /// What runs it.
    pub runtime: RuntimeOptions,
    /// Recorded drumming, anything that [`groove::corpus::Corpus::open`] knows. The tables are
    /// learned from its training split.
    pub data: PathBuf,
    /// The part of it that is scored.
    pub split: Split,
    /// Decides samples, pairs and resamples.
    pub seed: u64,
}

/// All that was measured. Its keys as JSON: [`Scorecard::to_json`].
#[derive(Debug, Clone)]
pub struct Scorecard {
    /// Which model.
    pub model: ModelIdentity,
    /// What ran it.
    pub provider: String,
    /// What was scored.
    pub split: Split,
    /// The seed.
    pub seed: u64,
    /// How much there was to measure.
    pub counts: Counts,
    /// Hits given back from the posterior's mean, where their probability is over one half.
    pub hits: HitScores,
    /// The same with hits drawn by chance, each with its probability.
    pub drawn_hits: HitScores,
    /// How the hits that are not drawn are played.
    pub played: PlayedScores,
    /// What tables do.
    pub baselines: Baselines,
    /// Use of the latent space.
    pub latent: LatentScores,
    /// 95 % intervals, by the key of what they are about.
    pub intervals: BTreeMap<&'static str, Interval>,
    /// Drum by drum.
    pub drums: Vec<DrumRow>,
    /// Style by style, where the corpus names them.
    pub styles: Vec<GroupRow>,
    /// Drummer by drummer, where the corpus names them.
    pub drummers: Vec<GroupRow>,
    /// Grooves that the model dreams up.
    pub samples: SampleScores,
    /// Ways from one groove to another.
    pub paths: PathScores,
    /// How long a decoding takes here.
    pub latency: Latency,
}

/// How much there was to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Windows scored.
    pub windows: usize,
    /// Files that they come from.
    pub files: usize,
    /// Their strokes.
    pub hits: u64,
    /// Windows that the tables were learned from.
    pub training_windows: usize,
    /// Files that those come from.
    pub training_files: usize,
}

/// Timing and velocity; `None` where no hit is shared, since nothing was measured then.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlayedScores {
    /// Timing.
    pub timing: Option<TimingScores>,
    /// Velocity.
    pub velocity: Option<VelocityScores>,
}

impl PlayedScores {
    fn of(tally: &Tally) -> Self {
        Self {
            timing: tally.timing(),
            velocity: tally.velocity(),
        }
    }
}

/// What lookup tables do with the same windows; see [`baselines`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Baselines {
    /// The most frequent combination of drums on each step of the bar.
    pub pattern: HitScores,
    /// The tables told all hits of the recording.
    pub all_hits: TableScores,
    /// The tables told only the hits that the model gave back, so that both are scored on the same
    /// strokes: a model may not shine by missing the hard ones.
    pub same_hits: TableScores,
}

/// What the three tables do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TableScores {
    /// All on the grid.
    pub grid: PlayedScores,
    /// The training's mean.
    pub mean: PlayedScores,
    /// The training's mean for the drum on the step of the bar.
    pub lookup: PlayedScores,
}

/// What chance is for, so that one use never shifts another.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Choice,
    Prior,
    Shape,
    Paths,
    Bootstrap,
    Takes,
}

fn random(seed: u64, purpose: Purpose) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(purpose as u64);
    random
}

/// Scores a model folder on a split.
///
/// # Errors
/// If the model can't be opened or fails, or a window is found neither in the split nor in the
/// training split.
pub fn scorecard(options: &ScorecardOptions) -> Result<Scorecard, TrainError> {
    let model = Model::open(&options.model, &options.runtime)?;
    let grid = model.grid();
    let read = |split| Dataset::read(&options.data, split, grid, &model.card().drum_map);
    let scored = read(options.split)?;
    let training = read(Split::Train)?;
    let tables = Tables::learn(&training.windows, grid);

    let posteriors = player::encode(&model, &scored.windows)?;
    let tempos = scored.windows.iter().map(|window| window.tempo);
    let means = posteriors.iter().map(|posterior| &posterior.mean);
    let shown = means.zip(tempos);
    let copies = player::decode_greedily(&model, shown.clone())?;
    let drawn = player::decode_by_chance(&model, shown, &mut random(options.seed, Purpose::Takes))?;
    let files: Vec<FileTally> = scored
        .sources
        .iter()
        .map(|source| {
            let (real, copies) = (
                &scored.windows[source.windows.clone()],
                &copies[source.windows.clone()],
            );
            let by = |table: fn(&Tables, &Window) -> Window| {
                let made = real.iter().map(|window| (window, table(&tables, window)));
                made.map(|(window, made)| Tally::of(window, &made, grid))
                    .sum()
            };
            FileTally {
                model: Tally::of_all(real, copies, grid),
                pattern: by(Tables::pattern),
                lookup: by(Tables::lookup),
            }
        })
        .collect();
    let mut all = FileTally::default();
    files.iter().for_each(|file| all.add(file));

    Ok(Scorecard {
        model: model.identity().clone(),
        provider: model.provider().to_string(),
        split: options.split,
        seed: options.seed,
        counts: Counts {
            windows: scored.windows.len(),
            files: scored.sources.len(),
            hits: all.model.hits(),
            training_windows: training.windows.len(),
            training_files: training.sources.len(),
        },
        hits: all.model.hit_scores(),
        drawn_hits: Tally::of_all(&scored.windows, &drawn, grid).hit_scores(),
        played: PlayedScores::of(&all.model),
        baselines: baselines(&tables, &scored, &copies, &all),
        latent: LatentScores::of(&posteriors),
        intervals: files::all_intervals(&files, options.seed),
        drums: files::drums(&all),
        styles: files::groups(&scored.sources, &files, |source| source.style.as_deref()),
        drummers: files::groups(&scored.sources, &files, |source| source.drummer.as_deref()),
        samples: SampleScores::of(
            &model,
            &scored.windows,
            &copies,
            &training.windows,
            options.seed,
        )?,
        paths: samples::paths(&model, &posteriors, options.seed)?,
        latency: player::latency(&model)?,
    })
}

fn baselines(tables: &Tables, scored: &Dataset, copies: &[Window], all: &FileTally) -> Baselines {
    let played = |table: fn(&Tables, &Window) -> Window, told: &dyn Fn(usize, &mut Window)| {
        let windows = scored.windows.iter().enumerate();
        let tally: Tally = windows
            .map(|(at, window)| {
                let mut made = table(tables, window);
                told(at, &mut made);
                Tally::of(window, &made, scored.grid)
            })
            .sum();
        PlayedScores::of(&tally)
    };
    let all_three = |told: &dyn Fn(usize, &mut Window)| TableScores {
        grid: played(Tables::grid, told),
        mean: played(Tables::mean, told),
        lookup: played(Tables::lookup, told),
    };
    Baselines {
        pattern: all.pattern.hit_scores(),
        all_hits: all_three(&|_, _| {}),
        same_hits: all_three(&|at, made| {
            let hits = copies[at].hits.iter().enumerate();
            hits.filter(|(_, hit)| **hit < 0.5)
                .for_each(|(cell, _)| made.clear(cell));
        }),
    }
}
