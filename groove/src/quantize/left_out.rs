//! What of a performance found no place on the grid.

use std::{collections::BTreeMap, fmt};

use crate::{performance::Meter, units::MidiKey};

/// Strokes of a performance that are on no grid, by reason. Nothing is dropped without being
/// counted here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// Strokes on keys that the drum map gives no drum.
    pub unknown_keys: BTreeMap<MidiKey, u32>,
    /// Strokes behind a louder one in the same cell.
    pub shadowed: usize,
    /// Notes of other parts than the drums, where a file has a drum channel.
    pub other_parts: usize,
    /// Notes on keys that the drum map ignores on purpose.
    pub ignored: usize,
    /// Strokes more than half a step before the first line.
    pub before_start: usize,
    /// Strokes of bars that a change of meter cuts short.
    pub broken_bars: usize,
    /// Stretches whose bars are not the grid's.
    pub foreign_meters: Vec<ForeignMeter>,
}

/// A stretch in a meter that the grid has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignMeter {
    /// Its meter.
    pub meter: Meter,
    /// Strokes in it.
    pub strokes: usize,
}

impl LeftOut {
    /// How many strokes have no place; notes of other parts and on ignored keys are none.
    #[must_use]
    pub fn strokes(&self) -> usize {
        let unknown: usize = self
            .unknown_keys
            .values()
            .map(|&count| count as usize)
            .sum();
        let foreign: usize = self.foreign_meters.iter().map(|other| other.strokes).sum();
        unknown + foreign + self.shadowed + self.before_start + self.broken_bars
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        for (key, count) in &self.unknown_keys {
            parts.push(format!("{count} on the unknown key {}", key.get()));
        }
        for (count, what) in [
            (self.shadowed, "behind louder ones in their cell"),
            (self.other_parts, "of other instruments"),
            (self.ignored, "on keys that the drum map ignores"),
            (self.before_start, "before the first line"),
            (self.broken_bars, "in bars cut short by a change of meter"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        }
        for other in &self.foreign_meters {
            parts.push(format!("{} in {}", other.strokes, other.meter));
        }
        if parts.is_empty() {
            formatter.write_str("nothing")
        } else {
            formatter.write_str(&parts.join(", "))
        }
    }
}
