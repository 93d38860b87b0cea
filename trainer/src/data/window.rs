//! A groove as the training holds it.

use groove::{Cell, Grid, Groove, Offset, Tempo, Velocity};

/// Four bars (or whatever the grid says) of a performance: plain numbers, step by step, within a
/// step drum by drum. An eighth of the size of a [`Groove`], which has room for the largest grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// 0 or 1.
    pub hits: Vec<f32>,
    /// 0 to 1; 0 where there is no hit.
    pub velocities: Vec<f32>,
    /// In steps, −0.5 to 0.5, positive late; 0 where there is no hit.
    pub offsets: Vec<f32>,
    /// How fast it was played.
    pub tempo: Tempo,
}

impl Window {
    /// Takes the numbers out of a groove.
    #[must_use]
    pub fn new(groove: &Groove, tempo: Tempo) -> Self {
        let part = |number: fn(&Cell) -> f32| {
            groove
                .cells()
                .iter()
                .map(|cell| if cell.hit { number(cell) } else { 0.0 })
                .collect()
        };
        Self {
            hits: part(|_| 1.0),
            velocities: part(|cell| cell.velocity.get()),
            offsets: part(|cell| cell.offset.get()),
            tempo,
        }
    }

    /// The groove again, on the grid it was taken from.
    #[must_use]
    pub fn groove(&self, grid: Grid) -> Groove {
        let mut groove = Groove::empty(grid);
        for (at, cell) in groove.cells_mut().iter_mut().enumerate() {
            if self.hits[at] > 0.5 {
                let velocity = Velocity::new(self.velocities[at]);
                *cell = Cell::stroke(velocity, Offset::new(self.offsets[at]));
            }
        }
        groove
    }

    /// Moves everything later by so many steps; what falls off the end comes back at the start.
    pub fn roll(&mut self, grid: Grid, steps: usize) {
        let cells = steps * grid.drums();
        self.hits.rotate_right(cells);
        self.velocities.rotate_right(cells);
        self.offsets.rotate_right(cells);
    }

    /// Takes the stroke away.
    pub fn clear(&mut self, at: usize) {
        self.hits[at] = 0.0;
        self.velocities[at] = 0.0;
        self.offsets[at] = 0.0;
    }

    /// Takes a cell over from another window.
    pub fn copy_cell(&mut self, at: usize, other: &Self) {
        self.hits[at] = other.hits[at];
        self.velocities[at] = other.velocities[at];
        self.offsets[at] = other.offsets[at];
    }
}
