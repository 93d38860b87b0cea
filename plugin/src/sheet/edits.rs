//! Edits: cells of the page that a person wrote over, whatever the model plays there.

use std::collections::BTreeMap;

use groove::{Cell, Drum, Grid, Groove, Offset, Probability, Step, Velocity, cell::Second};
use serde::{Deserialize, Serialize};

/// Where a cell is.
pub type Spot = (Step, Drum);

/// What is played in a cell instead of what the model plays there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// Whether the drum is struck.
    pub hit: bool,
    /// How hard; kept for a stroke that was taken out, too.
    pub velocity: Velocity,
    /// How early or late.
    pub offset: Offset,
    /// The second stroke of a flam.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<Second>,
}

impl Edit {
    /// How hard a stroke is where nobody has an opinion.
    pub const VELOCITY: Velocity = Velocity::new(0.75);
    /// The softest that an edit makes a stroke: MIDI velocity 1.
    pub const SOFTEST: f32 = 1.0 / 127.0;

    /// A cell as it is.
    #[must_use]
    pub fn of(cell: &Cell) -> Self {
        Self {
            hit: cell.hit,
            velocity: cell.velocity,
            offset: cell.offset,
            second: cell.second,
        }
    }

    /// The same cell with its stroke put in or taken out.
    #[must_use]
    pub fn toggled(self) -> Self {
        let is_silent = self.velocity.get() < Self::SOFTEST;
        Self {
            hit: !self.hit,
            velocity: if is_silent {
                Self::VELOCITY
            } else {
                self.velocity
            },
            ..self
        }
    }

    /// A stroke there, so much harder (1 is the whole range) and so many steps later.
    #[must_use]
    pub fn moved(self, harder: f32, later: f32) -> Self {
        let velocity = (self.velocity.get() + harder).clamp(Self::SOFTEST, 1.0);
        Self {
            hit: true,
            velocity: Velocity::new(velocity),
            offset: Offset::new(self.offset.get() + later),
            ..self
        }
    }

    /// The cell that it makes. What was put in is certain, what was taken out is out however
    /// dense the playing.
    #[must_use]
    pub fn cell(&self) -> Cell {
        let probability = if self.hit {
            Probability::HIGHEST
        } else {
            Probability::LOWEST
        };
        Cell {
            hit: self.hit,
            velocity: self.velocity,
            offset: self.offset,
            probability,
            second: self.second,
        }
    }
}

/// All edits. They are of one grid's cells, and lie over grooves of that grid.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Edits {
    grid: Option<Grid>,
    all: BTreeMap<Spot, Edit>,
}

impl Edits {
    /// Whether nothing was edited.
    #[must_use]
    pub fn are_none(&self) -> bool {
        self.all.is_empty()
    }

    /// How many cells were edited.
    #[must_use]
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// All of them, step by step.
    pub fn all(&self) -> impl Iterator<Item = (&Spot, &Edit)> {
        self.all.iter()
    }

    /// What was edited in a cell.
    #[must_use]
    pub fn at(&self, spot: Spot) -> Option<&Edit> {
        self.all.get(&spot)
    }

    /// Edits a cell of the grooves under it, which have one grid. An edit that says what lies
    /// under it everywhere is none. Edits of another grid are gone then.
    pub fn set(&mut self, under: &[&Groove], (step, drum): Spot, edit: Edit) {
        let Some(grid) = under.first().map(|first| first.grid()) else {
            return;
        };
        if !is_inside(grid, step, drum) {
            return;
        }
        if self.grid != Some(grid) {
            self.all.clear();
            self.grid = Some(grid);
        }
        let is_same = |under: &&Groove| edit == Edit::of(&under.cell(step, drum));
        if under.iter().all(is_same) {
            self.all.remove(&(step, drum));
        } else {
            self.all.insert((step, drum), edit);
        }
        self.tidy();
    }

    /// Lets the model's cell through again.
    pub fn remove(&mut self, spot: Spot) {
        self.all.remove(&spot);
        self.tidy();
    }

    /// Where nothing is edited no grid is, either.
    fn tidy(&mut self) {
        self.grid = self.grid.filter(|_| !self.all.is_empty());
    }

