//! How performances are cut into windows for a table: the map, the length, the hop, the rules.

use super::{
    table::{self, Sums},
    tensor::Tensor,
};
use crate::{
    drum_map::DrumMap,
    grid::{Grid, GridError},
    performance::Performance,
    quantize::{LeftOut, QuantizeError, Sequence, last_step, quantize},
    rules::Rules,
    units::Step,
};

/// How performances are cut into windows.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// Which keys play which drum.
    pub map: DrumMap,
    /// The grid; its bars mean nothing here.
    pub grid: Grid,
    /// Bars of a window, or the whole performance.
    pub length: Length,
    /// Rows from one window to the next.
    pub hop: Step,
    /// Which performances are taken, and how.
    pub rules: Rules,
}

/// How long a window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// So many bars.
    Bars(usize),
    /// As long as the performance, or as the stretch between two changes of meter.
    Whole,
}

/// What the table says of a performance.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Windows, and the sums over them.
    pub sums: Sums,
    /// Notes of the performance, whatever became of them.
    pub notes: usize,
    /// Row of the last note.
    pub last_step: Option<Step>,
    /// Why there is no window, in the words of the reference's tables; else empty.
    pub note: String,
}

/// A performance cut into windows.
#[derive(Debug, Clone, PartialEq)]
pub struct Windows {
    sections: Vec<Sequence>,
    rows: Option<usize>,
    hop: Step,
    /// What found no place.
    pub left_out: LeftOut,
}

impl Cut {
    /// As the reference cuts for its tables: four steps a beat, four beats a bar. A hop of `None`
    /// is as long as the window.
    ///
    /// # Errors
    /// If a window can't have so many bars.
    pub fn reference(map: &DrumMap, length: Length, hop: Option<Step>) -> Result<Self, GridError> {
        let grid = Grid::FOUR_BARS;
        let bars = match length {
            Length::Bars(bars) => grid.with_bars(bars)?.bars(),
            Length::Whole => 1,
        };
        Ok(Self {
            map: map.clone(),
            grid,
            length,
            hop: hop.unwrap_or(Step(bars * grid.steps_per_bar())),
            rules: Rules::Reference,
        })
    }

    /// Cuts a performance.
    ///
    /// # Errors
    /// If it gives no window.
    pub fn windows(&self, performance: &Performance) -> Result<Windows, QuantizeError> {
        let laid = quantize(performance, &self.map, self.grid, self.rules)?;
        let windows = Windows {
            rows: match self.length {
                Length::Bars(bars) => Some(bars * self.grid.steps_per_bar()),
                Length::Whole => None,
            },
            hop: self.hop,
            sections: laid.sections,
            left_out: laid.left_out,
        };
        let longest = windows.sections.iter().map(Sequence::bars).max();
        match (self.length, longest.unwrap_or(0)) {
            (Length::Bars(needed), found) if found < needed => {
                Err(QuantizeError::TooShort { found, needed })
            }
            _ => Ok(windows),
        }
    }

    /// What the table says of a performance that was cut with this outcome.
    #[must_use]
    pub fn row(&self, performance: &Performance, cut: &Result<Windows, QuantizeError>) -> Row {
        let (sums, note) = match cut {
            Ok(windows) => (windows.sums(), String::new()),
            Err(error) => (Sums::default(), table::note(error)),
        };
        Row {
            sums,
            notes: performance.strokes.len(),
            last_step: last_step(performance, self.grid),
            note,
        }
    }
}

impl Windows {
    /// Each window's section, first row and number of rows.
    fn places(&self) -> impl Iterator<Item = (&Sequence, Step, usize)> {
        self.sections.iter().flat_map(|section| {
            let rows = self.rows.unwrap_or(section.steps());
            let starts = section.window_starts(rows, self.hop);
            // The whole of a section is one window, however short the hop.
            let most = if self.rows.is_some() { usize::MAX } else { 1 };
            starts.take(most).map(move |start| (section, start, rows))
        })
    }

    /// Number of windows.
    #[must_use]
    pub fn count(&self) -> usize {
        self.places().count()
    }

    /// Strokes on the grid, each counted once, seconds of flams too.
    #[must_use]
    pub fn strokes(&self) -> usize {
        self.sections.iter().map(Sequence::stroke_count).sum()
    }

    /// The windows, in order.
    pub fn tensors(&self) -> impl Iterator<Item = Tensor> {
        self.places()
            .map(|(section, start, rows)| Tensor::between(section, start, rows))
    }

    /// The tensors of whole sections, uncut: what input variants are made from.
    pub fn whole(&self) -> impl Iterator<Item = Tensor> {
        self.sections.iter().map(Tensor::of)
    }

    /// Rows of a window; `None` if each is as long as its section.
    #[must_use]
    pub fn rows(&self) -> Option<usize> {
        self.rows
    }

    /// Cuts a tensor as long as a whole section (an input made from it) as the sections are cut.
    pub fn cut(&self, whole: &Tensor) -> Vec<Tensor> {
        match self.rows {
            Some(rows) => whole.windows(rows, self.hop).collect(),
            None => vec![whole.clone()],
        }
    }

    /// Sums over the windows.
    #[must_use]
    pub fn sums(&self) -> Sums {
        let mut sums = Sums::default();
        for (section, start, rows) in self.places() {
            sums.add(section.between(start, Step(start.0 + rows)));
        }
        sums
    }
}
