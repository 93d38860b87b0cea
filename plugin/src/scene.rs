//! A scene: all that one hears of an instance, in one piece. Where the controls stand, and the state
//! beside them. A preset is a scene with a name; the other side of a comparison is one, too.

use nice_plug::params::internals::ParamPtr;

use crate::{
    params::{Controls, Setting},
    state::State,
};

/// See the module's documentation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scene {
    /// Where the controls stand.
    pub setting: Setting,
    /// What the memory holds.
    pub state: State,
}

/// Controls to be moved, and where to (normalized).
pub type Moves = Vec<(ParamPtr, f32)>;

impl Scene {
    /// The state for controls that a host moves to this scene, and how it must move them.
    ///
    /// A host knows no more than normalized values, from which a number may come back with another
    /// last digit. The groove that answers the scene's own numbers answers those as well.
    #[must_use]
    pub fn for_host(&self, controls: &Controls) -> (State, Moves) {
        let mut state = self.state.clone();
        if state.request == Some(self.setting.request()) {
            state.request = Some(self.setting.request_by_host());
        }
        (state, self.setting.moves(controls))
    }
}
