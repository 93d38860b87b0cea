//! The log of a run, `log.csv`: a line for every so many steps, scores at each validation.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use crate::{
    error::TrainError,
    learner::{Columns, Measure, StepReport, Validation},
};

/// Means over the steps since the last line of the log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Means {
    sums: Vec<Measure>,
    norm: f32,
    steps: u32,
}

impl Means {
    /// Adds a step.
    pub fn add(&mut self, report: &StepReport) {
        if self.sums.is_empty() {
            self.sums.clone_from(&report.losses);
        } else {
            for (sum, loss) in self.sums.iter_mut().zip(&report.losses) {
                sum.value += loss.value;
            }
        }
        self.norm += report.gradient_norm;
        self.steps += 1;
    }

    /// The loss, then its parts, a groove each.
    pub fn losses(&self) -> impl Iterator<Item = Measure> {
        let count = f64::from(self.steps.max(1));
        self.sums.iter().map(move |sum| Measure {
            name: sum.name,
            value: sum.value / count,
        })
    }

    /// Norm of the gradients before they were clipped.
    #[must_use]
    pub fn gradient_norm(&self) -> f32 {
        self.norm / self.steps.max(1) as f32
    }
}

/// A line of the log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// Steps done.
    pub step: u64,
    /// Passes over the data done.
    pub pass: f64,
    /// Seconds since this process began to train.
    pub seconds: f64,
    /// Learning rate.
    pub learning_rate: f64,
    /// Weight of the divergence.
    pub beta: f32,
    /// Losses and gradients since the line before.
    pub means: Means,
    /// Loss and scores of a validation.
    pub validation: Option<Validation>,
}

/// The open log.
#[derive(Debug)]
pub struct Log {
    file: PathBuf,
    out: File,
    columns: Columns,
}

impl Log {
    /// Opens the log; lines after `step` are left over from beyond the checkpoint, and dropped.
    ///
    /// # Errors
    /// If the file can't be read or written.
    pub fn open(file: &Path, step: u64, columns: Columns) -> Result<Self, TrainError> {
        let kept = match std::fs::read_to_string(file) {
            Ok(text) => text
                .lines()
                .skip(1)
                .filter(|line| {
                    let at = line
                        .split(',')
                        .next()
                        .and_then(|first| first.parse::<u64>().ok());
                    at.is_some_and(|at| at <= step)
                })
                .flat_map(|line| [line, "\n"])
                .collect(),
            Err(_) => String::new(),
        };
        std::fs::write(file, format!("{}{kept}", header(columns)))
            .map_err(TrainError::file(file))?;
        let out = OpenOptions::new()
            .append(true)
            .open(file)
            .map_err(TrainError::file(file))?;
        Ok(Self {
            file: file.to_owned(),
            out,
            columns,
        })
    }

    /// Adds a line.
    ///
    /// # Errors
    /// If the disk is full or gone.
    pub fn add(&mut self, record: &Record) -> Result<(), TrainError> {
        let Record {
            step,
            pass,
            seconds,
            learning_rate,
            beta,
            means,
            ..
        } = record;
        let mut line = format!("{step},{pass:.4},{seconds:.1},{learning_rate:.3e},{beta:.4}");
        let cell = |measures: &[Measure], name: &str| {
            let found = measures.iter().find(|measure| measure.name == name);
            found.map_or_else(String::new, |measure| format!("{:.4}", measure.value))
        };
        let losses: Vec<Measure> = means.losses().collect();
        for name in self.columns.losses {
            line.push_str(&format!(",{}", cell(&losses, name)));
        }
        line.push_str(&format!(",{:.4},", means.gradient_norm()));
        let mut scores: &[Measure] = &[];
        if let Some(validation) = &record.validation {
            line.push_str(&format!("{:.4}", validation.loss));
            scores = &validation.scores;
        }
        for name in self.columns.scores {
            line.push_str(&format!(",{}", cell(scores, name)));
        }
        line.push('\n');
        self.out
            .write_all(line.as_bytes())
            .map_err(TrainError::file(&self.file))
    }
}

/// The first line.
fn header(columns: Columns) -> String {
    let mut names = vec!["step", "pass", "seconds", "learning_rate", "beta"];
    names.extend(columns.losses);
    names.extend(["gradient_norm", "validation_loss"]);
    names.extend(columns.scores);
    names.join(",") + "\n"
}
