//! The bar at the top: the plugin's and the model's name, what computes, and the lamp.

use std::time::{Duration, Instant};

use egui::{Align2, Color32, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::{
    SIZE,
    desk::Desk,
    routing,
    theme::{self, Type},
    undo,
};
use crate::generator::{About, ModelStatus};

/// The lamp that lights when notes go out.
#[derive(Debug, Default)]
pub struct Lamp {
    notes: u64,
    lit: Option<Instant>,
}

/// How long the lamp shines after a note.
const GLOW: Duration = Duration::from_millis(140);
/// Sizes of the window to choose from, in percent.
const ZOOMS: [u16; 6] = [75, 100, 125, 150, 200, 250];

impl Lamp {
    /// Looks whether notes went out; says whether the lamp is changing.
    pub(super) fn look(&mut self, desk: &Desk<'_>, _ui: &Ui) -> bool {
        let notes = desk.shared.memory.bridge().notes();
        if notes != self.notes {
            (self.notes, self.lit) = (notes, Some(Instant::now()));
        }
        self.lit.is_some()
    }

    /// 1 just after a note, then fading to 0.
    fn glow(&mut self) -> f32 {
        let since = self.lit.map_or(GLOW, |lit| lit.elapsed());
        if since >= GLOW {
            self.lit = None;
            return 0.0;
        }
        1.0 - since.as_secs_f32() / GLOW.as_secs_f32()
    }
}

/// Draws the bar.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, lamp: &mut Lamp) {
    let middle = rect.center().y;
    let left = rect.left() + desk.px(theme::GAP);
    mark(ui, desk, pos2(left, middle));
    let place = pos2(left + desk.px(30.0), middle);
    let font = desk.font(Type::Title);
    let name = ui
        .painter()
        .text(place, Align2::LEFT_CENTER, "Quatrain", font, theme::TEXT);
    let after = model(ui, desk, pos2(name.right() + desk.px(24.0), middle));
    if let Some(time) = desk.status.decode_time {
        let text = format!("{:.1} ms a groove", 1_000.0 * time.as_secs_f64());
        let place = pos2(after + desk.px(14.0), middle);
        let font = desk.font(Type::Small);
        ui.painter()
            .text(place, Align2::LEFT_CENTER, text, font, theme::QUIET);
    }

    let right = rect.right() - desk.px(theme::GAP);
    let lamp_left = midi_lamp(ui, desk, pos2(right, middle), lamp.glow());
    let size_left = size_menu(ui, desk, pos2(lamp_left - desk.px(16.0), middle));
    let bypass_left = bypass(ui, desk, pos2(size_left - desk.px(10.0), middle));
    let routing_left = routing::draw(ui, desk, pos2(bypass_left - desk.px(10.0), middle));
    undo::draw(ui, desk, pos2(routing_left - desk.px(10.0), middle));
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
            .rect_filled(line, desk.px(1.6), theme::on_map(color, 0.0));
    }
}

/// The model's name and what computes it; gives where it ends.
fn model(ui: &mut Ui, desk: &mut Desk<'_>, left: egui::Pos2) -> f32 {
    let (name, about) = match &desk.status.model {
        ModelStatus::Opening => ("Opening the model ...".to_owned(), None),
        ModelStatus::Ready(about) => (about.name.clone(), Some(about.clone())),
        ModelStatus::Missing(_) => ("No model".to_owned(), None),
    };
    let color = if about.is_some() {
        theme::TEXT
    } else {
        theme::WARNING
    };
    let font = desk.font(Type::Body);
    let text = ui
        .painter()
        .text(left, Align2::LEFT_CENTER, name, font, color);
    let Some(about) = about else {
        return text.right();
    };
    let area = text.expand(desk.px(4.0));
    let response = ui.interact(area, ui.scope_id().with("model"), Sense::click());
    let label = format!("About the model {}", about.name);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    if response.hovered() || response.has_focus() {
        let line = Stroke::new(desk.px(1.0), theme::QUIET);
        ui.painter().hline(text.x_range(), area.bottom(), line);
        desk.help = Some(format!(
            "The model {}: who made it, of what, and how well",
            about.name
        ));
    }
    model_card(desk, &response, &about);
    provider(ui, desk, pos2(text.right() + desk.px(12.0), left.y), &about)
}

/// What a person wants to know of the model, under its name.
fn model_card(desk: &Desk<'_>, name: &egui::Response, about: &About) {
    let (large, small) = (desk.font(Type::Body), desk.font(Type::Small));
    egui::Popup::menu(name)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_max_width(desk.px(440.0));
            let text = |text: &str, font: &egui::FontId, color| {
                egui::RichText::new(text).font(font.clone()).color(color)
            };
            ui.label(text(&about.name, &large, theme::A));
            for line in about.details.lines() {
                ui.label(text(line, &small, theme::TEXT));
            }
            ui.add_space(desk.px(6.0));
            let computed = format!("Computed by {}", about.provider);
            ui.label(text(&computed, &small, theme::TEXT));
            for line in about.fallbacks.lines() {
                ui.label(text(&format!("Tried before: {line}"), &small, theme::QUIET));
            }
        });
}

