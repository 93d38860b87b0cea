//! Presets: the name at the top with the way to the one before and the one after, and the browser
//! over the page.
//!
//! Files are read and written by the library's clerk; what came of it is taken in here, once a frame.

mod browser;
mod list;
mod save;

pub(super) use browser::draw;

use std::sync::Arc;

use egui::{Pos2, Rect, Response, Ui, pos2, vec2};

use super::{
    desk::Desk,
    theme::{Type, icon},
    top,
    view::Panel,
};
use crate::{
    library::{Entry, Errand, News},
    params::Setting,
    preset::{Mark, Preset},
};
use list::Shelf;
use save::Saving;

/// What the browser remembers between frames.
#[derive(Debug, Default)]
pub struct Browser {
    /// What is searched for.
    search: String,
    /// Whose presets are shown.
    shelf: Shelf,
    /// Of which style; all where none is chosen.
    style: Option<String>,
    saving: Saving,
    /// The preset that is to be thrown away, once that is confirmed.
    doomed: Option<Entry>,
    /// Whether the clerk is on the way with something that is to be played.
    is_waiting: bool,
    /// Whether the clerk was ever sent.
    has_asked: bool,
}

/// How often it is looked whether the clerk is back.
const SOON: std::time::Duration = std::time::Duration::from_millis(8);

/// Widths of the bar's parts at 100 %: an arrow, the name at least, and at most.
const ARROW: f32 = 22.0;
const NAME: (f32, f32) = (90.0, 190.0);

/// Takes in what came of errands. To be called once a frame.
pub(super) fn take_in(ui: &Ui, desk: &mut Desk<'_>) {
    if !desk.view.presets.has_asked {
        desk.view.presets.has_asked = true;
        desk.shared.library.ask(Errand::Look);
    }
    for news in desk.shared.library.news() {
        desk.view.presets.is_waiting = false;
        match news {
            News::Loaded(preset, mark) => play(desk, &preset, mark),
            News::Saved(mark) => {
                desk.view.tell(format!("Saved: {}", mark.title.name));
                desk.view.presets.saving = Saving::default();
                desk.shared.memory.mark(mark);
            }
            News::IsThere(preset) => desk.view.presets.saving.ask(preset),
            News::Deleted(name) => desk.view.tell(format!("Thrown away: {name}")),
            News::Failed(words) => desk.view.tell(words),
        }
    }
    if desk.view.presets.is_waiting {
        ui.ctx().request_repaint_after(SOON);
    }
}

/// Lets a preset play: one step of the history.
fn play(desk: &Desk<'_>, preset: &Preset, mark: Mark) {
    let (state, moves) = preset.scene.for_host(desk.params);
    desk.shared.memory.take_preset(state, mark);
    desk.go_to(&moves);
    desk.shared.memory.arrived();
    desk.shared.nudge();
}

/// Sends for a preset, which plays as soon as it is there.
fn load(desk: &mut Desk<'_>, entry: &Entry) {
    if let Some(trouble) = &entry.trouble {
        desk.view.tell(format!("{}: {trouble}", entry.title.name));
        return;
    }
    desk.view.presets.is_waiting = true;
    desk.shared.library.ask(Errand::Load(entry.clone()));
}

/// Whether an entry is the preset that plays.
fn is_it(entry: &Entry, mark: Option<&Mark>) -> bool {
    mark.is_some_and(|mark| mark.owner == entry.owner() && mark.title.name == entry.title.name)
}

/// What plays, to be saved under this name.
fn here(desk: &Desk<'_>, name: &str) -> Preset {
    let mut title = desk
        .shown
        .preset
        .as_ref()
        .map(|mark| mark.title.clone())
        .unwrap_or_default();
    if title.name != name {
        // What was said of one is not true of another.
        title.about.clear();
    }
    title.name = name.to_owned();
    let scene = desk.shared.memory.scene(Setting::of(desk.params));
    Preset { title, scene }
}

