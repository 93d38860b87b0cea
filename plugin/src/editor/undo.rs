//! Undo and redo: what the window does to parameters is written down on its way to the host, and
//! taken back by two buttons and their keys.

use std::sync::Arc;

use egui::{
    Align2, Key, KeyboardShortcut, Modifiers, Pos2, Rect, Role, Sense, Ui, WidgetInfo, vec2,
};
use nice_plug::{
    context::{
        PluginApi,
        gui::{GuiContext, GuiContextInner},
    },
    params::internals::ParamPtr,
    prelude::PluginState,
};

use super::{
    desk::Desk,
    theme::{Type, icon},
    top,
};
use crate::{
    history::{Hand, Way},
    memory::Memory,
};

/// The way to the host, past the memory, which notes what is moved.
struct Noted {
    host: GuiContext,
    memory: Arc<Memory>,
}

/// Lets everything that goes this way to the host be undone.
pub(super) fn noted(host: GuiContext, memory: Arc<Memory>) -> GuiContext {
    GuiContext::new(Arc::new(Noted { host, memory }))
}

impl GuiContextInner for Noted {
    fn plugin_api(&self) -> PluginApi {
        self.host.plugin_api()
    }

    unsafe fn raw_begin_set_parameter(&self, param: ParamPtr) {
        let setter = self.host.param_setter();
        // SAFETY: the caller's promise.
        unsafe { setter.raw_context.raw_begin_set_parameter(param) };
    }

    unsafe fn raw_set_parameter_normalized(&self, param: ParamPtr, normalized: f32) {
        // SAFETY: the caller's promise.
        let before = unsafe { param.unmodulated_normalized_value() };
        if before != normalized {
            self.memory.note_param(param, before);
        }
        let setter = self.host.param_setter();
        // SAFETY: the caller's promise.
        unsafe {
            setter
                .raw_context
                .raw_set_parameter_normalized(param, normalized)
        };
    }

    unsafe fn raw_end_set_parameter(&self, param: ParamPtr) {
        let setter = self.host.param_setter();
        // SAFETY: the caller's promise.
        unsafe { setter.raw_context.raw_end_set_parameter(param) };
    }

    fn get_state(&self) -> PluginState {
        self.host.get_state()
    }

    fn set_state(&self, state: PluginState) {
        self.host.set_state(state);
    }

    fn request_restart(&self) {
        self.host.request_restart();
    }
}

/// Space between both buttons at 100 %.
const SPACE: f32 = 4.0;
/// Width of both at 100 %.
pub(super) const WIDTH: f32 = 2.0 * top::BUTTON + SPACE;

/// Draws both buttons.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, right: Pos2) {
    let size = desk.scale * vec2(top::BUTTON, 24.0);
    let gap = desk.px(SPACE);
    let corner = right - vec2(size.x, size.y / 2.0);
    let forth = Rect::from_min_size(corner, size);
    let back = forth.translate(vec2(-(size.x + gap), 0.0));
    let (can_go_back, can_go_forth) = (desk.shown.can_go_back, desk.shown.can_go_forth);
    button(ui, desk, back, Way::Back, can_go_back);
    button(ui, desk, forth, Way::Forth, can_go_forth);
}

fn button(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, way: Way, is_possible: bool) {
    let (name, keys, none) = match way {
        Way::Back => ("Undo", "ctrl-Z", "nothing was done yet"),
        Way::Forth => ("Redo", "ctrl-shift-Z", "nothing was undone"),
    };
    let sense = if is_possible {
        Sense::click()
    } else {
        Sense::hover()
    };
    let response = ui.interact(rect, ui.scope_id().with(name), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_possible, name));
    if response.clicked() {
        go(desk, way);
    }
    if response.hovered() || response.has_focus() {
        desk.help = Some(if is_possible {
            format!("{name} ({keys}): whatever was done in this window, 100 steps deep")
        } else {
            format!("{name}: {none}")
        });
    }
    let is_lit = is_possible && response.hovered();
    let fill = if is_lit {
        desk.theme.hovered
    } else {
        desk.theme.raised
    };
    let color = if is_possible {
        desk.theme.text
    } else {
        desk.theme.quiet.gamma_multiply(0.45)
    };
    desk.plate(ui, rect, desk.px(5.0), fill, response.has_focus());
    let mark = match way {
        Way::Back => icon::ARROW_COUNTER_CLOCKWISE,
        Way::Forth => icon::ARROW_CLOCKWISE,
    };
    let font = desk.font(Type::Large);
    ui.painter()
        .text(rect.center(), Align2::CENTER_CENTER, mark, font, color);
}

/// Looks for the keys, and notes that a frame is over. To be called last.
pub(super) fn finish(ui: &Ui, desk: &Desk<'_>) {
    let (holds, lets_go) = ui.input(|input| {
        let pointer = &input.pointer;
        (pointer.any_down(), pointer.any_released())
    });
    let hand = match (holds, lets_go) {
        (true, _) => Hand::Holds,
        (false, true) => Hand::LetsGo,
        (false, false) => Hand::Rests,
    };
    desk.shared.memory.frame_over(hand);
    // What is typed has an undo of its own.
    if ui.ctx().text_edit_focused() || holds {
        return;
    }
    let pressed = |modifiers, key| {
        let shortcut = KeyboardShortcut::new(modifiers, key);
        ui.input_mut(|input| input.consume_shortcut(&shortcut))
    };
    // The one with more keys first: else it would be taken for the other.
    if pressed(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z) || pressed(Modifiers::COMMAND, Key::Y)
    {
        go(desk, Way::Forth);
    }
    if pressed(Modifiers::COMMAND, Key::Z) {
        go(desk, Way::Back);
    }
}

fn go(desk: &Desk<'_>, way: Way) {
    // SAFETY: the parameters that were noted are the instance's, which live as long as it.
    let now = |param: ParamPtr| unsafe { param.unmodulated_normalized_value() };
    let memory = &desk.shared.memory;
    desk.go_to(&memory.step(way, now));
    memory.forget_open();
    desk.shared.nudge();
}
