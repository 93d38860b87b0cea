//! The window without a screen: egui runs headless, a mock host writes down the gestures.

mod access;
mod easel;
mod files;
mod latent;
mod panels;
mod picture;
mod presets;
mod scene;
mod snapshots;

use std::sync::Arc;

use egui::{Event, Key, Modifiers, PointerButton, Pos2, RawInput, Rect, pos2, vec2};
use groove::{Drum, Step};
use nice_plug::{
    context::{
        PluginApi,
        gui::{GuiContext, GuiContextInner},
    },
    params::internals::ParamPtr,
    prelude::{Param, PluginState},
};
use parking_lot::Mutex;

use super::{Desk, SIZE, character, draw, layout::Layout, map, undo, view::View};
use crate::{
    bridge::{self, PlayerEnd, Report},
    corner::Corner,
    generator::Shared,
    library::{Library, Places},
    memory::Memory,
    params::Controls,
    player::{Playhead, Slot, Source},
    sheet::Part,
    state::Made,
};

/// What the window tells the host.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Told {
    Begin(ParamPtr),
    Set(ParamPtr, f32),
    End(ParamPtr),
}

/// A host that writes down what it is told and carries it out.
#[derive(Default)]
struct MockHost(Mutex<Vec<Told>>);

impl MockHost {
    /// What it was told since the last call.
    fn take(&self) -> Vec<Told> {
        std::mem::take(&mut *self.0.lock())
    }
}

impl GuiContextInner for MockHost {
    fn plugin_api(&self) -> PluginApi {
        PluginApi::Standalone
    }

    unsafe fn raw_begin_set_parameter(&self, param: ParamPtr) {
        self.0.lock().push(Told::Begin(param));
    }

    unsafe fn raw_set_parameter_normalized(&self, param: ParamPtr, normalized: f32) {
        self.0.lock().push(Told::Set(param, normalized));
        // SAFETY: the parameters outlive the window of the test.
        unsafe { param._internal_set_normalized_value(normalized) };
    }

    unsafe fn raw_end_set_parameter(&self, param: ParamPtr) {
        self.0.lock().push(Told::End(param));
    }

    fn get_state(&self) -> PluginState {
        unreachable!("the window asks for no state")
    }

    fn set_state(&self, _state: PluginState) {
        unreachable!("the window sets no state")
    }

    fn request_restart(&self) {}
}

/// A window without a screen.
struct Bench {
    egui: egui::Context,
    host: Arc<MockHost>,
    context: GuiContext,
    player_end: PlayerEnd,
    params: Controls,
    shared: Shared,
    view: View,
    time: f64,
    /// What each widget is called, and where its middle is.
    widgets: Vec<(String, Pos2)>,
}

impl Bench {
    fn new() -> Self {
        let host = Arc::new(MockHost::default());
        let (player_end, deliverer) = bridge::build();
        let memory = Arc::new(Memory::new(deliverer));
        let context = undo::noted(GuiContext::new(host.clone()), memory.clone());
        let mut bench = Self {
            egui: egui::Context::default(),
            context,
            host,
            player_end,
            params: Controls::default(),
            shared: Shared::new(memory),
            view: View::default(),
            time: 0.0,
            widgets: Vec::new(),
        };
        bench.egui.enable_accesskit();
        bench.shared.library = Library::at(Places {
            presets: Some("/nowhere".into()),
            models: Some("/nowhere".into()),
        });
        bench.frame(Vec::new(), Modifiers::NONE);
        bench
    }

    fn frame(&mut self, mut events: Vec<Event>, modifiers: Modifiers) {
        events.insert(0, Event::ModifiersChanged(modifiers));
        self.run(RawInput {
            events,
            ..RawInput::default()
        });
    }

    /// A frame of the window.
    fn run(&mut self, input: RawInput) {
        self.time += 0.05;
        let input = RawInput {
            screen_rect: Some(window()),
            time: Some(self.time),
            ..input
        };
        let Self {
            egui,
            context,
            params,
            shared,
            view,
            ..
        } = self;
        let mut output = egui.run_ui(input, |ui| {
            draw(ui, Desk::new(params, shared, context.param_setter(), view));
        });
        let tree = output.platform_output.accesskit_update.take();
        let nodes = tree.into_iter().flat_map(|tree| tree.nodes);
        let widgets = nodes.filter_map(|(_, node)| {
            let bounds = node.bounds()?;
            let middle = pos2(bounds.x0 as f32, bounds.y0 as f32)
                + vec2(bounds.width() as f32, bounds.height() as f32) / 2.0;
            Some((node.label()?.to_owned(), middle))
        });
        self.widgets = widgets.collect();
        // Nobody paints: the textures are let go, which egui wants to be told.
        output.textures_delta.clear();
        assert!(!output.shapes.is_empty());
    }

