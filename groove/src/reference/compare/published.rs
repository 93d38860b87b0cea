//! The table with a row a clip of the published data set.

use std::{collections::BTreeMap, path::Path};

use super::{CompareError, Compared, Settings};
use crate::{
    corpus::{Corpus, Piece},
    performance::Performance,
    reference::{
        cut::Length,
        published::{self, NominalMeter},
        table::Sums,
    },
    rules::Rules,
};

/// A row, by column.
type Row = BTreeMap<String, String>;

/// Compares all numbers of all clips, and how many clips there are of each file.
pub(super) fn compare(
    file: &Path,
    settings: &Settings,
    data: &Path,
    compared: &mut Compared,
) -> Result<(), CompareError> {
    let (Some(cut), Length::Bars(bars)) = (settings.cut(), settings.length) else {
        return Ok(());
    };
    let mut rows = rows(file)?;
    for piece in pieces(data)? {
        let about = piece.about.clone().unwrap_or_default();
        let Some(theirs) = rows.remove(&about.id) else {
            continue;
        };
        let Some(performance) = read(&piece, compared) else {
            continue;
        };
        let nominal = NominalMeter::listed(&about).and_then(Result::ok);
        let clips = nominal.and_then(|nominal| published::clips(&performance, nominal, bars).ok());
        let ours: Vec<Performance> = clips.into_iter().flatten().collect();
        let (one, other) = (theirs.len().to_string(), ours.len().to_string());
        compared.text(&about.id, "clips", &one, &other);
        for (theirs, ours) in theirs.iter().zip(ours) {
            compared.rows += 1;
            let row = cut.row(&ours, &cut.windows(&ours));
            let columns = Sums::COLUMNS.into_iter().zip(row.sums.columns());
            for (column, ours) in columns.chain([("note", row.note.clone())]) {
                if let Some(value) = theirs.get(column) {
                    compared.text(&theirs["id"], column, value, &ours);
                }
            }
        }
    }
    for (id, clips) in rows {
        compared.differ(
            &id,
            "file",
            &format!("{} clips", clips.len()),
            "not in the dataset",
        );
    }
    Ok(())
}

/// The rows of the table by the file that they were cut from, each in the order of its clips.
fn rows(file: &Path) -> Result<BTreeMap<String, Vec<Row>>, CompareError> {
    let wrong = |source| CompareError::Table {
        file: file.to_owned(),
        source,
    };
    let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(file).map_err(wrong)?;
    for row in reader.deserialize() {
        let row: Row = row.map_err(wrong)?;
        // An id ends with the number of the clip, e.g. `drummer1/session1/1:003`.
        let id = row.get("id").and_then(|id| id.rsplit_once(':'));
        if let Some((id, _)) = id {
            rows.entry(id.to_owned()).or_default().push(row);
        }
    }
    for clips in rows.values_mut() {
        clips.sort_by(|one, other| one["id"].cmp(&other["id"]));
    }
    Ok(rows)
}

fn pieces(data: &Path) -> Result<Vec<Piece>, CompareError> {
    let wrong = |reason: String| CompareError::Data {
        file: data.to_owned(),
        reason,
    };
    let corpus = Corpus::open(data).map_err(|error| wrong(error.to_string()))?;
    if corpus.has_splits() {
        Ok(corpus.pieces().collect())
    } else {
        Err(wrong("has no info.csv".to_owned()))
    }
}

fn read(piece: &Piece, compared: &mut Compared) -> Option<Performance> {
    match piece.read(Rules::Reference) {
        Ok(performance) => Some(performance),
        Err(error) => {
            compared.differ(&piece.name, "file", "readable", &error.to_string());
            None
        }
    }
}