    /// Lays them over a groove.
    pub fn lay(&self, groove: &mut Groove) {
        if self.grid == Some(groove.grid()) {
            for (&(step, drum), edit) in &self.all {
                groove.set(step, drum, edit.cell());
            }
        }
    }
}

/// Whether a grid has this cell.
pub(super) fn is_inside(grid: Grid, step: Step, drum: Drum) -> bool {
    step.0 < grid.steps() && drum.index() < grid.drums()
}

/// Edits as projects hold them.
#[derive(Serialize, Deserialize)]
struct Stored {
    grid: Option<Grid>,
    cells: Vec<StoredEdit>,
}

#[derive(Serialize, Deserialize)]
struct StoredEdit {
    step: usize,
    drum: Drum,
    #[serde(flatten)]
    edit: Edit,
}

impl From<Edits> for Stored {
    fn from(edits: Edits) -> Self {
        let all = edits.all.into_iter();
        let cells = all.map(|((Step(step), drum), edit)| StoredEdit { step, drum, edit });
        Self {
            grid: edits.grid,
            cells: cells.collect(),
        }
    }
}

impl TryFrom<Stored> for Edits {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, String> {
        let mut all = BTreeMap::new();
        for StoredEdit { step, drum, edit } in stored.cells {
            let is_there = |grid| is_inside(grid, Step(step), drum);
            if !stored.grid.is_some_and(is_there) {
                return Err(format!(
                    "an edit of the {} on step {step} lies outside its grid",
                    drum.name()
                ));
            }
            all.insert((Step(step), drum), edit);
        }
        let mut edits = Self {
            grid: stored.grid,
            all,
        };
        edits.tidy();
        Ok(edits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn under() -> Groove {
        let mut groove = Groove::empty(Grid::FOUR_BARS);
        let cell = Cell::stroke(Velocity::new(0.5), Offset::new(0.1));
        groove.set(Step(3), Drum::Snare, cell);
        groove
    }

    #[test]
    fn an_edit_that_says_what_lies_under_it_is_none() {
        let (under, spot) = (under(), (Step(3), Drum::Snare));
        let mut edits = Edits::default();
        let as_it_is = Edit::of(&under.cell(spot.0, spot.1));
        edits.set(&[&under], spot, as_it_is.toggled());
        assert_eq!(edits.count(), 1);
        edits.set(&[&under], spot, as_it_is.toggled().toggled());
        assert!(edits.are_none());
    }

    #[test]
    fn they_change_their_cells_and_no_others() {
        let under = under();
        let mut edits = Edits::default();
        let spots = [(Step(3), Drum::Snare), (Step(63), Drum::Ride)];
        for (step, drum) in spots {
            let edit = Edit::of(&under.cell(step, drum)).toggled();
            edits.set(&[&under], (step, drum), edit);
        }
        let mut over = under.clone();
        edits.lay(&mut over);
        for (step, drum) in (0..64).flat_map(|step| Drum::ALL.map(|drum| (Step(step), drum))) {
            let (before, after) = (under.cell(step, drum), over.cell(step, drum));
            if spots.contains(&(step, drum)) {
                assert_ne!(before.hit, after.hit);
            } else {
                assert_eq!(before, after);
            }
        }
        // Taken out is out in the densest playing.
        assert!(!over.cell(Step(3), Drum::Snare).may_sound());
    }

    #[test]
    fn grooves_of_another_grid_have_none_of_their_cells() {
        let mut edits = Edits::default();
        let edit = Edit::of(&Cell::default()).toggled();
        edits.set(&[&under()], (Step(0), Drum::Kick), edit);
        let grid = Grid::new(2, 4, 4, 9).expect("a grid");
        let mut other = Groove::empty(grid);
        edits.lay(&mut other);
        assert_eq!(other, Groove::empty(grid));
        // Nor are there edits outside of a grid.
        let mut edits = Edits::default();
        edits.set(&[&other], (Step(40), Drum::Kick), edit);
        assert!(edits.are_none());
    }

    #[test]
    fn strokes_are_moved_within_what_can_be_heard() {
        let edit = Edit::of(&Cell::default()).moved(-3.0, 7.0);
        assert!(edit.hit && edit.cell().velocity.to_midi().get() == 1);
        assert_eq!(edit.offset, Offset::HIGHEST);
    }
}