    fn press(&mut self, place: Pos2, pressed: bool, modifiers: Modifiers) {
        let button = PointerButton::Primary;
        let event = Event::PointerButton {
            pos: place,
            button,
            pressed,
            modifiers,
        };
        self.frame(vec![Event::PointerMoved(place), event], modifiers);
    }

    /// The middle of the widget that is called so.
    fn find(&self, name: &str) -> Option<Pos2> {
        let mut all = self.widgets.iter();
        all.find(|(label, _)| label == name)
            .map(|(_, place)| *place)
    }

    /// Clicks the widget that is called so.
    fn click_on(&mut self, name: &str) {
        // The window has seen what was done last.
        self.frame(Vec::new(), Modifiers::NONE);
        let place = self.find(name);
        let place = place.unwrap_or_else(|| panic!("no {name} in {:?}", self.widgets));
        self.time += 5.0;
        self.click(place);
    }

    fn key(&mut self, key: Key, modifiers: Modifiers) {
        self.frame(vec![key_event(key, true, modifiers)], modifiers);
        self.frame(vec![key_event(key, false, modifiers)], Modifiers::NONE);
    }

    fn click(&mut self, place: Pos2) {
        self.press(place, true, Modifiers::NONE);
        self.press(place, false, Modifiers::NONE);
    }

    fn drag(&mut self, from: Pos2, to: Pos2, modifiers: Modifiers) {
        self.frame(vec![Event::PointerMoved(from)], modifiers);
        self.press(from, true, modifiers);
        for part in 1..=10 {
            let place = from + (to - from) * part as f32 / 10.0;
            self.frame(vec![Event::PointerMoved(place)], modifiers);
        }
        self.press(to, false, modifiers);
    }

    /// What the host was told since the last call; every gesture is whole.
    fn told(&self) -> Vec<Told> {
        let told = self.host.take();
        assert_whole(&told);
        told
    }
}

/// Every gesture begins and ends, and parameters are moved in theirs alone.
fn assert_whole(told: &[Told]) {
    let mut open = Vec::new();
    for one in told {
        let is_open = |open: &[ParamPtr], param| open.contains(param);
        match one {
            Told::Begin(param) => {
                assert!(!is_open(&open, param), "in a gesture");
                open.push(*param);
            }
            Told::Set(param, _) => assert!(is_open(&open, param), "outside its gesture"),
            Told::End(param) => {
                assert!(is_open(&open, param), "not begun");
                open.retain(|other| other != param);
            }
        }
    }
    assert_eq!(open, [], "a gesture without end");
}

fn window() -> Rect {
    Rect::from_min_size(Pos2::ZERO, vec2(SIZE.0, SIZE.1))
}

/// A place of the map, X and Y from 0 to 1.
fn on_map(x: f32, y: f32) -> Pos2 {
    map::place_in(Layout::new(window()).map, x, y)
}

/// Where the puck is.
fn puck(bench: &Bench) -> (f32, f32) {
    (bench.params.morph.value(), bench.params.map_y.value())
}

fn assert_near((x, y): (f32, f32), expected: (f32, f32)) {
    let way = vec2(x - expected.0, y - expected.1).length();
    assert!(way < 0.01, "({x}, {y}) is far from {expected:?}");
}

#[test]
fn dragging_the_puck_is_one_gesture_of_x_and_one_of_y() {
    let mut bench = Bench::new();
    bench.drag(on_map(0.0, 0.0), on_map(0.5, 0.75), Modifiers::NONE);
    let told = bench.told();
    assert!(told.len() > 10);
    for param in [&bench.params.morph, &bench.params.map_y] {
        let begun = told
            .iter()
            .filter(|one| **one == Told::Begin(param.as_ptr()));
        assert_eq!(begun.count(), 1);
    }
    assert_near(puck(&bench), (0.5, 0.75));
}

