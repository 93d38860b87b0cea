//! The training loop: sessions, checkpoints, validation.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use groove::DrumMap;

use crate::{
    config::Config,
    data::{Dataset, Split},
    device::DeviceChoice,
    error::TrainError,
    learner::{Learner, Validation},
    progress::Progress,
    run::{Best, DataRecord, Log, Means, Record, RunFolder},
    trainer::Trainer,
};

/// Steps between two lines of the log.
const LOG_STEPS: u64 = 10;

/// What to train, on what, for how long.
#[derive(Debug, Clone)]
pub struct TrainOptions {
    /// Folder of the dataset.
    pub data: PathBuf,
    /// The run's folder: new, or with `resume` one that holds a run.
    pub run: PathBuf,
    /// Everything that decides a new run; a resumed one has its own.
    pub config: Config,
    /// Where to compute.
    pub device: DeviceChoice,
    /// Passes over the training grooves, those of earlier sessions included.
    pub passes: f64,
    /// Stops after so long, wherever it is; the checkpoint is kept.
    pub limit: Option<Duration>,
    /// Goes on where the run was.
    pub resume: bool,
    /// Time between two checkpoints.
    pub checkpoint_every: Duration,
    /// Draws no progress bar.
    pub quiet: bool,
    /// The command line, for the record.
    pub command: String,
}

impl TrainOptions {
    /// Options with everything but the folders at its default.
    #[must_use]
    pub fn new(data: PathBuf, run: PathBuf) -> Self {
        Self {
            data,
            run,
            config: Config::default(),
            device: DeviceChoice::Auto,
            passes: 12.0,
            limit: None,
            resume: false,
            checkpoint_every: Duration::from_secs(60),
            quiet: false,
            command: String::new(),
        }
    }
}

/// What a session of training came to.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainSummary {
    /// Steps done, earlier sessions included.
    pub steps: u64,
    /// Passes done.
    pub passes: f64,
    /// The best validation.
    pub best: Option<Best>,
    /// The validation at the end of the session.
    pub validation: Validation,
}

/// Trains a network, or goes on training one.
///
/// Writes a checkpoint at least every [`TrainOptions::checkpoint_every`], atomically; a resumed
/// run goes on bit for bit where the checkpoint was.
///
/// # Errors
/// If data, device or run folder are not as they should be, or the loss is no number any more.
pub fn train(options: &TrainOptions) -> Result<TrainSummary, TrainError> {
    let device = options.device.open()?;
    let run = if options.resume {
        RunFolder::open(&options.run)?
    } else {
        RunFolder::create(&options.run)?
    };
    let config = if options.resume {
        run.config()?
    } else {
        options.config.clone()
    };
    let grid = config.network.grid;
    let map = DrumMap::roland();
    let train = Dataset::read(&options.data, Split::Train, grid, map)?;
    let validation = Dataset::read(&options.data, Split::Validation, grid, map)?;
    let mut best = None;
    let mut learner = if options.resume {
        let checkpoint = run.last()?;
        best = checkpoint.best;
        Trainer::resume(config, checkpoint, device)?
    } else {
        run.save_data(&DataRecord {
            command: options.command.clone(),
            device: options.device.to_string(),
            train: train.report.clone(),
            validation: validation.report.clone(),
        })?;
        let learner = Trainer::new(config, device);
        run.save_config(&learner.config()?)?;
        learner
    };
    session(&mut learner, best, &train, &validation, &run, options)
}

/// One session: from where the learner stands to the end that the options set.
fn session(
    learner: &mut dyn Learner,
    mut best: Option<Best>,
    train: &Dataset,
    validation: &Dataset,
    run: &RunFolder,
    options: &TrainOptions,
) -> Result<TrainSummary, TrainError> {
    let steps_per_pass = learner.steps_per_pass(train);
    let end = (options.passes * steps_per_pass as f64).ceil() as u64;
    let mut log = Log::open(&run.file("log.csv"), learner.step(), learner.columns())?;
    let progress = Progress::new(learner.step(), end, options.quiet);
    progress.say(&format!("train: {}", train.report));
    progress.say(&format!("validation: {}", validation.report));
    let began = Instant::now();
    let mut saved = Instant::now();
    let mut means = Means::default();
    let mut validated = None;
    while learner.step() < end {
        means.add(&learner.train_step(train)?);
        progress.step(&means);
        let late = options.limit.is_some_and(|limit| began.elapsed() >= limit);
        let stops = late || learner.step() == end;
        let validates = stops || learner.step().is_multiple_of(steps_per_pass);
        if validates {
            let found = learner.validate(validation)?;
            progress.say(&format!("pass {:.2}: {found}", learner.passes(train)));
            if best.is_none_or(|best| found.loss < best.loss) {
                best = Some(Best {
                    loss: found.loss,
                    step: learner.step(),
                });
                run.save_best(&learner.checkpoint(best))?;
            }
            validated = Some(found);
        }
        if validates || learner.step().is_multiple_of(LOG_STEPS) {
            log.add(&Record {
                step: learner.step(),
                pass: learner.passes(train),
                seconds: began.elapsed().as_secs_f64(),
                learning_rate: learner.learning_rate(),
                beta: learner.beta(),
                means: std::mem::take(&mut means),
                validation: validated.clone().filter(|_| validates),
            })?;
        }
        if stops || saved.elapsed() >= options.checkpoint_every {
            run.save_last(&learner.checkpoint(best))?;
            saved = Instant::now();
        }
        if late {
            break;
        }
    }
    progress.finish();
    let validation = match validated {
        Some(found) => found,
        None => learner.validate(validation)?,
    };
    Ok(TrainSummary {
        steps: learner.step(),
        passes: learner.passes(train),
        best,
        validation,
    })
}
