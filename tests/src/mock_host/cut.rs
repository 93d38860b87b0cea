//! Cuts a performance into the calls that a host makes.

use super::{At, Order, Performance};
use crate::{
    script::Seams,
    transport::{Block, Call, Event},
};

/// A sample at which a host has something new to tell.
struct Seam {
    sample: u64,
    /// The piece that begins there.
    piece: usize,
    /// A loop wraps, and nothing else is new.
    is_silent: bool,
}

pub(super) fn calls(performance: &Performance) -> Vec<Call> {
    let mut cutter = Cutter {
        performance,
        seams: seams(performance),
        now: 0,
        is_active: false,
        sizes: 0,
        turn: 0,
        calls: Vec::new(),
        orders: 0,
        events: 0,
    };
    let end = performance.samples();
    while cutter.now < end {
        cutter.orders();
        cutter.block(end);
    }
    cutter.calls
}

/// All seams in order, one a sample: pieces may lie between two samples.
fn seams(performance: &Performance) -> Vec<Seam> {
    let mut seams: Vec<Seam> = Vec::new();
    for (piece, pair) in (1..).zip(performance.pieces.windows(2)) {
        if !pair[0].is_seam(&pair[1]) {
            continue;
        }
        let sample = pair[1].first_sample();
        let mut is_silent = pair[0].is_silent_seam(&pair[1]);
        if let Some(before) = seams.pop_if(|before| before.sample == sample) {
            is_silent &= before.is_silent;
        }
        seams.push(Seam {
            sample,
            piece,
            is_silent,
        });
    }
    seams
}

struct Cutter<'a> {
    performance: &'a Performance,
    seams: Vec<Seam>,
    now: u64,
    is_active: bool,
    /// Which of the block sizes that are in force was used last, and how many came before it.
    sizes: usize,
    turn: usize,
    calls: Vec<Call>,
    /// How many orders and events are done.
    orders: usize,
    events: usize,
}

/// What is in force at a sample.
fn in_force<T>(list: &[At<T>], sample: u64) -> Option<(usize, &T)> {
    let count = list.partition_point(|one| one.sample <= sample);
    let at = count.checked_sub(1)?;
    Some((at, &list[at].what))
}

impl Cutter<'_> {
    /// Makes the calls that are due before the next block.
    fn orders(&mut self) {
        while let Some(order) = self.performance.orders.get(self.orders)
            && order.sample <= self.now
        {
            self.orders += 1;
            self.calls.push(match order.what {
                Order::Activate(activation) => {
                    self.is_active = true;
                    Call::Activate(activation)
                }
                Order::Deactivate => {
                    self.is_active = false;
                    Call::Deactivate
                }
                Order::Reset => Call::Reset,
            });
        }
    }

    fn next_size(&mut self) -> u64 {
        let Some((list, sizes)) = in_force(&self.performance.sizes, self.now) else {
            return 512;
        };
        if list != self.sizes {
            (self.sizes, self.turn) = (list, 0);
        }
        self.turn += 1;
        u64::from(sizes[(self.turn - 1) % sizes.len()])
    }

    /// Plays a block, or lets time go by while the plugin is not active.
    fn block(&mut self, end: u64) {
        let due = self.performance.orders.get(self.orders);
        let mut end = due.map_or(end, |order| order.sample.min(end));
        if !self.is_active {
            self.now = end;
            return;
        }
        let start = self.now;
        end = end.min(start + self.next_size());
        let manner =
            in_force(&self.performance.seams, start).map_or(Seams::Split, |found| *found.1);
        let first = self.seams.partition_point(|seam| seam.sample <= start);
        let mut turns = Vec::new();
        for seam in self.seams[first..]
            .iter()
            .take_while(|seam| seam.sample < end)
        {
            match manner {
                Seams::Told => {
                    let moment = self.performance.pieces[seam.piece].moment(seam.sample);
                    turns.push(((seam.sample - start) as u32, moment));
                }
                Seams::Untold if seam.is_silent => {}
                Seams::Split | Seams::Untold => {
                    end = seam.sample;
                    break;
                }
            }
        }
        let pieces = &self.performance.pieces;
        let piece = &pieces[pieces.partition_point(|piece| piece.first_sample() <= start) - 1];
        let block = Block {
            start,
            frames: (end - start) as u32,
            sample_rate: piece.sample_rate,
            moment: piece.moment(start),
            turns,
            events: self.events_until(end),
        };
        self.calls.push(Call::Process(block));
        self.now = end;
    }

    fn events_until(&mut self, end: u64) -> Vec<Event> {
        let rest = &self.performance.events[self.events..];
        let count = rest.partition_point(|event| event.sample < end);
        self.events += count;
        let events = rest[..count].iter().map(|event| Event {
            // What was sent to a plugin that slept arrives when it wakes.
            frame: event.sample.saturating_sub(self.now) as u32,
            kind: event.what.clone(),
        });
        events.collect()
    }
}
