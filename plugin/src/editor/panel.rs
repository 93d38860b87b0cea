//! What lies over the page: its frame, and the way back.

use egui::{Align2, Key, Rect, Ui, vec2};

use super::{
    desk::Desk,
    theme::{Type, icon},
    top,
};

/// Draws the frame and its title and gives the space inside. Escape and the cross close it.
pub(super) fn frame(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, title: &str) -> Rect {
    let inside = desk.panel(ui, rect);
    let head = Rect::from_min_size(inside.min, vec2(inside.width(), desk.px(24.0)));
    ui.painter().text(
        head.left_center(),
        Align2::LEFT_CENTER,
        title,
        desk.font(Type::Large),
        desk.theme.text,
    );
    let close = top::chip(desk, head.right_center(), 28.0);
    let quiet = desk.theme.quiet;
    let help = "Close (escape): the page comes back";
    let is_closed = top::press(ui, desk, close, "Close", icon::X, quiet, help).clicked();
    // What has the focus gets the key first.
    let has_focus = ui.memory(|memory| memory.focused().is_some());
    let escapes = !has_focus && ui.input(|input| input.key_pressed(Key::Escape));
    if is_closed || escapes {
        desk.view.panel = None;
    }
    Rect::from_min_max(head.left_bottom() + vec2(0.0, desk.px(8.0)), inside.max)
}
