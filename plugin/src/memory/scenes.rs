//! Whole scenes: presets that are loaded, the two of a comparison, and the choice of a model.
//!
//! All of it is one step of the history. Who takes a scene over moves the parameters there at once,
//! and then says so by [`Memory::arrived`].

use std::{sync::Arc, time::Instant};

use inference::ModelIdentity;

use super::{Content, Memory, Past};
use crate::{
    compare::{Compare, Side},
    params::Setting,
    preset::Mark,
    scene::Scene,
    state::State,
};

impl Memory {
    /// The scene that plays, with controls that stand here.
    #[must_use]
    pub fn scene(&self, setting: Setting) -> Scene {
        self.content.lock().scene(setting)
    }

    /// Lets a preset play. Which model is at work, and what waits on the other side, stays.
    pub fn take_preset(&self, state: State, mark: Mark) {
        let mut content = self.content.lock();
        content.note_untouched();
        let state = State {
            model: content.state.model.clone(),
            compare: content.state.compare.clone(),
            preset: Some(Arc::new(mark)),
            ..state
        };
        content.arrive(state);
    }

    /// What plays was saved under this name: it is as the preset is.
    pub fn mark(&self, mark: Mark) {
        self.content.lock().state.preset = Some(Arc::new(mark));
    }

    /// The scene on the other side, and which side that is.
    #[must_use]
    pub fn other(&self) -> (Side, Option<Arc<Scene>>) {
        let content = self.content.lock();
        let compare = &content.state.compare;
        (compare.side.other(), compare.other.clone())
    }

    /// Goes over to the other side, whose state this is; where it has none yet, both are the same
    /// until something is done. `here` is where the controls stand before they are moved.
    pub fn change_sides(&self, here: Setting, there: Option<State>) {
        let mut content = self.content.lock();
        content.note_untouched();
        let left = content.scene(here);
        let compare = Compare {
            side: content.state.compare.side.other(),
            other: Some(Arc::new(left)),
        };
        match there {
            Some(there) => content.arrive(State { compare, ..there }),
            None => content.state.compare = compare,
        }
    }

    /// The other side becomes what plays here.
    pub fn copy_to_other(&self, here: Setting) {
        let mut content = self.content.lock();
        content.note_untouched();
        let copy = content.scene(here);
        content.state.compare.other = Some(Arc::new(copy));
    }

    /// The parameters are where the scene has them.
    pub fn arrived(&self) {
        self.content.lock().is_arriving = false;
    }

    /// The model that was chosen.
    #[must_use]
    pub fn chosen_model(&self) -> Option<ModelIdentity> {
        self.content.lock().state.model.clone()
    }

    /// Lets another model make the grooves from now on. What plays plays on until it is ready, and
    /// what is stored stays.
    pub fn choose_model(&self, model: ModelIdentity) {
        let mut content = self.content.lock();
        if content.state.model.as_ref() == Some(&model) {
            return;
        }
        content.note_untouched();
        content.state.model = Some(model);
        content.ground += 1;
        content.is_as_loaded = false;
        content.deliverer.revise();
    }

    /// Another model is at work than the one that answered: what was asked for is made anew, unless
    /// it was just loaded.
    pub fn renew(&self) {
        self.content.lock().answered = None;
    }
}

impl Content {
    /// What plays, in one piece.
    fn scene(&self, setting: Setting) -> Scene {
        let state = State {
            compare: Compare::default(),
            ..self.state.clone()
        };
        Scene { setting, state }
    }

    /// Another scene plays, and the parameters are on their way there.
    fn arrive(&mut self, state: State) {
        self.error = None;
        self.take_over(Past {
            made_for: Some(state.sheet.clone()),
            state,
        });
        self.went_at = Some(Instant::now());
        self.is_arriving = true;
    }
}
