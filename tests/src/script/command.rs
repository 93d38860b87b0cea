//! The commands of a script, and how each is written.

use std::fmt;

use groove::{Beats, MidiKey, units::MidiVelocity};

use crate::{notes::Channel, transport::Meter};

/// One thing that a host does.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Samples a second, 8,000 to 384,000. The plugin is activated anew.
    Rate(f64),
    /// Block sizes in turn, over and over: 1 to [`crate::host::MOST_FRAMES`] samples.
    Blocks(Vec<u32>),
    /// What happens to blocks at seams.
    Seams(Seams),
    /// Quarter notes a minute, 1 to 1,000.
    Tempo(f64),
    /// The tempo runs evenly from one to another, while the transport plays.
    Ramp {
        /// Quarter notes a minute at first.
        from: f64,
        /// Quarter notes a minute in the end.
        to: f64,
        /// How long it takes.
        over: Length,
    },
    /// The meter from here on. A bar line is here.
    Meter(Meter),
    /// The transport runs.
    Play(Length),
    /// The transport stands.
    Stop(Length),
    /// The song position moves, but the host says that it is stopped.
    RollStopped(Length),
    /// The song position jumps.
    Jump(Place),
    /// The host's loop is on.
    Loop {
        /// Its first moment.
        from: Place,
        /// Where it wraps.
        to: Place,
    },
    /// The host's loop is off.
    LoopOff,
    /// The host says nothing of something.
    TellNo(Omission),
    /// The host tells something else than what is so.
    TellLie(Lie),
    /// The host tells all, and truly.
    TellTruth,
    /// A parameter changes.
    Set {
        /// Its stable name.
        parameter: String,
        /// Its new value.
        value: Value,
    },
    /// A note for the plugin begins.
    NoteOn {
        /// Which key.
        key: MidiKey,
        /// How hard.
        velocity: MidiVelocity,
        /// On which channel.
        channel: Channel,
    },
    /// A note for the plugin ends.
    NoteOff {
        /// Which key.
        key: MidiKey,
        /// On which channel.
        channel: Channel,
    },
    /// The plugin's bypass parameter.
    Bypass(bool),
    /// The host asks for a reset.
    Reset,
    /// The plugin is deactivated; the song goes on without it.
    Deactivate,
    /// The plugin is activated.
    Activate,
    /// Rendering faster than time, or not. The plugin is activated anew.
    Offline(bool),
}

/// How long something takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Length {
    /// Bars of the meter, up to 100,000.
    Bars(f64),
    /// Quarter notes, up to 1,000,000.
    Beats(f64),
    /// Samples.
    Samples(u32),
}

/// A place in the song.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// A bar and a quarter note in it.
    Bar {
        /// Counted from 1; the one before is −1, and there is no bar 0.
        bar: i32,
        /// Counted from 1.
        beat: u16,
    },
    /// So many quarter notes from the song's start.
    Beats(Beats),
}

/// What a host does with blocks at a seam: where the tempo changes, the position jumps, or the loop
/// wraps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seams {
    /// It ends the block there.
    #[default]
    Split,
    /// It ends the block there, but lets a loop wrap inside a block without a word.
    Untold,
    /// It goes on with the block and tells of the turn (CLAP's transport event).
    Told,
}

/// What a host may say nothing of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Omission {
    /// The tempo.
    Tempo,
    /// The position in quarter notes.
    Beats,
    /// The position in seconds.
    Seconds,
    /// The meter.
    Meter,
    /// Where the bar starts.
    Bar,
}

/// What a host tells that is not so. Numbers may be anything: not finite, negative, huge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lie {
    /// As tempo.
    Tempo(f64),
    /// As song position, in quarter notes.
    Position(f64),
    /// As start of the bar, in quarter notes.
    Bar(f64),
    /// As meter: beats, and their unit.
    Meter(i32, i32),
    /// As loop: start and end in quarter notes.
    Loop(f64, f64),
}

/// A parameter's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Normalized to 0–1.
    Normalized(f64),
    /// As the plugin writes it; without quotation marks and line ends.
    Text(String),
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let on = |is_on| if is_on { "on" } else { "off" };
        match self {
            Self::Rate(rate) => write!(f, "rate {rate}"),
            Self::Blocks(sizes) => {
                f.write_str("blocks")?;
                sizes.iter().try_for_each(|size| write!(f, " {size}"))
            }
            Self::Seams(seams) => write!(f, "seams {}", seams.word()),
            Self::Tempo(tempo) => write!(f, "tempo {tempo}"),
            Self::Ramp { from, to, over } => write!(f, "tempo {from} to {to} over {over}"),
            Self::Meter(meter) => write!(f, "meter {}/{}", meter.beats, meter.unit),
            Self::Play(length) => write!(f, "play {length}"),
            Self::Stop(length) => write!(f, "stop {length}"),
            Self::RollStopped(length) => write!(f, "roll stopped {length}"),
            Self::Jump(place) => write!(f, "jump {place}"),
            Self::Loop { from, to } => write!(f, "loop {from} to {to}"),
            Self::LoopOff => f.write_str("loop off"),
            Self::TellNo(omission) => write!(f, "tell no {}", omission.word()),
            Self::TellLie(lie) => write!(f, "tell {lie}"),
            Self::TellTruth => f.write_str("tell truth"),
            Self::Set { parameter, value } => write!(f, "set {parameter} {value}"),
            Self::NoteOn {
                key,
                velocity,
                channel,
            } => {
                let (key, velocity) = (key.get(), velocity.get());
                write!(f, "note on {key} {velocity}{}", suffix(*channel))
            }
            Self::NoteOff { key, channel } => {
                write!(f, "note off {}{}", key.get(), suffix(*channel))
            }
            Self::Bypass(is_on) => write!(f, "bypass {}", on(*is_on)),
            Self::Reset => f.write_str("reset"),
            Self::Deactivate => f.write_str("deactivate"),
            Self::Activate => f.write_str("activate"),
            Self::Offline(is_on) => write!(f, "offline {}", on(*is_on)),
        }
    }
}

fn suffix(channel: Channel) -> String {
    if channel == Channel::FIRST {
        String::new()
    } else {
        format!(" channel {}", channel.get())
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bars(bars) => write!(f, "{bars} bars"),
            Self::Beats(beats) => write!(f, "{beats} beats"),
            Self::Samples(samples) => write!(f, "{samples} samples"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bar { bar, beat } => write!(f, "{bar}.{beat}"),
            Self::Beats(beats) => write!(f, "{} beats", beats.0),
        }
    }
}

impl fmt::Display for Lie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tempo(tempo) => write!(f, "tempo {tempo}"),
            Self::Position(beats) => write!(f, "position {beats}"),
            Self::Bar(beats) => write!(f, "bar {beats}"),
            Self::Meter(beats, unit) => write!(f, "meter {beats}/{unit}"),
            Self::Loop(start, end) => write!(f, "loop {start} to {end}"),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Normalized(value) => write!(f, "{value}"),
            Self::Text(text) => write!(f, "= \"{text}\""),
        }
    }
}

impl Seams {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Split, Self::Untold, Self::Told];

    /// As scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Split => "split",
            Self::Untold => "untold",
            Self::Told => "told",
        }
    }
}

impl Omission {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Tempo,
        Self::Beats,
        Self::Seconds,
        Self::Meter,
        Self::Bar,
    ];

    /// As scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Tempo => "tempo",
            Self::Beats => "beats",
            Self::Seconds => "seconds",
            Self::Meter => "meter",
            Self::Bar => "bar",
        }
    }
}
