//! The log of a run, `log.csv`: a line for every so many steps, scores at each validation.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::files::write_whole;
use crate::{
    error::TrainError,
    learner::{Columns, Measure, StepReport, Validation},
};

/// Means over the steps since the last line of the log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Means {
    sums: Vec<(&'static str, f32)>,
    norm: f32,
    steps: u32,
}

impl Means {
    /// Adds a step.
    pub fn add(&mut self, report: &StepReport) {
        if self.sums.is_empty() {
            self.sums = report.losses.iter().map(|loss| (loss.name, 0.0)).collect();
        }
        for ((_, sum), loss) in self.sums.iter_mut().zip(&report.losses) {
            *sum += loss.value as f32;
        }
        self.norm += report.gradient_norm;
        self.steps += 1;
    }

    /// The loss, then its parts, a groove each.
    pub fn losses(&self) -> impl Iterator<Item = Measure> {
        let count = f64::from(self.steps.max(1));
        self.sums.iter().map(move |&(name, sum)| Measure {
            name,
            value: f64::from(sum) / count,
        })
    }

    /// Norm of the gradients before they were clipped.
    #[must_use]
    pub fn gradient_norm(&self) -> f32 {
        self.norm / self.steps.max(1) as f32
    }

    /// As numbers for a checkpoint.
    #[must_use]
    pub fn to_vector(&self) -> Vec<f32> {
        let sums = self.sums.iter().map(|&(_, sum)| sum);
        [self.steps as f32, self.norm]
            .into_iter()
            .chain(sums)
            .collect()
    }

    /// From those numbers; nothing if they are not of these columns.
    #[must_use]
    pub fn from_vector(vector: &[f32], columns: Columns) -> Self {
        match vector {
            [steps, norm, sums @ ..] if sums.len() == columns.losses.len() => Self {
                sums: columns
                    .losses
                    .iter()
                    .copied()
                    .zip(sums.iter().copied())
                    .collect(),
                norm: *norm,
                steps: *steps as u32,
            },
            _ => Self::default(),
        }
    }
}

/// A line of the log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// Steps done.
    pub step: u64,
    /// Passes over the data done.
    pub pass: f64,
    /// Seconds of training, all sessions together.
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
    seconds: f64,
}

impl Log {
    /// Opens the log; lines after `step` are left over from beyond the checkpoint, and dropped.
    ///
    /// # Errors
    /// If the file can't be read or written.
    pub fn open(file: &Path, step: u64, columns: Columns) -> Result<Self, TrainError> {
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(TrainError::file(file)(error)),
        };
        let kept = kept(&text, step);
        let head = match text.split_once('\n') {
            // Of a run whose columns had other names: they stay as they are.
            Some((head, _)) if !kept.is_empty() => format!("{head}\n"),
            _ => header(columns),
        };
        let seconds = kept
            .last()
            .and_then(|line| line.split(',').nth(2)?.parse().ok())
            .unwrap_or(0.0);
        let mut whole = head;
        for line in kept {
            whole.push_str(line);
            whole.push('\n');
        }
        write_whole(file, whole.as_bytes())?;
        let out = OpenOptions::new().append(true).open(file);
        Ok(Self {
            file: file.to_owned(),
            out: out.map_err(TrainError::file(file))?,
            columns,
            seconds,
        })
    }

    /// Seconds of training until the last line, when the log was opened.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.seconds
    }

    /// Adds a line.
    ///
    /// # Errors
    /// If the disk is full or gone.
    pub fn add(&mut self, record: &Record) -> Result<(), TrainError> {
        let line = line(record, self.columns);
        let failed = TrainError::writing(&self.file, line.len());
        self.out.write_all(line.as_bytes()).map_err(failed)
    }
}

/// The whole lines up to a step.
fn kept(text: &str, step: u64) -> Vec<&str> {
    let cells = |line: &str| line.split(',').count();
    let Some((head, rest)) = text.split_once('\n') else {
        return Vec::new();
    };
    let whole = rest.split_inclusive('\n');
    whole
        .filter_map(|line| line.strip_suffix('\n'))
        .filter(|line| cells(line) == cells(head))
        .filter(|line| {
            let at = line.split(',').next().and_then(|at| at.parse().ok());
            at.is_some_and(|at: u64| at <= step)
        })
        .collect()
}

/// The first line.
fn header(columns: Columns) -> String {
    let mut names = vec!["step", "pass", "seconds", "learning_rate", "beta"];
    names.extend(columns.losses);
    names.extend(["gradient_norm", "validation_loss"]);
    names.extend(columns.scores);
    names.join(",") + "\n"
}

