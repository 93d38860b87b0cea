//! From a MIDI file to a groove: its notes on the grid, four bars of them.

use std::{fs, path::Path};

use groove::{
    Cell, DrumMap, Grid, Groove, Laid, Performance, QuantizeError, Rules, Sequence, Step, midi,
    quantize::quantize,
};

use super::{FileError, remark};

/// The longest file that is read: an hour of drumming is a hundredth of it.
pub(super) const MOST_BYTES: u64 = 16 << 20;

/// A groove out of a file.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Exactly as it is in the file.
    pub groove: Box<Groove>,
    /// What a person should know of how it was read, a clause each; empty where there is nothing.
    pub remarks: Vec<String>,
}

/// Reads a file by the map that knows most of its keys, of equals the first; the first is the
/// instance's own.
///
/// # Errors
/// If it can't be read, is no MIDI, or holds no drums in the grid's meter.
pub fn read(file: &Path, maps: &[DrumMap], grid: Grid) -> Result<Reading, FileError> {
    let name = name_of(file);
    let bytes = bytes_of(file, &name)?;
    // Errors name the file as the user saw it.
    let performance = midi::parse(&bytes, Path::new(&name))?;
    if let Some(groove) = remark::unchanged(&bytes, &performance, grid) {
        let remarks = Vec::new();
        return Ok(Reading { groove, remarks });
    }
    let (laid, map) = lay(&performance, maps, grid).map_err(|error| refused(error, name, grid))?;
    let mut remarks = Vec::new();
    let mut groove = None;
    if let Some(longest) = laid.longest() {
        let (cut, used) = cut(longest, grid);
        groove = Some(cut);
        remarks.extend(used);
        if laid.sections.len() > 1 {
            let parts = laid.sections.len();
            remarks.push(format!("the longest of its {parts} parts was taken"));
        }
    }
    if map.name() != maps[0].name() {
        remarks.push(format!("its keys were read as those of {}", map.name()));
    }
    if laid.left_out.strokes() > 0 || laid.left_out.other_parts > 0 {
        remarks.push(format!("left out: {}", laid.left_out));
    }
    if !performance.faults.is_empty() {
        remarks.push("the file is damaged, what could be read was used".to_owned());
    }
    let groove = groove.unwrap_or_else(|| Box::new(Groove::empty(grid)));
    Ok(Reading { groove, remarks })
}

/// A file's name as people say it.
pub(super) fn name_of(file: &Path) -> String {
    let name = file.file_name().unwrap_or(file.as_os_str());
    name.to_string_lossy().into_owned()
}

fn bytes_of(file: &Path, name: &str) -> Result<Vec<u8>, FileError> {
    let unreadable = |source| FileError::Unreadable {
        file: name.to_owned(),
        source,
    };
    let data = fs::metadata(file).map_err(unreadable)?;
    let name = name.to_owned();
    if !data.is_file() {
        return Err(FileError::NoFile { file: name });
    }
    if data.len() > MOST_BYTES {
        return Err(FileError::TooLarge { file: name });
    }
    fs::read(file).map_err(unreadable)
}