#[test]
fn shift_is_fine_and_a_double_click_resets() {
    let mut bench = Bench::new();
    bench.drag(on_map(0.0, 0.0), on_map(0.8, 0.4), Modifiers::SHIFT);
    assert_near(puck(&bench), (0.08, 0.04));
    bench.drag(on_map(0.08, 0.04), on_map(0.5, 0.5), Modifiers::NONE);
    bench.time += 5.0;
    bench.click(on_map(0.5, 0.5));
    bench.click(on_map(0.5, 0.5));
    assert_eq!(puck(&bench), (0.0, 0.0));
    bench.told();
}

#[test]
fn a_press_beside_the_puck_takes_it_there_and_one_on_it_holds_it() {
    let mut bench = Bench::new();
    bench.click(on_map(0.75, 0.5));
    let there = puck(&bench);
    assert_near(there, (0.75, 0.5));
    assert_eq!(bench.told().len(), 6);
    bench.time += 5.0;
    bench.click(on_map(0.75, 0.5) + vec2(6.0, -6.0));
    assert_eq!(puck(&bench), there);
    assert_eq!(bench.told(), []);
}

#[test]
fn arrow_keys_move_the_puck_as_the_screen_lies() {
    let mut bench = Bench::new();
    let key = |key| key_event(key, true, Modifiers::NONE);
    bench.click(on_map(0.5, 0.5));
    bench.time += 5.0;
    // It has the focus from the next frame on.
    bench.frame(Vec::new(), Modifiers::NONE);
    for one in [
        Key::ArrowRight,
        Key::ArrowDown,
        Key::ArrowDown,
        Key::ArrowLeft,
    ] {
        bench.frame(vec![key(one)], Modifiers::NONE);
    }
    assert_near(puck(&bench), (0.5, 0.6));
    bench.frame(vec![key(Key::ArrowUp)], Modifiers::SHIFT);
    assert_near(puck(&bench), (0.5, 0.595));
    for _ in 0..30 {
        bench.frame(vec![key(Key::ArrowLeft)], Modifiers::NONE);
    }
    assert_near(puck(&bench), (0.0, 0.595));
    bench.told();
}

#[test]
fn a_slot_dragged_onto_a_corner_is_stored_there() {
    let mut bench = Bench::new();
    let layout = Layout::new(window());
    let revision = bench.shared.memory.revision();
    let request = bench.params.request();
    assert!(bench.shared.memory.answer(revision, request, vec![made()]));
    bench
        .shared
        .memory
        .keep(Slot::new(15).expect("there are sixteen"));
    let last = pos2(layout.slots.right() - 10.0, layout.slots.center().y);
    let corner_d = layout.map.right_bottom() - vec2(30.0, 20.0);
    bench.drag(last, corner_d, Modifiers::NONE);
    assert_eq!(bench.params.d.value(), 0);
    assert_eq!(bench.params.playing.slot.value(), 0, "it is not chosen");
    let state = bench.shared.memory.snapshot().state;
    assert!(state.slots[3].is_some() && state.corners[3].is_some());
    bench.told();
}

#[test]
fn storing_in_a_corner_keeps_what_is_heard() {
    let mut bench = Bench::new();
    let revision = bench.shared.memory.revision();
    let request = bench.params.request();
    assert!(bench.shared.memory.answer(revision, request, vec![made()]));
    // The window sees it in the next frame.
    bench.frame(Vec::new(), Modifiers::NONE);
    let map = Layout::new(window()).map;
    bench.click(map.left_bottom() + vec2(30.0, -18.0));
    assert_eq!(bench.params.c.value(), 0);
    assert_eq!(puck(&bench), (0.0, 1.0));
    assert!(bench.shared.memory.snapshot().state.slots[2].is_some());
    bench.told();
}

fn made() -> Made {
    Made {
        model: inference::ModelIdentity {
            name: "one".into(),
            sha256: String::new(),
        },
        latent: inference::Latent(vec![0.0]),
        groove: Arc::new(crate::starter::starter()),
    }
}

