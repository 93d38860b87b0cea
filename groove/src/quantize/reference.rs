//! What the reference refuses to lay on a grid (`spec.md` 2.2).

use super::error::QuantizeError;
use crate::{
    grid::Grid,
    performance::{Meter, Performance},
    units::Tempo,
};

/// Refuses a performance as the reference would: with two meters, with two tempos, or in a meter
/// that is not the grid's. What begins later than at 0 stands after bars of 4/4, or after 120.
pub(super) fn check(performance: &Performance, grid: Grid) -> Result<(), QuantizeError> {
    let first = performance.meters.first();
    let meter = first.map_or(Meter::COMMON, |change| change.meter);
    let before = first.filter(|change| change.at.0 > 0.0);
    let meters = performance.meters.iter().map(|change| change.meter);
    let from = before.map_or(meter, |_| Meter::COMMON);
    if let Some(to) = meters.into_iter().find(|&to| to != from) {
        return Err(QuantizeError::MeterChange { from, to });
    }
    let first = performance.tempos.first();
    let tempo = first.map_or(Tempo::DEFAULT, |change| change.tempo);
    let before = first.filter(|change| change.at.0 > 0.0);
    let from = before.map_or(tempo, |_| Tempo::DEFAULT);
    let mut tempos = performance.tempos.iter().map(|change| change.tempo);
    if let Some(to) = tempos.find(|&to| to != from) {
        return Err(QuantizeError::TempoChange {
            from: from.get(),
            to: to.get(),
        });
    }
    if meter.quarters() == grid.beats_per_bar() as f64 {
        Ok(())
    } else {
        Err(QuantizeError::Meter {
            meter,
            quarters: grid.beats_per_bar(),
        })
    }
}