fn lay<'m>(
    performance: &Performance,
    maps: &'m [DrumMap],
    grid: Grid,
) -> Result<(Laid, &'m DrumMap), QuantizeError> {
    let mut best: Option<(Laid, &DrumMap)> = None;
    let mut first_error = None;
    let unknown = |laid: &Laid| laid.left_out.unknown_keys.values().sum::<u32>();
    for map in maps {
        match quantize(performance, map, grid, Rules::Quatrain) {
            Ok(laid) => {
                let is_better = best
                    .as_ref()
                    .is_none_or(|(best, _)| unknown(&laid) < unknown(best));
                if is_better {
                    best = Some((laid, map));
                }
            }
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    best.ok_or_else(|| first_error.unwrap_or(QuantizeError::Empty { unknown: 0 }))
}

fn refused(error: QuantizeError, file: String, grid: Grid) -> FileError {
    match error {
        QuantizeError::Meter { meter, .. } => FileError::Meter {
            file,
            meter,
            quarters: grid.beats_per_bar(),
        },
        QuantizeError::Endless { bars } => FileError::Endless { file, bars },
        QuantizeError::Empty { unknown } => FileError::Empty { file, unknown },
        // The reference's alone.
        _ => FileError::Empty { file, unknown: 0 },
    }
}

/// As many bars as the grid has, and which they are where the sequence has others. A long one is
/// cut from the first bar in which something is played; a short one is repeated if that comes out
/// even, else what it lacks stays empty.
fn cut(sequence: &Sequence, grid: Grid) -> (Box<Groove>, Option<String>) {
    let (bars, wanted) = (sequence.bars(), grid.bars());
    let steps = grid.steps_per_bar();
    let played = sequence.strokes().first();
    let played = played.map_or(0, |stroke| stroke.step.0 / steps);
    let first = played.min(bars.saturating_sub(wanted));
    let mut whole = sequence.clone();
    let used = if bars > wanted {
        let last = first + wanted;
        Some(format!("bars {}–{last} of {bars} were used", first + 1))
    } else if bars == wanted {
        None
    } else if wanted.is_multiple_of(bars) {
        whole.repeat_to(wanted);
        let what = match bars {
            1 => "its bar is".to_owned(),
            bars => format!("its {bars} bars are"),
        };
        Some(format!("{what} repeated up to {wanted}"))
    } else {
        Some(format!("it has {bars} bars; the rest of {wanted} is empty"))
    };

    let mut groove = Box::new(Groove::empty(grid));
    let start = first * steps;
    for stroke in whole.between(Step(start), Step(start + grid.steps())) {
        let step = Step(stroke.step.0 - start);
        groove.set(step, stroke.drum, Cell::from(stroke));
    }
    (groove, used)
}

#[cfg(test)]
mod tests {
    use groove::{
        Beats, Drum, Tempo,
        midi::{Clip, ClipNote},
        units::{MidiKey, MidiVelocity},
    };

    use super::*;

    /// A file with a stroke of `key` at each of these beats.
    fn file(folder: &Path, name: &str, beats: &[f64], key: u8) -> std::path::PathBuf {
        let notes = beats.iter().map(|&beat| ClipNote {
            start: Beats(beat),
            length: Beats(0.25),
            channel: 9,
            key: MidiKey::new(key).expect("a key"),
            velocity: MidiVelocity::new(77),
        });
        let clip = Clip {
            notes: notes.collect(),
            length: Beats(4.0),
            beats_per_bar: 4,
            tempo: Tempo::DEFAULT,
            name: "test".to_owned(),
            remark: None,
        };
        let path = folder.join(name);
        fs::write(&path, clip.to_bytes()).expect("a file of ours");
        path
    }

    fn maps() -> Vec<DrumMap> {
        let own = DrumMap::general_midi().clone();
        std::iter::once(own)
            .chain(DrumMap::shipped().iter().cloned())
            .collect()
    }

    fn kicks(groove: &Groove) -> Vec<usize> {
        let kicks = groove.strokes().filter(|stroke| stroke.drum == Drum::Kick);
        kicks.map(|stroke| stroke.step.0).collect()
    }

    #[test]
    fn four_bars_are_cut_and_the_rest_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let read = |beats: &[f64]| {
            let file = file(folder.path(), "beat.mid", beats, 36);
            read(&file, &maps(), Grid::FOUR_BARS).expect("a groove")
        };
        let four = read(&[0.0, 15.0]);
        assert_eq!((kicks(&four.groove), four.remarks.len()), (vec![0, 60], 0));
        let long = read(&[8.0, 21.0, 30.0]);
        assert_eq!(kicks(&long.groove), [0, 52]);
        assert_eq!(long.remarks, ["bars 3–6 of 8 were used"]);
        let late = read(&[25.0, 30.0]);
        assert_eq!(
            (kicks(&late.groove), &*late.remarks[0]),
            (vec![36, 56], "bars 5–8 of 8 were used")
        );
        let one = read(&[1.0]);
        assert_eq!(kicks(&one.groove), [4, 20, 36, 52]);
        assert_eq!(one.remarks, ["its bar is repeated up to 4"]);
        let two = read(&[1.0, 5.0]);
        assert_eq!(kicks(&two.groove), [4, 20, 36, 52]);
        let three = read(&[1.0, 9.0]);
        assert_eq!(kicks(&three.groove), [4, 36]);
        assert_eq!(three.remarks, ["it has 3 bars; the rest of 4 is empty"]);
    }

    #[test]
    fn the_map_that_knows_the_keys_is_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let theirs = DrumMap::named("roland").expect("it is shipped");
        let key = theirs
            .keys(Drum::OpenHat)
            .iter()
            .find(|key| DrumMap::general_midi().drum(**key).is_none());
        let key = key.expect("it has keys of its own");
        let file = file(folder.path(), "beat.mid", &[0.0, 15.0], key.get());
        let read = read(&file, &maps(), Grid::FOUR_BARS).expect("a groove");
        assert_eq!(read.groove.stroke_count(), 2);
        assert_eq!(read.remarks.len(), 1, "{:?}", read.remarks);
    }

    #[test]
    fn what_is_no_groove_says_what_to_do() {
        let folder = tempfile::tempdir().expect("a folder");
        let failure = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            fs::write(&path, bytes).expect("a file of ours");
            let error = read(&path, &maps(), Grid::FOUR_BARS).expect_err("it is no groove");
            error.to_string()
        };
        assert!(failure("a.mid", b"hello").contains("a.mid: not a readable MIDI file"));
        let empty = fs::read(file(folder.path(), "b.mid", &[], 36)).expect("ours");
        assert!(failure("b.mid", &empty).contains("b.mid holds no drums: drop"));
        let strange = fs::read(file(folder.path(), "c.mid", &[0.0], 1)).expect("ours");
        assert!(failure("c.mid", &strange).contains("1 of its notes are on other keys"));
        let mut waltz = fs::read(file(folder.path(), "d.mid", &[0.0], 36)).expect("ours");
        let at = waltz
            .windows(3)
            .position(|bytes| bytes == [0xFF, 0x58, 0x04]);
        waltz[at.expect("a meter") + 3] = 3;
        assert!(failure("d.mid", &waltz).contains("d.mid is in 3/4"));
        for (path, expected) in [
            (folder.path().to_owned(), "is no file"),
            (folder.path().join("no.mid"), "no.mid can't be read"),
        ] {
            let error = read(&path, &maps(), Grid::FOUR_BARS).expect_err("there is none");
            assert!(error.to_string().contains(expected), "{error}");
        }
    }
}
