//! The state of an instance, shared by the host's main thread (projects), the generator and the
//! editor. The audio thread never comes here.
//!
//! Whoever changes what is heard delivers it to the player under the same lock, so an answer
//! that was computed for a replaced state can't overtake the new one.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use groove::Groove;
use nice_plug::params::persist::PersistentField;
use parking_lot::Mutex;
use serde_json::Value;

use crate::{
    bridge::Bridge,
    request::Request,
    state::{Made, State, StateError},
};

/// One of the two ends of the morph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The end at 0.
    A,
    /// The end at 1.
    B,
}

/// See the module's documentation.
#[derive(Default)]
pub struct Memory {
    content: Mutex<Content>,
    /// Counts the changes that make earlier answers stale: loading and storing.
    revision: AtomicU64,
    bridge: Arc<Bridge>,
}

#[derive(Default)]
struct Content {
    state: State,
    /// What was wrong with the state when it was loaded.
    error: Option<StateError>,
    /// Loaded from a project, and the generator has not yet seen it.
    is_as_loaded: bool,
    /// What plays where there is neither a model nor a stored groove.
    stand_in: Option<Arc<Groove>>,
}

/// The memory at one moment, as the generator needs it.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Which moment.
    pub revision: u64,
    /// What was remembered.
    pub state: State,
    /// Whether it was just loaded from a project.
    pub is_as_loaded: bool,
}

/// The grooves that can be seen.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// What plays.
    pub heard: Option<Arc<Groove>>,
    /// What is at the end at 0.
    pub a: Option<Arc<Groove>>,
    /// What is at the end at 1.
    pub b: Option<Arc<Groove>>,
    /// Whether what plays came from the model, so that it can be stored in a card.
    pub can_be_kept: bool,
    /// What was wrong with the state when it was loaded.
    pub error: Option<StateError>,
}

impl Memory {
    /// An empty memory that delivers over this bridge.
    #[must_use]
    pub fn new(bridge: Arc<Bridge>) -> Self {
        Self {
            bridge,
            ..Self::default()
        }
    }

    /// The bridge to the player.
    #[must_use]
    pub fn bridge(&self) -> &Arc<Bridge> {
        &self.bridge
    }

    /// The number of this moment. Safe on the audio thread.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision.load(Ordering::Acquire)
    }

    /// Everything, at one moment.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let content = self.content.lock();
        Snapshot {
            revision: self.revision(),
            state: content.state.clone(),
            is_as_loaded: content.is_as_loaded,
        }
    }

    /// What the editor shows.
    #[must_use]
    pub fn shown(&self) -> Shown {
        let content = self.content.lock();
        let groove = |made: &Option<Made>| made.as_ref().map(|made| made.groove.clone());
        Shown {
            heard: groove(&content.state.heard).or_else(|| content.stand_in.clone()),
            a: groove(&content.state.a.now),
            b: groove(&content.state.b.now),
            can_be_kept: content.state.heard.is_some(),
            error: content.error.clone(),
        }
    }

    /// Takes over a project's state. Its groove goes to the player at once.
    pub fn load(&self, value: Value) {
        let (state, error) = State::read(value);
        let mut content = self.content.lock();
        if let Some(heard) = &state.heard {
            self.bridge.deliver(&heard.groove);
        }
        let stand_in = content.stand_in.take();
        *content = Content {
            state,
            error,
            is_as_loaded: true,
            stand_in,
        };
        self.revision.fetch_add(1, Ordering::AcqRel);
    }

    /// The state as a project stores it.
    #[must_use]
    pub fn written(&self) -> Value {
        let state = self.content.lock().state.clone();
        state.write()
    }

    /// The generator answers a request that it read at `revision`: the groove goes to the
    /// player. Says no, and does nothing, if the memory was changed since.
    #[must_use]
    pub fn answer(&self, revision: u64, request: Request, heard: Made) -> bool {
        let mut content = self.content.lock();
        if revision != self.revision() {
            return false;
        }
        self.bridge.deliver(&heard.groove);
        content.state.request = Some(request);
        content.state.heard = Some(heard);
        content.is_as_loaded = false;
        content.error = None;
        true
    }

    /// The generator saw that what was loaded needs no answer: from now on other settings do.
    pub fn accept_as_loaded(&self, revision: u64) {
        let mut content = self.content.lock();
        if revision == self.revision() {
            content.is_as_loaded = false;
        }
    }

    /// The generator tells what is at the two ends, if the memory was not changed since.
    pub fn set_ends(&self, revision: u64, a: Made, b: Made) {
        let mut content = self.content.lock();
        if revision == self.revision() {
            content.state.a.now = Some(a);
            content.state.b.now = Some(b);
        }
    }

    /// Lets `groove` play where nothing is heard yet; it is never stored. Says whether it plays.
    pub fn stand_in(&self, groove: &Arc<Groove>) -> bool {
        let mut content = self.content.lock();
        let is_needed = content.state.heard.is_none();
        if is_needed {
            self.bridge.deliver(groove);
            content.stand_in = Some(groove.clone());
        }
        is_needed
    }

    /// Stores what is heard at one end.
    pub fn keep(&self, side: Side) {
        let mut content = self.content.lock();
        let heard = content.state.heard.clone();
        let end = match side {
            Side::A => &mut content.state.a,
            Side::B => &mut content.state.b,
        };
        end.kept = heard;
        self.revision.fetch_add(1, Ordering::AcqRel);
    }
}

