//! What a project stores beside the parameters: latents, the decoded grooves, and which model
//! made them. So the same notes play for ever, even where the model is missing.
//!
//! Reading never fails as a whole: what can be read is used, and a [`StateError`] says what is
//! wrong with the rest. States of earlier versions lack some fields, and that is all.

mod names;
mod reader;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use groove::Groove;
use inference::{Latent, ModelIdentity};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use thiserror::Error;

use crate::{
    compare::Compare,
    corner::Corner,
    player::Slot,
    preset::Mark,
    request::{Path, Request},
    sheet::Sheet,
};
pub use names::Names;
use reader::Reader;

/// The version of the state that is written, and the newest that is understood.
pub const VERSION: u32 = 3;

/// A groove with the place it was decoded from and the model that decoded it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Made {
    /// Who decoded it.
    pub model: ModelIdentity,
    /// Its place in that model's latent space; where its bars come from several, the first's.
    pub latent: Latent,
    /// What was decoded.
    pub groove: Arc<Groove>,
}

impl Made {
    /// A groove that no model made and that has no place yet: a model that needs one gives it one.
    #[must_use]
    pub fn unplaced(groove: Groove) -> Self {
        let nobody = ModelIdentity {
            name: String::new(),
            sha256: String::new(),
        };
        Self {
            model: nobody,
            latent: Latent::default(),
            groove: Arc::new(groove),
        }
    }
}

/// Everything a project stores of an instance, the parameters aside.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// The setting that `live` answers.
    pub request: Option<Request>,
    /// What plays: grooves in a row, none before the first was made.
    pub live: Vec<Made>,
    /// What plays as its fill.
    pub fill: Option<Made>,
    /// What was stored, A to P. The first four are the map's corners where these are stored.
    pub slots: [Option<Made>; Slot::COUNT],
    /// What the slots are called.
    pub names: Names,
    /// What lies at the map's corners, stored or dreamt.
    pub corners: [Option<Made>; Corner::COUNT],
    /// What was written on the page.
    pub sheet: Arc<Sheet>,
    /// The path over the map.
    pub path: Arc<Path>,
    /// Which model makes the grooves; where none was chosen, the first that can be opened.
    pub model: Option<ModelIdentity>,
    /// The preset that it came from.
    pub preset: Option<Arc<Mark>>,
    /// The other scene, and which of the two this one is.
    pub compare: Compare,
}

/// What is wrong with a stored state.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StateError {
    /// It is not what a state looks like.
    #[error(
        "the project's Quatrain state is damaged ({reason}); {}", salvage(*groove_plays)
    )]
    Damaged {
        /// What could not be read, and why.
        reason: String,
        /// Whether the groove in it could be read.
        groove_plays: bool,
    },
    /// It was written by a newer Quatrain.
    #[error(
        "the project was saved by a newer Quatrain (state {found}, known up to {VERSION}): \
         update the plugin; {}", salvage(*groove_plays)
    )]
    Newer {
        /// Its version.
        found: u64,
        /// Whether the groove in it could be read.
        groove_plays: bool,
    },
}

fn salvage(groove_plays: bool) -> &'static str {
    if groove_plays {
        "its groove still plays"
    } else {
        "its groove could not be read"
    }
}

impl State {
    /// What a slot's key plays: what was stored; where nothing was, a corner's slot plays what
    /// lies at the corner.
    #[must_use]
    pub fn in_slot(&self, slot: Slot) -> Option<&Made> {
        let corner = self.corners.get(slot.index()).and_then(Option::as_ref);
        self.slots[slot.index()].as_ref().or(corner)
    }

    /// Something was done to it since its preset was loaded.
    pub fn touch(&mut self) {
        if let Some(preset) = self.preset.as_mut().filter(|preset| !preset.is_changed) {
            Arc::make_mut(preset).is_changed = true;
        }
    }

    /// As a project stores it.
    #[must_use]
    pub fn write(&self) -> Value {
        // Before the map had four corners, A and B were no slots like the others.
        let [first, second, others @ ..] = &self.slots;
        let named = Slot::all().skip(2).zip(others);
        let slots =
            named.filter_map(|(slot, made)| Some((slot.to_string(), json!(made.as_ref()?))));
        let slots: Map<String, Value> = slots.collect();
        json!({
            "version": VERSION,
            "request": self.request,
            "heard": self.live.first(),
            "pieces": self.live.get(1..).unwrap_or_default(),
            "fill": self.fill,
            "a": { "kept": first, "now": self.corners[0] },
            "b": { "kept": second, "now": self.corners[1] },
            "c": { "now": self.corners[2] },
            "d": { "now": self.corners[3] },
            "slots": slots,
            "names": self.names.write(),
            "sheet": *self.sheet,
            "path": (!self.path.is_default()).then_some(&*self.path),
            "model": self.model,
            "preset": self.preset,
            "compare": self.compare.write(),
        })
    }

    /// Reads what can be read, and says what is wrong with the rest. An absent state (null) is
    /// an empty one.
    #[must_use]
    pub fn read(value: Value) -> (Self, Option<StateError>) {
        if value.is_null() {
            return (Self::default(), None);
        }
        let mut reader = Reader::new(value);
        let state = reader.state();
        let groove_plays = !state.live.is_empty();
        let error = match reader.version {
            Some(found) if found > u64::from(VERSION) => Some(StateError::Newer {
                found,
                groove_plays,
            }),
            _ => reader.damage().map(|reason| StateError::Damaged {
                reason,
                groove_plays,
            }),
        };
        (state, error)
    }
}
