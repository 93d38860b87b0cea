//! The generator with a maker that needs no model.

mod choosing;
mod filing;
mod making;
mod parting;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use groove::{Beats, Cell, Drum, Grid, Groove, Offset, Step, Velocity};
use inference::{Draw, Latent, ModelError, ModelIdentity, Seed};
use parking_lot::Mutex;

use super::*;
use crate::{
    bridge,
    corner::Corner,
    direction::Direction,
    params::AXES,
    player::{Player, Settings, ear},
};

/// Makes grooves with one stroke in each bar whose velocity tells the latent.
struct Fake {
    identity: ModelIdentity,
    decoded: Arc<AtomicUsize>,
    /// The velocities of each call that asked for four grooves: the pieces of travels.
    pieces: Arc<Mutex<Vec<Vec<f32>>>>,
}

fn fake(name: &str) -> Fake {
    Fake {
        identity: ModelIdentity {
            name: name.into(),
            sha256: name.into(),
        },
        decoded: Arc::default(),
        pieces: Arc::default(),
    }
}

const PANICS_AT: u64 = 666;
const FAILS_AT: u64 = 667;
const HANGS_AT: u64 = 668;
/// What a hanging maker's count of decodings is.
const HANGS: usize = usize::MAX;

impl Maker for Fake {
    fn identity(&self) -> &ModelIdentity {
        &self.identity
    }

    fn about(&self) -> Arc<About> {
        Arc::new(About {
            name: self.identity.name.clone(),
            ..About::default()
        })
    }

    fn sample(&self, seed: Seed) -> Latent {
        Latent(vec![seed.0 as f32 / 1_000.0, 1.0])
    }

    fn moved(&self, latent: &Latent, direction: Direction, deviations: f32) -> Latent {
        let mut moved = latent.clone();
        match direction {
            Direction::Axis(axis) => moved.0[axis % 2] += deviations / 100.0,
            Direction::Attribute(_) => moved.0[0] += deviations / 10.0,
        }
        moved
    }

    fn diced(&self, latent: &Latent, seed: Seed) -> Latent {
        let mut diced = latent.clone();
        diced.0[0] += 0.01 + seed.0 as f32 / 1e10;
        diced
    }

    fn fill(&self, latent: &Latent) -> Option<Latent> {
        let mut fill = latent.clone();
        fill.0[0] += 0.05;
        Some(fill)
    }

    fn encode(&self, groove: &Groove) -> Result<Latent, ModelError> {
        let velocity = groove.cell(Step(0), Drum::Kick).velocity.get();
        Ok(Latent(vec![velocity, 1.0]))
    }

    fn decode(&self, draws: &[Draw<'_>]) -> Result<Vec<Groove>, ModelError> {
        self.decoded.fetch_add(1, Ordering::Relaxed);
        if draws.len() == 4 {
            let velocities = draws.iter().map(|draw| draw.latent.0[0]);
            self.pieces.lock().push(velocities.collect());
        }
        let decode = |draw: &Draw<'_>| {
            assert_ne!(draw.take, Seed(PANICS_AT), "as asked for");
            if draw.take == Seed(HANGS_AT) {
                self.decoded.store(HANGS, Ordering::Relaxed);
                loop {
                    std::thread::park();
                }
            }
            if draw.take == Seed(FAILS_AT) {
                return Err(ModelError::Run {
                    graph: "decoder",
                    reason: "as asked for".into(),
                });
            }
            let mut groove = Groove::empty(Grid::FOUR_BARS);
            let velocity = Velocity::new(draw.latent.0[0]);
            for bar in 0..4 {
                let cell = Cell::stroke(velocity, Offset::NEUTRAL);
                groove.set(Step(16 * bar), Drum::Kick, cell);
                // Beside it, a stroke of each drum that tells the take.
                let take = Velocity::new(draw.take.0 as f32 / 1e8);
                for drum in Drum::ALL {
                    let cell = Cell::stroke(take, Offset::NEUTRAL);
                    groove.set(Step(16 * bar + 1), drum, cell);
                }
            }
            Ok(groove)
        };
        draws.iter().map(decode).collect()
    }
}