fn line(record: &Record, columns: Columns) -> String {
    let Record {
        step,
        pass,
        seconds,
        learning_rate,
        beta,
        means,
        validation,
    } = record;
    let cell = |measures: &[Measure], name: &str| {
        let found = measures.iter().find(|measure| measure.name == name);
        found.map_or_else(String::new, |measure| format!("{:.4}", measure.value))
    };
    let mut line = format!("{step},{pass:.4},{seconds:.1},{learning_rate:.3e},{beta:.4}");
    let losses: Vec<Measure> = means.losses().collect();
    for name in columns.losses {
        line.push_str(&format!(",{}", cell(&losses, name)));
    }
    line.push_str(&format!(",{:.4},", means.gradient_norm()));
    let mut scores: &[Measure] = &[];
    if let Some(validation) = validation {
        line.push_str(&format!("{:.4}", validation.loss));
        scores = &validation.scores;
    }
    for name in columns.scores {
        line.push_str(&format!(",{}", cell(scores, name)));
    }
    line.push('\n');
    line
}

/// A log as it was written: numbers by column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lines {
    names: Vec<String>,
    rows: Vec<Vec<Option<f64>>>,
}

impl Lines {
    /// Reads a log; nothing where there is none.
    #[must_use]
    pub fn read(file: &Path) -> Self {
        let text = fs::read_to_string(file).unwrap_or_default();
        let head = text.lines().next().unwrap_or_default();
        let numbers = |line: &str| line.split(',').map(|cell| cell.parse().ok()).collect();
        Self {
            names: head.split(',').map(str::to_owned).collect(),
            rows: kept(&text, u64::MAX).into_iter().map(numbers).collect(),
        }
    }

    /// The numbers of a column over those of another, where a line has both.
    #[must_use]
    pub fn over<'a>(&'a self, x: &str, y: &str) -> Vec<(f64, f64)> {
        let place = |name: &str| self.names.iter().position(|own| own == name);
        let (Some(x), Some(y)) = (place(x), place(y)) else {
            return Vec::new();
        };
        let pair = |row: &'a Vec<Option<f64>>| Some(((*row.get(x)?)?, (*row.get(y)?)?));
        self.rows.iter().filter_map(pair).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns = Columns {
        losses: &["loss", "hits"],
        scores: &["hit_f1"],
    };

    fn record(step: u64) -> Record {
        let mut means = Means::default();
        for value in [1.0, 2.0] {
            means.add(&StepReport {
                losses: COLUMNS
                    .losses
                    .iter()
                    .map(|name| Measure { name, value })
                    .collect(),
                gradient_norm: 0.5,
            });
        }
        Record {
            step,
            pass: 0.25,
            seconds: step as f64,
            means,
            validation: (step == 30).then(|| Validation {
                loss: 9.0,
                scores: vec![Measure {
                    name: "hit_f1",
                    value: 0.75,
                }],
            }),
            ..Record::default()
        }
    }

    #[test]
    fn a_resumed_log_is_the_one_that_was_never_torn() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("log.csv");
        let write = |steps: &[u64], from: u64| {
            let mut log = Log::open(&file, from, COLUMNS).unwrap();
            steps
                .iter()
                .for_each(|&step| log.add(&record(step)).unwrap());
            log.seconds()
        };
        write(&[10, 20, 30, 40], 0);
        let whole = fs::read_to_string(&file).unwrap();
        // Beyond the checkpoint, and torn in the middle of a line.
        let torn = &whole[..whole.len() - 3];
        fs::write(&file, torn).unwrap();
        assert_eq!(write(&[30, 40], 20), 20.0);
        assert_eq!(fs::read_to_string(&file).unwrap(), whole);
        let lines = Lines::read(&file);
        assert_eq!(lines.over("step", "validation_loss"), [(30.0, 9.0)]);
        assert_eq!(lines.over("step", "loss")[3], (40.0, 1.5));
        assert!(lines.over("step", "no such").is_empty());
    }

    #[test]
    fn means_go_through_a_checkpoint_to_the_bit() {
        let means = record(10).means;
        let again = Means::from_vector(&means.to_vector(), COLUMNS);
        assert_eq!(again, means);
        let others = Columns {
            losses: &["loss"],
            ..COLUMNS
        };
        let none = Means::from_vector(&means.to_vector(), others);
        assert_eq!(none, Means::default());
    }
}
