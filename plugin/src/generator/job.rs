//! One request on its way to the player, step by step: the pieces of the live groove, the fill,
//! the grooves at the map's corners. Between two steps a newer request may overtake it.

use std::sync::Arc;

use groove::{Drum, Groove};
use inference::{Draw, Latent, ModelError, Seed};

use super::{
    maker::Maker,
    map::{corners, place},
    patches::Patches,
};
use crate::{
    corner::Corner,
    memory::{Memory, Snapshot},
    request::{BARS_A_PIECE, Request},
    sheet::Sheet,
    state::Made,
};

/// See the module's documentation.
pub(super) struct Job {
    /// Which request at which moment.
    pub fingerprint: u64,
    request: Request,
    snapshot: Snapshot,
    live: Vec<Option<Made>>,
    /// The places of the map's corners, once they are known.
    corners: Option<[Latent; Corner::COUNT]>,
    next: Next,
    /// Whether the map shows the request's corners already.
    has_corners: bool,
}

/// What is to be made next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Live,
    Fill,
    Corners,
}

/// What a step came to.
pub(super) enum Outcome {
    /// This goes to the player now.
    Heard(Arc<Groove>),
    /// Something was made that is not heard at present.
    Beside,
    /// Everything is made.
    Over,
}

impl Job {
    /// Begins to answer a request.
    pub fn new(request: &Request, snapshot: Snapshot, fingerprint: u64, has_corners: bool) -> Self {
        Self {
            fingerprint,
            request: *request,
            live: vec![None; request.pieces()],
            snapshot,
            corners: None,
            next: Next::Live,
            has_corners,
        }
    }

    /// Begins to make what a loaded project lacks beside the groove that it holds.
    pub fn beside(request: &Request, snapshot: Snapshot, fingerprint: u64) -> Self {
        let state = &snapshot.state;
        Self {
            fingerprint,
            request: *request,
            live: state.live.iter().cloned().map(Some).collect(),
            corners: None,
            next: if state.fill.is_some() {
                Next::Corners
            } else {
                Next::Fill
            },
            has_corners: state.corners.iter().all(Option::is_some),
            snapshot,
        }
    }

    /// Makes the next thing and hands it on.
    pub fn step(&mut self, maker: &dyn Maker, memory: &Memory) -> Result<Outcome, ModelError> {
        match self.next {
            Next::Live => self.make_piece(maker, memory),
            Next::Fill => {
                self.next = Next::Corners;
                let fill = self.fill(maker)?;
                memory.set_fill(self.snapshot.revision, fill);
                Ok(Outcome::Beside)
            }
            Next::Corners if self.has_corners => Ok(Outcome::Over),
            Next::Corners => {
                self.has_corners = true;
                let places = self.corners(maker)?;
                let grooves = self.decode_places(maker, &places)?;
                if let Ok(corners) = <[Made; Corner::COUNT]>::try_from(grooves) {
                    memory.set_corners(self.snapshot.revision, corners);
                }
                Ok(Outcome::Beside)
            }
        }
    }

    /// The ground on which it stands, as in [`Snapshot::ground`].
    pub fn ground(&self) -> u64 {
        self.snapshot.ground
    }

    fn make_piece(&mut self, maker: &dyn Maker, memory: &Memory) -> Result<Outcome, ModelError> {
        let of = self.live.len();
        let piece = self.next_piece(memory);
        let made = self.piece(maker, piece)?;
        let groove = made.groove.clone();
        let revision = self.snapshot.revision;
        // Where the memory was changed, the next look finds another request to answer.
        let _ = memory.send(revision, piece, of, &groove);
        self.live[piece] = Some(made);
        if self.live.iter().all(Option::is_some) {
            let live = self.live.iter().flatten().cloned().collect();
            // What is written on the page has no part in the fill.
            let has_fill = self.snapshot.state.fill.is_some() && self.rewritten_from().is_some();
            let _ = memory.answer(revision, self.request, live);
            self.next = if has_fill { Next::Corners } else { Next::Fill };
        }
        Ok(Outcome::Heard(groove))
    }

    /// The next piece that is not yet made, counted from the one that plays.
    fn next_piece(&self, memory: &Memory) -> usize {
        let of = self.live.len();
        let now = memory.bridge().piece(of);
        let in_turn = (now..now + of).map(|piece| piece % of);
        let mut to_be_made = in_turn.filter(|&piece| self.live[piece].is_none());
        to_be_made.next().unwrap_or_default()
    }

