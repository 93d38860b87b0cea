//! The scorecard for programs: one flat object of numbers, and tables beside them.

use inference::Temperature;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    PlayedScores, Scorecard, TableScores,
    bootstrap::RESAMPLES,
    likeness::COPY,
    measures::{Better, MEASURES},
};

/// Version of the keys.
const FORMAT: u32 = 2;

impl Scorecard {
    /// All numbers by name. A number that there was nothing to measure for is left out.
    ///
    /// The model's keys are those of [`MEASURES`] (`hit_f1`, `cell_accuracy`, `timing_mae_ms`,
    /// `velocity_mae`, …); `units` holds their units, `intervals_95` their intervals. Hits drawn by
    /// chance stand behind `sampled_`, hits guessed under teacher forcing behind
    /// `teacher_forced_`, timing and velocity at all true hits behind `told_`. Beside them: the same
    /// names behind `baseline_grid_`, `baseline_mean_` and `baseline_lookup_` (the tables told all
    /// hits), behind `same_hits_baseline_…` (told only those the model gave back), behind
    /// `baseline_` alone for the best of the three tables, and behind
    /// `baseline_training_` and `real_`, where real grooves are measured as the samples are.
    /// `sample_` are samples as `quatrain sample` draws them, `normal_sample_` those from the
    /// standard normal.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut all = Map::new();
        let units: Map<String, Value> = MEASURES
            .iter()
            .filter(|measure| !measure.unit.is_empty())
            .map(|measure| (measure.key.to_owned(), measure.unit.into()))
            .collect();
        let own = json!({
            "format": FORMAT,
            "command": self.command,
            "model": self.model,
            "provider": self.provider,
            "split": self.split,
            "split_by": self.split_by,
            "seed": self.seed,
            "data": self.counts,
            "bootstrap_resamples": RESAMPLES,
            "intervals_95": self.intervals,
            "units": units,
        });
        put(&mut all, "", &own);
        put(&mut all, "", &self.hits);
        put(&mut all, "sampled_", &self.sampled_hits);
        put(&mut all, "teacher_forced_", &self.teacher_forced_hits);
        played(&mut all, "", &self.played);
        played(&mut all, "told_", &self.told);
        put(&mut all, "baseline_lookup_", &self.baselines.pattern);
        tables(&mut all, "baseline_", &self.baselines.all_hits);
        tables(&mut all, "same_hits_baseline_", &self.baselines.same_hits);
        best_tables(&mut all);
        put(&mut all, "", &self.latent);
        let bound = self.latent.rate_nats + self.distortion_nats;
        let distortion = json!({ "distortion_nats": self.distortion_nats, "bound_nats": bound });
        put(&mut all, "", &distortion);
        put(&mut all, "", &self.paths);
        put(&mut all, "", &self.latency);
        put(&mut all, "", &self.sample_numbers());
        put(&mut all, "", &self.frechet);
        all.insert("drums".to_owned(), self.drum_rows());
        all.insert("styles".to_owned(), group_rows(&self.styles));
        all.insert("drummers".to_owned(), group_rows(&self.drummers));
        Value::Object(all)
    }

    fn sample_numbers(&self) -> Value {
        let (samples, variety) = (&self.samples, &self.variety);
        let mut all = Map::new();
        for (prefix, set) in [
            ("sample_", &samples.samples),
            ("normal_sample_", &samples.normal),
            ("real_", &samples.real),
        ] {
            put(&mut all, prefix, &json!({ "diversity": set.diversity }));
            put(&mut all, prefix, &set.novelty);
        }
        put(&mut all, "sample_", &variety.samples);
        put(&mut all, "reconstruction_", &variety.reconstruction);
        put(&mut all, "baseline_training_", &variety.training);
        put(&mut all, "real_", &variety.real);
        all.remove("real_velocity_overlap");
        let means = json!({
            "samples": samples.count,
            "sample_temperature": Temperature::default().get(),
            "copy_distance": COPY,
            "sample_overlap": mean(&samples.samples.overlaps),
            "normal_sample_overlap": mean(&samples.normal.overlaps),
            "reconstruction_overlap": mean(&samples.reconstruction),
            "baseline_training_overlap": mean(&samples.training),
            "statistics": samples.rows(),
        });
        put(&mut all, "", &means);
        Value::Object(all)
    }

    fn drum_rows(&self) -> Value {
        let row = |(row, deviation): (&super::DrumRow, &super::DrumDeviation)| {
            let mut all = Map::new();
            put(&mut all, "", &json!({ "drum": row.drum.name() }));
            put(&mut all, "", &row.model);
            put(&mut all, "baseline_lookup_", &row.baseline);
            put(&mut all, "", deviation);
            put(&mut all, "", &json!({ "intervals_95": row.intervals }));
            all.remove("baseline_lookup_hits");
            Value::Object(all)
        };
        self.drums
            .iter()
            .zip(&self.variety.drums)
            .map(row)
            .collect()
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
        put(&mut all, "", &json!({ "intervals_95": row.intervals }));
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

/// The best of the tables for each measure, behind `baseline_` alone.
fn best_tables(all: &mut Map<String, Value>) {
    for measure in MEASURES {
        let tables =
            ["grid", "mean", "lookup"].map(|table| format!("baseline_{table}_{}", measure.key));
        let found = tables.iter().filter_map(|key| all.get(key)?.as_f64());
        let best = match measure.better {
            Better::Higher => found.reduce(f64::max),
            Better::Lower => found.reduce(f64::min),
            Better::Neither => None,
        };
        if let Some(best) = best {
            all.insert(format!("baseline_{}", measure.key), best.into());
        }
    }
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

    #[test]
    fn the_best_table_is_the_one_hardest_to_beat() {
        let mut all = Map::new();
        for (key, value) in [
            ("baseline_grid_timing_mae_ms", 23.0),
            ("baseline_lookup_timing_mae_ms", 20.0),
            ("baseline_lookup_hit_f1", 0.4),
        ] {
            all.insert(key.to_owned(), value.into());
        }
        best_tables(&mut all);
        assert_eq!(all["baseline_timing_mae_ms"], 20.0);
        assert_eq!(all["baseline_hit_f1"], 0.4);
        assert!(!all.contains_key("baseline_velocity_mae"));
    }
}
