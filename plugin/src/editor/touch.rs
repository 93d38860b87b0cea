//! The strip of how things are played: feel, push, swing and the rest, and what starts it.

use egui::{Align2, Rect, Ui, pos2, vec2};
use nice_plug::prelude::Param;

use super::{
    desk::Desk,
    fader, field,
    theme::{self, Type},
    toggle,
};

/// Widths of the columns, in parts of the strip: six sliders, four pairs of boxes, two buttons.
const WIDTHS: [f32; 11] = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.25, 1.25, 1.25, 1.45, 0.95];

/// Draws the strip.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let inside = desk.panel(ui, rect);
    let gap = desk.px(theme::GAP);
    let gaps = gap * (WIDTHS.len() - 1) as f32;
    let part = (inside.width() - gaps) / WIDTHS.iter().sum::<f32>();
    let column = |at: usize| {
        let before = WIDTHS[..at].iter().sum::<f32>();
        let x = inside.left() + at as f32 * gap + before * part;
        let size = vec2(WIDTHS[at] * part, inside.height());
        Rect::from_min_size(pos2(x, inside.top()), size)
    };
    sliders(ui, desk, column);
    let params = desk.params;
    let (shape, playing) = (&params.shape, &params.playing);
    let what = "which notes swing";
    boxed(
        ui,
        desk,
        upper(column(6)),
        &shape.swing_unit,
        "SWING OF",
        what,
    );
    let what = "the grid that quantizing pulls strokes to";
    boxed(ui, desk, lower(column(6)), &shape.quantize_grid, "TO", what);
    let what = "when a new groove takes over";
    boxed(
        ui,
        desk,
        upper(column(7)),
        &playing.change_at,
        "CHANGE",
        what,
    );
    let what = "what starts the playing: the host's transport, or keys";
    boxed(ui, desk, lower(column(7)), &playing.follow, "FOLLOW", what);
    let what = if playing.path.value().is_off() {
        "lets the puck go by itself from left to right, a bar after the other"
    } else {
        "waits until Path is off, which has the groove now"
    };
    boxed(ui, desk, upper(column(8)), &playing.travel, "TRAVEL", what);
    let what = "how many bars it takes from left to right";
    boxed(
        ui,
        desk,
        lower(column(8)),
        &playing.travel_bars,
        "OVER",
        what,
    );
    let what = "which keys the drums have; each drum can have its own";
    boxed(ui, desk, upper(column(9)), &shape.map, "DRUM MAP", what);
    let what = "how long notes are";
    boxed(
        ui,
        desk,
        lower(column(9)),
        &shape.note_length,
        "LENGTH",
        what,
    );
    let what = "plays the fill until the end of the bar in which it is let go";
    let color = desk.heard_color();
    let place = Rect::from_min_max(upper(column(10)).min, lower(column(10)).max);
    toggle::text(ui, desk, place, &playing.fill, "Fill", color, what);
}

fn sliders(ui: &mut Ui, desk: &mut Desk<'_>, column: impl Fn(usize) -> Rect) {
    let shape = &desk.params.shape;
    let all = [
        (
            &shape.feel,
            "FEEL",
            "how much of the drummer's own timing is kept",
        ),
        (
            &shape.push,
            "PUSH",
            "everything ahead of the beat, or behind it",
        ),
        (
            &shape.swing,
            "SWING",
            "where the second note of each pair falls",
        ),
        (&shape.quantize, "QUANTIZE", "pulls strokes to the grid"),
        (
            &shape.density,
            "DENSITY",
            "fewer strokes, the surest stay; or more, the likeliest first",
        ),
        (
            &shape.velocity_curve,
            "VELOCITY",
            "soft strokes softer, or louder",
        ),
    ];
    for (at, (param, label, purpose)) in all.into_iter().enumerate() {
        let rect = column(at);
        let place = Rect::from_center_size(rect.center(), vec2(rect.width(), desk.px(66.0)));
        fader::plain(ui, desk, place, param, label, purpose);
    }
}

/// The upper half of a column, without the space for a label.
fn upper(column: Rect) -> Rect {
    half(column, column.top())
}

fn lower(column: Rect) -> Rect {
    half(column, column.center().y)
}

fn half(column: Rect, top: f32) -> Rect {
    let height = column.height() / 2.0;
    let label = height * 0.36;
    Rect::from_min_max(
        pos2(column.left(), top + label),
        pos2(column.right(), top + height - height * 0.04),
    )
}

/// A box whose value is dragged, scrolled or typed, under its label.
fn boxed(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    rect: Rect,
    param: &impl Param,
    label: &str,
    purpose: &str,
) {
    let font = desk.font(Type::Tiny);
    ui.painter().text(
        rect.left_top(),
        Align2::LEFT_BOTTOM,
        label,
        font,
        desk.theme.quiet,
    );
    field::value(ui, desk, rect, param, Type::Small, purpose);
}
