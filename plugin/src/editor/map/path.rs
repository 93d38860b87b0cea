//! The path on the pad: drawn with ctrl held, painted with its direction, its bars and the place
//! where it is now, and the menu of those that need no drawing.

use egui::{
    Align2, Id, Key, Mesh, Popup, Pos2, Rect, Response, RichText, Shape, Stroke, Ui, Vec2, pos2,
};

use crate::{
    editor::{
        desk::Desk,
        field,
        theme::{Type, icon},
        top,
    },
    request::{MOST_PLACES, Outline, Path, Round},
};

/// The bars of a round that a path gets when it is drawn while none is on.
const AT_FIRST: Round = Round::Eight;
/// How far the pointer goes before another place of it counts, in parts of the pad.
const APART: f32 = 0.004;
/// The most places of a pointer that count: a scribble of minutes is cut off.
const MOST_OF_HAND: usize = 4_000;
/// Arrows along the path.
const ARROWS: usize = 4;

/// What a hand draws, while it does.
type Drawn = Vec<(f32, f32)>;

/// The hand that draws. Places are X and Y from 0 to 1.
pub(super) struct Pencil(Id);

impl Pencil {
    pub fn new(pad: Id) -> Self {
        Self(pad.with("path"))
    }

    /// Whether a path is being drawn, so that the puck stays.
    pub fn is_down(&self, ui: &Ui) -> bool {
        ui.data(|data| data.get_temp::<Drawn>(self.0).is_some())
    }

    /// Begins a path where the pad was pressed with ctrl held; says whether it did.
    pub fn put_down(&self, ui: &Ui, response: &Response, part: impl Fn(Pos2) -> Pos2) -> bool {
        let (command, pressed) =
            ui.input(|input| (input.modifiers.command, input.pointer.press_origin()));
        let pressed = pressed.filter(|_| command && response.drag_started());
        if let Some(pressed) = pressed {
            let Pos2 { x, y } = part(pressed);
            ui.data_mut(|data| data.insert_temp::<Drawn>(self.0, vec![(x, y)]));
        }
        pressed.is_some()
    }

    /// Goes on with what is being drawn, and makes a path of it when the hand lets go.
    pub fn go_on(&self, ui: &Ui, desk: &mut Desk<'_>, response: &Response, now: Option<Pos2>) {
        let mut drawn: Drawn = ui.data(|data| data.get_temp(self.0)).unwrap_or_default();
        let last = drawn.last().map_or(Pos2::ZERO, |(x, y)| pos2(*x, *y));
        let new = now.filter(|now| now.distance(last) > APART && drawn.len() < MOST_OF_HAND);
        drawn.extend(new.map(|Pos2 { x, y }| (x, y)));
        if response.dragged() {
            ui.data_mut(|data| data.insert_temp(self.0, drawn));
            return;
        }
        ui.data_mut(|data| data.remove_temp::<Drawn>(self.0));
        match Path::drawn(&drawn) {
            Some(path) => take(desk, path),
            None => desk
                .view
                .tell("Too short for a path: hold ctrl and draw a longer way over the map"),
        }
    }

    /// Paints what is being drawn.
    pub fn paint(&self, ui: &Ui, desk: &Desk<'_>, on_screen: impl Fn(Pos2) -> Pos2) {
        let drawn: Drawn = ui.data(|data| data.get_temp(self.0)).unwrap_or_default();
        let line: Vec<Pos2> = drawn.iter().map(|(x, y)| on_screen(pos2(*x, *y))).collect();
        let stroke = Stroke::new(desk.px(2.0), desk.theme.text);
        ui.painter().add(Shape::line(line, stroke));
    }
}

/// Lets the groove go along a path; where none is on, it is switched on.
fn take(desk: &mut Desk<'_>, path: Path) {
    desk.shared.memory.set_path(path);
    let param = &desk.params.playing.path;
    if param.value().is_off() {
        desk.set(param, AT_FIRST);
    } else {
        desk.shared.nudge();
    }
}

/// The keys of a pad that has the focus: P adds the puck's place to the path, delete takes away
/// what was drawn.
pub(super) fn keys(ui: &Ui, desk: &mut Desk<'_>, response: &Response, place: Pos2) {
    if !response.has_focus() {
        return;
    }
    let pressed = |key| ui.input(|input| input.modifiers.is_none() && input.key_pressed(key));
    if pressed(Key::P) {
        add(desk, place);
    }
    if pressed(Key::Delete) || pressed(Key::Backspace) {
        forget(desk);
    }
}

fn add(desk: &mut Desk<'_>, place: Pos2) {
    let path = desk.shown.path.with((place.x, place.y));
    let count = path.places().len();
    if path == *desk.shown.path {
        desk.view.tell(format!(
            "The path is here already, or has its {MOST_PLACES} places: delete forgets it"
        ));
        return;
    }
    take(desk, path);
    desk.view.tell(match count {
        1 => "A path begins here: move the puck and press P again".to_owned(),
        count => format!("{count} places, then back to the first"),
    });
}

