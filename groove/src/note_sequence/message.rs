//! The message itself, field by field as in `music.proto` of note-seq 0.0.5. Numbers that say
//! nothing are 0, texts empty, as everywhere in protocol buffers.

use super::enums::{AnnotationType, EncodingType, Key, Mode, Parser, PitchName, SourceType};

/// A piece of music: `magenta.NoteSequence`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct NoteSequence {
    /// Unique name, e.g. `/id/midi/groove/` and a fingerprint of the file's name.
    #[prost(string, tag = "1")]
    pub id: String,
    /// Where it came from, relative to the collection.
    #[prost(string, tag = "2")]
    pub filename: String,
    /// Number of the tune in a file that holds several.
    #[prost(int64, tag = "18")]
    pub reference_number: i64,
    /// Which collection it is of.
    #[prost(string, tag = "3")]
    pub collection_name: String,
    /// Ticks in a quarter note, of what came from MIDI.
    #[prost(int32, tag = "4")]
    pub ticks_per_quarter: i32,
    /// Meters; none means 4/4.
    #[prost(message, repeated, tag = "5")]
    pub time_signatures: Vec<TimeSignature>,
    /// Keys; none means C major.
    #[prost(message, repeated, tag = "6")]
    pub key_signatures: Vec<KeySignature>,
    /// Tempos; none means 120.
    #[prost(message, repeated, tag = "7")]
    pub tempos: Vec<Tempo>,
    /// Notes, in any order.
    #[prost(message, repeated, tag = "8")]
    pub notes: Vec<Note>,
    /// When it ends, in seconds; not before the last note does.
    #[prost(double, tag = "9")]
    pub total_time: f64,
    /// When it ends, in steps.
    #[prost(int64, tag = "16")]
    pub total_quantized_steps: i64,
    /// Pitch bends.
    #[prost(message, repeated, tag = "10")]
    pub pitch_bends: Vec<PitchBend>,
    /// Controllers' movements.
    #[prost(message, repeated, tag = "11")]
    pub control_changes: Vec<ControlChange>,
    /// Names of score parts.
    #[prost(message, repeated, tag = "12")]
    pub part_infos: Vec<PartInfo>,
    /// What it was made from.
    #[prost(message, optional, tag = "13")]
    pub source_info: Option<SourceInfo>,
    /// Chords, beats, words.
    #[prost(message, repeated, tag = "14")]
    pub text_annotations: Vec<TextAnnotation>,
    /// Where sections begin.
    #[prost(message, repeated, tag = "20")]
    pub section_annotations: Vec<SectionAnnotation>,
    /// How sections are repeated.
    #[prost(message, repeated, tag = "21")]
    pub section_groups: Vec<SectionGroup>,
    /// The grid, where it lies on one.
    #[prost(message, optional, tag = "15")]
    pub quantization_info: Option<QuantizationInfo>,
    /// What it was cut from.
    #[prost(message, optional, tag = "17")]
    pub subsequence_info: Option<SubsequenceInfo>,
    /// Title and people.
    #[prost(message, optional, tag = "19")]
    pub sequence_metadata: Option<SequenceMetadata>,
    /// Names of instruments.
    #[prost(message, repeated, tag = "23")]
    pub instrument_infos: Vec<InstrumentInfo>,
}

/// A note.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Note {
    /// MIDI key, 0–127.
    #[prost(int32, tag = "1")]
    pub pitch: i32,
    /// Its spelling in a score.
    #[prost(enumeration = "PitchName", tag = "11")]
    pub pitch_name: i32,
    /// How hard, 1–127.
    #[prost(int32, tag = "2")]
    pub velocity: i32,
    /// When it begins, in seconds.
    #[prost(double, tag = "3")]
    pub start_time: f64,
    /// When it begins, in steps.
    #[prost(int64, tag = "13")]
    pub quantized_start_step: i64,
    /// When it ends, in seconds.
    #[prost(double, tag = "4")]
    pub end_time: f64,
    /// When it ends, in steps.
    #[prost(int64, tag = "14")]
    pub quantized_end_step: i64,
    /// Upper number of its length in a score.
    #[prost(int32, tag = "5")]
    pub numerator: i32,
    /// Lower number of its length in a score.
    #[prost(int32, tag = "6")]
    pub denominator: i32,
    /// Who plays it.
    #[prost(int32, tag = "7")]
    pub instrument: i32,
    /// MIDI program, 0–127.
    #[prost(int32, tag = "8")]
    pub program: i32,
    /// Whether it is struck on a drum.
    #[prost(bool, tag = "9")]
    pub is_drum: bool,
    /// Which part of the score has it.
    #[prost(int32, tag = "10")]
    pub part: i32,
    /// Which voice of the part.
    #[prost(int32, tag = "12")]
    pub voice: i32,
}

/// A meter from a time on.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct TimeSignature {
    /// From when, in seconds.
    #[prost(double, tag = "1")]
    pub time: f64,
    /// How many units a bar has.
    #[prost(int32, tag = "2")]
    pub numerator: i32,
    /// Which note is the unit.
    #[prost(int32, tag = "3")]
    pub denominator: i32,
}

/// A key from a time on.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct KeySignature {
    /// From when, in seconds.
    #[prost(double, tag = "1")]
    pub time: f64,
    /// The tonic.
    #[prost(enumeration = "Key", tag = "2")]
    pub key: i32,
    /// Major, minor or another.
    #[prost(enumeration = "Mode", tag = "3")]
    pub mode: i32,
}

