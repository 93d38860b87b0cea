//! MIDI files that come into the window and go out of it, and grooves that are diced for a slot.
//!
//! What takes time is an [`Errand`], which the generator's thread runs, since it has the model that
//! places a groove; what came of it is [`Done`], which the window takes and carries out: so each
//! file is one step of the history. A file that is dragged out is written by the thread that
//! offers it (`offer`).

mod errand;
mod error;
mod export;
mod offer;
mod reading;
mod remark;

pub use errand::{Aim, DiceError, Done, Errand, Purpose, Taken};
pub use error::FileError;
pub use export::{Export, Feel, folder};
pub use offer::{IS_POSSIBLE as CAN_BE_DRAGGED_OUT, Offer, OfferError, Offered, Outcome};
pub use reading::{Reading, read};

use std::collections::VecDeque;

use parking_lot::Mutex;

/// See the module's documentation. Not for the audio thread.
#[derive(Default)]
pub struct Files {
    asked: Mutex<VecDeque<Errand>>,
    done: Mutex<VecDeque<Done>>,
    offer: Mutex<Option<Offer>>,
}

impl Files {
    /// Asks for something. The generator must be nudged to do it at once.
    pub fn ask(&self, errand: Errand) {
        self.asked.lock().push_back(errand);
    }

    /// Whether something that was asked for is not yet done and taken.
    #[must_use]
    pub fn are_busy(&self) -> bool {
        !self.asked.lock().is_empty() || !self.done.lock().is_empty()
    }

    /// The next thing to do. It stays until it is finished, so that the window knows of it.
    pub(crate) fn next(&self) -> Option<Errand> {
        self.asked.lock().front().cloned()
    }

    /// The first thing is done.
    pub(crate) fn finish(&self, done: Done) {
        // In this order, so that it is never nowhere.
        self.done.lock().push_back(done);
        self.asked.lock().pop_front();
    }

    /// The first thing can't be done.
    pub(crate) fn drop_first(&self) {
        self.asked.lock().pop_front();
    }

    /// What is done, once.
    #[must_use]
    pub fn take_done(&self) -> Option<Done> {
        self.done.lock().pop_front()
    }

    /// Begins to drag a groove out of the window. One that is still being dragged is withdrawn.
    ///
    /// # Errors
    /// If it can't be.
    pub fn offer(&self, export: Export) -> Result<(), OfferError> {
        let mut offer = self.offer.lock();
        *offer = None;
        *offer = Some(Offer::begin(export)?);
        Ok(())
    }

    /// Whether a groove is being dragged out.
    #[must_use]
    pub fn is_offering(&self) -> bool {
        self.offer
            .lock()
            .as_ref()
            .is_some_and(|offer| !offer.is_over())
    }

    /// What came of the last drag, once.
    #[must_use]
    pub fn take_offered(&self) -> Option<Result<Offered, OfferError>> {
        let over = self.offer.lock().take_if(|offer| offer.is_over())?;
        Some(over.end())
    }
}
