//! The cards A and B: which groove lies at an end of the morph, and where from.

use egui::{Align2, Color32, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use nice_plug::prelude::FloatParam;

use super::{
    desk::Desk,
    dice, field, page,
    theme::{self, Type},
};
use crate::memory::Side;

/// Draws one card.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, side: Side) {
    let inside = desk.panel(ui, rect);
    let color = theme::side(side);
    let params = desk.params;
    let (name, param, groove) = match side {
        Side::A => ("A", &params.a, desk.shown.a.clone()),
        Side::B => ("B", &params.b, desk.shown.b.clone()),
    };
    let weight = match side {
        Side::A => 1.0 - params.morph.value(),
        Side::B => params.morph.value(),
    };
    let edge = Stroke::new(desk.px(1.5), color.gamma_multiply(0.15 + 0.85 * weight));
    ui.painter()
        .rect_stroke(rect, desk.px(theme::ROUND), edge, StrokeKind::Inside);

    let head = desk.px(26.0);
    let gap = desk.px(6.0);
    let letter = pos2(inside.left(), inside.top() + head / 2.0);
    ui.painter().text(
        letter,
        Align2::LEFT_CENTER,
        name,
        desk.font(Type::Large),
        color,
    );
    let die = Rect::from_min_size(pos2(inside.right() - head, inside.top()), vec2(head, head));
    let number = Rect::from_min_max(
        pos2(inside.left() + desk.px(20.0), inside.top()),
        pos2(die.left() - gap, die.bottom()),
    );
    let purpose = "which of the model's 9999 grooves lies here; \"Stored\" is the one you kept";
    field::number(ui, desk, number, param, purpose);
    let purpose = format!("Put another of the model's grooves at {name}");
    dice::button(ui, desk, die, param, &purpose);

    let foot = Rect::from_min_max(
        pos2(inside.left(), inside.bottom() - desk.px(22.0)),
        inside.max,
    );
    store(ui, desk, foot, side, name);
    let picture = Rect::from_min_max(
        pos2(inside.left(), die.bottom() + gap),
        pos2(inside.right(), foot.top() - gap),
    );
    ui.painter().rect_filled(picture, desk.px(4.0), theme::SUNK);
    match groove {
        Some(groove) => page::thumbnail(ui, picture.shrink(desk.px(4.0)), &groove, color),
        None => nothing(ui, desk, picture),
    }
}

fn nothing(ui: &Ui, desk: &Desk<'_>, rect: Rect) {
    let (font, color) = (desk.font(Type::Small), theme::QUIET);
    ui.painter().text(
        rect.center(),
        Align2::CENTER_CENTER,
        "no groove yet",
        font,
        color,
    );
}

/// The button that stores what is heard. What is heard stays: the morph goes to this end and the
/// axes to their middle, for the stored groove has them in it.
fn store(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, side: Side, name: &str) {
    let is_possible = desk.shown.can_be_kept;
    let sense = if is_possible {
        Sense::click()
    } else {
        Sense::hover()
    };
    let response = ui.interact(rect, ui.scope_id().with(("store", name)), sense);
    let label = format!("Store what is heard in {name}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_possible, &label));
    if response.clicked() {
        let params = desk.params;
        desk.shared.memory.keep(side);
        desk.shared.nudge();
        let (source, morph) = match side {
            Side::A => (&params.a, 0.0),
            Side::B => (&params.b, 1.0),
        };
        desk.set(source, 0);
        set_if_other(desk, &params.morph, morph);
        for axis in params.axes() {
            set_if_other(desk, axis, 0.0);
        }
    }
    let is_lit = is_possible && response.hovered();
    let (fill, text) = match (is_possible, is_lit) {
        (true, true) => (theme::HOVERED, theme::TEXT),
        (true, false) => (theme::RAISED, theme::TEXT),
        (false, _) => (Color32::TRANSPARENT, theme::QUIET),
    };
    desk.plate(ui, rect, desk.px(4.0), fill, response.has_focus());
    let font = desk.font(Type::Small);
    ui.painter().text(
        rect.center(),
        Align2::CENTER_CENTER,
        "Store what is heard",
        font,
        text,
    );
    if response.hovered() {
        desk.help = Some(if is_possible {
            format!("{label}: it then lies at this end, kept with the project")
        } else {
            "There is nothing to store yet: a model must make a groove first".to_owned()
        });
    }
}

fn set_if_other(desk: &Desk<'_>, param: &FloatParam, value: f32) {
    if param.value() != value {
        desk.set(param, value);
    }
}
