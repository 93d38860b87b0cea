//! What the window shows of the memory.

use std::sync::Arc;

use groove::Groove;
use inference::ModelIdentity;

use super::Memory;
use crate::{
    compare::Side,
    corner::Corner,
    history::Way,
    player::Slot,
    preset::Mark,
    request::Path,
    sheet::Sheet,
    state::{Made, Names, StateError},
};

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

impl Memory {
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
}
