//! MIDI out of the window: a handle at the end of the slots' strip. Dragged, it is a file that the
//! host's arranger takes; clicked, it saves one.

use egui::{
    Align2, CursorIcon, Popup, PopupCloseBehavior, Rect, Response, RichText, Role, Sense, Ui,
    WidgetInfo, pos2, vec2,
};
use groove::Tempo;

use super::{
    desk::Desk,
    theme::{Type, icon},
};
use crate::{
    files::{CAN_BE_DRAGGED_OUT, Errand, Export, Feel, OfferError, Offered, Outcome, Purpose},
    player::Source,
};

/// What was chosen for the files to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Choice {
    /// The first bar, counted from 0.
    first: usize,
    /// The last bar.
    last: usize,
    feel: Feel,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            first: 0,
            last: 3,
            feel: Feel::default(),
        }
    }
}

/// Draws the handle and, where it was clicked, its menu.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let groove = export(desk);
    let is_possible = groove.is_some();
    let sense = if is_possible {
        Sense::click_and_drag()
    } else {
        Sense::hover()
    };
    let response = ui.interact(rect, ui.scope_id().with("midi out"), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_possible, "MIDI out"));
    if let Some(groove) = groove {
        if response.drag_started() {
            offer(desk, groove.clone());
        }
        menu(desk, &response, &groove);
    }
    let is_offering = desk.shared.files.is_offering();
    if is_offering {
        ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
        ui.ctx().request_repaint_after(super::LIVELY);
        desk.help = Some("Let go over a track of your host: it takes the groove as MIDI".into());
    } else if response.hovered() || response.has_focus() {
        desk.help = Some(purpose(is_possible).to_owned());
        if is_possible && CAN_BE_DRAGGED_OUT {
            ui.ctx().set_cursor_icon(CursorIcon::Grab);
        }
    }
    paint(ui, desk, rect, &response, is_possible, is_offering);
}

fn purpose(is_possible: bool) -> &'static str {
    match (is_possible, CAN_BE_DRAGGED_OUT) {
        (false, _) => "MIDI out: there is nothing to save yet, the first groove is on its way",
        (true, true) => {
            "MIDI out: drag it onto a track of your host; click to save what is heard as a file"
        }
        (true, false) => {
            "MIDI out: click to save what is heard as a file (dragging out is not there on this \
             system yet)"
        }
    }
}

fn offer(desk: &mut Desk<'_>, groove: Export) {
    if let Err(error) = desk.shared.files.offer(groove) {
        desk.view.tell(error.to_string());
    }
}

/// What is told of a drag that is over.
pub(super) fn told(offered: &Result<Offered, OfferError>) -> String {
    match offered {
        Ok(Offered { file, outcome }) => match outcome {
            Outcome::Taken => format!("Dropped: {}", file.display()),
            Outcome::Refused => "Nobody took the groove: let go over a track of your host, or \
                                 click MIDI to save a file"
                .to_owned(),
        },
        Err(error) => error.to_string(),
    }
}

/// What the page shows, as a file of it would be.
fn export(desk: &Desk<'_>) -> Option<Export> {
    let Choice { first, last, feel } = desk.view.out;
    let groove = desk.groove_on_page()?.clone();
    let title = match desk.on_page {
        Source::Live => "Live".to_owned(),
        Source::Slot(slot) => match desk.shown.names.get(slot) {
            Some(name) => format!("{slot} {name}"),
            None => slot.to_string(),
        },
    };
    let end = groove.grid().bars() - 1;
    Some(Export {
        bars: first.min(end)..=last.min(end),
        groove,
        title,
        feel,
        shaping: desk.params.settings().shaping,
        tempo: desk
            .shared
            .memory
            .bridge()
            .tempo()
            .unwrap_or(Tempo::DEFAULT),
    })
}

