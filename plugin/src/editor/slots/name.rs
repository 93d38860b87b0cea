//! The name of a slot while it is typed: enter takes it, escape leaves it as it was.

use egui::{Align2, Area, Id, Key, Order, Rect, TextEdit, Ui, vec2};

use crate::{
    editor::{desk::Desk, theme::Type},
    player::Slot,
    state::Names,
};

/// A name that is being typed.
#[derive(Clone, Default)]
struct Typed {
    text: String,
    /// Whether the field had the focus: when it is gone, typing is over.
    was_focused: bool,
}

fn id(ui: &Ui, slot: Slot) -> Id {
    ui.scope_id().with(("name", slot.index()))
}

/// Begins to type a slot's name.
pub(super) fn start(ui: &Ui, desk: &Desk<'_>, slot: Slot) {
    let name = desk.shown.names.get(slot).unwrap_or_default();
    let typed = Typed {
        text: name.to_owned(),
        was_focused: false,
    };
    ui.data_mut(|data| data.insert_temp(id(ui, slot), typed));
}

/// The field below the slot, while its name is typed.
pub(super) fn field(ui: &Ui, desk: &mut Desk<'_>, rect: Rect, slot: Slot) {
    let id = id(ui, slot);
    let Some(mut typed) = ui.data(|data| data.get_temp::<Typed>(id)) else {
        return;
    };
    let response = Area::new(id.with("area"))
        .order(Order::Foreground)
        .pivot(Align2::CENTER_TOP)
        .fixed_pos(rect.center_bottom() + vec2(0.0, desk.px(3.0)))
        .show(ui.ctx(), |ui| {
            TextEdit::singleline(&mut typed.text)
                .id(id.with("field"))
                .font(desk.font(Type::Body))
                .hint_text(format!("Name of slot {slot}"))
                .char_limit(Names::LONGEST)
                .desired_width(desk.px(150.0))
                .show(ui)
                .response
        })
        .inner;
    desk.help = Some(format!(
        "Name of slot {slot}: enter takes it, escape leaves it as it was, nothing takes it away"
    ));
    if typed.was_focused && !response.has_focus() {
        if !ui.input(|input| input.key_pressed(Key::Escape)) {
            desk.shared.memory.rename(slot, &typed.text);
        }
        ui.data_mut(|data| data.remove_temp::<Typed>(id));
    } else {
        // The click that asks for the field lies beside it and would take the focus away.
        if !typed.was_focused {
            response.request_focus();
            typed.was_focused = ui.input(|input| !input.pointer.any_released());
        }
        ui.data_mut(|data| data.insert_temp(id, typed));
    }
}
