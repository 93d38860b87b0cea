//! TFRecord files: byte strings one after the other, as TensorFlow's tools write and read them.
//!
//! A record is its length (64 bits, little endian), the checksum of those eight bytes, the bytes,
//! and their checksum. Checksums are CRC-32C, turned and shifted by a constant, so that the
//! checksum of bytes that hold checksums stays a good one (TensorFlow, `record_writer.h`).
//!
//! This module knows nothing of what the records hold: for that see [`crate::note_sequence`].
//!
//! ```
//! use groove::tfrecord::{Records, Writer};
//!
//! let mut writer = Writer::new(Vec::new());
//! writer.write(b"first")?;
//! writer.write(b"second")?;
//! let file = writer.finish()?;
//!
//! // The last three bytes are lost.
//! let mut records = Records::new(&file[..file.len() - 3]);
//! assert_eq!(records.next().unwrap()?, b"first");
//! let torn = records.next().unwrap().unwrap_err();
//! assert_eq!(torn.offset(), 21);
//! assert!(records.next().is_none());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::io::{self, Read, Write};

use thiserror::Error;

/// The largest record that is read if nothing else is said, in bytes: a million notes have room.
pub const LARGEST_RECORD: u64 = 64 << 20;

/// Bytes of a checksum.
const CHECKSUM: usize = 4;
/// Bytes of the length and its checksum.
const HEAD: usize = 8 + CHECKSUM;

/// Why a record could not be read.
#[derive(Debug, Error)]
pub enum RecordError {
    /// The file ends inside the record.
    #[error("the record at byte {offset} is torn: the file ends at byte {end}")]
    Torn {
        /// Where the record starts.
        offset: u64,
        /// Where the file ends.
        end: u64,
    },
    /// The length is not what was written, so nothing after it can be found.
    #[error(
        "the length of the record at byte {offset} has a wrong checksum: the file is damaged \
         there, or compressed, or no TFRecord at all"
    )]
    Length {
        /// Where the record starts.
        offset: u64,
    },
    /// The bytes are not what was written. The next record can be read all the same.
    #[error("the {length} bytes of the record at byte {offset} have a wrong checksum")]
    Data {
        /// Where the record starts.
        offset: u64,
        /// How many bytes it has.
        length: u64,
    },
    /// The record is too large to be true. The next one can be read all the same.
    #[error("the record at byte {offset} has {length} bytes, more than the {most} allowed")]
    TooLarge {
        /// Where the record starts.
        offset: u64,
        /// How many bytes it has.
        length: u64,
        /// How many it may have.
        most: u64,
    },
    /// The file system said no.
    #[error("the record at byte {offset} can't be read: {source}")]
    Read {
        /// Where the record starts.
        offset: u64,
        /// What the system said.
        source: io::Error,
    },
}

impl RecordError {
    /// Where the record starts, in bytes from the start of the file.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        match self {
            Self::Torn { offset, .. }
            | Self::Length { offset }
            | Self::Data { offset, .. }
            | Self::TooLarge { offset, .. }
            | Self::Read { offset, .. } => *offset,
        }
    }

    /// Whether the next record can be found.
    const fn is_passed(&self) -> bool {
        matches!(self, Self::Data { .. } | Self::TooLarge { .. })
    }
}

/// The records of a file, read one after the other; memory is that of the largest record. Give
/// a buffered reader.
///
/// After [`RecordError::Data`] and [`RecordError::TooLarge`] the next record follows; after any
/// other error there is none.
#[derive(Debug)]
pub struct Records<R> {
    reader: R,
    most: u64,
    offset: u64,
    ended: bool,
}

impl<R: Read> Records<R> {
    /// The records that a reader gives, none larger than [`LARGEST_RECORD`].
    pub fn new(reader: R) -> Self {
        Self::up_to(reader, LARGEST_RECORD)
    }

    /// The records that a reader gives, none larger than `most` bytes.
    pub fn up_to(reader: R, most: u64) -> Self {
        Self {
            reader,
            most,
            offset: 0,
            ended: false,
        }
    }

