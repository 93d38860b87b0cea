//! The sliders: the plain one, the thin one, and the one between two ends.

use egui::{Align2, Color32, Pos2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use nice_plug::prelude::{FloatParam, Param};

use super::{
    control::{Travel, control},
    desk::Desk,
    theme::Type,
};

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

/// A slider between two things that are said above its ends; its middle leaves the groove as it
/// is. Moved, it tells how far.
pub(super) fn between(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    rect: Rect,
    param: &FloatParam,
    ends: [&str; 2],
    purpose: &str,
) {
    let track = track(desk, rect);
    let row = Rect::from_x_y_ranges(track.x_range(), rect.y_range());
    let response = control(ui, desk, row, param, Travel::Horizontal, purpose);
    let value = param.unmodulated_normalized_value();
    let shown = param.normalized_value_to_string(value, true);
    let [less, more] = ends;
    response.widget_info(|| {
        let name = format!("{}, {less} to {more}, {shown}", param.name());
        WidgetInfo::slider(true, f64::from(value), name)
    });

    let middle = param.default_normalized_value();
    let is_active = response.hovered() || response.dragged() || response.has_focus();
    let is_moved = (value - middle).abs() > 1e-3;
    let theme = desk.theme;
    let color = desk.heard_color();
    let side = |is_this: bool| if is_this { theme.text } else { theme.quiet };
    let number = (is_moved || is_active).then(|| signed(param.value()));
    captions(
        ui,
        desk,
        rect,
        ends,
        number.as_deref(),
        [
            side(value < middle && is_moved),
            side(value > middle && is_moved),
        ],
    );
    let x = |value: f32| track.left() + value * track.width();
    let painter = ui.painter();
    painter.rect_filled(track, desk.px(1.5), theme.line);
    let mark = Rect::from_center_size(
        pos2(x(middle), track.center().y),
        desk.scale * vec2(1.0, 7.0),
    );
    painter.rect_filled(mark, 0.0, theme.quiet);
    let moved = Rect::from_x_y_ranges(x(value.min(middle))..=x(value.max(middle)), track.y_range());
    painter.rect_filled(moved, desk.px(1.5), color);
    let core = if is_moved { color } else { theme.quiet };
    bead(ui, desk, pos2(x(value), track.center().y), is_active, core);
}

/// A slider that needs little room, with its name and value above it.
pub(super) fn thin(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    rect: Rect,
    param: &FloatParam,
    label: &str,
    purpose: &str,
) {
    let track = track(desk, rect);
    let row = Rect::from_x_y_ranges(track.x_range(), rect.y_range());
    let response = control(ui, desk, row, param, Travel::Horizontal, purpose);
    let value = param.unmodulated_normalized_value();
    let (theme, font) = (desk.theme, desk.font(Type::Tiny));
    let text = param.normalized_value_to_string(value, true);
    let painter = ui.painter();
    painter.text(
        rect.left_top(),
        Align2::LEFT_TOP,
        label,
        font.clone(),
        theme.quiet,
    );
    painter.text(rect.right_top(), Align2::RIGHT_TOP, text, font, theme.text);
    let x = track.left() + value * track.width();
    let filled = Rect::from_x_y_ranges(track.left()..=x, track.y_range());
    painter.rect_filled(track, desk.px(1.5), theme.line);
    painter.rect_filled(filled, desk.px(1.5), desk.heard_color());
    let is_active = response.hovered() || response.dragged() || response.has_focus();
    let color = desk.heard_color();
    bead(ui, desk, pos2(x, track.center().y), is_active, color);
}

/// The handle of a thin slider.
fn bead(ui: &Ui, desk: &Desk<'_>, center: Pos2, is_active: bool, color: Color32) {
    let radius = desk.px(if is_active { 5.5 } else { 4.5 });
    let (theme, painter) = (desk.theme, ui.painter());
    painter.circle_filled(center, radius + desk.px(1.0), theme.panel);
    painter.circle_filled(center, radius, theme.text);
    let core = color.lerp_to_gamma(theme.ground, 0.2);
    painter.circle_filled(center, radius * 0.5, core);
}

/// The same where it can't be moved: `reason` says why, and the next step.
pub(super) fn dim(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    rect: Rect,
    param: &FloatParam,
    ends: [&str; 2],
    reason: &str,
) {
    let id = ui.scope_id().with((param.name(), "dim"));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, false, param.name()));
    if response.hovered() {
        desk.help = Some(format!("{}: {reason}", param.name()));
    }
    let color = desk.theme.quiet.gamma_multiply(0.5);
    captions(ui, desk, rect, ends, None, [color; 2]);
    let track = track(desk, rect);
    let radius = desk.px(1.5);
    ui.painter().rect_filled(track, radius, desk.theme.sunk);
}

/// The words above both ends of a slider, and the number between them.
fn captions(
    ui: &Ui,
    desk: &Desk<'_>,
    rect: Rect,
    [less, more]: [&str; 2],
    number: Option<&str>,
    colors: [Color32; 2],
) {
    let font = desk.font(Type::Tiny);
    let painter = ui.painter();
    let room = if number.is_some() { 30.0 } else { 8.0 };
    let room = (rect.width() - desk.px(room)) / 2.0;
    let width = |text: &str| {
        let galley = painter.layout_no_wrap(text.to_owned(), font.clone(), Color32::WHITE);
        galley.size().x
    };
    // A word that is alone, or the longer of two, has the room that the other one leaves.
    let fits = width(less) + width(more) <= 2.0 * room && number.is_none();
    for (text, place, align, color) in [
        (less, rect.left_top(), Align2::LEFT_TOP, colors[0]),
        (more, rect.right_top(), Align2::RIGHT_TOP, colors[1]),
    ] {
        let is_short = fits || width(text) <= room;
        let text = if is_short { text } else { last_of(text) };
        let clip = Rect::from_x_y_ranges(
            match align {
                Align2::LEFT_TOP if !fits => rect.left()..=rect.left() + room,
                Align2::RIGHT_TOP if !fits => rect.right() - room..=rect.right(),
                _ => rect.left()..=rect.right(),
            },
            rect.y_range(),
        );
        let painter = painter.with_clip_rect(clip.intersect(ui.clip_rect()));
        painter.text(place, align, text, font.clone(), color);
    }
    if let Some(number) = number {
        painter.text(
            rect.center_top(),
            Align2::CENTER_TOP,
            number,
            font,
            desk.theme.text,
        );
    }
}

/// The last of several things that are told of an axis: what sets it apart from one before it.
fn last_of(text: &str) -> &str {
    text.rsplit(',').next().unwrap_or(text).trim_start()
}

/// A number with its sign.
fn signed(value: f32) -> String {
    format!("{value:+.2}")
}

/// The track of a slider under its captions.
fn track(desk: &Desk<'_>, rect: Rect) -> Rect {
    let (height, radius) = (desk.px(3.0), desk.px(5.5));
    let center = pos2(rect.center().x, rect.bottom() - desk.px(6.5));
    Rect::from_center_size(center, vec2(rect.width() - 2.0 * radius, height))
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