/// What computes, in a chip; a dot warns that it is not the fastest.
fn provider(ui: &mut Ui, desk: &mut Desk<'_>, left: egui::Pos2, about: &About) -> f32 {
    let font = desk.font(Type::Small);
    let galley = ui
        .painter()
        .layout_no_wrap(about.provider.clone(), font, theme::QUIET);
    let size = galley.size() + desk.scale * vec2(16.0, 8.0);
    let chip = Rect::from_min_size(left - vec2(0.0, size.y / 2.0), size);
    let line = Stroke::new(desk.px(1.0), theme::LINE);
    ui.painter()
        .rect(chip, size.y / 2.0, theme::PANEL, line, StrokeKind::Inside);
    ui.painter()
        .galley(chip.min + desk.scale * vec2(8.0, 4.0), galley, theme::QUIET);
    let response = ui.interact(chip, ui.scope_id().with("provider"), Sense::hover());
    if response.hovered() {
        desk.help = Some(format!("Grooves are computed by: {}", about.provider));
    }
    if !about.fallbacks.is_empty() {
        response.on_hover_text(format!("Tried before:\n{}", about.fallbacks));
    }
    chip.right()
}

/// Gives where it begins.
fn midi_lamp(ui: &mut Ui, desk: &mut Desk<'_>, right: egui::Pos2, glow: f32) -> f32 {
    let center = right - vec2(desk.px(6.0), 0.0);
    let color = theme::RAISED.lerp_to_gamma(theme::A, glow);
    ui.painter().circle_filled(center, desk.px(5.0), color);
    let edge = Stroke::new(desk.px(1.0), theme::QUIET);
    ui.painter().circle_stroke(center, desk.px(5.0), edge);
    let place = center - vec2(desk.px(11.0), 0.0);
    let font = desk.font(Type::Small);
    let text = ui
        .painter()
        .text(place, Align2::RIGHT_CENTER, "MIDI OUT", font, theme::QUIET);
    let area = Rect::from_min_max(text.min, pos2(right.x, text.bottom()));
    if ui
        .interact(area, ui.scope_id().with("lamp"), Sense::hover())
        .hovered()
    {
        desk.help = Some(format!(
            "Notes sent so far: {}",
            desk.shared.memory.bridge().notes()
        ));
    }
    text.left()
}

/// Gives where it begins.
fn size_menu(ui: &mut Ui, desk: &mut Desk<'_>, right: egui::Pos2) -> f32 {
    let percent = format!("{:.0} %", 100.0 * desk.scale);
    let rect = chip(desk, right, 54.0);
    let response = press(
        ui,
        desk,
        rect,
        "size",
        &percent,
        theme::QUIET,
        "Size of the window",
    );
    egui::Popup::menu(&response).show(|ui| {
        for zoom in ZOOMS {
            if ui.button(format!("{zoom} %")).clicked() {
                let size = f32::from(zoom) / 100.0 * vec2(SIZE.0, SIZE.1);
                ui.ctx()
                    .send_viewport_cmd(egui::ViewportCommand::InnerSize(size));
            }
        }
    });
    rect.left()
}

/// Gives where it begins.
fn bypass(ui: &mut Ui, desk: &mut Desk<'_>, right: egui::Pos2) -> f32 {
    let is_on = desk.params.bypass.value();
    let rect = chip(desk, right, 70.0);
    let color = if is_on { theme::WARNING } else { theme::QUIET };
    let label = if is_on { "Bypassed" } else { "Bypass" };
    let help = "Bypass: no notes from Quatrain, incoming ones pass";
    if press(ui, desk, rect, "bypass", label, color, help).clicked() {
        desk.set(&desk.params.bypass, !is_on);
    }
    rect.left()
}

/// The place of a button that ends at `right`.
pub(super) fn chip(desk: &Desk<'_>, right: egui::Pos2, width: f32) -> Rect {
    let size = desk.scale * vec2(width, 24.0);
    Rect::from_min_size(right - vec2(size.x, size.y / 2.0), size)
}

/// A small button.
pub(super) fn press(
    ui: &Ui,
    desk: &mut Desk<'_>,
    rect: Rect,
    id: &str,
    label: &str,
    color: Color32,
    help: &str,
) -> egui::Response {
    let response = ui.interact(rect, ui.scope_id().with(id), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, label));
    let fill = if response.hovered() {
        theme::HOVERED
    } else {
        theme::RAISED
    };
    desk.plate(ui, rect, desk.px(5.0), fill, response.has_focus());
    let font = desk.font(Type::Small);
    let color = if response.hovered() {
        theme::TEXT
    } else {
        color
    };
    ui.painter()
        .text(rect.center(), Align2::CENTER_CENTER, label, font, color);
    if response.hovered() {
        desk.help = Some(help.to_owned());
    }
    response
}
