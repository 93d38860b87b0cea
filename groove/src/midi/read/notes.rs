//! Notes that sound and wait for their end.

use crate::{performance::Seconds, rules::Rules};

/// A note that has begun.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub tick: u64,
    pub start: Seconds,
    pub velocity: u8,
}

/// A note that is never let go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub channel: u8,
    pub key: u8,
    pub note: Open,
}

const CHANNELS: usize = 16;
const KEYS: usize = 128;

/// The open notes of a track, by channel and key, each list in order of time.
#[derive(Debug)]
pub(super) struct OpenNotes {
    lists: Vec<Vec<Open>>,
    /// One bit for each key that was struck in this track: which lists to look at when it ends.
    struck: [u128; CHANNELS],
}

impl OpenNotes {
    pub fn new() -> Self {
        Self {
            lists: vec![Vec::new(); CHANNELS * KEYS],
            struck: [0; CHANNELS],
        }
    }

    fn list(&mut self, channel: u8, key: u8) -> &mut Vec<Open> {
        &mut self.lists[usize::from(channel & 15) * KEYS + usize::from(key & 127)]
    }

    pub fn begin(&mut self, channel: u8, key: u8, note: Open) {
        self.list(channel, key).push(note);
        self.struck[usize::from(channel & 15)] |= 1 << (key & 127);
    }

    /// Gives the notes of a key that end on this tick to `ended`, in order.
    ///
    /// An end is for all notes that began before it. One that began on the very same tick goes
    /// on, if there was an earlier one to end: then it is the key's next stroke, written before
    /// the end of the last. If there was none, it is a note without length: the reference
    /// forgets it.
    pub fn end(
        &mut self,
        channel: u8,
        key: u8,
        tick: u64,
        rules: Rules,
        mut ended: impl FnMut(Open),
    ) {
        let list = self.list(channel, key);
        let earlier = list.partition_point(|note| note.tick < tick);
        if earlier > 0 {
            list.drain(..earlier).for_each(ended);
        } else {
            if rules == Rules::Quatrain {
                list.iter().copied().for_each(&mut ended);
            }
            list.clear();
        }
    }

    /// Those that are still open when the track ends, in order of their start.
    pub fn held(&mut self) -> Vec<Held> {
        let mut held = Vec::new();
        for channel in 0..16 {
            let mut struck = std::mem::take(&mut self.struck[usize::from(channel)]);
            while struck != 0 {
                let key = struck.trailing_zeros() as u8;
                struck &= struck - 1;
                let notes = self.list(channel, key).drain(..);
                held.extend(notes.map(|note| Held { channel, key, note }));
            }
        }
        held.sort_by_key(|held| held.note.tick);
        held
    }
}
