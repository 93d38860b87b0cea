//! What hosts of both formats do with a plugin's window.

use std::path::Path;

use crate::{
    clap_host::ClapHost,
    frame::Size,
    host::{Host, HostError},
    stored::Format,
    vst3_host::Vst3Host,
};

/// A host that shows the plugin's window in one of its own.
pub trait Windowed: Host {
    /// Opens the plugin's window in the X11 window `parent`, which must stay there until
    /// [`Self::close_window`]; gives its size.
    ///
    /// # Errors
    /// If the plugin refuses.
    fn open_window(&mut self, parent: u32) -> Result<Size, HostError>;

    /// Closes the plugin's window.
    ///
    /// # Errors
    /// If the plugin has none.
    fn close_window(&mut self) -> Result<(), HostError>;

    /// Gives the plugin's window another size, or the nearest that it can have.
    ///
    /// # Errors
    /// If the plugin refuses.
    fn resize_window(&mut self, size: Size) -> Result<Size, HostError>;

    /// The size that the plugin asked for since this was last called.
    ///
    /// # Errors
    /// If the plugin fails.
    fn asked_size(&mut self) -> Result<Option<Size>, HostError>;

    /// Does what the plugin asked to have done on the main thread. To be called often while a
    /// window is open.
    ///
    /// # Errors
    /// If the system does not tell what is asked.
    fn tend(&mut self) -> Result<(), HostError>;
}

/// Opens a plugin of either format.
///
/// # Errors
/// If the file is no plugin, or the plugin refuses to start.
pub fn open(plugin: &Path) -> Result<Box<dyn Windowed>, HostError> {
    Ok(match Format::of(plugin)? {
        Format::Clap => Box::new(ClapHost::open(plugin)?),
        Format::Vst3 => Box::new(Vst3Host::open(plugin)?),
    })
}
