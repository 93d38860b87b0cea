//! How evenly a path between two grooves changes them.

use groove::{Grid, Groove, distance::perceptual};
use serde::Serialize;

use super::hits::Hits;
use crate::data::Window;

/// Steps of a path; it has one groove more.
pub const STEPS: usize = 32;

/// Evenness of paths: in cells whose hit changes (Hamming distance, 576 cells in four bars), and in
/// what is heard ([`perceptual`], 0–1).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PathScores {
    /// Paths looked at.
    pub interpolation_paths: usize,
    /// Steps of each.
    pub interpolation_steps: usize,
    /// Changed cells a step, mean over all steps of all paths.
    pub interpolation_step_mean: f64,
    /// Changed cells in the largest step of a path, mean over the paths.
    pub interpolation_jump_mean: f64,
    /// Changed cells in the largest step of all.
    pub interpolation_jump_largest: u32,
    /// Cells in which both ends differ, over the steps: no path can change less a step.
    pub interpolation_step_least: f64,
    /// Perceptual distance of a step, mean over all steps of all paths.
    pub interpolation_perceptual_step_mean: f64,
    /// Perceptual distance of the largest step of a path, mean over the paths.
    pub interpolation_perceptual_jump_mean: f64,
    /// Perceptual distance of the largest step of all.
    pub interpolation_perceptual_jump_largest: f64,
    /// Cells that differ from the first groove, at each groove along the way, mean over the paths.
    pub interpolation_curve: Vec<f64>,
    /// Cells that differ from the last groove, likewise.
    pub interpolation_curve_to_end: Vec<f64>,
}

/// The steps of one path, in some distance.
struct Steps(Vec<f64>);

impl PathScores {
    /// Measures paths of equal length, each the grooves along it from one end to the other.
    #[must_use]
    pub fn of(paths: &[Vec<Window>], grid: Grid) -> Self {
        let hits: Vec<Vec<Hits>> = paths.iter().map(|path| Hits::of_all(path)).collect();
        let changes: Vec<Steps> = hits
            .iter()
            .map(|path| {
                Steps(
                    path.windows(2)
                        .map(|pair| differing(&pair[0], &pair[1]))
                        .collect(),
                )
            })
            .collect();
        let heard: Vec<Steps> = paths
            .iter()
            .map(|path| {
                let grooves: Vec<Groove> = path.iter().map(|window| window.groove(grid)).collect();
                Steps(
                    grooves
                        .windows(2)
                        .map(|pair| perceptual(&pair[0], &pair[1]))
                        .collect(),
                )
            })
            .collect();
        let ends: f64 = hits
            .iter()
            .filter_map(|path| Some(differing(path.first()?, path.last()?)))
            .sum();
        let steps: usize = changes.iter().map(|path| path.0.len()).sum();
        let curve = |end: fn(&[Hits]) -> Option<&Hits>| {
            let points = hits.iter().map(Vec::len).min().unwrap_or(0);
            let at = |point: usize| {
                let from =
                    |path: &Vec<Hits>| end(path).map_or(0.0, |end| differing(&path[point], end));
                hits.iter().map(from).sum::<f64>() / hits.len().max(1) as f64
            };
            (0..points).map(at).collect()
        };
        Self {
            interpolation_paths: paths.len(),
            interpolation_steps: steps / paths.len().max(1),
            interpolation_step_mean: step_mean(&changes),
            interpolation_jump_mean: jump_mean(&changes),
            interpolation_jump_largest: largest(&changes) as u32,
            interpolation_step_least: ends / steps.max(1) as f64,
            interpolation_perceptual_step_mean: step_mean(&heard),
            interpolation_perceptual_jump_mean: jump_mean(&heard),
            interpolation_perceptual_jump_largest: largest(&heard),
            interpolation_curve: curve(<[Hits]>::first),
            interpolation_curve_to_end: curve(<[Hits]>::last),
        }
    }
}

fn differing(one: &Hits, other: &Hits) -> f64 {
    one.differing(other).into()
}

fn step_mean(paths: &[Steps]) -> f64 {
    let steps: usize = paths.iter().map(|path| path.0.len()).sum();
    let sum: f64 = paths.iter().flat_map(|path| &path.0).sum();
    sum / steps.max(1) as f64
}

fn jump_mean(paths: &[Steps]) -> f64 {
    paths.iter().map(Steps::jump).sum::<f64>() / paths.len().max(1) as f64
}

fn largest(paths: &[Steps]) -> f64 {
    paths.iter().map(Steps::jump).fold(0.0, f64::max)
}

impl Steps {
    fn jump(&self) -> f64 {
        self.0.iter().copied().fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use groove::Tempo;

    use super::*;
    use crate::testing::stroked;

    #[test]
    fn detours_and_jumps_are_counted() {
        let kicks = |count: usize| {
            let strokes: Vec<_> = (0..count).map(|step| (step, 0, 0.5, 0.0)).collect();
            stroked(Tempo::DEFAULT, &strokes)
        };
        let path = |counts: [usize; 4]| counts.map(kicks).to_vec();
        let scores = PathScores::of(&[path([0, 1, 2, 3]), path([4, 10, 9, 9])], Grid::FOUR_BARS);
        assert_eq!(scores.interpolation_steps, 3);
        assert_eq!(scores.interpolation_step_mean, (3.0 + 7.0) / 6.0);
        assert_eq!(scores.interpolation_jump_mean, (1.0 + 6.0) / 2.0);
        assert_eq!(scores.interpolation_jump_largest, 6);
        assert_eq!(scores.interpolation_step_least, (3.0 + 5.0) / 6.0);
        // From the first: 0, 1, 2, 3 and 0, 6, 5, 5.
        assert_eq!(scores.interpolation_curve, [0.0, 3.5, 3.5, 4.0]);
        assert_eq!(scores.interpolation_curve_to_end, [4.0, 1.5, 0.5, 0.0]);
    }

    #[test]
    fn a_louder_stroke_is_heard_though_no_hit_changes() {
        let kick = |velocity| stroked(Tempo::DEFAULT, &[(0, 0, velocity, 0.0)]);
        let path = vec![kick(0.2), kick(0.2), kick(0.9)];
        let scores = PathScores::of(&[path], Grid::FOUR_BARS);
        assert_eq!(scores.interpolation_step_mean, 0.0);
        let jump = scores.interpolation_perceptual_jump_largest;
        assert!(jump > 0.3, "{jump}");
        assert!((scores.interpolation_perceptual_step_mean - jump / 2.0).abs() < 1e-12);
        assert_eq!(
            PathScores::of(&[], Grid::FOUR_BARS).interpolation_curve,
            [0.0; 0]
        );
    }
}
