//! The short way: a MIDI file in, grooves out.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{QuantizeError, Sequence, quantize};
use crate::{
    drum_map::DrumMap,
    grid::Grid,
    groove::Groove,
    midi::{self, MidiError},
    rules::Rules,
    units::Step,
};

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

/// Reads a MIDI file and lays it on the grid, by our own rules. Of a file that changes its meter,
/// the longest stretch in the grid's meter is taken (of equals the first).
///
/// # Errors
/// If it can't be read, or does not fit the grid.
pub fn read_sequence(file: &Path, map: &DrumMap, grid: Grid) -> Result<Sequence, ReadError> {
    let longest = read_sections(file, map, grid)?
        .into_iter()
        .reduce(|best, next| {
            if next.bars() > best.bars() {
                next
            } else {
                best
            }
        });
    longest.ok_or_else(|| ReadError::Quantize {
        file: file.to_owned(),
        reason: QuantizeError::Empty { unknown: 0 },
    })
}

/// Reads a MIDI file and cuts it into grooves, one every `hop` steps, by our own rules.
///
/// # Errors
/// If it can't be read, does not fit the grid, or is shorter than a groove.
pub fn read_windows(
    file: &Path,
    map: &DrumMap,
    grid: Grid,
    hop: Step,
) -> Result<Vec<Groove>, ReadError> {
    let sections = read_sections(file, map, grid)?;
    let grooves: Vec<Groove> = sections
        .iter()
        .flat_map(|section| section.windows(grid, hop))
        .collect();
    if grooves.is_empty() {
        let reason = QuantizeError::TooShort {
            found: sections.iter().map(Sequence::bars).max().unwrap_or(0),
            needed: grid.bars(),
        };
        return Err(ReadError::Quantize {
            file: file.to_owned(),
            reason,
        });
    }
    Ok(grooves)
}

fn read_sections(file: &Path, map: &DrumMap, grid: Grid) -> Result<Vec<Sequence>, ReadError> {
    let performance = midi::read(file)?;
    let laid = quantize(&performance, map, grid, Rules::Quatrain);
    laid.map(|laid| laid.sections)
        .map_err(|reason| ReadError::Quantize {
            file: file.to_owned(),
            reason,
        })
}
