//! A window with as much in it as there can be: all slots and tiles full, strokes everywhere, edits
//! and locks, the playhead running.

use std::{sync::Arc, thread, time::Duration};

use egui::{Event, FullOutput, Pos2, RawInput, Rect, vec2};
use groove::{Beats, Cell, Drum, Grid, Groove, Offset, Probability, Step, Velocity};
use inference::{Draw, Latent, ModelError, ModelIdentity, Seed};
use quatrain_plugin::{
    bridge::{self, PlayerEnd, Report},
    direction::Direction,
    editor::{SIZE, headless::Headless},
    generator::{About, Generator, Maker, Shared, TILES},
    library::{Library, Places},
    memory::Memory,
    params::QuatrainParams,
    player::{Playhead, Slot, Source},
    sheet::Edit,
};

/// Frames a second.
const RATE: f64 = 60.0;

/// Makes grooves that are three quarters full.
struct Drummer(ModelIdentity);

impl Maker for Drummer {
    fn identity(&self) -> &ModelIdentity {
        &self.0
    }

    fn about(&self) -> Arc<About> {
        Arc::new(About {
            name: self.0.name.clone(),
            provider: "CPU".to_owned(),
            ..About::default()
        })
    }

    fn sample(&self, seed: Seed) -> Latent {
        Latent(vec![seed.0 as f32, 1.0])
    }

    fn moved(&self, latent: &Latent, _direction: Direction, deviations: f32) -> Latent {
        Latent(latent.0.iter().map(|number| number + deviations).collect())
    }

    fn diced(&self, latent: &Latent, _seed: Seed) -> Latent {
        latent.clone()
    }

    fn fill(&self, _latent: &Latent) -> Option<Latent> {
        None
    }

    fn encode(&self, _groove: &Groove) -> Result<Latent, ModelError> {
        Ok(Latent(vec![0.0, 1.0]))
    }

    fn decode(&self, draws: &[Draw<'_>]) -> Result<Vec<Groove>, ModelError> {
        Ok(draws.iter().map(|draw| dense(draw.latent)).collect())
    }
}

fn dense(latent: &Latent) -> Groove {
    let mut groove = Groove::empty(Grid::FOUR_BARS);
    let seed = latent
        .0
        .iter()
        .map(|number| number.to_bits() as usize)
        .sum::<usize>();
    for step in 0..groove.grid().steps() {
        for drum in Drum::ALL {
            let chance = (seed ^ (step * 9 + drum.index())).wrapping_mul(0x9e37_79b9) >> 7 & 63;
            let velocity = Velocity::new(0.2 + chance as f32 / 80.0);
            let stroke = Cell::stroke(velocity, Offset::new(chance as f32 / 200.0 - 0.15));
            let cell = Cell {
                hit: chance < 48,
                probability: Probability::new(chance as f32 / 63.0),
                ..stroke
            };
            groove.set(Step(step), drum, cell);
        }
    }
    groove
}

/// See the module's documentation.
pub struct FullWindow {
    headless: Headless,
    player: PlayerEnd,
    frames: u64,
}

impl FullWindow {
    /// Opens it, and waits until everything is made.
    pub fn open() -> Self {
        let (player, deliverer) = bridge::build();
        let memory = Arc::new(Memory::new(deliverer));
        let params = Arc::new(QuatrainParams::new(memory.clone()));
        let mut shared = Shared::new(memory.clone());
        // Nothing that is installed here takes part.
        shared.library = Library::at(Places {
            presets: Some("/nowhere".into()),
            models: Some("/nowhere".into()),
        });
        let shared = Arc::new(shared);
        let ask = Box::new({
            let controls = params.controls.clone();
            move || controls.request()
        });
        let open = Box::new(|_: Option<&ModelIdentity>| {
            let identity = ModelIdentity {
                name: "full".into(),
                sha256: "full".into(),
            };
            Ok(Box::new(Drummer(identity)) as Box<dyn Maker>)
        });
        let generator = Arc::new(Generator::new(shared.clone(), ask, open));
        let headless = Headless::open(params, generator);
        wait(|| !memory.snapshot().state.live.is_empty());
        for slot in Slot::all() {
            memory.keep(slot);
        }
        for step in (0..64).step_by(5) {
            let spot = (Step(step), Drum::Snare);
            memory.edit(spot, Edit::of(&Cell::default()).toggled());
            memory.toggle_lock((Step(step), Drum::Kick));
        }
        wait(|| shared.tiles().all().count() == TILES * TILES);
        Self {
            headless,
            player,
            frames: 0,
        }
    }

    /// The next frame, with these events; the playhead runs.
    pub fn frame(&mut self, events: Vec<Event>) -> FullOutput {
        let time = self.frames as f64 / RATE;
        self.frames += 1;
        // 120 quarter notes a minute.
        let beats = 2.0 * time;
        self.player.report(&Report {
            playhead: Some(Playhead {
                source: Source::Live,
                in_bar: Beats(beats % 4.0),
                bar: (beats / 4.0) as i64,
                is_complete: true,
            }),
            notes: 1,
            bypassed: false,
        });
        let window = Rect::from_min_size(Pos2::ZERO, vec2(SIZE.0, SIZE.1));
        self.headless.frame(RawInput {
            screen_rect: Some(window),
            time: Some(time),
            events,
            ..RawInput::default()
        })
    }

    /// How many triangles a frame has.
    pub fn triangles(&self, frame: FullOutput) -> usize {
        let egui = self.headless.egui();
        let primitives = egui.tessellate(frame.shapes, frame.pixels_per_point);
        let meshes = primitives.iter().map(|clipped| &clipped.primitive);
        meshes
            .map(|primitive| match primitive {
                egui::epaint::Primitive::Mesh(mesh) => mesh.indices.len() / 3,
                egui::epaint::Primitive::Callback(_) => 0,
            })
            .sum()
    }
}

fn wait(is_there: impl Fn() -> bool) {
    for _ in 0..6_000 {
        if is_there() {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("the window does not fill");
}
