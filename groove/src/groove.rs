//! The one value that travels: a grid of cells.

use serde::{Deserialize, Serialize};

use crate::{
    cell::{Cell, Second},
    drum::Drum,
    grid::Grid,
    units::{Beats, Offset, Step, Velocity},
};

/// The most cells any groove has.
const CAPACITY: usize = Grid::MAX_STEPS * Drum::COUNT;

/// A groove: which drum is struck on which step of the [`Grid`], how hard, how early or late.
///
/// It holds its cells inline, with room for the largest grid (about 100 kB): copying one into
/// another allocates nothing and frees nothing. It is large, so keep it in a `Box` and pass
/// references.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "SparseGroove", into = "SparseGroove")]
pub struct Groove {
    grid: Grid,
    cells: [Cell; CAPACITY],
}

/// A stroke of a groove, with its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlacedCell {
    /// The row it belongs to.
    pub step: Step,
    /// The drum that plays.
    pub drum: Drum,
    /// How.
    pub cell: Cell,
}

impl PlacedCell {
    /// When the stroke sounds, in quarter notes from the start of the groove. May be a little
    /// below zero: an early first downbeat comes before the bar line.
    #[must_use]
    pub fn time(&self, grid: Grid) -> Beats {
        Beats((self.step.0 as f64 + f64::from(self.cell.offset.get())) * grid.step_length().0)
    }

    /// When the second stroke of the cell sounds, if there is one; counted as [`Self::time`].
    #[must_use]
    pub fn second_time(&self, grid: Grid) -> Option<Beats> {
        let gap = f64::from(self.cell.second?.gap.get());
        Some(Beats(self.time(grid).0 + gap * grid.step_length().0))
    }
}

impl Groove {
    /// A groove without strokes.
    #[must_use]
    pub fn empty(grid: Grid) -> Self {
        Self {
            grid,
            cells: [Cell::default(); CAPACITY],
        }
    }

    /// The shape.
    #[must_use]
    pub const fn grid(&self) -> Grid {
        self.grid
    }

    /// All cells, step by step, within a step drum by drum.
    #[must_use]
    pub fn cells(&self) -> &[Cell] {
        &self.cells[..self.grid.cells()]
    }

    /// All cells, to be changed.
    pub fn cells_mut(&mut self) -> &mut [Cell] {
        &mut self.cells[..self.grid.cells()]
    }

    /// The cell of `drum` on `step`; an empty cell outside the grid.
    #[must_use]
    pub fn cell(&self, step: Step, drum: Drum) -> Cell {
        self.position(step, drum)
            .map_or_else(Cell::default, |at| self.cells[at])
    }

    /// Puts a cell; outside the grid nothing happens.
    pub fn set(&mut self, step: Step, drum: Drum, cell: Cell) {
        if let Some(at) = self.position(step, drum) {
            self.cells[at] = cell;
        }
    }

    /// The strokes in order of their step, then drum.
    pub fn strokes(&self) -> impl Iterator<Item = PlacedCell> + '_ {
        let drums = self.grid.drums();
        self.cells()
            .iter()
            .enumerate()
            .filter(|(_, cell)| cell.hit)
            .map(move |(at, &cell)| PlacedCell {
                step: Step(at / drums),
                drum: Drum::ALL[at % drums],
                cell,
            })
    }

    /// How many strokes there are.
    #[must_use]
    pub fn stroke_count(&self) -> usize {
        self.cells().iter().filter(|cell| cell.hit).count()
    }

    /// Takes over another groove's grid and cells without allocating.
    pub fn copy_from(&mut self, other: &Self) {
        self.grid = other.grid;
        let cells = other.grid.cells();
        self.cells[..cells].copy_from_slice(&other.cells[..cells]);
    }

    fn position(&self, step: Step, drum: Drum) -> Option<usize> {
        (step.0 < self.grid.steps() && drum.index() < self.grid.drums())
            .then(|| step.0 * self.grid.drums() + drum.index())
    }
}

impl PartialEq for Groove {
    fn eq(&self, other: &Self) -> bool {
        self.grid == other.grid && self.cells() == other.cells()
    }
}

impl std::fmt::Debug for Groove {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Groove")
            .field("grid", &self.grid)
            .field("strokes", &self.stroke_count())
            .finish()
    }
}

/// A groove as files and plugin states hold it: its strokes, and beside them what could be played
/// where more is asked for ([`Cell::may_sound`]). Other opinions about cells without a hit are
/// not kept.
#[derive(Serialize, Deserialize)]
struct SparseGroove {
    grid: Grid,
    strokes: Vec<SparseStroke>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    silent: Vec<SparseStroke>,
}

#[derive(Serialize, Deserialize)]
struct SparseStroke {
    step: usize,
    drum: Drum,
    velocity: Velocity,
    offset: Offset,
    probability: f32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    second: Option<Second>,
}

impl From<Groove> for SparseGroove {
    fn from(groove: Groove) -> Self {
        let drums = groove.grid.drums();
        let cells = groove.cells().iter().enumerate();
        let cells = cells.filter(|(_, cell)| cell.may_sound());
        let (strokes, silent) = cells.partition(|(_, cell)| cell.hit);
        let sparse = |cells: Vec<(usize, &Cell)>| {
            let cells = cells.into_iter();
            let sparse = cells.map(|(at, cell)| SparseStroke {
                step: at / drums,
                drum: Drum::ALL[at % drums],
                velocity: cell.velocity,
                offset: cell.offset,
                probability: cell.probability.get(),
                second: cell.second,
            });
            sparse.collect()
        };
        Self {
            grid: groove.grid,
            strokes: sparse(strokes),
            silent: sparse(silent),
        }
    }
}

impl TryFrom<SparseGroove> for Groove {
    type Error = String;

    fn try_from(sparse: SparseGroove) -> Result<Self, String> {
        let mut groove = Self::empty(sparse.grid);
        let strokes = sparse.strokes.into_iter().map(|stroke| (stroke, true));
        let silent = sparse.silent.into_iter().map(|stroke| (stroke, false));
        for (stroke, hit) in silent.chain(strokes) {
            let step = Step(stroke.step);
            if groove.position(step, stroke.drum).is_none() {
                return Err(format!(
                    "a stroke of the {} on step {} lies outside a grid of {} steps and {} drums",
                    stroke.drum.name(),
                    stroke.step,
                    sparse.grid.steps(),
                    sparse.grid.drums()
                ));
            }
            let cell = Cell {
                hit,
                velocity: stroke.velocity,
                offset: stroke.offset,
                probability: stroke.probability.into(),
                second: stroke.second,
            };
            groove.set(step, stroke.drum, cell);
        }
        Ok(groove)
    }
}
