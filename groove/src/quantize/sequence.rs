//! What lies on the grid: strokes, bars, and the grooves cut out of them.

use super::clock::TempoFrom;
use crate::{
    cell::{Cell, Second},
    drum::Drum,
    grid::Grid,
    groove::Groove,
    units::{Gap, MidiVelocity, Offset, Step, Tempo, Velocity},
};

/// A stroke on the grid, exact: what a [`Cell`] rounds is whole here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LaidStroke {
    /// Its row, from the start of the sequence.
    pub step: Step,
    /// Its drum.
    pub drum: Drum,
    /// How hard.
    pub velocity: MidiVelocity,
    /// Distance from the line in steps, positive late.
    pub offset: f64,
    /// The next loudest stroke in the cell, on a grid with flams.
    pub second: Option<LaidSecond>,
}

/// A second stroke of a cell, exact.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LaidSecond {
    /// How hard.
    pub velocity: MidiVelocity,
    /// Distance from the line in steps, positive late.
    pub offset: f64,
}

impl From<&LaidStroke> for Cell {
    fn from(stroke: &LaidStroke) -> Self {
        let cell = Self::stroke(
            Velocity::from_midi(stroke.velocity),
            Offset::new(stroke.offset as f32),
        );
        let second = stroke.second.map(|second| Second {
            gap: Gap::new((second.offset - stroke.offset) as f32),
            velocity: Velocity::from_midi(second.velocity),
        });
        Self { second, ..cell }
    }
}

/// Whole bars of one meter, of any length, as they were played.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    grid: Grid,
    bars: usize,
    strokes: Vec<LaidStroke>,
    tempos: Vec<TempoFrom>,
}

impl Sequence {
    pub(super) fn new(
        grid: Grid,
        bars: usize,
        strokes: Vec<LaidStroke>,
        tempos: Vec<TempoFrom>,
    ) -> Self {
        Self {
            grid,
            bars,
            strokes,
            tempos,
        }
    }

    /// Whole bars.
    #[must_use]
    pub fn bars(&self) -> usize {
        self.bars
    }

    /// Rows: bars times the grid's steps in a bar.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.bars * self.grid.steps_per_bar()
    }

    /// The grid it lies on; its bars mean nothing here.
    #[must_use]
    pub fn grid(&self) -> Grid {
        self.grid
    }

    /// The strokes in order of step, then drum; one a cell.
    #[must_use]
    pub fn strokes(&self) -> &[LaidStroke] {
        &self.strokes
    }

    /// How many strokes there are, seconds of flams too.
    #[must_use]
    pub fn stroke_count(&self) -> usize {
        let strokes = self.strokes.iter();
        strokes
            .map(|stroke| 1 + usize::from(stroke.second.is_some()))
            .sum()
    }

    /// How fast it is played at its start.
    #[must_use]
    pub fn tempo(&self) -> Tempo {
        self.tempo_at(Step(0))
    }

    /// How fast it is played at a row.
    #[must_use]
    pub fn tempo_at(&self, step: Step) -> Tempo {
        let before = self
            .tempos
            .partition_point(|tempo| tempo.step <= step.0 as f64);
        let at = before.saturating_sub(1);
        self.tempos
            .get(at)
            .map_or(Tempo::DEFAULT, |from| from.tempo)
    }

    /// Loops the sequence until it has at least so many bars.
    pub fn repeat_to(&mut self, bars: usize) {
        let steps = self.steps();
        if self.bars == 0 || bars <= self.bars {
            return;
        }
        let once = self.strokes.clone();
        self.strokes.clear();
        for round in 0..bars.div_ceil(self.bars) {
            let shifted = once.iter().map(|stroke| LaidStroke {
                step: Step(stroke.step.0 + round * steps),
                ..*stroke
            });
            self.strokes.extend(shifted);
        }
        self.bars = bars;
        let end = self.steps();
        self.strokes.retain(|stroke| stroke.step.0 < end);
    }

    /// The strokes on the rows from `first` up to, but without, `end`.
    #[must_use]
    pub fn between(&self, first: Step, end: Step) -> &[LaidStroke] {
        let place = |step: Step| self.strokes.partition_point(|stroke| stroke.step < step);
        let (first, end) = (place(first), place(end));
        self.strokes.get(first..end).unwrap_or_default()
    }

    /// First rows of the windows of so many rows, one every `hop` rows; what is left over at the
    /// end is not used.
    pub fn window_starts(&self, rows: usize, hop: Step) -> impl Iterator<Item = Step> + use<> {
        let last = self.steps().checked_sub(rows);
        let starts = last.map(|last| (0..=last).step_by(hop.0.max(1)));
        starts.into_iter().flatten().map(Step)
    }

    /// The grooves that fit, one every `hop` rows from the start. `grid` has the bars of a groove;
    /// its rows in a bar must be the sequence's, or there are none.
    pub fn windows(&self, grid: Grid, hop: Step) -> impl Iterator<Item = Groove> + '_ {
        let same = grid.steps_per_bar() == self.grid.steps_per_bar();
        let rows = if same { grid.steps() } else { usize::MAX };
        self.window_starts(rows, hop).map(move |start| {
            let mut groove = Groove::empty(grid);
            for stroke in self.between(start, Step(start.0 + rows)) {
                let step = Step(stroke.step.0 - start.0);
                groove.set(step, stroke.drum, Cell::from(stroke));
            }
            groove
        })
    }
}
