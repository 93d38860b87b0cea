//! The short way: a MIDI file in, grooves out.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{Laid, QuantizeError, Sequence, quantize};
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

/// Reads a MIDI file and lays it on the grid, by our own rules.
///
/// # Errors
/// If it can't be read, or does not fit the grid.
pub fn read_laid(file: &Path, map: &DrumMap, grid: Grid) -> Result<Laid, ReadError> {
    let performance = midi::read(file)?;
    quantize(&performance, map, grid, Rules::Quatrain).map_err(|reason| ReadError::Quantize {
        file: file.to_owned(),
        reason,
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
    let sections = read_laid(file, map, grid)?.sections;
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