/// The memory as the framework stores it with a project.
pub struct Saved(pub Arc<Memory>);

impl PersistentField<'_, Value> for Saved {
    fn set(&self, value: Value) {
        self.0.load(value);
    }

    fn map<F, R>(&self, f: F) -> R
    where
        F: Fn(&Value) -> R,
    {
        f(&self.0.written())
    }
}

#[cfg(test)]
mod tests {
    use groove::Grid;
    use inference::{Latent, ModelIdentity};

    use super::*;
    use crate::params::AXES;

    fn made(name: &str) -> Made {
        Made {
            model: ModelIdentity {
                name: name.into(),
                sha256: String::new(),
            },
            latent: Latent(vec![1.0]),
            groove: Arc::new(Groove::empty(Grid::FOUR_BARS)),
        }
    }

    fn request() -> Request {
        Request::new(1, 2, 0.0, [0.0; AXES], 0.5, 0)
    }

    fn arrives(memory: &Memory) -> bool {
        memory.bridge().take_next().is_some()
    }

    #[test]
    fn an_answer_to_a_replaced_state_is_refused() {
        let memory = Memory::default();
        let stale = memory.revision();
        memory.load(Value::Null);
        assert!(!memory.answer(stale, request(), made("old")));
        assert!(!arrives(&memory));
        assert!(memory.answer(memory.revision(), request(), made("new")));
        assert!(arrives(&memory));
    }

    #[test]
    fn a_loaded_groove_plays_at_once_and_survives_saving() {
        let memory = Memory::default();
        assert!(memory.answer(0, request(), made("it")));
        memory.keep(Side::B);
        let other = Memory::default();
        other.load(memory.written());
        assert!(arrives(&other));
        let snapshot = other.snapshot();
        assert!(snapshot.is_as_loaded);
        assert_eq!(snapshot.state, memory.snapshot().state);
        assert_eq!(snapshot.state.b.kept, Some(made("it")));
    }

    #[test]
    fn a_stand_in_gives_way_and_is_not_stored() {
        let memory = Memory::default();
        let beat = Arc::new(Groove::empty(Grid::FOUR_BARS));
        assert!(memory.stand_in(&beat));
        assert!(!memory.shown().can_be_kept && memory.shown().heard.is_some());
        assert_eq!(memory.snapshot().state, State::default());
        assert!(memory.answer(0, request(), made("it")));
        assert!(!memory.stand_in(&beat));
    }
}
