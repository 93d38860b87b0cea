//! Why a performance does not fit the grid.

use thiserror::Error;

use crate::{grid::Grid, performance::Meter, units::MidiKey};

/// Why a performance does not fit the grid.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum QuantizeError {
    /// Nothing was played.
    #[error("holds no notes of a known drum{}", hint(*unknown))]
    Empty {
        /// Notes on keys that the drum map does not know.
        unknown: usize,
    },
    /// The reference takes one meter.
    #[error("changes its meter from {from} to {to}; cut it there, or use our own rules")]
    MeterChange {
        /// The first meter.
        from: Meter,
        /// What it changes to.
        to: Meter,
    },
    /// The reference takes one tempo.
    #[error(
        "changes its tempo from {from:.1} to {to:.1}; make it steady, cut it there, or use our \
         own rules"
    )]
    TempoChange {
        /// Quarter notes a minute at first.
        from: f64,
        /// And later.
        to: f64,
    },
    /// The meter has not the steps that the grid's bar has.
    #[error(
        "is in {meter}, but the grid has {quarters} quarter notes a bar; take it out, or take a grid of its meter"
    )]
    Meter {
        /// Meter of the performance.
        meter: Meter,
        /// Quarter notes in a bar of the grid.
        quarters: usize,
    },
    /// The reference takes known keys alone.
    #[error("plays key {}, which the drum map does not know; add it there, or use our own rules", key.get())]
    UnknownKey {
        /// The key.
        key: MidiKey,
    },
    /// The reference takes no time below zero.
    #[error("has a note before its start; shift it, or use our own rules")]
    BeforeStart,
    /// Too long to lay on any grid: a torn file, most likely.
    #[error("lasts {bars} bars, which no performance does; the file is damaged")]
    Endless {
        /// How many bars it claims.
        bars: usize,
    },
    /// Fewer bars than a groove has.
    #[error("found {found} bars, need {needed}: give a longer clip, or loop it")]
    TooShort {
        /// Whole bars of the performance.
        found: usize,
        /// Bars of a groove.
        needed: usize,
    },
}

impl QuantizeError {
    /// Whether it is the reference's rules that refuse, and ours would take the performance.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::MeterChange { .. }
                | Self::TempoChange { .. }
                | Self::UnknownKey { .. }
                | Self::BeforeStart
        )
    }

    pub(super) fn endless(step: f64, grid: Grid) -> Self {
        Self::Endless {
            bars: (step / grid.steps_per_bar() as f64) as usize,
        }
    }
}

fn hint(unknown: usize) -> String {
    if unknown == 0 {
        String::new()
    } else {
        format!(" ({unknown} notes on keys that the map does not know; use the map of your kit)")
    }
}
