//! The scorecard for people: tables made of its JSON, whether it was measured just now or read from
//! a file. They are Markdown that also reads well in a terminal, and HTML.

use std::fmt::{self, Formatter};

use serde_json::Value;

use super::{
    Scorecard,
    measures::{MEASURES, Measure, Theme},
};
use crate::picture::Table;

/// A table under its title.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// What it shows.
    pub title: &'static str,
    /// What to know when reading it.
    pub note: &'static str,
    /// The table.
    pub table: Table,
}

/// Tables of a scorecard's JSON; those that would be empty are left out.
#[must_use]
pub fn sections(card: &Value) -> Vec<Section> {
    let all = [
        Section {
            title: "Reconstruction",
            note: "In brackets 95 % intervals, by the bootstrap over files. The tables are learned \
                   from the training split and told all hits, which the model must find itself; \
                   the last column tells them only the hits that the model gave back, so that both \
                   are scored on the same strokes.",
            table: reconstruction(card),
        },
        Section {
            title: "Drum by drum",
            note: "",
            table: rows(card, "drums", "drum", "drum"),
        },
        Section {
            title: "Style by style",
            note: "",
            table: rows(card, "styles", "name", "style"),
        },
        Section {
            title: "Drummer by drummer",
            note: "",
            table: rows(card, "drummers", "name", "drummer"),
        },
        Section {
            title: "Latent space",
            note: "",
            table: theme(card, Theme::Latent),
        },
        Section {
            title: "Samples",
            note: "Real and training grooves are measured as the samples are.",
            table: theme(card, Theme::Samples),
        },
        Section {
            title: "Overlap, statistic by statistic",
            note: "",
            table: statistics(card),
        },
        Section {
            title: "Interpolation",
            note: "",
            table: theme(card, Theme::Interpolation),
        },
        Section {
            title: "Latency",
            note: "Of the exported graphs, on one thread of this machine.",
            table: theme(card, Theme::Latency),
        },
    ];
    let filled = all.into_iter().filter(|section| !section.table.is_empty());
    filled.collect()
}

/// What was scored, in a sentence.
#[must_use]
pub fn headline(card: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    let sha256 = text(&card["model"]["sha256"]);
    let data = &card["data"];
    format!(
        "{} ({}…) on {}{}: {} windows of {} files, {} hits; tables from {} windows of {} training \
         files; seed {}; {}",
        text(&card["model"]["name"]),
        sha256.get(..12).unwrap_or(&sha256),
        text(&card["split"]),
        match card["split_by"].as_str() {
            Some("drummer") => ", split by drummer",
            _ => "",
        },
        data["windows"],
        data["files"],
        data["hits"],
        data["training_windows"],
        data["training_files"],
        card["seed"],
        text(&card["provider"]),
    )
}

impl fmt::Display for Scorecard {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let card = self.to_json();
        writeln!(out, "{}", headline(&card))?;
        for section in sections(&card) {
            write!(out, "\n{}\n\n{}", section.title, section.table)?;
        }
        Ok(())
    }
}

/// A number of a card, with its interval where it has one; a dash where it was not measured.
#[must_use]
pub fn number(card: &Value, key: &str, places: usize) -> String {
    let Some(value) = card[key].as_f64() else {
        return "–".to_owned();
    };
    let interval = &card["intervals_95"][key];
    match (interval[0].as_f64(), interval[1].as_f64()) {
        (Some(low), Some(high)) => format!("{value:.places$} ({low:.places$}–{high:.places$})"),
        _ => format!("{value:.places$}"),
    }
}

fn reconstruction(card: &Value) -> Table {
    let mut table = Table::new([
        "measure",
        "model",
        "on the grid",
        "training mean",
        "mean of drum and step",
        "the same, on the model's hits",
    ]);
    let own = MEASURES
        .iter()
        .filter(|measure| measure.theme == Theme::Reconstruction);
    for measure in own.filter(|measure| !card[measure.key].is_null()) {
        // What the model does at all hits stands beside what the tables do there.
        let (key, told) = match measure.key.strip_prefix("told_") {
            Some(key) => (key, true),
            None => (measure.key, false),
        };
        let beside = |prefix: &str| {
            let key = format!("{prefix}{key}");
            if card[&key].is_null() {
                String::new()
            } else {
                number(card, &key, measure.places)
            }
        };
        table.row([
            measure.title(),
            number(card, measure.key, measure.places),
            beside("baseline_grid_"),
            beside("baseline_mean_"),
            beside("baseline_lookup_"),
            if told {
                String::new()
            } else {
                beside("same_hits_baseline_lookup_")
            },
        ]);
    }
    table
}

