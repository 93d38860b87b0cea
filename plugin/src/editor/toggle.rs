//! Small buttons that switch a parameter on and off.

use egui::{Align2, Color32, FontId, Rect, Response, Role, Sense, Ui, WidgetInfo};
use nice_plug::prelude::{BoolParam, Param};

use super::{
    desk::Desk,
    theme::{Type, icon},
};

/// Roundness of the plates at 100 %.
const ROUND: f32 = 3.0;

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
    let color = plate(ui, desk, rect, &response, is_on, lit, ROUND);
    let font = desk.font(Type::Small);
    ui.painter()
        .text(rect.center(), Align2::CENTER_CENTER, label, font, color);
}

/// Draws the plate with a padlock, closed while it is on.
pub(super) fn lock(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, param: &BoolParam, purpose: &str) {
    let (response, is_on) = press(ui, desk, rect, param, purpose);
    let color = plate(ui, desk, rect, &response, is_on, desk.theme.text, ROUND);
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

/// Paints the plate of what is on or off, gives the colour of what is on it.
pub(super) fn plate(
    ui: &Ui,
    desk: &Desk<'_>,
    rect: Rect,
    response: &Response,
    is_on: bool,
    lit: Color32,
    rounding: f32,
) -> Color32 {
    let (fill, color) = match (is_on, response.hovered()) {
        (true, _) => (lit, desk.theme.ground),
        (false, true) => (desk.theme.hovered, desk.theme.text),
        (false, false) => (desk.theme.raised, desk.theme.quiet),
    };
    desk.plate(ui, rect, desk.px(rounding), fill, response.has_focus());
    color
}

/// Paints a padlock.
pub(super) fn padlock(ui: &Ui, rect: Rect, color: Color32, is_closed: bool) {
    let mark = if is_closed {
        icon::LOCK
    } else {
        icon::LOCK_OPEN
    };
    let font = FontId::proportional(rect.height() * 0.8);
    ui.painter()
        .text(rect.center(), Align2::CENTER_CENTER, mark, font, color);
}
