//! The state of an instance, shared by the host's main thread (projects), the generator and the
//! editor. The audio thread never comes here.
//!
//! Whoever changes what is heard delivers it to the player under the same lock, so an answer
//! that was computed for a replaced state can't overtake the new one.

mod path;
mod scenes;
mod slots;

#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Instant};

use groove::Groove;
use inference::ModelIdentity;
use nice_plug::params::{internals::ParamPtr, persist::PersistentField};
use parking_lot::Mutex;
use serde_json::Value;

use crate::{
    bridge::{self, Bridge, Deliverer},
    compare::Side,
    corner::Corner,
    history::{Hand, History, Moment, Way},
    player::{Place, Slot},
    preset::Mark,
    request::{Locks, Path, Request},
    sheet::{Edit, Edits, Locked, Part, Sheet, Spot},
    state::{Made, Names, State, StateError},
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

/// The grooves that can be seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shown {
    /// What plays; of several in a row the one in which the player is.
    pub heard: Option<Arc<Groove>>,
    /// The same without the edits.
    pub under: Option<Arc<Groove>>,
    /// What is at each corner of the map.
    pub corners: [Option<Arc<Groove>>; Corner::COUNT],
    /// What each slot's key plays, A to P.
    pub slots: [Option<Arc<Groove>>; Slot::COUNT],
    /// What the slots are called.
    pub names: Names,
    /// What was written on the page.
    pub sheet: Arc<Sheet>,
    /// The path over the map.
    pub path: Arc<Path>,
    /// Whether there is something to undo, …
    pub can_go_back: bool,
    /// … and to redo.
    pub can_go_forth: bool,
    /// Whether what plays came from the model, so that it can be stored in a card.
    pub can_be_kept: bool,
    /// What was wrong with the state when it was loaded.
    pub error: Option<StateError>,
    /// The preset that it came from.
    pub preset: Option<Arc<Mark>>,
    /// The model that was chosen.
    pub model: Option<ModelIdentity>,
    /// Which of two scenes plays.
    pub side: Side,
    /// Whether there is another scene yet.
    pub has_other: bool,
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

    /// What the editor shows.
    #[must_use]
    pub fn shown(&self) -> Shown {
        let content = self.content.lock();
        let state = &content.state;
        let groove = |made: Option<&Made>| made.map(|made| made.groove.clone());
        let piece = self.bridge.piece(content.heard.len());
        let mut slots = [const { None }; Slot::COUNT];
        for slot in Slot::all() {
            slots[slot.index()] = groove(state.in_slot(slot));
        }
        Shown {
            heard: content.heard.get(piece).cloned(),
            under: content.under().nth(piece).cloned(),
            corners: Corner::ALL.map(|corner| groove(state.corners[corner.index()].as_ref())),
            slots,
            names: state.names.clone(),
            sheet: state.sheet.clone(),
            path: state.path.clone(),
            can_go_back: content.history.is_possible(Way::Back),
            can_go_forth: content.history.is_possible(Way::Forth),
            can_be_kept: !state.live.is_empty(),
            error: content.error.clone(),
            preset: state.preset.clone(),
            model: state.model.clone(),
            side: state.compare.side,
            has_other: state.compare.other.is_some(),
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

    /// The generator sends one of `of` pieces of an answer that it began at `revision`. Says no,
    /// and sends nothing, if the memory was changed since.
    #[must_use]
    pub fn send(&self, revision: u64, piece: usize, of: usize, groove: &Arc<Groove>) -> bool {
        let place = Place::Live { piece, of };
        self.if_still(revision, |content| {
            let over = content.state.sheet.over(groove);
            content.deliverer.deliver(place, &over);
        })
    }

    /// The generator has sent all pieces: what was asked for plays. Says no, and does nothing,
    /// if the memory was changed since.
    #[must_use]
    pub fn answer(&self, revision: u64, request: Request, live: Vec<Made>) -> bool {
        self.if_still(revision, |content| {
            content.answered = Some((content.ground, content.state.sheet.clone()));
            content.state.request = Some(request);
            content.state.live = live;
            content.is_as_loaded = false;
            content.error = None;
            content.compose();
            if std::mem::take(&mut content.is_edited) {
                content.deliver_live();
            }
        })
    }

    /// The generator sends the fill of what it answered: none where nothing is better than what
    /// plays.
    pub fn set_fill(&self, revision: u64, fill: Option<Made>) {
        self.if_still(revision, |content| {
            content.state.fill = fill;
            content.deliver_fill();
        });
    }

    /// The generator saw that what was loaded needs no answer: from now on other settings do.
    pub fn accept_as_loaded(&self, revision: u64) {
        self.if_still(revision, |content| content.is_as_loaded = false);
    }

    /// The generator tells what is at the map's corners, if the memory was not changed since.
    pub fn set_corners(&self, revision: u64, corners: [Made; Corner::COUNT]) {
        self.if_still(revision, |content| {
            content.state.corners = corners.map(Some);
            for corner in Corner::ALL {
                content.deliver_slot(corner.into());
            }
        });
    }

    /// Lets `groove` play where nothing is heard yet; it is never stored. Says whether it plays.
    pub fn stand_in(&self, groove: &Arc<Groove>) -> bool {
        let mut content = self.content.lock();
        let is_needed = content.state.live.is_empty();
        if is_needed {
            content.stand_in = Some(groove.clone());
            content.compose();
            content.deliver_live();
        }
        is_needed
    }

    /// Dices a part of the groove alone: everything else stays, bit by bit. `number`, 1–9999, says
    /// which throw it is; 0 gives the part back to the common take.
    pub fn roll(&self, part: Part, number: u16, locks: &Locks) {
        let mut content = self.content.lock();
        content.note();
        let sheet = Arc::make_mut(&mut content.state.sheet);
        sheet.takes.set(part, number, locks);
        content.is_as_loaded = false;
        content.deliverer.revise();
    }

    /// Lets a cell play this, whatever the model plays there. It is heard at once.
    pub fn edit(&self, spot: Spot, edit: Edit) {
        self.rewrite(|sheet, under| sheet.edits.set(under, spot, edit));
    }

    /// Lets a cell play what the model plays again.
    pub fn unedit(&self, spot: Spot) {
        self.rewrite(|sheet, _| sheet.edits.remove(spot));
    }

    /// Takes all edits away.
    pub fn unedit_all(&self) {
        self.rewrite(|sheet, _| sheet.edits = Edits::default());
    }

    /// The window moves a parameter that stands at `value`, normalized.
    pub fn note_param(&self, param: ParamPtr, value: f32) {
        let content = &mut *self.content.lock();
        let (made_for, state) = (content.made_for(), &content.state);
        let past = || Past {
            state: state.clone(),
            made_for,
        };
        content.history.note_param(param, value, past);
        if !content.is_arriving {
            content.state.touch();
        }
    }

    /// A frame of the window is over: what was done until the hand let go is one step of the
    /// history.
    pub fn frame_over(&self, hand: Hand) {
        self.content.lock().history.frame_over(hand);
    }

    /// What was noted since the last frame is no step: it came of going one.
    pub fn forget_open(&self) {
        let mut content = self.content.lock();
        content.history.forget_open();
        content.is_arriving = false;
    }

    /// Undoes or redoes a step: the state is what it was, and plays. Gives where the parameters
    /// stood, for the window to tell the host; `now` reads where one stands.
    #[must_use]
    pub fn step(&self, way: Way, now: impl Fn(ParamPtr) -> f32) -> Vec<(ParamPtr, f32)> {
        let mut content = self.content.lock();
        let past = content.past();
        let then = content.history.step(way, |then| Moment {
            past,
            params: then
                .params
                .iter()
                .map(|(param, _)| (*param, now(*param)))
                .collect(),
            is_state_changed: then.is_state_changed,
        });
        let Some(then) = then else { return Vec::new() };
        content.take_over(then.past);
        content.went_at = Some(Instant::now());
        content.is_arriving = true;
        then.params
    }

    /// Locks a cell, so that new grooves leave it as it is, or opens it: then it is what was asked
    /// for.
    pub fn toggle_lock(&self, spot: Spot) {
        let mut content = self.content.lock();
        let Some(grid) = content.under().next().map(|groove| groove.grid()) else {
            return;
        };
        content.note();
        let before = content.state.sheet.clone();
        let sheet = Arc::make_mut(&mut content.state.sheet);
        sheet.locked.toggle(grid, spot);
        if !sheet.is_met_by(&before) {
            content.is_as_loaded = false;
            content.deliverer.revise();
        }
    }

    /// Opens all locked cells.
    pub fn unlock_all(&self) {
        let mut content = self.content.lock();
        content.note();
        Arc::make_mut(&mut content.state.sheet).locked = Locked::default();
        content.is_as_loaded = false;
        content.deliverer.revise();
    }

    fn rewrite(&self, change: impl FnOnce(&mut Sheet, &[&Groove])) {
        let mut content = self.content.lock();
        let mut sheet = content.state.sheet.clone();
        let under: Vec<&Groove> = content.under().map(|groove| &**groove).collect();
        change(Arc::make_mut(&mut sheet), &under);
        if sheet == content.state.sheet {
            return;
        }
        content.note();
        content.state.sheet = sheet;
        content.is_edited = true;
        content.compose();
        content.deliver_live();
        content.deliver_fill();
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

    /// Something is about to be done that can be undone: to be called by everything that the
    /// window does to the state, before it does it.
    fn note(&mut self) {
        self.note_untouched();
        self.state.touch();
    }

    /// The same for what leaves the scene what it was.
    fn note_untouched(&mut self) {
        let (made_for, state) = (self.made_for(), &self.state);
        self.history.note(|| Past {
            state: state.clone(),
            made_for,
        });
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