#[test]
fn the_wheel_moves_what_is_under_the_pointer() {
    let mut bench = Bench::new();
    let wheel = Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: vec2(0.0, 1.0),
        phase: egui::TouchPhase::Move,
        modifiers: Modifiers::NONE,
        source: egui::MouseWheelSource::Unknown,
    };
    let axis = character::slider_in(Layout::new(window()).axes, 0).center();
    bench.frame(vec![Event::PointerMoved(axis)], Modifiers::NONE);
    bench.frame(vec![wheel], Modifiers::NONE);
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
fn heads_of_rows_and_bars_mute_solo_and_lock() {
    let mut bench = Bench::new();
    let page = Layout::new(window()).page;
    let (left, right) = page_edges(page);
    for x in [64.0, 46.0, 28.0] {
        bench.click(pos2(left - x, kick_row()));
    }
    for bar in 1..=4 {
        let x = left + (right - left) * bar as f32 / 4.0 - 11.0;
        bench.click(pos2(x, page.top() + 19.0));
    }
    let kick = &bench.params.kit.drums[0];
    assert!(kick.mute.value() && kick.solo.value() && kick.lock.value());
    assert!(bench.params.kit.bars.iter().all(|bar| bar.lock.value()));
    bench.told();
}

#[test]
fn a_bar_or_a_drum_is_diced_by_one_click_and_given_back_by_another() {
    let mut bench = Bench::new();
    let page = Layout::new(window()).page;
    let (left, right) = page_edges(page);
    let takes = |bench: &Bench| bench.shared.memory.shown().sheet.takes;
    let fourth = pos2(right - 29.0, page.top() + 19.0);
    bench.click(fourth);
    assert!((0..3).all(|bar| !takes(&bench).is_own(Part::Bar(bar))));
    assert!(takes(&bench).is_own(Part::Bar(3)));
    bench.press(fourth, true, Modifiers::ALT);
    bench.press(fourth, false, Modifiers::ALT);
    assert!(takes(&bench).are_common());
    bench.click(pos2(left - 82.0, kick_row()));
    assert!(takes(&bench).is_own(Part::Drum(Drum::Kick)));
    assert!(!takes(&bench).is_own(Part::Drum(Drum::Snare)));
    // What is locked is not diced.
    bench.click(pos2(right - 11.0, page.top() + 19.0));
    let before = takes(&bench);
    bench.click(fourth);
    assert_eq!(takes(&bench), before);
}

/// Where the page's steps begin and end.
fn page_edges(page: Rect) -> (f32, f32) {
    (page.left() + 176.0, page.right() - 12.0)
}

/// The middle of a cell of the page, the kick at the bottom.
fn on_page(step: usize, drum: Drum) -> Pos2 {
    let page = Layout::new(window()).page;
    let (left, right) = page_edges(page);
    let (top, bottom) = (page.top() + 29.0, page.bottom() - 9.0 - 36.0);
    let height = (bottom - top) / 9.0;
    pos2(
        left + (right - left) * (step as f32 + 0.5) / 64.0,
        bottom - height * (drum.index() as f32 + 0.5),
    )
}

/// The height of the kick's row.
fn kick_row() -> f32 {
    on_page(0, Drum::Kick).y
}

fn cell(bench: &Bench, step: usize, drum: Drum) -> groove::Cell {
    let heard = bench.shared.memory.shown().heard.expect("something plays");
    heard.cell(Step(step), drum)
}

/// A bench whose page shows the starter.
fn bench_with_starter() -> Bench {
    let mut bench = Bench::new();
    let starter = Arc::new(crate::starter::starter());
    assert!(bench.shared.memory.stand_in(&starter));
    bench.frame(Vec::new(), Modifiers::NONE);
    bench
}

#[test]
fn a_click_puts_a_stroke_in_or_takes_it_out_and_back() {
    let mut bench = bench_with_starter();
    let edits = |bench: &Bench| bench.shared.memory.shown().sheet.edits.count();
    for (step, drum) in [(0, Drum::Kick), (3, Drum::Crash)] {
        let before = cell(&bench, step, drum);
        bench.click(on_page(step, drum));
        assert_eq!(
            (cell(&bench, step, drum).hit, edits(&bench)),
            (!before.hit, 1)
        );
        bench.time += 5.0;
        bench.click(on_page(step, drum));
        assert_eq!(cell(&bench, step, drum).hit, before.hit);
        bench.time += 5.0;
        bench.click(on_page(step, drum));
        bench.press(on_page(step, drum), true, Modifiers::ALT);
        bench.press(on_page(step, drum), false, Modifiers::ALT);
        assert_eq!((cell(&bench, step, drum), edits(&bench)), (before, 0));
    }
}

