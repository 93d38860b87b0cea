//! A text that is typed over a part of the window: enter takes it, escape leaves what was there.

use egui::{Align2, Area, Id, Key, Order, Pos2, TextEdit, Ui, text::CCursorRange};

use super::{desk::Desk, theme::Type};

/// A text that is being typed.
#[derive(Clone, Default)]
struct Typed {
    text: String,
    /// Whether the field had the focus: when it is gone, typing is over.
    was_focused: bool,
}

/// Where the field is, and how it looks.
pub(super) struct Field {
    /// By which it is known.
    pub id: Id,
    /// Where it is on the screen, …
    pub place: Pos2,
    /// … and which point of it is there.
    pub pivot: Align2,
    /// How wide it is at 100 %.
    pub width: f32,
    /// What is read in it while it is empty.
    pub hint: String,
    /// The most letters that go in.
    pub limit: usize,
    /// Whether what is typed takes the place of what stood there.
    pub replaces: bool,
}

/// How far the typing has come.
pub(super) enum Typing {
    /// Nothing is typed.
    Rests,
    /// It goes on.
    GoesOn,
    /// This was typed.
    Taken(String),
    /// All stays as it was.
    Left,
}

/// Begins with this text.
pub(super) fn start(ui: &Ui, id: Id, text: String) {
    let typed = Typed {
        text,
        was_focused: false,
    };
    ui.data_mut(|data| data.insert_temp(id, typed));
}

/// Draws the field above all other parts, which may be drawn later, while something is typed.
pub(super) fn show(ui: &Ui, desk: &Desk<'_>, field: Field) -> Typing {
    let id = field.id;
    let Some(mut typed) = ui.data(|data| data.get_temp::<Typed>(id)) else {
        return Typing::Rests;
    };
    let response = Area::new(id.with("area"))
        .order(Order::Foreground)
        .pivot(field.pivot)
        .fixed_pos(field.place)
        .show(ui.ctx(), |ui| {
            let mut edit = TextEdit::singleline(&mut typed.text)
                .id(id.with("field"))
                .font(desk.font(Type::Body))
                .hint_text(field.hint)
                .char_limit(field.limit)
                .desired_width(desk.px(field.width))
                .show(ui);
            if field.replaces && !typed.was_focused {
                let all = CCursorRange::select_all(&edit.galley);
                edit.state.cursor.set_char_range(Some(all));
                edit.state.store(ui.ctx(), edit.response.id);
            }
            edit.response
        })
        .inner;
    if typed.was_focused && !response.has_focus() {
        ui.data_mut(|data| data.remove_temp::<Typed>(id));
        let is_left = ui.input(|input| input.key_pressed(Key::Escape));
        return if is_left {
            Typing::Left
        } else {
            Typing::Taken(typed.text)
        };
    }
    // The click that asks for the field lies beside it and would take the focus away.
    if !typed.was_focused {
        response.request_focus();
        typed.was_focused = ui.input(|input| !input.pointer.any_released());
    }
    ui.data_mut(|data| data.insert_temp(id, typed));
    Typing::GoesOn
}
