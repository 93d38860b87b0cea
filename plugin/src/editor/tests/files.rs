//! MIDI files that are dropped on the window and go out of it, and the names of slots.

use std::path::{Path, PathBuf};

use egui::{Pos2, RawInput};
use groove::{DrumMap, Tempo};

use super::*;
use crate::{
    files::{Errand, Purpose},
    player::Slot,
    starter::starter,
};

#[derive(Debug)]
struct File(PathBuf);

impl egui::DroppedFile for File {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

impl Bench {
    /// Holds files over a place, then lets them go there.
    fn drop_files(&mut self, place: Pos2, files: &[PathBuf]) {
        let moved = || vec![Event::PointerMoved(place)];
        let hovered = files.iter().map(|file| egui::HoveredFile {
            path: Some(file.clone()),
            ..Default::default()
        });
        self.run(RawInput {
            events: moved(),
            hovered_files: hovered.collect(),
            ..RawInput::default()
        });
        let dropped = files.iter().map(|file| {
            let handle: egui::DroppedFileHandle = Arc::new(File(file.clone()));
            handle
        });
        self.run(RawInput {
            events: moved(),
            dropped_files: dropped.collect(),
            ..RawInput::default()
        });
        self.work();
    }

    /// Does what the generator's thread does with files, without a model.
    fn work(&mut self) {
        while let Some(errand) = self.shared.files.next() {
            self.shared.files.finish(errand.run(None));
        }
        self.frame(Vec::new(), Modifiers::NONE);
        self.frame(Vec::new(), Modifiers::NONE);
    }