    /// Up to `length` bytes: fewer where the file ends. Room is made as they come, whatever
    /// length is claimed.
    fn bytes(&mut self, length: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = self.reader.by_ref().take(length).read_to_end(&mut bytes);
        self.offset += bytes.len() as u64;
        read.map(|_| bytes)
    }

    fn skip(&mut self, length: u64) -> io::Result<u64> {
        let skipped = io::copy(&mut self.reader.by_ref().take(length), &mut io::sink())?;
        self.offset += skipped;
        Ok(skipped)
    }

    fn record(&mut self) -> Result<Option<Vec<u8>>, RecordError> {
        let offset = self.offset;
        let unreadable = |source| RecordError::Read { offset, source };
        let head = self.bytes(HEAD as u64).map_err(unreadable)?;
        if head.is_empty() {
            return Ok(None);
        }
        let torn = |end| RecordError::Torn { offset, end };
        let Some((length, checksum)) = head.split_first_chunk::<8>().filter(|_| head.len() == HEAD)
        else {
            return Err(torn(self.offset));
        };
        if checksum != masked(length) {
            return Err(RecordError::Length { offset });
        }
        let length = u64::from_le_bytes(*length);
        let whole = length.saturating_add(CHECKSUM as u64);
        if length > self.most {
            if self.skip(whole).map_err(unreadable)? < whole {
                return Err(torn(self.offset));
            }
            let most = self.most;
            return Err(RecordError::TooLarge {
                offset,
                length,
                most,
            });
        }
        let mut data = self.bytes(whole).map_err(unreadable)?;
        if (data.len() as u64) < whole {
            return Err(torn(self.offset));
        }
        let checksum = data.split_off(data.len() - CHECKSUM);
        if checksum != masked(&data) {
            return Err(RecordError::Data { offset, length });
        }
        Ok(Some(data))
    }
}

impl<R: Read> Iterator for Records<R> {
    type Item = Result<Vec<u8>, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let record = self.record();
        self.ended = match &record {
            Ok(record) => record.is_none(),
            Err(error) => !error.is_passed(),
        };
        record.transpose()
    }
}

/// Writes records one after the other. Give a buffered writer.
#[derive(Debug)]
pub struct Writer<W> {
    writer: W,
}

impl<W: Write> Writer<W> {
    /// Writes to `writer`, from where it stands.
    pub const fn new(writer: W) -> Self {
        Self { writer }
    }

    /// Writes a record.
    ///
    /// # Errors
    /// If the file system says no.
    pub fn write(&mut self, record: &[u8]) -> io::Result<()> {
        let length = (record.len() as u64).to_le_bytes();
        self.writer.write_all(&length)?;
        self.writer.write_all(&masked(&length))?;
        self.writer.write_all(record)?;
        self.writer.write_all(&masked(record))
    }

    /// Hands everything over to the file system, and gives back what was written to.
    ///
    /// # Errors
    /// If the file system says no.
    pub fn finish(mut self) -> io::Result<W> {
        self.writer.flush()?;
        Ok(self.writer)
    }
}

