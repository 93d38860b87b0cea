//! When an event of a message happens.

use super::super::{NoteSequence, Resolution};
use crate::{performance::Seconds, rules::Rules, units::Tempo};

/// How a message tells the time.
pub(super) enum Times {
    /// In seconds.
    Seconds,
    /// In steps of so many seconds.
    Steps(f64),
}

impl Times {
    /// By seconds; only where all notes have steps alone, by the message's grid. The reference
    /// knows seconds only.
    pub fn of(message: &NoteSequence, rules: Rules) -> Self {
        let mut notes = message.notes.iter();
        let timeless = notes.all(|note| note.start_time == 0.0 && note.end_time == 0.0);
        let mut notes = message.notes.iter();
        let stepped = notes.any(|note| note.quantized_end_step > 0);
        let grid = message.quantization_info.and_then(|grid| grid.resolution);
        match (rules, grid) {
            (Rules::Quatrain, Some(grid)) if timeless && stepped => {
                step_seconds(grid, message).map_or(Self::Seconds, Self::Steps)
            }
            _ => Self::Seconds,
        }
    }

    /// The time of an event; `None` if it is not a finite number.
    pub fn at(&self, seconds: f64, step: i64) -> Option<Seconds> {
        let seconds = match self {
            Self::Seconds => seconds,
            Self::Steps(length) => step as f64 * length,
        };
        // Makes the sign of zero plus.
        seconds.is_finite().then_some(Seconds(seconds + 0.0))
    }
}

/// Length of a step of the grid.
fn step_seconds(grid: Resolution, message: &NoteSequence) -> Option<f64> {
    let (steps, seconds) = match grid {
        Resolution::StepsPerSecond(steps) => (steps, 1.0),
        // What lies on a grid of beats has one tempo.
        Resolution::StepsPerQuarter(steps) => {
            let first = message
                .tempos
                .iter()
                .find_map(|tempo| Tempo::new(tempo.qpm));
            (steps, first.unwrap_or_default().beat_seconds())
        }
    };
    (steps > 0).then(|| seconds / f64::from(steps))
}
