//! The scorecard for people: Markdown tables that also read well in a terminal.

use std::fmt::{self, Formatter};

use super::{
    GroupRow, PlayedScores, Scorecard,
    bootstrap::Interval,
    json::mean,
    scores::{TimingScores, VelocityScores},
};

impl fmt::Display for Scorecard {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let counts = self.counts;
        writeln!(
            out,
            "{} ({}…) on {}: {} windows of {} files, {} hits; tables from {} windows of {} \
             training files; seed {}; {}\n",
            self.model.name,
            self.model.sha256.get(..12).unwrap_or(&self.model.sha256),
            self.split.name(),
            counts.windows,
            counts.files,
            counts.hits,
            counts.training_windows,
            counts.training_files,
            self.seed,
            self.provider
        )?;
        self.main(out)?;
        self.by_drum(out)?;
        groups(out, "style", &self.styles)?;
        groups(out, "drummer", &self.drummers)?;
        self.dreamed(out)?;
        let (latent, paths, latency) = (self.latent, self.paths, self.latency);
        writeln!(
            out,
            "\nlatent: {:.1} bits a groove, {} of {} numbers active\n\
             interpolation: {:.1} hits change a step ({:.1} is the least possible), {:.1} in the \
             largest step of a path, {} at most ({} paths of {} steps)\n\
             decoding one groove: {:.2} ms median, {:.2} ms p99",
            latent.rate_bits,
            latent.active_units,
            latent.latents,
            paths.interpolation_step_mean,
            paths.interpolation_step_least,
            paths.interpolation_jump_mean,
            paths.interpolation_jump_largest,
            paths.interpolation_paths,
            paths.interpolation_steps,
            latency.decode_median_ms,
            latency.decode_p99_ms
        )
    }
}

