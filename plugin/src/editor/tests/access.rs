//! What holds for everything in the window, as a screen reader or a keyboard meets it.

use std::collections::BTreeSet;

use egui::{Key, Role, accesskit::Action, epaint::ClippedShape};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use nice_plug::params::Params as _;

use super::scene::{Scene, Seen};

/// A window in which as much as possible can be worked: there is something to undo, too.
fn full() -> Seen {
    let scene = Scene::playing();
    scene.fill_slots();
    let mut seen = Seen::new(scene);
    seen.click("Kick lock");
    seen.click("Snare lock");
    seen.click("Undo");
    seen.remove_cursor();
    seen.settle();
    seen
}

/// The names of all that can have the focus.
fn stops(seen: &Seen) -> Vec<String> {
    let nodes = seen.root().children_recursive();
    nodes
        .map(|node| node.accesskit_node())
        .filter(|node| node.data().supports_action(Action::Focus) && !node.is_disabled())
        .map(|node| node.label().unwrap_or_default())
        .collect()
}

/// The names of all that there is.
fn named(seen: &Seen) -> BTreeSet<String> {
    let nodes = seen.root().children_recursive();
    nodes
        .filter_map(|node| node.accesskit_node().label())
        .collect()
}

fn focused(seen: &Seen) -> Option<String> {
    let nodes = seen.root().children_recursive();
    let focused = nodes
        .map(|node| node.accesskit_node())
        .find(|node| node.is_focused());
    focused.and_then(|node| node.label())
}

#[test]
fn everything_has_a_name_of_its_own() {
    let seen = full();
    seen.check_accessibility();
    let mut known = BTreeSet::new();
    for name in stops(&seen) {
        assert!(!name.trim().is_empty(), "something has no name");
        assert!(known.insert(name.clone()), "two things are called {name:?}");
    }
    assert!(known.len() > 80, "only {}", known.len());
}

#[test]
fn the_tab_key_comes_to_everything() {
    let mut seen = full();
    let stops: BTreeSet<String> = stops(&seen).into_iter().collect();
    let mut met = BTreeSet::new();
    for _ in 0..=stops.len() {
        seen.press(Key::Tab);
        met.extend(focused(&seen));
    }
    let missed: Vec<&String> = stops.iter().filter(|name| !met.contains(*name)).collect();
    assert!(missed.is_empty(), "the tab key passes {missed:?}");
}

/// What is painted, the help line aside.
fn painted(seen: &Seen) -> Vec<ClippedShape> {
    let help = seen.get_by_role(Role::Status).rect();
    let shapes = seen.output().shapes.iter();
    let above = shapes.filter(|shape| !help.contains_rect(shape.shape.visual_bounding_rect()));
    above.cloned().collect()
}

#[test]
fn where_the_focus_is_can_be_seen_and_is_told_in_the_help_line() {
    let mut seen = full();
    let help = |seen: &Seen| seen.get_by_role(Role::Status).accesskit_node().label();
    let resting = help(&seen);
    let mut before = painted(&seen);
    for _ in 0..stops(&seen).len() {
        seen.press(Key::Tab);
        let Some(name) = focused(&seen) else { continue };
        assert_ne!(help(&seen), resting, "{name} is not explained");
        let now = painted(&seen);
        assert!(now != before, "the focus of {name} can't be seen");
        before = now;
    }
}

#[test]
fn every_parameter_can_be_found_by_its_name() {
    /// What only hosts need, or what a drum's menu will have.
    const ELSEWHERE: [&str; 6] = [
        "keys_from",
        "velocity_low",
        "velocity_high",
        "choke",
        "slot",
        "bypass",
    ];
    let mut seen = Seen::new(Scene::ready());
    let mut names = named(&seen);
    seen.click("Qualities");
    names.extend(named(&seen));
    let params = &seen.state().params;
    let mut missing = Vec::new();
    for (id, param, _) in params.param_map() {
        // SAFETY: the parameters live as long as the scene.
        let name = unsafe { param.name() }.to_owned();
        let is_elsewhere = ELSEWHERE.contains(&id.as_str())
            || ["chance_", "key_", "channel_"]
                .iter()
                .any(|start| id.starts_with(start));
        let is_there = names.iter().any(|known| known.starts_with(&name));
        if !is_there && !is_elsewhere && !["morph", "map_y"].contains(&id.as_str()) {
            missing.push(name);
        }
    }
    assert!(missing.is_empty(), "not in the window: {missing:?}");
}

#[test]
fn sliders_say_their_value_and_move_as_a_screen_reader_asks() {
    let mut seen = Seen::new(Scene::ready());
    let feel = |seen: &Seen| seen.part("Feel").value();
    assert_eq!(feel(&seen).as_deref(), Some("100.0 %"));
    seen.part("Feel").decrement_accesskit();
    seen.settle();
    let less = seen.state().params.shape.feel.value();
    assert!(less < 1.0);
    seen.part("Feel").increment_accesskit();
    seen.part("Feel").increment_accesskit();
    seen.settle();
    assert!(seen.state().params.shape.feel.value() > less);
    seen.part("Map, X").increment_accesskit();
    seen.settle();
    assert!(seen.state().params.morph.value() > 0.0);
}
