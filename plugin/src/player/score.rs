//! A groove as the player reads it: strokes in rows, ordered, with nothing left to compute.
//!
//! It is made off the audio thread and only read there.

use std::cmp::Reverse;

use groove::{Cell, Drum, Grid, Groove, Offset, Step, Velocity, cell::Second};

/// A cell that may sound.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stroke {
    pub drum: Drum,
    pub velocity: Velocity,
    pub offset: Offset,
    pub second: Option<Second>,
    /// From which density on it sounds: strokes of the groove have up to 1, what could be
    /// played beside them more.
    pub level: f32,
}

/// See the module's documentation.
#[derive(Debug)]
pub struct Score {
    grid: Grid,
    /// Where in `strokes` each step begins, and the end.
    rows: Box<[u32]>,
    strokes: Box<[Stroke]>,
}

impl Score {
    /// Reads a groove. Not for the audio thread: takes memory.
    #[must_use]
    pub fn new(groove: &Groove) -> Self {
        let grid = groove.grid();
        let levels = levels(groove);
        let mut rows = Vec::with_capacity(grid.steps() + 1);
        let mut strokes = Vec::new();
        for step in (0..grid.steps()).map(Step) {
            rows.push(strokes.len() as u32);
            for (column, &drum) in Drum::ALL[..grid.drums()].iter().enumerate() {
                let cell = groove.cell(step, drum);
                if let Some(level) = levels[step.0 * grid.drums() + column] {
                    strokes.push(Stroke {
                        drum,
                        velocity: cell.velocity,
                        offset: cell.offset,
                        second: cell.second,
                        level,
                    });
                }
            }
        }
        rows.push(strokes.len() as u32);
        Self {
            grid,
            rows: rows.into(),
            strokes: strokes.into(),
        }
    }

    pub(super) fn grid(&self) -> Grid {
        self.grid
    }

    /// Length of a step in quarter notes.
    pub(super) fn step_length(&self) -> f64 {
        self.grid.step_length().0
    }

    /// The strokes of a step of a bar; both wrap around.
    pub(super) fn row(&self, bar: i64, step: usize) -> &[Stroke] {
        let bar = bar.rem_euclid(self.grid.bars() as i64) as usize;
        let steps = self.grid.steps_per_bar();
        let row = bar * steps + step % steps;
        match (self.rows.get(row), self.rows.get(row + 1)) {
            (Some(&from), Some(&to)) => &self.strokes[from as usize..to as usize],
            _ => &[],
        }
    }
}

/// From which density on each cell sounds, in the order of the grid; `None`: never. The surest
/// hits are the last to go, and the most probable of what was not played come first.
fn levels(groove: &Groove) -> Vec<Option<f32>> {
    let grid = groove.grid();
    let cells = (0..grid.steps()).flat_map(|step| {
        Drum::ALL[..grid.drums()]
            .iter()
            .map(move |&drum| groove.cell(Step(step), drum))
    });
    let cells: Vec<Cell> = cells.collect();
    let mut order: Vec<usize> = (0..cells.len())
        .filter(|&at| cells[at].may_sound())
        .collect();
    // Neither is ever negative, so that their bits are in their order.
    let bits = |value: f32| Reverse(value.to_bits());
    order.sort_by_key(|&at| {
        let cell = &cells[at];
        let sureness = (bits(cell.probability.get()), bits(cell.velocity.get()));
        (!cell.hit, sureness, at)
    });
    let hits = cells.iter().filter(|cell| cell.hit).count();
    let mut levels = vec![None; cells.len()];
    for (rank, at) in order.into_iter().enumerate() {
        levels[at] = Some((rank + 1) as f32 / hits.max(1) as f32);
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surest_go_last_and_the_most_probable_come_first() {
        let mut groove = Groove::empty(Grid::FOUR_BARS);
        let mut put = |step, hit, probability: f32| {
            let mut cell = Cell::stroke(Velocity::new(0.5), Offset::NEUTRAL);
            (cell.hit, cell.probability) = (hit, probability.into());
            groove.set(Step(step), Drum::Kick, cell);
        };
        for (step, hit, probability) in [
            (0, true, 0.9),
            (1, true, 0.6),
            (2, false, 0.4),
            (3, false, 0.45),
            (4, false, 0.01),
        ] {
            put(step, hit, probability);
        }
        let score = Score::new(&groove);
        let level = |step| score.row(0, step).first().map(|stroke| stroke.level);
        assert_eq!(
            [0, 1, 2, 3, 4].map(level),
            [Some(0.5), Some(1.0), Some(2.0), Some(1.5), None]
        );
    }

    #[test]
    fn rows_wrap_around_in_both_directions() {
        let mut groove = Groove::empty(Grid::FOUR_BARS);
        let cell = Cell::stroke(Velocity::new(0.5), Offset::NEUTRAL);
        groove.set(Step(3 * 16 + 5), Drum::Snare, cell);
        let score = Score::new(&groove);
        for (bar, step) in [(3, 5), (-1, 5), (7, 21)] {
            assert_eq!(score.row(bar, step).len(), 1, "bar {bar}, step {step}");
        }
        assert!(score.row(0, 5).is_empty());
    }
}