/// A tempo from a time on.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Tempo {
    /// From when, in seconds.
    #[prost(double, tag = "1")]
    pub time: f64,
    /// Quarter notes a minute.
    #[prost(double, tag = "2")]
    pub qpm: f64,
}

/// A pitch bend.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct PitchBend {
    /// When, in seconds.
    #[prost(double, tag = "1")]
    pub time: f64,
    /// How far, −8192 to 8191.
    #[prost(int32, tag = "2")]
    pub bend: i32,
    /// Whose.
    #[prost(int32, tag = "3")]
    pub instrument: i32,
    /// MIDI program, 0–127.
    #[prost(int32, tag = "4")]
    pub program: i32,
    /// Whether the instrument is drums.
    #[prost(bool, tag = "5")]
    pub is_drum: bool,
}

/// A controller's movement.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct ControlChange {
    /// When, in seconds.
    #[prost(double, tag = "1")]
    pub time: f64,
    /// When, in steps.
    #[prost(int64, tag = "7")]
    pub quantized_step: i64,
    /// Which controller, 0–127.
    #[prost(int32, tag = "2")]
    pub control_number: i32,
    /// Where it is moved to, 0–127.
    #[prost(int32, tag = "3")]
    pub control_value: i32,
    /// Whose.
    #[prost(int32, tag = "4")]
    pub instrument: i32,
    /// MIDI program, 0–127.
    #[prost(int32, tag = "5")]
    pub program: i32,
    /// Whether the instrument is drums.
    #[prost(bool, tag = "6")]
    pub is_drum: bool,
}

/// Name of a score part.
#[derive(Clone, PartialEq, prost::Message)]
pub struct PartInfo {
    /// Which part: see [`Note::part`].
    #[prost(int32, tag = "1")]
    pub part: i32,
    /// Its name.
    #[prost(string, tag = "2")]
    pub name: String,
}

/// Name of an instrument.
#[derive(Clone, PartialEq, prost::Message)]
pub struct InstrumentInfo {
    /// Which instrument: see [`Note::instrument`].
    #[prost(int32, tag = "1")]
    pub instrument: i32,
    /// Its name.
    #[prost(string, tag = "2")]
    pub name: String,
}

/// What a sequence was made from.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct SourceInfo {
    /// A score or a performance.
    #[prost(enumeration = "SourceType", tag = "1")]
    pub source_type: i32,
    /// Kind of the file.
    #[prost(enumeration = "EncodingType", tag = "2")]
    pub encoding_type: i32,
    /// What read it.
    #[prost(enumeration = "Parser", tag = "3")]
    pub parser: i32,
}

/// Words at a time.
#[derive(Clone, PartialEq, prost::Message)]
pub struct TextAnnotation {
    /// When, in seconds.
    #[prost(double, tag = "1")]
    pub time: f64,
    /// When, in steps.
    #[prost(int64, tag = "4")]
    pub quantized_step: i64,
    /// The words.
    #[prost(string, tag = "2")]
    pub text: String,
    /// What they say.
    #[prost(enumeration = "AnnotationType", tag = "3")]
    pub annotation_type: i32,
}

/// The grid that a sequence lies on.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct QuantizationInfo {
    /// How fine it is.
    #[prost(oneof = "Resolution", tags = "1, 2")]
    pub resolution: Option<Resolution>,
}

/// How fine a grid is.
#[derive(Clone, Copy, PartialEq, prost::Oneof)]
pub enum Resolution {
    /// Steps in a quarter note: the grid follows the tempo.
    #[prost(int32, tag = "1")]
    StepsPerQuarter(i32),
    /// Steps in a second: the grid is as steady as a clock.
    #[prost(int32, tag = "2")]
    StepsPerSecond(i32),
}

/// Where in a longer sequence one was cut out.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct SubsequenceInfo {
    /// Seconds of the longer one before it.
    #[prost(double, tag = "1")]
    pub start_time_offset: f64,
    /// Seconds of the longer one after it.
    #[prost(double, tag = "2")]
    pub end_time_offset: f64,
}

/// Where a section begins.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct SectionAnnotation {
    /// When, in seconds.
    #[prost(double, tag = "1")]
    pub time: f64,
    /// Which section.
    #[prost(int64, tag = "4")]
    pub section_id: i64,
}

/// A section, or a group of sections.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Section {
    /// Which of the two.
    #[prost(oneof = "SectionType", tags = "1, 2")]
    pub section_type: Option<SectionType>,
}

/// What stands in a group.
#[derive(Clone, PartialEq, prost::Oneof)]
pub enum SectionType {
    /// A section by its number.
    #[prost(int64, tag = "1")]
    SectionId(i64),
    /// A group of its own.
    #[prost(message, tag = "2")]
    SectionGroup(SectionGroup),
}

/// Sections that are played so many times.
#[derive(Clone, PartialEq, prost::Message)]
pub struct SectionGroup {
    /// The sections in order.
    #[prost(message, repeated, tag = "1")]
    pub sections: Vec<Section>,
    /// How many times.
    #[prost(int32, tag = "2")]
    pub num_times: i32,
}

/// Title and people: `magenta.SequenceMetadata`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct SequenceMetadata {
    /// Title.
    #[prost(string, tag = "1")]
    pub title: String,
    /// Who plays.
    #[prost(string, tag = "2")]
    pub artist: String,
    /// Styles.
    #[prost(string, repeated, tag = "3")]
    pub genre: Vec<String>,
    /// Who wrote it.
    #[prost(string, repeated, tag = "4")]
    pub composers: Vec<String>,
}
