//! The tables beside the model, on the same windows.

use super::{PlayedScores, baselines::Tables, scores::HitScores, tally::Tally};
use crate::data::{Dataset, Window};

/// What lookup tables do with the same windows; see [`super::baselines`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Baselines {
    /// The most frequent combination of drums on each step of the bar.
    pub pattern: HitScores,
    /// The tables told all hits of the recording.
    pub all_hits: TableScores,
    /// The tables told only the hits that the model gave back, so that both are scored on the same
    /// strokes: a model may not shine by missing the hard ones.
    pub same_hits: TableScores,
}

/// What the three tables do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TableScores {
    /// All on the grid.
    pub grid: PlayedScores,
    /// The training's mean.
    pub mean: PlayedScores,
    /// The training's mean for the drum on the step of the bar.
    pub lookup: PlayedScores,
}

impl Baselines {
    /// Scores tables on windows of a split; `copies` is what the model gives back of them, `pattern`
    /// the tally of the most frequent combinations.
    pub(super) fn of(
        tables: &Tables,
        scored: &Dataset,
        copies: &[Window],
        pattern: &Tally,
    ) -> Self {
        let played = |table: fn(&Tables, &Window) -> Window, told: &dyn Fn(usize, &mut Window)| {
            let windows = scored.windows.iter().enumerate();
            let tally: Tally = windows
                .map(|(at, window)| {
                    let mut made = table(tables, window);
                    told(at, &mut made);
                    Tally::of(window, &made, scored.grid)
                })
                .sum();
            PlayedScores::of(&tally)
        };
        let all_three = |told: &dyn Fn(usize, &mut Window)| TableScores {
            grid: played(Tables::grid, told),
            mean: played(Tables::mean, told),
            lookup: played(Tables::lookup, told),
        };
        Self {
            pattern: pattern.hit_scores(),
            all_hits: all_three(&|_, _| {}),
            same_hits: all_three(&|at, made| {
                let hits = copies[at].hits.iter().enumerate();
                hits.filter(|(_, hit)| **hit < 0.5)
                    .for_each(|(cell, _)| made.clear(cell));
            }),
        }
    }
}
