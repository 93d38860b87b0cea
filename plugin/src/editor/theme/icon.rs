//! The icons: some of the Phosphor set, which come as a font. `assets/icons` has it, its licence and
//! how it was made.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily};

/// Redo.
pub const ARROW_CLOCKWISE: &str = "\u{e036}";
/// Undo.
pub const ARROW_COUNTER_CLOCKWISE: &str = "\u{e038}";
/// From here to there.
pub const ARROW_RIGHT: &str = "\u{e06c}";
/// Something opens below.
pub const CARET_DOWN: &str = "\u{e136}";
/// The one before.
pub const CARET_LEFT: &str = "\u{e138}";
/// The one after.
pub const CARET_RIGHT: &str = "\u{e13a}";
/// Copy.
pub const COPY: &str = "\u{e1ca}";
/// A handle to drag.
pub const DOTS_SIX_VERTICAL: &str = "\u{eae2}";
/// Save.
pub const FLOPPY_DISK: &str = "\u{e248}";
/// Show in the file manager.
pub const FOLDER_OPEN: &str = "\u{e256}";
/// Settings.
pub const GEAR_SIX: &str = "\u{e272}";
/// Locked.
pub const LOCK: &str = "\u{e2fa}";
/// Open.
pub const LOCK_OPEN: &str = "\u{e306}";
/// Search.
pub const MAGNIFYING_GLASS: &str = "\u{e30c}";
/// A path.
pub const PATH: &str = "\u{e39c}";
/// Play.
pub const PLAY: &str = "\u{e3d0}";
/// On and off.
pub const POWER: &str = "\u{e3da}";
/// Hear.
pub const SPEAKER_HIGH: &str = "\u{e44a}";
/// Stop.
pub const STOP: &str = "\u{e46c}";
/// Throw away.
pub const TRASH: &str = "\u{e4a6}";
/// Mind this.
pub const WARNING: &str = "\u{e4e0}";
/// Close, take away.
pub const X: &str = "\u{e4f6}";

/// Lets text have icons in it.
pub(super) fn add_to(fonts: &mut FontDefinitions) {
    let font = include_bytes!("../../../../assets/icons/Phosphor-subset.ttf");
    let name = "icons";
    let data = Arc::new(FontData::from_static(font));
    fonts.font_data.insert(name.to_owned(), data);
    let text = fonts.families.entry(FontFamily::Proportional).or_default();
    // After the letters, which the icons must not replace.
    text.insert(text.len().min(1), name.to_owned());
}