#[test]
fn a_drag_moves_velocity_and_with_alt_timing() {
    let mut bench = bench_with_starter();
    let place = on_page(3, Drum::Snare);
    bench.drag(place, place - vec2(0.0, 22.0), Modifiers::NONE);
    let louder = cell(&bench, 3, Drum::Snare);
    assert!(louder.hit && (louder.velocity.get() - 0.95).abs() < 0.01);
    bench.drag(place, place + vec2(18.0, 0.0), Modifiers::ALT);
    let later = cell(&bench, 3, Drum::Snare);
    assert!((later.offset.get() - 0.2).abs() < 0.01);
    assert_eq!(later.velocity, louder.velocity);
    assert_eq!(bench.shared.memory.shown().sheet.edits.count(), 1);
    // All edits are taken away by the button in the corner.
    let page = Layout::new(window()).page;
    bench.click(page.left_top() + vec2(30.0, 17.0));
    assert_eq!(bench.shared.memory.shown().sheet.edits.count(), 0);
}

#[test]
fn the_keys_edit_at_the_cursor() {
    let mut bench = bench_with_starter();
    bench.click(on_page(3, Drum::Snare));
    let mut key = |key| {
        let events = [true, false].map(|pressed| key_event(key, pressed, Modifiers::NONE));
        bench.frame(events.into(), Modifiers::NONE);
    };
    use egui::Key::{ArrowRight, ArrowUp, Backspace, CloseBracket, Plus, Space};
    for one in [ArrowRight, ArrowRight, ArrowUp, Space, Plus, CloseBracket] {
        key(one);
    }
    let there = cell(&bench, 5, Drum::ClosedHat);
    let edits = bench.shared.memory.shown().sheet.edits.clone();
    let edit = edits.at((Step(5), Drum::ClosedHat)).expect("it was edited");
    assert_eq!((edit.hit, edit.velocity), (there.hit, there.velocity));
    assert!((edit.offset.get() - 0.05).abs() < 0.001 && edits.count() == 2);
    let back = key_event(Backspace, true, Modifiers::NONE);
    bench.frame(vec![back], Modifiers::NONE);
    assert_eq!(bench.shared.memory.shown().sheet.edits.count(), 1);
}

/// A key goes down or up.
fn key_event(key: Key, pressed: bool, modifiers: Modifiers) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    }
}

/// A key with ctrl, and with shift.
fn shortcut(bench: &mut Bench, key: egui::Key, with_shift: bool) {
    let modifiers = Modifiers {
        shift: with_shift,
        ..Modifiers::COMMAND | Modifiers::CTRL
    };
    let [down, up] = [true, false].map(|pressed| key_event(key, pressed, modifiers));
    bench.frame(vec![down, up], modifiers);
    bench.frame(Vec::new(), Modifiers::NONE);
}

#[test]
fn all_that_is_done_in_the_window_is_undone_and_redone() {
    let mut bench = bench_with_starter();
    let morph = |bench: &Bench| bench.params.morph.value();
    let edits = |bench: &Bench| bench.shared.memory.shown().sheet.edits.count();
    bench.drag(on_map(0.0, 0.0), on_map(0.5, 0.0), Modifiers::NONE);
    let there = morph(&bench);
    bench.drag(on_map(0.5, 0.0), on_map(0.8, 0.0), Modifiers::NONE);
    let place = on_page(3, Drum::Snare);
    bench.drag(place, place - vec2(0.0, 22.0), Modifiers::NONE);
    let edited = cell(&bench, 3, Drum::Snare);
    let page = Layout::new(window()).page;
    bench.click(pos2(page_edges(page).0 - 28.0, kick_row()));
    assert!(bench.params.kit.drums[0].lock.value());

    shortcut(&mut bench, egui::Key::Z, false);
    assert!(!bench.params.kit.drums[0].lock.value() && edits(&bench) == 1);
    shortcut(&mut bench, egui::Key::Z, false);
    assert_eq!(edits(&bench), 0);
    shortcut(&mut bench, egui::Key::Z, false);
    assert_eq!(morph(&bench), there);
    shortcut(&mut bench, egui::Key::Z, false);
    shortcut(&mut bench, egui::Key::Z, false);
    assert_eq!(morph(&bench), 0.0, "and no further");
    for _ in 0..4 {
        shortcut(&mut bench, egui::Key::Z, true);
    }
    assert!((morph(&bench) - 0.8).abs() < 0.005);
    assert_eq!(cell(&bench, 3, Drum::Snare), edited);
    assert!(bench.params.kit.drums[0].lock.value());
    // Something new after an undo: there is no way forth.
    shortcut(&mut bench, egui::Key::Z, false);
    bench.click(on_page(9, Drum::Ride));
    assert!(!bench.shared.memory.shown().can_go_forth);
    bench.told();
}

