//! What is to be done for a slot or with a file, and what came of it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use groove::{DrumMap, Grid};
use inference::{Draw, ModelError, Seed, Temperature};
use thiserror::Error;

use super::{Export, FileError, export, read, reading::name_of};
use crate::{corner::Corner, generator::Maker, player::Slot, state::Made};

/// What the generator's thread does for the window.
#[derive(Debug, Clone)]
pub enum Errand {
    /// Reads a MIDI file for a slot.
    Take {
        /// Which file.
        file: PathBuf,
        /// For which slot.
        slot: Slot,
        /// What it was dropped on.
        aim: Aim,
        /// The instance's own map, then the others.
        maps: Vec<DrumMap>,
    },
    /// Makes another of the model's grooves for a slot.
    Dice {
        /// For which slot.
        slot: Slot,
        /// Which groove.
        number: u16,
        /// How freely its hits are drawn.
        temperature: Temperature,
    },
    /// Writes a MIDI file into the folder of grooves.
    Give {
        /// What is written.
        export: Box<Export>,
        /// What for.
        purpose: Purpose,
    },
}

/// What a file was dropped on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// A slot of the strip: it lies there, and that is all.
    Slot,
    /// A corner of the map, which shows it from then on.
    Corner(Corner),
    /// The page, which plays it from then on.
    Page,
}

/// What a file is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be there.
    Save,
    /// To have its path on the clipboard.
    CopyPath,
    /// To be shown by the file manager.
    Reveal,
}

/// What came of an errand.
#[derive(Debug)]
pub enum Done {
    /// A file was read, or not.
    Taken {
        /// For which slot.
        slot: Slot,
        /// What it was dropped on.
        aim: Aim,
        /// What is in it.
        result: Result<Taken, FileError>,
    },
    /// A groove was made, or not.
    Diced {
        /// For which slot.
        slot: Slot,
        /// Which groove.
        number: u16,
        /// What was made.
        result: Result<Made, DiceError>,
    },
    /// A file was written, or not.
    Given {
        /// What for.
        purpose: Purpose,
        /// Where it is.
        result: Result<PathBuf, FileError>,
    },
}

/// Why a slot was not diced.
#[derive(Debug, Error)]
pub enum DiceError {
    /// Nobody makes grooves.
    #[error("there is no model to dice with: a click on \"No model\" at the top tells what to do")]
    NoModel,
    /// The model failed.
    #[error("the slot stays as it was: {0}")]
    Model(#[from] ModelError),
    /// The model gave nothing.
    #[error("the slot stays as it was: the model gave no groove; choose another one at the top")]
    Nothing,
}

/// A groove out of a file.
#[derive(Debug)]
pub struct Taken {
    /// The groove as it is in the file, with its place if a model gave it one.
    pub made: Made,
    /// The file's name without its ending.
    pub name: String,
    /// What a person should know of how it was read, a clause each.
    pub remarks: Vec<String>,
}

impl Errand {
    /// Does it, with the model if there is one.
    pub(crate) fn run(self, maker: Option<&dyn Maker>) -> Done {
        match self {
            Self::Take {
                file,
                slot,
                aim,
                maps,
            } => Done::Taken {
                slot,
                aim,
                result: take(&file, &maps, maker),
            },
            Self::Dice {
                slot,
                number,
                temperature,
            } => Done::Diced {
                slot,
                number,
                result: dice(number, temperature, maker),
            },
            Self::Give { export, purpose } => Done::Given {
                purpose,
                result: give(&export, purpose),
            },
        }
    }
}

fn take(file: &Path, maps: &[DrumMap], maker: Option<&dyn Maker>) -> Result<Taken, FileError> {
    let grid = maker.map_or(Grid::FOUR_BARS, Maker::grid);
    let reading = read(file, maps, grid)?;
    let mut made = Made::unplaced(*reading.groove);
    // A groove that can't be placed is one all the same: it plays from its slot.
    let place = maker.and_then(|maker| Some((maker, maker.encode(&made.groove).ok()?)));
    if let Some((maker, latent)) = place {
        made.model = maker.identity().clone();
        made.latent = latent;
    }
    let name = file
        .file_stem()
        .map_or_else(|| name_of(file), |stem| stem.to_string_lossy().into_owned());
    Ok(Taken {
        made,
        name,
        remarks: reading.remarks,
    })
}

fn dice(
    number: u16,
    temperature: Temperature,
    maker: Option<&dyn Maker>,
) -> Result<Made, DiceError> {
    let maker = maker.ok_or(DiceError::NoModel)?;
    let latent = maker.sample(Seed(u64::from(number)));
    let draw = Draw {
        latent: &latent,
        take: Seed(0),
        temperature,
    };
    let groove = maker.decode(&[draw])?.into_iter().next();
    Ok(Made {
        model: maker.identity().clone(),
        groove: Arc::new(groove.ok_or(DiceError::Nothing)?),
        latent,
    })
}

fn give(export: &Export, purpose: Purpose) -> Result<PathBuf, FileError> {
    let file = export.write_to(&export::folder()?)?;
    if purpose == Purpose::Reveal {
        reveal::reveal(&file).map_err(|_| FileError::NoManager { file: file.clone() })?;
    }
    Ok(file)
}

/// Showing a file in the system's file manager.
mod reveal {
    use std::{
        io,
        path::Path,
        process::{Command, Stdio},
    };

    /// Starts the file manager and does not wait for it.
    pub(super) fn reveal(file: &Path) -> io::Result<()> {
        let status = command(file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        // Windows' own one calls every outcome a failure.
        if status.success() || cfg!(windows) {
            Ok(())
        } else {
            Err(io::Error::other("no file manager"))
        }
    }

    #[cfg(target_os = "macos")]
    fn command(file: &Path) -> Command {
        let mut command = Command::new("open");
        command.arg("-R").arg(file);
        command
    }

    #[cfg(windows)]
    fn command(file: &Path) -> Command {
        let mut command = Command::new("explorer");
        let mut selected = std::ffi::OsString::from("/select,");
        selected.push(file);
        command.arg(selected);
        command
    }

    /// Through a shell that ends at once: a manager that stays open is nobody's child to wait for.
    #[cfg(not(any(target_os = "macos", windows)))]
    fn command(file: &Path) -> Command {
        const START: &str = "command -v xdg-open >/dev/null || exit 127; xdg-open \"$1\" &";
        let mut command = Command::new("sh");
        let folder = file.parent().unwrap_or(file);
        command.args(["-c", START, "sh"]).arg(folder);
        command
    }
}
