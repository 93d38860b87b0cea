//! The scorecard of a model folder: what it does with recordings it never saw, beside what a
//! lookup table does with them.
//!
//! It runs the exported graphs, which are what a user gets, and knows neither networks nor
//! checkpoints; for a run's network see [`crate::evaluate()`]. A file a measure, each with its
//! definition: [`scores`] (hits, timing, velocity), [`baselines`], [`posterior`] (rate, active
//! units), [`told`] (teacher forcing, distortion), [`likeness`], [`frechet`] and [`spread`]
//! (samples against real grooves), [`path`] (interpolation), [`player`] (latency), [`bootstrap`]
//! (intervals). [`measures`] lists their keys, names and units. The seed decides everything but the
//! latency.

pub mod baselines;
pub mod beside;
pub mod bootstrap;
mod files;
pub mod frechet;
mod gallery;
pub mod histogram;
pub mod hits;
mod html;
mod json;
pub mod likeness;
pub mod measures;
pub mod path;
pub mod player;
pub mod posterior;
mod samples;
pub mod scores;
pub mod spread;
pub mod tables;
pub mod tally;
pub mod told;

use std::path::PathBuf;

use inference::{Model, ModelIdentity, RuntimeOptions, Temperature};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::{
    data::{Dataset, Source, Split, SplitBy},
    error::TrainError,
};
use baselines::Tables;
pub use beside::{Baselines, TableScores};
pub use files::{DrumRow, GroupRow, Intervals};
use files::{FileTally, Made};
use frechet::FrechetScores;
use gallery::Scored;
pub use gallery::{Gallery, Shown};
use path::PathScores;
use player::Latency;
use posterior::LatentScores;
use samples::Sets;
pub use samples::{SampleScores, SetScores, StatisticHistogram, StatisticRow};
use scores::{HitScores, TimingScores, VelocityScores};
use spread::{DrumDeviation, VarietyScores};
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
    /// How it is cut.
    pub split_by: SplitBy,
    /// Decides samples, pairs and resamples.
    pub seed: u64,
    /// Folder of a model that was trained from another seed, whose encoder gives the features for
    /// the Fréchet distance; without it there is none.
    pub features: Option<PathBuf>,
    /// The command line, for the record.
    pub command: String,
}

/// All that was measured. Its keys as JSON: [`Scorecard::to_json`].
#[derive(Debug, Clone)]
pub struct Scorecard {
    /// Which model.
    pub model: ModelIdentity,
    /// What ran it.
    pub provider: String,
    /// The command line.
    pub command: String,
    /// What was scored.
    pub split: Split,
    /// How the data was cut.
    pub split_by: SplitBy,
    /// The seed.
    pub seed: u64,
    /// How much there was to measure.
    pub counts: Counts,
    /// Hits given back from the posterior's mean, where their probability is over one half.
    pub hits: HitScores,
    /// The same with hits drawn by chance, each with its probability.
    pub sampled_hits: HitScores,
    /// Hits guessed from the posterior's mean, each step told the true hits before it.
    pub teacher_forced_hits: HitScores,
    /// How the hits that are not drawn are played.
    pub played: PlayedScores,
    /// How all hits of the grooves are played by the model, when it is told them.
    pub told: PlayedScores,
    /// What tables do.
    pub baselines: Baselines,
    /// Use of the latent space.
    pub latent: LatentScores,
    /// See [`told::distortion`].
    pub distortion_nats: f64,
    /// 95 % intervals, by the key of what they are about.
    pub intervals: Intervals,
    /// Drum by drum.
    pub drums: Vec<DrumRow>,
    /// Style by style, where the corpus names them.
    pub styles: Vec<GroupRow>,
    /// Drummer by drummer, where the corpus names them.
    pub drummers: Vec<GroupRow>,
    /// Grooves that the model dreams up.
    pub samples: SampleScores,
    /// How varied velocities and timing are.
    pub variety: VarietyScores,
    /// Distances in another model's features, where one was named.
    pub frechet: Option<FrechetScores>,
    /// Ways from one groove to another.
    pub paths: PathScores,
    /// How long a decoding takes here.
    pub latency: Latency,
    /// Grooves to look at.
    pub gallery: Gallery,
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

/// What chance is for, so that one use never shifts another.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Choice,
    Prior,
    Shape,
    Paths,
    Bootstrap,
    Takes,
    Posterior,
    Gallery,
}

