//! The pad: the square on which the puck is moved, X and Y at once.

use egui::{
    Id, Key, Mesh, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2,
    vec2,
};
use nice_plug::prelude::{FloatParam, Param};

use super::{path, tiles, trail};
use crate::{
    editor::{
        control::{asked_steps, keep_arrows, notches, offer_steps},
        desk::Desk,
    },
    generator::TILES,
};

/// How far from the puck a press still holds it, at 100 %.
const HANDLE: f32 = 14.0;
/// How much slower the puck moves while shift is held.
const FINE: f32 = 0.1;
/// How far an arrow key moves the puck, and with shift.
const STEP: f32 = 0.05;
/// How much of a corner's colour the ground has.
const TINT: f32 = 0.3;
/// Stripes of the ground in each direction: enough to look smooth.
const STRIPES: usize = 8;

/// Draws the pad and moves the puck.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let id = ui.scope_id().with("map");
    let response = ui.interact(rect, id, Sense::click_and_drag());
    let pad = Pad {
        field: field(rect),
        params: [&desk.params.morph, &desk.params.map_y],
        reached: id.with("reached"),
    };
    let pencil = path::Pencil::new(id);
    if pencil.put_down(ui, &response, |at| pad.place_at(at)) || pencil.is_down(ui) {
        let pointer = ui.input(|input| input.pointer.interact_pos());
        let now = pointer.map(|at| pad.place_at(at));
        pencil.go_on(ui, desk, &response, now);
    } else {
        pad.click(ui, desk, &response);
        pad.drag(ui, desk, &response);
        pad.steps(ui, desk, &response);
        path::keys(ui, desk, &response, pad.place());
    }

    let place = pad.place();
    let [x, y] = pad
        .params
        .map(|param| param.normalized_value_to_string(param.unmodulated_normalized_value(), true));
    let round = desk.params.playing.path.value();
    response.widget_info(|| {
        let mut label = format!("Map, X {x}, Y {y}");
        if !round.is_off() {
            label += &format!(", path over {} bars", round.bars());
        }
        WidgetInfo::slider(true, f64::from(place.x), label)
    });
    offer_steps(ui, &response);
    if response.hovered() || response.dragged() || response.has_focus() {
        desk.help = Some(if round.is_off() {
            format!(
                "Map: X {x}, Y {y}   drag the puck, with shift finely; arrow keys; double click \
                 resets; ctrl-drag draws a path"
            )
        } else {
            "Map: the groove goes along the path; the puck waits until it is off. Ctrl-drag draws \
             another, P adds the puck's place, delete forgets it"
                .to_owned()
        });
    }
    ground(ui, desk, rect);
    tiles::draw(ui, desk, id, rect);
    let is_active = response.hovered() || response.dragged() || response.has_focus();
    let edge = if response.has_focus() {
        desk.theme.text
    } else {
        desk.theme.line
    };
    let painter = ui.painter();
    let edge = Stroke::new(desk.px(1.0), edge);
    painter.rect_stroke(rect, desk.px(4.0), edge, StrokeKind::Inside);
    trail::draw(ui, desk, id, pad.field, place);
    way(ui, desk, &pad);
    path::draw(ui, desk, |place| pad.on_screen(place));
    pencil.paint(ui, desk, |place| pad.on_screen(place));
    let center = pad.on_screen(place);
    if round.is_off() || is_active {
        puck(ui, desk, center, is_active);
    } else {
        // It waits.
        let ring = Stroke::new(desk.px(2.0), desk.theme.quiet);
        ui.painter().circle_stroke(center, desk.px(8.0), ring);
    }
}

/// Where the puck can be: half a tile inside the pad, so that a tile in a corner has the puck in
/// its middle.
pub(super) fn field(rect: Rect) -> Rect {
    rect.shrink(rect.width() / (2 * TILES) as f32)
}

/// Where the puck can be and what it moves. Places are X and Y from 0 to 1.
struct Pad<'a> {
    field: Rect,
    params: [&'a FloatParam; 2],
    /// Where the exact place of a drag is kept: the parameters have steps.
    reached: Id,
}

