//! A zip archive: its directory in memory, its entries unpacked one by one, on any thread.

use std::{fmt, fs::File, io::Read, path::Path, sync::Arc};

use flate2::read::DeflateDecoder;
use rawzip::{
    CompressionMethod, FileReader, MAX_CENTRAL_DIRECTORY_RECORD_SIZE, ZipArchive,
    ZipArchiveEntryWayfinder, ZipFileHeaderRecord,
};

use super::{
    CorpusError, Found, LARGEST_FILE, Piece, Trouble,
    name::{self, Kind},
    piece::{Content, read_all},
    records::Records,
};

/// An open archive.
pub struct Archive {
    zip: ZipArchive<FileReader>,
    /// Files sorted by name, folder by folder, as [`super::folder::walk`] sorts them; of one name
    /// in the order of the directory.
    entries: Vec<Entry>,
}

struct Entry {
    name: Box<str>,
    place: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    encrypted: bool,
}

impl Archive {
    /// Opens an archive and reads its directory.
    pub fn open(path: &Path) -> Result<Self, CorpusError> {
        let damaged = |reason: String| CorpusError::Archive {
            path: path.to_owned(),
            reason,
        };
        let file = File::open(path).map_err(|source| CorpusError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
        let zip =
            ZipArchive::from_file(file, &mut buffer).map_err(|error| damaged(error.to_string()))?;
        let mut entries = Vec::new();
        let mut found = 0;
        let mut directory = zip.entries(&mut buffer);
        while let Some(record) = directory
            .next_entry()
            .map_err(|error| damaged(error.to_string()))?
        {
            found += 1;
            if !record.is_dir() {
                entries.push(Entry::new(&record));
            }
        }
        let claimed = zip.entries_hint();
        if found < claimed {
            return Err(damaged(format!(
                "its directory names {found} of {claimed} files"
            )));
        }
        entries.sort_by(|one, other| one.name.split('/').cmp(other.name.split('/')));
        Ok(Self { zip, entries })
    }

    /// All that it holds.
    pub fn walk(self: &Arc<Self>) -> impl Iterator<Item = Found<'_>> + Send {
        (0..self.entries.len()).map(move |at| self.found(at))
    }

    fn found(self: &Arc<Self>, at: usize) -> Found<'_> {
        let name = self.name(at).to_owned();
        match Kind::of(&name) {
            Kind::Other(kind) => Found::Other { name, kind },
            _ if self.is_again(at) => Found::Piece(Piece::trouble(name, Trouble::Twice)),
            Kind::Midi => Found::Piece(Piece::new(name, self.content(at))),
            Kind::Records => match self.reader(at) {
                Ok(reader) => Found::Records(Records::new(name, reader)),
                Err(trouble) => Found::Piece(Piece::trouble(name, trouble)),
            },
        }
    }

    /// Place of the `info.csv` next to the root; of several, the first by name.
    pub fn info(&self) -> Option<usize> {
        let depth = |at: &usize| self.name(*at).matches('/').count();
        (0..self.entries.len())
            .filter(|&at| self.name(at).rsplit('/').next() == Some(super::dataset::INFO))
            .min_by_key(depth)
    }

    /// Place of the first entry of a name.
    pub fn find(&self, name: &str) -> Option<usize> {
        let before = |entry: &Entry| entry.name.split('/').lt(name.split('/'));
        let at = self.entries.partition_point(before);
        (*self.entries.get(at)?.name == *name).then_some(at)
    }

    /// Whether an entry has the name of the one before.
    fn is_again(&self, at: usize) -> bool {
        at > 0 && self.name(at - 1) == self.name(at)
    }

    /// Name of an entry, the archive's folders included.
    pub fn name(&self, at: usize) -> &str {
        self.entries.get(at).map_or("", |entry| &entry.name)
    }

    /// For a piece that is read later.
    pub fn content(self: &Arc<Self>, at: usize) -> Content {
        Content::Entry(Arc::clone(self), at)
    }

    /// Unpacks an entry.
    pub fn read(&self, at: usize) -> Result<Vec<u8>, Trouble> {
        let claimed = self.entries.get(at).map(|entry| entry.place);
        if claimed.is_some_and(|place| place.uncompressed_size_hint() > LARGEST_FILE) {
            return Err(Trouble::TooLarge);
        }
        let bytes = read_all(self.reader(at)?).map_err(|error| damaged(&error))?;
        bytes.ok_or(Trouble::TooLarge)
    }

    /// Unpacks an entry as it is read; that all of it is right shows at its end.
    pub fn reader(&self, at: usize) -> Result<Box<dyn Read + Send + '_>, Trouble> {
        let entry = self.entries.get(at).ok_or(Trouble::Missing)?;
        if entry.encrypted {
            return Err(Trouble::Encrypted);
        }
        let found = self.zip.get_entry(entry.place);
        let found = found.map_err(|error| damaged(&error))?;
        match entry.method {
            CompressionMethod::STORE => Ok(Box::new(found.verifying_reader(found.reader()))),
            CompressionMethod::DEFLATE => {
                let unpacked = DeflateDecoder::new(found.reader());
                Ok(Box::new(found.verifying_reader(unpacked)))
            }
            method => Err(Trouble::Packing {
                method: method.as_u16(),
            }),
        }
    }
}

impl Entry {
    fn new(record: &ZipFileHeaderRecord) -> Self {
        // Old archivers of Windows write backslashes.
        let name = name::readable(record.file_path().as_bytes()).replace('\\', "/");
        Self {
            name: name.into(),
            place: record.wayfinder(),
            method: record.compression_method(),
            encrypted: record.flags().is_encrypted(),
        }
    }
}

fn damaged(error: &dyn fmt::Display) -> Trouble {
    Trouble::Damaged {
        reason: error.to_string(),
    }
}

impl fmt::Debug for Archive {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Archive({} files)", self.entries.len())
    }
}
