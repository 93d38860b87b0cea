//! A line of the grid that is being played, with its strokes and what of them has sounded.

use groove::Drum;

use super::{
    bars::{Bar, ON_THE_LINE},
    score::{Score, Stroke},
    timing::Timing,
};

/// Which of the strokes of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Main,
    Second,
}

impl Which {
    const BOTH: [Self; 2] = [Self::Main, Self::Second];
}

/// A line of the grid with its strokes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Where it is in the song, in quarter notes.
    pub beat: f64,
    /// The distance of steps there, in quarter notes.
    pub step_length: f64,
    /// The bar it is in.
    pub bar: Bar,
    /// Which line of its bar.
    pub step: usize,
    /// From the song to the axis, in quarter notes.
    pub shift: f64,
    /// Seams of the loop between the current position and the line.
    pub rounds: i32,
    pub cells: [Option<Stroke>; Drum::COUNT],
    /// A bit for each stroke that has sounded or never will.
    pub done: u32,
}

impl Line {
    /// Where it is on the axis.
    pub fn place(&self) -> f64 {
        self.beat + self.shift
    }

    /// The strokes that are still to come: drum, stroke, offset from the line in steps.
    pub fn pending(&self) -> impl Iterator<Item = (Which, &Stroke, f64)> {
        let all = self.cells.iter().flatten();
        all.flat_map(|stroke| Which::BOTH.map(|which| (which, stroke)))
            .filter(|(which, stroke)| self.done & bit(stroke.drum, *which) == 0)
            .filter_map(|(which, stroke)| Some((which, stroke, offset(stroke, which)?)))
    }

    pub fn write(&mut self, row: &[Stroke]) {
        self.cells = [None; Drum::COUNT];
        for stroke in row {
            self.cells[stroke.drum.index()] = Some(*stroke);
        }
    }

    /// What a new groove writes over an old one: what sounded stays done; what is past by now
    /// and was not still owed is left out.
    pub fn overwrite(&mut self, row: &[Stroke], old: &Self, covered: f64, timing: &Timing) {
        self.write(row);
        self.done = old.done;
        for (drum, stroke) in Drum::ALL.iter().zip(self.cells) {
            let Some(stroke) = stroke else { continue };
            for which in Which::BOTH {
                let Some(offset) = offset(&stroke, which) else {
                    continue;
                };
                let was_owed =
                    old.cells[drum.index()].is_some_and(|old| self::offset(&old, which).is_some());
                if !was_owed && timing.time(self, offset) + self.shift < covered {
                    self.done |= bit(*drum, which);
                }
            }
        }
    }

    #[cfg(test)]
    pub fn of_a_test(step: usize) -> Self {
        Self {
            beat: step as f64 * 0.25,
            step_length: 0.25,
            bar: Bar::at(0.0, None, None),
            step,
            shift: 0.0,
            rounds: 0,
            cells: [None; Drum::COUNT],
            done: 0,
        }
    }
}

pub(super) fn bit(drum: Drum, which: Which) -> u32 {
    1 << (2 * drum.index() + which as usize)
}

/// How far a stroke of a cell is from its line, in steps.
fn offset(stroke: &Stroke, which: Which) -> Option<f64> {
    let main = f64::from(stroke.offset.get());
    match which {
        Which::Main => Some(main),
        Which::Second => Some(main + f64::from(stroke.second?.gap.get())),
    }
}

/// The strokes of a score for a line, if it lies on the score's grid.
pub(super) fn row_at<'a>(score: &'a Score, bar: i64, line: &Line) -> &'a [Stroke] {
    let step = (line.beat - line.bar.start) / score.step_length();
    let is_on_grid = (step - step.round()).abs() * score.step_length() < ON_THE_LINE;
    if is_on_grid {
        score.row(bar, step.round() as usize)
    } else {
        &[]
    }
}
