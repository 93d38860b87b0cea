//! From the bytes of a MIDI file to a performance, as the reference reads them
//! (`spec.md` 1: pretty_midi's rules, then NoteSequence's order).
//!
//! Reading is our own and not midly's, since the two books of [`Rules`] need what midly hides: it
//! passes over a torn event in silence, ends running status at each meta event where the
//! reference lets it go on, and refuses clock bytes that the reference skips. Nothing is stored
//! for an event that no performance keeps, and no claimed length is believed.

mod chunks;
mod clock;
mod events;
mod name;
mod notes;
mod parts;
mod refused;
mod track;

use std::{fs, path::Path};

use self::{
    chunks::{Chunk, Chunks, Header, HeaderError},
    track::Reader,
};
use super::MidiError;
use crate::{
    performance::{Fault, Performance},
    rules::Rules,
};

/// Where bytes are no MIDI, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Broken {
    /// Counted from 0 at the start of the file.
    byte: usize,
    reason: &'static str,
}

/// Reads a MIDI file by the rules of [`Rules::Quatrain`].
///
/// # Errors
/// If the file can't be opened, is no MIDI file, counts time in frames, or has no ticks in a
/// quarter note. Whatever else is wrong is in [`Performance::faults`].
pub fn read(file: &Path) -> Result<Performance, MidiError> {
    read_by(file, Rules::Quatrain)
}

/// Reads a MIDI file by these rules.
///
/// # Errors
/// As [`read`]; by the rules of [`Rules::Reference`] also if the reference refuses the file.
pub fn read_by(file: &Path, rules: Rules) -> Result<Performance, MidiError> {
    let bytes = fs::read(file).map_err(|source| MidiError::file(file, source))?;
    parse_by(&bytes, file, rules)
}

/// Reads the bytes of a MIDI file by the rules of [`Rules::Quatrain`]; `file` is only named in
/// errors.
///
/// # Errors
/// As [`read`], the file system's excepted.
pub fn parse(bytes: &[u8], file: &Path) -> Result<Performance, MidiError> {
    parse_by(bytes, file, Rules::Quatrain)
}

/// Reads the bytes of a MIDI file by these rules; `file` is only named in errors.
///
/// # Errors
/// As [`read_by`], the file system's excepted.
pub fn parse_by(bytes: &[u8], file: &Path, rules: Rules) -> Result<Performance, MidiError> {
    let file = || file.to_owned();
    let header = Header::read(bytes, rules).map_err(|error| match error {
        HeaderError::NotMidi => MidiError::NotMidi { file: file() },
        HeaderError::Timecode => MidiError::Timecode { file: file() },
        HeaderError::NoDivision => MidiError::NoDivision { file: file() },
    })?;
    match rules {
        Rules::Quatrain => Ok(forgiving(bytes, header)),
        Rules::Reference => strict(bytes, header).map_err(|broken| MidiError::Broken {
            file: file(),
            byte: broken.byte,
            reason: broken.reason,
        }),
    }
}

/// Reads what can be read, and notes the rest among the faults.
fn forgiving(bytes: &[u8], header: Header) -> Performance {
    let mut reader = Reader::new(header.resolution, Rules::Quatrain);
    let chunks = Chunks::new(bytes, header.end);
    let mut tracks = 0;
    for chunk in chunks.filter(Chunk::is_track) {
        tracks += 1;
        let end = (!chunk.whole).then_some(chunk.end());
        let torn = reader.track(&chunk).err().map(|broken| broken.byte);
        if let Some(byte) = torn.or(end) {
            reader.fault(Fault::Torn {
                track: tracks,
                byte,
            });
        }
    }
    if tracks < usize::from(header.tracks) {
        reader.fault(Fault::Torn {
            track: tracks + 1,
            byte: bytes.len(),
        });
    }
    reader.performance()
}

/// Reads the file as the reference does, or not at all.
fn strict(bytes: &[u8], header: Header) -> Result<Performance, Broken> {
    let mut reader = Reader::new(header.resolution, Rules::Reference);
    let mut chunks = Chunks::new(bytes, header.end);
    let broken = |byte, reason| Broken { byte, reason };
    if !header.whole {
        return Err(broken(header.end, "the header is longer than the file"));
    }
    // The reference takes the count of tracks for a signed number.
    let Some(tracks @ 1..) = i16::try_from(header.tracks).ok() else {
        return Err(broken(header.end, "has no tracks"));
    };
    for _ in 0..tracks {
        let chunk = chunks
            .next()
            .ok_or(broken(bytes.len(), "tracks are missing"))?;
        if !chunk.is_track() {
            return Err(broken(chunk.start, "a track was expected here"));
        }
        if chunk.body.is_empty() {
            return Err(broken(chunk.start, "a track is empty"));
        }
        reader.track(&chunk)?;
        if !chunk.whole {
            return Err(broken(bytes.len(), "a track ends too early"));
        }
    }
    Ok(reader.performance())
}

#[cfg(test)]
mod tests;
