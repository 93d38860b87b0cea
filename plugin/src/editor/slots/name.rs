//! The name of a slot while it is typed: enter takes it, escape leaves it as it was.

use egui::{Align2, Id, Rect, Ui, vec2};

use crate::{
    editor::{
        desk::Desk,
        typing::{self, Field, Typing},
    },
    player::Slot,
    state::Names,
};

fn id(ui: &Ui, slot: Slot) -> Id {
    ui.scope_id().with(("name", slot.index()))
}

/// Begins to type a slot's name.
pub(super) fn start(ui: &Ui, desk: &Desk<'_>, slot: Slot) {
    let name = desk.shown.names.get(slot).unwrap_or_default();
    typing::start(ui, id(ui, slot), name.to_owned());
}

/// The field below the slot, while its name is typed.
pub(super) fn field(ui: &Ui, desk: &mut Desk<'_>, rect: Rect, slot: Slot) {
    let field = Field {
        id: id(ui, slot),
        place: rect.center_bottom() + vec2(0.0, desk.px(3.0)),
        pivot: Align2::CENTER_TOP,
        width: 150.0,
        hint: format!("Name of slot {slot}"),
        limit: Names::LONGEST,
        replaces: false,
    };
    match typing::show(ui, desk, field) {
        Typing::Rests => return,
        Typing::Taken(name) => desk.shared.memory.rename(slot, &name),
        Typing::GoesOn | Typing::Left => {}
    }
    desk.help = Some(format!(
        "Name of slot {slot}: enter takes it, escape leaves it as it was, nothing takes it away"
    ));
}
