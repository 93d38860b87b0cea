//! The bar at the top: whose groove it is, what was done, what goes out, and how it looks.

use std::time::{Duration, Instant};

use egui::{Align2, Color32, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::{
    compare,
    desk::Desk,
    look, model, presets, routing,
    theme::{self, Type, icon},
    undo,
};

/// The lamp that lights when notes go out.
#[derive(Debug, Default)]
pub struct Lamp {
    notes: u64,
    lit: Option<Instant>,
}

/// Widths at 100 %: of a button with an icon alone, …
pub(super) const BUTTON: f32 = 28.0;
/// … and of the lamp.
const LAMP: f32 = 42.0;

/// How long the lamp shines after a note.
const GLOW: Duration = Duration::from_millis(140);

impl Lamp {
    /// Looks whether notes went out, which are so many now; says whether the lamp is changing.
    pub(super) fn look(&mut self, notes: u64) -> bool {
        if notes != self.notes {
            (self.notes, self.lit) = (notes, Some(Instant::now()));
        }
        self.lit.is_some()
    }

    /// 1 just after a note, then fading to 0; without a fading 1 as long.
    fn glow(&mut self, is_calm: bool) -> f32 {
        let since = self.lit.map_or(GLOW, |lit| lit.elapsed());
        if since >= GLOW {
            self.lit = None;
            return 0.0;
        }
        if is_calm {
            return 1.0;
        }
        1.0 - since.as_secs_f32() / GLOW.as_secs_f32()
    }
}

/// Draws the bar.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let middle = rect.center().y;
    let left = rect.left() + desk.px(theme::GAP);
    mark(ui, desk, pos2(left, middle));
    let place = pos2(left + desk.px(30.0), middle);
    let font = desk.font(Type::Title);
    let text = desk.theme.text;
    let name = ui
        .painter()
        .text(place, Align2::LEFT_CENTER, "Quatrain", font, text);
    let after = name.right() + desk.px(16.0);
    let named = model::button(ui, desk, pos2(after, middle));

    // In the order in which one reads, which is that of the tab key.
    let gap = desk.px(8.0);
    let mut right = rect.right() - desk.px(theme::GAP);
    let ends = [LAMP, BUTTON, BUTTON, routing::WIDTH, undo::WIDTH].map(|width| {
        let end = right;
        right -= desk.px(width) + gap;
        pos2(end, middle)
    });
    let [lamp, look, bypassed, routed, undone] = ends;
    let compared = right - desk.px(compare::WIDTH) - gap;
    let presets = pos2(named + 2.0 * gap, middle);
    let end = presets::bar(ui, desk, presets, compared - gap);
    compare::draw(ui, desk, pos2(end + gap, middle));
    undo::draw(ui, desk, undone);
    routing::button(ui, desk, routed);
    bypass(ui, desk, bypassed);
    look::menu(ui, desk, look);
    midi_lamp(ui, desk, lamp);
}

/// Four lines of a verse, as four bars: the plugin's mark.
fn mark(ui: &Ui, desk: &Desk<'_>, left: egui::Pos2) {
    for (at, (width, color)) in [(20.0, 0.0), (14.0, 0.33), (20.0, 0.66), (10.0, 1.0)]
        .into_iter()
        .enumerate()
    {
        let corner = left + desk.scale * vec2(0.0, -10.0 + 5.4 * at as f32);
        let line = Rect::from_min_size(corner, desk.scale * vec2(width, 3.2));
        ui.painter()
            .rect_filled(line, desk.px(1.6), desk.theme.on_map(color, 0.0));
    }
}

fn midi_lamp(ui: &mut Ui, desk: &mut Desk<'_>, right: egui::Pos2) {
    let is_calm = desk.view.preferences.is_calm;
    let glow = desk.view.lamp.glow(is_calm);
    let theme = desk.theme;
    let center = right - vec2(desk.px(6.0), 0.0);
    let color = theme.raised.lerp_to_gamma(theme.accent, glow);
    ui.painter().circle_filled(center, desk.px(5.0), color);
    let edge = Stroke::new(desk.px(1.0), theme.quiet);
    ui.painter().circle_stroke(center, desk.px(5.0), edge);
    let place = center - vec2(desk.px(11.0), 0.0);
    let font = desk.font(Type::Small);
    let text = ui
        .painter()
        .text(place, Align2::RIGHT_CENTER, "OUT", font, theme.quiet);
    let area = Rect::from_min_max(text.min, pos2(right.x, text.bottom()));
    let response = ui.interact(area, ui.scope_id().with("lamp"), Sense::hover());
    let notes = desk.shared.memory.bridge().notes();
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{notes} notes sent")));
    if response.hovered() {
        desk.help = Some(format!(
            "MIDI out: {notes} notes sent so far, on channel 10"
        ));
    }
}

fn bypass(ui: &mut Ui, desk: &mut Desk<'_>, right: egui::Pos2) {
    let is_on = desk.params.bypass.value();
    let rect = chip(desk, right, BUTTON);
    let color = if is_on {
        desk.theme.warning
    } else {
        desk.theme.quiet
    };
    let help = "Bypass: no notes from Quatrain, incoming ones pass";
    let response = press(ui, desk, rect, "Bypass", icon::POWER, color, help);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_on, "Bypass"));
    if response.clicked() {
        desk.set(&desk.params.bypass, !is_on);
    }
}

/// The place of a button that ends at `right`.
pub(super) fn chip(desk: &Desk<'_>, right: egui::Pos2, width: f32) -> Rect {
    let size = desk.scale * vec2(width, 24.0);
    Rect::from_min_size(right - vec2(size.x, size.y / 2.0), size)
}

/// A small button: how it is called, and what is written on it, perhaps an icon alone.
pub(super) fn press(
    ui: &Ui,
    desk: &mut Desk<'_>,
    rect: Rect,
    name: &str,
    label: &str,
    color: Color32,
    help: &str,
) -> egui::Response {
    let response = ui.interact(rect, ui.scope_id().with(name), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let is_active = response.hovered() || response.has_focus();
    let (fill, color) = if response.hovered() {
        (desk.theme.hovered, desk.theme.text)
    } else {
        (desk.theme.raised, color)
    };
    desk.plate(ui, rect, desk.px(5.0), fill, response.has_focus());
    // Icons alone are as large as their plate allows.
    let size = if label.chars().count() == 1 {
        Type::Large
    } else {
        Type::Small
    };
    let font = desk.font(size);
    ui.painter()
        .text(rect.center(), Align2::CENTER_CENTER, label, font, color);
    if is_active {
        desk.help = Some(help.to_owned());
    }
    response
}
