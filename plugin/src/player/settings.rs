//! How to play: plain values, read once a block from the parameters.

use std::fmt;

use groove::{Drum, DrumMap, MidiKey};
use serde::{Deserialize, Serialize};

/// One of the sixteen stored grooves, A to P.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Slot(u8);

impl Slot {
    /// How many there are.
    pub const COUNT: usize = 16;
    /// The first, whose groove is the map's corner A where that is stored.
    pub const A: Self = Self(0);
    /// The second, for the corner B.
    pub const B: Self = Self(1);
    /// The third, for the corner C.
    pub const C: Self = Self(2);
    /// The fourth, for the corner D.
    pub const D: Self = Self(3);

    /// The slot with this number, 0 (A) to 15 (P).
    #[must_use]
    pub const fn new(number: usize) -> Option<Self> {
        if number < Self::COUNT {
            Some(Self(number as u8))
        } else {
            None
        }
    }

    /// Its number, from 0.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Its letter, A to P.
    #[must_use]
    pub const fn letter(self) -> char {
        (b'A' + self.0) as char
    }

    /// All of them, A first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT).filter_map(Self::new)
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.letter())
    }
}

impl TryFrom<u8> for Slot {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        Self::new(usize::from(number)).ok_or_else(|| format!("slot {number} is outside 0–15"))
    }
}

impl From<Slot> for u8 {
    fn from(slot: Slot) -> Self {
        slot.0
    }
}

/// What decides when which groove plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Follow {
    /// The host's transport alone; incoming notes pass.
    #[default]
    Transport,
    /// The host's transport; key switches choose among live, slots and fill.
    Switches,
    /// A slot plays while its key is held.
    Held,
    /// A slot plays from its key on until the next key.
    Latched,
}

impl Follow {
    /// Whether keys start and end the playing.
    pub(super) const fn is_keys(self) -> bool {
        matches!(self, Self::Held | Self::Latched)
    }
}

/// When a new groove takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChangeAt {
    /// At once.
    #[default]
    Now,
    /// With the next sixteenth, counted from the bar's start.
    Sixteenth,
    /// With the next quarter note, counted from the bar's start.
    Beat,
    /// With the next bar.
    Bar,
    /// With the next bar that begins a group of four, counted from the song's start.
    FourBars,
}

/// Which notes swing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SwingUnit {
    /// Every second eighth.
    Eighth,
    /// Every second sixteenth.
    #[default]
    Sixteenth,
}

impl SwingUnit {
    /// Its length in quarter notes.
    pub(super) const fn beats(self) -> f64 {
        match self {
            Self::Eighth => 0.5,
            Self::Sixteenth => 0.25,
        }
    }
}

/// Where quantizing pulls strokes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum QuantizeGrid {
    /// Eighths.
    Eighth,
    /// Sixteenths.
    #[default]
    Sixteenth,
    /// Triplets of eighths: three in a quarter note.
    EighthTriplet,
    /// Triplets of sixteenths: six in a quarter note.
    SixteenthTriplet,
}

impl QuantizeGrid {
    /// The distance of its points in quarter notes.
    pub(super) const fn beats(self) -> f64 {
        match self {
            Self::Eighth => 0.5,
            Self::Sixteenth => 0.25,
            Self::EighthTriplet => 1.0 / 3.0,
            Self::SixteenthTriplet => 1.0 / 6.0,
        }
    }
}

/// A MIDI channel, counted from 0 as on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MidiChannel(u8);

impl MidiChannel {
    /// The tenth, where drums are.
    pub const DRUMS: Self = Self(9);

    /// From 0–15; what is above becomes 15.
    #[must_use]
    pub const fn new(channel: u8) -> Self {
        Self(if channel > 15 { 15 } else { channel })
    }

    /// The number on the wire, 0–15.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

/// How strokes are bent on their way to notes. It asks nothing of the model, so all of it acts
/// at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shaping {
    /// How much of the played micro-timing is kept: 0 (none) to 1.5 (half as much again).
    pub feel: f32,
    /// Everything later (above 0) or earlier, in milliseconds, −50 to 50.
    pub push: f64,
    /// Where in a pair the second note falls: 0.5 (straight) to 0.75 (dotted).
    pub swing: f32,
    /// Which pairs.
    pub swing_unit: SwingUnit,
    /// How far strokes are pulled to the grid, 0–1.
    pub quantize: f32,
    /// Which grid.
    pub quantize_grid: QuantizeGrid,
    /// −1 (soft strokes softer) to 1 (soft strokes louder).
    pub velocity_curve: f32,
    /// The MIDI velocity of the softest stroke, 0–127.
    pub velocity_low: u8,
    /// The MIDI velocity of the hardest stroke, 0–127; below the lowest it turns them around.
    pub velocity_high: u8,
    /// How many of the strokes sound: 1 is the groove as it is, 0 nothing, 2 twice as many.
    pub density: f32,
    /// How often a drum's strokes sound, 0–1.
    pub chance: [f32; Drum::COUNT],
    /// Which drums are heard, mute and solo resolved.
    pub audible: [bool; Drum::COUNT],
    /// Whether a closed hat ends an open one.
    pub choke: bool,
    /// How long notes are, in sixteenths.
    pub note_length: f32,
    /// The key of each drum.
    pub keys: [MidiKey; Drum::COUNT],
    /// The channel of each drum.
    pub channels: [MidiChannel; Drum::COUNT],
    /// Decides which strokes fall to chance.
    pub seed: u64,
}

impl Default for Shaping {
    fn default() -> Self {
        Self {
            feel: 1.0,
            push: 0.0,
            swing: 0.5,
            swing_unit: SwingUnit::default(),
            quantize: 0.0,
            quantize_grid: QuantizeGrid::default(),
            velocity_curve: 0.0,
            velocity_low: 0,
            velocity_high: 127,
            density: 1.0,
            chance: [1.0; Drum::COUNT],
            audible: [true; Drum::COUNT],
            choke: true,
            note_length: 1.0,
            keys: Drum::ALL.map(|drum| DrumMap::general_midi().key(drum)),
            channels: [MidiChannel::DRUMS; Drum::COUNT],
            seed: 0,
        }
    }
}

/// All that the player is told beside the transport.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Settings {
    /// How strokes become notes.
    pub shaping: Shaping,
    /// When a new groove takes over.
    pub change_at: ChangeAt,
    /// What starts and ends the playing.
    pub follow: Follow,
    /// The slot that plays; `None` is the live groove.
    pub slot: Option<Slot>,
    /// Whether a fill is asked for.
    pub fill: bool,
    /// Whether to play by a clock of our own while the host stands.
    pub audition: bool,
    /// No notes at all.
    pub bypassed: bool,
}
