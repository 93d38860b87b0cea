//! From seconds to steps, through a tempo map.

use crate::{
    grid::Grid,
    performance::{Performance, Seconds},
    units::Tempo,
};

/// A stretch of constant tempo.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    begin: f64,
    /// Steps from the start of the performance to `begin`.
    steps: f64,
    steps_per_second: f64,
    step_seconds: f64,
    tempo: Tempo,
}

/// Where each second lies on the endless grid of steps that begins with the performance.
///
/// The arithmetic of a performance with one tempo is the reference's, operation by operation, so
/// that a stroke halfway between two lines goes to the same one, and offsets are equal to the bit.
#[derive(Debug)]
pub(super) struct StepClock {
    stretches: Vec<Stretch>,
}

/// A tempo from a step of a sequence on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TempoFrom {
    pub step: f64,
    pub tempo: Tempo,
}

impl StepClock {
    pub(super) fn new(performance: &Performance, grid: Grid) -> Self {
        let steps_per_beat = grid.steps_per_beat() as f64;
        let stretch = |begin, steps, tempo: Tempo| Stretch {
            begin,
            steps,
            steps_per_second: steps_per_beat * tempo.get() / 60.0,
            step_seconds: tempo.beat_seconds() / steps_per_beat,
            tempo,
        };
        // MIDI's tempo holds until another one is given.
        let mut last = stretch(0.0, 0.0, Tempo::DEFAULT);
        let mut stretches = Vec::with_capacity(performance.tempos.len().max(1));
        for change in &performance.tempos {
            let at = change.at.0;
            if at <= last.begin {
                last = stretch(last.begin, last.steps, change.tempo);
            } else if at.is_finite() && last.tempo != change.tempo {
                stretches.push(last);
                let steps = last.steps + (at - last.begin) * last.steps_per_second;
                last = stretch(at, steps, change.tempo);
            }
        }
        stretches.push(last);
        Self { stretches }
    }

    fn stretch(&self, seconds: f64) -> &Stretch {
        let after = self
            .stretches
            .partition_point(|stretch| stretch.begin <= seconds);
        &self.stretches[after.saturating_sub(1)]
    }

    /// Steps from the start of the performance.
    pub(super) fn position(&self, at: Seconds) -> f64 {
        let stretch = self.stretch(at.0);
        stretch.steps + (at.0 - stretch.begin) * stretch.steps_per_second
    }

    /// How far a stroke is from the line `line` (in steps from the start of the performance), in
    /// steps of the tempo at the stroke; positive is late.
    pub(super) fn offset(&self, at: Seconds, line: f64) -> f64 {
        let stretch = self.stretch(at.0);
        let line = (line - stretch.steps) * stretch.step_seconds;
        ((at.0 - stretch.begin) - line) / stretch.step_seconds
    }

    /// The tempos of a sequence that begins on the position `begin` and lasts so many steps, or
    /// to the end; at least one.
    pub(super) fn tempos(&self, begin: f64, steps: Option<f64>) -> Vec<TempoFrom> {
        let first = self
            .stretches
            .partition_point(|stretch| stretch.steps <= begin)
            .saturating_sub(1);
        let end = begin + steps.unwrap_or(f64::INFINITY);
        // Those after the end belong to other sequences: a copy of them in each would grow with
        // the square of the file.
        let later = self.stretches[first..]
            .iter()
            .skip(1)
            .take_while(|stretch| stretch.steps < end);
        self.stretches[first..]
            .iter()
            .take(1)
            .chain(later)
            .map(|stretch| TempoFrom {
                step: (stretch.steps - begin).max(0.0),
                tempo: stretch.tempo,
            })
            .collect()
    }
}
