//! How the window looks in each of its states. `cargo xtask snapshots` keeps the pictures anew.

use std::sync::Arc;

use egui::{Key, Modifiers, Rect, pos2};
use groove::{Drum, Step};

use super::scene::{Scene, Seen, variation, with_model};
use crate::{
    editor::theme::Look,
    generator::{ModelStatus, Status, Tiles},
    player::{Slot, Source},
    sheet::{Edit, Part},
    starter::starter,
};

#[test]
fn fresh() {
    let seen = Seen::new(Scene::fresh());
    seen.assert_kept("fresh");
}

#[test]
fn stopped_with_a_model() {
    let seen = Seen::new(Scene::ready());
    seen.assert_kept("stopped");
}

#[test]
fn playing() {
    let seen = Seen::new(Scene::playing());
    seen.assert_kept("playing");
}

#[test]
fn model_missing() {
    let scene = Scene::fresh();
    let reason = "no model in /home/one/models: put a model's folder there, or train one with \
                  `quatrain train`";
    let status = Status {
        model: ModelStatus::Missing(reason.to_owned()),
        ..Status::default()
    };
    scene.shared.show(status, Tiles::default());
    assert!(scene.shared.memory.stand_in(&Arc::new(starter())));
    scene.report(Some(Source::Live), 0, false);
    Seen::new(scene).assert_kept("model-missing");
}

#[test]
fn provider_fallen_back() {
    let scene = Scene::playing();
    let status = with_model("CUDA: no such library libcudart.so.13, install the CUDA toolkit");
    scene.shared.show(status, Tiles::of(variation));
    let mut seen = Seen::new(scene);
    seen.part("Model").focus();
    seen.settle();
    seen.assert_kept("provider-fallen-back");
}

#[test]
fn edits_locks_and_own_takes() {
    let scene = Scene::playing();
    let memory = &scene.shared.memory;
    let heard = memory.shown().heard.expect("it was answered");
    for (step, drum) in [(3, Drum::Snare), (14, Drum::Kick), (30, Drum::ClosedHat)] {
        let edit = Edit::of(&heard.cell(Step(step), drum));
        memory.edit((Step(step), drum), edit.toggled());
    }
    for (step, drum) in [(4, Drum::Snare), (32, Drum::Crash)] {
        memory.toggle_lock((Step(step), drum));
    }
    memory.roll(Part::Bar(3), 7, scene.params.request().locks());
    let mut seen = Seen::new(scene);
    for name in ["Kick lock", "Bar 1 lock", "Low tom mute", "Ride solo"] {
        seen.click(name);
    }
    seen.remove_cursor();
    seen.settle();
    seen.assert_kept("edits-and-locks");
}

#[test]
fn slots_full_and_one_chosen() {
    let scene = Scene::ready();
    scene.fill_slots();
    let third = Slot::new(2).expect("there are sixteen");
    scene.report(Some(Source::Slot(third)), 0, false);
    let mut seen = Seen::new(scene);
    seen.click("Slot C");
    seen.remove_cursor();
    seen.settle();
    seen.assert_kept("slots-full");
}

#[test]
fn bypassed() {
    let scene = Scene::ready();
    scene.report(None, 0, true);
    let mut seen = Seen::new(scene);
    seen.click("Bypass");
    seen.remove_cursor();
    seen.settle();
    seen.assert_kept("bypassed");
}

#[test]
fn qualities_moved_and_one_unknown() {
    let mut seen = Seen::new(Scene::ready());
    seen.click("Qualities");
    seen.press(Key::Tab);
    seen.press(Key::ArrowRight);
    seen.remove_cursor();
    seen.settle();
    let column = Rect::from_min_max(pos2(0.0, 90.0), pos2(390.0, 560.0));
    seen.assert_part_kept("qualities", column);
}

#[test]
fn routing_open() {
    let mut seen = Seen::new(Scene::ready());
    seen.click("No sound?");
    seen.remove_cursor();
    seen.settle();
    seen.assert_kept("routing-open");
}

#[test]
fn focus_and_help() {
    let mut seen = Seen::new(Scene::playing());
    seen.press_at("Page", Key::ArrowRight);
    seen.assert_kept("focus");
}

#[test]
fn a_value_being_typed() {
    let mut seen = Seen::new(Scene::ready());
    seen.click_with(Modifiers::COMMAND | Modifiers::CTRL, "Feel");
    seen.remove_cursor();
    seen.settle();
    let strip = Rect::from_min_max(pos2(0.0, 560.0), pos2(600.0, 700.0));
    seen.assert_part_kept("typing", strip);
}

#[test]
fn presets_open() {
    let mut seen = Seen::new(Scene::playing());
    seen.click("Presets");
    seen.remove_cursor();
    seen.wait("the list of presets", |scene| {
        !scene.shared.library.shelves().presets.is_empty()
    });
    seen.assert_kept("presets");
}

#[test]
fn light() {
    let mut scene = Scene::playing();
    scene.fill_slots();
    scene.view.preferences.look = Look::Light;
    Seen::new(scene).assert_kept("light");
}

#[test]
fn look_menu_open() {
    let mut seen = Seen::new(Scene::ready());
    seen.click("Look");
    seen.remove_cursor();
    seen.settle();
    let corner = Rect::from_min_max(pos2(600.0, 0.0), pos2(1_000.0, 240.0));
    seen.assert_part_kept("look-menu", corner);
}

#[test]
fn at_75_percent() {
    Seen::at(0.75, Scene::playing()).assert_kept("at-75-percent");
}

#[test]
fn at_200_percent() {
    let seen = Seen::at(2.0, Scene::playing());
    let corner = Rect::from_min_max(pos2(0.0, 0.0), pos2(1_000.0, 700.0));
    seen.assert_part_kept("at-200-percent", corner);
}
