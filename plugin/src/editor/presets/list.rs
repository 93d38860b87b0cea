//! The rows of the browser, and which presets they are.

use egui::{
    Align2, EventFilter, Id, Key, Modifiers, Pos2, Rect, Response, Role, ScrollArea, Sense, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

use super::{Browser, fitting, is_it, load};
use crate::{
    editor::{
        desk::Desk,
        theme::{Type, icon},
        top,
    },
    library::{Entry, Errand},
    preset::Owner,
};

/// Height of a row at 100 %.
const ROW: f32 = 24.0;

/// Whose presets are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Shelf {
    /// Everyone's.
    #[default]
    All,
    /// One owner's.
    Of(Owner),
}

impl Shelf {
    pub const ALL: [Self; 3] = [Self::All, Self::Of(Owner::Factory), Self::Of(Owner::User)];

    pub fn name(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Of(Owner::Factory) => "Factory",
            Self::Of(Owner::User) => "User",
        }
    }

    fn has(self, entry: &Entry) -> bool {
        match self {
            Self::All => true,
            Self::Of(owner) => owner == entry.owner(),
        }
    }
}

/// The presets that the browser shows.
pub(super) fn shown<'a>(browser: &'a Browser, all: &'a [Entry]) -> impl Iterator<Item = &'a Entry> {
    let style = browser.style.as_deref();
    all.iter().filter(move |entry| {
        let is_of_style = style.is_none_or(|style| entry.title.styles.iter().any(|s| s == style));
        browser.shelf.has(entry) && is_of_style && entry.title.has(&browser.search)
    })
}

/// Draws the rows; `enters` is whether the first one is to be played.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, all: &[Entry], enters: bool) {
    let shown: Vec<Entry> = shown(&desk.view.presets, all).cloned().collect();
    if shown.is_empty() {
        let words = if all.is_empty() {
            "Looking for presets …"
        } else {
            "None is like that: search for less"
        };
        let (font, color) = (desk.font(Type::Body), desk.theme.quiet);
        ui.painter()
            .text(rect.center(), Align2::CENTER_CENTER, words, font, color);
        return;
    }
    if let Some(first) = shown.first().filter(|_| enters) {
        load(desk, first);
    }
    let mut room = ui.new_child(UiBuilder::new().max_rect(rect));
    room.spacing_mut().item_spacing.y = 0.0;
    // All of them, so that the arrow keys find the next one where it is not yet in sight.
    ScrollArea::vertical()
        .id_salt("presets")
        .auto_shrink(false)
        .show(&mut room, |ui| {
            for at in 0..shown.len() {
                row(ui, desk, &shown, at);
            }
        });
}

/// Where a row's focus is known by.
fn row_id(entry: &Entry) -> Id {
    Id::unique(("preset", &entry.place))
}

fn row(ui: &mut Ui, desk: &mut Desk<'_>, shown: &[Entry], at: usize) {
    let entry = &shown[at];
    let size = vec2(ui.available_width(), desk.px(ROW));
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    if desk.view.presets.doomed.as_ref() == Some(entry) {
        confirm(ui, desk, rect, entry);
        return;
    }
    let response = ui.interact(rect, row_id(entry), Sense::click());
    let is_playing = is_it(entry, desk.shown.preset.as_deref());
    response.widget_info(|| {
        WidgetInfo::selected(Role::RadioButton, true, is_playing, &entry.title.name)
    });
    if response.clicked() {
        response.request_focus();
        load(desk, entry);
    }
    if let Some(next) = neighbour(ui, &response, shown, at) {
        ui.memory_mut(|memory| memory.request_focus(row_id(next)));
        load(desk, next);
    }
    if response.gained_focus() {
        ui.scroll_to_rect(rect, None);
    }
    if !ui.is_rect_visible(rect) {
        return;
    }
    let is_active = response.hovered() || response.has_focus();
    if is_active {
        desk.help = Some(help(entry));
    }
    paint(ui, desk, rect, entry, is_playing, is_active);
    if entry.owner() == Owner::User && is_active {
        let bin = Rect::from_center_size(
            pos2(rect.right() - desk.px(16.0), rect.center().y),
            desk.scale * vec2(24.0, 20.0),
        );
        let name = format!("Throw away {}", entry.title.name);
        let quiet = desk.theme.quiet;
        if top::press(ui, desk, bin, &name, icon::TRASH, quiet, &name).clicked() {
            desk.view.presets.doomed = Some(entry.clone());
        }
    }
}

