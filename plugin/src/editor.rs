//! The window: shows what plays and moves the parameters. It knows neither model nor host.
//!
//! The window is drawn in rectangles of a 1000 × 700 layout that grows with the window: `layout`
//! says where, `theme` in which colours and sizes, `control` how a parameter is moved. Each
//! of the other files draws one part.

mod character;
mod control;
mod desk;
mod dice;
mod fader;
mod field;
mod incoming;
mod layout;
mod look;
mod map;
mod message;
mod model;
mod outgoing;
mod page;
mod panel;
mod picture;
mod preferences;
mod routing;
mod slots;
mod theme;
mod toggle;
mod top;
mod touch;
mod undo;
mod view;

#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use nice_plug::{
    context::gui::GuiContext,
    editor::{ResizeHint, dpi::LogicalSize},
};
use nice_plug_egui::{
    EguiEditor, EguiEditorState, EguiNiceSettings, Frame, NiceEguiApp, RepaintNotifier,
    baseview::HandlerError, create_egui_editor,
};

use crate::{generator::Generator, params::QuatrainParams};
use desk::Desk;
use layout::Layout;
use preferences::Preferences;
use view::{Panel, View};

/// Width and height of the window at 100 %.
pub const SIZE: (f32, f32) = (1000.0, 700.0);

/// How often the window is drawn while something moves.
const LIVELY: Duration = Duration::from_millis(33);
/// How often it looks whether something changed.
const CALM: Duration = Duration::from_millis(100);

/// The window as the framework knows it.
pub type QuatrainEditor = EguiEditor<Window>;

/// Makes the window's description; it opens when the host asks.
#[must_use]
pub fn create(params: Arc<QuatrainParams>, generator: Arc<Generator>) -> Option<QuatrainEditor> {
    let smallest = LogicalSize::new(SIZE.0 * 0.75, SIZE.1 * 0.75);
    create_egui_editor(
        EguiEditorState::from_size(LogicalSize::new(SIZE.0, SIZE.1), 1.0),
        RepaintNotifier::default(),
        EguiNiceSettings::new()
            .with_tile("Quatrain")
            .with_resize_hint(ResizeHint::RESIZABLE.with_min_logical_size(smallest)),
        Window {
            params,
            generator,
            context: None,
            view: View::default(),
        },
    )
}

/// What the window holds between frames.
pub struct Window {
    params: Arc<QuatrainParams>,
    generator: Arc<Generator>,
    context: Option<GuiContext>,
    view: View,
}

impl NiceEguiApp for Window {
    fn build(
        &mut self,
        egui: egui::Context,
        context: GuiContext,
        _frame: &mut Frame,
    ) -> Result<(), HandlerError> {
        theme::add_fonts(&egui);
        self.view.undress();
        match Preferences::load() {
            Ok(preferences) => self.view.preferences = preferences,
            Err(error) => self.view.tell(error.to_string()),
        }
        let memory = self.generator.shared().memory.clone();
        self.context = Some(undo::noted(context, memory));
        self.generator.ensure_running();
        self.generator.shared().set_watched(true);
        Ok(())
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut Frame) {
        let Some(context) = &self.context else { return };
        let desk = Desk::new(
            &self.params.controls,
            self.generator.shared(),
            context.param_setter(),
            &mut self.view,
        );
        draw(ui, desk);
    }

    fn editor_closed(&mut self) {
        self.generator.shared().set_watched(false);
        self.context = None;
    }
}

/// Draws the whole window.
fn draw(ui: &mut egui::Ui, mut desk: Desk<'_>) {
    desk.view.dress(ui.ctx());
    let layout = Layout::new(ui.max_rect());
    desk.scale = layout.scale;
    ui.painter()
        .rect_filled(ui.max_rect(), 0, desk.theme.ground);
    let notes = desk.shared.memory.bridge().notes();
    let is_lively = desk.view.lamp.look(notes)
        || desk.playhead.is_some()
        || ui.input(|input| input.pointer.any_down());
    incoming::carry_out(ui, &mut desk);
    top::draw(ui, &mut desk, layout.top);
    slots::draw(ui, &mut desk, layout.slots);
    outgoing::draw(ui, &mut desk, layout.outgoing);
    map::draw(ui, &mut desk, layout.map);
    character::draw(ui, &mut desk, layout.axes);
    dice::draw_takes(ui, &mut desk, layout.takes);
    match desk.view.panel {
        None => page::draw(ui, &mut desk, layout.page),
        Some(Panel::Model) => model::draw(ui, &mut desk, layout.page),
        Some(Panel::Routing) => routing::draw(ui, &mut desk, layout.page),
    }
    touch::draw(ui, &mut desk, layout.touch);
    incoming::finish(ui, &mut desk);
    message::draw(ui, &desk, layout.help);
    undo::finish(ui, &desk);
    ui.ctx()
        .request_repaint_after(if is_lively { LIVELY } else { CALM });
}
