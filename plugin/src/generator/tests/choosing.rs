//! Which model makes the grooves: the one that was chosen, as soon as it can.

use super::*;

/// What is installed, and how often it was opened.
#[derive(Clone, Default)]
struct Shelf {
    models: Arc<Mutex<Vec<&'static str>>>,
    broken: Arc<Mutex<Vec<&'static str>>>,
    opened: Arc<AtomicUsize>,
}

impl Shelf {
    fn of(models: &[&'static str]) -> Self {
        let shelf = Self::default();
        shelf.models.lock().extend(models);
        shelf
    }

    fn open(&self, chosen: Option<&ModelIdentity>) -> Result<Box<dyn Maker>, OpenError> {
        self.opened.fetch_add(1, Ordering::Relaxed);
        let models = self.models.lock();
        let wanted = |name: &&&str| chosen.is_none_or(|chosen| chosen.name == ***name);
        let Some(name) = models.iter().find(wanted) else {
            let place = "/nowhere".to_owned();
            return Err(match chosen {
                Some(chosen) => OpenError::ChosenMissing {
                    name: chosen.name.clone(),
                    place,
                },
                None => OpenError::NoneInstalled { place },
            });
        };
        if self.broken.lock().contains(name) {
            return Err(OpenError::Unusable(ModelError::Run {
                graph: "decoder",
                reason: "it is broken".into(),
            }));
        }
        Ok(Box::new(fake(name)))
    }

    fn instance(&self, memory: Memory) -> Instance {
        let request = Arc::new(Mutex::new(setting(0.0, 0)));
        let shared = Arc::new(Shared::new(Arc::new(memory)));
        shared.set_watched(true);
        let ask: Ask = Box::new({
            let request = request.clone();
            move || *request.lock()
        });
        let shelf = self.clone();
        let generator = Generator::new(shared, ask, Box::new(move |chosen| shelf.open(chosen)));
        generator.ensure_running();
        Instance {
            generator,
            request,
            decoded: Arc::default(),
            decoded_pieces: Arc::default(),
        }
    }
}

fn identity(name: &str) -> ModelIdentity {
    fake(name).identity
}

/// Whose groove plays.
fn maker(instance: &Instance) -> String {
    instance.settle();
    let state = instance.memory().snapshot().state;
    state.live[0].model.name.clone()
}

fn refused(instance: &Instance) -> String {
    let refused = instance.generator.shared().status().refused;
    refused.unwrap_or_default()
}

#[test]
fn another_model_takes_over_and_what_is_stored_stays() {
    let shelf = Shelf::of(&["one", "other"]);
    let instance = shelf.instance(Memory::default());
    assert_eq!(maker(&instance), "one");
    instance.memory().keep(Corner::B);
    let slots = instance.memory().snapshot().state.slots;
    instance.set(Request::new(100, 0, 1.0, [0.0; AXES], 0.5, 0));
    let before = instance.settle();
    instance.memory().frame_over(crate::history::Hand::LetsGo);
    instance.memory().choose_model(identity("other"));
    assert_eq!(maker(&instance), "other");
    // The stored groove is placed anew in the space of the other one.
    assert_eq!(instance.heard(), before);
    assert_eq!(instance.memory().snapshot().state.slots, slots);
    assert_eq!(refused(&instance), "");
    let opened = shelf.opened.load(Ordering::Relaxed);
    assert_eq!(opened, 2);
    // Undone, the first one is at work again, and its groove plays as it was.
    instance.memory().frame_over(crate::history::Hand::LetsGo);
    let _ = instance.memory().step(crate::history::Way::Back, |_| 0.0);
    instance.memory().forget_open();
    assert_eq!(maker(&instance), "one");
}

#[test]
fn one_that_fails_leaves_the_old_one_at_work_and_is_tried_once() {
    let shelf = Shelf::of(&["one", "other"]);
    shelf.broken.lock().push("other");
    let instance = shelf.instance(Memory::default());
    assert_eq!(maker(&instance), "one");
    instance.memory().choose_model(identity("other"));
    assert_eq!(maker(&instance), "one");
    let words = refused(&instance);
    assert!(
        words.contains("it is broken") && words.contains("\"one\" makes"),
        "{words}"
    );
    let opened = shelf.opened.load(Ordering::Relaxed);
    std::thread::sleep(Duration::from_millis(2_100));
    assert_eq!(shelf.opened.load(Ordering::Relaxed), opened);
    instance.memory().choose_model(identity("one"));
    assert_eq!(maker(&instance), "one");
    assert_eq!(refused(&instance), "");
}

#[test]
fn a_projects_model_that_is_missing_is_told_and_comes_when_it_is_there() {
    let memory = Memory::default();
    memory.choose_model(identity("other"));
    let shelf = Shelf::of(&["one"]);
    let instance = shelf.instance(memory);
    assert_eq!(maker(&instance), "one");
    let words = refused(&instance);
    assert!(words.contains("\"other\" is not in /nowhere") && words.contains("choose another"));
    shelf.models.lock().push("other");
    let began = Instant::now();
    while maker(&instance) != "other" {
        assert!(began.elapsed() < Duration::from_secs(20), "it never came");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(refused(&instance), "");
}
