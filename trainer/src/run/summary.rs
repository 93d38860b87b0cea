//! What runs came to, side by side: how their settings differ, and the best validation of each.
//!
//! It reads the run folders' text alone (`config.toml`, `data.toml`, `log.csv`), whatever network
//! they train, and asks no network.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::RunFolder;
use crate::{error::TrainError, picture::Table};

/// Numbers of the log that every table shows where a run has them, and what they are called there.
const SHOWN: [[&str; 2]; 8] = [
    ["validation_loss", "validation loss"],
    ["hit_f1", "hit F1"],
    ["step_accuracy", "cells right"],
    ["cell_accuracy", "cells right"],
    ["timing_ms", "timing, ms"],
    ["velocity", "velocity, of 127"],
    ["divergence_nats", "rate, nats"],
    ["hits", "training loss of the hits, nats"],
];

/// A run in short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// Name of its folder.
    pub name: String,
    /// The command that began it.
    #[serde(default)]
    pub command: String,
    /// Weights of its network; `None` where it has no checkpoint yet.
    #[serde(default)]
    pub parameters: Option<usize>,
    /// Passes over the training split in all.
    pub passes: f64,
    /// Minutes of all its sessions.
    pub minutes: f64,
    /// All settings, e.g. `loss.beta` → `0.3`.
    pub settings: BTreeMap<String, String>,
    /// The line of the log at the validation with the lowest loss; empty before the first.
    pub best: BTreeMap<String, f64>,
}

impl RunSummary {
    /// Reads a run's folder.
    ///
    /// # Errors
    /// If it holds no run, or its configuration or log can't be read.
    pub fn read(folder: &Path) -> Result<Self, TrainError> {
        let run = RunFolder::open(folder)?;
        let text = |name: &str| {
            let file = run.file(name);
            fs::read_to_string(&file).map_err(TrainError::file(&file))
        };
        let table = |name: &str, text: &str| {
            text.parse::<toml::Table>()
                .map_err(|error| TrainError::Config {
                    file: run.file(name),
                    reason: error.to_string(),
                })
        };
        let mut settings = BTreeMap::new();
        for (name, value) in table("config.toml", &text("config.toml")?)? {
            flatten(&mut settings, name, &value);
        }
        // A run may have begun before the record did.
        let data = text("data.toml")
            .ok()
            .and_then(|text| table("data.toml", &text).ok());
        let recorded = |name: &str| {
            let value = data.as_ref()?.get(name)?.as_str()?;
            Some(value.to_owned())
        };
        settings
            .extend(recorded("split_by").map(|split_by| ("data.split_by".to_owned(), split_by)));
        let log = Log::parse(&text("log.csv")?);
        let checkpoint = run.best().ok();
        let parameters = checkpoint.and_then(|best| best.parameters().ok());
        Ok(Self {
            name: folder.file_name().map_or_else(
                || "run".to_owned(),
                |name| name.to_string_lossy().into_owned(),
            ),
            command: recorded("command").unwrap_or_default(),
            parameters: parameters.map(|parameters| parameters.len()),
            passes: log.last("pass"),
            minutes: log.seconds() / 60.0,
            settings,
            best: log.best(),
        })
    }

    /// Divergence of the latents in nats a groove: that of the validation, or where a log has none,
    /// of the training just before.
    fn rate(&self) -> Option<f64> {
        let number = |name: &str| self.best.get(name).copied();
        number("divergence_nats").or_else(|| Some(number("phrase_nats")? + number("bar_nats")?))
    }
}

/// Runs beneath one another: first the settings in which they differ, then how far each went, then
/// its best validation.
#[must_use]
pub fn comparison(runs: &[RunSummary]) -> Table {
    let setting = |run: &RunSummary, name: &str| run.settings.get(name).cloned();
    let names: BTreeSet<&String> = runs.iter().flat_map(|run| run.settings.keys()).collect();
    let differing: Vec<&String> = names
        .into_iter()
        .filter(|name| {
            runs.windows(2)
                .any(|pair| setting(&pair[0], name) != setting(&pair[1], name))
        })
        .collect();
    let value = |run: &RunSummary, name: &str| match name {
        "divergence_nats" => run.rate(),
        _ => run.best.get(name).copied(),
    };
    let shown: Vec<[&str; 2]> = SHOWN
        .into_iter()
        .filter(|[name, _]| runs.iter().any(|run| value(run, name).is_some()))
        .collect();
    let fixed = ["weights", "passes", "minutes", "best at pass"];
    let head = ["run"]
        .into_iter()
        .chain(differing.iter().map(|name| name.as_str()));
    let mut table = Table::new(
        head.chain(fixed)
            .chain(shown.iter().map(|[_, title]| *title)),
    );
    for run in runs {
        let number = |value: Option<f64>, places: usize| {
            value.map_or_else(|| "–".to_owned(), |value| format!("{value:.places$}"))
        };
        let settings = differing
            .iter()
            .map(|name| setting(run, name).unwrap_or_else(|| "–".to_owned()));
        let far = [
            run.parameters
                .map_or_else(|| "–".to_owned(), |count| count.to_string()),
            number(Some(run.passes), 1),
            number(Some(run.minutes), 0),
            number(run.best.get("pass").copied(), 1),
        ];
        let scores = shown.iter().map(|[name, _]| {
            let places = if ["hit_f1", "step_accuracy", "cell_accuracy"].contains(name) {
                3
            } else {
                2
            };
            number(value(run, name), places)
        });
        table.row(
            [run.name.clone()]
                .into_iter()
                .chain(settings)
                .chain(far)
                .chain(scores),
        );
    }
    table
}

