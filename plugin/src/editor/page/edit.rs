//! Edits by hand: which cell is meant, by pointer or keys, and what is done to it.
//!
//! A click puts a stroke in or takes it out; up and down makes it harder or softer, with alt it
//! comes later or earlier. With shift a click locks the cell. The keys do the same at a cursor.

use egui::{
    Align2, Color32, Key, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};
use groove::{Drum, Groove, Step};

use super::{Rows, bar, place_in_words, stroke_in_words};
use crate::{
    editor::{
        control::keep_arrows,
        desk::Desk,
        theme::{Type, icon},
        toggle,
    },
    player::Source,
    sheet::{Edit, Spot},
};

/// How far the pointer goes for the whole range of velocity, in points at 100 %.
const WHOLE_RANGE: f32 = 110.0;
/// How far it goes for a step of timing.
const WHOLE_STEP: f32 = 90.0;
/// How much slower both go while shift is held.
const FINE: f32 = 0.2;
/// What a key adds to a velocity: four of MIDI's 127.
const LOUDER: f32 = 4.0 / 127.0;
/// What a key adds to a timing, in steps.
const LATER: f32 = 0.05;

/// A cell that is being dragged.
#[derive(Debug, Clone, Copy)]
struct Drag {
    spot: Spot,
    /// What it was before.
    before: Edit,
    /// Whether its timing moves, not its velocity.
    is_timing: bool,
    /// How far the pointer went, slow ways counted less.
    way: egui::Vec2,
}

/// Takes edits, shows which there are, and tells what is under the pointer.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rows: &Rows, groove: &Groove) {
    let id = ui.scope_id().with("page");
    let response = ui.interact(rows.area, id, Sense::click_and_drag());
    let cursor_id = id.with("cursor");
    let cursor = ui.data(|data| data.get_temp::<Spot>(cursor_id));
    let mut cursor = cursor.unwrap_or((Step(0), Drum::Kick));

    let dragged = drag(ui, desk, rows, groove, &response);
    let pointed = response.interact_pointer_pos().and_then(|at| rows.at(at));
    if let Some(spot) = dragged.or(pointed) {
        cursor = spot;
    }
    if response.clicked() || response.drag_started() {
        response.request_focus();
    }
    if response.clicked() {
        // A click without a pointer is the space bar's.
        let modifiers = ui.input(|input| input.modifiers);
        if modifiers.shift {
            toggle_lock(desk, cursor);
        } else if modifiers.alt && pointed.is_some() {
            unedit(desk, cursor);
        } else {
            put(desk, cursor, cell(groove, cursor).toggled());
        }
    }
    if response.has_focus() {
        keys(ui, desk, rows, groove, &response, &mut cursor);
    }
    ui.data_mut(|data| data.insert_temp(cursor_id, cursor));

    if desk.on_page == Source::Live {
        marks(ui, desk, rows);
    }
    let hovered = response.hover_pos().and_then(|place| rows.at(place));
    let outlined = dragged.or(hovered);
    if let Some(spot) = outlined {
        outline(ui, rows, desk, spot, desk.theme.quiet);
    }
    if response.has_focus() {
        outline(ui, rows, desk, cursor, desk.theme.text);
    }
    let told = outlined.or_else(|| response.has_focus().then_some(cursor));
    if let Some(spot) = told {
        desk.help = Some(words(desk, rows, groove, spot));
    }
    let label = format!("Page, {}", words(desk, rows, groove, cursor));
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &label));
}

