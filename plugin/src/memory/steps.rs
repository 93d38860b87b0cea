//! The history of what was done in the window: what is noted of it, and the steps back and forth.

use std::time::Instant;

use nice_plug::params::internals::ParamPtr;

use super::{Content, Memory, Past};
use crate::history::{Hand, Moment, Way};

impl Memory {
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
}

impl Content {
    /// Something is about to be done that can be undone: to be called by everything that the
    /// window does to the state, before it does it.
    pub(super) fn note(&mut self) {
        self.note_untouched();
        self.state.touch();
    }

    /// The same for what leaves the scene what it was.
    pub(super) fn note_untouched(&mut self) {
        let (made_for, state) = (self.made_for(), &self.state);
        self.history.note(|| Past {
            state: state.clone(),
            made_for,
        });
    }
}
