//! Recordings cut as the reference cuts them for its networks (`spec.md` 2.3, 4 and 5).

use std::{collections::HashSet, path::Path};

use groove::{
    DrumMap, Performance, Rules, Step, Tempo,
    corpus::{Made, Outcome, Piece, Rejection, Split},
    quantize::QuantizeError,
    reference::{
        self, Length, Tensor, Windows,
        published::{self, NominalMeter},
    },
};

use super::config::{Cut, Task};
use crate::{
    data::{Dataset, SplitBy, Window},
    error::TrainError,
};

/// Reads a split: windows as the task wants them. The data may be anything that
/// [`groove::corpus::Corpus::open`] knows.
///
/// # Errors
/// If there is no corpus, or none of the split's files gives a window; the error then counts the
/// reasons.
pub fn read(
    split_by: SplitBy,
    data: &Path,
    split: Split,
    task: &Task,
) -> Result<Dataset, TrainError> {
    task.check()?;
    let cutter = Cutter::new(task)?;
    let work = |piece: &Piece, performance: Performance| match task.cut {
        Cut::Published => cutter.published(piece, &performance),
        Cut::Rhythms => cutter.rhythms(&performance),
    };
    Dataset::read_with(
        split_by,
        data,
        split,
        cutter.cut.grid,
        cutter.cut.rules,
        work,
    )
}

struct Cutter {
    cut: reference::Cut,
    bars: usize,
}

type Cutting = Result<Made<Vec<Window>>, Rejection>;

impl Cutter {
    fn new(task: &Task) -> Result<Self, TrainError> {
        let no_window = |_| TrainError::NoSuchNetwork {
            needed: "task.bars that a groove can have",
        };
        let (map, rules) = match task.cut {
            Cut::Published => (DrumMap::roland(), Rules::Reference),
            // What the map does not know is left out there, and no recording refused for it.
            Cut::Rhythms => (DrumMap::reduced(), Rules::Quatrain),
        };
        let length = Length::Bars(task.bars);
        let grid = task.grid().map_err(no_window)?;
        let hop = Some(Step(grid.steps_per_bar()));
        let cut = reference::Cut::reference(map, length, hop).map_err(no_window)?;
        Ok(Self {
            cut: reference::Cut { grid, rules, ..cut },
            bars: task.bars,
        })
    }

