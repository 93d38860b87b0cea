//! NoteSequences: Magenta's message for music, as its tools write it into TFRecord files
//! (`music.proto` of note-seq 0.0.5), and the way from it to a [`Performance`] and back.
//!
//! [`NoteSequence`] and what it is made of are the whole message, so a record that is read and
//! written again is the same. Two things are not kept: fields that a later version of the message
//! may add (they are passed over on reading), and the sign of a time of −0. `VelocityRange`,
//! which the same file describes but no sequence holds, is not here.
//!
//! A [`Performance`] holds less: notes, parts, tempos, meters, keys, controllers and bends. What
//! comes from MIDI fits in whole.
//!
//! ```
//! use groove::{Performance, Rules, note_sequence::NoteSequence};
//! # let file = groove::midi::to_bytes(&[], groove::DrumMap::roland(), groove::Tempo::DEFAULT);
//! # let performance = groove::midi::parse(&file, std::path::Path::new("")).unwrap();
//!
//! let mut message = NoteSequence::from(&performance);
//! message.filename = "drummer1/rock.mid".to_owned();
//! let bytes = message.to_bytes();
//!
//! let back = NoteSequence::parse(&bytes)?;
//! assert_eq!(back, message);
//! assert_eq!(back.performance(Rules::Quatrain)?, performance);
//! # Ok::<(), groove::note_sequence::NoteSequenceError>(())
//! ```

mod enums;
mod from_performance;
mod message;
mod to_performance;

use prost::Message as _;
use thiserror::Error;

pub use enums::{AnnotationType, EncodingType, Key, Mode, Parser, PitchName, SourceType};
pub use message::{
    ControlChange, InstrumentInfo, KeySignature, Note, NoteSequence, PartInfo, PitchBend,
    QuantizationInfo, Resolution, Section, SectionAnnotation, SectionGroup, SectionType,
    SequenceMetadata, SourceInfo, SubsequenceInfo, Tempo, TextAnnotation, TimeSignature,
};

use crate::{
    performance::{Fault, Performance},
    rules::Rules,
};

/// How many notes, bends and the like a message may hold. In memory they take up to forty times
/// the room of their bytes, so this is what bounds it.
pub const MOST_EVENTS: usize = 1 << 22;

/// Why bytes gave no music.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoteSequenceError {
    /// The bytes are no such message.
    #[error("no NoteSequence ({reason}); write it again by the tool that it came from")]
    NotOne {
        /// What is wrong with them.
        reason: String,
    },
    /// The message holds more than [`MOST_EVENTS`].
    #[error("holds more than {MOST_EVENTS} events; cut it")]
    TooLarge,
    /// The reference refuses it ([`Rules::Reference`] only).
    #[error("the reference refuses it ({fault}); read it by Quatrain's rules")]
    Refused {
        /// Why.
        fault: Fault,
    },
}

/// Reads the music of a message by these rules: what [`crate::midi::parse_by`] is for MIDI files.
///
/// # Errors
/// As [`NoteSequence::parse`] and [`NoteSequence::performance`].
pub fn parse_by(bytes: &[u8], rules: Rules) -> Result<Performance, NoteSequenceError> {
    NoteSequence::parse(bytes)?.performance(rules)
}

impl NoteSequence {
    /// Reads a message.
    ///
    /// # Errors
    /// If the bytes are no such message, or hold more than [`MOST_EVENTS`].
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteSequenceError> {
        let not_one = |reason| NoteSequenceError::NotOne { reason };
        let events = events(bytes).ok_or_else(|| not_one("holds groups".to_owned()))?;
        if events > MOST_EVENTS {
            return Err(NoteSequenceError::TooLarge);
        }
        Self::decode(bytes).map_err(|error| not_one(error.to_string()))
    }

    /// The bytes of the message, as its own tools would write them.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode_to_vec()
    }

    /// The music of the message.
    ///
    /// Any message gives some, whatever numbers it holds: what means nothing is left out, what is
    /// out of range brought in, and both are counted among the [faults](Performance::faults).
    /// Instruments become parts in order of their numbers, each program of an instrument one of
    /// its own. If notes have steps alone and no times, the grid and the first tempo give the
    /// times.
    ///
    /// # Errors
    /// None by the rules of [`Rules::Quatrain`]. By those of [`Rules::Reference`] if a note, tempo
    /// or meter means nothing, over which the reference breaks off.
    pub fn performance(&self, rules: Rules) -> Result<Performance, NoteSequenceError> {
        to_performance::performance(self, rules)
    }
}

/// How many parts a message has at most, read from its outer shape before any memory is taken for
/// them. `None` if it has groups, which were given up long before this message was thought of.
fn events(mut bytes: &[u8]) -> Option<usize> {
    let mut count = 0;
    while let Ok(key) = prost::decode_length_delimiter(&mut bytes) {
        let (field, kind) = (key >> 3, key & 7);
        let length = match kind {
            0 => prost::decode_length_delimiter(&mut bytes).map(|_| 0),
            1 => Ok(8),
            2 => prost::decode_length_delimiter(&mut bytes),
            5 => Ok(4),
            _ => return None,
        };
        let Some(rest) = length.ok().and_then(|length| bytes.get(length..)) else {
            break;
        };
        // Section groups and metadata hold lists of their own, of two bytes for each at least.
        let most = match field {
            19 | 21 => (bytes.len() - rest.len()) / 2,
            _ => 1,
        };
        count += most;
        bytes = rest;
    }
    Some(count)
}

#[cfg(test)]
mod tests;
