//! The map's tiles: the grooves at places all over it, made a few at a time while nothing else is
//! asked for and somebody looks.
//!
//! A batch is so small that a request which comes in the middle of it waits no longer than for a
//! groove that is just being made.

use std::sync::Arc;

use groove::Groove;
use inference::{Draw, Latent};
use parking_lot::Mutex;

use super::{
    maker::Maker,
    map::{corners, place},
};
use crate::{corner::Corner, memory::Memory, request::Request};

/// Tiles of the map in each direction.
pub const TILES: usize = 7;
/// How many are made at once.
const BATCH: usize = 2;

/// The grooves all over the map, as far as they are made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tiles {
    grooves: [[Option<Arc<Groove>>; TILES]; TILES],
    /// Another number whenever something has changed.
    pub change: u64,
}

impl Tiles {
    /// All of them, for the window's tests.
    #[cfg(test)]
    pub(crate) fn of(groove: impl Fn(usize) -> Groove) -> Self {
        let tile = |row, column| Some(Arc::new(groove(row * TILES + column)));
        Self {
            grooves: std::array::from_fn(|row| std::array::from_fn(|column| tile(row, column))),
            change: 1,
        }
    }

    /// All that are made, each with its place on the map.
    pub fn all(&self) -> impl Iterator<Item = ((f32, f32), &Arc<Groove>)> {
        let place = |at: usize| at as f32 / (TILES - 1) as f32;
        let rows = self.grooves.iter().enumerate();
        rows.flat_map(move |(row, tiles)| {
            let tiles = tiles.iter().enumerate();
            tiles.filter_map(move |(column, groove)| {
                Some(((place(column), place(row)), groove.as_ref()?))
            })
        })
    }
}

/// What the generator knows of the tiles.
#[derive(Default)]
pub(super) struct Board {
    /// Which setting and which moment were looked at last, …
    seen: Option<(Request, u64)>,
    /// … and on what ground the corners lay then.
    ground: Option<u64>,
    /// The places of the map's corners.
    corners: Option<[Latent; Corner::COUNT]>,
    /// Rows and columns that are not yet made, the next one last.
    queue: Vec<(usize, usize)>,
    tiles: Tiles,
}

impl Board {
    /// Makes the next tiles; says no where none is left.
    pub fn step(
        &mut self,
        maker: &dyn Maker,
        request: &Request,
        memory: &Memory,
        shown: &Mutex<Tiles>,
    ) -> bool {
        let now = (request.anywhere(), memory.revision());
        if self.seen != Some(now) {
            let change = shown.lock().change;
            self.look(maker, request, memory, now, change);
        }
        let next = self.queue.len().saturating_sub(BATCH);
        let batch = self.queue.split_off(next);
        let has_more = !batch.is_empty();
        self.make(maker, request, &batch);
        if has_more || shown.lock().change != self.tiles.change {
            *shown.lock() = self.tiles.clone();
        }
        has_more
    }

    /// Something has changed: the tiles too, unless it has no part in them.
    fn look(
        &mut self,
        maker: &dyn Maker,
        request: &Request,
        memory: &Memory,
        now: (Request, u64),
        change: u64,
    ) {
        let snapshot = memory.snapshot();
        let is_same = self.seen.is_some_and(|(setting, _)| setting == now.0)
            && self.ground == Some(snapshot.ground);
        self.seen = Some(now);
        if is_same {
            return;
        }
        self.ground = Some(snapshot.ground);
        // Where there are no corners there is no live groove either, which tells why.
        self.corners = corners(maker, request, &snapshot.state.slots).ok();
        self.tiles = Tiles {
            change: change + 1,
            ..Tiles::default()
        };
        let all = (0..TILES).flat_map(|row| (0..TILES).map(move |column| (row, column)));
        self.queue = all.collect();
        let distance = |&(row, column): &(usize, usize)| {
            let last = (TILES - 1) as f32;
            (column as f32 - last * request.morph()).hypot(row as f32 - last * request.map_y())
        };
        self.queue
            .sort_by(|one, other| distance(other).total_cmp(&distance(one)));
    }

    fn make(&mut self, maker: &dyn Maker, request: &Request, batch: &[(usize, usize)]) {
        let Some(corners) = self.corners.as_ref().filter(|_| !batch.is_empty()) else {
            self.queue.clear();
            return;
        };
        let part = |at: usize| at as f32 / (TILES - 1) as f32;
        let places = batch
            .iter()
            .map(|&(row, column)| place(maker, request, corners, (part(column), part(row))));
        let places: Vec<Latent> = places.collect();
        let draws = places.iter().map(|latent| Draw {
            latent,
            take: request.take(),
            temperature: request.temperature(),
        });
        let Ok(grooves) = maker.decode(&draws.collect::<Vec<_>>()) else {
            self.queue.clear();
            return;
        };
        for (&(row, column), groove) in batch.iter().zip(grooves) {
            self.tiles.grooves[row][column] = Some(Arc::new(groove));
        }
        self.tiles.change += 1;
    }
}