/// The choices, and what to do with the file.
fn menu(desk: &mut Desk<'_>, response: &Response, groove: &Export) {
    let (body, small) = (desk.font(Type::Body), desk.font(Type::Small));
    let (text, quiet) = (desk.theme.text, desk.theme.quiet);
    let bars = groove.groove.grid().bars();
    let mut choice = desk.view.out;
    let mut purpose = None;
    Popup::menu(response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_max_width(desk.px(300.0));
            let head = |ui: &mut Ui, words: &str| {
                ui.add_space(desk.px(6.0));
                ui.label(RichText::new(words).font(small.clone()).color(quiet));
            };
            let title = format!("{} as MIDI", groove.title);
            ui.label(RichText::new(title).font(body.clone()).color(text));
            for (name, end) in [
                ("FROM BAR", &mut choice.first),
                ("TO BAR", &mut choice.last),
            ] {
                head(ui, name);
                ui.horizontal(|ui| {
                    for bar in 0..bars {
                        let label = RichText::new(format!(" {} ", bar + 1)).font(body.clone());
                        let chosen = ui.selectable_label(*end == bar, label);
                        let spoken = format!("{} {}", name.to_lowercase(), bar + 1);
                        let is_chosen = *end == bar;
                        chosen.widget_info(|| {
                            WidgetInfo::selected(Role::RadioButton, true, is_chosen, &spoken)
                        });
                        if chosen.clicked() {
                            *end = bar;
                        }
                    }
                });
            }
            head(ui, "TIMING");
            for feel in Feel::ALL {
                let (name, help) = feel_in_words(feel);
                let name = RichText::new(name).font(body.clone());
                let chosen = ui.radio_value(&mut choice.feel, feel, name);
                chosen.on_hover_text(help);
            }
            ui.separator();
            for (mark, name, what) in [
                (icon::FLOPPY_DISK, "Save as a file", Purpose::Save),
                (icon::COPY, "Save and copy its path", Purpose::CopyPath),
                (
                    icon::FOLDER_OPEN,
                    "Save and show the folder",
                    Purpose::Reveal,
                ),
            ] {
                let label = RichText::new(format!("{mark}  {name}")).font(body.clone());
                let button = ui.add(egui::Button::new(label).frame(false));
                button.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
                if button.clicked() {
                    purpose = Some(what);
                    ui.close();
                }
            }
        });
    // Whichever end was moved takes the other along.
    if choice.first != desk.view.out.first {
        choice.last = choice.last.max(choice.first);
    } else {
        choice.first = choice.first.min(choice.last);
    }
    desk.view.out = choice;
    if let Some(purpose) = purpose {
        let export = Box::new(groove.clone());
        desk.shared.files.ask(Errand::Give { export, purpose });
        desk.shared.nudge();
    }
}

fn feel_in_words(feel: Feel) -> (&'static str, &'static str) {
    match feel {
        Feel::AsHeard => (
            "As heard",
            "With feel, swing, push, density, velocity, mutes: note by note what plays now",
        ),
        Feel::AsMade => (
            "As made",
            "The groove's own timing and velocities, all drums, nothing added",
        ),
        Feel::OnTheGrid => ("On the grid", "Every note exactly on its line"),
    }
}

fn paint(
    ui: &Ui,
    desk: &Desk<'_>,
    rect: Rect,
    response: &Response,
    is_possible: bool,
    is_offering: bool,
) {
    let theme = desk.theme;
    let is_lit = is_possible && (response.hovered() || is_offering);
    let (fill, color) = match (is_possible, is_lit) {
        (true, true) => (theme.hovered, theme.text),
        (true, false) => (theme.raised, theme.text),
        (false, _) => (theme.panel, theme.quiet),
    };
    desk.plate(ui, rect, desk.px(5.0), fill, response.has_focus());
    let painter = ui.painter();
    let handle = pos2(rect.left() + desk.px(10.0), rect.center().y);
    painter.text(
        handle,
        Align2::CENTER_CENTER,
        icon::DOTS_SIX_VERTICAL,
        desk.font(Type::Body),
        theme.quiet,
    );
    painter.text(
        rect.center() + vec2(desk.px(7.0), 0.0),
        Align2::CENTER_CENTER,
        "MIDI",
        desk.font(Type::Small),
        color,
    );
}
