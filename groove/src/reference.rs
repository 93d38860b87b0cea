//! The reference, number by number: MusicVAE's and GrooVAE's `GrooveConverter` (`spec.md` 1–4).
//!
//! Its tensor of a groove (27 numbers a step) is converted here and nowhere else: its offsets are
//! doubled and positive when *early*, ours are in steps and positive when late.

#[cfg(feature = "corpus")]
pub mod arrays;
#[cfg(feature = "corpus")]
pub mod compare;
pub mod cut;
pub mod inputs;
pub mod notes;
pub mod published;
pub mod table;
pub mod tensor;

pub use cut::{Cut, Length, Row, Windows};
pub use inputs::{Inputs, NoteDropout, Variant};
pub use notes::{Note, notes};
pub use table::Sums;
pub use tensor::Tensor;

use crate::{cell::Cell, grid::Grid, groove::Groove, units::Offset};

/// The tensor of a groove, row-major `[steps, 3 × drums]`: for each step the hits, then the
/// velocities (0–1), then the offsets (−1 to 1, positive is early).
#[must_use]
pub fn to_tensor(groove: &Groove) -> Vec<f32> {
    let drums = groove.grid().drums();
    let mut tensor = Vec::with_capacity(groove.grid().cells() * 3);
    for row in groove.cells().chunks(drums) {
        let of_hits = |value: fn(&Cell) -> f32| {
            row.iter()
                .map(move |cell| if cell.hit { value(cell) } else { 0.0 })
        };
        tensor.extend(of_hits(|_| 1.0));
        tensor.extend(of_hits(|cell| cell.velocity.get()));
        tensor.extend(of_hits(|cell| -2.0 * cell.offset.get()));
    }
    tensor
}

/// The groove of a tensor as [`to_tensor`] makes it; a hit is above 0.5. A tensor of another
/// length than the grid needs gives `None`.
#[must_use]
pub fn from_tensor(tensor: &[f32], grid: Grid) -> Option<Groove> {
    let drums = grid.drums();
    if tensor.len() != grid.cells() * 3 {
        return None;
    }
    let mut groove = Groove::empty(grid);
    for (row, numbers) in groove
        .cells_mut()
        .chunks_mut(drums)
        .zip(tensor.chunks(3 * drums))
    {
        for (drum, cell) in row.iter_mut().enumerate() {
            if numbers[drum] > 0.5 {
                let offset = Offset::new(-0.5 * numbers[2 * drums + drum]);
                *cell = Cell::stroke(numbers[drums + drum].into(), offset);
            }
        }
    }
    Some(groove)
}
