//! One session of a training: step after step, validations, checkpoints, log and report. It knows
//! no network: see [`Learner`].

use std::time::Instant;

use crate::{
    data::Dataset,
    error::TrainError,
    learner::{Learner, Validation},
    progress::Progress,
    report,
    run::{Batch, Best, Checkpoint, Events, Log, Means, Record, RunFolder},
    train::TrainOptions,
};

/// Steps between two lines of the log.
const LOG_STEPS: u64 = 10;
/// The vector of a checkpoint that holds the means since the log's last line.
const MEANS: &str = "log";
/// Pieces that an error names.
const NAMED: usize = 4;

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The training is as long as it was to be.
    Whole,
    /// The session's time is over.
    Late,
    /// No validation was better for as many passes as the patience lasts.
    Impatient,
}

/// What a session of training came to.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainSummary {
    /// Why it ended.
    pub ended: Ended,
    /// Steps done, earlier sessions included.
    pub steps: u64,
    /// Passes done.
    pub passes: f64,
    /// The best validation.
    pub best: Option<Best>,
    /// The validation at the end of the session.
    pub validation: Validation,
}

/// What does not change while a session lasts.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    pub train: &'a Dataset,
    pub validation: &'a Dataset,
    pub run: &'a RunFolder,
    pub options: &'a TrainOptions,
}

/// A session under way.
pub struct Session<'a> {
    setting: Setting<'a>,
    learner: &'a mut dyn Learner,
    best: Option<Best>,
    /// Step of the last validation.
    validated: u64,
    validation: Option<Validation>,
    means: Means,
    log: Log,
    events: Events,
    progress: Progress,
    steps_per_pass: u64,
    end: u64,
    began: Instant,
    saved: Instant,
    late: bool,
}

impl<'a> Session<'a> {
    /// Begins a session where the learner stands; a resumed one's checkpoint tells the rest.
    ///
    /// # Errors
    /// If the run's folder can't be written to.
    pub fn begin(
        setting: Setting<'a>,
        learner: &'a mut dyn Learner,
        checkpoint: Option<&Checkpoint>,
    ) -> Result<Self, TrainError> {
        let Setting {
            train,
            run,
            options,
            ..
        } = setting;
        let (step, columns) = (learner.step(), learner.columns());
        let steps_per_pass = learner.steps_per_pass(train);
        let end = options.end.steps(steps_per_pass);
        let means = checkpoint
            .and_then(|checkpoint| checkpoint.vectors.get(MEANS))
            .map_or_else(Means::default, |means| Means::from_vector(means, columns));
        // A checkpoint that holds means was written before its step's line, which comes again.
        let logged = step.saturating_sub(u64::from(means != Means::default()));
        let log = Log::open(&run.file("log.csv"), logged, columns)?;
        let events = Events::create(run.folder(), logged)?;
        let progress = Progress::new(step, end, options.quiet);
        progress.say(&format!("train: {}", train.report));
        progress.say(&format!("validation: {}", setting.validation.report));
        Ok(Self {
            setting,
            learner,
            best: checkpoint.and_then(|checkpoint| checkpoint.best),
            validated: checkpoint.map_or(0, |checkpoint| checkpoint.validated),
            validation: None,
            means,
            log,
            events,
            progress,
            steps_per_pass,
            end,
            began: Instant::now(),
            saved: Instant::now(),
            late: false,
        })
    }

    /// Trains to the end that the options set.
    ///
    /// # Errors
    /// If the loss is no number any more, the disk is full, or the device fails. What the last
    /// checkpoint holds is kept.
    pub fn run(mut self) -> Result<TrainSummary, TrainError> {
        let options = self.setting.options;
        let ended = loop {
            let step = self.learner.step();
            let stops = self.late || step >= self.end;
            if (stops || self.ends_a_pass(step)) && self.validated != step {
                // A long validation must not put more than a minute's work at risk.
                if self.saved.elapsed() >= options.checkpoint_every / 3 {
                    self.save()?;
                }
                self.validate()?;
            }
            if step >= self.end {
                break Ended::Whole;
            }
            if self.late {
                break Ended::Late;
            }
            if self.is_impatient(step) {
                break Ended::Impatient;
            }
            self.step()?;
            if self.saved.elapsed() >= options.checkpoint_every {
                self.save()?;
            }
        };
        self.save()?;
        self.progress.finish();
        let validation = match self.validation {
            Some(found) => found,
            None => self.learner.validate(self.setting.validation)?,
        };
        Ok(TrainSummary {
            ended,
            steps: self.learner.step(),
            passes: self.learner.passes(self.setting.train),
            best: self.best,
            validation,
        })
    }

