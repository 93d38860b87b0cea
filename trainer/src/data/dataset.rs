//! Recorded drumming as the training holds it: all windows of a split. What a corpus is, and what
//! becomes of its files, is [`groove::corpus`]'s.

use std::{ops::Range, path::Path};

use groove::{
    DrumMap, Grid, Performance, Rules, Step,
    corpus::{Corpus, Made, Options, Piece, Rejection, Report, Split},
    quantize::quantize,
};

use super::window::Window;
use crate::error::TrainError;

/// A piece that gave windows: what is known of it, and which windows are its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name in the corpus.
    pub name: String,
    /// Who plays, e.g. `drummer1`; `None` where the corpus does not say.
    pub drummer: Option<String>,
    /// The first word of its style, e.g. `funk`; `None` where the corpus does not say.
    pub style: Option<String>,
    /// Its share of the dataset's windows, in order, none shared with another piece.
    pub windows: Range<usize>,
}

impl Source {
    fn new(piece: &Piece, windows: Range<usize>) -> Self {
        let known = |word: &str| (!word.is_empty()).then(|| word.to_owned());
        let about = piece.about.as_ref();
        Self {
            name: piece.name.clone(),
            drummer: about.and_then(|about| known(&about.drummer)),
            style: about.and_then(|about| known(about.style.split('/').next().unwrap_or(""))),
            windows,
        }
    }
}

/// All grooves of a split, in the order of the corpus.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// Shape of the grooves.
    pub grid: Grid,
    /// The grooves.
    pub windows: Vec<Window>,
    /// The pieces that they come from, in the same order.
    pub sources: Vec<Source>,
    /// What became of the files.
    pub report: Report,
}

impl Dataset {
    /// Steps in a pass over the grooves; what does not fill a batch is left out of the pass.
    #[must_use]
    pub fn steps_per_pass(&self, batch: usize) -> u64 {
        (self.windows.len() / batch).max(1) as u64
    }

    /// Where a window is from, in words.
    #[must_use]
    pub fn origin(&self, window: usize) -> String {
        let own = |source: &&Source| source.windows.contains(&window);
        match self.sources.iter().find(own) {
            Some(source) => {
                let number = window - source.windows.start + 1;
                format!("{}, groove {number}", source.name)
            }
            None => format!("groove {}", window + 1),
        }
    }

    /// Reads a split: windows as long as the grid, one every bar. The data may be anything that
    /// [`Corpus::open`] knows; without an `info.csv`, a piece's name decides its split.
    ///
    /// # Errors
    /// If there is no corpus, or none of the split's files gives a groove; the error then counts
    /// the reasons.
    pub fn read(data: &Path, split: Split, grid: Grid, map: &DrumMap) -> Result<Self, TrainError> {
        let corpus = Corpus::open(data)?;
        let hop = Step(grid.steps_per_bar());
        let work = |_: &Piece, performance: Performance| {
            let laid = quantize(&performance, map, grid, Rules::Quatrain)?;
            let made = Made::windows(laid, grid, hop, |groove, tempo| Window::new(&groove, tempo))?;
            Ok::<_, Rejection>(made)
        };
        let options = Options {
            split: Some(split),
            ..Options::default()
        };
        let mut import = corpus.import(options, work);
        let mut windows = Vec::new();
        let mut sources = Vec::new();
        for imported in import.by_ref() {
            let first = windows.len();
            windows.extend(imported.value.into_iter().flatten());
            if windows.len() > first {
                sources.push(Source::new(&imported.piece, first..windows.len()));
            }
        }
        let report = import.into_report();
        if windows.is_empty() {
            return Err(TrainError::NothingUsable {
                data: data.to_owned(),
                split,
                report: Box::new(report),
            });
        }
        Ok(Self {
            grid,
            windows,
            sources,
            report,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use groove::{Groove, Tempo, corpus::Reason, midi};

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
        fs::write(path("torn.mid"), b"no MIDI at all").unwrap();
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
        let source = Source {
            name: "good.mid".to_owned(),
            drummer: Some("drummer1".to_owned()),
            style: None,
            windows: 0..5,
        };
        assert_eq!(dataset.sources, [source]);
        assert!((dataset.windows[0].tempo.get() - 97.0).abs() < 1e-3);
        let report = &dataset.report;
        assert_eq!((report.read, report.used, report.rejected()), (4, 1, 3));
        for reason in [Reason::TooShort, Reason::NotMidi, Reason::Missing] {
            assert_eq!(report.rejected[&reason].count, 1, "{report}");
        }
        assert!(report.to_string().contains("1 too short"), "{report}");
    }

    #[test]
    fn nothing_usable_is_an_error_that_counts() {
        let folder = folder(&["short.mid", "torn.mid"]);
        let error = read(folder.path(), Split::Train).unwrap_err().to_string();
        // The good file is there, but the list does not name it.
        assert!(error.contains("3 rejected"), "{error}");
        assert!(
            error.contains("1 too short") && error.contains("1 not readable"),
            "{error}"
        );
        assert!(read(folder.path(), Split::Test).is_err());
    }

    #[test]
    fn a_plain_folder_is_split_by_name() {
        let data = folder(&[]);
        fs::remove_file(data.path().join("info.csv")).unwrap();
        fs::remove_file(data.path().join("torn.mid")).unwrap();
        let good = fs::read(data.path().join("good.mid")).unwrap();
        for number in 0..60 {
            fs::write(data.path().join(format!("{number}.mid")), &good).unwrap();
        }
        let windows = Split::ALL.map(|split| read(data.path(), split).unwrap().windows.len());
        assert_eq!(windows.iter().sum::<usize>(), 61 * 5);
        assert!(
            windows[0] > windows[1] && windows[0] > windows[2],
            "{windows:?}"
        );
    }

    #[test]
    fn a_wrong_list_says_which_column_it_lacks() {
        let folder = tempfile::tempdir().unwrap();
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
