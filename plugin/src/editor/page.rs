//! The page: the groove that is heard, drum by drum and step by step.
//!
//! A stroke's height is its velocity, its sideways shift its timing; a thin one beside it makes a
//! flam. The faint ground of a cell is the probability that the model gave a hit there. What was
//! edited by hand has a dot over it, what is locked a padlock. What waits for its boundary is outlined.

mod edit;
mod foot;
mod heads;

use egui::{Align2, Painter, Pos2, Rect, Stroke, StrokeKind, Ui, pos2, vec2};
use groove::{Cell, Drum, Grid, Groove, Step};

use super::{
    desk::Desk,
    incoming, message,
    theme::{self, Type},
};
use crate::{files::Aim, player::Source};

/// How long a stroke shines after it sounded, in quarter notes.
const SHINE: f64 = 0.2;

/// How strong the strokes of a drum are that mute or solo silences.
const MUTED: f32 = 0.4;

/// Draws the page.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let is_target = take_files(ui, desk, rect);
    let inside = desk.panel(ui, rect);
    let inside = message::banner(ui, desk, inside);
    let foot_top = inside.bottom() - desk.px(28.0);
    let foot = Rect::from_min_max(pos2(inside.left(), foot_top), inside.max);
    foot::draw(ui, desk, foot);
    let bottom = pos2(inside.right(), foot_top - desk.px(8.0));
    let inside = Rect::from_min_max(inside.min, bottom);
    let heard = desk.groove_on_page().cloned();
    let grid = heard
        .as_ref()
        .map_or(Grid::FOUR_BARS, |groove| groove.grid());
    let names = desk.px(164.0);
    let head = desk.px(20.0);
    let area = Rect::from_min_max(inside.min + vec2(names, head), inside.max);
    let rows = Rows { area, grid };

    ground(ui.painter(), desk, &rows);
    if let Some(next) = desk.pending().and_then(|next| desk.groove_of(next)) {
        ghosts(ui.painter(), desk, &rows, next);
    }
    heads::draw(ui, desk, &rows, inside);
    if let Some(groove) = &heard {
        strokes(ui.painter(), desk, &rows, groove);
        edit::draw(ui, desk, &rows, groove);
        let corner = Rect::from_min_max(inside.min, area.left_top() - vec2(desk.px(8.0), 0.0));
        edit::clear(ui, desk, corner);
    } else {
        let text = match desk.on_page {
            Source::Live => "The first groove is on its way".to_owned(),
            Source::Slot(slot) => {
                format!("Slot {slot} is empty: drop a MIDI file here, or shift-click it")
            }
        };
        let font = desk.font(Type::Body);
        ui.painter().text(
            area.center(),
            Align2::CENTER_CENTER,
            text,
            font,
            desk.theme.quiet,
        );
    }
    if let Some(playhead) = desk.playhead {
        let x = area.left() + (playhead.0 / grid.length().0) as f32 * area.width();
        let line = Stroke::new(desk.px(1.5), desk.theme.bright.gamma_multiply(0.85));
        ui.painter()
            .line_segment([pos2(x, area.top()), pos2(x, area.bottom())], line);
    }
    if is_target {
        let edge = Stroke::new(desk.px(2.0), desk.theme.text);
        let round = desk.px(theme::ROUND);
        ui.painter()
            .rect_stroke(rect, round, edge, StrokeKind::Inside);
    }
}

/// Takes MIDI files that are let go over the page; says whether one is held over it.
fn take_files(ui: &Ui, desk: &mut Desk<'_>, rect: Rect) -> bool {
    let files = incoming::dropped(ui, rect);
    let slot = incoming::slot_of_page(desk);
    if !files.is_empty() {
        match slot {
            Some(slot) => incoming::take(desk, files, slot, Aim::Page),
            None => desk
                .view
                .tell("All slots are full: drop the file on the slot that it shall replace"),
        }
    }
    let is_over = incoming::is_over(ui, rect);
    if is_over {
        desk.help = slot.map(|slot| {
            format!("Let go: the file's groove lies in slot {slot}, and plays at once")
        });
    }
    is_over
}

/// Where cells are: the kick at the bottom, as drummers write.
struct Rows {
    area: Rect,
    grid: Grid,
}

impl Rows {
    fn row_height(&self) -> f32 {
        self.area.height() / self.grid.drums() as f32
    }

    fn step_width(&self) -> f32 {
        self.area.width() / self.grid.steps() as f32
    }

    fn row(&self, drum: Drum) -> Rect {
        let height = self.row_height();
        let top = self.area.bottom() - (drum.index() + 1) as f32 * height;
        Rect::from_min_size(pos2(self.area.left(), top), vec2(self.area.width(), height))
    }

    fn cell(&self, step: usize, drum: Drum) -> Rect {
        let (row, width) = (self.row(drum), self.step_width());
        let corner = pos2(row.left() + step as f32 * width, row.top());
        Rect::from_min_size(corner, vec2(width, row.height()))
    }

    fn at(&self, place: Pos2) -> Option<(Step, Drum)> {
        if !self.area.contains(place) {
            return None;
        }
        let step = ((place.x - self.area.left()) / self.step_width()) as usize;
        let drum = ((self.area.bottom() - place.y) / self.row_height()) as usize;
        Some((
            Step(step.min(self.grid.steps() - 1)),
            Drum::from_index(drum)?,
        ))
    }