    /// The clips of the published data set; of what no list tells tempo and meter, a window every
    /// bar.
    fn published(&self, piece: &Piece, performance: &Performance) -> Cutting {
        let listed = piece.about.as_ref().and_then(NominalMeter::listed);
        let Some(nominal) = listed else {
            let cut = self.cut.windows(performance)?;
            return Ok(made(performance, &cut, cut.tensors().collect()));
        };
        let other = |error: published::CutError| Rejection::other(error.to_string());
        let clips = published::clips(performance, nominal.map_err(other)?, self.bars);
        let mut all = Vec::new();
        let mut outcome = Outcome::default();
        let mut refused = None;
        let cut = reference::Cut {
            hop: Step(self.cut.grid.steps()),
            ..self.cut.clone()
        };
        for clip in clips.map_err(other)? {
            match cut.windows(&clip) {
                Ok(cut) => {
                    let clip = made(performance, &cut, cut.tensors().collect());
                    outcome.windows += clip.value.len();
                    outcome.strokes += cut.strokes();
                    all.extend(clip.value);
                }
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        if all.is_empty() {
            let short = QuantizeError::TooShort {
                found: 0,
                needed: self.bars,
            };
            return Err(refused.unwrap_or(short).into());
        }
        Ok(Made {
            value: all,
            outcome: Ok(outcome),
        })
    }

    /// Windows of hits without an empty bar, each once.
    fn rhythms(&self, performance: &Performance) -> Cutting {
        let cut = self.cut.windows(performance)?;
        let steps = self.cut.grid.steps_per_bar();
        let mut met = HashSet::new();
        let tensors = cut.tensors().filter(|tensor| {
            let hits: Vec<bool> = reference::inputs::hits(tensor).collect();
            let mut bars = hits.chunks(steps * self.cut.grid.drums());
            bars.all(|bar| bar.contains(&true)) && met.insert(hits.clone())
        });
        let made = made(performance, &cut, tensors.collect());
        if made.value.is_empty() {
            return Err(Rejection::other(format!(
                "has no {} bars in a row with a hit in each",
                self.bars
            )));
        }
        Ok(made)
    }
}

fn made(performance: &Performance, cut: &Windows, tensors: Vec<Tensor>) -> Made<Vec<Window>> {
    let tempo = performance.tempos.first();
    let tempo = tempo.map_or(Tempo::DEFAULT, |change| change.tempo);
    let value: Vec<Window> = tensors.iter().map(|tensor| window(tensor, tempo)).collect();
    let outcome = Outcome {
        windows: value.len(),
        ..Outcome::new(cut.strokes(), cut.left_out.clone())
    };
    Made {
        value,
        outcome: Ok(outcome),
    }
}

/// The numbers of a tensor in the groove's own units, losing none of float32.
fn window(tensor: &Tensor, tempo: Tempo) -> Window {
    let values: Vec<f32> = tensor.to_f32().collect();
    let drums = groove::Drum::COUNT;
    let kind = |kind: usize| {
        let rows = values.chunks(3 * drums);
        rows.flat_map(move |row| &row[kind * drums..(kind + 1) * drums])
    };
    Window {
        hits: kind(0).copied().collect(),
        velocities: kind(1).copied().collect(),
        // Subtracting from zero keeps a minus away from it.
        offsets: kind(2).map(|offset| 0.0 - 0.5 * offset).collect(),
        tempo,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use groove::{Cell, Grid, Groove, midi};

    use super::*;
    use crate::{config::catalogue, testing};

    fn task(name: &str) -> Task {
        catalogue::reference(name).unwrap().task
    }

    /// A folder of one recording: these grooves one after the other.
    fn folder(grooves: &[&Groove]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let tempo = Tempo::new(120.0).unwrap();
        let file = folder.path().join("a.mid");
        midi::write(&file, grooves, DrumMap::roland(), tempo).unwrap();
        folder
    }

    fn list(folder: &Path, lines: &str) {
        fs::write(folder.join("info.csv"), lines).unwrap();
    }

    fn played() -> Groove {
        let velocity = 64.0 / 127.0;
        let strokes: Vec<_> = (0..64)
            .map(|step| (step, step % 3, velocity, 0.0))
            .collect();
        testing::stroked(Tempo::DEFAULT, &strokes).groove(Grid::FOUR_BARS)
    }

    #[test]
    fn what_no_list_tells_the_tempo_of_is_cut_at_its_own_bars() {
        let groove = played();
        let folder = folder(&[&groove, &groove]);
        list(folder.path(), "midi_filename,split\na.mid,train\n");
        let windows = |name: &str| {
            let dataset =
                read(SplitBy::Official, folder.path(), Split::Train, &task(name)).unwrap();
            assert_eq!(dataset.sources[0].windows, 0..dataset.windows.len());
            assert_eq!(dataset.report.windows, dataset.windows.len() as u64);
            dataset.windows
        };
        let four = windows("groovae_4bar");
        assert_eq!(four.len(), 5);
        assert!(four[0] == Window::new(&groove, four[0].tempo));
        assert!((four[0].tempo.get() - 120.0).abs() < 1e-3);
        let two = windows("groovae_2bar_humanize");
        assert_eq!((two.len(), two[0].hits.len()), (7, 32 * 9));
    }

    #[test]
    fn what_is_listed_is_cut_into_the_published_clips() {
        let groove = played();
        let folder = folder(&[&groove, &groove]);
        // Half the tempo and so twice as long bars: five clips become one of eight bars, which
        // gives two windows.
        let head = "id,bpm,time_signature,midi_filename,split\n";
        let clips = |bpm: u32| {
            list(folder.path(), &format!("{head}a,{bpm},4-4,a.mid,train\n"));
            let dataset = read(
                SplitBy::Official,
                folder.path(),
                Split::Train,
                &task("groovae_4bar"),
            )
            .unwrap();
            dataset.windows.len()
        };
        assert_eq!((clips(120), clips(60)), (5, 2));
        let nothing = read(
            SplitBy::Official,
            folder.path(),
            Split::Test,
            &task("groovae_4bar"),
        );
        assert!(matches!(nothing, Err(TrainError::NothingUsable { .. })));
    }

    #[test]
    fn rhythms_come_once_and_without_empty_bars() {
        let grid = Grid::FOUR_BARS;
        let mut beat = Groove::empty(grid);
        for bar in 0..3 {
            beat.cells_mut()[bar * 16 * 9] = Cell::stroke(0.5.into(), 0.0.into());
        }
        // Bars: hit, hit, hit, empty, hit, hit, hit; of two in a row all are alike.
        let folder = folder(&[&beat, &beat]);
        list(folder.path(), "midi_filename,split\na.mid,train\n");
        let task = task("cat-drums_2bar_small");
        let dataset = read(SplitBy::Official, folder.path(), Split::Train, &task).unwrap();
        assert_eq!(dataset.windows.len(), 1);
        let mut four = task;
        four.bars = 4;
        assert!(read(SplitBy::Official, folder.path(), Split::Train, &four).is_err());
    }
}
