//! The state of an instance, shared by the host's main thread (projects), the generator and the
//! editor. The audio thread never comes here.
//!
//! Whoever changes what is heard delivers it to the player under the same lock, so an answer
//! that was computed for a replaced state can't overtake the new one.
//!
//! | file | what |
//! |---|---|
//! | `answers` | what the generator sends |
//! | `page` | dice, edits and locks on the page |
//! | `path` | the path over the map |
//! | `scenes` | presets, A and B, the choice of a model |
//! | `shown` | what the window shows |
//! | `slots` | the slots A to P |
//! | `steps` | undo and redo |

mod answers;
mod page;
mod path;
mod scenes;
mod shown;
mod slots;
mod steps;

#[cfg(test)]
mod tests;

pub use shown::Shown;

use std::{sync::Arc, time::Instant};

use groove::Groove;
use nice_plug::params::persist::PersistentField;
use parking_lot::Mutex;
use serde_json::Value;

use crate::{
    bridge::{self, Bridge, Deliverer},
    history::History,
    player::{Place, Slot},
    sheet::Sheet,
    state::{State, StateError},
};

/// See the module's documentation.
pub struct Memory {
    content: Mutex<Content>,
    bridge: Arc<Bridge>,
}

struct Content {
    state: State,
    /// What was wrong with the state when it was loaded.
    error: Option<StateError>,
    /// Loaded from a project, and the generator has not yet seen it.
    is_as_loaded: bool,
    /// Counts what makes every answer stale: all changes but those on the sheet.
    ground: u64,
    /// The sheet that the live groove was made for, on which ground.
    answered: Option<(u64, Arc<Sheet>)>,
    /// What plays where there is neither a model nor a stored groove.
    stand_in: Option<Arc<Groove>>,
    /// What plays, piece by piece: the live grooves, or what stands in for them, and the edits
    /// over it.
    heard: Vec<Arc<Groove>>,
    /// Whether an edit came between the pieces of an answer, which then went to the player
    /// without it, or was followed by the older groove.
    is_edited: bool,
    history: History,
    /// When a step of the history was last gone.
    went_at: Option<Instant>,
    /// Whether the window moves parameters to where another scene has them: that is no change of
    /// the scene.
    is_arriving: bool,
    deliverer: Deliverer,
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
    /// When a step of the history was last gone: the host may not have moved the parameters yet.
    pub went_at: Option<Instant>,
    /// Counts what makes every answer stale, as [`Snapshot::revision`] does for all changes.
    pub ground: u64,
    /// The sheet that the live groove was made for, if nothing else makes it stale but perhaps
    /// another request.
    pub made_for: Option<Arc<Sheet>>,
}

/// What the memory goes back to.
#[derive(Debug, Clone)]
pub struct Past {
    state: State,
    /// The sheet of its live groove, which may not have caught up with its own.
    made_for: Option<Arc<Sheet>>,
}

impl Default for Memory {
    /// A memory to which no player listens.
    fn default() -> Self {
        Self::new(bridge::build().1)
    }
}

impl Memory {
    /// An empty memory that delivers over this end of a bridge.
    #[must_use]
    pub fn new(deliverer: Deliverer) -> Self {
        let bridge = deliverer.bridge().clone();
        let content = Content {
            state: State::default(),
            error: None,
            is_as_loaded: false,
            ground: 0,
            answered: None,
            stand_in: None,
            heard: Vec::new(),
            is_edited: false,
            history: History::default(),
            went_at: None,
            is_arriving: false,
            deliverer,
        };
        Self {
            content: Mutex::new(content),
            bridge,
        }
    }

    /// What the player tells, and what was answered.
    #[must_use]
    pub fn bridge(&self) -> &Arc<Bridge> {
        &self.bridge
    }

    /// The number of this moment.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.bridge.revision()
    }

    /// Everything, at one moment.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let content = self.content.lock();
        Snapshot {
            revision: self.revision(),
            state: content.state.clone(),
            is_as_loaded: content.is_as_loaded,
            went_at: content.went_at,
            ground: content.ground,
            made_for: content.made_for(),
        }
    }

    /// Takes over a project's state. Its grooves go to the player at once.
    pub fn load(&self, value: Value) {
        let (state, error) = State::read(value);
        let mut content = self.content.lock();
        content.error = error;
        content.history = History::default();
        content.take_over(Past {
            made_for: Some(state.sheet.clone()),
            state,
        });
    }

    /// The state as a project stores it.
    #[must_use]
    pub fn written(&self) -> Value {
        let state = self.content.lock().state.clone();
        state.write()
    }

    fn if_still(&self, revision: u64, change: impl FnOnce(&mut Content)) -> bool {
        let mut content = self.content.lock();
        let is_still = revision == self.revision();
        if is_still {
            change(&mut content);
        }
        is_still
    }
}

impl Content {
    /// The sheet that the live groove was made for, unless it is stale for another reason.
    fn made_for(&self) -> Option<Arc<Sheet>> {
        let (ground, sheet) = self.answered.as_ref()?;
        (*ground == self.ground).then(|| sheet.clone())
    }

    fn past(&self) -> Past {
        Past {
            state: self.state.clone(),
            made_for: self.made_for(),
        }
    }

    /// Goes over to another state, which plays at once.
    fn take_over(&mut self, Past { state, made_for }: Past) {
        self.ground += 1;
        let is_met = made_for
            .as_ref()
            .is_some_and(|sheet| state.sheet.is_met_by(sheet));
        self.is_as_loaded = is_met;
        self.answered = made_for.map(|sheet| (self.ground, sheet));
        self.state = state;
        self.compose();
        self.deliver_live();
        self.deliver_fill();
        Slot::all().for_each(|slot| self.deliver_slot(slot));
        self.deliverer.revise();
    }

    /// The live grooves, or what stands in for them, without the edits.
    fn under(&self) -> impl Iterator<Item = &Arc<Groove>> {
        let live = self.state.live.iter().map(|made| &made.groove);
        let stand_in = self.stand_in.iter().filter(|_| self.state.live.is_empty());
        live.chain(stand_in)
    }

    /// Lays the edits over what the model plays.
    fn compose(&mut self) {
        let heard = self.under().map(|groove| self.state.sheet.over(groove));
        self.heard = heard.collect();
    }

    fn deliver_live(&mut self) {
        let of = self.heard.len();
        for (piece, groove) in self.heard.iter().enumerate() {
            let place = Place::Live { piece, of };
            self.deliverer.deliver(place, groove);
        }
    }

    fn deliver_fill(&mut self) {
        // What is written by hand is played in the fill, too.
        let fill = self.state.fill.as_ref();
        let over = fill.map(|made| self.state.sheet.over(&made.groove));
        self.deliverer.put(Place::Fill, over.as_deref());
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
