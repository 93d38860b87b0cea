//! The evaluation as a document: scorecards and comparisons of runs that lie beside a plan, brought
//! into one Markdown file. It measures nothing itself, so the document can be made again from what
//! is kept, and every number in it has the command that made it.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use serde_json::Value;

use crate::{
    error::TrainError,
    picture::Table,
    run::{RunSummary, comparison},
    scorecard::{measures::Measure, tables},
};

/// What the document is made of, as a TOML file; files in it are named from its folder.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Title of the document.
    pub title: String,
    /// What a reader must know first, in Markdown.
    #[serde(default)]
    pub introduction: String,
    /// What was to be reached.
    #[serde(default)]
    pub goal: Vec<Goal>,
    /// Scorecards to show.
    #[serde(default)]
    pub scorecard: Vec<Shown>,
    /// What was tried.
    #[serde(default)]
    pub experiment: Vec<Experiment>,
}

/// A number that was to be reached: exactly one of `at_least`, `at_most`, and `within` with `of`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// Its key in a scorecard.
    pub key: String,
    /// It should be no less.
    pub at_least: Option<f64>,
    /// It should be no more.
    pub at_most: Option<f64>,
    /// It should be no further below that of the key `of`.
    pub within: Option<f64>,
    /// See `within`.
    pub of: Option<String>,
}

/// A scorecard that is shown.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// Title of its section.
    pub title: String,
    /// The JSON that `quatrain evaluate --json` wrote.
    pub file: PathBuf,
    /// What to know when reading it, in Markdown.
    #[serde(default)]
    pub about: String,
    /// Whether the goals are judged by it.
    #[serde(default)]
    pub judged: bool,
}

/// Runs that answer a question.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// Title of its section.
    pub title: String,
    /// The question, in Markdown.
    #[serde(default)]
    pub about: String,
    /// The JSON that `quatrain compare-runs --json` wrote.
    pub runs: PathBuf,
    /// The answer, in Markdown.
    #[serde(default)]
    pub found: String,
}

/// Makes the document of a plan.
///
/// # Errors
/// If the plan or a file that it names can't be read, or a goal asks for nothing, or for two things.
pub fn document(plan_file: &Path) -> Result<String, TrainError> {
    let bad = |file: &Path, reason: String| TrainError::Config {
        file: file.to_owned(),
        reason,
    };
    let text = |file: &Path| fs::read_to_string(file).map_err(TrainError::file(file));
    let plan: Plan =
        toml::from_str(&text(plan_file)?).map_err(|error| bad(plan_file, error.to_string()))?;
    let folder = plan_file.parent().unwrap_or(Path::new(""));
    let mut cards: Vec<(&Shown, Value)> = Vec::new();
    for shown in &plan.scorecard {
        let file = folder.join(&shown.file);
        let card =
            serde_json::from_str(&text(&file)?).map_err(|error| bad(&file, error.to_string()))?;
        cards.push((shown, card));
    }
    let mut runs: Vec<(&Experiment, Vec<RunSummary>)> = Vec::new();
    for experiment in &plan.experiment {
        let file = folder.join(&experiment.runs);
        let found =
            serde_json::from_str(&text(&file)?).map_err(|error| bad(&file, error.to_string()))?;
        runs.push((experiment, found));
    }

    let mut out = Document(String::new());
    out.put(&format!("# {}", plan.title));
    out.put(&plan.introduction);
    if !plan.goal.is_empty() {
        out.put("## Goals");
        let table = goals(&plan.goal, &cards).map_err(|reason| bad(plan_file, reason))?;
        out.put(&table.to_string());
    }
    for (shown, card) in &cards {
        out.put(&format!("## {}", shown.title));
        out.put(&shown.about);
        out.command(card["command"].as_str().unwrap_or(""));
        out.put(&tables::headline(card));
        for section in tables::sections(card) {
            out.put(&format!("### {}", section.title));
            out.put(section.note);
            out.put(&section.table.to_string());
        }
    }
    if !runs.is_empty() {
        out.put("## What was tried");
        out.put(
            "Each run by its best validation (lowest loss). Of the settings only those are shown \
             in which the runs differ.",
        );
    }
    for (experiment, runs) in &runs {
        out.put(&format!("### {}", experiment.title));
        out.put(&experiment.about);
        out.put(&comparison(runs).to_string());
        let names: Vec<&str> = runs.iter().map(|run| run.name.as_str()).collect();
        out.command(&format!("quatrain compare-runs {}", names.join(" ")));
        out.put(&experiment.found);
    }
    out.put("## What the numbers are");
    out.put(&tables::glossary().to_string());
    Ok(out.0)
}

/// Paragraphs with a line between.
struct Document(String);

impl Document {
    fn put(&mut self, paragraph: &str) {
        let paragraph = paragraph.trim();
        if !paragraph.is_empty() {
            let gap = if self.0.is_empty() { "" } else { "\n" };
            // Writing to a String always succeeds.
            let _ = writeln!(self.0, "{gap}{paragraph}");
        }
    }