/// Moves velocity or timing of the cell where the press was; gives which that is.
fn drag(
    ui: &Ui,
    desk: &Desk<'_>,
    rows: &Rows,
    groove: &Groove,
    response: &Response,
) -> Option<Spot> {
    let id = response.id.with("drag");
    let (pressed, now, modifiers) = ui.input(|input| {
        let pointer = &input.pointer;
        (
            pointer.press_origin(),
            pointer.interact_pos(),
            input.modifiers,
        )
    });
    let mut way = response.drag_delta();
    if response.drag_started() {
        let pressed = pressed?;
        let spot = rows.at(pressed)?;
        let drag = Drag {
            spot,
            before: audible(cell(groove, spot)),
            is_timing: modifiers.alt,
            way: egui::Vec2::ZERO,
        };
        // The way before the drag was recognised counts too.
        way = now? - pressed;
        ui.data_mut(|data| data.insert_temp(id, drag));
    }
    let mut drag = ui.data(|data| data.get_temp::<Drag>(id))?;
    if response.dragged() && way != egui::Vec2::ZERO {
        drag.way += if modifiers.shift { FINE } else { 1.0 } * way / desk.scale;
        let edit = if drag.is_timing {
            drag.before.moved(0.0, drag.way.x / WHOLE_STEP)
        } else {
            drag.before.moved(-drag.way.y / WHOLE_RANGE, 0.0)
        };
        put(desk, drag.spot, edit);
        ui.data_mut(|data| data.insert_temp(id, drag));
    }
    if response.drag_stopped() || !response.dragged() {
        ui.data_mut(|data| data.remove::<Drag>(id));
    }
    Some(drag.spot)
}

/// The cursor's keys.
fn keys(
    ui: &Ui,
    desk: &Desk<'_>,
    rows: &Rows,
    groove: &Groove,
    response: &Response,
    cursor: &mut Spot,
) {
    keep_arrows(ui, response);
    let count = |key| ui.input(|input| input.num_presses(key)) as i32;
    let pair = |more, less| count(more) - count(less);
    let grid = rows.grid;
    let step = cursor.0.0 as i32 + pair(Key::ArrowRight, Key::ArrowLeft);
    let row = cursor.1.index() as i32 + pair(Key::ArrowUp, Key::ArrowDown);
    let step = Step(step.rem_euclid(grid.steps() as i32) as usize);
    let row = row.clamp(0, grid.drums() as i32 - 1) as usize;
    *cursor = (step, Drum::from_index(row).unwrap_or(cursor.1));

    let louder = count(Key::Plus) + count(Key::Equals) - count(Key::Minus);
    let later = pair(Key::CloseBracket, Key::OpenBracket);
    if louder != 0 || later != 0 {
        let edit = audible(cell(groove, *cursor));
        put(
            desk,
            *cursor,
            edit.moved(louder as f32 * LOUDER, later as f32 * LATER),
        );
    }
    if count(Key::L) > 0 {
        toggle_lock(desk, *cursor);
    }
    if count(Key::Backspace) + count(Key::Delete) > 0 {
        unedit(desk, *cursor);
    }
}

/// Over the live groove an edit lies like a sheet; a slot's groove is itself changed.
fn put(desk: &Desk<'_>, spot: Spot, edit: Edit) {
    let memory = &desk.shared.memory;
    match desk.on_page {
        Source::Live => memory.edit(spot, edit),
        Source::Slot(slot) => memory.edit_slot(slot, spot, edit),
    }
}

fn unedit(desk: &Desk<'_>, spot: Spot) {
    if desk.on_page == Source::Live {
        desk.shared.memory.unedit(spot);
    }
}

fn toggle_lock(desk: &Desk<'_>, spot: Spot) {
    if desk.on_page == Source::Live {
        desk.shared.memory.toggle_lock(spot);
        desk.shared.nudge();
    }
}

fn cell(groove: &Groove, (step, drum): Spot) -> Edit {
    Edit::of(&groove.cell(step, drum))
}

/// A cell with a stroke in it, to be moved.
fn audible(edit: Edit) -> Edit {
    if edit.hit { edit } else { edit.toggled() }
}

/// A dot over what was put in or changed, a ring over what was taken out and a shade of it; a
/// padlock in what is locked.
fn marks(ui: &Ui, desk: &Desk<'_>, rows: &Rows) {
    let painter = ui.painter();
    for ((step, drum), edit) in desk.shown.sheet.edits.all() {
        let place = rows.cell(step.0, *drum);
        if !rows.area.contains_rect(place.shrink(desk.px(1.0))) {
            continue;
        }
        let center = pos2(place.center().x, place.top() + desk.px(4.0));
        if edit.hit {
            painter.circle_filled(center, desk.px(2.0), desk.theme.text);
        } else {
            let line = Stroke::new(desk.px(1.0), desk.theme.text);
            painter.circle_stroke(center, desk.px(2.0), line);
            let shade = bar(place.shrink2(vec2(0.0, desk.px(2.0))), &edit.cell(), 0.62);
            let line = Stroke::new(desk.px(1.0), desk.theme.quiet);
            painter.rect_stroke(shade, desk.px(1.5), line, StrokeKind::Inside);
        }
    }
    for (step, drum) in desk.shown.sheet.locked.all() {
        let place = rows.cell(step.0, drum);
        if rows.area.contains_rect(place.shrink(desk.px(1.0))) {
            outline(ui, rows, desk, (step, drum), desk.theme.quiet);
            let center = pos2(place.center().x, place.top() + desk.px(11.0));
            let side = desk.px(9.0);
            toggle::padlock(
                ui,
                Rect::from_center_size(center, vec2(side, side)),
                desk.theme.text,
                true,
            );
        }
    }
}

