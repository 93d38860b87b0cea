//! Maps as CSV. The two columns that matter hold numbers and names of drums, neither of which
//! can hold a comma, so that a row is its line; a reader of all of CSV would only lose count of
//! the lines, which the messages need.

use super::{
    DrumMap, DrumMapError, DrumMapFault, Role,
    check::{self, Entry},
    name,
};
use crate::{drum::Drum, units::MidiKey};

/// The first row of a file that we write.
const HEADINGS: &str = "key,drum";

/// Reads a map from the text of its file.
pub fn read(map: &str, text: &str) -> Result<DrumMap, DrumMapError> {
    // Spreadsheets begin a file with a mark of its encoding.
    let text = text.trim_start_matches('\u{feff}');
    let rows = text
        .lines()
        .zip(1..)
        .filter(|(row, _)| !row.trim().is_empty() && !row.trim_start().starts_with('#'));
    let mut entries = Vec::new();
    let mut begun = false;
    for (row, line) in rows {
        let headings = !begun && columns(row).next().is_some_and(is_heading);
        begun = true;
        if headings {
            continue;
        }
        let (key, role) = entry(row).map_err(|fault| fault.on(Some(line)))?;
        entries.push(Entry {
            key,
            role,
            line: Some(line),
        });
    }
    if entries.is_empty() {
        return Err(DrumMapFault::Empty.into());
    }
    check::map(map.to_owned(), &entries)
}

fn is_heading(first: &str) -> bool {
    first.eq_ignore_ascii_case("key")
}

fn entry(row: &str) -> Result<(MidiKey, Role), DrumMapFault> {
    let mut columns = columns(row);
    let (Some(key), Some(role)) = (columns.next(), columns.next()) else {
        return Err(DrumMapFault::Columns);
    };
    Ok((name::key(key)?, name::role(role)?))
}

/// The fields of a row, without spaces and quotation marks around them.
fn columns(row: &str) -> impl Iterator<Item = &str> {
    row.split([',', ';'])
        .map(|field| field.trim().trim_matches('"').trim())
}

/// The text of a map's file.
pub fn write(map: &DrumMap) -> String {
    let drums = Drum::ALL.into_iter().flat_map(|drum| {
        map.keys(drum)
            .iter()
            .map(move |&key| (key, Role::Plays(drum)))
    });
    let ignored = map.ignored().iter().map(|&key| (key, Role::Ignored));
    let mut text = format!("{HEADINGS}\n");
    for (key, role) in drums.chain(ignored) {
        let role = match role {
            Role::Plays(drum) => name::written(drum),
            Role::Ignored => name::IGNORE.to_owned(),
        };
        text += &format!("{},{role}\n", key.get());
    }
    text
}
