//! The strip of stored grooves: what plays, live or one of A to P.

mod name;

use egui::{
    Align2, Color32, Key, LayerId, Mesh, Order, Rect, Response, Role, Sense, Stroke, StrokeKind,
    Ui, WidgetInfo, pos2,
    text::{LayoutJob, TextWrapping},
    vec2,
};

use super::{desk::Desk, dice, incoming, picture, theme::Type};
use crate::{corner::Corner, files::Aim, player::Slot};

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
    let letter = slot.map_or_else(|| "Live".to_owned(), |slot| slot.to_string());
    let name = slot.and_then(|slot| desk.shown.names.get(slot));
    let name = name.map(str::to_owned);

    let id = ui.scope_id().with(("slot", number));
    let response = ui.interact(rect, id, Sense::click_and_drag());
    if let Some(slot) = slot.filter(|_| groove.is_some()) {
        response.dnd_set_drag_payload(slot);
        held(ui, desk, &response, slot);
    }
    let label = match (slot, &name) {
        (Some(slot), Some(name)) => format!("Slot {slot}, {name}"),
        (Some(slot), None) => format!("Slot {slot}"),
        (None, _) => "Live groove".to_owned(),
    };
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, &label));
    let modifiers = ui.input(|input| input.modifiers);
    let is_meant = response.has_focus() || response.hovered();
    // What is typed into a field is none of a slot's keys.
    let is_meant = is_meant && !ui.ctx().text_edit_focused();
    let has_pressed = |key| is_meant && ui.input(|input| input.key_pressed(key));
    let presses_d = has_pressed(Key::D) && !modifiers.any();
    let is_diced = presses_d || (response.clicked() && modifiers.command);
    if let Some(slot) = slot.filter(|_| is_diced) {
        incoming::dice(desk, slot, dice::another(0) as u16);
    } else if let Some(slot) = slot.filter(|_| response.clicked() && modifiers.alt) {
        desk.shared.memory.clear(slot);
    } else if let Some(slot) = slot.filter(|_| response.clicked() && modifiers.shift) {
        desk.shared.memory.keep(slot);
    } else if response.clicked() {
        desk.set(param, number);
    }
    if response.hovered() || response.has_focus() {
        desk.help = Some(match (slot, groove.is_some()) {
            (None, _) => "Live: the groove that map and sliders make".to_owned(),
            (Some(_), true) => format!(
                "{label}: click plays, shift-click stores what is heard, alt-click empties, ctrl-click \
                 or D dices, double click or F2 names; drag it onto a corner"
            ),
            (Some(_), false) => format!(
                "{label}, empty: shift-click stores what is heard, ctrl-click or D dices it; a MIDI file can be dropped here"
            ),
        });
    }
    let is_target = slot.is_some_and(|slot| take_files(ui, desk, rect, slot));
    if let Some(slot) = slot.filter(|_| groove.is_some()) {
        let is_asked = has_pressed(Key::F2);
        if is_asked || response.double_clicked() && modifiers.is_none() {
            name::start(ui, desk, slot);
        }
        name::field(ui, desk, rect, slot);
    }

    let fill = match (is_chosen, response.hovered()) {
        (true, _) => desk.theme.hovered,
        (false, true) => desk.theme.raised,
        (false, false) => desk.theme.panel,
    };
    let edge = if is_chosen {
        desk.heard_color()
    } else {
        desk.theme.line
    };
    let edge = if is_target {
        Stroke::new(desk.px(2.0), desk.theme.text)
    } else {
        Stroke::new(desk.px(1.0), edge)
    };
    let painter = ui.painter();
    painter.rect(rect, desk.px(4.0), fill, edge, StrokeKind::Inside);
    if response.has_focus() {
        desk.ring(ui, rect);
    }
    let mut inside = rect.shrink(desk.px(4.0));
    if let Some(name) = &name {
        let line = desk.px(11.0);
        inside.max.y -= line;
        let foot = Rect::from_min_max(inside.left_bottom(), rect.max - desk.scale * vec2(3.0, 3.0));
        below(ui, desk, foot, name);
    }
    if let Some(groove) = &groove {
        let room = Rect::from_min_max(inside.min + vec2(desk.px(11.0), 0.0), inside.max);
        let mut mesh = Mesh::default();
        picture::add(&mut mesh, room, groove, color_of(desk, slot));
        ui.painter().add(mesh);
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
    ui.painter().text(place, align, letter, font, color);
}

/// The slots of the map's corners have the corners' colours.
fn color_of(desk: &Desk<'_>, slot: Option<Slot>) -> Color32 {
    let corner = slot.and_then(|slot| Corner::ALL.get(slot.index()));
    corner.map_or(desk.theme.quiet, |corner| desk.theme.corner(*corner))
}

/// Takes MIDI files that are let go over a slot; says whether one is held over it.
fn take_files(ui: &Ui, desk: &mut Desk<'_>, rect: Rect, slot: Slot) -> bool {
    let files = incoming::dropped(ui, rect);
    if !files.is_empty() {
        incoming::take(desk, files, slot, Aim::Slot);
    }
    let is_over = incoming::is_over(ui, rect);
    if is_over {
        desk.help = Some(format!("Let go: the file's groove lies in slot {slot}"));
    }
    is_over
}

/// The name in the lowest line of a cell, as much of it as there is room for.
fn below(ui: &Ui, desk: &Desk<'_>, rect: Rect, name: &str) {
    let color = desk.theme.quiet;
    let mut job = LayoutJob::simple_singleline(name.to_owned(), desk.font(Type::Tiny), color);
    job.wrap = TextWrapping::truncate_at_width(rect.width());
    let galley = ui.painter().layout_job(job);
    let place = pos2(rect.left(), rect.bottom() - galley.size().y);
    ui.painter().galley(place, galley, color);
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