    fn words(&self) -> String {
        self.view.told().unwrap_or_default().to_owned()
    }
}

fn folder_with(names: &[&str]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &&str| {
        let file = folder.path().join(name);
        let map = DrumMap::general_midi();
        groove::midi::write(&file, &[&starter()], map, Tempo::DEFAULT).expect("it can be written");
        file
    };
    let files = names.iter().map(write).collect();
    (folder, files)
}

/// The middle of a slot of the strip.
fn slot_at(number: usize) -> Pos2 {
    let strip = Layout::new(window()).slots;
    let width = (strip.width() - 64.0 - 4.0 * 16.0) / 16.0;
    let left = strip.left() + 64.0 + 4.0 + number as f32 * (width + 4.0);
    pos2(left + width / 2.0, strip.center().y)
}

fn name_of(bench: &Bench, number: usize) -> Option<String> {
    let slot = Slot::new(number).expect("there are sixteen");
    bench
        .shared
        .memory
        .shown()
        .names
        .get(slot)
        .map(str::to_owned)
}

#[test]
fn files_dropped_on_a_slot_fill_it_and_those_after_it_in_one_step() {
    let (_folder, files) = folder_with(&["funk.mid", "ballad.mid"]);
    let mut bench = Bench::new();
    bench.drop_files(slot_at(4), &files);
    let shown = bench.shared.memory.shown();
    for (number, name) in [(4, "funk"), (5, "ballad")] {
        assert!(shown.slots[number].is_some());
        assert_eq!(name_of(&bench, number).as_deref(), Some(name));
    }
    assert_eq!(bench.params.playing.slot.value(), 0, "it is not chosen");
    assert!(
        bench.words().contains("lies in slot F"),
        "{}",
        bench.words()
    );
    shortcut(&mut bench, Key::Z, false);
    let shown = bench.shared.memory.shown();
    assert!(shown.slots[4].is_none() && shown.slots[5].is_none() && !shown.can_go_back);
    shortcut(&mut bench, Key::Z, true);
    assert_eq!(name_of(&bench, 5).as_deref(), Some("ballad"));
}

#[test]
fn a_file_dropped_on_a_corner_lies_there_and_on_the_page_it_plays() {
    let (_folder, files) = folder_with(&["funk.mid"]);
    let mut bench = Bench::new();
    let corner_d = Layout::new(window()).map.right_bottom() - vec2(30.0, 20.0);
    bench.drop_files(corner_d, &files);
    let state = bench.shared.memory.snapshot().state;
    assert!(state.slots[3].is_some() && state.corners[3] == state.slots[3]);
    assert_eq!(bench.params.d.value(), 0);
    let page = Layout::new(window()).page.center();
    bench.drop_files(page, &files);
    assert!(bench.shared.memory.shown().slots[4].is_some());
    assert_eq!(bench.params.playing.slot.value(), 5);
    // The slot that plays is the one it goes to.
    bench.drop_files(page, &files);
    assert!(bench.shared.memory.shown().slots[5].is_none());
    for _ in 0..3 {
        shortcut(&mut bench, Key::Z, false);
    }
    assert_eq!(
        (bench.params.d.value(), bench.params.playing.slot.value()),
        (4, 0)
    );
    assert!(
        bench
            .shared
            .memory
            .shown()
            .slots
            .iter()
            .all(Option::is_none)
    );
    bench.host.take();
}

#[test]
fn what_can_not_be_taken_is_told_and_loses_nothing() {
    let (folder, _) = folder_with(&[]);
    let torn = folder.path().join("torn.mid");
    std::fs::write(&torn, b"MThd no more").expect("ours");
    let mut bench = Bench::new();
    bench.drop_files(slot_at(4), std::slice::from_ref(&torn));
    assert!(
        bench.words().contains("torn.mid: not a readable MIDI file"),
        "{}",
        bench.words()
    );
    let help = Layout::new(window()).help.center();
    bench.drop_files(help, &[torn]);
    assert!(
        bench.words().contains("drop it on a slot"),
        "{}",
        bench.words()
    );
    let shown = bench.shared.memory.shown();
    assert!(!shown.can_go_back && shown.slots.iter().all(Option::is_none));
}

#[test]
fn a_slot_is_named_by_double_click_or_f2_and_escape_leaves_it() {
    let (_folder, files) = folder_with(&["funk.mid"]);
    let mut bench = Bench::new();
    bench.drop_files(slot_at(4), &files);
    let key = |key| key_event(key, true, Modifiers::NONE);
    let type_name = |bench: &mut Bench, text: &str, end: Key| {
        bench.frame(Vec::new(), Modifiers::NONE);
        bench.frame(vec![key(Key::End)], Modifiers::NONE);
        bench.frame(vec![Event::Text(text.to_owned())], Modifiers::NONE);
        bench.frame(vec![key(end)], Modifiers::NONE);
        bench.frame(Vec::new(), Modifiers::NONE);
        bench.frame(Vec::new(), Modifiers::NONE);
    };
    bench.time += 5.0;
    bench.click(slot_at(4));
    bench.click(slot_at(4));
    type_name(&mut bench, "y town", Key::Enter);
    assert_eq!(name_of(&bench, 4).as_deref(), Some("funky town"));
    bench.time += 5.0;
    bench.frame(vec![Event::PointerMoved(slot_at(4))], Modifiers::NONE);
    bench.frame(vec![key(Key::F2)], Modifiers::NONE);
    type_name(&mut bench, " two", Key::Escape);
    assert_eq!(name_of(&bench, 4).as_deref(), Some("funky town"));
}

#[test]
fn the_handle_offers_a_menu_once_something_plays() {
    let mut bench = Bench::new();
    let handle = Layout::new(window()).outgoing.center();
    bench.click(handle);
    assert!(!egui::Popup::is_any_open(&bench.egui));
    assert!(bench.shared.memory.stand_in(&Arc::new(starter())));
    bench.frame(Vec::new(), Modifiers::NONE);
    bench.time += 5.0;
    bench.click(handle);
    bench.frame(Vec::new(), Modifiers::NONE);
    assert!(egui::Popup::is_any_open(&bench.egui));
    // The rows of the menu lie below: one of them saves.
    let asked = (0..80).find_map(|row| {
        bench.time += 5.0;
        bench.click(handle + vec2(-100.0, 20.0 + 4.0 * row as f32));
        match bench.shared.files.next() {
            Some(crate::files::Errand::Give { export, purpose }) => Some((export, purpose)),
            _ => None,
        }
    });
    let (export, purpose) = asked.expect("a row that saves");
    assert_eq!((purpose, &*export.title), (Purpose::Save, "Live"));
    assert_eq!(*export.groove, starter());
}

#[test]
fn ctrl_click_and_a_key_dice_a_slot() {
    let mut bench = Bench::new();
    let strip = Layout::new(window()).slots;
    let last = pos2(strip.right() - 10.0, strip.center().y);
    bench.press(last, true, Modifiers::COMMAND);
    bench.press(last, false, Modifiers::COMMAND);
    let asked = bench.shared.files.next();
    assert!(matches!(asked, Some(Errand::Dice { slot, .. }) if slot.index() == 15));
    // Without a model it is told, and the slot stays empty.
    bench.work();
    assert!(bench.words().contains("no model"), "{}", bench.words());
    assert!(bench.shared.memory.shown().slots[15].is_none());
    bench.key(Key::D, Modifiers::NONE);
    assert!(matches!(
        bench.shared.files.next(),
        Some(Errand::Dice { .. })
    ));
}