fn random(seed: u64, purpose: Purpose) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(purpose as u64);
    random
}

/// Scores a model folder on a split.
///
/// # Errors
/// If a model can't be opened or fails, or a window is found neither in the split nor in the
/// training split.
pub fn scorecard(options: &ScorecardOptions) -> Result<Scorecard, TrainError> {
    let model = Model::open(&options.model, &options.runtime)?;
    let training = &model.card().training;
    if training.split_by != options.split_by.to_string() {
        return Err(TrainError::OtherSplit {
            name: model.card().name.clone(),
            trained: training.split_by.clone(),
            asked: options.split_by,
        });
    }
    let judge = match &options.features {
        Some(folder) => Some(Model::open(folder, &options.runtime)?),
        None => None,
    };
    let (grid, seed) = (model.grid(), options.seed);
    let map = &model.card().drum_map;
    let read = |split| Dataset::read_by(options.split_by, &options.data, split, grid, map);
    let scored = read(options.split)?;
    let training = read(Split::Train)?;
    let tables = Tables::learn(&training.windows, grid);

    let posteriors = player::encode(&model, &scored.windows)?;
    let tempos = scored.windows.iter().map(|window| window.tempo);
    let means = posteriors.iter().map(|posterior| &posterior.mean);
    let shown = means.clone().zip(tempos);
    let made = Made {
        copies: player::decode_greedily(&model, shown.clone())?,
        sampled: player::decode_by_chance(
            &model,
            shown,
            Temperature::new(1.0),
            &mut random(seed, Purpose::Takes),
        )?,
        told: player::decode_told(&model, means, &scored.windows)?,
    };
    let files = files::tallies(&scored, &made, &tables);
    let mut all = FileTally::default();
    files.iter().for_each(|file| all.add(file));
    let copies = &made.copies;
    let sets = Sets::draw(&model, &scored.windows, copies, &training.windows, seed)?;
    let paths = samples::paths(&model, &posteriors, seed)?;
    let frechet = match &judge {
        Some(judge) => Some(FrechetScores::of(&sets, &model, judge)?),
        None => None,
    };
    let mut chance = random(seed, Purpose::Posterior);
    let by_posterior = told::distortion(&model, &posteriors, &scored.windows, &mut chance)?;
    let by =
        |group: fn(&Source) -> Option<&str>| files::groups(&scored.sources, &files, seed, group);
    let looked_at = Scored {
        sources: &scored.sources,
        windows: &scored.windows,
        copies,
    };

    Ok(Scorecard {
        model: model.identity().clone(),
        provider: model.provider().to_string(),
        command: options.command.clone(),
        split: options.split,
        split_by: options.split_by,
        seed,
        counts: Counts {
            windows: scored.windows.len(),
            files: scored.sources.len(),
            hits: all.model.hits(),
            training_windows: training.windows.len(),
            training_files: training.sources.len(),
        },
        hits: all.model.hit_scores(),
        sampled_hits: all.sampled.hit_scores(),
        teacher_forced_hits: all.guessed.hit_scores(),
        played: PlayedScores::of(&all.model),
        told: PlayedScores::of(&all.told),
        baselines: Baselines::of(&tables, &scored, copies, &all.pattern),
        latent: LatentScores::of(&posteriors),
        distortion_nats: by_posterior,
        intervals: files::all_intervals(&files, seed),
        drums: files::drums(&all, &files, seed),
        styles: by(|source| source.style.as_deref()),
        drummers: by(|source| source.drummer.as_deref()),
        samples: SampleScores::of(&sets, &training.windows, grid),
        variety: VarietyScores::of(&sets, grid),
        frechet,
        gallery: Gallery::of(&looked_at, &sets, &paths, grid, seed),
        paths: PathScores::of(&paths, grid),
        latency: player::latency(&model, player::TIMED)?,
    })
}
