//! A window as a person meets it: found and worked by its accessibility tree, seen in pictures.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
    thread,
    time::Duration,
};

use egui::{ColorImage, Event, Key, Modifiers, PointerButton, Pos2, Rect, UiBuilder, Vec2, vec2};
use egui_kittest::{
    Harness, Node,
    kittest::{NodeT as _, Queryable as _},
};
use groove::{Beats, Cell, Drum, Groove, Probability, Step};
use nice_plug::context::gui::GuiContext;

use super::{MockHost, easel::Easel, made, picture};
use crate::{
    bridge::{self, PlayerEnd, Report},
    editor::{Desk, SIZE, draw, theme, undo, view::View},
    generator::{About, Ends, ModelStatus, Reach, Shared, Status, Tiles},
    library::{Library, Places},
    memory::Memory,
    params::Controls,
    player::{Playhead, Slot, Source},
    state::Made,
};

/// What a window belongs to.
pub(super) struct Scene {
    pub params: Controls,
    pub shared: Shared,
    pub host: Arc<MockHost>,
    pub player_end: PlayerEnd,
    context: GuiContext,
    pub view: View,
}

impl Scene {
    /// An instance that was just put on a track: nothing was made yet, nothing is processed.
    pub fn fresh() -> Self {
        let host = Arc::new(MockHost::default());
        let (player_end, deliverer) = bridge::build();
        let memory = Arc::new(Memory::new(deliverer));
        let mut shared = Shared::new(memory.clone());
        // Nothing that is installed here takes part.
        shared.library = Library::at(Places {
            presets: Some("/nowhere".into()),
            models: Some("/nowhere".into()),
        });
        Self {
            params: Controls::default(),
            context: undo::noted(GuiContext::new(host.clone()), memory),
            shared,
            host,
            player_end,
            view: View::default(),
        }
    }

    /// A model is open, its groove and those around it are made, the host stands.
    pub fn ready() -> Self {
        let scene = Self::fresh();
        scene.shared.show(with_model(""), Tiles::of(variation));
        let memory = &scene.shared.memory;
        let revision = memory.revision();
        let live = vec![made_of(variation(24))];
        assert!(memory.answer(revision, scene.params.request(), live));
        let corners = [0, 6, 42, 48].map(|number| made_of(variation(number)));
        memory.set_corners(memory.revision(), corners);
        scene.report(None, 0, false);
        scene
    }

    /// The host plays, in the middle of the second bar.
    pub fn playing() -> Self {
        let scene = Self::ready();
        scene.report(Some(Source::Live), 0, false);
        scene
    }

    /// A block was processed.
    pub fn report(&self, source: Option<Source>, notes: u64, bypassed: bool) {
        let playhead = source.map(|source| Playhead {
            source,
            in_bar: Beats(1.55),
            bar: 1,
            is_complete: true,
        });
        self.player_end.report(&Report {
            playhead,
            notes,
            bypassed,
        });
    }

    /// All sixteen slots are full.
    pub fn fill_slots(&self) {
        for slot in Slot::all() {
            let memory = &self.shared.memory;
            let live = vec![made_of(variation(100 + slot.index()))];
            assert!(memory.answer(memory.revision(), self.params.request(), live));
            memory.keep(slot);
        }
    }

    fn draw(&mut self, ui: &mut egui::Ui) {
        // The harness leaves a margin; the window has none.
        let window = ui.ctx().content_rect();
        let ui = &mut ui.new_child(UiBuilder::new().max_rect(window));
        ui.set_clip_rect(window);
        let setter = self.context.param_setter();
        let desk = Desk::new(&self.params, &self.shared, setter, &mut self.view);
        draw(ui, desk);
    }
}

/// Both ends of the first axes, as cards name them.
const AXES: [[&str; 2]; 8] = [
    ["sparser hats", "busier hats"],
    ["softer snare", "harder snare"],
    ["less ride", "more ride"],
    ["early", "late"],
    ["straight", "swung"],
    ["few ghosts", "many ghosts"],
    ["no toms", "toms"],
    ["dry", "open hats"],
];

fn ends([less, more]: [&str; 2]) -> Ends {
    Ends {
        more: more.to_owned(),
        less: less.to_owned(),
    }
}

/// How things stand with a model, computed by the processor after `fallbacks`.
pub(super) fn with_model(fallbacks: &str) -> Status {
    let about = About {
        name: "quatrain-4bar".to_owned(),
        axes: AXES.map(ends).into(),
        attributes: std::array::from_fn(|at| (at != 3).then(Reach::default)),
        provider: "CPU".to_owned(),
        fallbacks: fallbacks.to_owned(),
        is_slow: !fallbacks.is_empty(),
        ..About::default()
    };
    Status {
        model: ModelStatus::Ready(Arc::new(about)),
        decode_time: Some(Duration::from_micros(3_400)),
        ..Status::default()
    }
}

fn made_of(groove: Groove) -> Made {
    Made {
        groove: Arc::new(groove),
        ..made()
    }
}

