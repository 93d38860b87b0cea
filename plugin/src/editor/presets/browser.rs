//! The browser: search and shelves above, styles at the left, the list, and saving below.

use std::collections::BTreeSet;

use egui::{
    Align2, Key, Rect, Role, ScrollArea, Sense, TextEdit, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::{heading, list, list::Shelf, named, save};
use crate::{
    editor::{
        desk::Desk,
        panel,
        theme::{Type, icon},
        toggle,
    },
    library::Entry,
};

/// Width of the styles' column at 100 %.
const STYLES: f32 = 118.0;
/// Height of the rows of buttons at 100 %.
const LINE: f32 = 28.0;
/// Height of a style at 100 %.
const STYLE: f32 = 21.0;

/// Draws the browser.
pub fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let inside = panel::frame(ui, desk, rect, "Presets");
    let gap = desk.px(10.0);
    let line = desk.px(LINE);
    let head = Rect::from_min_size(inside.min, vec2(inside.width(), line));
    let foot = Rect::from_min_max(pos2(inside.left(), inside.bottom() - line), inside.max);
    let middle = Rect::from_min_max(
        head.left_bottom() + vec2(0.0, gap),
        foot.right_top() - vec2(0.0, gap),
    );
    let column = Rect::from_min_size(middle.min, vec2(desk.px(STYLES), middle.height()));
    let rows = Rect::from_min_max(column.right_top() + vec2(gap, 0.0), middle.max);

    let all = desk.shared.library.shelves().presets;
    let enters = search(ui, desk, head);
    styles(ui, desk, column, &all);
    ui.painter()
        .rect_filled(rows, desk.px(6.0), desk.theme.sunk);
    list::draw(ui, desk, rows.shrink(desk.px(4.0)), &all, enters);
    save::draw(ui, desk, foot);
}

/// The search and the shelves; says whether enter was pressed in the search.
fn search(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) -> bool {
    let width = desk.px(64.0);
    let gap = desk.px(4.0);
    let mut right = rect.right();
    for shelf in Shelf::ALL.into_iter().rev() {
        let place = Rect::from_min_max(pos2(right - width, rect.top()), pos2(right, rect.bottom()));
        let place = place.shrink2(vec2(0.0, desk.px(2.0)));
        let is_chosen = desk.view.presets.shelf == shelf;
        let help = format!("Show presets: {}", shelf.name());
        if choice(ui, desk, place, shelf.name(), is_chosen, &help) {
            desk.view.presets.shelf = shelf;
        }
        right -= width + gap;
    }
    let font = desk.font(Type::Body);
    let glass = ui.painter().text(
        rect.left_center(),
        Align2::LEFT_CENTER,
        icon::MAGNIFYING_GLASS,
        font.clone(),
        desk.theme.quiet,
    );
    let room = Rect::from_min_max(
        pos2(glass.right() + desk.px(8.0), rect.top()),
        pos2(right - desk.px(8.0), rect.bottom()),
    );
    let edit = TextEdit::singleline(&mut desk.view.presets.search)
        .font(font)
        .hint_text("Search names, styles, words")
        .align(Align2::LEFT_CENTER)
        .margin(desk.scale * vec2(8.0, 3.0));
    let response = ui.put(room, edit);
    named(ui, &response, "Search presets");
    if response.hovered() || response.has_focus() {
        desk.help = Some("Search: enter plays the first one".to_owned());
    }
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// The styles that there are, one of which can be chosen.
fn styles(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, all: &[Entry]) {
    heading(ui, desk, rect.min, "STYLES");
    let top = rect.min + vec2(0.0, desk.px(16.0));
    let names: BTreeSet<&str> = all
        .iter()
        .flat_map(|entry| entry.title.styles.iter().map(String::as_str))
        .collect();
    let room = Rect::from_min_max(top, rect.max);
    let mut room = ui.new_child(UiBuilder::new().max_rect(room));
    room.spacing_mut().item_spacing.y = desk.px(1.0);
    ScrollArea::vertical()
        .id_salt("styles")
        .auto_shrink(false)
        .show(&mut room, |ui| {
            for name in names {
                let size = vec2(ui.available_width() - desk.px(6.0), desk.px(STYLE));
                let (place, _) = ui.allocate_exact_size(size, Sense::hover());
                let is_chosen = desk.view.presets.style.as_deref() == Some(name);
                let count = all.iter().filter(|entry| has(entry, name)).count();
                let help = if is_chosen {
                    format!("{name}: click shows all styles again")
                } else {
                    format!("Show presets of this style: {name}, {count}")
                };
                if choice(ui, desk, place, name, is_chosen, &help) {
                    desk.view.presets.style = (!is_chosen).then(|| name.to_owned());
                }
            }
        });
}

fn has(entry: &Entry, style: &str) -> bool {
    entry.title.styles.iter().any(|one| one == style)
}

/// A button that is lit while it is chosen; says whether it was pressed.
fn choice(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    rect: Rect,
    name: &str,
    is_chosen: bool,
    help: &str,
) -> bool {
    let id = ui.scope_id().with(("preset filter", name));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, name));
    let is_active = response.hovered() || response.has_focus();
    let color = toggle::plate(ui, desk, rect, &response, is_chosen, desk.theme.accent, 4.0);
    let font = desk.font(Type::Small);
    ui.painter()
        .text(rect.center(), Align2::CENTER_CENTER, name, font, color);
    if is_active {
        desk.help = Some(help.to_owned());
    }
    response.clicked()
}
