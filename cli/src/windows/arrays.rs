//! The windows themselves, as an archive of NumPy arrays.

use std::{
    fs::File,
    io::BufWriter,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use groove::reference::arrays::ArrayWriter;

use super::output::Output;

/// An archive on its way to the disk.
pub struct Arrays {
    file: PathBuf,
    writer: ArrayWriter<BufWriter<File>>,
}

impl Arrays {
    /// Begins an archive.
    pub fn create(file: &Path) -> Result<Self> {
        let created = File::create(file)
            .with_context(|| format!("can't write the arrays {}", file.display()))?;
        Ok(Self {
            file: file.to_owned(),
            writer: ArrayWriter::new(BufWriter::new(created)),
        })
    }

    /// Adds the arrays of a piece.
    pub fn add(&mut self, output: &Output) -> Result<()> {
        for array in &output.arrays {
            let written = if array.controls {
                self.writer
                    .controls(&array.name, array.rows, &array.windows)
            } else {
                self.writer.windows(&array.name, array.rows, &array.windows)
            };
            written.with_context(|| format!("can't write the arrays {}", self.file.display()))?;
        }
        Ok(())
    }

    /// Ends the archive.
    pub fn finish(self) -> Result<()> {
        self.writer
            .finish()
            .with_context(|| format!("can't write the arrays {}", self.file.display()))
    }
}
