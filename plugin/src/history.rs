//! Undo and redo: what was there before each of the last things done in the window.
//!
//! A moment holds the whole state and the parameters that were moved. Going back exchanges it with
//! the present, so going forward again is the same. What the host moves by itself is no part of
//! it.

use std::time::{Duration, Instant};

use nice_plug::params::internals::ParamPtr;

use crate::memory::Past;

/// So many steps back are remembered.
pub const DEPTH: usize = 100;

/// What was there before something was done.
#[derive(Debug, Clone)]
pub struct Moment {
    /// The state.
    pub past: Past,
    /// The parameters that were moved, normalized.
    pub params: Vec<(ParamPtr, f32)>,
    /// Whether anything was done but to parameters.
    pub is_state_changed: bool,
}

/// Which way through the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To what was before.
    Back,
    /// To what was undone.
    Forth,
}

/// How the hand is, after a frame of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// It holds something: what it does goes on.
    Holds,
    /// It let go just now: one thing is done.
    LetsGo,
    /// It holds nothing. What wheel and keys do one after the other to one parameter is one
    /// thing.
    Rests,
}

/// How soon the next turn of the wheel belongs to the last.
const SOON: Duration = Duration::from_secs(1);

/// See the module's documentation.
#[derive(Default)]
pub struct History {
    /// What was there before the thing that is being done.
    open: Option<Moment>,
    /// The one parameter that wheel or keys moved last, and when.
    last_turn: Option<(ParamPtr, Instant)>,
    past: Vec<Moment>,
    future: Vec<Moment>,
}

impl History {
    /// Something is done to the state, which is `past` before it.
    pub fn note(&mut self, past: impl FnOnce() -> Past) {
        self.open(past).is_state_changed = true;
    }

    /// A parameter is moved, which stands at `value` before it.
    pub fn note_param(&mut self, param: ParamPtr, value: f32, past: impl FnOnce() -> Past) {
        let open = self.open(past);
        if open.params.iter().all(|(other, _)| *other != param) {
            open.params.push((param, value));
        }
    }

    fn open(&mut self, past: impl FnOnce() -> Past) -> &mut Moment {
        self.open.get_or_insert_with(|| Moment {
            past: past(),
            params: Vec::new(),
            is_state_changed: false,
        })
    }

    /// A frame of the window is over.
    pub fn frame_over(&mut self, hand: Hand) {
        if hand == Hand::Holds {
            return;
        }
        let Some(done) = self.open.take() else { return };
        self.future.clear();
        let turned = match done.params.as_slice() {
            [(param, _)] if hand == Hand::Rests && !done.is_state_changed => Some(*param),
            _ => None,
        };
        let last_turn = self.last_turn.filter(|(_, at)| at.elapsed() < SOON);
        let is_more_of_it = turned.is_some() && turned == last_turn.map(|(param, _)| param);
        self.last_turn = turned.map(|param| (param, Instant::now()));
        if !is_more_of_it {
            if self.past.len() == DEPTH {
                self.past.remove(0);
            }
            self.past.push(done);
        }
    }

    /// What was noted since the last frame was none of the person's doing.
    pub fn forget_open(&mut self) {
        self.open = None;
    }

    /// Whether there is anything in this way.
    #[must_use]
    pub fn is_possible(&self, way: Way) -> bool {
        match way {
            Way::Back => !self.past.is_empty(),
            Way::Forth => !self.future.is_empty(),
        }
    }

    /// Goes one step: gives what was there, and remembers what is there `now`.
    pub fn step(&mut self, way: Way, now: impl FnOnce(&Moment) -> Moment) -> Option<Moment> {
        self.frame_over(Hand::LetsGo);
        self.last_turn = None;
        let (from, to) = match way {
            Way::Back => (&mut self.past, &mut self.future),
            Way::Forth => (&mut self.future, &mut self.past),
        };
        let then = from.pop()?;
        to.push(now(&then));
        Some(then)
    }
}
