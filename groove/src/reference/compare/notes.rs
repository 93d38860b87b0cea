//! Notes made of windows.

use std::{fs::File, io::BufReader, path::Path};

use serde::Deserialize;

use super::{CompareError, Compared};
use crate::{
    drum_map::DrumMap,
    reference::{
        cut::{Cut, Length},
        notes::notes,
        tensor::Tensor,
    },
};

/// The notes of a window.
#[derive(Deserialize)]
struct Window {
    midi_filename: String,
    window: usize,
    /// Pitch in the one map, in the other, start and end in seconds, velocity.
    notes: Vec<[f64; 5]>,
}

/// Compares every note of every window.
pub(super) fn compare(
    file: &Path,
    data: &Path,
    compared: &mut Compared,
) -> Result<(), CompareError> {
    let opened = File::open(file).map_err(|source| CompareError::File {
        file: file.to_owned(),
        source,
    })?;
    let windows: Vec<Window> =
        serde_json::from_reader(BufReader::new(opened)).map_err(|source| CompareError::Notes {
            file: file.to_owned(),
            source,
        })?;
    let (roland, reduced) = (DrumMap::roland(), DrumMap::reduced());
    let Ok(cut) = Cut::reference(roland, Length::Bars(4), None) else {
        return Ok(());
    };
    for theirs in windows {
        compared.rows += 1;
        let place = format!("{} window {}", theirs.midi_filename, theirs.window);
        let Some(performance) = compared.read(data, &theirs.midi_filename) else {
            continue;
        };
        let tensor = cut
            .windows(&performance)
            .ok()
            .and_then(|windows| windows.tensors().nth(theirs.window));
        let Some(tensor) = tensor else {
            compared.differ(&place, "window", "there", "missing");
            continue;
        };
        // The reference takes its notes from the stored float32.
        let tensor = Tensor::from_f32(&tensor.to_f32().collect::<Vec<_>>());
        let ours: Vec<[f64; 5]> = notes(&tensor, roland)
            .map(|note| {
                [
                    f64::from(note.key.get()),
                    f64::from(reduced.key(note.drum).get()),
                    note.start.0,
                    note.end.0,
                    f64::from(note.velocity.get()),
                ]
            })
            .collect();
        if ours.len() != theirs.notes.len() {
            let (theirs, ours) = (theirs.notes.len().to_string(), ours.len().to_string());
            compared.differ(&place, "count of notes", &theirs, &ours);
            continue;
        }
        let names = [
            "pitch (roland)",
            "pitch (reduced)",
            "start",
            "end",
            "velocity",
        ];
        for (at, (theirs, ours)) in theirs.notes.iter().zip(&ours).enumerate() {
            for (column, name) in names.iter().enumerate() {
                let what = || format!("note {at}, {name}");
                compared.number(&place, what, theirs[column], ours[column]);
            }
        }
    }
    Ok(())
}
