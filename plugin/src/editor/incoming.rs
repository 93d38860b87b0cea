//! MIDI files that are dragged into the window: what they lie over, and what becomes of them.
//!
//! A part that takes files asks here; the generator's thread reads them, and what came of it is
//! carried out in a later frame.

use std::path::PathBuf;

use egui::{Rect, Ui};
use groove::DrumMap;

use super::desk::Desk;
use crate::{
    corner::Corner,
    files::{Aim, Done, Errand, Purpose, Taken},
    player::{Slot, Source},
};

/// Whether files are held over a part of the window.
pub(super) fn is_over(ui: &Ui, rect: Rect) -> bool {
    ui.rect_contains_pointer(rect) && ui.input(|input| !input.raw.hovered_files.is_empty())
}

/// The files that were let go over a part of the window, once.
pub(super) fn dropped(ui: &Ui, rect: Rect) -> Vec<PathBuf> {
    if !ui.rect_contains_pointer(rect) {
        return Vec::new();
    }
    let files = ui.input_mut(|input| std::mem::take(&mut input.raw.dropped_files));
    files.iter().map(|file| file.path().to_owned()).collect()
}

/// Asks for files to be read: the first for this slot, the others for those after it.
pub(super) fn take(desk: &mut Desk<'_>, files: Vec<PathBuf>, slot: Slot, aim: Aim) {
    let own = desk.params.drum_map();
    let shipped = DrumMap::shipped().iter().cloned();
    let maps: Vec<DrumMap> = std::iter::once(own).chain(shipped).collect();
    let slots = Slot::all().skip(slot.index());
    for (at, (file, slot)) in files.into_iter().zip(slots).enumerate() {
        desk.shared.files.ask(Errand::Take {
            file,
            slot,
            aim: if at == 0 { aim } else { Aim::Slot },
            maps: maps.clone(),
        });
    }
    desk.shared.nudge();
}

/// Asks for another of the model's grooves in a slot.
pub(super) fn dice(desk: &Desk<'_>, slot: Slot, number: u16) {
    desk.shared.files.ask(Errand::Dice {
        slot,
        number,
        temperature: desk.params.request().temperature(),
    });
    desk.shared.nudge();
}

/// The slot for a file that is dropped on the page: the one that it shows, else the first empty
/// one, those of the corners last.
pub(super) fn slot_of_page(desk: &Desk<'_>) -> Option<Slot> {
    let is_empty = |slot: &Slot| desk.shown.slots[slot.index()].is_none();
    let by_choice = Slot::all().skip(Corner::COUNT);
    let mut by_choice = by_choice.chain(Slot::all().take(Corner::COUNT));
    match desk.on_page {
        Source::Slot(slot) => Some(slot),
        Source::Live => by_choice.find(is_empty),
    }
}

/// Carries out what is done by now. To be called first in a frame.
pub(super) fn carry_out(ui: &Ui, desk: &mut Desk<'_>) {
    while let Some(done) = desk.shared.files.take_done() {
        let words = match done {
            Done::Taken { slot, aim, result } => match result {
                Ok(taken) => put(desk, slot, aim, taken),
                Err(error) => error.to_string(),
            },
            Done::Diced {
                slot,
                number,
                result,
            } => match result {
                Ok(made) => {
                    let name = format!("No. {number}");
                    desk.shared.memory.put(slot, made, &name);
                    format!("{name} of the model's grooves lies in slot {slot}")
                }
                Err(error) => error.to_string(),
            },
            Done::Given { purpose, result } => match (purpose, result) {
                (_, Err(error)) => error.to_string(),
                (Purpose::Save, Ok(file)) => format!("Saved as {}", file.display()),
                (Purpose::CopyPath, Ok(file)) => {
                    let path = file.display().to_string();
                    ui.ctx().copy_text(path.clone());
                    format!("On the clipboard: {path}")
                }
                (Purpose::Reveal, Ok(file)) => format!("In the file manager: {}", file.display()),
            },
        };
        desk.view.tell(words);
    }
    if let Some(offered) = desk.shared.files.take_offered() {
        desk.view.tell(super::outgoing::told(&offered));
    }
}

/// Tells of files that were let go where nothing takes them. To be called last in a frame.
pub(super) fn finish(ui: &Ui, desk: &mut Desk<'_>) {
    let files = ui.input_mut(|input| std::mem::take(&mut input.raw.dropped_files));
    if !files.is_empty() {
        desk.view
            .tell("Nothing takes a file here: drop it on a slot, a corner of the map, or the page");
    }
    if desk.shared.files.are_busy() {
        ui.ctx().request_repaint_after(super::LIVELY);
    }
}

/// Puts a groove where it belongs, in one step of the history; gives the words for it.
fn put(desk: &Desk<'_>, slot: Slot, aim: Aim, taken: Taken) -> String {
    let Taken {
        made,
        name,
        remarks,
    } = taken;
    desk.shared.memory.put(slot, made, &name);
    let place = match aim {
        Aim::Slot => format!("lies in slot {slot}"),
        Aim::Corner(corner) => {
            desk.set_if_other(desk.params.source(corner), 0);
            format!("lies at corner {corner}")
        }
        Aim::Page => {
            let number = slot.index() as i32 + 1;
            desk.set_if_other(&desk.params.playing.slot, number);
            format!("lies in slot {slot}, which plays")
        }
    };
    desk.shared.nudge();
    std::iter::once(format!("\"{name}\" {place}"))
        .chain(remarks)
        .collect::<Vec<_>>()
        .join("; ")
}
