//! The map: a square between four grooves, its puck, and the cards of the corners beside it.

mod card;
mod pad;
mod path;
mod tiles;
mod trail;

use egui::{Align2, Rect, Ui, Vec2, pos2, vec2};
use nice_plug::prelude::Param;

use super::{desk::Desk, field, theme::Type};
use crate::corner::Corner;

/// Space around the parts, at 100 %.
const SPACE: f32 = 8.0;
/// Height of the line above the pad, at 100 %.
const HEAD: f32 = 20.0;
/// Space below that line, at 100 %.
const BELOW: f32 = 6.0;
/// Width of a number in that line, and the space before it for its name, at 100 %.
const NUMBER: [f32; 2] = [54.0, 18.0];
/// Width of the chooser of paths, at 100 %.
const CHOOSER: f32 = 98.0;

/// Draws the whole part.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    desk.panel(ui, rect);
    let space = desk.px(SPACE);
    let (head, body) = parts(rect, desk.scale);
    heading(ui, desk, head);

    let square = square(body);
    pad::draw(ui, desk, square);
    let size = vec2(
        square.left() - space - body.left(),
        (body.height() - space) / 2.0,
    );
    for corner in Corner::ALL {
        let (x, y) = corner.place();
        let left = body.left() + x * (body.width() - size.x);
        let top = body.top() + y * (body.height() - size.y);
        let place = Rect::from_min_size(pos2(left, top), size);
        card::draw(ui, desk, place, corner);
    }
}

/// The line above, and what is below it.
fn parts(rect: Rect, scale: f32) -> (Rect, Rect) {
    let inside = rect.shrink(SPACE * scale);
    let head = Rect::from_min_size(inside.min, vec2(inside.width(), HEAD * scale));
    let top = head.bottom() + BELOW * scale;
    (
        head,
        Rect::from_min_max(pos2(inside.left(), top), inside.max),
    )
}

/// Where the pad is in this part of the window at 100 %.
#[cfg(test)]
pub(super) fn pad_in(rect: Rect) -> Rect {
    square(parts(rect, 1.0).1)
}

/// Where a place of the map is.
#[cfg(test)]
pub(super) fn place_in(rect: Rect, x: f32, y: f32) -> egui::Pos2 {
    pad::field(pad_in(rect)).lerp_inside(vec2(x, y))
}

/// The pad, between the cards.
fn square(body: Rect) -> Rect {
    Rect::from_center_size(body.center(), Vec2::splat(body.height()))
}

/// The name of the part, the path, and the puck's place in numbers.
fn heading(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let font = desk.font(Type::Small);
    let label = rect.left_center();
    ui.painter()
        .text(label, Align2::LEFT_CENTER, "MAP", font, desk.theme.quiet);
    let params = desk.params;
    let purpose = "how far the puck is from A and C to B and D";
    let [width, space] = NUMBER.map(|length| desk.px(length));
    let y = Rect::from_min_max(pos2(rect.right() - width, rect.top()), rect.right_bottom());
    let x = y.translate(vec2(-(width + space), 0.0));
    let end = x.left() - space - desk.px(8.0);
    let chooser = Rect::from_x_y_ranges(end - desk.px(CHOOSER)..=end, rect.y_range());
    path::chooser(ui, desk, chooser);
    number(ui, desk, x, &params.morph, "X", purpose);
    let purpose = "how far the puck is from A and B down to C and D";
    number(ui, desk, y, &params.map_y, "Y", purpose);
}

fn number(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    rect: Rect,
    param: &impl Param,
    name: &str,
    purpose: &str,
) {
    field::value(ui, desk, rect, param, Type::Small, purpose);
    let place = rect.left_center() - vec2(desk.px(6.0), 0.0);
    let font = desk.font(Type::Small);
    ui.painter()
        .text(place, Align2::RIGHT_CENTER, name, font, desk.theme.quiet);
}
