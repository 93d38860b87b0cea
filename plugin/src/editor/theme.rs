//! Colours, sizes and type: the one place they are written down.
//!
//! Each corner of the map has a colour, and what is heard has the one between them, as the puck
//! has the place. Text stands out from every surface by at least 4.5 to 1 (WCAG 2.2, 1.4.3), which
//! the test checks.

use egui::{Color32, FontId, Visuals};

use crate::corner::Corner;

/// Behind everything.
pub const GROUND: Color32 = Color32::from_rgb(0x12, 0x14, 0x18);
/// Panels.
pub const PANEL: Color32 = Color32::from_rgb(0x1b, 0x1e, 0x25);
/// Tracks and rows, sunk into a panel.
pub const SUNK: Color32 = Color32::from_rgb(0x13, 0x16, 0x1b);
/// Buttons and handles, raised from a panel.
pub const RAISED: Color32 = Color32::from_rgb(0x2b, 0x30, 0x3a);
/// Raised, with the pointer over it.
pub const HOVERED: Color32 = Color32::from_rgb(0x38, 0x3e, 0x4b);
/// Edges and lines.
pub const LINE: Color32 = Color32::from_rgb(0x33, 0x39, 0x45);
/// Text.
pub const TEXT: Color32 = Color32::from_rgb(0xee, 0xf0, 0xf4);
/// Text of second rank.
pub const QUIET: Color32 = Color32::from_rgb(0xa9, 0xb1, 0xc0);
/// Text and marks that warn.
pub const WARNING: Color32 = Color32::from_rgb(0xff, 0xb8, 0x6b);
/// Corner A, and what is chosen.
pub const A: Color32 = Color32::from_rgb(0x4f, 0xd6, 0xc8);
/// Corner B.
pub const B: Color32 = Color32::from_rgb(0xff, 0xa4, 0x5c);
/// Corner C.
pub const C: Color32 = Color32::from_rgb(0xb4, 0x9d, 0xff);
/// Corner D.
pub const D: Color32 = Color32::from_rgb(0xff, 0x8f, 0xb4);
/// The playhead, and strokes as they sound.
pub const BRIGHT: Color32 = Color32::from_rgb(0xff, 0xff, 0xff);

/// Space between parts.
pub const GAP: f32 = 12.0;
/// Space inside a part.
pub const PAD: f32 = 12.0;
/// Roundness of panels.
pub const ROUND: f32 = 8.0;

/// Sizes of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// The name of the plugin.
    Title,
    /// Letters of the cards, large values.
    Large,
    /// What is read first.
    Body,
    /// Labels.
    Small,
    /// Labels where there is little room.
    Tiny,
}

impl Type {
    /// The font at this scale of the window.
    #[must_use]
    pub fn font(self, scale: f32) -> FontId {
        let size = match self {
            Self::Title => 20.0,
            Self::Large => 18.0,
            Self::Body => 13.5,
            Self::Small => 11.5,
            Self::Tiny => 9.5,
        };
        FontId::proportional(size * scale)
    }
}

/// The colour of a corner.
#[must_use]
pub fn corner(corner: Corner) -> Color32 {
    match corner {
        Corner::A => A,
        Corner::B => B,
        Corner::C => C,
        Corner::D => D,
    }
}

/// The colour at a place of the map, X and Y from 0 to 1.
#[must_use]
pub fn on_map(x: f32, y: f32) -> Color32 {
    let [x, y] = [x, y].map(|part| part.clamp(0.0, 1.0));
    A.lerp_to_gamma(B, x)
        .lerp_to_gamma(C.lerp_to_gamma(D, x), y)
}

/// Dresses egui's own parts: tooltips, menus, text fields.
pub fn apply(egui: &egui::Context) {
    let mut visuals = Visuals::dark();
    visuals.override_text_color = Some(TEXT);
    visuals.window_fill = RAISED;
    visuals.panel_fill = GROUND;
    visuals.extreme_bg_color = SUNK;
    visuals.window_stroke.color = LINE;
    visuals.selection.bg_fill = A.gamma_multiply(0.35);
    visuals.selection.stroke.color = A;
    for widget in [
        &mut visuals.widgets.inactive,
        &mut visuals.widgets.noninteractive,
    ] {
        widget.bg_fill = RAISED;
        widget.weak_bg_fill = RAISED;
    }
    visuals.widgets.hovered.weak_bg_fill = HOVERED;
    // The window scales itself with its size.
    egui.options_mut(|options| options.zoom_with_keyboard = false);
    egui.set_theme(egui::Theme::Dark);
    egui.set_visuals(visuals);
    egui.all_styles_mut(|style| {
        style.interaction.tooltip_delay = 0.6;
        style.interaction.selectable_labels = false;
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Color32) -> f32 {
        let linear = |byte: u8| {
            let value = f32::from(byte) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    fn contrast(one: Color32, other: Color32) -> f32 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn text_can_be_read_on_every_surface() {
        for text in [TEXT, QUIET, WARNING, A, B, C, D, on_map(0.5, 0.5)] {
            for surface in [GROUND, PANEL, SUNK, RAISED] {
                let ratio = contrast(text, surface);
                assert!(ratio >= 4.5, "{text:?} on {surface:?}: {ratio}");
            }
        }
        assert!(contrast(TEXT, HOVERED) >= 4.5);
    }
}
