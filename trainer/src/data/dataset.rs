//! Recorded drumming as the training holds it: all windows of a split. What a corpus is, and what
//! becomes of its files, is [`groove::corpus`]'s.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::Path,
};

use groove::{
    DrumMap, Grid, Performance, Rules, Step,
    corpus::{Corpus, Made, Options, Piece, Rejection, Report, Split},
    quantize::quantize,
};

use super::{
    split_by::{SplitBy, deal},
    window::Window,
};
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
    pub(crate) fn new(piece: &Piece, windows: Range<usize>) -> Self {
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
        Self::read_by(SplitBy::Official, data, split, grid, map)
    }

    /// Reads a part of a corpus that is cut in a given way; else as [`Self::read`].
    ///
    /// # Errors
    /// As [`Self::read`], and if drummers are to be held out and there are not three.
    pub fn read_by(
        split_by: SplitBy,
        data: &Path,
        split: Split,
        grid: Grid,
        map: &DrumMap,
    ) -> Result<Self, TrainError> {
        let hop = Step(grid.steps_per_bar());
        let work = |_: &Piece, performance: Performance| {
            let laid = quantize(&performance, map, grid, Rules::Quatrain)?;
            let made = Made::windows(laid, grid, hop, |groove, tempo| Window::new(&groove, tempo))?;
            Ok::<_, Rejection>(made)
        };
        Self::read_with(split_by, data, split, grid, Rules::Quatrain, work)
    }

    /// Reads a part of a corpus, cutting its pieces by `work`; else as [`Self::read_by`].
    ///
    /// # Errors
    /// As [`Self::read_by`].
    pub(crate) fn read_with(
        split_by: SplitBy,
        data: &Path,
        split: Split,
        grid: Grid,
        rules: Rules,
        work: impl Fn(&Piece, Performance) -> Result<Made<Vec<Window>>, Rejection> + Sync,
    ) -> Result<Self, TrainError> {
        let corpus = Corpus::open(data)?;
        let read = |part: &Part| Self::of_part(&corpus, part, grid, rules, &work);
        let dataset = match split_by {
            SplitBy::Official => read(&Part::Split(split)),
            SplitBy::Drummer => {
                // Who plays how much shows only when all is read.
                let dealt = deal(&read(&Part::All).windows_by_drummer());
                if dealt.len() < Split::ALL.len() {
                    return Err(TrainError::TooFewDrummers {
                        data: data.to_owned(),
                        found: dealt.len(),
                    });
                }
                let own = dealt.into_iter().filter(|(_, dealt)| *dealt == split);
                read(&Part::Drummers(own.map(|(drummer, _)| drummer).collect()))
            }
        };
        if dataset.windows.is_empty() {
            return Err(TrainError::NothingUsable {
                data: data.to_owned(),
                split,
                report: Box::new(dataset.report),
            });
        }
        Ok(dataset)
    }

    fn of_part(
        corpus: &Corpus,
        part: &Part,
        grid: Grid,
        rules: Rules,
        work: impl Fn(&Piece, Performance) -> Result<Made<Vec<Window>>, Rejection> + Sync,
    ) -> Self {
        let options = Options {
            rules,
            split: match part {
                Part::Split(split) => Some(*split),
                Part::All | Part::Drummers(_) => None,
            },
            ..Options::default()
        };
        let mut import = corpus.import(options, work).only(|piece| part.holds(piece));
        let mut windows = Vec::new();
        let mut sources = Vec::new();
        for imported in import.by_ref() {
            let first = windows.len();
            windows.extend(imported.value.into_iter().flatten());
            if windows.len() > first {
                sources.push(Source::new(&imported.piece, first..windows.len()));
            }
        }
        Self {
            grid,
            windows,
            sources,
            report: import.into_report(),
        }
    }

    /// How many windows each drummer gives, where the corpus names them.
    fn windows_by_drummer(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for source in &self.sources {
            if let Some(drummer) = &source.drummer {
                *counts.entry(drummer.clone()).or_default() += source.windows.len();
            }
        }
        counts
    }
}

/// Which pieces are read.
enum Part {
    All,
    Split(Split),
    Drummers(BTreeSet<String>),
}

impl Part {
    fn holds(&self, piece: &Piece) -> bool {
        match self {
            Self::All | Self::Split(_) => true,
            Self::Drummers(drummers) => {
                let about = piece.about.as_ref();
                about.is_some_and(|about| drummers.contains(&about.drummer))
            }
        }
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
    fn held_out_drummers_play_in_one_part_alone() {
        let folder = folder(&[]);
        let mut lines = "drummer,midi_filename,split\n".to_owned();
        for (name, drummer) in [("a", 1), ("b", 1), ("c", 1), ("d", 2), ("e", 2), ("f", 3)] {
            let file = folder.path().join(format!("{name}.mid"));
            fs::copy(folder.path().join("good.mid"), file).unwrap();
            // The publisher puts all into training.
            lines += &format!("drummer{drummer},{name}.mid,train\n");
        }
        lines += ",good.mid,train\n";
        fs::write(folder.path().join("info.csv"), &lines).unwrap();
        let read = |split| {
            let map = DrumMap::roland();
            let by = SplitBy::Drummer;
            Dataset::read_by(by, folder.path(), split, Grid::FOUR_BARS, map).unwrap()
        };
        let counts = Split::ALL.map(|split| read(split).windows.len());
        assert_eq!(counts, [15, 10, 5], "the one without a name is in none");
        let validation = read(Split::Validation);
        let drummers = validation
            .sources
            .iter()
            .map(|source| source.drummer.as_deref());
        assert!(drummers.eq([Some("drummer2"); 2]));
        assert_eq!(
            (validation.report.used, validation.report.of_other_splits),
            (2, 7)
        );

        fs::write(
            folder.path().join("info.csv"),
            lines.replace("drummer3,", "drummer2,"),
        )
        .unwrap();
        let two = Dataset::read_by(
            SplitBy::Drummer,
            folder.path(),
            Split::Test,
            Grid::FOUR_BARS,
            DrumMap::roland(),
        );
        assert!(two.unwrap_err().to_string().contains("2 drummers"));
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
