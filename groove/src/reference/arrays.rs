//! NumPy's .npz archives, as the reference's tensors are stored: one array a file.
//!
//! Written entry by entry, so that an archive of any size needs the memory of one entry.

use std::{
    io::{self, BufReader, Read, Seek, Write},
    path::{Path, PathBuf},
};

use npyz::WriterBuilder;
use thiserror::Error;
use zip::{ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::tensor::{Tensor, WIDTH};

/// No array of the reference is larger; a file that claims more is damaged.
const MOST_BYTES: u64 = 1 << 30;

/// Why an archive of arrays can't be read or written.
#[derive(Debug, Error)]
pub enum ArrayError {
    /// The file system said no.
    #[error("{}: {source}", file.display())]
    File {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The archive is damaged, or none.
    #[error("{}: not a readable .npz archive ({source})", file.display())]
    Archive {
        /// Which file.
        file: PathBuf,
        /// What the zip library said.
        source: ZipError,
    },
    /// An array is damaged, or of numbers we don't take.
    #[error("{}: the array {name:?} is not readable ({reason})", file.display())]
    Array {
        /// Which file.
        file: PathBuf,
        /// Which array.
        name: String,
        /// What is wrong.
        reason: String,
    },
}

/// An array of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Its sizes.
    pub shape: Vec<u64>,
    /// Its numbers, the last size running fastest. Booleans are 0 and 1.
    pub values: Vec<f32>,
}

/// An archive that is being read.
pub struct ArrayReader {
    file: PathBuf,
    archive: ZipArchive<BufReader<std::fs::File>>,
}

impl ArrayReader {
    /// Opens an archive.
    ///
    /// # Errors
    /// If it can't be opened or is no archive.
    pub fn open(file: &Path) -> Result<Self, ArrayError> {
        let opened = std::fs::File::open(file).map_err(|source| ArrayError::File {
            file: file.to_owned(),
            source,
        })?;
        let archive =
            ZipArchive::new(BufReader::new(opened)).map_err(|source| ArrayError::Archive {
                file: file.to_owned(),
                source,
            })?;
        Ok(Self {
            file: file.to_owned(),
            archive,
        })
    }

    /// Names of the arrays, in the order of the archive.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        (0..self.archive.len())
            .filter_map(|at| self.archive.name_for_index(at)?.ok())
            .map(|name| name.strip_suffix(".npy").unwrap_or(&name).to_owned())
            .collect()
    }

    /// Reads an array of float32 or booleans.
    ///
    /// # Errors
    /// If there is none of this name, it is damaged, or holds other numbers.
    pub fn read(&mut self, name: &str) -> Result<Array, ArrayError> {
        let file = self.file.clone();
        let wrong = |reason: String| ArrayError::Array {
            file: file.clone(),
            name: name.to_owned(),
            reason,
        };
        let entry = self
            .archive
            .by_name(&format!("{name}.npy"))
            .map_err(|error| wrong(error.to_string()))?;
        let array =
            npyz::NpyFile::new(entry.take(MOST_BYTES)).map_err(|error| wrong(error.to_string()))?;
        let shape = array.shape().to_vec();
        if array.order() != npyz::Order::C {
            return Err(wrong("it is in Fortran's order".to_owned()));
        }
        let values: io::Result<Vec<f32>> = match array.try_data::<f32>() {
            Ok(numbers) => numbers.collect(),
            Err(array) => match array.try_data::<bool>() {
                Ok(bits) => bits.map(|bit| bit.map(f32::from)).collect(),
                Err(array) => {
                    let kind = array.dtype().descr();
                    return Err(wrong(format!("it holds {kind}, not float32 or bool")));
                }
            },
        };
        let values = values.map_err(|error| wrong(error.to_string()))?;
        Ok(Array { shape, values })
    }
}

/// An archive that is being written.
pub struct ArrayWriter<W: Write + Seek> {
    archive: ZipWriter<W>,
}

impl<W: Write + Seek> ArrayWriter<W> {
    /// Begins an archive.
    pub fn new(to: W) -> Self {
        Self {
            archive: ZipWriter::new(to),
        }
    }

    /// Writes windows of equal length as an array `[windows, rows, 27]` of float32.
    ///
    /// # Errors
    /// If the disk is full, say.
    pub fn windows(&mut self, name: &str, rows: usize, windows: &[Tensor]) -> io::Result<()> {
        let shape = [windows.len() as u64, rows as u64, WIDTH as u64];
        self.write(name, &shape, windows.iter().flat_map(Tensor::to_f32))
    }

    /// Writes the control sequences of windows as an array `[windows, rows, 9]` of booleans.
    ///
    /// # Errors
    /// If the disk is full, say.
    pub fn controls(&mut self, name: &str, rows: usize, windows: &[Tensor]) -> io::Result<()> {
        let shape = [windows.len() as u64, rows as u64, WIDTH as u64 / 3];
        self.write(name, &shape, windows.iter().flat_map(super::inputs::hits))
    }

    fn write<T: npyz::AutoSerialize>(
        &mut self,
        name: &str,
        shape: &[u64],
        values: impl Iterator<Item = T>,
    ) -> io::Result<()> {
        // No clock in the archive: the same tensors make the same bytes.
        let options = SimpleFileOptions::default().large_file(false);
        self.archive.start_file(format!("{name}.npy"), options)?;
        let mut bytes = Vec::new();
        let mut writer = npyz::WriteOptions::new()
            .default_dtype()
            .shape(shape)
            .writer(&mut bytes)
            .begin_nd()?;
        writer.extend(values)?;
        writer.finish()?;
        self.archive.write_all(&bytes)
    }

    /// Ends the archive.
    ///
    /// # Errors
    /// If the disk is full, say.
    pub fn finish(self) -> io::Result<()> {
        self.archive.finish()?.flush()
    }
}
