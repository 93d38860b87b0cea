//! From a performance to the grid: which cell each stroke falls in, and by how much it misses
//! the line (`spec.md` 2.2–2.4).

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::{
    cell::Cell,
    drum::Drum,
    drum_map::DrumMap,
    grid::Grid,
    groove::Groove,
    midi::{self, MidiError},
    performance::{Meter, Performance},
    units::{MidiKey, Offset, Step, Tempo, Velocity},
};

/// A performance laid on a grid, of any length: whole bars of cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    /// How fast it was played.
    pub tempo: Tempo,
    /// Strokes left out since the drum map has no role for their key.
    pub unknown_keys: Vec<MidiKey>,
    steps_per_bar: usize,
    rows: Vec<[Cell; Drum::COUNT]>,
}

/// Why a performance does not fit the grid.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum QuantizeError {
    /// Nothing was played.
    #[error("holds no notes of a known drum")]
    Empty,
    /// The grid needs one meter.
    #[error("changes its meter from {from} to {to}; cut it there")]
    MeterChange {
        /// The first meter.
        from: Meter,
        /// What it changes to.
        to: Meter,
    },
    /// The grid needs one tempo.
    #[error("changes its tempo from {from:.1} to {to:.1}; make it steady, or cut it there")]
    TempoChange {
        /// Quarter notes a minute at first.
        from: f64,
        /// And later.
        to: f64,
    },
    /// The meter has not the steps that the grid's bar has.
    #[error("is in {meter}, but the grid has {quarters} quarter notes a bar")]
    Meter {
        /// Meter of the performance.
        meter: Meter,
        /// Quarter notes in a bar of the grid.
        quarters: usize,
    },
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