impl Pad<'_> {
    fn place(&self) -> Pos2 {
        let [x, y] = self.params.map(Param::unmodulated_normalized_value);
        pos2(x, y)
    }

    fn on_screen(&self, place: Pos2) -> Pos2 {
        self.field.lerp_inside(place.to_vec2())
    }

    fn part(&self, way: Vec2) -> Vec2 {
        way / self.field.size()
    }

    /// The place of the map under a place on the screen, or the nearest.
    fn place_at(&self, on_screen: Pos2) -> Pos2 {
        self.part(on_screen - self.field.min)
            .to_pos2()
            .clamp(Pos2::ZERO, pos2(1.0, 1.0))
    }

    /// The place to start from: the puck's if it is held, else where the pad was pressed.
    fn start(&self, desk: &Desk<'_>, pressed: Pos2) -> Pos2 {
        let is_held = self.on_screen(self.place()).distance(pressed) <= desk.px(HANDLE);
        if is_held {
            self.place()
        } else {
            self.place_at(pressed)
        }
    }

    fn click(&self, ui: &Ui, desk: &mut Desk<'_>, response: &Response) {
        if response.double_clicked() {
            let [x, y] = self.params.map(Param::default_normalized_value);
            self.jump(desk, pos2(x, y));
        } else if response.clicked() {
            response.request_focus();
            if ui.input(|input| input.modifiers.command) {
                desk.view
                    .tell("Ctrl draws a path: press and draw a way over the map");
            } else if let Some(pressed) = response.interact_pointer_pos() {
                self.jump(desk, self.start(desk, pressed));
            }
        }
    }

    /// Moves in one gesture what is to be moved.
    fn jump(&self, desk: &Desk<'_>, to: Pos2) {
        for (param, value) in self.params.into_iter().zip([to.x, to.y]) {
            if param.unmodulated_normalized_value() != value {
                desk.set_normalized(param, value);
            }
        }
    }

    fn drag(&self, ui: &Ui, desk: &Desk<'_>, response: &Response) {
        let pace = if ui.input(|input| input.modifiers.shift) {
            FINE
        } else {
            1.0
        };
        if response.drag_started() {
            for param in self.params {
                desk.setter.begin_set_parameter(param);
            }
            // The way before the drag was recognised counts too.
            let (pressed, now) =
                ui.input(|input| (input.pointer.press_origin(), input.pointer.interact_pos()));
            if let (Some(pressed), Some(now)) = (pressed, now) {
                let way = pace * self.part(now - pressed);
                self.move_to(ui, desk, self.start(desk, pressed) + way);
            }
        } else if response.dragged() && response.drag_delta() != Vec2::ZERO {
            let reached = ui.data(|data| data.get_temp(self.reached));
            let way = pace * self.part(response.drag_delta());
            self.move_to(ui, desk, reached.unwrap_or_else(|| self.place()) + way);
        }
        if response.drag_stopped() {
            for param in self.params {
                desk.setter.end_set_parameter(param);
            }
            ui.data_mut(|data| data.remove_temp::<Pos2>(self.reached));
        }
    }

    /// Within a gesture.
    fn move_to(&self, ui: &Ui, desk: &Desk<'_>, reached: Pos2) {
        let reached = reached.clamp(Pos2::ZERO, pos2(1.0, 1.0));
        ui.data_mut(|data| data.insert_temp(self.reached, reached));
        for (param, value) in self.params.into_iter().zip([reached.x, reached.y]) {
            desk.setter.set_parameter(param, param.preview_plain(value));
        }
        desk.shared.nudge();
    }

    /// Arrow keys and the wheel go step by step, as the screen lies.
    fn steps(&self, ui: &Ui, desk: &Desk<'_>, response: &Response) {
        let mut way = Vec2::ZERO;
        if response.hovered() {
            ui.input(|input| {
                for event in &input.events {
                    way -= notches(event);
                }
            });
        }
        if response.has_focus() {
            keep_arrows(ui, response);
            let count = |key| ui.input(|input| input.num_presses(key)) as f32;
            way.x += count(Key::ArrowRight) - count(Key::ArrowLeft);
            way.y += count(Key::ArrowDown) - count(Key::ArrowUp);
        }
        way.x += asked_steps(ui, response.id) as f32;
        if way != Vec2::ZERO {
            let is_fine = ui.input(|input| input.modifiers.shift);
            let step = if is_fine { FINE * STEP } else { STEP };
            let to = self.place() + step * way;
            self.jump(desk, to.clamp(Pos2::ZERO, pos2(1.0, 1.0)));
        }
    }
}

/// The colours of the corners, each fading into the others.
fn ground(ui: &Ui, desk: &Desk<'_>, rect: Rect) {
    let mut mesh = Mesh::default();
    let part = |at: usize| at as f32 / STRIPES as f32;
    for row in 0..=STRIPES {
        for column in 0..=STRIPES {
            let (x, y) = (part(column), part(row));
            let color = desk.theme.sunk.lerp_to_gamma(desk.theme.on_map(x, y), TINT);
            mesh.colored_vertex(rect.lerp_inside(vec2(x, y)), color);
        }
    }
    let number = |row: usize, column: usize| (row * (STRIPES + 1) + column) as u32;
    for row in 0..STRIPES {
        for column in 0..STRIPES {
            let [a, b] = [number(row, column), number(row, column + 1)];
            let [c, d] = [number(row + 1, column), number(row + 1, column + 1)];
            mesh.add_triangle(a, b, c);
            mesh.add_triangle(c, b, d);
        }
    }
    ui.painter().add(mesh);
}

/// The way of a travel along the puck's row, and where on it the bar that plays lies.
fn way(ui: &Ui, desk: &Desk<'_>, pad: &Pad<'_>) {
    let travel = desk.params.request().travel();
    if travel.is_off() {
        return;
    }
    let y = pad.place().y;
    let ends = [0.0, 1.0].map(|x| pad.on_screen(pos2(x, y)));
    let line = Stroke::new(desk.px(2.0), desk.theme.text.gamma_multiply(0.5));
    ui.painter().line_segment(ends, line);
    let bar = desk.shared.memory.bridge().bar();
    let x = bar.and_then(|bar| travel.morph(bar.rem_euclid(travel.period() as i64) as usize));
    if let Some(x) = x {
        let center = pad.on_screen(pos2(x, y));
        ui.painter()
            .circle_filled(center, desk.px(5.0), desk.theme.bright);
    }
}

/// The puck, in the colour of what is heard.
fn puck(ui: &Ui, desk: &Desk<'_>, center: Pos2, is_active: bool) {
    let radius = desk.px(if is_active { 10.0 } else { 9.0 });
    let painter = ui.painter();
    painter.circle_filled(center, radius + desk.px(2.0), desk.theme.ground);
    painter.circle_filled(center, radius, desk.theme.text);
    let core = desk.heard_color().lerp_to_gamma(desk.theme.ground, 0.2);
    painter.circle_filled(center, radius * 0.55, core);
}