impl Scorecard {
    fn main(&self, out: &mut Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "| measure | model | 95 % | grid | mean | drum and step | the same, told only the model's hits |"
        )?;
        writeln!(out, "|---|---:|---|---:|---:|---:|---:|")?;
        let (hits, pattern) = (self.hits, self.baselines.pattern);
        for (name, key, value, table) in [
            ("hit F1", "hit_f1", hits.hit_f1, pattern.hit_f1),
            (
                "steps right",
                "step_accuracy",
                hits.step_accuracy,
                pattern.step_accuracy,
            ),
        ] {
            let interval = interval(self.intervals.get(key), 3);
            writeln!(
                out,
                "| {name} | {value:.3} | {interval} |  |  | {table:.3} |  |"
            )?;
        }
        let drawn = self.drawn_hits;
        writeln!(
            out,
            "| hit F1, drawn | {:.3} |  |  |  |  |  |",
            drawn.hit_f1
        )?;
        writeln!(
            out,
            "| steps right, drawn | {:.3} |  |  |  |  |  |",
            drawn.step_accuracy
        )?;
        type Number = fn(&PlayedScores) -> Option<f64>;
        let timing: [(&str, &str, usize, Number); 4] = [
            ("timing MAE, ms", "timing_mae_ms", 2, |scores| {
                timing(scores, |t| t.timing_mae_ms)
            }),
            ("timing MSE, steps²", "timing_mse_steps", 4, |scores| {
                timing(scores, |t| t.timing_mse_steps)
            }),
            ("timing MSE, half steps²", "", 4, |scores| {
                timing(scores, |t| t.timing_mse_reference)
            }),
            ("timing KL, nats", "timing_kl", 3, |scores| {
                timing(scores, |t| t.timing_kl)
            }),
        ];
        let velocity: [(&str, &str, usize, Number); 3] = [
            ("velocity MAE of 127", "velocity_mae", 2, |scores| {
                velocity(scores, |v| v.velocity_mae)
            }),
            ("velocity MSE", "", 4, |scores| {
                velocity(scores, |v| v.velocity_mse)
            }),
            ("velocity KL, nats", "velocity_kl", 3, |scores| {
                velocity(scores, |v| v.velocity_kl)
            }),
        ];
        let (all, same) = (&self.baselines.all_hits, &self.baselines.same_hits);
        for (at, (name, key, places, value)) in timing.into_iter().chain(velocity).enumerate() {
            let cell = |scores| number(value(scores), places);
            let grid = if at < timing.len() {
                cell(&all.grid)
            } else {
                String::new()
            };
            writeln!(
                out,
                "| {name} | {} | {} | {grid} | {} | {} | {} |",
                cell(&self.played),
                interval(self.intervals.get(key), places),
                cell(&all.mean),
                cell(&all.lookup),
                cell(&same.lookup)
            )?;
        }
        Ok(())
    }

    fn by_drum(&self, out: &mut Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "\n| drum | hits | F1 | table | timing, ms | table | velocity | table |"
        )?;
        writeln!(out, "|---|---:|---:|---:|---:|---:|---:|---:|")?;
        for row in &self.drums {
            let (model, table) = (row.model, row.baseline);
            writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} | {} | {} |",
                row.drum.name(),
                model.hits,
                number(model.hit_f1, 3),
                number(table.hit_f1, 3),
                number(model.timing_mae_ms, 1),
                number(table.timing_mae_ms, 1),
                number(model.velocity_mae, 1),
                number(table.velocity_mae, 1)
            )?;
        }
        Ok(())
    }

    fn dreamed(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let samples = &self.samples;
        writeln!(
            out,
            "\n| overlap with {} real grooves | prior samples | shape samples | given back | training |",
            samples.count
        )?;
        writeln!(out, "|---|---:|---:|---:|---:|")?;
        for row in samples.rows() {
            writeln!(
                out,
                "| {} | {:.3} | {:.3} | {:.3} | {:.3} |",
                row.statistic,
                row.sample_overlap,
                row.shape_sample_overlap,
                row.reconstruction_overlap,
                row.baseline_training_overlap
            )?;
        }
        writeln!(
            out,
            "| **mean** | **{:.3}** | **{:.3}** | **{:.3}** | **{:.3}** |",
            mean(&samples.prior.overlaps),
            mean(&samples.shape.overlaps),
            mean(&samples.reconstruction),
            mean(&samples.training)
        )?;
        writeln!(
            out,
            "\n| set | diversity | copies | nearest training groove |"
        )?;
        writeln!(out, "|---|---:|---:|---:|")?;
        for (name, set) in [
            ("prior samples", &samples.prior),
            ("shape samples", &samples.shape),
            ("real grooves", &samples.real),
        ] {
            let (copies, nearest) = (set.novelty.copy_rate, set.novelty.nearest);
            writeln!(
                out,
                "| {name} | {:.4} | {copies:.3} | {nearest:.4} |",
                set.diversity
            )?;
        }
        Ok(())
    }
}

fn groups(out: &mut Formatter<'_>, what: &str, rows: &[GroupRow]) -> fmt::Result {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\n| {what} | files | windows | hit F1 | table | steps right | timing, ms | table | velocity | table |"
    )?;
    writeln!(out, "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")?;
    for row in rows {
        let ms = |scores| number(timing(scores, |t| t.timing_mae_ms), 1);
        let loud = |scores| number(velocity(scores, |v| v.velocity_mae), 1);
        writeln!(
            out,
            "| {} | {} | {} | {:.3} | {:.3} | {:.3} | {} | {} | {} | {} |",
            row.name,
            row.files,
            row.windows,
            row.hits.hit_f1,
            row.baseline_hits.hit_f1,
            row.hits.step_accuracy,
            ms(&row.played),
            ms(&row.baseline_played),
            loud(&row.played),
            loud(&row.baseline_played)
        )?;
    }
    Ok(())
}

fn timing(scores: &PlayedScores, number: fn(TimingScores) -> f64) -> Option<f64> {
    scores.timing.map(number)
}

fn velocity(scores: &PlayedScores, number: fn(VelocityScores) -> f64) -> Option<f64> {
    scores.velocity.map(number)
}

fn number(value: Option<f64>, places: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.places$}"))
}

fn interval(interval: Option<&Interval>, places: usize) -> String {
    interval.map_or_else(String::new, |[low, high]| {
        format!("{low:.places$}–{high:.places$}")
    })
}
