//! Colours, sizes and type: the one place they are written down. There is a dark look and a light
//! one.
//!
//! Each corner of the map has a colour, and what is heard has the one between them, as the puck
//! has the place. Each drum has a colour and a shape (`drum`). Text stands out from every surface by
//! at least 4.5 to 1 (WCAG 2.2, 1.4.3), which the test checks for both looks.

mod drum;
pub mod icon;

pub(super) use drum::shape;

use egui::{Color32, FontId, Visuals};
use groove::Drum;
use serde::{Deserialize, Serialize};

use crate::corner::Corner;

/// Dark or light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Look {
    /// Light on dark, for the studio.
    #[default]
    Dark,
    /// Dark on light, for daylight.
    Light,
}

/// The colours of a look.
#[derive(Debug, PartialEq, Eq)]
pub struct Theme {
    /// Behind everything.
    pub ground: Color32,
    /// Panels.
    pub panel: Color32,
    /// Tracks and rows, sunk into a panel.
    pub sunk: Color32,
    /// Buttons and handles, raised from a panel.
    pub raised: Color32,
    /// Raised, with the pointer over it.
    pub hovered: Color32,
    /// Edges and lines.
    pub line: Color32,
    /// Text.
    pub text: Color32,
    /// Text of second rank.
    pub quiet: Color32,
    /// Text and marks that warn.
    pub warning: Color32,
    /// What is chosen or lit.
    pub accent: Color32,
    /// The playhead, and strokes as they sound.
    pub bright: Color32,
    /// The corners of the map, A to D.
    corners: [Color32; Corner::COUNT],
    /// The drums, kick first.
    drums: [Color32; Drum::COUNT],
}

const fn rgb(code: u32) -> Color32 {
    Color32::from_rgb((code >> 16) as u8, (code >> 8) as u8, code as u8)
}

const DARK: Theme = Theme {
    ground: rgb(0x12_14_18),
    panel: rgb(0x1b_1e_25),
    sunk: rgb(0x13_16_1b),
    raised: rgb(0x2b_30_3a),
    hovered: rgb(0x38_3e_4b),
    line: rgb(0x33_39_45),
    text: rgb(0xee_f0_f4),
    quiet: rgb(0xa9_b1_c0),
    warning: rgb(0xff_b8_6b),
    accent: rgb(0x4f_d6_c8),
    bright: rgb(0xff_ff_ff),
    corners: [
        rgb(0x4f_d6_c8),
        rgb(0xff_a4_5c),
        rgb(0xb4_9d_ff),
        rgb(0xff_8f_b4),
    ],
    drums: [
        rgb(0xff_8f_7a),
        rgb(0xff_c4_6b),
        rgb(0x8f_d8_ff),
        rgb(0x6f_b7_ff),
        rgb(0x66_d9_a0),
        rgb(0x8f_df_7a),
        rgb(0xc9_e2_6a),
        rgb(0xf4_9f_f0),
        rgb(0xc3_a9_ff),
    ],
};

const LIGHT: Theme = Theme {
    ground: rgb(0xe3_e6_eb),
    panel: rgb(0xf6_f7_f9),
    sunk: rgb(0xe8_eb_f0),
    raised: rgb(0xff_ff_ff),
    hovered: rgb(0xdd_e3_ec),
    line: rgb(0xc2_c9_d4),
    text: rgb(0x15_18_1d),
    quiet: rgb(0x48_50_5e),
    warning: rgb(0x8a_45_00),
    accent: rgb(0x00_66_5e),
    bright: rgb(0x00_00_00),
    corners: [
        rgb(0x00_66_5e),
        rgb(0x8f_47_00),
        rgb(0x5a_3e_b8),
        rgb(0xa3_1d_56),
    ],
    drums: [
        rgb(0xa6_2a_12),
        rgb(0x82_52_00),
        rgb(0x00_5f_86),
        rgb(0x1a_4f_a8),
        rgb(0x00_68_42),
        rgb(0x2c_69_13),
        rgb(0x54_60_00),
        rgb(0x92_22_8c),
        rgb(0x5d_3a_b5),
    ],
};

