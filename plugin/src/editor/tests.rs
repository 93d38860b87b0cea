//! The window without a screen: egui runs headless, a mock host writes down the gestures.

mod access;
mod bench;
mod easel;
mod files;
mod latent;
mod page;
mod panels;
mod picture;
mod presets;
mod puck;
mod scene;
mod snapshots;
mod steps;

use std::sync::Arc;

use egui::{Event, Key, Modifiers, pos2, vec2};
use groove::{Drum, Step};
use nice_plug::prelude::Param;

use self::bench::{
    Bench, MockHost, Told, assert_near, bench_with_starter, cell, key_event, kick_row, made,
    on_map, on_page, page_edges, puck, shortcut, window,
};
use super::{character, layout::Layout, map};
use crate::{
    bridge::Report,
    corner::Corner,
    library::{Library, Places},
    player::{Playhead, Slot, Source},
    sheet::Part,
};

#[test]
fn the_wheel_moves_what_is_under_the_pointer() {
    let mut bench = Bench::new();
    bench.turn_wheel(character::slider_in(Layout::new(window()).axes, 0).center());
    let moved = bench
        .params
        .axes()
        .iter()
        .filter(|axis| axis.value() > 0.0)
        .count();
    assert_eq!((moved, bench.told().len()), (1, 3));
}

#[test]
fn dice_change_their_number_in_one_gesture() {
    let mut bench = Bench::new();
    let layout = Layout::new(window());
    let pad = map::pad_in(layout.map);
    for corner in Corner::ALL {
        let (x, y) = corner.place();
        let left = layout.map.left() + 56.0 + x * (pad.right() - layout.map.left());
        let top = pad.top() + 10.0 + y * (pad.height() + 8.0) / 2.0;
        bench.click(pos2(left, top));
        let Told::Set(told, _) = bench.told()[1] else {
            panic!("begin, set, end")
        };
        assert_eq!(told, bench.params.source(corner).as_ptr());
    }
    bench.click(layout.takes.right_center() - vec2(40.0, 0.0));
    assert_ne!(bench.params.take.value(), 0);
}

#[test]
fn every_size_and_state_can_be_drawn() {
    let mut bench = Bench::new();
    assert!(
        bench
            .shared
            .memory
            .stand_in(&Arc::new(crate::starter::starter()))
    );
    bench.shared.memory.load("torn".into());
    let playhead = Playhead {
        source: Source::Live,
        in_bar: groove::Beats(3.7),
        bar: 5,
        is_complete: true,
    };
    bench.player_end.report(&Report {
        playhead: Some(playhead),
        notes: 12,
        bypassed: true,
    });
    bench.shared.memory.keep(Corner::A);
    for x in 0..20 {
        for y in 0..14 {
            let place = pos2(x as f32 * 50.0 + 7.0, y as f32 * 50.0 + 11.0);
            bench.frame(vec![Event::PointerMoved(place)], Modifiers::NONE);
        }
    }
    bench.told();
}

#[test]
fn slots_are_chosen_filled_and_emptied() {
    let mut bench = Bench::new();
    let request = bench.params.request();
    let revision = bench.shared.memory.revision();
    assert!(bench.shared.memory.answer(revision, request, vec![made()]));
    let strip = Layout::new(window()).slots;
    // Slot P is the last of the strip.
    let last = pos2(strip.right() - 10.0, strip.center().y);
    let stored = |bench: &Bench| bench.shared.memory.shown().slots[15].is_some();
    let click = |bench: &mut Bench, modifiers| {
        bench.press(last, true, modifiers);
        bench.press(last, false, modifiers);
    };
    click(&mut bench, Modifiers::SHIFT);
    assert!(stored(&bench) && bench.params.playing.slot.value() == 0);
    click(&mut bench, Modifiers::NONE);
    assert_eq!(bench.params.playing.slot.value(), 16);
    click(&mut bench, Modifiers::ALT);
    assert!(!stored(&bench));
    shortcut(&mut bench, egui::Key::Z, false);
    assert!(stored(&bench), "what was emptied comes back");
    for _ in 0..2 {
        shortcut(&mut bench, egui::Key::Z, false);
    }
    assert!(!stored(&bench) && bench.params.playing.slot.value() == 0);
    bench.click(strip.left_center() + vec2(20.0, 0.0));
    assert_eq!(bench.params.playing.slot.value(), 0);
    bench.told();
}

#[test]
fn popups_of_the_top_bar_open_by_click_and_close_with_escape() {
    let mut bench = Bench::new();
    // Somewhere along the top bar are buttons that open something.
    let top = Layout::new(window()).top;
    let opened = (0..200)
        .map(|step| top.right() - 5.0 * step as f32)
        .find(|x| {
            bench.click(pos2(*x, top.center().y));
            let is_open = egui::Popup::is_any_open(&bench.egui);
            let escape = key_event(Key::Escape, true, Modifiers::NONE);
            bench.frame(vec![escape], Modifiers::NONE);
            bench.frame(Vec::new(), Modifiers::NONE);
            assert!(!egui::Popup::is_any_open(&bench.egui), "escape closes it");
            is_open
        });
    assert!(opened.is_some(), "nothing opens");
    bench.told();
}
