//! The one way between the threads: boxes of grooves circulate through two bounded lock-free
//! queues, everything else is an atomic.
//!
//! The player's side ([`Bridge::take_newest`] and the counters) allocates, frees, locks and waits
//! for nothing.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use atomic_float::AtomicF64;
use crossbeam::queue::ArrayQueue;
use groove::{Beats, Grid, Groove};

/// Boxes in circulation: up to two in the player's hands, one in each deliverer's (the generator
/// and a loading project), one to spare.
const BOXES: usize = 5;

/// What the threads of one instance share without locks.
pub struct Bridge {
    full: ArrayQueue<Box<Groove>>,
    empty: ArrayQueue<Box<Groove>>,
    /// Fingerprint of the newest request that was answered.
    answered: AtomicU64,
    /// Where in the groove the player is, in quarter notes; not a number while it stands.
    playhead: AtomicF64,
    blocks: AtomicU64,
    notes: AtomicU64,
    bypassed: AtomicBool,
}

impl Default for Bridge {
    fn default() -> Self {
        let (full, empty) = (ArrayQueue::new(BOXES), ArrayQueue::new(BOXES));
        for _ in 0..BOXES {
            // The queue has room for all of them.
            let _ = empty.push(Box::new(Groove::empty(Grid::FOUR_BARS)));
        }
        Self {
            full,
            empty,
            answered: AtomicU64::new(0),
            playhead: AtomicF64::new(f64::NAN),
            blocks: AtomicU64::new(0),
            notes: AtomicU64::new(0),
            bypassed: AtomicBool::new(false),
        }
    }
}

impl Bridge {
    /// Sends a groove to the player. If the player took none of the last ones, the oldest of
    /// them gives its box: only the newest counts. Not for the audio thread.
    pub fn deliver(&self, groove: &Groove) {
        let Some(mut parcel) = self.empty.pop().or_else(|| self.full.pop()) else {
            return;
        };
        parcel.copy_from(groove);
        let _ = self.full.push(parcel);
    }

    /// Replaces `current` by the newest groove, if one arrived; says whether.
    pub fn take_newest(&self, current: &mut Option<Box<Groove>>) -> bool {
        let mut arrived = false;
        while let Some(groove) = self.full.pop() {
            arrived = true;
            if let Some(old) = current.replace(groove) {
                self.give_back(old);
            }
        }
        arrived
    }

    /// Returns a box that the player no longer needs.
    pub fn give_back(&self, groove: Box<Groove>) {
        // There are no more boxes than the queue has room for. Were there, leaking one would be
        // better than freeing it here, on the audio thread.
        if let Err(groove) = self.empty.push(groove) {
            std::mem::forget(groove);
        }
    }

    /// Tells that the request with this fingerprint was answered, its groove delivered.
    pub fn mark_answered(&self, fingerprint: u64) {
        self.answered
            .store(fingerprint, std::sync::atomic::Ordering::Release);
    }

    /// The fingerprint of the last request that was answered; 0 before the first.
    #[must_use]
    pub fn answered(&self) -> u64 {
        self.answered.load(std::sync::atomic::Ordering::Acquire)
    }

    /// The player tells of a block: where it is (`None` while it stands), how many notes it
    /// began, and whether it is bypassed.
    pub fn report_block(&self, playhead: Option<Beats>, notes: u64, bypassed: bool) {
        self.playhead
            .store(playhead.map_or(f64::NAN, |beats| beats.0), Relaxed);
        self.notes.fetch_add(notes, Relaxed);
        self.bypassed.store(bypassed, Relaxed);
        self.blocks.fetch_add(1, Relaxed);
    }

    /// Where in the groove the player is; `None` while it stands.
    #[must_use]
    pub fn playhead(&self) -> Option<Beats> {
        let beats = self.playhead.load(Relaxed);
        (!beats.is_nan()).then_some(Beats(beats))
    }

    /// Blocks processed so far.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        self.blocks.load(Relaxed)
    }

    /// Notes begun so far.
    #[must_use]
    pub fn notes(&self) -> u64 {
        self.notes.load(Relaxed)
    }

    /// Whether the player is bypassed.
    #[must_use]
    pub fn is_bypassed(&self) -> bool {
        self.bypassed.load(Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use groove::{Cell, Drum, Offset, Step, Velocity};

    use super::*;

    fn with_strokes(count: usize) -> Groove {
        let mut groove = Groove::empty(Grid::FOUR_BARS);
        for step in 0..count {
            let cell = Cell::stroke(Velocity::HIGHEST, Offset::NEUTRAL);
            groove.set(Step(step), Drum::Snare, cell);
        }
        groove
    }

    #[test]
    fn the_newest_groove_wins_even_if_nobody_listens() {
        let bridge = Bridge::default();
        for count in 0..60 {
            bridge.deliver(&with_strokes(count));
        }
        let mut current = None;
        assert!(bridge.take_newest(&mut current));
        assert_eq!(
            current.as_ref().map(|groove| groove.stroke_count()),
            Some(59)
        );
        assert!(!bridge.take_newest(&mut current));
    }

    #[test]
    fn no_box_is_lost_while_threads_race() {
        let bridge = std::sync::Arc::new(Bridge::default());
        let deliverers = [0, 1].map(|_| {
            let bridge = bridge.clone();
            std::thread::spawn(move || {
                (0..20_000).for_each(|count| bridge.deliver(&with_strokes(count % 60)));
            })
        });
        let mut current = None;
        while deliverers.iter().any(|thread| !thread.is_finished()) {
            bridge.take_newest(&mut current);
        }
        for thread in deliverers {
            thread.join().expect("it only delivers");
        }
        if let Some(groove) = current.take() {
            bridge.give_back(groove);
        }
        assert_eq!(bridge.full.len() + bridge.empty.len(), BOXES);
    }
}
