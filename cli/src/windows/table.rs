//! The table of windows, in the columns of the reference's.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use groove::{
    corpus::{BeatType, Imported},
    reference::{Row, Sums},
};

use super::output::Output;

/// A table on its way to the disk.
pub struct Table {
    file: PathBuf,
    writer: csv::Writer<File>,
    published: bool,
}

impl Table {
    /// Begins a table: of files, or of the published data set's clips.
    pub fn create(file: &Path, published: bool) -> Result<Self> {
        let writer = csv::Writer::from_path(file)
            .with_context(|| format!("can't write the table {}", file.display()))?;
        let mut table = Self {
            file: file.to_owned(),
            writer,
            published,
        };
        let mut columns = if published {
            vec!["split", "id"]
        } else {
            vec!["midi_filename"]
        };
        columns.extend(Sums::COLUMNS);
        if !published {
            columns.extend(["split", "time_signature", "bpm", "beat_type"]);
            columns.extend(["n_notes", "last_start_step"]);
        }
        columns.push("note");
        table.write(columns)?;
        Ok(table)
    }

    /// Adds the rows of a piece; a piece that could not be read has one that says why.
    pub fn add(&mut self, imported: &Imported<Output>) -> Result<()> {
        let rejected = |sentence: &str| {
            let row = Row {
                sums: Sums::default(),
                notes: 0,
                last_step: None,
                note: sentence.to_owned(),
            };
            vec![(imported.piece.name.clone(), row)]
        };
        match (&imported.value, &imported.result) {
            (Some(output), _) => self.rows(imported, &output.rows),
            (None, Err(rejection)) => self.rows(imported, &rejected(&rejection.sentence)),
            (None, Ok(_)) => Ok(()),
        }
    }

    fn rows(&mut self, imported: &Imported<Output>, rows: &[(String, Row)]) -> Result<()> {
        let about = imported.piece.about.as_ref();
        let split = imported
            .piece
            .split
            .map_or(String::new(), |it| it.to_string());
        let meter = about.and_then(|about| about.meter);
        let meter = meter.map(|meter| format!("{}-{}", meter.numerator, meter.denominator));
        let bpm = about.and_then(|about| about.bpm);
        let beat_type = match about.and_then(|about| about.beat_type) {
            Some(BeatType::Beat) => "beat",
            Some(BeatType::Fill) => "fill",
            None => "",
        };
        for (name, row) in rows {
            let sums = row.sums.columns();
            let mut line = if self.published {
                vec![split.clone(), name.clone()]
            } else {
                vec![name.clone()]
            };
            line.extend(sums);
            if !self.published {
                line.push(split.clone());
                line.push(meter.clone().unwrap_or_default());
                line.push(bpm.map_or(String::new(), |bpm| bpm.get().to_string()));
                line.push(beat_type.to_owned());
                line.push(row.notes.to_string());
                line.push(
                    row.last_step
                        .map_or(String::new(), |step| step.0.to_string()),
                );
            }
            line.push(row.note.clone());
            self.write(line)?;
        }
        Ok(())
    }

    fn write<C: AsRef<[u8]>>(&mut self, line: Vec<C>) -> Result<()> {
        self.writer
            .write_record(line)
            .with_context(|| format!("can't write the table {}", self.file.display()))
    }

    /// Ends the table.
    pub fn finish(mut self) -> Result<()> {
        self.writer
            .flush()
            .with_context(|| format!("can't write the table {}", self.file.display()))
    }
}