fn outline(ui: &Ui, rows: &Rows, desk: &Desk<'_>, (step, drum): Spot, color: Color32) {
    let line = Stroke::new(desk.px(1.0), color);
    ui.painter().rect_stroke(
        rows.cell(step.0, drum),
        desk.px(2.0),
        line,
        StrokeKind::Inside,
    );
}

/// What is in a cell, and what can be done with it.
fn words(desk: &Desk<'_>, rows: &Rows, groove: &Groove, (step, drum): Spot) -> String {
    let place = place_in_words(rows.grid, step, drum);
    let cell = groove.cell(step, drum);
    let sheet = &desk.shown.sheet;
    let mut words = format!("{place}: {}", stroke_in_words(&cell));
    if let Source::Slot(slot) = desk.on_page {
        let what = "Click: in or out. Drag: velocity, with alt timing";
        return format!("{words}, in slot {slot}. {what}: the slot's own groove is changed");
    }
    if sheet.locked.has((step, drum)) {
        words += ", locked";
    }
    let under = desk.shown.under.as_ref();
    match under.filter(|_| sheet.edits.at((step, drum)).is_some()) {
        Some(under) => {
            let model = stroke_in_words(&under.cell(step, drum));
            words += &format!(", by hand. Alt-click or backspace: the model's, {model}");
        }
        None => {
            let percent = 100.0 * cell.probability.get();
            words += &format!(
                ", probability {percent:.0} %. Click: in or out. Drag: velocity, with alt timing. \
                 Shift-click: lock"
            );
        }
    }
    words
}

/// The buttons that take all edits away and open all locked cells, where there are any.
pub(super) fn clear(ui: &mut Ui, desk: &mut Desk<'_>, room: Rect) {
    if desk.on_page != Source::Live {
        return;
    }
    let (edits, locks) = {
        let sheet = &desk.shown.sheet;
        (sheet.edits.count(), sheet.locked.count())
    };
    let size = desk.scale * vec2(76.0, 17.0);
    let mut rect = Rect::from_min_size(room.min, size);
    if edits > 0 {
        let help = "by hand. Click: back to what the model plays, everywhere";
        if chip(ui, desk, rect, "clear edits", &counted(edits, "edit"), help) {
            desk.shared.memory.unedit_all();
        }
        rect = rect.translate(vec2(size.x + desk.px(4.0), 0.0));
    }
    if locks > 0 {
        let help = "of single cells, which new grooves leave as they are. Click: open them all";
        if chip(ui, desk, rect, "clear locks", &counted(locks, "lock"), help) {
            desk.shared.memory.unlock_all();
            desk.shared.nudge();
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// A small button that takes away what it tells; says whether it was clicked.
fn chip(ui: &Ui, desk: &mut Desk<'_>, rect: Rect, id: &str, label: &str, help: &str) -> bool {
    let response = ui.interact(rect, ui.scope_id().with(id), Sense::click());
    let spoken = format!("Take away {label}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    if response.hovered() || response.has_focus() {
        desk.help = Some(format!("{label} {help}"));
    }
    let fill = if response.hovered() {
        desk.theme.hovered
    } else {
        desk.theme.raised
    };
    desk.plate(ui, rect, desk.px(3.0), fill, response.has_focus());
    let font = desk.font(Type::Small);
    let text = format!("{label} {}", icon::X);
    ui.painter().text(
        rect.center(),
        Align2::CENTER_CENTER,
        text,
        font,
        desk.theme.text,
    );
    response.clicked()
}
