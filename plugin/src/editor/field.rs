//! A number in a box, moved up and down.

use egui::{Align2, Rect, Stroke, StrokeKind, Ui, pos2};
use nice_plug::prelude::Param;

use super::{
    control::{Travel, control},
    desk::Desk,
    theme::Type,
};

/// Draws the parameter's value in a box that can be dragged, scrolled and typed into.
pub(super) fn value(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    rect: Rect,
    param: &impl Param,
    size: Type,
    purpose: &str,
) {
    let response = control(ui, desk, rect, param, Travel::Relative, purpose);
    let is_active = response.hovered() || response.dragged() || response.has_focus();
    let edge = Stroke::new(
        desk.px(1.0),
        if is_active {
            desk.theme.quiet
        } else {
            desk.theme.line
        },
    );
    let painter = ui.painter();
    painter.rect(
        rect,
        desk.px(4.0),
        desk.theme.sunk,
        edge,
        StrokeKind::Inside,
    );
    let text = param.normalized_value_to_string(param.unmodulated_normalized_value(), true);
    let place = pos2(rect.left() + desk.px(6.0), rect.center().y);
    // The arrows are there where they have room.
    let has_arrows = size == Type::Body;
    let room = if has_arrows {
        desk.px(18.0)
    } else {
        desk.px(2.0)
    };
    let clip = Rect::from_min_max(rect.min, pos2(rect.right() - room, rect.bottom()));
    painter.with_clip_rect(clip).text(
        place,
        Align2::LEFT_CENTER,
        text,
        desk.font(size),
        desk.theme.text,
    );
    if !has_arrows {
        return;
    }

    // Two small arrows say that it goes up and down.
    let x = rect.right() - desk.px(10.0);
    let (half, high) = (desk.px(3.0), desk.px(3.5));
    for up in [-1.0, 1.0] {
        let foot = rect.center().y + up * desk.px(2.5);
        let points = vec![
            pos2(x - half, foot),
            pos2(x + half, foot),
            pos2(x, foot + up * high),
        ];
        painter.add(egui::Shape::convex_polygon(
            points,
            desk.theme.quiet,
            Stroke::NONE,
        ));
    }
}