fn forget(desk: &mut Desk<'_>) {
    if !desk.shown.path.is_default() {
        desk.shared.memory.set_path(Path::default());
        desk.shared.nudge();
        desk.view
            .tell("The drawn path is gone (undo brings it back): it goes along the edge");
    }
}

/// Over how many bars it goes, and the menu beside it.
pub(super) fn chooser(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let param = &desk.params.playing.path;
    let gap = desk.px(4.0);
    let menu = Rect::from_min_max(pos2(rect.right() - desk.px(24.0), rect.top()), rect.max);
    let bars = Rect::from_min_max(rect.min, pos2(menu.left() - gap, rect.bottom()));
    let purpose = "over how many bars the groove goes round the path; draw one on the map with \
                   ctrl held";
    field::value(ui, desk, bars, param, Type::Small, purpose);
    let label = bars.left_center() - Vec2::X * desk.px(6.0);
    let font = desk.font(Type::Small);
    let quiet = desk.theme.quiet;
    ui.painter()
        .text(label, Align2::RIGHT_CENTER, "PATH", font, quiet);

    let help = "Paths that need no drawing; undo brings back what was drawn";
    let response = top::press(ui, desk, menu, "Path menu", icon::PATH, quiet, help);
    let body = desk.font(Type::Body);
    let [x, y] = [&desk.params.morph, &desk.params.map_y].map(|param| param.value());
    Popup::menu(&response).show(|ui| {
        let words = |text: &str| RichText::new(text).font(body.clone());
        for outline in Outline::ALL {
            if ui.button(words(outline.name())).clicked() {
                take(desk, outline.path());
            }
        }
        ui.separator();
        if ui.button(words("Add the puck's place (P)")).clicked() {
            add(desk, pos2(x, y));
        }
        let is_drawn = !desk.shown.path.is_default();
        let delete = egui::Button::new(words("Forget what was drawn (delete)"));
        if ui.add_enabled(is_drawn, delete).clicked() {
            forget(desk);
        }
    });
}

/// Paints the path, faint while none is on, and where on it the bar that plays lies.
pub(super) fn draw(ui: &Ui, desk: &Desk<'_>, on_screen: impl Fn(Pos2) -> Pos2) {
    let bars = desk.params.playing.path.value().bars();
    let path = &desk.shown.path;
    if bars == 0 && path.is_default() {
        return;
    }
    let place = |(x, y): (f32, f32)| on_screen(pos2(x, y));
    let line: Vec<Pos2> = path.places().iter().map(|at| place(*at)).collect();
    let strength = if bars == 0 { 0.35 } else { 0.9 };
    let color = desk.theme.text.gamma_multiply(strength);
    let painter = ui.painter();
    let around = Stroke::new(
        desk.px(4.5),
        desk.theme.ground.gamma_multiply(0.5 * strength),
    );
    painter.add(Shape::closed_line(line.clone(), around));
    painter.add(Shape::closed_line(line, Stroke::new(desk.px(1.75), color)));
    // Between the bars, whose dots would hide them.
    let dots = if bars == 0 { ARROWS } else { bars };
    for arrow in 0..ARROWS {
        let part = (arrow as f32 / ARROWS as f32) + 0.5 / dots as f32;
        let [from, to] = [part - 0.01, part].map(|part| place(path.at(part)));
        arrow_head(ui, desk, to, to - from, color);
    }
    if bars == 0 {
        return;
    }
    for bar in 0..bars {
        let radius = desk.px(if bar == 0 { 4.0 } else { 2.5 });
        let center = place(path.in_bar(bar, bars));
        painter.circle_filled(center, radius + desk.px(1.0), desk.theme.ground);
        painter.circle_filled(center, radius, color);
    }
    let Some((bar, in_bar)) = desk.now() else {
        return;
    };
    // The bar that is heard, and how far the next one is.
    let bar = bar.rem_euclid(bars as i64) as usize;
    let heard = place(path.in_bar(bar, bars));
    let color = desk.heard_color();
    painter.circle_filled(heard, desk.px(7.0), desk.theme.ground);
    painter.circle_filled(heard, desk.px(5.5), color);
    if desk.view.preferences.is_calm {
        return;
    }
    let goes = place(path.at((bar as f32 + in_bar) / bars as f32));
    painter.circle_filled(goes, desk.px(4.5), desk.theme.ground);
    painter.circle_filled(goes, desk.px(3.5), desk.theme.bright);
}

/// A small arrow that points along `way`.
fn arrow_head(ui: &Ui, desk: &Desk<'_>, tip: Pos2, way: Vec2, color: egui::Color32) {
    if way.length() < 1e-3 {
        return;
    }
    let along = way.normalized() * desk.px(7.0);
    let across = along.rot90() * 0.5;
    let mut mesh = Mesh::default();
    for corner in [
        tip + along * 0.5,
        tip - along * 0.5 + across,
        tip - along * 0.5 - across,
    ] {
        mesh.colored_vertex(corner, color);
    }
    mesh.add_triangle(0, 1, 2);
    ui.painter().add(mesh);
}