/// Puts a setting, or all below it, under its full name.
fn flatten(settings: &mut BTreeMap<String, String>, name: String, value: &toml::Value) {
    match value {
        toml::Value::Table(table) => {
            for (below, value) in table {
                flatten(settings, format!("{name}.{below}"), value);
            }
        }
        toml::Value::String(text) => {
            settings.insert(name, text.clone());
        }
        other => {
            settings.insert(name, other.to_string());
        }
    }
}

/// The lines of a `log.csv`, by the names in its head; a field that is no number is left out.
struct Log(Vec<BTreeMap<String, f64>>);

impl Log {
    fn parse(text: &str) -> Self {
        let mut lines = text.lines();
        let head: Vec<&str> = lines.next().unwrap_or("").split(',').collect();
        let line = |line: &str| {
            let fields = head.iter().zip(line.split(','));
            fields
                .filter_map(|(name, field)| Some(((*name).to_owned(), field.parse::<f64>().ok()?)))
                .collect()
        };
        Self(lines.map(line).collect())
    }

    fn last(&self, name: &str) -> f64 {
        let last = self.0.last().and_then(|line| line.get(name));
        last.copied().unwrap_or(0.0)
    }

    /// Seconds of all sessions: each counts from 0.
    fn seconds(&self) -> f64 {
        let (mut sum, mut before) = (0.0, 0.0);
        for seconds in self
            .0
            .iter()
            .filter_map(|line| line.get("seconds").copied())
        {
            if seconds < before {
                sum += before;
            }
            before = seconds;
        }
        sum + before
    }

    fn best(&self) -> BTreeMap<String, f64> {
        let loss = |line: &&BTreeMap<String, f64>| {
            line.get("validation_loss")
                .copied()
                .filter(|loss| loss.is_finite())
        };
        let validated = self.0.iter().filter(|line| loss(line).is_some());
        let best = validated.min_by(|one, other| {
            let losses = [one, other].map(|line| loss(line).unwrap_or(f64::INFINITY));
            losses[0].total_cmp(&losses[1])
        });
        best.cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(name: &str, config: &str, log: &str) -> RunSummary {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join(name);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("config.toml"), config).unwrap();
        fs::write(folder.join("log.csv"), log).unwrap();
        RunSummary::read(&folder).unwrap()
    }

    const HEAD: &str = "step,pass,seconds,phrase_nats,bar_nats,validation_loss,hit_f1\n";

    #[test]
    fn settings_that_differ_and_the_best_validation_are_shown() {
        let log = format!(
            "{HEAD}10,1.0,60,3,4,9.0,0.5\n20,2.0,120,3,5,8.0,0.7\n25,2.5,30,1,1,,\n30,3.0,60,3,6,8.5,0.8\n"
        );
        let one = run("one", "seed = 1\n[loss]\nbeta = 0.1\n", &log);
        assert_eq!((one.minutes, one.passes), (3.0, 3.0));
        assert_eq!(one.best["hit_f1"], 0.7);
        let other = run(
            "other",
            "seed = 1\n[loss]\nbeta = 0.3\nname = \"x\"\n",
            HEAD,
        );
        let table = comparison(&[one.clone(), other.clone()]).to_string();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(
            lines[0],
            "| run | loss.beta | loss.name | weights | passes | minutes | best at pass | \
             validation loss | hit F1 | rate, nats |"
        );
        assert_eq!(
            lines[2],
            "| one | 0.1 | – | – | 3.0 | 3 | 2.0 | 8.00 | 0.700 | 8.00 |"
        );
        assert_eq!(
            lines[3],
            "| other | 0.3 | x | – | 0.0 | 0 | – | – | – | – |"
        );
        // What is kept beside a document is what was read.
        let json = serde_json::to_string(&[&one, &other]).unwrap();
        assert_eq!(
            serde_json::from_str::<Vec<RunSummary>>(&json).unwrap(),
            [one, other]
        );
    }

    #[test]
    fn a_folder_without_a_run_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(RunSummary::read(folder.path()).is_err());
        fs::write(folder.path().join("config.toml"), "seed = 1").unwrap();
        let error = RunSummary::read(folder.path()).unwrap_err();
        assert!(error.to_string().contains("log.csv"), "{error}");
    }
}
