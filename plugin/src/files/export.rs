//! A groove on its way to a MIDI file: which bars of it, and how it is played.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::Arc,
};

use groove::{Groove, MidiKey, Tempo, drum::Drum};

use super::{FileError, remark};
use crate::player::{Shaping, printed};

/// How the notes of a file are played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Feel {
    /// As it is heard: with feel, swing, density, velocity and all else that shapes it.
    #[default]
    AsHeard,
    /// As the model or the hand made it, with nothing added.
    AsMade,
    /// On the lines of the grid.
    OnTheGrid,
}

impl Feel {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::AsHeard, Self::AsMade, Self::OnTheGrid];
}

/// See the module's documentation.
#[derive(Debug, Clone)]
pub struct Export {
    /// What is exported, edits included.
    pub groove: Arc<Groove>,
    /// What the file is called, without its ending.
    pub title: String,
    /// Which bars, counted from 0.
    pub bars: RangeInclusive<usize>,
    /// How they are played.
    pub feel: Feel,
    /// How the player shapes notes now.
    pub shaping: Shaping,
    /// How fast the host is.
    pub tempo: Tempo,
}

/// Plain playing on these keys.
pub(super) fn as_made(keys: [MidiKey; Drum::COUNT]) -> Shaping {
    Shaping {
        keys,
        ..Shaping::default()
    }
}

/// More files of one name aren't written.
const MOST_OF_A_NAME: usize = 10_000;
/// Longer titles are cut: file systems have bounds.
const LONGEST_TITLE: usize = 60;

impl Export {
    /// The bytes of the file.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let made = Shaping {
            channels: self.shaping.channels,
            ..as_made(self.shaping.keys)
        };
        let shaping = match self.feel {
            Feel::AsHeard => self.shaping,
            Feel::AsMade => made,
            Feel::OnTheGrid => Shaping { feel: 0.0, ..made },
        };
        let print = |shaping| printed(&self.groove, self.bars.clone(), shaping, self.tempo);
        let mut clip = print(&shaping);
        let is_whole = self.bars == (0..=self.groove.grid().bars() - 1);
        let sounds = |clip: &groove::midi::Clip| {
            let notes = clip.notes.iter();
            notes
                .map(|note| (note.start.0, note.key, note.channel, note.velocity))
                .collect::<Vec<_>>()
        };
        if is_whole && sounds(&clip) == sounds(&print(&made)) {
            clip.remark = remark::write(&self.groove, self.shaping.keys);
        }
        clip.name.clone_from(&self.title);
        clip.to_bytes()
    }

    /// Writes the file into the folder, under a name of its own; one that is there already with
    /// these very bytes is used again.
    ///
    /// # Errors
    /// If the system does not let it be written.
    pub fn write_to(&self, folder: &Path) -> Result<PathBuf, FileError> {
        let unwritable = |file: &Path| {
            let file = file.to_owned();
            move |source| FileError::Unwritable { file, source }
        };
        fs::create_dir_all(folder).map_err(unwritable(folder))?;
        let (bytes, title) = (self.bytes(), file_title(&self.title));
        for number in 1..MOST_OF_A_NAME {
            let name = match number {
                1 => format!("{title}.mid"),
                number => format!("{title} {number}.mid"),
            };
            let file = folder.join(name);
            match OpenOptions::new().write(true).create_new(true).open(&file) {
                Ok(mut new) => {
                    if let Err(source) = new.write_all(&bytes) {
                        // Half a file is worse than none.
                        let _ = fs::remove_file(&file);
                        return Err(unwritable(&file)(source));
                    }
                    return Ok(file);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    if holds(&file, &bytes) {
                        return Ok(file);
                    }
                }
                Err(error) => return Err(unwritable(&file)(error)),
            }
        }
        let full = io::Error::other(format!("there are {MOST_OF_A_NAME} of this name"));
        Err(unwritable(&folder.join(title))(full))
    }
}

/// The folder of grooves that are saved and dragged out, in the data folder.
///
/// # Errors
/// If there is no data folder.
pub fn folder() -> Result<PathBuf, FileError> {
    Ok(inference::data_home()?.join("grooves"))
}

fn holds(file: &Path, bytes: &[u8]) -> bool {
    let mut found = Vec::new();
    let limit = bytes.len() as u64 + 1;
    let read = File::open(file).and_then(|file| file.take(limit).read_to_end(&mut found));
    read.is_ok() && found == bytes
}

