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
    evaluate::Scores,
    progress::Progress,
    run::{DataRecord, Log, Means, Record, RunFolder},
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
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrainSummary {
    /// Steps done, earlier sessions included.
    pub steps: u64,
    /// Passes done.
    pub passes: f64,
    /// Lowest loss on the validation split.
    pub best: Option<f32>,
    /// Scores on the validation split at the end of the session.
    pub scores: Scores,
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
    let mut trainer = if options.resume {
        Trainer::resume(config, run.last()?, device)?
    } else {
        run.save_data(&DataRecord {
            command: options.command.clone(),
            device: options.device.to_string(),
            train: train.report.clone(),
            validation: validation.report.clone(),
        })?;
        run.save_config(&config)?;
        Trainer::new(config, device)
    };
    session(&mut trainer, &train, &validation, &run, options)
}

/// One session: from where the trainer stands to the end that the options set.
fn session(
    trainer: &mut Trainer,
    train: &Dataset,
    validation: &Dataset,
    run: &RunFolder,
    options: &TrainOptions,
) -> Result<TrainSummary, TrainError> {
    let steps_per_pass = trainer.steps_per_pass(train);
    let end = (options.passes * steps_per_pass as f64).ceil() as u64;
    let mut log = Log::open(&run.file("log.csv"), trainer.step())?;
    let progress = Progress::new(trainer.step(), end, options.quiet);
    progress.say(&format!("train: {}", train.report));
    progress.say(&format!("validation: {}", validation.report));
    let began = Instant::now();
    let mut saved = Instant::now();
    let mut means = Means::default();
    let mut validated = None;
    while trainer.step() < end {
        means.add(&trainer.train_step(train)?);
        progress.step(&means);
        let late = options.limit.is_some_and(|limit| began.elapsed() >= limit);
        let stops = late || trainer.step() == end;
        let validates = stops || trainer.step().is_multiple_of(steps_per_pass);
        if validates {
            let (loss, scores) = trainer.validate(validation)?;
            validated = Some((loss, scores));
            let pass = trainer.passes(train);
            progress.say(&format!(
                "pass {pass:.2}: validation loss {loss:.3}; {scores}"
            ));
            if trainer.is_best(loss) {
                run.save_best(&trainer.checkpoint())?;
            }
        }
        if validates || trainer.step().is_multiple_of(LOG_STEPS) {
            log.add(&Record {
                step: trainer.step(),
                pass: trainer.passes(train),
                seconds: began.elapsed().as_secs_f64(),
                learning_rate: trainer.learning_rate(),
                beta: trainer.beta(),
                means: std::mem::take(&mut means),
                validation: if validates { validated } else { None },
            })?;
        }
        if stops || saved.elapsed() >= options.checkpoint_every {
            run.save_last(&trainer.checkpoint())?;
            saved = Instant::now();
        }
        if late {
            break;
        }
    }
    progress.finish();
    let scores = match validated {
        Some((_, scores)) => scores,
        None => trainer.validate(validation)?.1,
    };
    Ok(TrainSummary {
        steps: trainer.step(),
        passes: trainer.passes(train),
        best: trainer.best(),
        scores,
    })
}
