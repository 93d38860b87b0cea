//! A folder laid out as the Groove MIDI Dataset: an `info.csv` that names files and splits.

use std::{fmt, path::Path, str::FromStr};

use groove::{
    DrumMap, Grid, Step,
    quantize::{QuantizeError, ReadError, read_laid},
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    report::{DataReport, DropReason},
    window::Window,
};
use crate::error::TrainError;

/// Part of a dataset, as its publisher cut it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// What the network learns from.
    Train,
    /// What decides when it is best.
    Validation,
    /// What nobody looks at until the end.
    Test,
}

/// A split that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no split; use train, validation or test")]
pub struct UnknownSplit(String);

impl Split {
    /// The name in `info.csv`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }
}

impl fmt::Display for Split {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Split {
    type Err = UnknownSplit;

    fn from_str(text: &str) -> Result<Self, UnknownSplit> {
        [Self::Train, Self::Validation, Self::Test]
            .into_iter()
            .find(|split| split.name() == text)
            .ok_or_else(|| UnknownSplit(text.to_owned()))
    }
}

/// All grooves of a split, in the order of `info.csv`.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// Shape of the grooves.
    pub grid: Grid,
    /// The grooves.
    pub windows: Vec<Window>,
    /// What became of the files.
    pub report: DataReport,
}

/// A line of `info.csv`, as far as we read it.
#[derive(Deserialize)]
struct Line {
    midi_filename: String,
    split: String,
}

impl Dataset {
    /// Steps in a pass over the grooves; what does not fill a batch is left out of the pass.
    #[must_use]
    pub fn steps_per_pass(&self, batch: usize) -> u64 {
        (self.windows.len() / batch).max(1) as u64
    }

    /// Reads a split: windows as long as the grid, one every bar.
    ///
    /// # Errors
    /// If the folder has no readable `info.csv`, or none of the split's files gives a groove; the
    /// error then counts the reasons.
    pub fn read(
        folder: &Path,
        split: Split,
        grid: Grid,
        map: &DrumMap,
    ) -> Result<Self, TrainError> {
        let mut dataset = Self {
            grid,
            windows: Vec::new(),
            report: DataReport::default(),
        };
        for file in Self::files(folder, split)? {
            dataset.add(&folder.join(file), map);
        }
        if dataset.windows.is_empty() {
            let folder = folder.to_owned();
            let report = Box::new(dataset.report);
            return Err(TrainError::NothingUsable {
                folder,
                split,
                report,
            });
        }
        Ok(dataset)
    }

    fn files(folder: &Path, split: Split) -> Result<Vec<String>, TrainError> {
        let info = folder.join("info.csv");
        if !info.is_file() {
            return Err(TrainError::NoDataset {
                folder: folder.to_owned(),
            });
        }
        let wrong = |error: csv::Error| TrainError::Info {
            file: info.clone(),
            reason: format!("{error}; it needs the columns midi_filename and split"),
        };
        let mut reader = csv::Reader::from_path(&info).map_err(wrong)?;
        let mut files = Vec::new();
        for line in reader.deserialize::<Line>() {
            let line = line.map_err(wrong)?;
            if line.split == split.name() {
                files.push(line.midi_filename);
            }
        }
        Ok(files)
    }

    fn add(&mut self, file: &Path, map: &DrumMap) {
        let laid = match read_laid(file, map, self.grid) {
            Ok(laid) => laid,
            Err(error) => {
                return self
                    .report
                    .add_dropped(DropReason::of(&error), error.to_string());
            }
        };
        let hop = Step(self.grid.steps_per_bar());
        let before = self.windows.len();
        for section in &laid.sections {
            let tempo = section.tempo();
            let grooves = section.windows(self.grid, hop);
            self.windows
                .extend(grooves.map(|groove| Window::new(&groove, tempo)));
        }
        let made = self.windows.len() - before;
        if made > 0 {
            self.report.add_used(made);
        } else {
            let reason = QuantizeError::TooShort {
                found: laid.longest().map_or(0, groove::Sequence::bars),
                needed: self.grid.bars(),
            };
            let error = ReadError::Quantize {
                file: file.to_owned(),
                reason,
            };
            self.report
                .add_dropped(DropReason::of(&error), error.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use groove::{Groove, Tempo, midi};

    use super::*;
    use crate::testing;

    /// A dataset of a good file, a short one, a torn one and a missing one, all of one split.
    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let grid = Grid::FOUR_BARS;
        let groove = testing::dataset(1).windows[0].groove(grid);
        let bar = Groove::empty(Grid::new(1, 4, 4, 9).unwrap());
        let mut short = bar.clone();
        short.cells_mut()[0] = groove::Cell::stroke(1.0.into(), 0.0.into());
        let map = DrumMap::roland();
        let tempo = Tempo::new(97.0).unwrap();
        let path = |name: &str| folder.path().join(name);
        midi::write(&path("good.mid"), &[&groove, &groove], map, tempo).unwrap();
        midi::write(&path("short.mid"), &[&short], map, tempo).unwrap();
        fs::write(path("torn.mid"), b"MThd and no more").unwrap();
        let lines: String = names
            .iter()
            .map(|name| format!("drummer1,{name},train\n"))
            .collect();
        fs::write(
            path("info.csv"),
            format!("drummer,midi_filename,split\n{lines}"),
        )
        .unwrap();
        folder
    }

    fn read(folder: &Path, split: Split) -> Result<Dataset, TrainError> {
        Dataset::read(folder, split, Grid::FOUR_BARS, DrumMap::roland())
    }

    #[test]
    fn windows_come_a_bar_apart_and_keep_their_tempo() {
        let folder = folder(&["good.mid", "short.mid", "torn.mid", "missing.mid"]);
        let dataset = read(folder.path(), Split::Train).unwrap();
        assert_eq!(dataset.windows.len(), 5, "{}", dataset.report);
        assert!((dataset.windows[0].tempo.get() - 97.0).abs() < 1e-3);
        let report = &dataset.report;
        assert_eq!(
            (report.files, report.used, report.dropped_files()),
            (4, 1, 3)
        );
        for reason in [DropReason::TooShort, DropReason::Torn, DropReason::Missing] {
            assert_eq!(report.dropped[&reason], 1);
        }
        assert!(report.to_string().contains("1 too short"), "{report}");
    }

    #[test]
    fn nothing_usable_is_an_error_that_counts() {
        let folder = folder(&["short.mid", "torn.mid"]);
        let error = read(folder.path(), Split::Train).unwrap_err().to_string();
        assert!(
            error.contains("2 files read") && error.contains("2 dropped"),
            "{error}"
        );
        assert!(
            error.contains("1 too short") && error.contains("1 not readable"),
            "{error}"
        );
        assert!(
            read(folder.path(), Split::Test)
                .unwrap_err()
                .to_string()
                .contains("0 files")
        );
    }

    #[test]
    fn a_plain_folder_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let error = read(folder.path(), Split::Train).unwrap_err();
        assert!(matches!(error, TrainError::NoDataset { .. }), "{error}");
        fs::write(folder.path().join("info.csv"), "a,b\n1,2\n").unwrap();
        let error = read(folder.path(), Split::Train).unwrap_err().to_string();
        assert!(error.contains("midi_filename"), "{error}");
    }

    #[test]
    fn windows_and_grooves_are_the_same_numbers() {
        let window = testing::dataset(1).windows.remove(0);
        let groove = window.groove(Grid::FOUR_BARS);
        assert_eq!(Window::new(&groove, window.tempo), window);
    }
}
