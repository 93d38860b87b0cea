//! The cards of the map's corners: which groove lies at each, and where from.

use egui::{
    Align2, Color32, Mesh, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::{
    corner::Corner,
    editor::{desk::Desk, dice, field, incoming, picture, theme::Type},
    files::Aim,
    player::Slot,
};

/// Height of the card's rows, at 100 %.
const ROW: f32 = 20.0;
/// Space between them.
const GAP: f32 = 4.0;

/// Draws one card.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, corner: Corner) {
    let color = desk.theme.corner(corner);
    let params = desk.params;
    let param = params.source(corner);
    let is_target = take_slot(ui, desk, rect, corner);

    let (row, gap) = (desk.px(ROW), desk.px(GAP));
    let letter = pos2(rect.left() + desk.px(2.0), rect.top() + row / 2.0);
    let font = desk.font(Type::Large);
    ui.painter()
        .text(letter, Align2::LEFT_CENTER, corner, font, color);
    let die = Rect::from_min_size(pos2(rect.right() - row, rect.top()), vec2(row, row));
    let purpose = format!("Put another of the model's grooves at {corner}");
    dice::button(ui, desk, die, param, &purpose);
    let number = Rect::from_min_size(
        pos2(rect.left(), die.bottom() + gap),
        vec2(rect.width(), row),
    );
    let purpose = "which of the model's 9999 grooves lies here; \"Stored\" is the one you kept";
    field::value(ui, desk, number, param, Type::Small, purpose);

    let foot = Rect::from_min_max(pos2(rect.left(), rect.bottom() - row), rect.max);
    store(ui, desk, foot, corner);
    let picture_rect = Rect::from_min_max(
        pos2(rect.left(), number.bottom() + gap),
        pos2(rect.right(), foot.top() - gap),
    );
    let strength = 0.15 + 0.85 * corner.weight(desk.heard_place);
    let edge = if is_target {
        Stroke::new(desk.px(2.0), desk.theme.text)
    } else {
        Stroke::new(desk.px(1.5), color.gamma_multiply(strength))
    };
    let painter = ui.painter();
    let round = desk.px(4.0);
    painter.rect(
        picture_rect,
        round,
        desk.theme.sunk,
        edge,
        StrokeKind::Inside,
    );
    if let Some(groove) = &desk.shown.corners[corner.index()] {
        let mut mesh = Mesh::default();
        picture::add(&mut mesh, picture_rect.shrink(desk.px(3.0)), groove, color);
        ui.painter().add(mesh);
    }
}

/// Takes a slot of the strip or a MIDI file that is let go over the card; says whether one is held
/// over it.
fn take_slot(ui: &Ui, desk: &mut Desk<'_>, rect: Rect, corner: Corner) -> bool {
    let id = ui.scope_id().with(("corner", corner.index()));
    let response = ui.interact(rect, id, Sense::hover());
    if let Some(slot) = response.dnd_release_payload::<Slot>() {
        desk.shared.memory.copy(*slot, corner.into());
        desk.set(desk.params.source(corner), 0);
    }
    let held = response.dnd_hover_payload::<Slot>();
    if let Some(slot) = &held {
        desk.help = Some(format!(
            "Let go: the groove of slot {slot} lies at {corner}"
        ));
    }
    let files = incoming::dropped(ui, rect);
    if !files.is_empty() {
        incoming::take(desk, files, corner.into(), Aim::Corner(corner));
    }
    let is_over = incoming::is_over(ui, rect);
    if is_over {
        desk.help = Some(format!("Let go: the file's groove lies at {corner}"));
    }
    held.is_some() || is_over
}

/// The button that stores what is heard. What is heard stays: the puck goes to this corner and
/// the sliders to their middle, for the stored groove has them in it.
fn store(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, corner: Corner) {
    let is_possible = desk.shown.can_be_kept;
    let sense = if is_possible {
        Sense::click()
    } else {
        Sense::hover()
    };
    let id = ui.scope_id().with(("store", corner.index()));
    let response = ui.interact(rect, id, sense);
    let label = format!("Store what is heard in {corner}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_possible, &label));
    if response.clicked() {
        let params = desk.params;
        desk.shared.memory.keep(corner);
        desk.shared.nudge();
        desk.set(params.source(corner), 0);
        let (x, y) = corner.place();
        desk.set_if_other(&params.morph, x);
        desk.set_if_other(&params.map_y, y);
        let attributes = params.attributes.all();
        for direction in params.axes().into_iter().chain(attributes) {
            desk.set_if_other(direction, 0.0);
        }
    }
    let is_lit = is_possible && response.hovered();
    let (fill, text) = match (is_possible, is_lit) {
        (true, true) => (desk.theme.hovered, desk.theme.text),
        (true, false) => (desk.theme.raised, desk.theme.text),
        (false, _) => (Color32::TRANSPARENT, desk.theme.quiet),
    };
    desk.plate(ui, rect, desk.px(4.0), fill, response.has_focus());
    let font = desk.font(Type::Small);
    ui.painter()
        .text(rect.center(), Align2::CENTER_CENTER, "Store", font, text);
    if response.hovered() || response.has_focus() {
        desk.help = Some(if is_possible {
            format!("{label}: it then lies at this corner, kept with the project")
        } else {
            "There is nothing to store yet: a model must make a groove first".to_owned()
        });
    }
}
