//! The one way between the threads: grooves to the player, empties back, counters to everyone.
//!
//! Each place that a groove can have at the player is a mailbox for one parcel, so that the newest
//! wins and nobody queues. [`PlayerEnd`] belongs to the audio thread: what it does takes a number
//! of steps that is known beforehand, whatever the others do, and is no more than one read where
//! nothing came. [`Deliverer`] belongs to whoever holds the memory's lock; it takes memory and
//! gives it back. All others see a [`Bridge`], which is counters alone.

mod counters;

#[cfg(test)]
mod tests;

use std::sync::{
    Arc,
    atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering},
};

use crossbeam::atomic::AtomicCell;
use groove::Groove;

use crate::player::{MOST_PIECES, Parcel, Place, Player, Score, Slot};

use counters::Counters;
pub use counters::Report;

/// Room for one parcel. A parcel that lies in one is nobody's; swapping it is one instruction.
type Mailbox = AtomicCell<Option<Parcel>>;

// Else the audio thread would take a lock of crossbeam's.
const _: () = assert!(Mailbox::is_lock_free());

/// Seats for empties on their way back: more than the player ever holds, since every delivery
/// first collects what came back.
const SEATS: usize = 128;

/// What the threads of one instance share without locks. See the module's documentation.
pub struct Bridge {
    live: [Mailbox; MOST_PIECES],
    /// How many pieces the live groove has.
    of: AtomicUsize,
    slots: [Mailbox; Slot::COUNT],
    /// The places to be emptied, a bit each.
    cleared: AtomicU32,
    fill: Mailbox,
    /// Counts what was put into mailboxes, so that a player to whom nothing came looks into none.
    deliveries: AtomicU64,
    returned: [Mailbox; SEATS],
    /// Counts the changes of the memory that make earlier answers stale.
    revision: AtomicU64,
    /// Fingerprint of the newest request that was answered.
    answered: AtomicU64,
    counters: Counters,
}

/// Both ends of a new bridge.
#[must_use]
pub fn build() -> (PlayerEnd, Deliverer) {
    let empty = || Mailbox::new(None);
    let bridge = Arc::new(Bridge {
        live: std::array::from_fn(|_| empty()),
        of: AtomicUsize::new(1),
        slots: std::array::from_fn(|_| empty()),
        cleared: AtomicU32::new(0),
        fill: empty(),
        deliveries: AtomicU64::new(0),
        returned: std::array::from_fn(|_| empty()),
        revision: AtomicU64::new(0),
        answered: AtomicU64::new(0),
        counters: Counters::default(),
    });
    let player = PlayerEnd {
        bridge: bridge.clone(),
        seen: 0,
        seat: 0,
    };
    (player, Deliverer { bridge })
}

impl Bridge {
    /// The number of the memory's present moment.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision.load(Ordering::Acquire)
    }

    /// The fingerprint of the last request that was answered; 0 before the first.
    #[must_use]
    pub fn answered(&self) -> u64 {
        self.answered.load(Ordering::Acquire)
    }

    /// Tells that the request with this fingerprint was answered, all of its grooves delivered.
    pub fn mark_answered(&self, fingerprint: u64) {
        self.answered.store(fingerprint, Ordering::Release);
    }

    fn mailboxes(&self) -> impl Iterator<Item = &Mailbox> {
        self.live.iter().chain(&self.slots).chain([&self.fill])
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        let boxes = self.mailboxes().chain(&self.returned);
        boxes.filter_map(Mailbox::take).for_each(Parcel::free);
    }
}

/// The audio thread's end. Nothing here takes or gives memory, waits, or tries again.
pub struct PlayerEnd {
    bridge: Arc<Bridge>,
    /// The deliveries that were looked at.
    seen: u64,
    /// Where the next empty goes.
    seat: usize,
}

impl PlayerEnd {
    /// Hands the player what came since the last call, and takes back what it no longer needs.
    pub fn exchange(&mut self, player: &mut Player) {
        // An empty that found no free seat is tried again.
        self.give_back(player);
        let deliveries = self.bridge.deliveries.load(Ordering::Acquire);
        if self.seen == deliveries {
            return;
        }
        self.seen = deliveries;
        let cleared = self.bridge.cleared.swap(0, Ordering::AcqRel);
        for slot in Slot::all().filter(|slot| cleared & bit(*slot) != 0) {
            player.clear(Place::Slot(slot));
        }
        if cleared & FILL != 0 {
            player.clear(Place::Fill);
        }
        for (piece, mailbox) in self.bridge.live.iter().enumerate() {
            if let Some(parcel) = mailbox.take() {
                // Read after the parcel, so it is never older. If it is newer, then the parcel
                // that it belongs to is being delivered just now.
                let of = self.bridge.of.load(Ordering::Acquire);
                player.put(Place::Live { piece, of }, parcel);
            }
        }
        for (slot, mailbox) in Slot::all().zip(&self.bridge.slots) {
            if let Some(parcel) = mailbox.take() {
                player.put(Place::Slot(slot), parcel);
            }
        }
        if let Some(parcel) = self.bridge.fill.take() {
            player.put(Place::Fill, parcel);
        }
        self.give_back(player);
    }

