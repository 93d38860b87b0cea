//! The log of a run, `log.csv`: a line for every so many steps, scores at each validation.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use crate::{error::TrainError, evaluate::Scores, trainer::StepReport};

const HEADER: &str = "step,pass,seconds,learning_rate,beta,loss,hits,velocities,offsets,\
phrase_nats,bar_nats,gradient_norm,validation_loss,hit_f1,step_accuracy,timing_ms,velocity\n";

/// Means over the steps since the last line of the log.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Means {
    sums: [f32; 6],
    norm: f32,
    steps: u32,
}

impl Means {
    /// Adds a step.
    pub fn add(&mut self, report: &StepReport) {
        self.sums
            .iter_mut()
            .zip(report.losses)
            .for_each(|(sum, loss)| *sum += loss);
        self.norm += report.gradient_norm;
        self.steps += 1;
    }

    /// Loss, then its parts: hits, velocities, offsets, phrase and bar divergence; a groove each.
    #[must_use]
    pub fn losses(&self) -> [f32; 6] {
        self.sums.map(|sum| sum / self.steps.max(1) as f32)
    }

    /// Norm of the gradients before they were clipped.
    #[must_use]
    pub fn gradient_norm(&self) -> f32 {
        self.norm / self.steps.max(1) as f32
    }
}

/// A line of the log.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
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
    pub validation: Option<(f32, Scores)>,
}

/// The open log.
#[derive(Debug)]
pub struct Log {
    file: PathBuf,
    out: File,
}

impl Log {
    /// Opens the log; lines after `step` are left over from beyond the checkpoint, and dropped.
    ///
    /// # Errors
    /// If the file can't be read or written.
    pub fn open(file: &Path, step: u64) -> Result<Self, TrainError> {
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
        std::fs::write(file, format!("{HEADER}{kept}")).map_err(TrainError::file(file))?;
        let out = OpenOptions::new()
            .append(true)
            .open(file)
            .map_err(TrainError::file(file))?;
        Ok(Self {
            file: file.to_owned(),
            out,
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
        for loss in means.losses() {
            line.push_str(&format!(",{loss:.4}"));
        }
        line.push_str(&format!(",{:.4}", means.gradient_norm()));
        match &record.validation {
            Some((loss, scores)) => line.push_str(&format!(
                ",{loss:.4},{:.4},{:.4},{:.3},{:.3}\n",
                scores.hit_f1, scores.step_accuracy, scores.timing_ms, scores.velocity
            )),
            None => line.push_str(",,,,,\n"),
        }
        self.out
            .write_all(line.as_bytes())
            .map_err(TrainError::file(&self.file))
    }
}
