//! A window without a screen: egui runs headless, a mock host writes down the gestures.

use std::sync::Arc;

use egui::{
    Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, RawInput, Rect,
    TouchPhase, pos2, vec2,
};
use groove::{Drum, Step};
use nice_plug::{
    context::{
        PluginApi,
        gui::{GuiContext, GuiContextInner},
    },
    params::internals::ParamPtr,
    prelude::PluginState,
};
use parking_lot::Mutex;

use super::super::{Desk, SIZE, draw, layout::Layout, map, undo, view::View};
use crate::{
    bridge::{self, PlayerEnd},
    generator::Shared,
    library::{Library, Places},
    memory::Memory,
    params::Controls,
    state::Made,
};

/// What the window tells the host.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Told {
    Begin(ParamPtr),
    Set(ParamPtr, f32),
    End(ParamPtr),
}

/// A host that writes down what it is told and carries it out.
#[derive(Default)]
pub(super) struct MockHost(Mutex<Vec<Told>>);

impl MockHost {
    /// What it was told since the last call.
    pub(super) fn take(&self) -> Vec<Told> {
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
pub(super) struct Bench {
    pub(super) egui: egui::Context,
    pub(super) host: Arc<MockHost>,
    pub(super) context: GuiContext,
    pub(super) player_end: PlayerEnd,
    pub(super) params: Controls,
    pub(super) shared: Shared,
    pub(super) view: View,
    pub(super) time: f64,
    /// What each widget is called, and where its middle is.
    pub(super) widgets: Vec<(String, Pos2)>,
}

impl Bench {
    pub(super) fn new() -> Self {
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

    pub(super) fn frame(&mut self, mut events: Vec<Event>, modifiers: Modifiers) {
        events.insert(0, Event::ModifiersChanged(modifiers));
        self.run(RawInput {
            events,
            ..RawInput::default()
        });
    }

    /// A frame of the window.
    pub(super) fn run(&mut self, input: RawInput) {
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

    pub(super) fn press(&mut self, place: Pos2, pressed: bool, modifiers: Modifiers) {
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
    pub(super) fn find(&self, name: &str) -> Option<Pos2> {
        let mut all = self.widgets.iter();
        all.find(|(label, _)| label == name)
            .map(|(_, place)| *place)
    }

    /// Clicks the widget that is called so.
    pub(super) fn click_on(&mut self, name: &str) {
        // The window has seen what was done last.
        self.frame(Vec::new(), Modifiers::NONE);
        let place = self.find(name);
        let place = place.unwrap_or_else(|| panic!("no {name} in {:?}", self.widgets));
        self.time += 5.0;
        self.click(place);
    }

    /// Turns the wheel by a notch over a place.
    pub(super) fn turn_wheel(&mut self, place: Pos2) {
        let wheel = Event::MouseWheel {
            unit: MouseWheelUnit::Line,
            delta: vec2(0.0, 1.0),
            phase: TouchPhase::Move,
            modifiers: Modifiers::NONE,
            source: MouseWheelSource::Unknown,
        };
        self.frame(vec![Event::PointerMoved(place)], Modifiers::NONE);
        self.frame(vec![wheel], Modifiers::NONE);
    }

    pub(super) fn key(&mut self, key: Key, modifiers: Modifiers) {
        self.frame(vec![key_event(key, true, modifiers)], modifiers);
        self.frame(vec![key_event(key, false, modifiers)], Modifiers::NONE);
    }

    pub(super) fn click(&mut self, place: Pos2) {
        self.press(place, true, Modifiers::NONE);
        self.press(place, false, Modifiers::NONE);
    }

    pub(super) fn drag(&mut self, from: Pos2, to: Pos2, modifiers: Modifiers) {
        self.frame(vec![Event::PointerMoved(from)], modifiers);
        self.press(from, true, modifiers);
        for part in 1..=10 {
            let place = from + (to - from) * part as f32 / 10.0;
            self.frame(vec![Event::PointerMoved(place)], modifiers);
        }
        self.press(to, false, modifiers);
    }

    /// What the host was told since the last call; every gesture is whole.
    pub(super) fn told(&self) -> Vec<Told> {
        let told = self.host.take();
        assert_whole(&told);
        told
    }
}

/// Every gesture begins and ends, and parameters are moved in theirs alone.
pub(super) fn assert_whole(told: &[Told]) {
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

pub(super) fn window() -> Rect {
    Rect::from_min_size(Pos2::ZERO, vec2(SIZE.0, SIZE.1))
}

/// A place of the map, X and Y from 0 to 1.
pub(super) fn on_map(x: f32, y: f32) -> Pos2 {
    map::place_in(Layout::new(window()).map, x, y)
}

/// Where the puck is.
pub(super) fn puck(bench: &Bench) -> (f32, f32) {
    (bench.params.morph.value(), bench.params.map_y.value())
}

pub(super) fn assert_near((x, y): (f32, f32), expected: (f32, f32)) {
    let way = vec2(x - expected.0, y - expected.1).length();
    assert!(way < 0.01, "({x}, {y}) is far from {expected:?}");
}

pub(super) fn made() -> Made {
    Made {
        model: inference::ModelIdentity {
            name: "one".into(),
            sha256: String::new(),
        },
        latent: inference::Latent(vec![0.0]),
        groove: Arc::new(crate::starter::starter()),
    }
}

/// Where the page's steps begin and end.
pub(super) fn page_edges(page: Rect) -> (f32, f32) {
    (page.left() + 176.0, page.right() - 12.0)
}

/// The middle of a cell of the page, the kick at the bottom.
pub(super) fn on_page(step: usize, drum: Drum) -> Pos2 {
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
pub(super) fn kick_row() -> f32 {
    on_page(0, Drum::Kick).y
}

pub(super) fn cell(bench: &Bench, step: usize, drum: Drum) -> groove::Cell {
    let heard = bench.shared.memory.shown().heard.expect("something plays");
    heard.cell(Step(step), drum)
}

/// A bench whose page shows the starter.
pub(super) fn bench_with_starter() -> Bench {
    let mut bench = Bench::new();
    let starter = Arc::new(crate::starter::starter());
    assert!(bench.shared.memory.stand_in(&starter));
    bench.frame(Vec::new(), Modifiers::NONE);
    bench
}

/// A key goes down or up.
pub(super) fn key_event(key: Key, pressed: bool, modifiers: Modifiers) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    }
}

/// A key with ctrl, and with shift.
pub(super) fn shortcut(bench: &mut Bench, key: egui::Key, with_shift: bool) {
    let modifiers = Modifiers {
        shift: with_shift,
        ..Modifiers::COMMAND | Modifiers::CTRL
    };
    let [down, up] = [true, false].map(|pressed| key_event(key, pressed, modifiers));
    bench.frame(vec![down, up], modifiers);
    bench.frame(Vec::new(), Modifiers::NONE);
}