/// The arrows and the name, from `left` to `right` at most; gives where they end.
pub(super) fn bar(ui: &mut Ui, desk: &mut Desk<'_>, left: Pos2, right: f32) -> f32 {
    let arrow = desk.px(ARROW);
    let (least, most) = NAME;
    let width = (right - left.x - 2.0 * arrow).clamp(desk.px(least), desk.px(most));
    let quiet = desk.theme.quiet;
    let ends = |x: f32| pos2(x, left.y);
    let before = top::chip(desk, ends(left.x + arrow), ARROW);
    let name = top::chip(desk, ends(before.right() + width), width / desk.scale);
    let after = top::chip(desk, ends(name.right() + arrow), ARROW);
    let help = "The preset before this one, of those that the browser shows";
    if top::press(
        ui,
        desk,
        before,
        "Previous preset",
        icon::CARET_LEFT,
        quiet,
        help,
    )
    .clicked()
    {
        step(desk, -1);
    }
    button(ui, desk, name);
    let help = "The preset after this one, of those that the browser shows";
    if top::press(
        ui,
        desk,
        after,
        "Next preset",
        icon::CARET_RIGHT,
        quiet,
        help,
    )
    .clicked()
    {
        step(desk, 1);
    }
    after.right()
}

/// The name, which opens the browser.
fn button(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let preset = desk.shown.preset.clone();
    let (name, is_changed) = match &preset {
        Some(mark) => (mark.title.name.as_str(), mark.is_changed),
        None => ("Presets", false),
    };
    let room = rect.width() - desk.px(28.0);
    let name = fitting(ui, desk, name, room, Type::Small);
    let star = if is_changed { " *" } else { "" };
    let label = format!("{name}{star} {}", icon::CARET_DOWN);
    let help = match &preset {
        Some(mark) if is_changed => format!(
            "The preset {}, changed since (*): choose another, or save this one",
            mark.title.name
        ),
        Some(mark) => format!("The preset {}. {}", mark.title.name, mark.title.about),
        None => "Presets: choose one, or save what plays".to_owned(),
    };
    let text = desk.theme.text;
    let response = top::press(ui, desk, rect, "Presets", &label, text, &help);
    if response.clicked() {
        desk.view.toggle(Panel::Presets);
        desk.shared.library.ask(Errand::Look);
    }
}

/// As much of a text as has room, with dots where some is missing.
pub(super) fn fitting(ui: &Ui, desk: &Desk<'_>, text: &str, room: f32, size: Type) -> String {
    let font = desk.font(size);
    let width = |text: &str| {
        let text = text.to_owned();
        let galley = ui
            .painter()
            .layout_no_wrap(text, font.clone(), desk.theme.text);
        galley.size().x
    };
    if width(text) <= room {
        return text.to_owned();
    }
    let mut letters: Vec<char> = text.chars().collect();
    while let Some(_last) = letters.pop() {
        let shorter: String = letters.iter().collect();
        let shorter = format!("{}…", shorter.trim_end());
        if width(&shorter) <= room {
            return shorter;
        }
    }
    String::new()
}

/// Goes so many presets on in what the browser shows, round the end.
fn step(desk: &mut Desk<'_>, by: isize) {
    let all: Arc<Vec<Entry>> = desk.shared.library.shelves().presets;
    let shown: Vec<&Entry> = list::shown(&desk.view.presets, &all)
        .filter(|entry| entry.trouble.is_none())
        .collect();
    let mark = desk.shown.preset.as_deref();
    let at = shown.iter().position(|entry| is_it(entry, mark));
    let next = match (at, by < 0) {
        (Some(at), _) => (at as isize + by).rem_euclid(shown.len() as isize) as usize,
        (None, false) => 0,
        (None, true) => shown.len().saturating_sub(1),
    };
    match shown.get(next).map(|entry| Entry::clone(entry)) {
        Some(entry) => load(desk, &entry),
        None => desk
            .view
            .tell("No preset is shown: open the browser and take its filters away"),
    }
}

/// Says how a text field is called, which shows nothing but a hint of it.
fn named(ui: &Ui, response: &Response, name: &str) {
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_label(name));
}

/// A line of small letters above a group.
fn heading(ui: &Ui, desk: &Desk<'_>, place: Pos2, words: &str) {
    let (font, color) = (desk.font(Type::Tiny), desk.theme.quiet);
    let place = place + vec2(0.0, desk.px(2.0));
    ui.painter()
        .text(place, egui::Align2::LEFT_TOP, words, font, color);
}
