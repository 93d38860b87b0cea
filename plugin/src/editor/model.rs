//! The model: its name at the top, and over the page all that are installed, one of which is at work.

mod about;

use egui::{Align2, Pos2, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::{
    desk::Desk,
    panel,
    presets::fitting,
    theme::{Type, icon},
    top,
    view::Panel,
};
use crate::{
    generator::ModelStatus,
    library::{Errand, Installed},
};

/// Width of the models' column at 100 %.
const COLUMN: f32 = 190.0;
/// Height of a model in it at 100 %.
const ROW: f32 = 40.0;

/// The button with the model's name that opens the panel; gives where it ends.
pub(super) fn button(ui: &mut Ui, desk: &mut Desk<'_>, left: Pos2) -> f32 {
    let (name, is_well) = match &desk.status.model {
        _ if desk.status.opening.is_some() => {
            let name = desk.status.opening.as_deref().unwrap_or_default();
            (format!("Opening {name} …"), true)
        }
        ModelStatus::Ready(about) if desk.status.refused.is_some() => (about.name.clone(), false),
        ModelStatus::Opening => ("Opening the model ...".to_owned(), true),
        ModelStatus::Ready(about) => (about.name.clone(), !about.is_slow),
        ModelStatus::Missing(_) => ("No model".to_owned(), false),
    };
    let color = if is_well {
        desk.theme.text
    } else {
        desk.theme.warning
    };
    let mark = if is_well {
        icon::CARET_DOWN
    } else {
        icon::WARNING
    };
    let label = format!("{name} {mark}");
    let galley = ui
        .painter()
        .layout_no_wrap(label.clone(), desk.font(Type::Small), color);
    let width = galley.size().x + desk.px(18.0);
    let right = left + vec2(width, 0.0);
    let rect = top::chip(desk, right, width / desk.scale);
    let help = match &desk.status.model {
        ModelStatus::Ready(about) if about.is_slow => format!(
            "{} is computed by the {}, which takes longer: ONNX Runtime did not load. Click for the reason",
            about.name, about.provider
        ),
        ModelStatus::Ready(about) => format!(
            "The model {}, computed by {}: who made it, of what, and how well",
            about.name, about.provider
        ),
        ModelStatus::Opening => "The model is being opened".to_owned(),
        ModelStatus::Missing(reason) => reason.clone(),
    };
    let response = top::press(ui, desk, rect, "Model", &label, color, &help);
    if response.clicked() {
        desk.view.toggle(Panel::Model);
        desk.shared.library.ask(Errand::Look);
    }
    rect.right()
}

/// The panel.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let inside = panel::frame(ui, desk, rect, "Model");
    let gap = desk.px(14.0);
    let column = Rect::from_min_size(inside.min, vec2(desk.px(COLUMN), inside.height()));
    let words = Rect::from_min_max(column.right_top() + vec2(gap, 0.0), inside.max);
    let models = desk.shared.library.shelves().models;
    let shown = list(ui, desk, column, &models);
    about::draw(ui, desk, words, shown);
}

/// How a model fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It makes the grooves.
    AtWork,
    /// It is being opened.
    Opening,
    /// It could.
    Waiting,
    /// Its card can't be read, or it was tried and failed.
    Broken,
}

fn standing(desk: &Desk<'_>, model: &Installed) -> Standing {
    let Ok((identity, _)) = &model.card else {
        return Standing::Broken;
    };
    let status = &desk.status;
    let is_chosen = desk.shown.model.as_ref() == Some(identity);
    match &status.model {
        ModelStatus::Ready(about)
            if about.name == identity.name && about.sha256 == identity.sha256 =>
        {
            Standing::AtWork
        }
        _ if status.opening.is_some() && is_chosen => Standing::Opening,
        _ if status.refused.is_some() && is_chosen => Standing::Broken,
        _ => Standing::Waiting,
    }
}

/// The models, by name; gives the one that is looked at, else the one at work.
fn list<'a>(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    rect: Rect,
    models: &'a [Installed],
) -> Option<&'a Installed> {
    if models.is_empty() {
        let words = "None is installed";
        let (font, color) = (desk.font(Type::Body), desk.theme.quiet);
        ui.painter()
            .text(rect.left_top(), Align2::LEFT_TOP, words, font, color);
        return None;
    }
    let mut looked_at = None;
    let mut room = ui.new_child(UiBuilder::new().max_rect(rect));
    room.spacing_mut().item_spacing.y = desk.px(4.0);
    ScrollArea::vertical()
        .id_salt("models")
        .auto_shrink(false)
        .show(&mut room, |ui| {
            for model in models {
                if row(ui, desk, model) {
                    looked_at = Some(model);
                }
            }
        });
    let at_work = |model: &&Installed| standing(desk, model) == Standing::AtWork;
    looked_at.or_else(|| models.iter().find(at_work))
}

/// A model; says whether it is looked at.
fn row(ui: &mut Ui, desk: &mut Desk<'_>, model: &Installed) -> bool {
    let size = vec2(ui.available_width() - desk.px(6.0), desk.px(ROW));
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let id = ui.scope_id().with(("model", &model.folder));
    let response = ui.interact(rect, id, Sense::click());
    let standing = standing(desk, model);
    let name = model.name();
    let is_at_work = standing == Standing::AtWork;
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_at_work, &name));
    if response.clicked() {
        match &model.card {
            Ok((identity, _)) => {
                desk.shared.memory.choose_model(identity.clone());
                desk.shared.nudge();
            }
            Err(trouble) => desk.view.tell(trouble.clone()),
        }
    }
    let (words, color) = match standing {
        Standing::AtWork => ("at work", desk.theme.accent),
        Standing::Opening => ("being opened …", desk.theme.quiet),
        Standing::Waiting => ("click to use it", desk.theme.quiet),
        Standing::Broken => ("can't be used", desk.theme.warning),
    };
    let is_active = response.hovered() || response.has_focus();
    if is_active {
        desk.help = Some(match standing {
            Standing::AtWork => format!("{name} makes the grooves"),
            _ => format!(
                "{name}: click lets it make the grooves; what plays plays on until it is ready, \
                 A to P stay"
            ),
        });
    }
    let fill = match (is_at_work, response.hovered()) {
        (true, _) | (_, true) => desk.theme.hovered,
        (false, false) => desk.theme.raised,
    };
    desk.plate(ui, rect, desk.px(6.0), fill, response.has_focus());
    let left = rect.left() + desk.px(10.0);
    let name = fitting(ui, desk, &name, rect.width() - desk.px(20.0), Type::Body);
    let line = |y: f32, words: &str, size, color| {
        let place = pos2(left, rect.top() + desk.px(y));
        let font = desk.font(size);
        ui.painter()
            .text(place, Align2::LEFT_CENTER, words, font, color);
    };
    line(13.0, &name, Type::Body, desk.theme.text);
    line(28.0, words, Type::Small, color);
    is_active
}
