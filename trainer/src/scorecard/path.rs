//! How evenly a path between two grooves changes them.

use serde::Serialize;

use super::hits::Hits;
use crate::data::Window;

/// Steps of a path; it has one groove more.
pub const STEPS: usize = 16;

/// Evenness of paths, in cells whose hit changes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
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
}

impl PathScores {
    /// Measures paths, each the grooves along it from one end to the other.
    #[must_use]
    pub fn of(paths: &[Vec<Window>]) -> Self {
        let (mut steps, mut changed, mut ends) = (0, 0_u64, 0_u64);
        let mut jumps = Vec::with_capacity(paths.len());
        for path in paths {
            let hits = Hits::of_all(path);
            let changes = hits.windows(2).map(|pair| pair[0].differing(&pair[1]));
            steps += hits.len().saturating_sub(1);
            changed += changes.clone().map(u64::from).sum::<u64>();
            jumps.push(changes.max().unwrap_or(0));
            if let (Some(first), Some(last)) = (hits.first(), hits.last()) {
                ends += u64::from(first.differing(last));
            }
        }
        let jump_sum: u64 = jumps.iter().copied().map(u64::from).sum();
        Self {
            interpolation_paths: paths.len(),
            interpolation_steps: steps / paths.len().max(1),
            interpolation_step_mean: changed as f64 / steps.max(1) as f64,
            interpolation_jump_mean: jump_sum as f64 / paths.len().max(1) as f64,
            interpolation_jump_largest: jumps.into_iter().max().unwrap_or(0),
            interpolation_step_least: ends as f64 / steps.max(1) as f64,
        }
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
        let scores = PathScores::of(&[path([0, 1, 2, 3]), path([4, 10, 9, 9])]);
        assert_eq!(scores.interpolation_steps, 3);
        assert_eq!(scores.interpolation_step_mean, (3.0 + 7.0) / 6.0);
        assert_eq!(scores.interpolation_jump_mean, (1.0 + 6.0) / 2.0);
        assert_eq!(scores.interpolation_jump_largest, 6);
        assert_eq!(scores.interpolation_step_least, (3.0 + 5.0) / 6.0);
    }
}
