//! The grooves that the audio thread holds, and the parcels in which they come and go.
//!
//! Nothing here takes or gives memory on the audio thread: a parcel that is no longer needed is
//! laid aside, for the bridge to carry back to where memory may be given.

use std::mem::ManuallyDrop;

use super::{Slot, score::Score};

/// Bars of a piece: one of the grooves in a row that the live groove can be.
pub const BARS_A_PIECE: usize = 4;
/// The most pieces in a row.
pub const MOST_PIECES: usize = 16;

/// A score on its way. Forgetting one costs its memory but never gives it back on the audio
/// thread; who may, calls [`Parcel::free`].
#[derive(Debug)]
pub struct Parcel(ManuallyDrop<Box<Score>>);

impl Parcel {
    /// Packs a score. Not for the audio thread: takes memory.
    #[must_use]
    pub fn new(score: Score) -> Self {
        Self(ManuallyDrop::new(Box::new(score)))
    }

    /// Gives the memory back. Not for the audio thread.
    pub fn free(self) {
        drop(ManuallyDrop::into_inner(self.0));
    }

    fn score(&self) -> &Score {
        &self.0
    }
}

/// Where a groove belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// What the controls ask for: this one of so many grooves of four bars in a row.
    Live {
        /// Which, from 0.
        piece: usize,
        /// Of how many, 1 to [`MOST_PIECES`].
        of: usize,
    },
    /// A stored one.
    Slot(Slot),
    /// The live one's fill.
    Fill,
}

/// Which of `of` pieces in a row, played over and over, a bar belongs to, and which of its bars it
/// is.
pub(crate) fn piece_of_bar(bar: i64, of: usize) -> (usize, i64) {
    let bars = BARS_A_PIECE as i64;
    let piece = bar.div_euclid(bars).rem_euclid(of.max(1) as i64);
    (piece as usize, bar.rem_euclid(bars))
}

/// Grooves in a row.
#[derive(Default)]
struct Lineup {
    pieces: [Option<Parcel>; MOST_PIECES],
    of: usize,
}

impl Lineup {
    /// The piece for a bar, and the bar in it; `None` where it has not come yet.
    fn piece(&self, bar: i64, of: usize) -> Option<(&Score, i64)> {
        let (piece, bar) = piece_of_bar(bar, of);
        let parcel = self.pieces.get(piece)?.as_ref()?;
        Some((parcel.score(), bar))
    }
}

/// See the module's documentation.
pub struct Repertoire {
    now: Lineup,
    /// What waits for its boundary.
    next: Lineup,
    is_waiting: bool,
    slots: [Option<Parcel>; Slot::COUNT],
    fill: Option<Parcel>,
    discarded: [Option<Parcel>; Self::MOST_DISCARDED],
    /// How many seats of `discarded` are taken, from the first on.
    discarded_count: usize,
}

impl Default for Repertoire {
    fn default() -> Self {
        Self {
            now: Lineup::default(),
            next: Lineup::default(),
            is_waiting: false,
            slots: Default::default(),
            fill: None,
            discarded: [const { None }; Self::MOST_DISCARDED],
            discarded_count: 0,
        }
    }
}

impl Repertoire {
    /// More than one block can lay aside: everything that is held, and everything that comes.
    const MOST_DISCARDED: usize = 128;

    /// Takes a groove in. A live one waits for its boundary.
    pub fn put(&mut self, place: Place, parcel: Parcel) {
        let old = match place {
            Place::Live { piece, of } => {
                self.is_waiting = true;
                self.next.of = of.clamp(1, MOST_PIECES);
                match self.next.pieces.get_mut(piece) {
                    Some(seat) => seat.replace(parcel),
                    None => Some(parcel),
                }
            }
            Place::Slot(slot) => self.slots[slot.index()].replace(parcel),
            Place::Fill => self.fill.replace(parcel),
        };
        self.discard(old);
    }

    /// Forgets what is at a place. The live groove stays until another comes.
    pub fn clear(&mut self, place: Place) {
        let old = match place {
            Place::Live { .. } => None,
            Place::Slot(slot) => self.slots[slot.index()].take(),
            Place::Fill => self.fill.take(),
        };
        self.discard(old);
    }

    /// A parcel that is no longer needed, to be carried back. Call until there is none.
    pub fn take_discarded(&mut self) -> Option<Parcel> {
        self.discarded_count = self.discarded_count.checked_sub(1)?;
        self.discarded[self.discarded_count].take()
    }

