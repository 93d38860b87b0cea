//! The reference's tensor in the precision in which the reference computes it.

use crate::{
    drum::Drum,
    quantize::{LaidStroke, Sequence},
    units::Step,
};

/// Numbers of a row: hits, velocities and offsets of nine drums.
pub const WIDTH: usize = 3 * Drum::COUNT;

/// Rows of 27 numbers in float64: hits (0 or 1), velocities (0 to 1), offsets (about −1 to 1,
/// positive is early, 1 is half a step).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tensor {
    values: Vec<f64>,
}

/// What a row says of one drum.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TensorCell {
    /// 1 where there is a stroke.
    pub hit: f64,
    /// 0 to 1.
    pub velocity: f64,
    /// Positive is early, 1 is half a step.
    pub offset: f64,
}

impl Tensor {
    /// An empty tensor of so many rows.
    #[must_use]
    pub fn zeros(rows: usize) -> Self {
        Self {
            values: vec![0.0; rows * WIDTH],
        }
    }

    /// All rows of a sequence.
    #[must_use]
    pub fn of(sequence: &Sequence) -> Self {
        Self::between(sequence, Step(0), sequence.steps())
    }

    /// So many rows of a sequence from `first` on.
    #[must_use]
    pub fn between(sequence: &Sequence, first: Step, rows: usize) -> Self {
        let mut tensor = Self::zeros(rows);
        for stroke in sequence.between(first, Step(first.0 + rows)) {
            tensor.set(stroke.step.0 - first.0, stroke.drum, TensorCell::of(stroke));
        }
        tensor
    }

    /// The numbers as float32 makes them, e.g. from a stored array, row by row. Numbers that fill
    /// no row are left out.
    #[must_use]
    pub fn from_f32(values: &[f32]) -> Self {
        let whole = values.len() / WIDTH * WIDTH;
        Self {
            values: values[..whole]
                .iter()
                .map(|&value| f64::from(value))
                .collect(),
        }
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.values.len() / WIDTH
    }

    /// All numbers, row by row.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// All numbers in the precision of a stored array.
    pub fn to_f32(&self) -> impl Iterator<Item = f32> + '_ {
        self.values.iter().map(|&value| value as f32)
    }

    /// What a row says of a drum; nothing beyond the last row.
    #[must_use]
    pub fn cell(&self, row: usize, drum: Drum) -> TensorCell {
        let at = row * WIDTH + drum.index();
        match self.values.get(at..at + 2 * Drum::COUNT + 1) {
            None => TensorCell::default(),
            Some(part) => TensorCell {
                hit: part[0],
                velocity: part[Drum::COUNT],
                offset: part[2 * Drum::COUNT],
            },
        }
    }

    /// Puts what a row says of a drum; beyond the last row nothing happens.
    pub fn set(&mut self, row: usize, drum: Drum, cell: TensorCell) {
        let at = row * WIDTH + drum.index();
        if let Some(part) = self.values.get_mut(at..at + 2 * Drum::COUNT + 1) {
            part[0] = cell.hit;
            part[Drum::COUNT] = cell.velocity;
            part[2 * Drum::COUNT] = cell.offset;
        }
    }

    /// The windows of so many rows, one every `hop`; what is left over at the end is not used.
    pub fn windows(&self, rows: usize, hop: Step) -> impl Iterator<Item = Self> + '_ {
        let last = self.rows().checked_sub(rows);
        let starts = last.map(|last| (0..=last).step_by(hop.0.max(1)));
        starts.into_iter().flatten().map(move |start| Self {
            values: self.values[start * WIDTH..(start + rows) * WIDTH].to_vec(),
        })
    }
}

impl TensorCell {
    /// What the reference makes of a stroke.
    #[must_use]
    pub fn of(stroke: &LaidStroke) -> Self {
        Self {
            hit: 1.0,
            velocity: f64::from(stroke.velocity.get()) / 127.0,
            // Subtracting from zero keeps a minus away from it.
            offset: 0.0 - 2.0 * stroke.offset,
        }
    }
}
