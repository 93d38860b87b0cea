//! The latent space in the window: paths on the pad, sliders with names.

use super::*;
use crate::{
    direction::ATTRIBUTES,
    request::{Outline, Path, Round},
};

fn path(bench: &Bench) -> Path {
    Path::clone(&bench.shared.memory.shown().path)
}

fn key(key: Key) -> Event {
    key_event(key, true, Modifiers::NONE)
}

#[test]
fn a_path_is_drawn_with_ctrl_and_undone_together_with_its_switch() {
    let mut bench = Bench::new();
    let puck_before = puck(&bench);
    let ctrl = Modifiers::COMMAND | Modifiers::CTRL;
    bench.drag(on_map(0.1, 0.2), on_map(0.9, 0.2), ctrl);
    assert_eq!(path(&bench).places(), [(0.1, 0.2), (0.9, 0.2)]);
    assert_eq!(bench.params.playing.path.value(), Round::Eight);
    assert_eq!(puck(&bench), puck_before, "the puck stays");
    let told = bench.told();
    assert_eq!(told.len(), 3, "one gesture, of the path's switch: {told:?}");
    // Another one leaves the bars as they are.
    bench.params_set_path(Round::Four);
    bench.drag(on_map(0.5, 0.1), on_map(0.5, 0.9), ctrl);
    assert_eq!(path(&bench).places()[0], (0.5, 0.1));
    assert_eq!(bench.params.playing.path.value(), Round::Four);
    shortcut(&mut bench, Key::Z, false);
    assert_eq!(path(&bench).places()[0], (0.1, 0.2));
    shortcut(&mut bench, Key::Z, false);
    assert!(path(&bench).is_default());
    bench.told();
}

#[test]
fn a_slip_of_the_hand_is_no_path_and_says_so() {
    let mut bench = Bench::new();
    let ctrl = Modifiers::COMMAND | Modifiers::CTRL;
    bench.drag(on_map(0.5, 0.5), on_map(0.5, 0.54), ctrl);
    assert!(path(&bench).is_default());
    assert!(bench.params.playing.path.value().is_off());
    assert!(
        bench
            .view
            .told()
            .is_some_and(|told| told.contains("Too short"))
    );
    bench.press(on_map(0.7, 0.7), true, ctrl);
    bench.press(on_map(0.7, 0.7), false, ctrl);
    assert_eq!(puck(&bench), (0.0, 0.0));
    assert_eq!(bench.told(), []);
}

#[test]
fn a_path_is_made_by_keys_too() {
    let mut bench = Bench::new();
    bench.click(on_map(0.5, 0.5));
    bench.time += 5.0;
    bench.frame(Vec::new(), Modifiers::NONE);
    bench.frame(vec![key(Key::P)], Modifiers::NONE);
    bench.frame(vec![key(Key::ArrowRight)], Modifiers::NONE);
    bench.frame(vec![key(Key::P)], Modifiers::NONE);
    let places = path(&bench);
    let places = places.places();
    assert_eq!(places.len(), 2);
    assert!(
        (places[1].0 - places[0].0 - 0.05).abs() < 0.002,
        "{places:?}"
    );
    assert_eq!(bench.params.playing.path.value(), Round::Eight);
    bench.frame(vec![key(Key::Delete)], Modifiers::NONE);
    assert!(path(&bench).is_default());
    shortcut(&mut bench, Key::Z, false);
    assert_eq!(path(&bench).places().len(), 2);
    bench.told();
}

#[test]
fn sliders_are_in_two_tabs_and_reset_together() {
    let mut bench = Bench::new();
    let part = Layout::new(window()).axes;
    for at in 0..8 {
        bench.turn_wheel(character::slider_in(part, at).center());
        assert!(bench.params.axes()[at].value() > 0.0, "axis {at}");
    }
    // No model is there: the qualities can be seen, not moved.
    bench.click(part.left_top() + vec2(125.0, 17.0));
    bench.frame(Vec::new(), Modifiers::NONE);
    assert_eq!(bench.view.tab, character::Tab::Qualities);
    let attributes = |bench: &Bench| bench.params.attributes.all().map(|param| param.value());
    bench.turn_wheel(character::slider_in(part, 0).center());
    assert_eq!(attributes(&bench), [0.0; ATTRIBUTES.len()]);
    bench.click(part.left_top() + vec2(40.0, 17.0));
    bench.frame(Vec::new(), Modifiers::NONE);
    bench.told();
    bench.click(part.right_top() + vec2(-22.0, 17.0));
    assert!(bench.params.axes().iter().all(|axis| axis.value() == 0.0));
    assert_eq!(bench.told().len(), 3 * 8);
    shortcut(&mut bench, Key::Z, false);
    assert!(bench.params.axes().iter().all(|axis| axis.value() > 0.0));
}

#[test]
fn an_outline_is_a_path_like_any_other() {
    let mut bench = Bench::new();
    bench.shared.memory.set_path(Outline::Eight.path());
    bench.params_set_path(Round::Sixteen);
    bench.frame(Vec::new(), Modifiers::NONE);
    assert_eq!(path(&bench), Outline::Eight.path());
    let request = bench.params.request();
    assert_eq!((request.pieces(), request.period()), (4, 16));
}

impl Bench {
    /// As the host's automation does.
    fn params_set_path(&self, round: Round) {
        let param = &self.params.playing.path;
        let normalized = param.preview_normalized(round);
        // SAFETY: the parameters live as long as the bench.
        unsafe { param.as_ptr()._internal_set_normalized_value(normalized) };
    }
}
