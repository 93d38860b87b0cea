//! The sliders: the axes, and the plain one.

use egui::{Align2, Color32, Pos2, Rect, Stroke, Ui, pos2, vec2};
use nice_plug::prelude::Param;

use super::{
    control::{Travel, control},
    desk::Desk,
    theme::Type,
};
use crate::generator::ModelStatus;

/// The eight sliders along the first axes.
pub(super) fn axes(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let inside = desk.panel(ui, rect);
    let label = inside.left_top();
    let font = desk.font(Type::Small);
    ui.painter().text(
        label,
        Align2::LEFT_TOP,
        "CHARACTER",
        font.clone(),
        desk.theme.quiet,
    );
    let hint = "directions of the space that change most";
    ui.painter().text(
        inside.right_top(),
        Align2::RIGHT_TOP,
        hint,
        font,
        desk.theme.quiet,
    );

    let params = desk.params;
    let axes = params.axes();
    let area = Rect::from_min_max(inside.min + vec2(0.0, desk.px(22.0)), inside.max);
    let width = area.width() / axes.len() as f32;
    for (at, param) in axes.into_iter().enumerate() {
        let corner = pos2(area.left() + at as f32 * width, area.top());
        let column = Rect::from_min_size(corner, vec2(width, area.height()));
        axis(ui, desk, column, param, at + 1);
    }
}

fn axis(ui: &mut Ui, desk: &mut Desk<'_>, column: Rect, param: &impl Param, number: usize) {
    let foot = desk.px(18.0);
    let track = Rect::from_min_max(column.min, column.max - vec2(0.0, foot));
    let track = track.shrink2(vec2(desk.px(4.0), desk.px(4.0)));
    let purpose = match &desk.status.model {
        ModelStatus::Ready(about) => about
            .axes
            .get(number - 1)
            .map(|ends| format!("up: {}, down: {}", ends.more, ends.less)),
        _ => None,
    };
    let purpose = purpose.unwrap_or_else(|| {
        "shifts the groove along this direction of the space; the middle leaves it".to_owned()
    });
    let response = control(ui, desk, track, param, Travel::Vertical, &purpose);

    let value = param.unmodulated_normalized_value();
    let default = param.default_normalized_value();
    let place = |value: f32| track.bottom() - value * track.height();
    let x = track.center().x;
    let is_moved = (value - default).abs() > 1e-3;
    let color = desk.heard_color();
    let painter = ui.painter();
    let groove = Rect::from_center_size(track.center(), vec2(desk.px(4.0), track.height()));
    painter.rect_filled(groove, desk.px(2.0), desk.theme.sunk);
    let tick = desk.px(7.0);
    let middle = place(default);
    let line = Stroke::new(desk.px(1.0), desk.theme.line);
    painter.line_segment([pos2(x - tick, middle), pos2(x + tick, middle)], line);
    let from_middle = Rect::from_two_pos(
        pos2(x - desk.px(2.0), middle),
        pos2(x + desk.px(2.0), place(value)),
    );
    painter.rect_filled(from_middle, desk.px(2.0), color);
    let is_active = response.hovered() || response.dragged() || response.has_focus();
    knob(
        ui,
        desk,
        pos2(x, place(value)),
        is_active,
        if is_moved { color } else { desk.theme.quiet },
    );

    let (text, color) = if is_active || is_moved {
        (
            param.normalized_value_to_string(value, false),
            desk.theme.text,
        )
    } else {
        (number.to_string(), desk.theme.quiet)
    };
    let foot = pos2(column.center().x, column.bottom());
    ui.painter().text(
        foot,
        Align2::CENTER_BOTTOM,
        text,
        desk.font(Type::Small),
        color,
    );
}

/// A plain slider from left to right with its name and value above; in a narrow place the value
/// is below.
pub(super) fn plain(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    rect: Rect,
    param: &impl Param,
    label: &str,
    purpose: &str,
) {
    let value = param.unmodulated_normalized_value();
    let font = desk.font(Type::Small);
    let name = rect.left_top();
    ui.painter().text(
        name,
        Align2::LEFT_TOP,
        label,
        font.clone(),
        desk.theme.quiet,
    );
    let text = param.normalized_value_to_string(value, true);
    let is_narrow = rect.width() < desk.px(90.0);
    let (corner, align, foot) = if is_narrow {
        (rect.left_bottom(), Align2::LEFT_BOTTOM, desk.px(16.0))
    } else {
        (rect.right_top(), Align2::RIGHT_TOP, 0.0)
    };
    ui.painter()
        .text(corner, align, text, font, desk.theme.text);

    let row = Rect::from_min_max(
        rect.min + vec2(0.0, desk.px(18.0)),
        rect.max - vec2(0.0, foot),
    );
    let track = row.shrink2(vec2(desk.px(7.0), 0.0));
    let response = control(ui, desk, track, param, Travel::Horizontal, purpose);
    let line = Rect::from_center_size(track.center(), vec2(track.width(), desk.px(4.0)));
    ui.painter()
        .rect_filled(line, desk.px(2.0), desk.theme.sunk);
    let color = desk.heard_color();
    let x = track.left() + value * track.width();
    let filled = Rect::from_min_max(line.min, pos2(x, line.bottom()));
    ui.painter().rect_filled(filled, desk.px(2.0), color);
    let is_active = response.hovered() || response.dragged() || response.has_focus();
    knob(ui, desk, pos2(x, track.center().y), is_active, color);
}

fn knob(ui: &Ui, desk: &Desk<'_>, center: Pos2, is_active: bool, color: Color32) {
    let radius = desk.px(if is_active { 8.0 } else { 7.0 });
    ui.painter().circle_filled(center, radius, desk.theme.text);
    ui.painter()
        .circle_stroke(center, radius, Stroke::new(desk.px(1.5), desk.theme.ground));
    ui.painter().circle_filled(
        center,
        radius * 0.45,
        color.lerp_to_gamma(Color32::BLACK, 0.2),
    );
}
