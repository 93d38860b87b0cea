//! How a parameter is moved, whatever it looks like: drag, shift for fine, wheel, arrow keys,
//! double click to reset, ctrl-click to type.

use egui::{
    Align2, Event, EventFilter, Id, Key, MouseWheelUnit, Rect, Response, Sense, Ui, Vec2,
    WidgetInfo, accesskit::Action,
};
use nice_plug::prelude::Param;

use super::{
    desk::Desk,
    typing::{self, Field, Typing},
};

/// How the pointer's way changes the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Travel {
    /// Left to right over the control's width; a press beside the handle takes it there.
    Horizontal,
    /// Upwards from wherever the press was.
    Relative,
}

/// How far from the handle a press still holds it, at 100 %.
const HANDLE: f32 = 12.0;
/// Points that a relative control needs for one step of its parameter.
const POINTS_A_STEP: f32 = 6.0;
/// What has more steps is no choice among names.
const MOST_CHOICES: usize = 32;
/// How much slower the value moves while shift is held.
const FINE: f32 = 0.1;

/// Makes `rect` move `param` and gives the response, for painting. `purpose` says in the help
/// line what it is for.
pub(super) fn control<P: Param>(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    rect: Rect,
    param: &P,
    travel: Travel,
    purpose: &str,
) -> Response {
    let id = ui.scope_id().with(param.name());
    let response = ui.interact(rect, id, Sense::click_and_drag());
    let track = Track {
        rect,
        travel,
        handle: desk.px(HANDLE),
        steps: param.step_count(),
    };

    if response.double_clicked() {
        desk.set_normalized(param, param.default_normalized_value());
    } else if response.clicked() {
        // A click without a pointer is enter or space on what has the focus.
        let is_plain = ui.input(|input| !input.modifiers.command);
        match response.interact_pointer_pos().filter(|_| is_plain) {
            None => start_typing(ui, id, param),
            Some(pressed) => {
                response.request_focus();
                let value = param.unmodulated_normalized_value();
                let place = track.start(pressed, value);
                if place != value {
                    desk.set_normalized(param, place);
                }
            }
        }
    }
    drag(ui, desk, &response, param, &track);
    steps(ui, desk, &response, param);
    typing(ui, desk, rect, id, param);

    let value = param.normalized_value_to_string(param.unmodulated_normalized_value(), true);
    let default = param.normalized_value_to_string(param.default_normalized_value(), true);
    response.widget_info(|| WidgetInfo {
        current_text_value: Some(value.clone()),
        ..WidgetInfo::slider(
            true,
            f64::from(param.unmodulated_normalized_value()),
            param.name(),
        )
    });
    offer_steps(ui, &response);
    if response.has_focus() {
        desk.ring(ui, rect);
    }
    if response.hovered() || response.dragged() || response.has_focus() {
        desk.help = Some(format!("{}: {value}   {purpose}", param.name()));
    }
    response.on_hover_text(format!(
        "{}: {value}\n{purpose}\nDefault: {default}\nDrag, with shift finely; wheel or arrow keys\nDouble \
         click resets, ctrl-click types",
        param.name()
    ))
}

/// Where the pointer travels.
struct Track {
    rect: Rect,
    travel: Travel,
    handle: f32,
    steps: Option<usize>,
}

impl Track {
    /// The part of the range that a way on the screen covers.
    fn part(&self, way: egui::Vec2) -> f32 {
        match self.travel {
            Travel::Horizontal => way.x / self.rect.width(),
            Travel::Relative => -way.y / POINTS_A_STEP / self.steps.unwrap_or(100) as f32,
        }
    }

    /// The value to start a drag from: the handle's, or where the track was pressed.
    fn start(&self, pressed: egui::Pos2, value: f32) -> f32 {
        let (place, length) = match self.travel {
            Travel::Horizontal => (self.part(pressed - self.rect.left_top()), self.rect.width()),
            Travel::Relative => return value,
        };
        let is_held = (place - value).abs() * length <= self.handle;
        if is_held {
            value
        } else {
            place.clamp(0.0, 1.0)
        }
    }
}

fn drag<P: Param>(ui: &Ui, desk: &Desk<'_>, response: &Response, param: &P, track: &Track) {
    let id = response.id.with("drag");
    let pace = if ui.input(|input| input.modifiers.shift) {
        FINE
    } else {
        1.0
    };
    if response.drag_started() {
        desk.setter.begin_set_parameter(param);
        // The way before the drag was recognised counts too.
        let (pressed, now) =
            ui.input(|input| (input.pointer.press_origin(), input.pointer.interact_pos()));
        if let (Some(pressed), Some(now)) = (pressed, now) {
            let start = track.start(pressed, param.unmodulated_normalized_value());
            move_to(
                ui,
                desk,
                id,
                param,
                start + pace * track.part(now - pressed),
            );
        }
    } else if response.dragged() {
        let reached = ui.data(|data| data.get_temp::<f32>(id));
        let reached = reached.unwrap_or_else(|| param.unmodulated_normalized_value());
        if response.drag_delta() != egui::Vec2::ZERO {
            move_to(
                ui,
                desk,
                id,
                param,
                reached + pace * track.part(response.drag_delta()),
            );
        }
    }
    if response.drag_stopped() {
        desk.setter.end_set_parameter(param);
        ui.data_mut(|data| data.remove_temp::<f32>(id));
    }
}

/// Within a gesture; `reached` is kept exactly, the parameter may have steps.
fn move_to<P: Param>(ui: &Ui, desk: &Desk<'_>, id: Id, param: &P, reached: f32) {
    let reached = reached.clamp(0.0, 1.0);
    ui.data_mut(|data| data.insert_temp(id, reached));
    desk.setter
        .set_parameter(param, param.preview_plain(reached));
}

