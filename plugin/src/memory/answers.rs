//! What the generator's answers do to the memory: what came too late does nothing.

use std::sync::Arc;

use groove::Groove;

use super::Memory;
use crate::{corner::Corner, player::Place, request::Request, state::Made};

impl Memory {
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
}
