//! The strip of stored grooves: what plays, live or one of A to P.

use egui::{
    Align2, LayerId, Order, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};

use super::{desk::Desk, page, theme::Type};
use crate::player::Slot;

/// Draws the strip.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let gap = desk.px(4.0);
    let live = desk.px(64.0);
    let first = Rect::from_min_size(rect.min, vec2(live, rect.height()));
    cell(ui, desk, first, None);
    let width = (rect.width() - live - gap * Slot::COUNT as f32) / Slot::COUNT as f32;
    for slot in Slot::all() {
        let x = first.right() + gap + slot.index() as f32 * (width + gap);
        let place = Rect::from_min_size(pos2(x, rect.top()), vec2(width, rect.height()));
        cell(ui, desk, place, Some(slot));
    }
}

/// One place of the strip; `None` is the live groove.
fn cell(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, slot: Option<Slot>) {
    let param = &desk.params.playing.slot;
    let number = slot.map_or(0, |slot| slot.index() as i32 + 1);
    let groove = slot.and_then(|slot| desk.shown.slots[slot.index()].clone());
    let is_chosen = param.value() == number;
    let name = slot.map_or_else(|| "Live".to_owned(), |slot| slot.to_string());

    let id = ui.scope_id().with(("slot", number));
    let response = ui.interact(rect, id, Sense::click_and_drag());
    if let Some(slot) = slot.filter(|_| groove.is_some()) {
        response.dnd_set_drag_payload(slot);
        held(ui, desk, &response, slot);
    }
    let label = match slot {
        Some(slot) => format!("Slot {slot}"),
        None => "Live groove".to_owned(),
    };
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, &label));
    let modifiers = ui.input(|input| input.modifiers);
    if let Some(slot) = slot.filter(|_| response.clicked() && modifiers.alt) {
        desk.shared.memory.clear(slot);
    } else if let Some(slot) = slot.filter(|_| response.clicked() && modifiers.shift) {
        desk.shared.memory.keep(slot);
    } else if response.clicked() {
        desk.set(param, number);
    }
    if response.hovered() || response.has_focus() {
        desk.help = Some(match slot {
            None => "Live: the groove that map and sliders make".to_owned(),
            Some(slot) => format!(
                "Slot {slot}{}: click plays it, shift-click stores what is heard, alt-click empties it; drag it onto a corner of the map",
                if groove.is_some() { "" } else { ", empty" }
            ),
        });
    }

    let fill = match (is_chosen, response.hovered()) {
        (true, _) => desk.theme.hovered,
        (false, true) => desk.theme.raised,
        (false, false) => desk.theme.panel,
    };
    let edge = match (is_chosen, response.has_focus()) {
        (_, true) => desk.theme.text,
        (true, false) => desk.heard_color(),
        (false, false) => desk.theme.line,
    };
    let edge = Stroke::new(desk.px(1.0), edge);
    let painter = ui.painter();
    painter.rect(rect, desk.px(4.0), fill, edge, StrokeKind::Inside);
    let inside = rect.shrink(desk.px(4.0));
    if let Some(groove) = &groove {
        let picture = Rect::from_min_max(inside.min + vec2(desk.px(11.0), 0.0), inside.max);
        page::thumbnail(ui, picture, groove, desk.theme.quiet);
    }
    let is_live = slot.is_none();
    let (align, place) = if is_live {
        (Align2::CENTER_CENTER, rect.center())
    } else {
        (Align2::LEFT_CENTER, inside.left_center())
    };
    let color = if is_chosen || groove.is_some() || is_live {
        desk.theme.text
    } else {
        desk.theme.quiet
    };
    let font = desk.font(Type::Small);
    ui.painter().text(place, align, name, font, color);
}

/// Shows at the pointer which slot is being dragged.
fn held(ui: &Ui, desk: &Desk<'_>, response: &Response, slot: Slot) {
    let pointer = response
        .interact_pointer_pos()
        .filter(|_| response.dragged());
    let Some(pointer) = pointer else { return };
    let layer = LayerId::new(Order::Tooltip, response.id);
    let painter = ui.ctx().layer_painter(layer);
    let plate = Rect::from_center_size(pointer, desk.scale * vec2(26.0, 26.0));
    let edge = Stroke::new(desk.px(1.5), desk.theme.text);
    painter.rect(
        plate,
        desk.px(4.0),
        desk.theme.raised,
        edge,
        StrokeKind::Inside,
    );
    let font = desk.font(Type::Body);
    painter.text(
        plate.center(),
        Align2::CENTER_CENTER,
        slot,
        font,
        desk.theme.text,
    );
}
