//! Tables with a row a MIDI file.

use std::path::Path;

use super::{CompareError, Compared, Settings};
use crate::reference::table::Sums;

/// Compares all columns that follow from the MIDI file; the others stand in the dataset's list.
pub(super) fn compare(
    file: &Path,
    settings: &Settings,
    data: &Path,
    compared: &mut Compared,
) -> Result<(), CompareError> {
    let wrong = |source| CompareError::Table {
        file: file.to_owned(),
        source,
    };
    let Some(cut) = settings.cut() else {
        return Ok(());
    };
    let mut reader = csv::Reader::from_path(file).map_err(wrong)?;
    let columns = reader.headers().map_err(wrong)?.clone();
    for line in reader.records() {
        let line = line.map_err(wrong)?;
        let theirs = |name: &str| {
            let at = columns.iter().position(|column| column == name)?;
            line.get(at)
        };
        let Some(name) = theirs("midi_filename") else {
            continue;
        };
        compared.rows += 1;
        let Some(performance) = compared.read(data, name) else {
            continue;
        };
        let row = cut.row(&performance, &cut.windows(&performance));
        let last_step = row
            .last_step
            .map_or(String::new(), |step| step.0.to_string());
        let ours = Sums::COLUMNS.into_iter().zip(row.sums.columns()).chain([
            ("n_notes", row.notes.to_string()),
            ("last_start_step", last_step),
            ("note", row.note.clone()),
        ]);
        for (column, ours) in ours {
            if let Some(theirs) = theirs(column) {
                compared.text(name, column, theirs, &ours);
            }
        }
    }
    Ok(())
}