#[test]
fn turns_of_the_wheel_are_one_step_and_a_hundred_are_remembered() {
    let mut bench = bench_with_starter();
    let axis = character::slider_in(Layout::new(window()).axes, 0).center();
    bench.frame(vec![Event::PointerMoved(axis)], Modifiers::NONE);
    for _ in 0..5 {
        let wheel = Event::MouseWheel {
            unit: egui::MouseWheelUnit::Line,
            delta: vec2(0.0, 1.0),
            phase: egui::TouchPhase::Move,
            modifiers: Modifiers::NONE,
            source: egui::MouseWheelSource::Unknown,
        };
        bench.frame(vec![wheel], Modifiers::NONE);
    }
    shortcut(&mut bench, egui::Key::Z, false);
    let axes = bench.params.axes();
    assert!(axes.iter().all(|axis| axis.value() == 0.0));
    for step in 0..130 {
        bench.time += 5.0;
        bench.click(on_page(step % 64, Drum::ALL[step / 64]));
    }
    let mut steps = 0;
    while bench.shared.memory.shown().can_go_back {
        shortcut(&mut bench, egui::Key::Z, false);
        steps += 1;
    }
    assert_eq!(steps, crate::history::DEPTH);
    assert_eq!(bench.shared.memory.shown().sheet.edits.count(), 30);
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

#[test]
fn cells_are_locked_with_shift_or_by_key_and_opened_together() {
    let mut bench = bench_with_starter();
    let locks = |bench: &Bench| bench.shared.memory.shown().sheet.locked.count();
    let place = on_page(7, Drum::ClosedHat);
    bench.press(place, true, Modifiers::SHIFT);
    bench.press(place, false, Modifiers::SHIFT);
    let sheet = bench.shared.memory.shown().sheet;
    assert!(sheet.locked.has((Step(7), Drum::ClosedHat)) && sheet.edits.are_none());
    let key = |key| key_event(key, true, Modifiers::NONE);
    bench.frame(vec![key(egui::Key::ArrowRight)], Modifiers::NONE);
    bench.frame(vec![key(egui::Key::L)], Modifiers::NONE);
    assert_eq!(locks(&bench), 2);
    let page = Layout::new(window()).page;
    bench.click(page.left_top() + vec2(30.0, 17.0));
    assert_eq!(locks(&bench), 0);
    shortcut(&mut bench, egui::Key::Z, false);
    assert_eq!(locks(&bench), 2);
}

#[test]
fn on_a_slot_the_page_changes_the_slots_own_groove() {
    let mut bench = Bench::new();
    let request = bench.params.request();
    let revision = bench.shared.memory.revision();
    assert!(bench.shared.memory.answer(revision, request, vec![made()]));
    bench.shared.memory.keep(Slot::new(15).expect("slot P"));
    bench.frame(Vec::new(), Modifiers::NONE);
    let in_slot = |bench: &Bench| {
        bench.shared.memory.shown().slots[15]
            .clone()
            .expect("slot P")
    };
    let before = in_slot(&bench);
    let strip = Layout::new(window()).slots;
    bench.click(pos2(strip.right() - 10.0, strip.center().y));
    let (step, drum) = (3, Drum::Crash);
    bench.click(on_page(step, drum));
    assert!(in_slot(&bench).cell(Step(step), drum).hit);
    assert!(bench.shared.memory.shown().sheet.edits.are_none());
    // Undone like everything else.
    shortcut(&mut bench, Key::Z, false);
    assert_eq!(in_slot(&bench), before);
}
