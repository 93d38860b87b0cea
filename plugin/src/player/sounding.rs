//! Which notes sound, and when each ends. Sees to it that every beginning has its end.

use groove::MidiKey;

use super::notes::{Hit, Hits, NoteEvent, NoteKind};

/// The sounding notes: for each key the sample, counted from the start of the block, at which
/// its note ends.
#[derive(Clone, Copy)]
pub(super) struct Sounding {
    ends: [Option<i64>; Self::MOST],
}

impl Default for Sounding {
    fn default() -> Self {
        Self {
            ends: [None; Self::MOST],
        }
    }
}

impl Sounding {
    /// The most notes that can sound: one for each MIDI key.
    pub const MOST: usize = 128;

    /// Lets every sounding note end at the start of the block.
    pub fn end_all_at_once(&mut self) {
        for end in self.ends.iter_mut().flatten() {
            *end = 0;
        }
    }

    /// Sounds `hits`, each for `gate` samples, and ends what is due in between. A key that is
    /// struck while it sounds ends first.
    pub fn sound(&mut self, hits: &Hits, gate: i64, events: &mut Vec<NoteEvent>) {
        for together in hits.by_sample() {
            let sample = together[0].sample;
            self.end_until(sample as i64, events);
            for hit in together {
                if self.end_of(hit.key).take().is_some() {
                    events.push(NoteEvent {
                        sample,
                        key: hit.key,
                        kind: NoteKind::Off,
                    });
                }
            }
            for Hit { key, velocity, .. } in together {
                events.push(NoteEvent {
                    sample,
                    key: *key,
                    kind: NoteKind::On(*velocity),
                });
                *self.end_of(*key) = Some((sample as i64).saturating_add(gate));
            }
        }
    }

    /// Ends what is due before the block's end and moves on to the next block.
    pub fn finish(&mut self, frames: usize, events: &mut Vec<NoteEvent>) {
        let frames = frames as i64;
        self.end_until(frames - 1, events);
        for end in self.ends.iter_mut().flatten() {
            *end = end.saturating_sub(frames);
        }
    }

    /// Ends the notes that are due at `sample` or before, in order of time, then key.
    fn end_until(&mut self, sample: i64, events: &mut Vec<NoteEvent>) {
        let due = |(key, end): (usize, &Option<i64>)| Some(((*end)?, key));
        while let Some((end, key)) = self.ends.iter().enumerate().filter_map(due).min() {
            if end > sample {
                return;
            }
            self.ends[key] = None;
            if let Some(key) = MidiKey::new(key as u8) {
                events.push(NoteEvent {
                    sample: end.max(0) as usize,
                    key,
                    kind: NoteKind::Off,
                });
            }
        }
    }

    fn end_of(&mut self, key: MidiKey) -> &mut Option<i64> {
        &mut self.ends[usize::from(key.get())]
    }
}