/// Why a file gave no grooves.
#[derive(Debug, Error)]
pub enum ReadError {
    /// It could not be read.
    #[error(transparent)]
    Midi(#[from] MidiError),
    /// It does not fit the grid.
    #[error("{}: {reason}", file.display())]
    Quantize {
        /// Which file.
        file: PathBuf,
        /// Why.
        reason: QuantizeError,
    },
}

/// No drumming lasts longer; a file that claims more is damaged.
const MOST_BARS: usize = 10_000;

/// Lays a performance on the steps of `grid` (its bars are not looked at: see
/// [`Sequence::windows`]). The stroke nearest to a line gets it, halves go up; of several
/// strokes in a cell the loudest stays, of equals the first.
///
/// # Errors
/// If the performance is empty, changes tempo or meter, or its bars are not the grid's.
pub fn quantize(
    performance: &Performance,
    map: &DrumMap,
    grid: Grid,
) -> Result<Sequence, QuantizeError> {
    let tempo = steady_tempo(performance)?;
    check_meter(performance, grid)?;

    let steps_per_beat = grid.steps_per_beat() as f64;
    let steps_per_second = steps_per_beat * tempo.get() / 60.0;
    let step_seconds = tempo.beat_seconds() / steps_per_beat;
    let mut unknown_keys = Vec::new();
    let mut placed = Vec::with_capacity(performance.strokes.len());
    for stroke in &performance.strokes {
        let Some(drum) = map.drum(stroke.key) else {
            unknown_keys.push(stroke.key);
            continue;
        };
        let start = stroke.start.0;
        let step = (start * steps_per_second + 0.5).trunc();
        let offset = Offset::new(((start - step * step_seconds) / step_seconds) as f32);
        placed.push((
            step as usize,
            drum,
            Cell::stroke(Velocity::from_midi(stroke.velocity), offset),
        ));
    }
    let Some(last) = placed.iter().map(|(step, ..)| *step).max() else {
        return Err(QuantizeError::Empty);
    };
    let steps_per_bar = grid.steps_per_bar();
    let bars = last / steps_per_bar + 1;
    if bars > MOST_BARS {
        return Err(QuantizeError::Endless { bars });
    }
    let mut rows = vec![[Cell::default(); Drum::COUNT]; bars * steps_per_bar];
    for (step, drum, cell) in placed {
        let there = &mut rows[step][drum.index()];
        if !there.hit || cell.velocity > there.velocity {
            *there = cell;
        }
    }
    Ok(Sequence {
        tempo,
        unknown_keys,
        steps_per_bar,
        rows,
    })
}

fn steady_tempo(performance: &Performance) -> Result<Tempo, QuantizeError> {
    let first = performance
        .tempos
        .first()
        .map_or(Tempo::DEFAULT, |change| change.tempo);
    match performance
        .tempos
        .iter()
        .find(|change| change.tempo != first)
    {
        None => Ok(first),
        Some(other) => Err(QuantizeError::TempoChange {
            from: first.get(),
            to: other.tempo.get(),
        }),
    }
}

fn check_meter(performance: &Performance, grid: Grid) -> Result<(), QuantizeError> {
    let first = performance.meters.first();
    let meter = first.map_or(Meter::COMMON, |change| change.meter);
    // A meter that begins later stands after bars of 4/4.
    if first.is_some_and(|change| change.at.0 > 0.0) && meter != Meter::COMMON {
        return Err(QuantizeError::MeterChange {
            from: Meter::COMMON,
            to: meter,
        });
    }
    if let Some(other) = performance
        .meters
        .iter()
        .find(|change| change.meter != meter)
    {
        return Err(QuantizeError::MeterChange {
            from: meter,
            to: other.meter,
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

impl Sequence {
    /// Whole bars.
    #[must_use]
    pub fn bars(&self) -> usize {
        self.rows.len() / self.steps_per_bar
    }

    /// Loops the sequence until it has at least so many bars.
    pub fn repeat_to(&mut self, bars: usize) {
        let rows = bars * self.steps_per_bar;
        if !self.rows.is_empty() && self.rows.len() < rows {
            self.rows = self.rows.iter().copied().cycle().take(rows).collect();
        }
    }

    /// The grooves that fit, one every `hop` steps from the start; what is left over at the end
    /// is not used.
    pub fn windows(&self, grid: Grid, hop: Step) -> impl Iterator<Item = Groove> + '_ {
        let steps = grid.steps();
        let last = self.rows.len().checked_sub(steps);
        let starts = last.map(|last| (0..=last).step_by(hop.0.max(1)));
        starts.into_iter().flatten().map(move |start| {
            let mut groove = Groove::empty(grid);
            let rows = self.rows[start..start + steps].iter();
            for (to, from) in groove.cells_mut().chunks_mut(grid.drums()).zip(rows) {
                to.copy_from_slice(&from[..grid.drums()]);
            }
            groove
        })
    }
}

/// Reads a MIDI file and lays it on the grid.
///
/// # Errors
/// If it can't be read, or does not fit the grid.
pub fn read_sequence(file: &Path, map: &DrumMap, grid: Grid) -> Result<Sequence, ReadError> {
    let performance = midi::read(file)?;
    quantize(&performance, map, grid).map_err(|reason| ReadError::Quantize {
        file: file.to_owned(),
        reason,
    })
}

/// Reads a MIDI file and cuts it into grooves, one every `hop` steps.
///
/// # Errors
/// If it can't be read, does not fit the grid, or is shorter than a groove.
pub fn read_windows(
    file: &Path,
    map: &DrumMap,
    grid: Grid,
    hop: Step,
) -> Result<Vec<Groove>, ReadError> {
    let sequence = read_sequence(file, map, grid)?;
    let grooves: Vec<Groove> = sequence.windows(grid, hop).collect();
    if grooves.is_empty() {
        let reason = QuantizeError::TooShort {
            found: sequence.bars(),
            needed: grid.bars(),
        };
        return Err(ReadError::Quantize {
            file: file.to_owned(),
            reason,
        });
    }
    Ok(grooves)
}
