//! All about a model: its card, what computes it here, and why nothing faster does.

use egui::{Grid, Label, Rect, RichText, ScrollArea, Ui, UiBuilder, vec2};
use inference::Card;

use super::{Standing, standing};
use crate::{
    editor::{desk::Desk, theme::Type},
    generator::ModelStatus,
    library::Installed,
};

/// Draws it; where none is installed, the next step.
pub(super) fn draw(ui: &mut Ui, desk: &Desk<'_>, rect: Rect, model: Option<&Installed>) {
    let mut room = ui.new_child(UiBuilder::new().max_rect(rect));
    ScrollArea::vertical()
        .id_salt("about")
        .auto_shrink(false)
        .show(&mut room, |ui| {
            ui.spacing_mut().item_spacing.y = desk.px(5.0);
            trouble(ui, desk);
            if let Some(model) = model {
                title(ui, desk, &model.name());
                match &model.card {
                    Ok((_, card)) => facts(ui, desk, model, card),
                    Err(reason) => words(ui, desk, reason, desk.theme.warning),
                }
            }
        });
}

/// What is wrong, if anything.
fn trouble(ui: &mut Ui, desk: &Desk<'_>) {
    let status = &desk.status;
    if let Some(refused) = &status.refused {
        words(ui, desk, refused, desk.theme.warning);
    }
    if let ModelStatus::Missing(reason) = &status.model {
        words(ui, desk, reason, desk.theme.warning);
    }
}

fn title(ui: &mut Ui, desk: &Desk<'_>, name: &str) {
    let font = desk.font(Type::Large);
    ui.label(RichText::new(name).font(font).color(desk.theme.text));
}

fn words(ui: &mut Ui, desk: &Desk<'_>, words: &str, color: egui::Color32) {
    let text = RichText::new(words)
        .font(desk.font(Type::Body))
        .color(color);
    ui.add(Label::new(text).wrap());
}

fn facts(ui: &mut Ui, desk: &Desk<'_>, model: &Installed, card: &Card) {
    words(ui, desk, &card.description, desk.theme.quiet);
    ui.add_space(desk.px(4.0));
    let scores = &card.scores;
    let grid = card.grid;
    let facts = [
        ("Author", card.author.clone()),
        ("Licence", card.licence.clone()),
        ("Trained on", card.training.data.clone()),
        (
            "Grooves",
            format!(
                "{} bars of {} steps, {} drums",
                grid.bars(),
                grid.steps_per_bar(),
                grid.drums()
            ),
        ),
        (
            "Scores",
            format!(
                "hits {:.3} (F1), timing {:.1} ms, velocity {:.1} of 127 off; on {} windows of \
                 {} that it had not seen",
                scores.hit_f1, scores.timing_ms, scores.velocity, scores.windows, scores.split
            ),
        ),
        ("Folder", model.folder.display().to_string()),
    ];
    let here = here(desk, model);
    Grid::new("facts")
        .num_columns(2)
        .spacing(desk.scale * vec2(14.0, 6.0))
        .show(ui, |ui| {
            let facts = facts.iter().map(|(name, fact)| (*name, fact));
            for (name, fact) in facts.chain(here.iter().map(|(name, fact)| (*name, fact))) {
                fact_row(ui, desk, name, fact);
            }
        });
}

/// How the one at work does on this machine.
fn here(desk: &Desk<'_>, model: &Installed) -> Vec<(&'static str, String)> {
    let mut here = Vec::new();
    let ModelStatus::Ready(about) = &desk.status.model else {
        return here;
    };
    if standing(desk, model) != Standing::AtWork {
        return here;
    }
    here.push(("Computed by", about.provider.clone()));
    let fallbacks = about.fallbacks.lines();
    here.extend(fallbacks.map(|words| ("Tried before", words.to_owned())));
    if let Some(time) = desk.status.decode_time {
        let time = 1_000.0 * time.as_secs_f64();
        here.push(("Decoding", format!("{time:.1} ms for the last groove")));
    }
    here
}

fn fact_row(ui: &mut Ui, desk: &Desk<'_>, name: &str, fact: &str) {
    let small = RichText::new(name)
        .font(desk.font(Type::Small))
        .color(desk.theme.quiet);
    ui.label(small);
    let text = RichText::new(fact)
        .font(desk.font(Type::Body))
        .color(desk.theme.text);
    ui.add(Label::new(text).wrap());
    ui.end_row();
}