/// The checksum of bytes as it stands in the file.
fn masked(bytes: &[u8]) -> [u8; CHECKSUM] {
    let checksum = crc32c::crc32c(bytes).rotate_right(15);
    checksum.wrapping_add(0xA282_EAD8).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(records: &[Vec<u8>]) -> Vec<u8> {
        let mut writer = Writer::new(Vec::new());
        for record in records {
            writer.write(record).unwrap();
        }
        writer.finish().unwrap()
    }

    fn any_records() -> impl Strategy<Value = Vec<Vec<u8>>> {
        let record = prop::collection::vec(any::<u8>(), 0..40);
        prop::collection::vec(record, 0..6)
    }

    /// How many records from the first on come back as they were, and the first error.
    fn sound(bytes: &[u8], records: &[Vec<u8>]) -> (usize, Option<RecordError>) {
        let mut count = 0;
        for read in Records::new(bytes) {
            match read {
                Ok(read) => assert_eq!(read, records[count]),
                Err(error) => return (count, Some(error)),
            }
            count += 1;
        }
        (count, None)
    }

    proptest! {
        #[test]
        fn records_come_back(records in any_records()) {
            let (count, error) = sound(&file(&records), &records);
            prop_assert!(error.is_none());
            prop_assert_eq!(count, records.len());
        }

        #[test]
        fn a_file_torn_at_any_byte_keeps_what_comes_before(records in any_records()) {
            let whole = file(&records);
            let starts: Vec<usize> = (0..=records.len())
                .map(|count| file(&records[..count]).len())
                .collect();
            for end in 0..whole.len() {
                let (count, error) = sound(&whole[..end], &records);
                let last = starts.iter().rposition(|start| *start <= end).unwrap();
                prop_assert_eq!(count, last);
                if end == starts[last] {
                    prop_assert!(error.is_none(), "the end of a record is a whole file");
                } else {
                    let error = error.unwrap();
                    let RecordError::Torn { offset, end: at } = error else { panic!("{error}") };
                    prop_assert_eq!((offset, at), (starts[last] as u64, end as u64));
                }
            }
        }

        #[test]
        fn every_flipped_bit_is_found(mut records in any_records(), at: prop::sample::Index) {
            records.push(vec![7]);
            let mut bytes = file(&records);
            let bit = at.index(bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            let starts = (0..=records.len()).map(|count| file(&records[..count]).len());
            let damaged = starts.filter(|start| *start <= bit / 8).count() - 1;
            let (count, error) = sound(&bytes, &records);
            prop_assert_eq!(count, damaged);
            let error = error.unwrap();
            prop_assert_eq!(error.offset() as usize, file(&records[..damaged]).len());
            let rest = Records::new(&bytes[..]).skip(damaged + 1).count();
            let found = if error.is_passed() { records.len() - damaged - 1 } else { 0 };
            prop_assert_eq!(rest, found, "sound bytes after a sound length are read");
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Records::up_to(&bytes[..], 100).count();
        }
    }

    #[test]
    fn the_checksum_is_the_known_one() {
        // CRC-32C of 32 zero bytes is 0x8A9136AA (RFC 3720, B.4).
        let turned = 0x8A91_36AA_u32.rotate_right(15);
        let expected = turned.wrapping_add(0xA282_EAD8).to_le_bytes();
        assert_eq!(masked(&[0; 32]), expected);
    }

    #[test]
    fn a_claimed_length_takes_no_memory() {
        for claimed in [1u64 << 30, u64::MAX] {
            let length = claimed.to_le_bytes();
            let mut bytes = length.to_vec();
            bytes.extend(masked(&length));
            bytes.extend([7; 100]);
            for most in [LARGEST_RECORD, u64::MAX] {
                let mut records = Records::up_to(&bytes[..], most);
                let bytes = records.bytes(HEAD as u64 + 100).unwrap();
                assert!(bytes.capacity() < 1000);
                let mut records = Records::up_to(&bytes[..], most);
                let error = records.next().unwrap().unwrap_err();
                assert!(
                    matches!(error, RecordError::Torn { end: 112, .. }),
                    "{error}"
                );
                assert!(records.next().is_none());
            }
        }
    }

    #[test]
    fn a_large_record_is_passed_over_and_named() {
        let bytes = file(&[vec![1; 50], vec![2; 101], vec![3; 100]]);
        let read: Vec<_> = Records::up_to(&bytes[..], 100).collect();
        assert_eq!(read.len(), 3);
        let error = read[1].as_ref().unwrap_err();
        assert!(
            matches!(error, RecordError::TooLarge { offset: 66, .. }),
            "{error}"
        );
        assert_eq!(read[2].as_ref().unwrap(), &vec![3; 100]);
    }

    #[test]
    fn what_the_system_says_is_told() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the disk is on fire"))
            }
        }
        let mut records = Records::new(file(&[vec![1]]).leak().chain(Broken));
        assert!(records.next().unwrap().is_ok());
        let error = records.next().unwrap().unwrap_err();
        assert!(
            error
                .to_string()
                .contains("byte 17 can't be read: the disk is on fire")
        );
        assert!(records.next().is_none());
    }
}