    /// A parcel that could not be carried back yet.
    pub fn keep_discarded(&mut self, parcel: Parcel) {
        self.discard(Some(parcel));
    }

    /// Whether a live groove waits for its boundary.
    pub(super) fn is_waiting(&self) -> bool {
        self.is_waiting
    }

    /// What waits takes over.
    pub(super) fn promote(&mut self) {
        if !std::mem::take(&mut self.is_waiting) {
            return;
        }
        let of = self.next.of;
        self.now.of = of;
        for piece in 0..MOST_PIECES {
            let parcel = self.next.pieces[piece].take();
            let seat = &mut self.now.pieces[piece];
            // Pieces of a longer row are of another time.
            let old = if piece >= of {
                [seat.take(), parcel]
            } else if parcel.is_some() {
                [std::mem::replace(seat, parcel), None]
            } else {
                [None, None]
            };
            old.into_iter().for_each(|old| self.discard(old));
        }
    }

    /// The live groove of a bar and the bar in it, with or without what waits. A piece that has
    /// not come yet is stood in for by what is there.
    pub(super) fn live(&self, bar: i64, with_waiting: bool) -> Option<(&Score, i64)> {
        let of = if with_waiting {
            self.next.of
        } else {
            self.now.of
        };
        with_waiting
            .then(|| self.next.piece(bar, of))
            .flatten()
            .or_else(|| self.now.piece(bar, of))
            .or_else(|| self.now.piece(bar, 1))
            .or_else(|| self.next.piece(bar, 1).filter(|_| with_waiting))
    }

    /// Whether the live groove of a bar is the one that belongs there.
    pub(super) fn is_complete(&self, bar: i64) -> bool {
        self.now.piece(bar, self.now.of).is_some()
    }

    pub(super) fn slot(&self, slot: Slot) -> Option<&Score> {
        self.slots[slot.index()].as_ref().map(Parcel::score)
    }

    pub(super) fn fill(&self) -> Option<&Score> {
        self.fill.as_ref().map(Parcel::score)
    }

    fn discard(&mut self, parcel: Option<Parcel>) {
        let Some(parcel) = parcel else { return };
        // If nobody ever carried anything back, forgetting it (see `Parcel`) is what is left.
        if let Some(seat) = self.discarded.get_mut(self.discarded_count) {
            *seat = Some(parcel);
            self.discarded_count += 1;
        }
    }
}

/// Not on the audio thread: the instance goes, and gives its memory back.
impl Drop for Repertoire {
    fn drop(&mut self) {
        let lineups = [&mut self.now, &mut self.next];
        let pieces = lineups.into_iter().flat_map(|lineup| &mut lineup.pieces);
        pieces
            .chain(&mut self.slots)
            .chain([&mut self.fill])
            .chain(&mut self.discarded)
            .filter_map(Option::take)
            .for_each(Parcel::free);
    }
}

#[cfg(test)]
mod tests {
    use groove::{Grid, Groove};

    use super::*;

    fn parcel() -> Parcel {
        Parcel::new(Score::new(&Groove::empty(Grid::FOUR_BARS)))
    }

    fn live(piece: usize, of: usize) -> Place {
        Place::Live { piece, of }
    }

    fn discarded(repertoire: &mut Repertoire) -> usize {
        std::iter::from_fn(|| repertoire.take_discarded())
            .map(Parcel::free)
            .count()
    }

    #[test]
    fn a_row_waits_and_what_it_replaces_is_laid_aside() {
        let mut repertoire = Repertoire::default();
        repertoire.put(live(0, 2), parcel());
        assert!(repertoire.is_waiting() && repertoire.live(0, false).is_none());
        assert!(repertoire.live(5, true).is_some(), "stood in for");
        repertoire.put(live(1, 2), parcel());
        repertoire.promote();
        assert!(!repertoire.is_waiting() && repertoire.is_complete(5));
        assert_eq!(discarded(&mut repertoire), 0);
        repertoire.put(live(0, 1), parcel());
        repertoire.promote();
        assert_eq!(discarded(&mut repertoire), 2);
        assert_eq!(repertoire.live(5, false).map(|(_, bar)| bar), Some(1));
    }

    #[test]
    fn what_is_out_of_range_is_laid_aside() {
        let mut repertoire = Repertoire::default();
        repertoire.put(live(MOST_PIECES, 99), parcel());
        repertoire.promote();
        assert!(repertoire.live(0, false).is_none());
        assert_eq!(discarded(&mut repertoire), 1);
    }
}