fn theme(card: &Value, theme: Theme) -> Table {
    let mut table = Table::new(["measure", "value"]);
    let measures = MEASURES.iter().filter(|measure| measure.theme == theme);
    for measure in measures.filter(|measure| !card[measure.key].is_null()) {
        table.row([measure.title(), number(card, measure.key, measure.places)]);
    }
    table
}

/// Drums, styles or drummers beneath one another.
fn rows(card: &Value, key: &str, name: &str, what: &str) -> Table {
    let measures = ["hit_f1", "cell_accuracy", "timing_mae_ms", "velocity_mae"];
    let measures: Vec<&Measure> = measures.into_iter().filter_map(Measure::of).collect();
    let none = Vec::new();
    let rows = card[key].as_array().unwrap_or(&none);
    // A drum alone has no combinations.
    let shown = |measure: &&&Measure| rows.iter().any(|row| !row[measure.key].is_null());
    let measures: Vec<&Measure> = measures.iter().filter(shown).copied().collect();
    let counts = ["files", "windows", "hits"];
    let counts: Vec<&str> = counts
        .into_iter()
        .filter(|count| rows.iter().any(|row| !row[count].is_null()))
        .collect();
    let titles = measures
        .iter()
        .flat_map(|measure| [measure.title(), "table".to_owned()]);
    let head = [what]
        .into_iter()
        .chain(counts.iter().copied())
        .map(str::to_owned);
    let mut table = Table::new(head.chain(titles));
    for row in rows {
        let name = row[name].as_str().unwrap_or("?").to_owned();
        let counted = counts.iter().map(|count| row[*count].to_string());
        let scores = measures.iter().flat_map(|measure| {
            let beside = format!("baseline_lookup_{}", measure.key);
            [measure.key, &beside].map(|key| number(row, key, measure.places))
        });
        table.row([name].into_iter().chain(counted).chain(scores));
    }
    table
}

fn statistics(card: &Value) -> Table {
    let columns = [
        ("samples", "sample_overlap"),
        ("from the standard normal", "normal_sample_overlap"),
        ("reconstructions", "reconstruction_overlap"),
        ("training", "baseline_training_overlap"),
    ];
    let heads = columns.iter().map(|(head, _)| *head);
    let mut table = Table::new(["statistic"].into_iter().chain(heads));
    let none = Vec::new();
    for row in card["statistics"].as_array().unwrap_or(&none) {
        let name = row["statistic"].as_str().unwrap_or("?").to_owned();
        let values = columns.iter().map(|(_, key)| number(row, key, 3));
        table.row([name].into_iter().chain(values));
    }
    if !table.is_empty() {
        let means = columns.iter().map(|(_, key)| number(card, key, 3));
        table.row(["mean".to_owned()].into_iter().chain(means));
    }
    table
}

/// What each number is.
#[must_use]
pub fn glossary() -> Table {
    let mut table = Table::new(["measure", "key", "what it is"]);
    for measure in MEASURES {
        let title = measure.title();
        table.row([title.as_str(), measure.key, measure.about]);
    }
    table
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_stand_beside_the_tables_with_their_intervals() {
        let card = json!({
            "hit_f1": 0.9114, "baseline_lookup_hit_f1": 0.4, "timing_mae_ms": 11.0,
            "told_timing_mae_ms": 12.0, "baseline_grid_timing_mae_ms": 22.0,
            "intervals_95": { "hit_f1": [0.9, 0.92] },
            "styles": [{ "name": "funk", "files": 2, "windows": 9, "hit_f1": 0.5,
                         "baseline_lookup_hit_f1": 0.25, "intervals_95": {} }],
            "drummers": [],
        });
        let sections = sections(&card);
        let titles: Vec<&str> = sections.iter().map(|section| section.title).collect();
        assert_eq!(titles, ["Reconstruction", "Style by style"]);
        let text = sections[0].table.to_string();
        assert!(
            text.contains("| hit F1 | 0.911 (0.900–0.920) |  |  | 0.400 |  |"),
            "{text}"
        );
        assert!(
            text.contains("| timing MAE, ms | 11.00 | 22.00 |"),
            "{text}"
        );
        assert!(
            text.contains("| timing MAE at all hits, ms | 12.00 | 22.00 |"),
            "{text}"
        );
        let text = sections[1].table.to_string();
        assert!(text.contains("| funk | 2 | 9 | 0.500 | 0.250 |"), "{text}");
    }

    #[test]
    fn keys_are_unique_and_what_is_no_card_is_no_trap() {
        let mut keys: Vec<&str> = MEASURES.iter().map(|measure| measure.key).collect();
        keys.sort_unstable();
        let count = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), count);
        for odd in [
            json!(null),
            json!([1]),
            json!({ "styles": 3, "statistics": ["x"] }),
        ] {
            assert!(headline(&odd).contains('?'));
            assert!(sections(&odd).len() < 2);
        }
    }
}
