//! What every part of the window needs: parameters, the state of things, and the help line.

use std::sync::Arc;

use egui::{Color32, FontId, Rect, Stroke, StrokeKind, Ui, vec2};
use groove::{Beats, Groove};
use nice_plug::context::gui::ParamSetter;
use nice_plug::params::internals::ParamPtr;
use nice_plug::prelude::Param;

use super::{
    theme::{self, Theme, Type},
    view::View,
};
use crate::{
    generator::{Shared, Status},
    memory::Shown,
    params::Controls,
    player::{Follow, Source},
    request::{Locks, Path},
    sheet::Part,
};

/// One frame's view of the instance.
pub(super) struct Desk<'a> {
    pub params: &'a Controls,
    pub shared: &'a Shared,
    pub setter: ParamSetter<'a>,
    pub shown: Shown,
    pub status: Status,
    pub playhead: Option<Beats>,
    /// What the page shows: what plays, or while nothing does what was chosen to.
    pub on_page: Source,
    /// Where on the map what is heard lies: where the puck is, unless it goes by itself.
    pub heard_place: (f32, f32),
    /// What the pointer is over, in a sentence.
    pub help: Option<String>,
    /// How much larger than at 100 % everything is drawn.
    pub scale: f32,
    /// The colours.
    pub theme: &'static Theme,
    /// What the window remembers.
    pub view: &'a mut View,
}

impl<'a> Desk<'a> {
    pub fn new(
        params: &'a Controls,
        shared: &'a Shared,
        setter: ParamSetter<'a>,
        view: &'a mut View,
    ) -> Self {
        let shown = shared.memory.shown();
        let bridge = shared.memory.bridge();
        Self {
            params,
            shared,
            setter,
            status: shared.status(),
            playhead: bridge.playhead(),
            on_page: bridge.source().unwrap_or_else(|| chosen(params)),
            heard_place: heard_place(params, bridge.bar(), &shown.path),
            shown,
            help: None,
            scale: 1.0,
            theme: view.preferences.look.theme(),
            view,
        }
    }

    /// The groove on the page; none where a slot is empty, or nothing was made yet.
    pub fn groove_on_page(&self) -> Option<&Arc<Groove>> {
        self.groove_of(self.on_page)
    }

    /// What plays where this is to play.
    pub fn groove_of(&self, source: Source) -> Option<&Arc<Groove>> {
        match source {
            Source::Live => self.shown.heard.as_ref(),
            Source::Slot(slot) => self.shown.slots[slot.index()].as_ref(),
        }
    }

    /// What is to play, if it isn't what plays yet.
    pub fn pending(&self) -> Option<Source> {
        let chosen = chosen(self.params);
        let is_chosen = self.params.playing.follow.value() == Follow::Transport;
        (is_chosen && self.playhead.is_some() && chosen != self.on_page).then_some(chosen)
    }

    /// A length of the layout, on the screen.
    pub fn px(&self, length: f32) -> f32 {
        length * self.scale
    }

    pub fn font(&self, size: Type) -> FontId {
        size.font(self.scale)
    }

    /// The colour of what is heard.
    pub fn heard_color(&self) -> Color32 {
        let (x, y) = self.heard_place;
        self.theme.on_map(x, y)
    }

    /// The bar of the live groove that plays, counted from the song's start, and how much of it is
    /// over, 0 to 1.
    pub fn now(&self) -> Option<(i64, f32)> {
        let bridge = self.shared.memory.bridge();
        let is_live = bridge.source() == Some(Source::Live);
        let beats = self.playhead.filter(|_| is_live)?.0;
        let bar = bridge.bar()?;
        Some((bar, (beats.rem_euclid(4.0) / 4.0) as f32))
    }

    /// Paints a panel and gives the space inside.
    pub fn panel(&self, ui: &Ui, rect: Rect) -> Rect {
        ui.painter()
            .rect_filled(rect, self.px(theme::ROUND), self.theme.panel);
        rect.shrink2(vec2(self.px(theme::PAD), self.px(theme::PAD * 0.75)))
    }

    /// Paints the plate of a button; its edge shows the focus.
    pub fn plate(&self, ui: &Ui, rect: Rect, rounding: f32, fill: Color32, has_focus: bool) {
        let stroke = Stroke::new(self.px(1.0), self.theme.line);
        ui.painter()
            .rect(rect, rounding, fill, stroke, StrokeKind::Inside);
        if has_focus {
            self.ring(ui, rect);
        }
    }

    /// Shows that this has the focus: the keys go to it.
    pub fn ring(&self, ui: &Ui, rect: Rect) {
        let stroke = Stroke::new(self.px(2.0), self.theme.accent);
        let rounding = self.px(5.0);
        ui.painter().rect_stroke(
            rect.expand(self.px(1.0)),
            rounding,
            stroke,
            StrokeKind::Outside,
        );
    }

    /// Changes a parameter in one gesture.
    pub fn set<P: Param>(&self, param: &P, value: P::Plain) {
        self.setter.begin_set_parameter(param);
        self.setter.set_parameter(param, value);
        self.setter.end_set_parameter(param);
        self.shared.nudge();
    }

    /// The same, unless it stands there.
    pub fn set_if_other<P: Param>(&self, param: &P, value: P::Plain) {
        if param.modulated_plain_value() != value {
            self.set(param, value);
        }
    }

    /// Gives a bar or a drum another take; 0 gives it back to the common one.
    pub fn roll(&self, part: Part, number: u16, locks: &Locks) {
        self.shared.memory.roll(part, number, locks);
        self.shared.nudge();
    }

    /// Moves parameters of the instance, each in a gesture, to where a scene has them.
    pub fn go_to(&self, moves: &[(ParamPtr, f32)]) {
        let host = self.setter.raw_context;
        for &(param, value) in moves {
            // SAFETY: the parameters are the instance's, which live as long as it.
            unsafe {
                host.raw_begin_set_parameter(param);
                host.raw_set_parameter_normalized(param, value);
                host.raw_end_set_parameter(param);
            }
        }
    }

    /// Changes a parameter in one gesture, by its place in the range.
    pub fn set_normalized<P: Param>(&self, param: &P, normalized: f32) {
        let snapped = param.preview_plain(normalized.clamp(0.0, 1.0));
        self.set(param, snapped);
    }
}

/// What the controls say is to play.
fn chosen(params: &Controls) -> Source {
    params.playing.slot().map_or(Source::Live, Source::Slot)
}

fn heard_place(params: &Controls, bar: Option<i64>, path: &Path) -> (f32, f32) {
    let request = params.request();
    let bar = bar.unwrap_or_default().rem_euclid(request.period() as i64);
    let by_itself = request.place_in_bar(bar as usize, path);
    by_itself.unwrap_or_else(|| {
        let [x, y] = [&params.morph, &params.map_y];
        (
            x.unmodulated_normalized_value(),
            y.unmodulated_normalized_value(),
        )
    })
}