/// An instance without a host: a generator and the controls it reads.
struct Instance {
    generator: Generator,
    request: Arc<Mutex<Request>>,
    decoded: Arc<AtomicUsize>,
    decoded_pieces: Arc<Mutex<Vec<Vec<f32>>>>,
}

impl Instance {
    fn new(model: Option<&'static str>, memory: Memory) -> Self {
        Self::at(setting(0.0, 0), model, memory)
    }

    /// With controls that stand where they are before the generator first looks.
    fn at(request: Request, model: Option<&'static str>, memory: Memory) -> Self {
        let request = Arc::new(Mutex::new(request));
        let decoded = Arc::new(AtomicUsize::new(0));
        let decoded_pieces = Arc::<Mutex<Vec<Vec<f32>>>>::default();
        let shared = Arc::new(Shared::new(Arc::new(memory)));
        shared.set_watched(true);
        let ask: Ask = Box::new({
            let request = request.clone();
            move || *request.lock()
        });
        let open: Open = Box::new({
            let (decoded, pieces) = (decoded.clone(), Arc::clone(&decoded_pieces));
            move |_| match model {
                Some(name) => Ok(Box::new(Fake {
                    decoded: decoded.clone(),
                    pieces: pieces.clone(),
                    ..fake(name)
                })),
                None => Err(OpenError::NoneInstalled {
                    place: "/nowhere".into(),
                }),
            }
        });
        let generator = Generator::new(shared, ask, open);
        generator.ensure_running();
        Self {
            generator,
            request,
            decoded,
            decoded_pieces,
        }
    }

    fn set(&self, request: Request) {
        *self.request.lock() = request;
    }

    /// Waits until the newest request is answered, and gives what then plays.
    fn settle(&self) -> Velocity {
        let memory = self.memory();
        let began = Instant::now();
        loop {
            let wanted = self.request.lock().fingerprint(memory.revision());
            if memory.bridge().answered() == wanted {
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(20), "never answered");
            std::thread::sleep(Duration::from_millis(1));
        }
        self.heard()
    }

    fn heard(&self) -> Velocity {
        let heard = self.memory().shown().heard.expect("something plays");
        heard.cell(Step(0), Drum::Kick).velocity
    }

    fn memory(&self) -> &Memory {
        &self.generator.shared().memory
    }
}

fn setting(morph: f32, take: i32) -> Request {
    Request::new(100, 500, morph, [0.0; AXES], 0.5, take)
}

/// The MIDI velocity of the stroke at the song's start.
fn first_velocity(player: &mut Player) -> Option<u8> {
    velocity_with(player, &Settings::default())
}

fn velocity_with(player: &mut Player, settings: &Settings) -> Option<u8> {
    ear::first_velocity(player, 0, settings)
}

#[test]
fn the_newest_request_is_answered_and_delivered() {
    let (mut player_end, deliverer) = bridge::build();
    let instance = Instance::new(Some("one"), Memory::new(deliverer));
    assert_eq!(instance.settle().get(), 0.1);
    for morph in 0..=100 {
        instance.set(setting(morph as f32 / 100.0, 0));
    }
    assert_eq!(instance.settle().get(), 0.5);
    let mut player = Player::new(64);
    player_end.exchange(&mut player);
    assert_eq!(first_velocity(&mut player), Some(64));
}

#[test]
fn axes_move_and_equal_requests_cost_nothing() {
    let instance = Instance::new(Some("one"), Memory::default());
    let mut axes = [0.0; AXES];
    axes[2] = 2.0;
    instance.set(Request::new(100, 500, 0.0, axes, 0.5, 0));
    assert!((instance.settle().get() - 0.12).abs() < 1e-6);
    std::thread::sleep(Duration::from_millis(20));
    let decoded = instance.decoded.load(Ordering::Relaxed);
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(instance.decoded.load(Ordering::Relaxed), decoded);
}

