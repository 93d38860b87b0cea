//! NumPy's .npz archives, as the reference's tensors are stored: one array a file.
//!
//! Written entry by entry, so that an archive of any size needs the memory of one entry.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use npyz::WriterBuilder;
use rawzip::{
    CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipArchiveWriter, path::EntryPath,
};
use thiserror::Error;

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
        source: rawzip::Error,
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
    bytes: Vec<u8>,
    entries: BTreeMap<String, Entry>,
}

#[derive(Clone, Copy)]
struct Entry {
    place: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
}

impl ArrayReader {
    /// Opens an archive.
    ///
    /// # Errors
    /// If it can't be opened or is no archive.
    pub fn open(file: &Path) -> Result<Self, ArrayError> {
        let bytes = fs::read(file).map_err(|source| ArrayError::File {
            file: file.to_owned(),
            source,
        })?;
        let entries = entries(&bytes).map_err(|source| ArrayError::Archive {
            file: file.to_owned(),
            source,
        })?;
        Ok(Self {
            file: file.to_owned(),
            bytes,
            entries,
        })
    }

    /// Names of the arrays, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Reads an array of float32 or booleans.
    ///
    /// # Errors
    /// If there is none of this name, it is damaged, or holds other numbers.
    pub fn read(&self, name: &str) -> Result<Array, ArrayError> {
        let wrong = |reason: String| ArrayError::Array {
            file: self.file.clone(),
            name: name.to_owned(),
            reason,
        };
        let Some(entry) = self.entries.get(name) else {
            return Err(wrong("there is none".to_owned()));
        };
        let said = |error: rawzip::Error| wrong(error.to_string());
        let archive = ZipArchive::from_slice(&self.bytes).map_err(said)?;
        let found = archive.get_entry(entry.place).map_err(said)?;
        let packed = found.data();
        let unpacked: Box<dyn Read> = match entry.method {
            CompressionMethod::STORE => Box::new(packed),
            CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(packed)),
            method => {
                let number = method.as_u16();
                return Err(wrong(format!("it is packed by the method {number}")));
            }
        };
        array(unpacked.take(MOST_BYTES)).map_err(wrong)
    }
}

fn entries(bytes: &[u8]) -> Result<BTreeMap<String, Entry>, rawzip::Error> {
    let archive = ZipArchive::from_slice(bytes)?;
    let mut entries = BTreeMap::new();
    for record in archive.entries() {
        let record = record?;
        let name = String::from_utf8_lossy(record.file_path().as_bytes()).into_owned();
        let entry = Entry {
            place: record.wayfinder(),
            method: record.compression_method(),
        };
        entries.insert(name.strip_suffix(".npy").unwrap_or(&name).to_owned(), entry);
    }
    Ok(entries)
}

fn array(bytes: impl Read) -> Result<Array, String> {
    let said = |error: io::Error| error.to_string();
    let array = npyz::NpyFile::new(bytes).map_err(said)?;
    let shape = array.shape().to_vec();
    if array.order() != npyz::Order::C {
        return Err("it is in Fortran's order".to_owned());
    }
    let values: io::Result<Vec<f32>> = match array.try_data::<f32>() {
        Ok(numbers) => numbers.collect(),
        Err(array) => match array.try_data::<bool>() {
            Ok(bits) => bits.map(|bit| bit.map(f32::from)).collect(),
            Err(array) => {
                let kind = array.dtype().descr();
                return Err(format!("it holds {kind}, not float32 or bool"));
            }
        },
    };
    let values = values.map_err(said)?;
    Ok(Array { shape, values })
}

/// An archive that is being written.
pub struct ArrayWriter<W: Write> {
    archive: ZipArchiveWriter<W>,
}

impl<W: Write> ArrayWriter<W> {
    /// Begins an archive.
    pub fn new(to: W) -> Self {
        Self {
            archive: ZipArchiveWriter::new(to),
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
        let name = format!("{name}.npy");
        // No clock in the archive: the same tensors make the same bytes.
        let file = self.archive.new_file(EntryPath::verbatim(name.as_bytes()));
        let file = file.compression_method(CompressionMethod::DEFLATE);
        let (mut entry, config) = file.start().map_err(io::Error::other)?;
        let mut packer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
        let mut writer = npyz::WriteOptions::new()
            .default_dtype()
            .shape(shape)
            .writer(&mut packer)
            .begin_nd()?;
        writer.extend(values)?;
        writer.finish()?;
        let (packer, descriptor) = packer.finish().map_err(io::Error::other)?;
        packer.finish()?;
        entry.finish(descriptor).map_err(io::Error::other)?;
        Ok(())
    }

    /// Ends the archive.
    ///
    /// # Errors
    /// If the disk is full, say.
    pub fn finish(self) -> io::Result<()> {
        self.archive.finish().map_err(io::Error::other)?.flush()
    }
}
