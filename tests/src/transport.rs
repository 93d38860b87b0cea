//! What a host asks of a plugin and tells it: calls, blocks, and the transport at a moment.
//!
//! Nothing here is checked: it is what hosts say, hostile ones too.

use groove::{Beats, MidiKey, units::MidiVelocity};

use crate::{notes::Channel, script::Value};

/// The sample rate of hosts that were not told another, in hertz.
pub const SAMPLE_RATE: f64 = 48_000.0;

/// A loop of the host.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cycle {
    /// Where it begins.
    pub start: Beats,
    /// Where it wraps.
    pub end: Beats,
}

/// A meter such as 7/8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meter {
    /// Beats in a bar.
    pub beats: i32,
    /// Which part of a whole note a beat is.
    pub unit: i32,
}

impl Meter {
    /// 4/4.
    pub const COMMON: Self = Self { beats: 4, unit: 4 };

    /// Length of a bar.
    #[must_use]
    pub fn bar(self) -> Beats {
        Beats(4.0 * f64::from(self.beats) / f64::from(self.unit))
    }
}

/// What the host tells about one moment; `None` where it says nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Whether the transport rolls.
    pub playing: bool,
    /// Quarter notes a minute.
    pub tempo: Option<f64>,
    /// Song position.
    pub position: Option<Beats>,
    /// Song position in seconds.
    pub seconds: Option<f64>,
    /// The meter.
    pub meter: Option<Meter>,
    /// Where the bar starts in which the position is.
    pub bar_start: Option<Beats>,
    /// The loop that is switched on.
    pub cycle: Option<Cycle>,
}

impl Moment {
    /// The transport stands at the song's start, at 120 in 4/4.
    pub const STOPPED: Self = Self {
        playing: false,
        tempo: Some(120.0),
        position: Some(Beats(0.0)),
        seconds: Some(0.0),
        meter: Some(Meter::COMMON),
        bar_start: Some(Beats(0.0)),
        cycle: None,
    };

    /// The song position that a plugin can know: from the seconds where no beats are told.
    #[must_use]
    pub fn known_position(&self) -> Option<Beats> {
        let from_seconds = || Some(Beats(self.seconds? / 60.0 * self.tempo?));
        self.position.or_else(from_seconds)
    }
}

/// Something that the host sends with a block.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When, in samples from the start of the block.
    pub frame: u32,
    /// What.
    pub kind: EventKind,
}

/// What a host may send.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// A parameter's new value.
    Set {
        /// Its stable name.
        parameter: String,
        /// The value.
        value: Value,
    },
    /// A note begins.
    On {
        /// On which channel.
        channel: Channel,
        /// Which key.
        key: MidiKey,
        /// How hard.
        velocity: MidiVelocity,
    },
    /// A note ends.
    Off {
        /// On which channel.
        channel: Channel,
        /// Which key.
        key: MidiKey,
    },
}

/// What the host asks of the plugin in one call of its `process`.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Its first sample, counted from the start of the script.
    pub start: u64,
    /// Its length in samples.
    pub frames: u32,
    /// Samples a second.
    pub sample_rate: f64,
    /// The transport at its first sample.
    pub moment: Moment,
    /// The transport at later samples of the block, where it turns there: only CLAP can tell.
    pub turns: Vec<(u32, Moment)>,
    /// Notes and parameter changes, in order of time.
    pub events: Vec<Event>,
}

impl Block {
    /// A block at 48 kHz in which the transport stands at the song's start.
    #[must_use]
    pub fn stopped(start: u64, frames: u32) -> Self {
        Self {
            start,
            frames,
            sample_rate: SAMPLE_RATE,
            moment: Moment::STOPPED,
            turns: Vec::new(),
            events: Vec::new(),
        }
    }

    /// The block cut at its turns, as the plugin framework does before it asks the plugin.
    #[must_use]
    pub fn parts(&self) -> Vec<Self> {
        let mut starts = vec![(0, self.moment)];
        starts.extend(&self.turns);
        let ends = starts.iter().skip(1).map(|(frame, _)| *frame);
        let ends: Vec<u32> = ends.chain([self.frames]).collect();
        let parts = starts.iter().zip(ends);
        parts
            .map(|(&(from, moment), to)| Self {
                start: self.start + u64::from(from),
                frames: to - from,
                sample_rate: self.sample_rate,
                moment,
                turns: Vec::new(),
                events: self
                    .events
                    .iter()
                    .filter(|event| (from..to).contains(&event.frame))
                    .map(|event| Event {
                        frame: event.frame - from,
                        kind: event.kind.clone(),
                    })
                    .collect(),
            })
            .collect()
    }
}

/// How a plugin is to work until it is activated anew.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Activation {
    /// Samples a second.
    pub sample_rate: f64,
    /// No block is longer than so many samples.
    pub most_frames: u32,
    /// Rendering faster than time.
    pub is_offline: bool,
}

impl Activation {
    /// What hosts begin with here: 48 kHz, [`crate::host::MOST_FRAMES`], in real time.
    pub const USUAL: Self = Self {
        sample_rate: SAMPLE_RATE,
        most_frames: crate::host::MOST_FRAMES,
        is_offline: false,
    };
}

/// One thing that a host asks of a plugin.
#[derive(Debug, Clone, PartialEq)]
pub enum Call {
    /// Get ready to play.
    Activate(Activation),
    /// Stop playing; the next call is [`Call::Activate`].
    Deactivate,
    /// Forget what sounds.
    Reset,
    /// Play.
    Process(Block),
}

impl From<Block> for Call {
    fn from(block: Block) -> Self {
        Self::Process(block)
    }
}
