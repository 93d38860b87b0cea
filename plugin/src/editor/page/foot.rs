//! The foot of the page: listening without the host's transport, and what plays or is about to.

use egui::{Align2, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use nice_plug::prelude::Param;

use crate::{
    editor::{
        desk::Desk,
        theme::{Type, icon},
    },
    player::Source,
};

/// Draws the foot.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let button = Rect::from_min_size(rect.min, vec2(desk.px(156.0), rect.height()));
    audition(ui, desk, button);
    let (words, is_urgent) = state(desk);
    let color = if is_urgent {
        desk.theme.text
    } else {
        desk.theme.quiet
    };
    let place = pos2(button.right() + desk.px(12.0), rect.center().y);
    let clip = ui.painter().with_clip_rect(rect);
    let font = desk.font(Type::Small);
    let text = clip.text(place, Align2::LEFT_CENTER, &words, font, color);
    let response = ui.interact(text, ui.scope_id().with("state"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
}

/// Whether the host's transport gives the time.
fn host_rolls(desk: &Desk<'_>) -> bool {
    desk.playhead.is_some() && !desk.params.playing.audition.value()
}

/// The button that plays while the host stands. It calls while there is nothing to hear.
fn audition(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let param = &desk.params.playing.audition;
    let is_on = param.value();
    let response = ui.interact(rect, ui.scope_id().with("audition"), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_on, param.name()));
    if response.clicked() {
        desk.set(param, !is_on);
    }
    if response.hovered() || response.has_focus() {
        desk.help = Some(if is_on {
            "Audition: on. Quatrain plays at the host's tempo while the host stands".to_owned()
        } else {
            "Audition: hear the groove while the host stands, at its tempo".to_owned()
        });
    }
    let theme = desk.theme;
    let calls = !is_on && !host_rolls(desk) && !desk.params.bypass.value();
    let (fill, color) = match (is_on || calls, response.hovered()) {
        (true, false) => (theme.accent, theme.ground),
        (true, true) => (theme.text, theme.ground),
        (false, true) => (theme.hovered, theme.text),
        (false, false) => (theme.raised, theme.quiet),
    };
    desk.plate(ui, rect, desk.px(5.0), fill, response.has_focus());
    let (mark, words) = if is_on {
        (icon::STOP, "Stop")
    } else {
        (icon::PLAY, "Audition")
    };
    let font = desk.font(Type::Body);
    let text = format!("{mark}  {words}");
    ui.painter()
        .text(rect.center(), Align2::CENTER_CENTER, text, font, color);
}

/// How things stand, in words, and whether something is to be done.
fn state(desk: &Desk<'_>) -> (String, bool) {
    let bridge = desk.shared.memory.bridge();
    let playing = &desk.params.playing;
    if desk.params.bypass.value() {
        return (
            "Bypassed: incoming notes pass, Quatrain plays none".to_owned(),
            true,
        );
    }
    if bridge.blocks() == 0 {
        return (
            "The host's audio is off: switch its audio engine on".to_owned(),
            true,
        );
    }
    let Some((source, bar)) = bridge.source().zip(bridge.bar()) else {
        let words = if playing.audition.value() {
            "Waiting for the host's tempo"
        } else {
            "The transport stands: press play in your host, or listen here"
        };
        return (words.to_owned(), true);
    };
    let name = |source: Source| match source {
        Source::Live => "the live groove".to_owned(),
        Source::Slot(slot) => format!("slot {slot}"),
    };
    let mut words = format!("Bar {} of {}", bar.rem_euclid(4) + 1, name(source));
    if let Some(next) = desk.pending() {
        let param = &playing.change_at;
        let when = param.normalized_value_to_string(param.unmodulated_normalized_value(), false);
        words += &format!("; {} is next (change at: {when})", name(next));
    }
    (words, false)
}