/// Wheel and arrow keys go step by step.
fn steps<P: Param>(ui: &Ui, desk: &Desk<'_>, response: &Response, param: &P) {
    let mut up = 0;
    if response.hovered() {
        up += ui.input(|input| {
            let notches = input.events.iter().map(|event| notches(event).y);
            notches
                .map(|notches| notches.signum() as i32 * i32::from(notches != 0.0))
                .sum::<i32>()
        });
    }
    if response.has_focus() {
        keep_arrows(ui, response);
        let count = |key| ui.input(|input| input.num_presses(key)) as i32;
        up += count(Key::ArrowUp) + count(Key::ArrowRight);
        up -= count(Key::ArrowDown) + count(Key::ArrowLeft);
    }
    up += asked_steps(ui, response.id);
    if up == 0 {
        return;
    }
    let fine = ui.input(|input| input.modifiers.shift);
    let mut value = param.unmodulated_normalized_value();
    for _ in 0..up.unsigned_abs().min(20) {
        value = if up > 0 {
            param.next_normalized_step(value, fine)
        } else {
            param.previous_normalized_step(value, fine)
        };
    }
    desk.set_normalized(param, value);
}

/// What a typed text means: as the parameter itself reads it, with a comma for a point, or the
/// beginning of a choice's name.
fn read<P: Param>(param: &P, text: &str) -> Option<f32> {
    let text = text.trim().to_lowercase();
    let plain = || param.string_to_normalized_value(&text);
    let comma = || param.string_to_normalized_value(&text.replace(',', "."));
    let choice = || {
        let steps = param.step_count().filter(|steps| *steps <= MOST_CHOICES)?;
        let all = (0..=steps).map(|step| step as f32 / steps as f32);
        let is_meant = |value: &f32| {
            let name = param.normalized_value_to_string(*value, true);
            name.to_lowercase().starts_with(&text)
        };
        all.filter(|_| !text.is_empty()).find(is_meant)
    };
    let value = plain().or_else(comma).or_else(choice);
    value.filter(|value| !value.is_nan())
}

/// Lets a screen reader know that what is there goes up and down.
pub(super) fn offer_steps(ui: &Ui, response: &Response) {
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.add_action(Action::Increment);
        node.add_action(Action::Decrement);
    });
}

/// How the wheel was turned: one for a notch.
pub(super) fn notches(event: &Event) -> Vec2 {
    match event {
        Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta,
            ..
        } => *delta / 40.0,
        Event::MouseWheel { delta, .. } => *delta,
        _ => Vec2::ZERO,
    }
}

/// Lets what has the focus have the arrow keys. Else they would move the focus.
pub(super) fn keep_arrows(ui: &Ui, response: &Response) {
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
}

/// How many steps up a screen reader asks for.
pub(super) fn asked_steps(ui: &Ui, id: Id) -> i32 {
    let count = |action| ui.input(|input| input.num_accesskit_action_requests(id, action)) as i32;
    count(Action::Increment) - count(Action::Decrement)
}

fn start_typing<P: Param>(ui: &Ui, id: Id, param: &P) {
    let text = param.normalized_value_to_string(param.unmodulated_normalized_value(), true);
    typing::start(ui, id, text);
}

/// The text field over a control whose value is being typed.
fn typing<P: Param>(ui: &Ui, desk: &mut Desk<'_>, rect: Rect, id: Id, param: &P) {
    let field = Field {
        id,
        place: rect.center(),
        pivot: Align2::CENTER_CENTER,
        width: 84.0,
        hint: String::new(),
        limit: usize::MAX,
        replaces: true,
    };
    let Typing::Taken(text) = typing::show(ui, desk, field) else {
        return;
    };
    match read(param, &text) {
        Some(value) => desk.set_normalized(param, value),
        None => {
            let shown = param.unmodulated_normalized_value();
            let shown = param.normalized_value_to_string(shown, true);
            let (name, text) = (param.name(), text.trim());
            desk.view
                .tell(format!("{name}: \"{text}\" is no value; type e.g. {shown}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Controls;

    /// What a parameter says of itself once this was typed.
    fn said(param: &impl Param, typed: &str) -> Option<String> {
        let value = read(param, typed)?;
        Some(param.normalized_value_to_string(value, true))
    }

    #[test]
    fn what_is_typed_is_read_as_people_write_it() {
        let controls = Controls::default();
        let (shape, playing) = (&controls.shape, &controls.playing);
        for typed in ["60 %", "60", " 60,0 % "] {
            let said = said(&shape.swing, typed);
            assert_eq!(said.as_deref(), Some("60.0 %"), "{typed}");
        }
        for typed in ["-12.5 ms", "-12,5", "-12.5MS"] {
            let said = said(&shape.push, typed);
            assert_eq!(said.as_deref(), Some("-12.5 ms"), "{typed}");
        }
        for (typed, meant) in [("next four", "Next four bars"), ("NOW", "Now")] {
            assert_eq!(said(&playing.change_at, typed).as_deref(), Some(meant));
        }
        assert_eq!(said(&playing.path, "16").as_deref(), Some("16 bars"));
        assert_eq!(said(&controls.take, "surest").as_deref(), Some("Surest"));
        for typed in ["", "nothing", "nan"] {
            assert_eq!(said(&playing.change_at, typed), None, "{typed}");
            assert_eq!(said(&shape.swing, typed), None, "{typed}");
        }
    }
}
