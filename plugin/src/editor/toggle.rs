//! Small buttons that switch a parameter on and off.

use egui::{Align2, Color32, Rect, Response, Role, Sense, Ui, WidgetInfo};
use nice_plug::prelude::{BoolParam, Param};

use super::{
    desk::Desk,
    theme::{self, Type},
};

/// Draws the plate and its text; a click, space or enter turns the parameter over.
pub(super) fn text(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    rect: Rect,
    param: &BoolParam,
    label: &str,
    lit: Color32,
    purpose: &str,
) {
    let (response, is_on) = press(ui, desk, rect, param, purpose);
    let color = plate(ui, desk, rect, &response, is_on, lit);
    let font = desk.font(Type::Small);
    ui.painter()
        .text(rect.center(), Align2::CENTER_CENTER, label, font, color);
}

/// Draws the plate with a padlock, closed while it is on.
pub(super) fn lock(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, param: &BoolParam, purpose: &str) {
    let (response, is_on) = press(ui, desk, rect, param, purpose);
    let color = plate(ui, desk, rect, &response, is_on, theme::TEXT);
    padlock(ui, rect, color, is_on);
}

fn press(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    rect: Rect,
    param: &BoolParam,
    purpose: &str,
) -> (Response, bool) {
    let id = ui.scope_id().with((param.name(), "toggle"));
    let response = ui.interact(rect, id, Sense::click());
    let is_on = param.value();
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_on, param.name()));
    if response.clicked() {
        desk.set(param, !is_on);
    }
    if response.hovered() || response.has_focus() {
        let state = if is_on { "on" } else { "off" };
        desk.help = Some(format!("{}: {state}   {purpose}", param.name()));
    }
    let hover = format!("{}\n{purpose}", param.name());
    (response.on_hover_text(hover), is_on)
}

/// Paints the plate, gives the colour of what is on it.
fn plate(
    ui: &Ui,
    desk: &Desk<'_>,
    rect: Rect,
    response: &Response,
    is_on: bool,
    lit: Color32,
) -> Color32 {
    let (fill, color) = match (is_on, response.hovered()) {
        (true, _) => (lit, theme::GROUND),
        (false, true) => (theme::HOVERED, theme::TEXT),
        (false, false) => (theme::RAISED, theme::QUIET),
    };
    desk.plate(ui, rect, desk.px(3.0), fill, response.has_focus());
    color
}

/// Paints a padlock.
pub(super) fn padlock(ui: &Ui, rect: Rect, color: Color32, is_closed: bool) {
    let (center, size) = (rect.center(), rect.height() * 0.5);
    let painter = ui.painter();
    let body = Rect::from_center_size(
        center + egui::vec2(0.0, size * 0.22),
        egui::vec2(size * 0.9, size * 0.62),
    );
    painter.rect_filled(body, size * 0.12, color);
    let stroke = egui::Stroke::new((size * 0.16).max(1.0), color);
    let (foot, radius) = (body.top(), size * 0.28);
    let top = foot - size * 0.22;
    let lift = if is_closed { 0.0 } else { size * 0.16 };
    let arc = (0..=10).map(|step| {
        let angle = std::f32::consts::PI * (1.0 + step as f32 / 10.0);
        center
            + egui::vec2(
                radius * angle.cos(),
                top - center.y - lift + radius * angle.sin(),
            )
    });
    painter.add(egui::Shape::line(arc.collect(), stroke));
    for side in [-1.0, 1.0] {
        let x = center.x + side * radius;
        // An open one hangs on one side alone.
        let end = if is_closed || side < 0.0 { foot } else { top };
        let ends = [egui::pos2(x, top - lift), egui::pos2(x, end)];
        painter.line_segment(ends, stroke);
    }
}
