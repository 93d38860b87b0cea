//! The one way between the threads: boxes of grooves circulate through two bounded lock-free
//! queues, everything else is an atomic.
//!
//! The player's side ([`Bridge::take_newest`] and the counters) allocates, frees, locks and waits
//! for nothing.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use atomic_float::AtomicF64;
use crossbeam::queue::ArrayQueue;
use groove::{Beats, Groove};

use crate::player::{Parcel, Score};

/// Boxes in circulation: up to two in the player's hands, one in each deliverer's (the generator
/// and a loading project), one to spare.
const BOXES: usize = 5;

/// What the threads of one instance share without locks.
pub struct Bridge {
    full: ArrayQueue<Parcel>,
    empty: ArrayQueue<Parcel>,
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
        while let Some(parcel) = self.empty.pop() {
            parcel.free();
        }
        if let Some(old) = self.full.force_push(Parcel::new(Score::new(groove))) {
            old.free();
        }
    }

    /// The next groove that has arrived.
    pub fn take_next(&self) -> Option<Parcel> {
        self.full.pop()
    }

    /// Returns a parcel that the player no longer needs; gives it back if there is no room.
    pub fn give_back(&self, parcel: Parcel) -> Result<(), Parcel> {
        self.empty.push(parcel)
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