/// A title that every file system takes.
fn file_title(title: &str) -> String {
    let sound = |letter: char| {
        if letter.is_alphanumeric() || " -_().,+#".contains(letter) {
            letter
        } else {
            '_'
        }
    };
    let title: String = title.chars().map(sound).take(LONGEST_TITLE).collect();
    // Neither a hidden file nor one that Windows refuses.
    format!("Quatrain {}", title.trim_matches([' ', '.']))
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use groove::{Cell, DrumMap, Grid, Offset, Probability, Step, Velocity};
    use proptest::prelude::*;

    use super::*;
    use crate::{files::read, starter::starter};

    fn export(groove: Groove) -> Export {
        Export {
            groove: Arc::new(groove),
            title: "Live".to_owned(),
            bars: 0..=3,
            feel: Feel::AsHeard,
            shaping: Shaping::default(),
            tempo: Tempo::DEFAULT,
        }
    }

    fn maps() -> Vec<DrumMap> {
        vec![DrumMap::general_midi().clone()]
    }

    /// Writes it and reads it again.
    fn back(export: &Export) -> Groove {
        let folder = tempfile::tempdir().expect("a folder");
        let file = export.write_to(folder.path()).expect("it can be written");
        let grid = export.groove.grid();
        let read = read(&file, &maps(), grid).expect("our own file");
        *read.groove
    }

    fn any_groove() -> impl Strategy<Value = Groove> {
        let cell = (0.0_f32..=1.0, -0.5_f32..=0.5, 0.0_f32..=1.0);
        prop::collection::vec(cell, Grid::FOUR_BARS.cells()).prop_map(|cells| {
            let mut groove = Groove::empty(Grid::FOUR_BARS);
            for (to, (velocity, offset, probability)) in groove.cells_mut().iter_mut().zip(cells) {
                // No more than is stored with projects: what may sound.
                if probability > 0.5 {
                    *to = Cell::stroke(Velocity::new(velocity), Offset::new(offset));
                    to.hit = probability > 0.8;
                    to.probability = Probability::new(probability);
                }
            }
            groove
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn a_groove_that_went_out_comes_back_to_the_bit(
            groove in any_groove(),
            tempo in 30.0_f64..300.0,
            is_as_made in any::<bool>(),
        ) {
            let mut export = export(groove.clone());
            export.tempo = Tempo::new(tempo).expect("a tempo");
            if is_as_made {
                // However the notes are shaped at present.
                export.feel = Feel::AsMade;
                export.shaping.swing = 0.66;
                export.shaping.density = 0.3;
            }
            prop_assert_eq!(back(&export), groove);
        }
    }

    #[test]
    fn without_the_groove_in_it_a_file_costs_no_more_than_half_a_tick() {
        let mut export = export(starter());
        // Another keyboard: its own notes count.
        let bytes = export.bytes();
        let mut plain = groove::midi::remark(&bytes).map(<[u8]>::len);
        assert!(plain.take().is_some_and(|length| length > 1_000));
        export.shaping.feel = 0.999_999_9;
        let shaped = back(&export);
        for (there, here) in starter().cells().iter().zip(shaped.cells()) {
            assert_eq!(there.hit, here.hit);
            assert_eq!(there.velocity.to_midi(), here.velocity.to_midi());
        }
    }

    #[test]
    fn notes_that_somebody_changed_count() {
        let folder = tempfile::tempdir().expect("a folder");
        let export = export(starter());
        let file = export.write_to(folder.path()).expect("it can be written");
        let mut bytes = fs::read(&file).expect("just written");
        let on = bytes.windows(2).rposition(|two| two == [36, 114]);
        bytes[on.expect("a kick of 0.9") + 1] = 50;
        fs::write(&file, bytes).expect("ours");
        let read = read(&file, &maps(), Grid::FOUR_BARS).expect("a groove");
        let soft = read
            .groove
            .strokes()
            .filter(|stroke| stroke.cell.velocity.to_midi().get() == 50);
        assert_eq!(soft.count(), 1);
    }

    #[test]
    fn bars_and_feel_can_be_chosen() {
        let mut export = export(starter());
        (export.bars, export.feel) = (3..=3, Feel::OnTheGrid);
        let last = back(&export);
        for stroke in last.strokes() {
            assert_eq!(stroke.cell.offset.get(), 0.0);
            let step = Step(48 + stroke.step.0 % 16);
            assert!(starter().cell(step, stroke.drum).hit);
        }
        let in_a_bar = starter()
            .strokes()
            .filter(|stroke| stroke.step.0 >= 48)
            .count();
        assert_eq!(last.stroke_count(), 4 * in_a_bar);
    }

    #[test]
    fn the_same_groove_is_written_once_and_none_is_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut export = export(starter());
        export.title = "../E: \"Verse\"".to_owned();
        let name = |export: &Export| {
            let file = export.write_to(folder.path()).expect("it can be written");
            assert_eq!(file.parent(), Some(folder.path()));
            file.file_name()
                .map(|name| name.to_string_lossy().into_owned())
        };
        let first = name(&export);
        assert_eq!(first.as_deref(), Some("Quatrain _E_ _Verse_.mid"));
        assert_eq!(name(&export), first);
        export.feel = Feel::OnTheGrid;
        assert_eq!(name(&export).as_deref(), Some("Quatrain _E_ _Verse_ 2.mid"));
    }
}