/// The preset that the arrow keys go to from this row.
fn neighbour<'a>(ui: &Ui, response: &Response, shown: &'a [Entry], at: usize) -> Option<&'a Entry> {
    if !response.has_focus() {
        return None;
    }
    let filter = EventFilter {
        vertical_arrows: true,
        ..Default::default()
    };
    // Else the arrow keys would move the focus, and nothing more.
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    // Taken away: the row that it leads to must not go on.
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::ArrowDown) {
        shown.get(at + 1)
    } else if pressed(Key::ArrowUp) {
        at.checked_sub(1).and_then(|at| shown.get(at))
    } else {
        None
    }
}

fn help(entry: &Entry) -> String {
    let title = &entry.title;
    match &entry.trouble {
        Some(trouble) => format!("{}: {trouble}", title.name),
        None if title.about.is_empty() => format!("{}: click plays it", title.name),
        None => format!("{}: {}", title.name, title.about),
    }
}

fn paint(ui: &Ui, desk: &Desk<'_>, rect: Rect, entry: &Entry, is_playing: bool, is_active: bool) {
    let theme = desk.theme;
    let painter = ui.painter();
    let fill = match (is_playing, is_active) {
        (true, _) => theme.hovered,
        (false, true) => theme.raised,
        (false, false) => egui::Color32::TRANSPARENT,
    };
    painter.rect_filled(rect, desk.px(4.0), fill);
    let middle = rect.center().y;
    let text = |x: f32, align, words: &str, size, color| {
        let place: Pos2 = pos2(x, middle);
        painter.text(place, align, words, desk.font(size), color)
    };
    let (mark, color) = match (&entry.trouble, is_playing) {
        (Some(_), _) => (icon::WARNING, theme.warning),
        (None, true) => (icon::SPEAKER_HIGH, theme.accent),
        (None, false) => ("", theme.quiet),
    };
    text(
        rect.left() + desk.px(8.0),
        Align2::LEFT_CENTER,
        mark,
        Type::Body,
        color,
    );
    let from = rect.left() + desk.px(30.0);
    let room = rect.width() * 0.5 - desk.px(34.0);
    let name = fitting(ui, desk, &entry.title.name, room, Type::Body);
    text(from, Align2::LEFT_CENTER, &name, Type::Body, theme.text);
    let styles = entry.title.styles.join(", ");
    let middle_x = rect.left() + rect.width() * 0.5;
    let room = rect.width() * 0.5 - desk.px(80.0);
    let styles = fitting(ui, desk, &styles, room, Type::Small);
    text(
        middle_x,
        Align2::LEFT_CENTER,
        &styles,
        Type::Small,
        theme.quiet,
    );
    // The user's own have the bin there while they are active.
    if !(is_active && entry.owner() == Owner::User) {
        let owner = Shelf::Of(entry.owner()).name();
        let right = rect.right() - desk.px(8.0);
        text(right, Align2::RIGHT_CENTER, owner, Type::Small, theme.quiet);
    }
}

/// In place of a row: whether it is really to be thrown away.
fn confirm(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, entry: &Entry) {
    let (warning, quiet) = (desk.theme.warning, desk.theme.quiet);
    let gap = desk.px(6.0);
    let keep = top::chip(desk, rect.right_center() - vec2(gap, 0.0), 60.0);
    let away = top::chip(desk, keep.left_center() - vec2(gap, 0.0), 90.0);
    let room = away.left() - rect.left() - desk.px(44.0);
    let words = format!("Throw \"{}\" away for good?", entry.title.name);
    let words = fitting(ui, desk, &words, room, Type::Body);
    let place = rect.left_center() + vec2(desk.px(30.0), 0.0);
    let font = desk.font(Type::Body);
    let color = desk.theme.text;
    ui.painter()
        .text(place, Align2::LEFT_CENTER, words, font, color);
    let help = "Deletes the preset's file";
    if top::press(ui, desk, away, "Throw away", "Throw away", warning, help).clicked() {
        desk.shared.library.ask(Errand::Delete(entry.clone()));
        desk.view.presets.doomed = None;
    }
    let help = "The preset stays";
    if top::press(ui, desk, keep, "Keep", "Keep", quiet, help).clicked() {
        desk.view.presets.doomed = None;
    }
}