#[test]
fn a_panic_is_shown_and_survived() {
    let instance = Instance::new(Some("one"), Memory::default());
    instance.settle();
    instance.set(setting(0.0, PANICS_AT as i32));
    instance.settle();
    let problem = instance
        .generator
        .shared()
        .status()
        .problem
        .expect("it is told");
    assert!(problem.contains("as asked for"), "{problem}");
    // The model is looked for again after a while.
    instance.set(setting(1.0, 0));
    instance.settle();
    let began = Instant::now();
    while instance.heard().get() != 0.5 {
        assert!(began.elapsed() < Duration::from_secs(20), "no restart");
        std::thread::sleep(Duration::from_millis(5));
    }
    instance.settle();
    assert_eq!(instance.generator.shared().status().problem, None);
}

#[test]
fn a_hung_model_hangs_neither_the_player_nor_the_project_nor_the_host() {
    let (mut player_end, deliverer) = bridge::build();
    let instance = Instance::new(Some("one"), Memory::new(deliverer));
    instance.settle();
    instance.set(setting(1.0, HANGS_AT as i32));
    let began = Instant::now();
    while instance.decoded.load(Ordering::Relaxed) != HANGS {
        assert!(began.elapsed() < Duration::from_secs(20), "never tried");
        std::thread::sleep(Duration::from_millis(1));
    }
    let mut player = Player::new(64);
    player_end.exchange(&mut player);
    assert_eq!(first_velocity(&mut player), Some(13));
    assert!(!instance.memory().written().is_null());
    instance.memory().keep(Corner::B);
    // The host removes the instance, and goes on although its thread never ends.
    drop(instance);
}

#[test]
fn an_error_is_shown_and_what_played_plays_on() {
    let instance = Instance::new(Some("one"), Memory::default());
    let before = instance.settle();
    instance.set(setting(1.0, FAILS_AT as i32));
    assert_eq!(instance.settle(), before);
    let problem = instance.generator.shared().status().problem;
    assert!(problem.is_some_and(|problem| problem.contains("as asked for")));
}

#[test]
fn without_a_model_the_starter_plays_and_the_next_step_is_told() {
    let instance = Instance::new(None, Memory::default());
    assert_eq!(instance.settle().get(), 0.9);
    let ModelStatus::Missing(words) = instance.generator.shared().status().model else {
        panic!("there is none")
    };
    assert!(
        words.contains("/nowhere") && words.contains("quatrain train"),
        "{words}"
    );
}

/// The state of a project whose groove has velocity 0.5, with B stored from it.
fn project() -> serde_json::Value {
    let instance = Instance::new(Some("one"), Memory::default());
    instance.set(setting(1.0, 0));
    instance.settle();
    instance.memory().keep(Corner::B);
    instance.settle();
    instance.memory().written()
}

#[test]
fn a_projects_groove_plays_as_stored_until_a_control_moves() {
    for (model, is_foreign) in [(Some("one"), false), (Some("other"), true), (None, false)] {
        let memory = Memory::default();
        memory.load(project());
        let instance = Instance::at(setting(1.0, 0), model, memory);
        assert_eq!(instance.settle().get(), 0.5);
        assert_eq!(
            instance.decoded.load(Ordering::Relaxed),
            0,
            "nothing to make"
        );
        let notice = instance.generator.shared().status().notice;
        assert_eq!(
            notice.is_some_and(|notice| notice.contains("\"one\"")),
            is_foreign
        );
        instance.set(setting(0.0, 0));
        let expected = if model.is_some() { 0.1 } else { 0.5 };
        assert_eq!(instance.settle().get(), expected);
    }
}

#[test]
fn a_stored_groove_comes_back_under_any_model() {
    for model in ["one", "other"] {
        let memory = Memory::default();
        memory.load(project());
        let instance = Instance::new(Some(model), memory);
        instance.set(Request::new(100, 0, 1.0, [0.0; AXES], 0.5, 1));
        assert_eq!(instance.settle().get(), 0.5);
    }
}
