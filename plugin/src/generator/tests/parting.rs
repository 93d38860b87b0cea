//! A maker that never comes back, as a driver that hangs: neither player nor host hang with it.

use std::sync::mpsc::{Receiver, Sender, channel};

use super::*;

/// Decodes the first groove, then hangs until it is let go.
struct Hanging {
    fake: Fake,
    hangs: Sender<()>,
    let_go: Receiver<()>,
}

impl Maker for Hanging {
    fn identity(&self) -> &ModelIdentity {
        self.fake.identity()
    }

    fn about(&self) -> Arc<About> {
        self.fake.about()
    }

    fn sample(&self, seed: Seed) -> Latent {
        self.fake.sample(seed)
    }

    fn moved(&self, latent: &Latent, direction: Direction, deviations: f32) -> Latent {
        self.fake.moved(latent, direction, deviations)
    }

    fn diced(&self, latent: &Latent, _seed: Seed) -> Latent {
        latent.clone()
    }

    fn fill(&self, _latent: &Latent) -> Option<Latent> {
        None
    }

    fn encode(&self, groove: &Groove) -> Result<Latent, ModelError> {
        self.fake.encode(groove)
    }

    fn decode(&self, draws: &[Draw<'_>]) -> Result<Vec<Groove>, ModelError> {
        if draws[0].take == Seed(0) {
            return self.fake.decode(draws);
        }
        let _ = self.hangs.send(());
        // Until the test's end of the channel is dropped: for ever, as far as the plugin knows.
        let _ = self.let_go.recv();
        self.fake.decode(draws)
    }
}

#[test]
fn a_maker_that_hangs_costs_the_player_nothing_and_the_host_a_bounded_time() {
    let (mut player_end, deliverer) = bridge::build();
    let memory = Arc::new(Memory::new(deliverer));
    let shared = Arc::new(Shared::new(memory.clone()));
    shared.set_watched(true);
    let request = Arc::new(Mutex::new(setting(1.0, 0)));
    let (hangs, is_hanging) = channel();
    let (letting_go, let_go) = channel::<()>();
    let mut maker = Some(Hanging {
        fake: fake("one"),
        hangs,
        let_go,
    });
    let ask: Ask = Box::new({
        let request = request.clone();
        move || *request.lock()
    });
    let open: Open = Box::new(move |_| match maker.take() {
        Some(maker) => Ok(Box::new(maker)),
        None => Err(OpenError::NoneInstalled {
            place: "/nowhere".into(),
        }),
    });
    let generator = Generator::new(shared, ask, open);
    generator.ensure_running();
    let wanted = request.lock().fingerprint(0);
    while memory.bridge().answered() != wanted {
        std::thread::sleep(Duration::from_millis(1));
    }
    *request.lock() = setting(0.0, 1);
    is_hanging
        .recv_timeout(Duration::from_secs(20))
        .expect("the maker is asked");

    // The player plays what it has, and projects are kept, saved and loaded.
    let mut player = Player::new(64);
    player_end.exchange(&mut player);
    assert_eq!(first_velocity(&mut player), Some(64));
    memory.keep(Corner::A);
    memory.load(memory.written());
    player_end.exchange(&mut player);
    player.interrupt();
    assert_eq!(first_velocity(&mut player), Some(64));

    // This returns although the maker doesn't.
    drop(generator);
    assert!(
        letting_go.send(()).is_ok(),
        "the thread was left behind, alive"
    );
}

#[test]
fn a_maker_at_work_is_waited_for() {
    let instance = Instance::new(Some("one"), Memory::default());
    instance.set(setting(1.0, 0));
    let memory = instance.generator.shared().memory.clone();
    let shared = Arc::downgrade(instance.generator.shared());
    drop(instance);
    // The thread has ended: nobody holds what it shared.
    assert!(shared.upgrade().is_none());
    assert_eq!(Arc::strong_count(&memory), 1);
}