    /// The sheet that the live groove was made for, if nothing is asked anew but by the sheet.
    fn rewritten_from(&self) -> Option<&Sheet> {
        let state = &self.snapshot.state;
        let is_whole = state.live.len() == self.live.len();
        let is_same = is_whole && state.request == Some(self.request);
        self.snapshot.made_for.as_deref().filter(|_| is_same)
    }

    /// A piece of the live groove: decoded at once, or bar by bar at the places of a way. Where
    /// parts have takes of their own, these are decoded beside it; where that is all that is new,
    /// the rest stays bit by bit.
    fn piece(&mut self, maker: &dyn Maker, piece: usize) -> Result<Made, ModelError> {
        let places = self.places(maker, piece)?;
        let sheet = &self.snapshot.state.sheet;
        let earlier = self.rewritten_from();
        let before = &self.snapshot.state.live;
        let before = before.get(piece).or_else(|| before.first());
        let mut patches = Patches::default();
        for bar in 0..BARS_A_PIECE {
            for drum in Drum::ALL {
                if earlier.is_none_or(|earlier| sheet.asks_anew(earlier, bar, drum)) {
                    let place = bar.min(places.len() - 1);
                    patches.add(place, sheet.takes.number(bar, drum), bar, drum);
                }
            }
        }
        let take = self.request.take();
        let draws = patches.draws(&places, take, |here, seed| maker.diced(here, seed));
        let decoded = self.decode(maker, &draws)?;
        let kept = before.filter(|_| earlier.is_some()).cloned();
        // What is diced first may lie elsewhere.
        let anew = decoded.first().map(|made| Made {
            latent: places[0].clone(),
            ..made.clone()
        });
        let mut made = kept.or(anew).ok_or_else(nothing_came_back)?;
        let groove = Arc::make_mut(&mut made.groove);
        patches.lay(decoded.iter().map(|made| &*made.groove), groove);
        if let Some(heard) = before {
            self.request.locks().keep(&heard.groove, groove);
            sheet.locked.keep(&heard.groove, groove);
        }
        Ok(made)
    }

    /// Where a piece comes from: one place, or one for each bar.
    fn places(&mut self, maker: &dyn Maker, piece: usize) -> Result<Vec<Latent>, ModelError> {
        let corners = self.corners(maker)?;
        let on_map = self.request.places(piece, &self.snapshot.state.path);
        let places = on_map
            .into_iter()
            .map(|at| place(maker, &self.request, &corners, at));
        Ok(places.collect())
    }

    /// The groove with a bigger fill; `None` where the model knows of none.
    fn fill(&self, maker: &dyn Maker) -> Result<Option<Made>, ModelError> {
        let Some(live) = self.live.first().and_then(Option::as_ref) else {
            return Ok(None);
        };
        let Some(place) = maker.fill(&live.latent) else {
            return Ok(None);
        };
        Ok(self.decode_places(maker, &[place])?.into_iter().next())
    }

    fn corners(&mut self, maker: &dyn Maker) -> Result<[Latent; Corner::COUNT], ModelError> {
        if let Some(known) = &self.corners {
            return Ok(known.clone());
        }
        let corners = corners(maker, &self.request, &self.snapshot.state.slots)?;
        Ok(self.corners.insert(corners).clone())
    }

    /// The grooves at these places in the common take.
    fn decode_places(&self, maker: &dyn Maker, places: &[Latent]) -> Result<Vec<Made>, ModelError> {
        let take = self.request.take();
        let draws: Vec<_> = places.iter().map(|latent| (latent.clone(), take)).collect();
        self.decode(maker, &draws)
    }

    fn decode(&self, maker: &dyn Maker, draws: &[(Latent, Seed)]) -> Result<Vec<Made>, ModelError> {
        if draws.is_empty() {
            return Ok(Vec::new());
        }
        let temperature = self.request.temperature();
        let asked = draws.iter().map(|(latent, take)| Draw {
            latent,
            take: *take,
            temperature,
        });
        let grooves = maker.decode(&asked.collect::<Vec<_>>())?;
        if grooves.len() != draws.len() {
            return Err(nothing_came_back());
        }
        let made = draws.iter().zip(grooves).map(|((latent, _), groove)| Made {
            model: maker.identity().clone(),
            latent: latent.clone(),
            groove: Arc::new(groove),
        });
        Ok(made.collect())
    }
}

fn nothing_came_back() -> ModelError {
    ModelError::Run {
        graph: "decoder",
        reason: "it gave not as many grooves as places".to_owned(),
    }
}
