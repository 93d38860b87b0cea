//! A and B at the top: two whole settings, one click apart.

use egui::{Align2, Pos2, Rect, Role, Sense, Ui, WidgetInfo, pos2};

use super::{
    desk::Desk,
    theme::{Type, icon},
    toggle, top,
};
use crate::{compare::Side, params::Setting};

/// Width of each of the two at 100 %.
const SIDE: f32 = 24.0;

/// How wide it is at 100 %.
pub(super) const WIDTH: f32 = 2.0 * SIDE + 4.0 + 26.0;

/// Draws both, and the button that makes them the same.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, left: Pos2) {
    let shown = desk.shown.side;
    let mut right = left.x;
    for side in [Side::A, Side::B] {
        right += desk.px(SIDE);
        let rect = top::chip(desk, pos2(right, left.y), SIDE);
        if choice(ui, desk, rect, side, side == shown) && side != shown {
            change_sides(desk);
        }
    }
    right += desk.px(4.0 + 26.0);
    let rect = top::chip(desk, pos2(right, left.y), 26.0);
    let name = format!("Copy {shown} to {}", shown.other());
    let help = format!("{name}: then both sides are what plays now");
    let quiet = desk.theme.quiet;
    if top::press(ui, desk, rect, &name, icon::COPY, quiet, &help).clicked() {
        let here = Setting::of(desk.params);
        desk.shared.memory.copy_to_other(here);
        desk.view
            .tell(format!("{shown} was copied to {}", shown.other()));
    }
}

/// Goes over to the other side.
fn change_sides(desk: &Desk<'_>) {
    let memory = &desk.shared.memory;
    let here = Setting::of(desk.params);
    let Some(there) = memory.other().1 else {
        memory.change_sides(here, None);
        return;
    };
    let (state, moves) = there.for_host(desk.params);
    memory.change_sides(here, Some(state));
    desk.go_to(&moves);
    memory.arrived();
    desk.shared.nudge();
}

/// One of the two; says whether it was pressed.
fn choice(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, side: Side, is_shown: bool) -> bool {
    let name = format!("Side {side}");
    let response = ui.interact(rect, ui.scope_id().with(&name), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_shown, &name));
    let color = toggle::plate(ui, desk, rect, &response, is_shown, desk.theme.accent, 5.0);
    let font = desk.font(Type::Small);
    ui.painter()
        .text(rect.center(), Align2::CENTER_CENTER, side, font, color);
    if response.hovered() || response.has_focus() {
        let words = match (is_shown, desk.shown.has_other) {
            (true, _) => "plays",
            (false, true) => "waits: click goes over to it, with all controls and slots",
            (false, false) => "begins as a copy of what plays: go over, change it, and compare",
        };
        desk.help = Some(format!("{name} {words}"));
    }
    response.clicked()
}