    fn give_back(&mut self, player: &mut Player) {
        while let Some(parcel) = player.take_discarded() {
            let seat = &self.bridge.returned[self.seat];
            self.seat = (self.seat + 1) % SEATS;
            if let Some(other) = seat.swap(Some(parcel)) {
                // All seats are taken: nobody collects at present.
                player.keep_discarded(other);
                return;
            }
        }
    }

    /// The number of the memory's present moment.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.bridge.revision()
    }

    /// The fingerprint of the last request that was answered; 0 before the first.
    #[must_use]
    pub fn answered(&self) -> u64 {
        self.bridge.answered()
    }

    /// Tells everyone of a block.
    pub fn report(&self, report: &Report) {
        self.bridge.counters.add(report);
    }

    /// Tells everyone how fast the host is, in quarter notes a minute.
    pub fn report_tempo(&self, tempo: Option<f64>) {
        self.bridge.counters.set_tempo(tempo);
    }
}

/// The end of those who have time: whoever holds the memory's lock.
pub struct Deliverer {
    bridge: Arc<Bridge>,
}

impl Deliverer {
    /// What everyone may see.
    #[must_use]
    pub fn bridge(&self) -> &Arc<Bridge> {
        &self.bridge
    }

    /// Sends a groove to its place. If the player took none of the last ones, this one takes
    /// their place.
    pub fn deliver(&mut self, place: Place, groove: &Groove) {
        self.collect();
        let bridge = &*self.bridge;
        let mailbox = match place {
            Place::Live { piece, of } => {
                if bridge.of.swap(of, Ordering::AcqRel) != of {
                    // What lies there was cut for another number of pieces.
                    free(&bridge.live);
                }
                bridge.live.get(piece)
            }
            Place::Slot(slot) => {
                bridge.cleared.fetch_and(!bit(slot), Ordering::AcqRel);
                bridge.slots.get(slot.index())
            }
            Place::Fill => {
                bridge.cleared.fetch_and(!FILL, Ordering::AcqRel);
                Some(&bridge.fill)
            }
        };
        let Some(mailbox) = mailbox else { return };
        let parcel = Parcel::new(Score::new(groove));
        if let Some(overtaken) = mailbox.swap(Some(parcel)) {
            overtaken.free();
        }
        self.tell();
    }

    /// Lets the player forget what is at a place. A live groove stays until another comes: there
    /// is never nothing to play.
    pub fn clear(&mut self, place: Place) {
        self.collect();
        let bridge = &*self.bridge;
        let (mailbox, bit) = match place {
            Place::Live { .. } => return,
            Place::Slot(slot) => (&bridge.slots[slot.index()], bit(slot)),
            Place::Fill => (&bridge.fill, FILL),
        };
        free(std::slice::from_ref(mailbox));
        bridge.cleared.fetch_or(bit, Ordering::AcqRel);
        self.tell();
    }

    /// Sends a groove to its place, or empties it.
    pub fn put(&mut self, place: Place, groove: Option<&Groove>) {
        match groove {
            Some(groove) => self.deliver(place, groove),
            None => self.clear(place),
        }
    }

    /// Gives the memory of empties back.
    fn collect(&mut self) {
        free(&self.bridge.returned);
    }

    /// A new moment of the memory begins.
    pub fn revise(&mut self) {
        self.bridge.revision.fetch_add(1, Ordering::AcqRel);
    }

    fn tell(&self) {
        self.bridge.deliveries.fetch_add(1, Ordering::AcqRel);
    }
}

fn free(mailboxes: &[Mailbox]) {
    let parcels = mailboxes.iter().filter_map(Mailbox::take);
    parcels.for_each(Parcel::free);
}

/// The bits of [`Bridge::cleared`]: the slots, …
fn bit(slot: Slot) -> u32 {
    1 << slot.index()
}

/// … and the fill.
const FILL: u32 = 1 << Slot::COUNT;