impl Look {
    /// Its colours.
    #[must_use]
    pub fn theme(self) -> &'static Theme {
        match self {
            Self::Dark => &DARK,
            Self::Light => &LIGHT,
        }
    }
}

impl Theme {
    /// The colour of a corner.
    #[must_use]
    pub fn corner(&self, corner: Corner) -> Color32 {
        self.corners[corner.index()]
    }

    /// The colour of a drum.
    #[must_use]
    pub fn drum(&self, drum: Drum) -> Color32 {
        self.drums[drum.index()]
    }

    /// The colour at a place of the map, X and Y from 0 to 1.
    #[must_use]
    pub fn on_map(&self, x: f32, y: f32) -> Color32 {
        let [x, y] = [x, y].map(|part| part.clamp(0.0, 1.0));
        let [a, b, c, d] = self.corners;
        a.lerp_to_gamma(b, x)
            .lerp_to_gamma(c.lerp_to_gamma(d, x), y)
    }
}

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

/// Dresses egui's own parts: tooltips, menus, text fields.
pub fn apply(egui: &egui::Context, look: Look, is_calm: bool) {
    let theme = look.theme();
    let (mut visuals, base) = match look {
        Look::Dark => (Visuals::dark(), egui::Theme::Dark),
        Look::Light => (Visuals::light(), egui::Theme::Light),
    };
    visuals.override_text_color = Some(theme.text);
    visuals.window_fill = theme.raised;
    visuals.panel_fill = theme.ground;
    visuals.extreme_bg_color = theme.sunk;
    visuals.window_stroke.color = theme.line;
    visuals.selection.bg_fill = theme.accent.gamma_multiply(0.35);
    visuals.selection.stroke.color = theme.accent;
    for widget in [
        &mut visuals.widgets.inactive,
        &mut visuals.widgets.noninteractive,
    ] {
        // The ground of boxes to tick, and of buttons.
        widget.bg_fill = theme.sunk;
        widget.bg_stroke.color = theme.line;
        widget.weak_bg_fill = theme.raised;
    }
    visuals.widgets.hovered.weak_bg_fill = theme.hovered;
    // The window scales itself with its size.
    egui.options_mut(|options| options.zoom_with_keyboard = false);
    egui.set_theme(base);
    egui.set_visuals(visuals);
    egui.all_styles_mut(|style| {
        style.interaction.tooltip_delay = 0.6;
        style.interaction.selectable_labels = false;
        style.animation_time = if is_calm { 0.0 } else { ANIMATION };
    });
}

/// How long egui's own parts take to appear, in seconds.
const ANIMATION: f32 = 0.083;

/// Gives egui the type and the icons. Once for each window.
pub fn add_fonts(egui: &egui::Context) {
    let mut fonts = egui::FontDefinitions::default();
    icon::add_to(&mut fonts);
    egui.set_fonts(fonts);
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
        for look in [Look::Dark, Look::Light] {
            let theme = look.theme();
            let drums = Drum::ALL.map(|drum| theme.drum(drum));
            let corners = Corner::ALL.map(|corner| theme.corner(corner));
            let others = [theme.text, theme.quiet, theme.warning, theme.accent];
            let middle = [theme.on_map(0.5, 0.5)];
            for text in drums.iter().chain(&corners).chain(&others).chain(&middle) {
                for surface in [theme.ground, theme.panel, theme.sunk, theme.raised] {
                    let ratio = contrast(*text, surface);
                    assert!(ratio >= 4.5, "{look:?}: {text:?} on {surface:?}: {ratio}");
                }
            }
            assert!(contrast(theme.text, theme.hovered) >= 4.5);
            // What is lit has the ground's colour as its text.
            for lit in corners.iter().chain(&drums).chain(&others) {
                assert!(contrast(theme.ground, *lit) >= 4.5, "{look:?}: {lit:?}");
            }
        }
    }

    #[test]
    fn no_two_drums_have_the_same_colour_or_shape() {
        for look in [Look::Dark, Look::Light] {
            for (at, drum) in Drum::ALL.iter().enumerate() {
                for other in &Drum::ALL[at + 1..] {
                    assert_ne!(look.theme().drum(*drum), look.theme().drum(*other));
                    assert_ne!(drum::outline(*drum), drum::outline(*other));
                }
            }
        }
    }
}
