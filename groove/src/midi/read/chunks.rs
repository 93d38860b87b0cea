//! The outer shape of a MIDI file: its header and the chunks after it.

use crate::rules::Rules;

/// What the header says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    /// How many tracks it promises.
    pub tracks: u16,
    /// Ticks in a quarter note, above 0.
    pub resolution: u16,
    /// Where the first chunk after it starts.
    pub end: usize,
    /// Whether the file goes as far as the header's length says.
    pub whole: bool,
}

/// Why there is no header to go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeaderError {
    NotMidi,
    Timecode,
    NoDivision,
}

/// Bytes of a header that mean something; longer ones are for later standards.
const HEADER_LENGTH: usize = 6;

impl Header {
    pub fn read(bytes: &[u8], rules: Rules) -> Result<Self, HeaderError> {
        let start = match (bytes.get(..4), rules) {
            // MIDI inside RIFF, as old Windows has it. The reference knows it not.
            (Some(b"RIFF"), Rules::Quatrain) => find(bytes, b"MThd"),
            _ => Some(0),
        };
        let chunk = start.and_then(|start| Chunks::new(bytes, start).next());
        let Some(chunk) = chunk.filter(|chunk| &chunk.id == b"MThd") else {
            return Err(HeaderError::NotMidi);
        };
        let Some(&[_, _, tracks_high, tracks_low, division_high, division_low]) =
            chunk.body.get(..HEADER_LENGTH)
        else {
            return Err(HeaderError::NotMidi);
        };
        let resolution = u16::from_be_bytes([division_high, division_low]);
        if resolution == 0 {
            return Err(HeaderError::NoDivision);
        }
        if resolution > 0x7FFF {
            return Err(HeaderError::Timecode);
        }
        Ok(Self {
            tracks: u16::from_be_bytes([tracks_high, tracks_low]),
            resolution,
            end: chunk.end(),
            whole: chunk.whole,
        })
    }
}

/// A named piece of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunk<'b> {
    /// `MTrk` for a track.
    pub id: [u8; 4],
    /// Where its name starts in the file.
    pub start: usize,
    /// What it holds.
    pub body: &'b [u8],
    /// Whether the file goes as far as the chunk says. Else the chunk is taken to end where the
    /// next track begins, or with the file.
    pub whole: bool,
}

impl Chunk<'_> {
    pub fn is_track(&self) -> bool {
        &self.id == b"MTrk"
    }

    /// Where its body starts in the file.
    pub fn body_start(&self) -> usize {
        self.start + 8
    }

    /// Where the next chunk starts in the file.
    pub fn end(&self) -> usize {
        self.body_start() + self.body.len()
    }
}

/// Walks from chunk to chunk.
#[derive(Debug)]
pub(super) struct Chunks<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Chunks<'b> {
    pub fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at }
    }
}

impl<'b> Iterator for Chunks<'b> {
    type Item = Chunk<'b>;

    fn next(&mut self) -> Option<Chunk<'b>> {
        let rest = self.bytes.get(self.at..)?;
        let (&id, rest) = rest.split_first_chunk::<4>()?;
        let (&length, rest) = rest.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(length) as usize;
        let whole = rest.len() >= length;
        let length = if whole {
            length
        } else {
            find(rest, b"MTrk").unwrap_or(rest.len())
        };
        let chunk = Chunk {
            id,
            start: self.at,
            body: rest.get(..length)?,
            whole,
        };
        self.at = chunk.end();
        Some(chunk)
    }
}

/// Where `name` first stands.
fn find(bytes: &[u8], name: &[u8; 4]) -> Option<usize> {
    bytes.windows(4).position(|four| four == name)
}
