//! What the numbers of the message's enumerations mean. A number that is not here, from a later
//! version of the message, is kept as a number.

/// How a key is spelt in a score, in fifths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum PitchName {
    /// Not known.
    Unknown = 0,
    /// F flat flat.
    FFlatFlat = 1,
    /// C flat flat.
    CFlatFlat = 2,
    /// G flat flat.
    GFlatFlat = 3,
    /// D flat flat.
    DFlatFlat = 4,
    /// A flat flat.
    AFlatFlat = 5,
    /// E flat flat.
    EFlatFlat = 6,
    /// B flat flat.
    BFlatFlat = 7,
    /// F flat.
    FFlat = 8,
    /// C flat.
    CFlat = 9,
    /// G flat.
    GFlat = 10,
    /// D flat.
    DFlat = 11,
    /// A flat.
    AFlat = 12,
    /// E flat.
    EFlat = 13,
    /// B flat.
    BFlat = 14,
    /// F.
    F = 15,
    /// C.
    C = 16,
    /// G.
    G = 17,
    /// D.
    D = 18,
    /// A.
    A = 19,
    /// E.
    E = 20,
    /// B.
    B = 21,
    /// F sharp.
    FSharp = 22,
    /// C sharp.
    CSharp = 23,
    /// G sharp.
    GSharp = 24,
    /// D sharp.
    DSharp = 25,
    /// A sharp.
    ASharp = 26,
    /// E sharp.
    ESharp = 27,
    /// B sharp.
    BSharp = 28,
    /// F sharp sharp.
    FSharpSharp = 29,
    /// C sharp sharp.
    CSharpSharp = 30,
    /// G sharp sharp.
    GSharpSharp = 31,
    /// D sharp sharp.
    DSharpSharp = 32,
    /// A sharp sharp.
    ASharpSharp = 33,
    /// E sharp sharp.
    ESharpSharp = 34,
    /// B sharp sharp.
    BSharpSharp = 35,
}

/// Pitch class of a tonic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum Key {
    /// C.
    C = 0,
    /// C sharp, or D flat.
    CSharp = 1,
    /// D.
    D = 2,
    /// D sharp, or E flat.
    DSharp = 3,
    /// E.
    E = 4,
    /// F.
    F = 5,
    /// F sharp, or G flat.
    FSharp = 6,
    /// G.
    G = 7,
    /// G sharp, or A flat.
    GSharp = 8,
    /// A.
    A = 9,
    /// A sharp, or B flat.
    ASharp = 10,
    /// B.
    B = 11,
}

/// Mode of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum Mode {
    /// Major.
    Major = 0,
    /// Minor.
    Minor = 1,
    /// Not said.
    NotSpecified = 2,
    /// Mixolydian.
    Mixolydian = 3,
    /// Dorian.
    Dorian = 4,
    /// Phrygian.
    Phrygian = 5,
    /// Lydian.
    Lydian = 6,
    /// Locrian.
    Locrian = 7,
}

/// What a sequence was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum SourceType {
    /// Not known.
    Unknown = 0,
    /// A score.
    ScoreBased = 1,
    /// A performance.
    PerformanceBased = 2,
}

/// Kind of the file that a sequence was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum EncodingType {
    /// Not known.
    Unknown = 0,
    /// MusicXML.
    MusicXml = 1,
    /// ABC notation.
    Abc = 2,
    /// A MIDI file.
    Midi = 3,
    /// MusicNet.
    Musicnet = 4,
}

/// What read the file that a sequence was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum Parser {
    /// Not known.
    Unknown = 0,
    /// music21.
    Music21 = 1,
    /// pretty_midi; Quatrain says so too, as it reads like it.
    PrettyMidi = 2,
    /// Magenta's of MusicXML.
    MagentaMusicXml = 3,
    /// Magenta's of MusicNet.
    MagentaMusicnet = 4,
    /// Magenta's of ABC notation.
    MagentaAbc = 5,
    /// Tone.js.
    TonejsMidiConvert = 6,
}

/// What words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum AnnotationType {
    /// Not known.
    Unknown = 0,
    /// A chord.
    ChordSymbol = 1,
    /// A beat.
    Beat = 2,
}
