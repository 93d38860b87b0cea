//! Lookup tables learned from the training split: what a network must beat to be worth anything.
//!
//! Means are over the strokes of all training windows, offsets in steps. Windows overlap, so the bars in the middle
//! of a recording count more often than its ends, as they do in training.

use groove::Grid;

use crate::data::Window;

/// What the training split does on average.
#[derive(Debug, Clone, PartialEq)]
pub struct Tables {
    grid: Grid,
    mean: Feel,
    /// By step of the bar, within a step by drum; where the training has no stroke, the drum's
    /// mean, and where it has none of the drum, the mean of all.
    cells: Vec<Feel>,
    /// By step of the bar: the most frequent combination of drums, the first drum in the lowest
    /// bit. Of equally frequent ones the least.
    patterns: Vec<usize>,
}

/// How a stroke is played.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Feel {
    velocity: f32,
    offset: f32,
}

/// Sums of strokes.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    strokes: u64,
    velocity: f64,
    offset: f64,
}

impl Sum {
    fn add(&mut self, window: &Window, at: usize) {
        self.strokes += 1;
        self.velocity += f64::from(window.velocities[at]);
        self.offset += f64::from(window.offsets[at]);
    }

    fn mean(&self) -> Option<Feel> {
        let strokes = self.strokes as f64;
        (self.strokes > 0).then(|| Feel {
            velocity: (self.velocity / strokes) as f32,
            offset: (self.offset / strokes) as f32,
        })
    }
}

impl Tables {
    /// Learns from the windows of a training split.
    #[must_use]
    pub fn learn(training: &[Window], grid: Grid) -> Self {
        let (drums, places) = (grid.drums(), grid.steps_per_bar() * grid.drums());
        let mut all = Sum::default();
        let mut by_drum = vec![Sum::default(); drums];
        let mut by_cell = vec![Sum::default(); places];
        let mut patterns = vec![vec![0_u64; 1 << drums]; grid.steps_per_bar()];
        for window in training {
            for at in (0..grid.cells()).filter(|&at| window.hits[at] > 0.5) {
                all.add(window, at);
                by_drum[at % drums].add(window, at);
                by_cell[at % places].add(window, at);
            }
            for (step, hits) in window.hits.chunks(drums).enumerate() {
                let bits = hits.iter().rev();
                let pattern = bits.fold(0, |code, &hit| 2 * code + usize::from(hit > 0.5));
                patterns[step % grid.steps_per_bar()][pattern] += 1;
            }
        }
        let mean = all.mean().unwrap_or_default();
        let cells = by_cell.iter().enumerate().map(|(at, cell)| {
            let drum = by_drum[at % drums].mean();
            cell.mean().or(drum).unwrap_or(mean)
        });
        let most = |counts: &Vec<u64>| {
            let most = counts.iter().max();
            counts.iter().position(|count| Some(count) == most)
        };
        Self {
            grid,
            mean,
            cells: cells.collect(),
            patterns: patterns.iter().filter_map(most).collect(),
        }
    }

    /// The same hits on the grid, with the training's mean velocity.
    #[must_use]
    pub fn grid(&self, window: &Window) -> Window {
        let on_grid = Feel {
            offset: 0.0,
            ..self.mean
        };
        played(window, |_| on_grid)
    }

    /// The same hits with the training's mean offset and velocity.
    #[must_use]
    pub fn mean(&self, window: &Window) -> Window {
        played(window, |_| self.mean)
    }

    /// The same hits with the training's mean offset and velocity for the drum on the step of the
    /// bar.
    #[must_use]
    pub fn lookup(&self, window: &Window) -> Window {
        played(window, |at| self.cells[at % self.cells.len()])
    }

    /// The training's most frequent combination of drums on each step of the bar, whatever the
    /// groove.
    #[must_use]
    pub fn pattern(&self, window: &Window) -> Window {
        let (drums, steps) = (self.grid.drums(), self.grid.steps_per_bar());
        let mut made = window.clone();
        for (at, hit) in made.hits.iter_mut().enumerate() {
            let pattern = self.patterns[at / drums % steps];
            *hit = (pattern >> (at % drums) & 1) as f32;
        }
        self.lookup(&made)
    }
}

/// The window's hits, played in a given way.
fn played(window: &Window, feel: impl Fn(usize) -> Feel) -> Window {
    let mut made = window.clone();
    for at in 0..made.hits.len() {
        if made.hits[at] > 0.5 {
            let feel = feel(at);
            made.velocities[at] = feel.velocity;
            made.offsets[at] = feel.offset;
        } else {
            made.clear(at);
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use groove::Tempo;

    use super::*;
    use crate::{scorecard::tally::Tally, testing::stroked};

    /// Kicks on the first step of two bars, a snare on the fourth step of one.
    fn tables() -> Tables {
        let tempo = Tempo::DEFAULT;
        let strokes = [(0, 0, 0.8, 0.1), (16, 0, 0.6, 0.3), (4, 1, 0.4, -0.1)];
        Tables::learn(&[stroked(tempo, &strokes)], Grid::FOUR_BARS)
    }

    #[test]
    fn a_cell_has_its_own_mean_else_its_drums_else_that_of_all() {
        let real = stroked(
            Tempo::DEFAULT,
            &[(32, 0, 1.0, 0.0), (33, 1, 1.0, 0.0), (34, 8, 1.0, 0.0)],
        );
        let near = |window: &Window, at: usize, velocity: f32, offset: f32| {
            assert!((window.velocities[at] - velocity).abs() < 1e-6, "{at}");
            assert!((window.offsets[at] - offset).abs() < 1e-6, "{at}");
        };
        let (kick, snare, ride) = (32 * 9, 33 * 9 + 1, 34 * 9 + 8);
        let found = tables().lookup(&real);
        near(&found, kick, 0.7, 0.2);
        near(&found, snare, 0.4, -0.1);
        near(&found, ride, 0.6, 0.1);
        let found = tables().mean(&real);
        near(&found, kick, 0.6, 0.1);
        near(&found, ride, 0.6, 0.1);
        let found = tables().grid(&real);
        near(&found, snare, 0.6, 0.0);
        // 0.1 of a step of 125 ms off, everywhere.
        let timing = Tally::of(&real, &tables().mean(&real), Grid::FOUR_BARS).timing();
        assert!((timing.unwrap().timing_mae_ms - 12.5).abs() < 1e-4);
    }

    #[test]
    fn the_most_frequent_combination_wins_and_silence_wins_a_draw() {
        // The kick's step: two kicks and two silent bars. Then three of four.
        let silent = stroked(Tempo::DEFAULT, &[]);
        assert!(tables().pattern(&silent).hits.iter().all(|&hit| hit == 0.0));
        let kicks = [0, 16, 32].map(|step| (step, 0, 0.5, 0.0));
        let tables = Tables::learn(&[stroked(Tempo::DEFAULT, &kicks)], Grid::FOUR_BARS);
        let made = tables.pattern(&silent);
        let hits: Vec<usize> = (0..576).filter(|&at| made.hits[at] > 0.5).collect();
        assert_eq!(hits, [0, 144, 288, 432]);
        assert_eq!(made.velocities[432], 0.5);
    }
}
