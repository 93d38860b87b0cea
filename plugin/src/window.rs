//! The window on the screen: what lies between the plugin framework, the system's windows
//! (`baseview`) and what is drawn (`egui`). It knows neither grooves nor parameters: a [`Face`]
//! draws them.
//!
//! | file | what |
//! |---|---|
//! | `access` | the window for screen readers, in the standalone program |
//! | `editor` | the window as the framework opens and resizes it |
//! | `handler` | what the system tells a window: events, frames, sizes |
//! | `input` | the system's events in egui's words: pointer, keys, dropped files |
//! | `keyboard` | whether keys are the window's or the host's |
//! | `pace` | when a frame is due, and when not |
//! | `drawing` | what is drawn in a frame, and what is if that panics |
//! | `parting` | a closed window is gone only when its thread is |
//! | `stage` | a frame: the face is drawn, and painted if it differs from what is seen |
//! | `size` | how large it is, as the project keeps it |
//!
//! On X11 all of this runs in a thread of the window's own, elsewhere in the host's main thread.

#[cfg(all(target_os = "linux", feature = "standalone"))]
mod access;
mod clipboard;
mod cursor;
mod drawing;
mod editor;
mod handler;
mod host;
mod input;
mod keyboard;
mod keys;
mod pace;
mod painter;
mod parting;
mod size;
mod stage;
#[cfg(target_os = "linux")]
mod x11;

use nice_plug::context::gui::GuiContext;

pub use editor::{WindowEditor, WindowHandle};
pub use size::{Extent, KeptExtent};

/// What a window shows.
pub trait Face: Send + 'static {
    /// The window opened; what is moved in it goes to this host. Called again, with another
    /// context, if a frame panicked.
    fn opened(&mut self, egui: &egui::Context, host: &GuiContext);

    /// Draws everything.
    fn draw(&mut self, ui: &mut egui::Ui);

    /// Whether something that is shown changed by itself since this was last asked. Asked some
    /// ten times a second, so it must cost next to nothing.
    fn is_stale(&mut self) -> bool;

    /// Whether keys are wanted though nothing has the focus: an open panel is closed by one.
    fn wants_keys(&self) -> bool;

    /// The window closed.
    fn closed(&mut self);
}