    fn ends_a_pass(&self, step: u64) -> bool {
        step > 0 && step.is_multiple_of(self.steps_per_pass)
    }

    fn is_impatient(&self, step: u64) -> bool {
        let (Some(patience), Some(best)) = (self.setting.options.patience, self.best) else {
            return false;
        };
        let passes = step.saturating_sub(best.step) as f64 / self.steps_per_pass as f64;
        self.validated == step && passes >= patience
    }

    fn step(&mut self) -> Result<(), TrainError> {
        match self.learner.train_step(self.setting.train) {
            Ok(report) => self.means.add(&report),
            Err(TrainError::NotANumber { step, loss }) => return Err(self.study(step, loss)),
            Err(error) => return Err(error),
        }
        self.progress.step(&self.means);
        let step = self.learner.step();
        let limit = self.setting.options.limit;
        self.late = limit.is_some_and(|limit| self.began.elapsed() >= limit);
        // Where a validation follows, the line waits for it.
        let validates = self.late || step >= self.end || self.ends_a_pass(step);
        if step.is_multiple_of(LOG_STEPS) && !validates {
            self.log(None)?;
        }
        Ok(())
    }

    fn validate(&mut self) -> Result<(), TrainError> {
        let Setting {
            train,
            validation,
            run,
            ..
        } = self.setting;
        let found = self.learner.validate(validation)?;
        let (step, pass) = (self.learner.step(), self.learner.passes(train));
        let speed = self.progress.speed();
        self.progress
            .say(&format!("pass {pass:.2} ({speed}): {found}"));
        self.validated = step;
        self.log(Some(found.clone()))?;
        if self.best.is_none_or(|best| found.loss < best.loss) {
            let loss = found.loss;
            self.best = Some(Best { loss, step });
            run.save_best(&self.checkpoint())?;
        }
        self.validation = Some(found);
        let html = report::page(self.learner, self.best, validation, run)?;
        run.save_report(&html)
    }

    /// A line of the log; the means begin anew.
    fn log(&mut self, validation: Option<Validation>) -> Result<(), TrainError> {
        let record = Record {
            step: self.learner.step(),
            pass: self.learner.passes(self.setting.train),
            seconds: self.log.seconds() + self.began.elapsed().as_secs_f64(),
            learning_rate: self.learner.learning_rate(self.steps_per_pass),
            beta: self.learner.beta(),
            means: std::mem::take(&mut self.means),
            validation,
        };
        self.log.add(&record)?;
        self.events.add(&record)
    }

    fn checkpoint(&self) -> Checkpoint {
        let mut checkpoint = self.learner.checkpoint(self.best);
        checkpoint.validated = self.validated;
        checkpoint
            .vectors
            .insert(MEANS.to_owned(), self.means.to_vector());
        checkpoint
    }

    fn save(&mut self) -> Result<(), TrainError> {
        self.setting.run.save_last(&self.checkpoint())?;
        self.saved = Instant::now();
        Ok(())
    }

    /// Saves the batch that broke the training, and says what it was.
    fn study(&self, step: u64, loss: f32) -> TrainError {
        let Setting { train, run, .. } = self.setting;
        let chosen = self.learner.chosen(step, train);
        let origins: Vec<String> = chosen.iter().map(|&at| train.origin(at)).collect();
        let saved = run.save_batch(&Batch {
            step,
            grid: self.learner.grid(),
            windows: &self.learner.grooves(step, train),
            origins: &origins,
        });
        let named = origins[..origins.len().min(NAMED)].join("; ");
        let more = match origins.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        match saved {
            Ok(batch) => TrainError::Diverged {
                step,
                loss,
                origins: named + &more,
                batch,
                config: run.file("config.toml"),
            },
            Err(error) => error,
        }
    }
}
