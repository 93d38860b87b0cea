//! What the player tells everyone of its blocks: where it is and what it did. Each number is
//! right by itself; two of them may be of neighbouring blocks.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, Ordering::Relaxed};

use atomic_float::AtomicF64;
use groove::{Beats, Tempo};

use super::Bridge;
use crate::player::{Playhead, Slot, Source, piece_of_bar};

/// What the player tells of a block.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Report {
    /// Where it was at the block's start; `None` while it stands.
    pub playhead: Option<Playhead>,
    /// How many notes it began.
    pub notes: u64,
    /// Whether it was bypassed.
    pub bypassed: bool,
}

/// Nothing plays, …
const STANDS: u32 = 0;
/// … or the live groove, or a slot from here on.
const LIVE: u32 = 1;

/// The numbers behind the bridge's methods.
#[derive(Default)]
pub(super) struct Counters {
    /// What plays.
    source: AtomicU32,
    bar: AtomicI64,
    in_bar: AtomicF64,
    blocks: AtomicU64,
    notes: AtomicU64,
    late: AtomicU64,
    bypassed: AtomicBool,
    /// Quarter notes a minute; 0 where the host tells none.
    tempo: AtomicF64,
}

impl Counters {
    /// Adds a block.
    pub fn add(&self, report: &Report) {
        if let Some(playhead) = report.playhead {
            self.bar.store(playhead.bar, Relaxed);
            self.in_bar.store(playhead.in_bar.0, Relaxed);
            self.late
                .fetch_add(u64::from(!playhead.is_complete), Relaxed);
        }
        let source = report
            .playhead
            .map_or(STANDS, |playhead| match playhead.source {
                Source::Live => LIVE,
                Source::Slot(slot) => LIVE + 1 + slot.index() as u32,
            });
        self.source.store(source, Relaxed);
        self.notes.fetch_add(report.notes, Relaxed);
        self.bypassed.store(report.bypassed, Relaxed);
        self.blocks.fetch_add(1, Relaxed);
    }

    /// How fast the host is, if it tells.
    pub fn set_tempo(&self, tempo: Option<f64>) {
        self.tempo.store(tempo.unwrap_or_default(), Relaxed);
    }
}

/// What everyone may know of the player.
impl Bridge {
    /// What plays; `None` while it stands.
    #[must_use]
    pub fn source(&self) -> Option<Source> {
        match self.counters.source.load(Relaxed) {
            STANDS => None,
            LIVE => Some(Source::Live),
            slot => Slot::new((slot - LIVE - 1) as usize).map(Source::Slot),
        }
    }

    /// The bar of what plays, counted from its first; `None` while it stands.
    #[must_use]
    pub fn bar(&self) -> Option<i64> {
        self.source().map(|_| self.counters.bar.load(Relaxed))
    }

    /// Which of `of` pieces in a row the player is in; the first while the live groove is not what
    /// plays.
    #[must_use]
    pub fn piece(&self, of: usize) -> usize {
        let is_live = self.source() == Some(Source::Live);
        let bar = self.bar().filter(|_| is_live);
        bar.map_or(0, |bar| piece_of_bar(bar, of).0)
    }

    /// Where in four bars of four beats the player is; `None` while it stands.
    #[must_use]
    pub fn playhead(&self) -> Option<Beats> {
        let bar = self.bar()?.rem_euclid(4) as f64;
        // A longer bar begins its pattern anew after four beats.
        let in_bar = self.counters.in_bar.load(Relaxed).rem_euclid(4.0);
        Some(Beats(4.0 * bar + in_bar))
    }

    /// Blocks processed so far.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        self.counters.blocks.load(Relaxed)
    }

    /// Notes begun so far.
    #[must_use]
    pub fn notes(&self) -> u64 {
        self.counters.notes.load(Relaxed)
    }

    /// Blocks so far that began in a bar whose groove had not come in time.
    #[must_use]
    pub fn late(&self) -> u64 {
        self.counters.late.load(Relaxed)
    }

    /// How fast the host was last, if it told.
    #[must_use]
    pub fn tempo(&self) -> Option<Tempo> {
        Tempo::new(self.counters.tempo.load(Relaxed))
    }

    /// Whether the player is bypassed.
    #[must_use]
    pub fn is_bypassed(&self) -> bool {
        self.counters.bypassed.load(Relaxed)
    }
}
