//! The part about character: sliders along the model's own axes, named by the model's card, and
//! sliders of what a drummer would be asked for in words.

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use groove::statistics::Attribute;
use nice_plug::prelude::{FloatParam, Param};

#[cfg(test)]
use super::theme::PAD;
use super::{
    desk::Desk,
    fader,
    theme::{Type, icon},
    top,
};
use crate::{
    direction::ATTRIBUTES,
    generator::{Ends, ModelStatus, Reach},
};

/// Height of the line with the tabs, at 100 %.
const HEAD: f32 = 18.0;
/// Height of a slider, at 100 %.
const ROW: f32 = 23.0;
/// Sliders in a column.
const ROWS: usize = 4;
/// Space between the columns, at 100 %.
const BETWEEN: f32 = 16.0;

/// Why a quality can't be moved where the model does not know it.
const UNKNOWN: &str = "this model knows no direction for it; `quatrain attributes --model FOLDER \
                       --data DATA` finds one";

/// Which sliders are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tab {
    /// Those along the axes.
    #[default]
    Character,
    /// Those of the attributes.
    Qualities,
}

impl Tab {
    const ALL: [Self; 2] = [Self::Character, Self::Qualities];

    const fn name(self) -> &'static str {
        match self {
            Self::Character => "Character",
            Self::Qualities => "Qualities",
        }
    }

    const fn purpose(self) -> &'static str {
        match self {
            Self::Character => "the directions in which this model's grooves differ most",
            Self::Qualities => "what a drummer would be asked for, whatever the model",
        }
    }

    fn params<'a>(self, desk: &Desk<'a>) -> Vec<&'a FloatParam> {
        match self {
            Self::Character => desk.params.axes().into(),
            Self::Qualities => desk.params.attributes.all().into(),
        }
    }
}

/// Draws the part.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let inside = desk.panel(ui, rect);
    let head = Rect::from_min_size(inside.min, vec2(inside.width(), desk.px(HEAD)));
    tabs(ui, desk, head);
    let tab = desk.view.tab;
    reset(ui, desk, head, tab);
    for (at, param) in tab.params(desk).into_iter().enumerate() {
        let rect = place(inside, desk.scale, at);
        match tab {
            Tab::Character => axis(ui, desk, rect, param, at),
            Tab::Qualities => quality(ui, desk, rect, param, at),
        }
    }
}

/// Where a slider is inside of the part.
fn place(inside: Rect, scale: f32, at: usize) -> Rect {
    let between = BETWEEN * scale;
    let size = vec2((inside.width() - between) / 2.0, ROW * scale);
    let (column, row) = ((at / ROWS) as f32, (at % ROWS) as f32);
    let top = inside.bottom() - ROWS as f32 * size.y;
    let corner = pos2(
        inside.left() + column * (size.x + between),
        top + row * size.y,
    );
    Rect::from_min_size(corner, size)
}

/// Where a slider is in this part of the window at 100 %.
#[cfg(test)]
pub(super) fn slider_in(rect: Rect, at: usize) -> Rect {
    place(rect.shrink2(vec2(PAD, PAD * 0.75)), 1.0, at)
}

/// The names of both tabs. A dot behind one says that something in it is moved.
fn tabs(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let mut left = rect.left();
    for tab in Tab::ALL {
        let is_open = desk.view.tab == tab;
        let is_moved = tab.params(desk).into_iter().any(is_moved);
        let theme = desk.theme;
        let color = if is_open { theme.text } else { theme.quiet };
        let name = tab.name().to_uppercase();
        let galley = ui
            .painter()
            .layout_no_wrap(name, desk.font(Type::Small), color);
        let room = desk.px(if is_moved { 12.0 } else { 4.0 });
        let size = vec2(galley.size().x + room, rect.height());
        let place = Rect::from_min_size(pos2(left, rect.top()), size);
        let id = ui.scope_id().with((tab.name(), "tab"));
        let response = ui.interact(place, id, Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_open, tab.name()));
        if response.clicked() {
            desk.view.tab = tab;
        }
        if response.hovered() || response.has_focus() {
            desk.help = Some(format!("{}: {}", tab.name(), tab.purpose()));
        }
        let painter = ui.painter();
        let text = pos2(left, rect.center().y - galley.size().y / 2.0);
        let end = left + galley.size().x;
        painter.galley(text, galley, color);
        if is_open || response.hovered() || response.has_focus() {
            let color = if is_open {
                desk.heard_color()
            } else {
                theme.quiet
            };
            let foot =
                Rect::from_x_y_ranges(left..=end, (rect.bottom() - desk.px(2.0))..=rect.bottom());
            painter.rect_filled(foot, desk.px(1.0), color);
        }
        if response.has_focus() {
            desk.ring(ui, place.expand(desk.px(2.0)));
        }
        if is_moved {
            let dot = pos2(end + desk.px(6.0), rect.center().y - desk.px(3.0));
            ui.painter()
                .circle_filled(dot, desk.px(2.0), desk.heard_color());
        }
        left = place.right() + desk.px(14.0);
    }
}