/// Another beat for each number, the same at every call.
pub(super) fn variation(number: usize) -> Groove {
    let mut groove = crate::starter::starter();
    let mut chance = (number as u32).wrapping_mul(0x9e37_79b9) | 1;
    let mut next = |below: u32| {
        chance ^= chance << 13;
        chance ^= chance >> 17;
        chance ^= chance << 5;
        chance % below
    };
    for step in 0..groove.grid().steps() {
        for drum in Drum::ALL {
            let cell = groove.cell(Step(step), drum);
            let rolled = next(100);
            let is_even = step % 2 == 0;
            let cell = match (cell.hit, rolled) {
                (true, 0..15) => Cell::default(),
                (false, 0..3) if is_even => Cell::stroke(
                    groove::Velocity::new(0.3 + 0.006 * next(100) as f32),
                    groove::Offset::new(0.002 * next(100) as f32 - 0.1),
                ),
                _ => cell,
            };
            let share = if cell.hit { 60 + next(40) } else { next(30) };
            let probability = Probability::new(share as f32 / 100.0);
            groove.set(
                Step(step),
                drum,
                Cell {
                    probability,
                    ..cell
                },
            );
        }
    }
    groove
}

/// A scene in its window.
pub(super) struct Seen {
    harness: Harness<'static, Scene>,
    easel: Easel,
    scale: f32,
}

impl Deref for Seen {
    type Target = Harness<'static, Scene>;

    fn deref(&self) -> &Self::Target {
        &self.harness
    }
}

impl DerefMut for Seen {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.harness
    }
}

impl Seen {
    /// The window at its usual size.
    pub fn new(scene: Scene) -> Self {
        Self::at(1.0, scene)
    }

    /// The window at another size.
    pub fn at(scale: f32, scene: Scene) -> Self {
        let easel = Easel::default();
        let harness = Harness::builder()
            .with_size(scale * vec2(SIZE.0, SIZE.1))
            .with_context_setup(theme::add_fonts)
            .with_step_dt(0.1)
            .renderer(easel.clone())
            .build_ui_state(|ui, scene: &mut Scene| scene.draw(ui), scene);
        Self {
            harness,
            easel,
            scale,
        }
    }

    /// Draws until what was done has come through.
    pub fn settle(&mut self) {
        self.run_steps(4);
    }

    /// Draws until something is so that another thread does.
    pub fn wait(&mut self, what: &str, is_so: impl Fn(&Scene) -> bool) {
        for _ in 0..2_000 {
            if is_so(self.state()) {
                return self.settle();
            }
            thread::sleep(Duration::from_millis(10));
            self.run_steps(1);
        }
        panic!("never: {what}");
    }

    /// The part of the window that a screen reader calls so, or that begins so where none is.
    pub fn part<'a>(&'a self, name: &'a str) -> Node<'a> {
        self.query_by_label(name).unwrap_or_else(|| {
            self.get_by(move |node| node.label().is_some_and(|label| label.starts_with(name)))
        })
    }

    /// What a screen reader says of a part.
    pub fn words(&self, name: &str) -> String {
        self.part(name).accesskit_node().label().unwrap_or_default()
    }

    /// Clicks a part.
    pub fn click(&mut self, name: &str) {
        self.part(name).click();
        self.settle();
    }

    /// Clicks it while keys are held.
    pub fn click_with(&mut self, modifiers: Modifiers, name: &str) {
        self.part(name).click_modifiers(modifiers);
        self.settle();
    }

    /// Clicks it twice, as fast as a hand does.
    pub fn double_click(&mut self, name: &str) {
        let pos = self.part(name).rect().center();
        for _ in 0..2 {
            let button = |pressed| Event::PointerButton {
                pos,
                button: PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            };
            let events = [Event::PointerMoved(pos), button(true), button(false)];
            self.input_mut().events.extend(events);
            self.run_steps(1);
        }
        self.settle();
    }

    /// Presses a key where the focus is.
    pub fn press(&mut self, key: Key) {
        self.key_press(key);
        self.settle();
    }

    /// Gives a part the focus and presses a key.
    pub fn press_at(&mut self, name: &str, key: Key) {
        self.part(name).focus();
        self.settle();
        self.press(key);
    }

    /// Holds a part at its middle and lets it go `way` from there.
    pub fn drag(&mut self, name: &str, way: Vec2) {
        let from = self.part(name).rect().center();
        self.drag_from(from, way);
    }

    /// Holds what lies at a place and lets it go `way` from there.
    pub fn drag_from(&mut self, from: Pos2, way: Vec2) {
        self.hover_at(from);
        self.drag_at(from);
        for part in 1..=8 {
            self.hover_at(from + way * part as f32 / 8.0);
        }
        self.drop_at(from + way);
        self.settle();
    }

    /// What the window looks like.
    pub fn picture(&self) -> ColorImage {
        let output = self.output();
        let scale = output.pixels_per_point;
        let primitives = self.ctx.tessellate(output.shapes.clone(), scale);
        let size = [SIZE.0, SIZE.1].map(|side| (side * self.scale * scale).round() as usize);
        self.easel.paint(size, scale, &primitives)
    }

    /// Compares the window with the kept picture of this name.
    pub fn assert_kept(&self, name: &str) {
        picture::assert_kept(name, &self.picture());
    }

    /// Compares a part of it.
    pub fn assert_part_kept(&self, name: &str, part: Rect) {
        picture::assert_kept(name, &self.picture().region(&part, None));
    }
}
