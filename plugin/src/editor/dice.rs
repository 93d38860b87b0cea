//! Dice: buttons that pick a number by chance, for everything or for a bar or a drum alone, and the
//! part of the window about takes.

use std::hash::{BuildHasher, Hasher, RandomState};

use egui::{Align2, Color32, Key, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use nice_plug::prelude::{IntParam, Param};

use super::{
    desk::Desk,
    fader, field,
    theme::{self, Type},
};
use crate::{params::NUMBERS, sheet::Part};

/// The part with temperature, take and the dice.
pub(super) fn draw_takes(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let inside = desk.panel(ui, rect);
    let params = desk.params;
    let gap = desk.px(theme::GAP);
    let die = Rect::from_min_max(
        pos2(inside.right() - inside.height(), inside.top()),
        inside.max,
    );
    let purpose = "Play another take: the same place in the space, other hits";
    button(ui, desk, die, &params.take, purpose);
    let end = die.left() - desk.px(6.0);
    let number = Rect::from_x_y_ranges(end - desk.px(92.0)..=end, inside.y_range());
    let purpose = "which draw of the hits; \"Surest\" leaves nothing to chance";
    field::value(ui, desk, number, &params.take, Type::Body, purpose);
    let label = number.left_center() - vec2(desk.px(6.0), 0.0);
    let (font, quiet) = (desk.font(Type::Small), desk.theme.quiet);
    ui.painter()
        .text(label, Align2::RIGHT_CENTER, "TAKE", font, quiet);

    let end = label.x - desk.px(34.0) - gap;
    let temperature = Rect::from_x_y_ranges(inside.left()..=end, inside.y_range());
    let purpose = "how freely hits are drawn: low is sure, 1 is as learned, high is wild";
    let name = "TEMPERATURE";
    fader::thin(ui, desk, temperature, &params.temperature, name, purpose);
}

/// A die that gives `param` another number from 1 up.
pub(super) fn button(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    rect: Rect,
    param: &IntParam,
    purpose: &str,
) {
    let id = ui.scope_id().with((param.name(), "dice"));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Button,
            true,
            format!("Roll the dice for {}", param.name()),
        )
    });
    if response.clicked() {
        desk.set(param, another(param.unmodulated_plain_value()));
    }
    if response.hovered() || response.has_focus() {
        desk.help = Some(purpose.to_owned());
    }
    paint(ui, desk, rect, &response, false);
    response.on_hover_text(purpose);
}

/// A die for a bar or a drum alone. It is lit while the part has a take of its own.
pub(super) fn part(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, part: Part) {
    let request = desk.params.request();
    let locks = request.locks();
    let (name, is_locked) = match part {
        Part::Bar(bar) => (format!("bar {}", bar + 1), locks.bars[bar]),
        Part::Drum(drum) => (format!("the {}", drum.name()), locks.drums[drum.index()]),
    };
    let is_own = desk.shown.sheet.takes.is_own(part);
    let id = ui.scope_id().with(("dice", &name));
    let response = ui.interact(rect, id, Sense::click());
    let label = format!("Roll the dice for {name} alone");
    response.widget_info(|| WidgetInfo::selected(Role::Button, !is_locked, is_own, &label));
    let (gives_back, removes) = ui.input(|input| {
        let keys = [Key::Backspace, Key::Delete];
        let is_pressed = keys.iter().any(|key| input.key_pressed(*key));
        (input.modifiers.alt, is_pressed)
    });
    if (response.clicked() && gives_back) || (response.has_focus() && removes) {
        desk.roll(part, 0, locks);
    } else if response.clicked() && !is_locked {
        desk.roll(part, another(0) as u16, locks);
    }
    if response.hovered() || response.has_focus() {
        desk.help = Some(match (is_locked, is_own) {
            (true, _) => format!("Dice for {name}: it is locked and stays as it is"),
            (false, false) => format!("Dice for {name}: other hits there, all else stays as it is"),
            (false, true) => format!(
                "Dice for {name}: it has a take of its own. Click: another. Alt-click or \
                 backspace: back to the common take"
            ),
        });
    }
    paint(ui, desk, rect, &response, is_own);
}

/// Another number than `than`, by chance.
pub(super) fn another(than: i32) -> i32 {
    let chance = RandomState::new().build_hasher().finish();
    let numbers = *NUMBERS.end() as u64;
    let number = 1 + (chance % numbers) as i32;
    if number == than {
        1 + number % *NUMBERS.end()
    } else {
        number
    }
}

fn paint(ui: &Ui, desk: &Desk<'_>, rect: Rect, response: &Response, is_lit: bool) {
    let (fill, pips): (Color32, Color32) = match (is_lit, response.hovered()) {
        (true, _) => (desk.heard_color(), desk.theme.ground),
        (false, true) => (desk.theme.hovered, desk.theme.text),
        (false, false) => (desk.theme.raised, desk.theme.text),
    };
    let pressed = if response.is_pointer_button_down_on() {
        desk.px(1.0)
    } else {
        0.0
    };
    let rect = rect.shrink(pressed);
    let painter = ui.painter();
    desk.plate(ui, rect, rect.height() * 0.18, fill, response.has_focus());
    let (reach, radius) = (rect.height() * 0.25, rect.height() * 0.075);
    for (x, y) in [
        (-1.0, -1.0),
        (1.0, -1.0),
        (0.0, 0.0),
        (-1.0, 1.0),
        (1.0, 1.0),
    ] {
        painter.circle_filled(rect.center() + reach * vec2(x, y), radius, pips);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dice_give_another_number_in_range() {
        for than in [0, 1, 5_000, 9_999] {
            for _ in 0..1_000 {
                let number = another(than);
                assert!(number != than && (1..=9_999).contains(&number));
            }
        }
    }
}