/// The button that moves all sliders of the tab to their middle.
fn reset(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, tab: Tab) {
    let params = tab.params(desk);
    if !params.iter().any(|param| is_moved(param)) {
        return;
    }
    let size = desk.scale * vec2(22.0, HEAD);
    let place = Rect::from_min_size(rect.right_top() - vec2(size.x, 0.0), size);
    let name = format!("Reset {}", tab.name().to_lowercase());
    let help = format!("{name}: all eight sliders to their middle, one step to undo");
    let quiet = desk.theme.quiet;
    let icon = icon::ARROW_COUNTER_CLOCKWISE;
    if top::press(ui, desk, place, &name, icon, quiet, &help).clicked() {
        for param in params.into_iter().filter(|param| is_moved(param)) {
            desk.set(param, param.default_plain_value());
        }
    }
}

fn is_moved(param: &FloatParam) -> bool {
    param.value() != param.default_plain_value()
}

/// A slider along an axis, called as the model's card says.
fn axis(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, param: &FloatParam, at: usize) {
    let ends = match &desk.status.model {
        ModelStatus::Ready(about) => about.axes.get(at).cloned(),
        _ => None,
    };
    let named = ends.is_some();
    let ends = ends.unwrap_or_else(|| Ends {
        more: String::new(),
        less: format!("Axis {}", at + 1),
    });
    let purpose = if named {
        format!("{} to the left, {} to the right", ends.less, ends.more)
    } else {
        "a direction of the space that has no name".to_owned()
    };
    fader::between(ui, desk, rect, param, [&ends.less, &ends.more], &purpose);
}

/// A slider of a statistic: dim where the model knows no direction for it.
fn quality(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, param: &FloatParam, at: usize) {
    let attribute = ATTRIBUTES[at];
    let ends = ends(attribute);
    let reason = match &desk.status.model {
        ModelStatus::Ready(about) if about.attributes[at].is_none() => UNKNOWN.to_owned(),
        ModelStatus::Missing(reason) => reason.clone(),
        ModelStatus::Ready(about) => {
            let purpose = about.attributes[at].as_ref().map(words);
            let purpose = purpose.unwrap_or_default();
            return fader::between(ui, desk, rect, param, ends, &purpose);
        }
        ModelStatus::Opening => "the model is being opened".to_owned(),
    };
    fader::dim(ui, desk, rect, param, ends, &reason);
}

/// What a model's card says of a direction.
fn words(reach: &Reach) -> String {
    let followed = (100.0 * reach.followed).round();
    let mut words = format!("{followed} of 100 grooves follow");
    if !reach.unit.is_empty() {
        let step = reach.deviation;
        let digits = usize::from(step < 10.0);
        words = format!("1 sd is {step:.digits$} {}; {words}", reach.unit);
    }
    if let Some(beside) = &reach.beside {
        words += &format!("; to the right also {beside}");
    }
    words
}

/// What less and more of a statistic sounds like.
const fn ends(attribute: Attribute) -> [&'static str; 2] {
    match attribute {
        Attribute::Density => ["sparser", "busier"],
        Attribute::Syncopation => ["on the beat", "syncopated"],
        Attribute::Velocity => ["softer", "louder"],
        Attribute::AccentDepth => ["even", "accented"],
        Attribute::Ghosts => ["fewer ghosts", "more ghosts"],
        Attribute::Lateness => ["ahead", "laid back"],
        Attribute::EighthSwing => ["straight", "swung"],
        Attribute::Fill => ["smaller fill", "bigger fill"],
        _ => ["less", "more"],
    }
}
