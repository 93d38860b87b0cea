//! The browser's foot: what plays is saved under a name. Whether one of that name is to be replaced is
//! asked there.

use egui::{Align2, Key, Rect, TextEdit, Ui, pos2, vec2};

use super::{fitting, here, named};
use crate::{
    editor::{
        desk::Desk,
        theme::{Type, icon},
        top,
    },
    library::Errand,
    preset::{Owner, Preset},
};

/// How far it has come.
#[derive(Debug, Default)]
pub(super) struct Saving {
    /// What is typed; before anything is the name of the user's preset that plays.
    name: Option<String>,
    /// What would replace another.
    question: Option<Box<Preset>>,
}

impl Saving {
    /// There is one of this name: it must be asked.
    pub fn ask(&mut self, preset: Box<Preset>) {
        self.question = Some(preset);
    }
}

/// Draws it.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    match desk.view.presets.saving.question.take() {
        Some(preset) => question(ui, desk, rect, preset),
        None => field(ui, desk, rect),
    }
}

/// The name and the button.
fn field(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let theme = desk.theme;
    let save = top::chip(desk, rect.right_center(), 76.0);
    let font = desk.font(Type::Body);
    let label = ui.painter().text(
        rect.left_center(),
        Align2::LEFT_CENTER,
        "Save as",
        font.clone(),
        theme.quiet,
    );
    let own = desk.shown.preset.as_ref();
    let own = own.filter(|mark| mark.owner == Owner::User);
    let own = own.map(|mark| mark.title.name.clone()).unwrap_or_default();
    let mut name = desk.view.presets.saving.name.clone().unwrap_or(own);
    let room = Rect::from_min_max(
        pos2(label.right() + desk.px(10.0), rect.top()),
        pos2(save.left() - desk.px(8.0), rect.bottom()),
    );
    let edit = TextEdit::singleline(&mut name)
        .font(font)
        .hint_text("a name for what plays")
        .char_limit(60)
        .align(Align2::LEFT_CENTER)
        .margin(desk.scale * vec2(8.0, 3.0));
    let response = ui.put(room, edit);
    named(ui, &response, "Name of the preset");
    if response.changed() {
        desk.view.presets.saving.name = Some(name.clone());
    }
    if response.hovered() || response.has_focus() {
        desk.help = Some("Save what plays, with all controls and slots, as a preset: enter".into());
    }
    let enters = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let label = format!("{} Save", icon::FLOPPY_DISK);
    let help = "Save what plays, with all controls and slots, under this name";
    let is_pressed = top::press(ui, desk, save, "Save", &label, theme.text, help).clicked();
    if enters || is_pressed {
        send(desk, here(desk, name.trim()), false);
    }
}

/// Whether the one that is there is to be replaced.
fn question(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, preset: Box<Preset>) {
    let (text, quiet, warning) = (desk.theme.text, desk.theme.quiet, desk.theme.warning);
    let gap = desk.px(8.0);
    let keep = top::chip(desk, rect.right_center(), 70.0);
    let replace = top::chip(desk, keep.left_center() - vec2(gap, 0.0), 76.0);
    let words = format!("There is a preset \"{}\" already.", preset.title.name);
    let room = replace.left() - rect.left() - gap;
    let words = fitting(ui, desk, &words, room, Type::Body);
    let font = desk.font(Type::Body);
    ui.painter()
        .text(rect.left_center(), Align2::LEFT_CENTER, words, font, text);
    let help = "What plays takes the other one's place";
    let replaces = top::press(ui, desk, replace, "Replace", "Replace", warning, help).clicked();
    let help = "The other one stays: choose another name (escape)";
    let keeps = top::press(ui, desk, keep, "Cancel", "Cancel", quiet, help).clicked();
    if replaces {
        send(desk, *preset, true);
    } else if !keeps {
        desk.view.presets.saving.question = Some(preset);
    }
}

fn send(desk: &mut Desk<'_>, preset: Preset, may_replace: bool) {
    desk.view.presets.is_waiting = true;
    desk.shared.library.ask(Errand::Save {
        preset: Box::new(preset),
        may_replace,
    });
}