    fn drums(&self) -> &'static [Drum] {
        &Drum::ALL[..self.grid.drums()]
    }
}

fn ground(painter: &Painter, desk: &Desk<'_>, rows: &Rows) {
    for drum in rows.drums() {
        let row = rows.row(*drum).shrink2(vec2(0.0, desk.px(1.0)));
        painter.rect_filled(row, desk.px(2.0), desk.theme.sunk);
    }
    let grid = rows.grid;
    for beat in 0..grid.bars() * grid.beats_per_bar() {
        let x = rows.area.left() + (beat * grid.steps_per_beat()) as f32 * rows.step_width();
        let is_bar = beat % grid.beats_per_bar() == 0;
        let color = if is_bar {
            desk.theme.line
        } else {
            desk.theme.line.gamma_multiply(0.45)
        };
        let width = desk.px(if is_bar { 1.5 } else { 1.0 });
        let ends = [pos2(x, rows.area.top()), pos2(x, rows.area.bottom())];
        painter.line_segment(ends, Stroke::new(width, color));
    }
}

fn strokes(painter: &Painter, desk: &Desk<'_>, rows: &Rows, groove: &Groove) {
    let grid = groove.grid();
    let audible = desk.params.settings().shaping.audible;
    for step in 0..grid.steps() {
        for drum in rows.drums() {
            let is_heard = audible[drum.index()];
            let strength = if is_heard { 1.0 } else { MUTED };
            let color = desk.theme.drum(*drum).gamma_multiply(strength);
            let cell = groove.cell(Step(step), *drum);
            let place = rows.cell(step, *drum).shrink2(vec2(0.0, desk.px(2.0)));
            let probability = cell.probability.get();
            if probability > 0.02 {
                let faint = color.gamma_multiply(0.28 * probability);
                painter.rect_filled(place.shrink2(vec2(desk.px(0.5), 0.0)), desk.px(1.5), faint);
            }
            if cell.hit {
                let shine = if is_heard {
                    shine(desk, step, &cell, grid)
                } else {
                    0.0
                };
                let color = color.lerp_to_gamma(desk.theme.bright, shine);
                painter.rect_filled(bar(place, &cell, 0.62), desk.px(1.5), color);
                if let Some(second) = cell.second {
                    let offset = cell.offset.get() + second.gap.get();
                    let grace = mark(place, offset, second.velocity.get(), 0.3);
                    painter.rect_filled(grace, desk.px(1.0), color.gamma_multiply(0.8));
                }
            }
        }
    }
}

/// What is to play next, as outlines: it waits for its boundary.
fn ghosts(painter: &Painter, desk: &Desk<'_>, rows: &Rows, groove: &Groove) {
    let line = Stroke::new(desk.px(1.0), desk.theme.quiet);
    for stroke in groove.strokes() {
        let place = rows.cell(stroke.step.0, stroke.drum);
        let mark = bar(place.shrink2(vec2(0.0, desk.px(2.0))), &stroke.cell, 0.9);
        painter.rect_stroke(mark, desk.px(1.5), line, StrokeKind::Inside);
    }
}

/// The mark of a stroke in its cell.
fn bar(place: Rect, cell: &Cell, width: f32) -> Rect {
    mark(place, cell.offset.get(), cell.velocity.get(), width)
}

/// A mark so many steps beside the middle, as high as the velocity.
fn mark(place: Rect, offset: f32, velocity: f32, width: f32) -> Rect {
    let width = width * place.width();
    let height = place.height() * (0.12 + 0.88 * velocity);
    let x = place.center().x + offset * place.width();
    Rect::from_min_max(
        pos2(x - width / 2.0, place.bottom() - height),
        pos2(x + width / 2.0, place.bottom()),
    )
}

/// 1 when the stroke sounds, then fading to 0; without a fading 1 as long.
fn shine(desk: &Desk<'_>, step: usize, cell: &Cell, grid: Grid) -> f32 {
    let Some(playhead) = desk.playhead else {
        return 0.0;
    };
    let time = (step as f64 + f64::from(cell.offset.get())) * grid.step_length().0;
    let since = (playhead.0 - time).rem_euclid(grid.length().0);
    let left = (1.0 - since / SHINE).max(0.0) as f32;
    if desk.view.preferences.is_calm {
        left.ceil()
    } else {
        left
    }
}

/// A cell in words: "snare, bar 2 beat 3.1".
fn place_in_words(grid: Grid, step: Step, drum: Drum) -> String {
    let (bar, in_bar) = (step.0 / grid.steps_per_bar(), step.0 % grid.steps_per_bar());
    let (beat, sub) = (
        in_bar / grid.steps_per_beat(),
        in_bar % grid.steps_per_beat(),
    );
    let drum = drum.name();
    format!("{drum}, bar {} beat {}.{}", bar + 1, beat + 1, sub + 1)
}

/// What is played in a cell, in words.
fn stroke_in_words(cell: &Cell) -> String {
    if !cell.hit {
        return "no hit".to_owned();
    }
    let offset = 100.0 * cell.offset.get();
    let when = match offset {
        x if x <= -0.5 => format!("{:.0} % of a step early", -x),
        x if x >= 0.5 => format!("{x:.0} % of a step late"),
        _ => "on the grid".to_owned(),
    };
    let velocity = cell.velocity.to_midi().get();
    let flam = if cell.second.is_some() { ", flam" } else { "" };
    format!("velocity {velocity}, {when}{flam}")
}
