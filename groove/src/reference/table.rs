//! What the reference's tables say of a file: how many windows, and the sums over them.

use super::tensor::TensorCell;
use crate::{
    performance::Meter,
    quantize::{LaidStroke, QuantizeError},
};

/// Sums over the windows of a file, in float64.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sums {
    /// Number of windows.
    pub windows: usize,
    /// Sum of the hits.
    pub hits: f64,
    /// Sum of the velocities, 0 to 1 each.
    pub velocities: f64,
    /// Sum of |offset|, 1 is half a step.
    pub absolute_offsets: f64,
    /// Sum of the offsets, positive early.
    pub offsets: f64,
}

impl Sums {
    /// Adds a window with these strokes.
    pub fn add(&mut self, strokes: &[LaidStroke]) {
        self.windows += 1;
        for cell in strokes.iter().map(TensorCell::of) {
            self.hits += cell.hit;
            self.velocities += cell.velocity;
            self.absolute_offsets += cell.offset.abs();
            self.offsets += cell.offset;
        }
    }

    /// The sums as a table writes them, in the order of [`Self::COLUMNS`].
    #[must_use]
    pub fn columns(&self) -> [String; 5] {
        let digits = |sum: f64| format!("{sum:.6}");
        [
            self.windows.to_string(),
            digits(self.hits),
            digits(self.velocities),
            digits(self.absolute_offsets),
            digits(self.offsets),
        ]
    }

    /// The columns' names.
    pub const COLUMNS: [&'static str; 5] = [
        "n_windows",
        "sum_hits",
        "sum_velocities",
        "sum_abs_offsets",
        "sum_offsets",
    ];
}

/// Why the reference makes no window, in the words of its tables.
#[must_use]
pub fn note(error: &QuantizeError) -> String {
    match error {
        QuantizeError::Empty { .. } => "no notes".to_owned(),
        QuantizeError::TooShort { needed, .. } => format!("shorter than {needed} bars"),
        QuantizeError::Meter { meter, .. } => {
            format!("steps_per_bar={} ({meter})", steps_per_bar(*meter))
        }
        other => other.to_string(),
    }
}

/// Steps of a bar at four a quarter note.
fn steps_per_bar(meter: Meter) -> f64 {
    4.0 * meter.quarters()
}
