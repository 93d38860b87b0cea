//! Where the meter changes.

use crate::{
    grid::Grid,
    performance::{Meter, Performance, Seconds},
};

/// A stretch of one meter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Section {
    pub begin: Seconds,
    pub meter: Meter,
}

impl Section {
    /// Whether its bars are the grid's: 4/4, 2/2 and 8/8 are four quarter notes all.
    pub(super) fn fits(&self, grid: Grid) -> bool {
        self.meter.quarters() == grid.beats_per_bar() as f64
    }
}

/// The sections of a performance; at least one, the first from 0 on.
pub(super) fn of(performance: &Performance) -> Vec<Section> {
    let mut last = Section {
        begin: Seconds(0.0),
        meter: Meter::COMMON,
    };
    let mut sections = Vec::with_capacity(1);
    for change in &performance.meters {
        if change.at.0 <= last.begin.0 {
            last.meter = change.meter;
        } else if change.at.0.is_finite() && last.meter != change.meter {
            sections.push(last);
            last = Section {
                begin: change.at,
                meter: change.meter,
            };
        }
    }
    sections.push(last);
    sections
}
