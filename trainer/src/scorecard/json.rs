//! The scorecard for programs: one flat object of numbers, and tables beside them.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{PlayedScores, Scorecard, TableScores, bootstrap::RESAMPLES, likeness::COPY};

/// Version of the keys.
const FORMAT: u32 = 1;

impl Scorecard {
    /// All numbers by name. A number that there was nothing to measure for is left out.
    ///
    /// The model's keys are the names of the fields of [`super::scores`]
    /// (`hit_f1`, `step_accuracy`, `timing_mae_ms`, `velocity_mae`, …), those of hits drawn by
    /// chance behind `drawn_`. Beside them: the same
    /// names behind `baseline_grid_`, `baseline_mean_` and `baseline_lookup_` (the tables told all
    /// hits), behind `same_hits_baseline_…` (told only those the model gave back), and behind
    /// `baseline_training_` and `real_`, where real grooves are measured as the samples are.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut all = Map::new();
        let own = json!({
            "format": FORMAT,
            "model": self.model,
            "provider": self.provider,
            "split": self.split,
            "seed": self.seed,
            "data": self.counts,
            "bootstrap_resamples": RESAMPLES,
            "intervals_95": self.intervals,
        });
        put(&mut all, "", &own);
        put(&mut all, "", &self.hits);
        put(&mut all, "drawn_", &self.drawn_hits);
        played(&mut all, "", &self.played);
        put(&mut all, "baseline_lookup_", &self.baselines.pattern);
        tables(&mut all, "baseline_", &self.baselines.all_hits);
        tables(&mut all, "same_hits_baseline_", &self.baselines.same_hits);
        put(&mut all, "", &self.latent);
        put(&mut all, "", &self.paths);
        put(&mut all, "", &self.latency);
        put(&mut all, "", &self.sample_numbers());
        all.insert("drums".to_owned(), self.drum_rows());
        all.insert("styles".to_owned(), group_rows(&self.styles));
        all.insert("drummers".to_owned(), group_rows(&self.drummers));
        Value::Object(all)
    }

    fn sample_numbers(&self) -> Value {
        let samples = &self.samples;
        let mut all = Map::new();
        for (prefix, set) in [
            ("sample_", &samples.prior),
            ("shape_sample_", &samples.shape),
            ("real_", &samples.real),
        ] {
            put(&mut all, prefix, &json!({ "diversity": set.diversity }));
            put(&mut all, prefix, &set.novelty);
        }
        let means = json!({
            "samples": samples.count,
            "sample_temperature": 1.0,
            "copy_distance": COPY,
            "sample_overlap": mean(&samples.prior.overlaps),
            "shape_sample_overlap": mean(&samples.shape.overlaps),
            "reconstruction_overlap": mean(&samples.reconstruction),
            "baseline_training_overlap": mean(&samples.training),
            "statistics": samples.rows(),
        });
        put(&mut all, "", &means);
        Value::Object(all)
    }

    fn drum_rows(&self) -> Value {
        let row = |row: &super::DrumRow| {
            let mut all = Map::new();
            put(&mut all, "", &json!({ "drum": row.drum.name() }));
            put(&mut all, "", &row.model);
            put(&mut all, "baseline_lookup_", &row.baseline);
            all.remove("baseline_lookup_hits");
            Value::Object(all)
        };
        self.drums.iter().map(row).collect()
    }
}

fn group_rows(rows: &[super::GroupRow]) -> Value {
    let row = |row: &super::GroupRow| {
        let mut all = Map::new();
        let head = json!({ "name": row.name, "files": row.files, "windows": row.windows });
        put(&mut all, "", &head);
        put(&mut all, "", &row.hits);
        played(&mut all, "", &row.played);
        put(&mut all, "baseline_lookup_", &row.baseline_hits);
        played(&mut all, "baseline_lookup_", &row.baseline_played);
        Value::Object(all)
    };
    rows.iter().map(row).collect()
}

fn tables(all: &mut Map<String, Value>, prefix: &str, tables: &TableScores) {
    // "On the grid" says nothing of velocities.
    let grid = PlayedScores {
        velocity: None,
        ..tables.grid
    };
    played(all, &format!("{prefix}grid_"), &grid);
    played(all, &format!("{prefix}mean_"), &tables.mean);
    played(all, &format!("{prefix}lookup_"), &tables.lookup);
}

fn played(all: &mut Map<String, Value>, prefix: &str, scores: &PlayedScores) {
    put(all, prefix, &scores.timing);
    put(all, prefix, &scores.velocity);
}

/// Puts the fields of an object, their names behind a prefix; what is null is left out.
fn put(all: &mut Map<String, Value>, prefix: &str, fields: &impl Serialize) {
    // Plain numbers and names always have a form in JSON.
    if let Ok(Value::Object(fields)) = serde_json::to_value(fields) {
        let given = fields.into_iter().filter(|(_, value)| !value.is_null());
        all.extend(given.map(|(name, value)| (format!("{prefix}{name}"), value)));
    }
}

/// Mean; 0 of nothing.
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_get_their_prefix_and_nothing_is_left_out_but_null() {
        let mut all = Map::new();
        put(
            &mut all,
            "baseline_",
            &json!({ "a": 1, "b": null, "c": [2] }),
        );
        put(&mut all, "", &None::<super::super::scores::TimingScores>);
        assert_eq!(
            Value::Object(all),
            json!({ "baseline_a": 1, "baseline_c": [2] })
        );
        assert_eq!(mean(&[1.0, 2.0]), 1.5);
    }
}