    fn command(&mut self, line: &str) {
        if !line.is_empty() {
            self.put(&format!("```sh\n{line}\n```"));
        }
    }
}

/// Goals beneath one another, a column for each scorecard that judges them.
fn goals(goals: &[Goal], cards: &[(&Shown, Value)]) -> Result<Table, String> {
    let judges: Vec<&(&Shown, Value)> = cards.iter().filter(|(shown, _)| shown.judged).collect();
    let titles = judges
        .iter()
        .flat_map(|(shown, _)| [shown.title.as_str(), ""]);
    let mut table = Table::new(["measure", "goal"].into_iter().chain(titles));
    for goal in goals {
        let measure = Measure::of(&goal.key);
        let name = measure.map_or_else(|| goal.key.clone(), Measure::title);
        let places = measure.map_or(3, |measure| measure.places);
        let mut row = vec![name, goal.words()?];
        for (_, card) in &judges {
            let verdict = match goal.reached(card) {
                Some(true) => "reached",
                Some(false) => "**missed**",
                None => "not measured",
            };
            row.extend([tables::number(card, &goal.key, places), verdict.to_owned()]);
        }
        table.row(row);
    }
    Ok(table)
}

impl Goal {
    fn words(&self) -> Result<String, String> {
        match (self.at_least, self.at_most, self.within, &self.of) {
            (Some(least), None, None, None) => Ok(format!("≥ {least}")),
            (None, Some(most), None, None) => Ok(format!("≤ {most}")),
            (None, None, Some(within), Some(of)) => {
                let of = Measure::of(of).map_or(of.as_str(), |measure| measure.name);
                Ok(format!("no more than {within} below the {of}"))
            }
            _ => Err(format!(
                "the goal `{}` needs exactly one of at_least, at_most, and within with of",
                self.key
            )),
        }
    }

    fn reached(&self, card: &Value) -> Option<bool> {
        let value = card[&self.key].as_f64()?;
        let least = self.at_least.is_none_or(|least| value >= least);
        let most = self.at_most.is_none_or(|most| value <= most);
        let near = match (self.within, &self.of) {
            (Some(within), Some(of)) => value >= card[of].as_f64()? - within,
            _ => true,
        };
        Some(least && most && near)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = r#"
        title = "Evaluation"
        introduction = "Read this."
        [[goal]]
        key = "hit_f1"
        at_least = 0.95
        [[goal]]
        key = "timing_mae_ms"
        at_most = 10
        [[goal]]
        key = "sample_overlap"
        within = 0.03
        of = "baseline_training_overlap"
        [[goal]]
        key = "velocity_mae"
        at_most = 12.0
        [[scorecard]]
        title = "Test"
        file = "test.json"
        judged = true
        [[experiment]]
        title = "β"
        runs = "beta.json"
        found = "Less is more."
    "#;

    fn folder(plan: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("plan.toml", plan);
        write(
            "test.json",
            r#"{ "command": "quatrain evaluate", "hit_f1": 0.96, "timing_mae_ms": 11.0,
                 "sample_overlap": 0.84, "baseline_training_overlap": 0.86,
                 "intervals_95": { "hit_f1": [0.94, 0.97] } }"#,
        );
        write(
            "beta.json",
            r#"[{ "name": "a", "passes": 1, "minutes": 2, "settings": { "loss.beta": "0.1" },
                  "best": { "hit_f1": 0.5 } }]"#,
        );
        folder
    }

    #[test]
    fn goals_are_judged_and_everything_has_its_command() {
        let folder = folder(PLAN);
        let text = document(&folder.path().join("plan.toml")).unwrap();
        for line in [
            "# Evaluation",
            "Read this.",
            "| hit F1 | ≥ 0.95 | 0.960 (0.940–0.970) | reached |",
            "| timing MAE, ms | ≤ 10 | 11.00 | **missed** |",
            "| velocity MAE, of 127 | ≤ 12 | – | not measured |",
            "quatrain evaluate",
            "quatrain compare-runs a",
            "Less is more.",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
        let within =
            "| no more than 0.03 below the overlap of training grooves | 0.840 | reached |";
        assert!(text.contains(within), "{text}");
    }

    #[test]
    fn a_goal_that_asks_nothing_and_a_missing_file_are_errors() {
        let folder = folder(&PLAN.replace("at_least = 0.95", ""));
        let error = document(&folder.path().join("plan.toml")).unwrap_err();
        assert!(
            error.to_string().contains("`hit_f1` needs exactly one"),
            "{error}"
        );
        fs::remove_file(folder.path().join("beta.json")).unwrap();
        let error = document(&folder.path().join("plan.toml")).unwrap_err();
        assert!(error.to_string().contains("beta.json"), "{error}");
    }
}
