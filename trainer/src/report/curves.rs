//! The curves of a run's log.

use crate::{
    learner::Columns,
    picture::{Chart, Drawing, Point, Series},
    run::Lines,
};

/// Points of a curve; where there are more lines, each point is the mean of some.
const POINTS: usize = 400;
/// The end of the names of divergences.
const NATS: &str = "_nats";

/// All charts of a log: loss, its parts, divergences, scores, learning rate, gradients.
pub fn charts(lines: &Lines, columns: Columns) -> Vec<Drawing> {
    let curve = |name: &str, column: &str| Series::new(name, thinned(&lines.over("pass", column)));
    let words = |column: &str| column.trim_end_matches(NATS).replace('_', " ");
    let mut charts = Vec::new();
    let mut chart = |title: &str, unit: &str, series: Vec<Series>, from_zero: bool| {
        if series.iter().any(|series| !series.points.is_empty()) {
            let mut chart = Chart::new(title, "passes", unit, &series);
            chart.from_zero = from_zero;
            charts.push(chart.draw());
        }
    };
    let loss = vec![
        curve("training", "loss"),
        curve("validation", "validation_loss"),
    ];
    chart("Loss", "a groove", loss, false);
    let parts = columns.losses.iter().filter(|name| **name != "loss");
    let (nats, errors): (Vec<&str>, Vec<&str>) =
        parts.copied().partition(|name| name.ends_with(NATS));
    let curves = |names: &[&str]| names.iter().map(|name| curve(&words(name), name)).collect();
    chart("Parts of the loss", "a groove", curves(&errors), true);
    chart("Divergence", "nats a groove", curves(&nats), true);
    for name in columns.scores {
        let title = format!("Validation: {}", name.replace('_', " "));
        chart(&title, "", vec![curve(&words(name), name)], false);
    }
    let rate = vec![curve("learning rate", "learning_rate")];
    chart("Learning rate", "", rate, true);
    chart("β", "", vec![curve("β", "beta")], true);
    let norm = vec![curve("norm", "gradient_norm")];
    chart("Gradients before clipping", "norm", norm, true);
    charts
}

/// Means over neighbours, where there are too many points to be seen.
fn thinned(points: &[(f64, f64)]) -> Vec<Point> {
    let some = points.len().div_ceil(POINTS).max(1);
    let mean =
        |numbers: &mut dyn Iterator<Item = f64>, count: usize| numbers.sum::<f64>() / count as f64;
    points
        .chunks(some)
        .map(|near| Point {
            x: mean(&mut near.iter().map(|point| point.0), near.len()),
            y: mean(&mut near.iter().map(|point| point.1), near.len()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_points_become_few_and_keep_their_mean() {
        let points: Vec<(f64, f64)> = (0..5_000).map(|at| (f64::from(at), 2.0)).collect();
        let thin = thinned(&points);
        assert!(thin.len() <= POINTS && thin.iter().all(|point| point.y == 2.0));
        assert!(thin.windows(2).all(|pair| pair[0].x < pair[1].x));
        assert_eq!(thinned(&points[..3]).len(), 3);
        assert!(thinned(&[]).is_empty());
    }
}
