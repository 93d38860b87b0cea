//! What all hosts have in common, whatever the plugin's format.

use std::{
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use groove::Groove;
use thiserror::Error;

use crate::{
    clap_host::ClapHost,
    mock_host::Performance,
    notes::Recording,
    script::Script,
    state::SavedState,
    stored::Format,
    transport::{Block, Call},
    vst3_host::Vst3Host,
};

/// The largest block that any script asks for, in samples.
pub const MOST_FRAMES: u32 = 8_192;

/// Why a host could not do something with a plugin.
#[derive(Debug, Error)]
pub enum HostError {
    /// The file is not a plugin, or not of this format.
    #[error("{} can't be opened: {reason}", file.display())]
    Open {
        /// The plugin's file.
        file: PathBuf,
        /// Why.
        reason: String,
    },
    /// The plugin refused something a host may ask.
    #[error("the plugin refused to {what}")]
    Refused {
        /// What was asked.
        what: String,
    },
    /// The plugin has no parameter of this name.
    #[error("the plugin has no parameter {0:?}")]
    NoParameter(String),
    /// A state that the plugin saved is not what states look like.
    #[error("the plugin's state can't be read: {0}")]
    State(serde_json::Error),
    /// Something did not happen in time.
    #[error("waited {} s, but {what}", waited.as_secs())]
    TooSlow {
        /// What did not happen.
        what: &'static str,
        /// How long.
        waited: Duration,
    },
}

impl HostError {
    /// The plugin refused `what`.
    pub(crate) fn refused(what: impl Into<String>) -> Self {
        Self::Refused { what: what.into() }
    }
}

/// Opens a plugin of either format.
///
/// # Errors
/// If the file is no plugin, or the plugin refuses to start.
pub fn open(plugin: &Path) -> Result<Box<dyn Host>, HostError> {
    Ok(match Format::of(plugin)? {
        Format::Clap => Box::new(ClapHost::open(plugin)?),
        Format::Vst3 => Box::new(Vst3Host::open(plugin)?),
    })
}

/// An activated plugin in a host. Blocks are played as fast as the plugin allows.
pub trait Host {
    /// Sets a parameter by its stable name to a normalized value (0–1) with the next block.
    ///
    /// # Errors
    /// If there is no such parameter.
    fn set(&mut self, parameter: &str, normalized: f64) -> Result<(), HostError>;

    /// Asks all this of the plugin, and collects what it sends.
    ///
    /// # Errors
    /// If it refuses something, or has no such parameter.
    fn play(&mut self, calls: &[Call]) -> Result<Recording, HostError>;

    /// What the plugin would put into a project now, as the format holds it.
    ///
    /// # Errors
    /// If it refuses.
    fn save(&mut self) -> Result<Vec<u8>, HostError>;

    /// Gives the plugin a project's state back.
    ///
    /// # Errors
    /// If it refuses.
    fn load(&mut self, state: &[u8]) -> Result<(), HostError>;

    /// What the plugin would put into a project now, parsed.
    ///
    /// # Errors
    /// If it refuses, or the state is not what states look like.
    fn state(&mut self) -> Result<SavedState, HostError>;

    /// Gives the plugin a parsed state back.
    ///
    /// # Errors
    /// If it refuses.
    fn restore(&mut self, state: &SavedState) -> Result<(), HostError>;
}

/// The groove in the plugin's state, once it answers what the parameters ask for. The transport
/// stands meanwhile.
///
/// # Errors
/// If that takes longer than `patience`, or the plugin fails.
pub fn settled_groove(host: &mut dyn Host, patience: Duration) -> Result<Box<Groove>, HostError> {
    let started = Instant::now();
    loop {
        host.play(&[Block::stopped(0, 512).into()])?;
        let state = host.state()?;
        match state.groove() {
            Some(groove) if state.is_answered() => return Ok(groove),
            _ if started.elapsed() > patience => {
                return Err(HostError::TooSlow {
                    what: "the plugin's state holds no groove for its parameters",
                    waited: patience,
                });
            }
            _ => thread::sleep(Duration::from_millis(10)),
        }
    }
}

/// Lets the plugin play this groove, as if a project had stored it.
///
/// # Errors
/// If it had no groove within `patience`, fails, or plays another one.
pub fn play_groove(
    host: &mut dyn Host,
    groove: &Groove,
    patience: Duration,
) -> Result<(), HostError> {
    settled_groove(host, patience)?;
    let state = host.state()?.with_groove(groove)?;
    host.restore(&state)?;
    match *settled_groove(host, patience)? == *groove {
        true => Ok(()),
        false => Err(HostError::refused("play a project's groove")),
    }
}

/// Plays a script.
///
/// # Errors
/// If the plugin fails.
pub fn play(host: &mut dyn Host, script: &Script) -> Result<Recording, HostError> {
    host.play(&Performance::of(script).calls())
}

/// The number under which the framework tells hosts of a parameter with this stable name. Both
/// formats use it; projects and automation hold it.
#[must_use]
pub fn parameter_number(name: &str) -> u32 {
    let hash = name.bytes().fold(0_u32, |hash, byte| {
        hash.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    // VST3 keeps the highest bit for the host's own parameters.
    hash & !(1 << 31)
}
