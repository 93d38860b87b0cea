//! What a grid keeps of a performance: strokes lost, and how far the kept ones are moved.

use crate::{
    cell::Cell,
    drum_map::DrumMap,
    grid::Grid,
    performance::Performance,
    quantize::{QuantizeError, quantize},
    rules::Rules,
};

/// Bins of a tenth of a millisecond, up to half a second.
const BINS: usize = 5000;
const BINS_PER_MILLISECOND: f64 = 10.0;

/// What a grid keeps, summed over performances. Add them one by one: it does not grow.
#[derive(Debug, Clone, PartialEq)]
pub struct Fidelity {
    grid: Grid,
    strokes: u64,
    seconds: u64,
    lost: u64,
    sum: f64,
    worst_kept: f64,
    histogram: Vec<u64>,
}

impl Fidelity {
    /// Nothing added yet.
    #[must_use]
    pub fn new(grid: Grid) -> Self {
        Self {
            grid,
            strokes: 0,
            seconds: 0,
            lost: 0,
            sum: 0.0,
            worst_kept: 0.0,
            histogram: vec![0; BINS],
        }
    }

    /// Adds a performance. Strokes on unknown keys and outside the grid's meter are not the grid's
    /// fault and not counted.
    ///
    /// # Errors
    /// If it does not fit the grid at all.
    pub fn add(&mut self, performance: &Performance, map: &DrumMap) -> Result<(), QuantizeError> {
        let laid = quantize(performance, map, self.grid, Rules::Quatrain)?;
        self.lost += laid.left_out.shadowed as u64;
        self.strokes += laid.left_out.shadowed as u64;
        for section in &laid.sections {
            for stroke in section.strokes() {
                let tempo = section.tempo_at(stroke.step);
                let step = 1000.0 * tempo.beat_seconds() / self.grid.steps_per_beat() as f64;
                let cell = Cell::from(stroke);
                let offset = f64::from(cell.offset.get());
                self.count(stroke.offset * step, offset * step);
                if let (Some(exact), Some(second)) = (stroke.second, cell.second) {
                    self.seconds += 1;
                    let kept = offset + f64::from(second.gap.get());
                    self.count(exact.offset * step, kept * step);
                }
            }
        }
        Ok(())
    }

    fn count(&mut self, played: f64, kept: f64) {
        self.strokes += 1;
        self.sum += played.abs();
        self.worst_kept = self.worst_kept.max((played - kept).abs());
        let bin = (played.abs() * BINS_PER_MILLISECOND) as usize;
        self.histogram[bin.min(BINS - 1)] += 1;
    }

    /// The grid in question.
    #[must_use]
    pub fn grid(&self) -> Grid {
        self.grid
    }

    /// Strokes played on known drums.
    #[must_use]
    pub fn strokes(&self) -> u64 {
        self.strokes
    }

    /// Share of the strokes that find no place since a louder one has their cell, 0 to 1.
    #[must_use]
    pub fn lost(&self) -> f64 {
        self.lost as f64 / self.strokes.max(1) as f64
    }

    /// Share of the strokes that are kept as the second of a cell, 0 to 1.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.seconds as f64 / self.strokes.max(1) as f64
    }

    /// Mean distance of the kept strokes from their line in ms: what is lost where offsets are.
    #[must_use]
    pub fn mean_from_line(&self) -> f64 {
        self.sum / (self.strokes - self.lost).max(1) as f64
    }

    /// Distance in ms that 95 of 100 kept strokes stay within, rounded up to a tenth.
    #[must_use]
    pub fn most_from_line(&self) -> f64 {
        let enough = (0.95 * (self.strokes - self.lost) as f64).ceil() as u64;
        let mut within = 0;
        let bin = self.histogram.iter().position(|count| {
            within += count;
            within >= enough
        });
        bin.map_or(0.0, |bin| (bin + 1) as f64 / BINS_PER_MILLISECOND)
    }

    /// The largest error in ms of a kept stroke's time, offset included: what a cell rounds.
    #[must_use]
    pub fn worst_kept(&self) -> f64 {
        self.worst_kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        performance::{PartIndex, Seconds, Stroke},
        units::{MidiKey, MidiVelocity},
    };

    /// Snares at 120, where a 16th is 125 ms.
    fn performance(seconds: &[f64]) -> Performance {
        let stroke = |&at: &f64| Stroke {
            key: MidiKey::new(38).unwrap(),
            velocity: MidiVelocity::new(100),
            start: Seconds(at),
            end: Seconds(at),
            part: PartIndex::default(),
        };
        Performance {
            strokes: seconds.iter().map(stroke).collect(),
            ..Performance::default()
        }
    }

    #[test]
    fn losses_and_distances_are_counted() {
        let played = performance(&[0.0, 0.125, 0.150, 0.260]);
        let mut sixteenths = Fidelity::new(Grid::FOUR_BARS);
        sixteenths.add(&played, DrumMap::roland()).unwrap();
        assert_eq!(sixteenths.strokes(), 4);
        assert_eq!(sixteenths.lost(), 0.25);
        assert!((sixteenths.mean_from_line() - 10.0 / 3.0).abs() < 1e-9);
        assert_eq!(sixteenths.most_from_line(), 10.1);
        assert!(sixteenths.worst_kept() < 1e-3);

        let mut flams = Fidelity::new(Grid::FOUR_BARS.with_flams());
        flams.add(&played, DrumMap::roland()).unwrap();
        assert_eq!((flams.lost(), flams.seconds()), (0.0, 0.25));
        assert!((flams.mean_from_line() - 35.0 / 4.0).abs() < 1e-9);
    }
}
