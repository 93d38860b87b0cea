//! Which notes sound, and when each ends. Sees to it that every beginning has its end.

use groove::{Drum, MidiKey};

use super::{
    MidiChannel,
    bounded::Bounded,
    notes::{Hit, Hits, NoteEvent, NoteKind},
};

/// The events of a block, with room for a fixed number.
pub(super) type Events = Bounded<NoteEvent>;

/// A note that sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Note {
    /// The sample, counted from the start of the block, at which it ends.
    end: i64,
    channel: MidiChannel,
    key: MidiKey,
    drum: Drum,
}

/// The sounding notes, in the order in which they end.
pub(super) struct Sounding(Bounded<Note>);

impl Default for Sounding {
    fn default() -> Self {
        Self(Bounded::with_room(Self::MOST))
    }
}

impl Sounding {
    /// The most notes that sound at once. Further ones end the one that would end soonest.
    pub const MOST: usize = 256;

    /// Lets every sounding note end at the start of the block.
    pub fn end_all_at_once(&mut self) {
        self.0.iter_mut().for_each(|note| note.end = 0);
    }

    /// Sounds `hits`, each for `gate` samples, and ends what is due in between. A key that is
    /// struck while it sounds ends first, and so does an open hat under a closed one.
    pub fn sound(&mut self, hits: &Hits, gate: i64, choke: bool, events: &mut Timeline<'_>) {
        for together in hits.by_sample() {
            let sample = together[0].sample;
            self.end_until(sample as i64, events);
            let chokes = choke && together.iter().any(|hit| hit.drum == Drum::ClosedHat);
            self.end_where(sample, events, |note| {
                let is_struck = |hit: &Hit| (hit.channel, hit.key) == (note.channel, note.key);
                chokes && note.drum == Drum::OpenHat || together.iter().any(is_struck)
            });
            for hit in together {
                self.begin(hit, gate, events);
            }
        }
    }

    fn begin(&mut self, hit: &Hit, gate: i64, events: &mut Timeline<'_>) {
        if self.0.is_full()
            && let Some(first) = self.0.first().copied()
        {
            self.end_where(hit.sample, events, |note| *note == first);
        }
        // No beginning without room for its end and for those of all that sounds.
        if events.room() < self.0.len() + 2 {
            return;
        }
        events.put(hit.sample, hit.channel, hit.key, NoteKind::On(hit.velocity));
        let note = Note {
            end: (hit.sample as i64).saturating_add(gate),
            channel: hit.channel,
            key: hit.key,
            drum: hit.drum,
        };
        let place = |note: &Note| (note.end, note.channel, note.key);
        let at = self.0.partition_point(|other| place(other) <= place(&note));
        self.0.insert(at, note);
    }

    /// Ends what is due before the block's end and moves on to the next block.
    pub fn finish(&mut self, frames: usize, events: &mut Timeline<'_>) {
        let frames = frames as i64;
        self.end_until(frames - 1, events);
        for note in self.0.iter_mut() {
            note.end = note.end.saturating_sub(frames);
        }
    }

    /// Ends the notes that are due at `sample` or before, in order of time.
    fn end_until(&mut self, sample: i64, events: &mut Timeline<'_>) {
        let due = self.0.partition_point(|note| note.end <= sample);
        for note in &self.0[..due] {
            events.put(
                note.end.max(0) as usize,
                note.channel,
                note.key,
                NoteKind::Off,
            );
        }
        self.0.drop_first(due);
    }

    /// Ends those notes at `sample`.
    fn end_where(
        &mut self,
        sample: usize,
        events: &mut Timeline<'_>,
        mut ends: impl FnMut(&Note) -> bool,
    ) {
        self.0.retain(|note| {
            let ends = ends(note);
            if ends {
                events.put(sample, note.channel, note.key, NoteKind::Off);
            }
            !ends
        });
    }
}

/// The events of a block, written by one that counts samples from a later one on.
pub(super) struct Timeline<'a> {
    pub events: &'a mut Events,
    /// The sample of the block from which is counted.
    pub origin: usize,
}

impl Timeline<'_> {
    fn room(&self) -> usize {
        self.events.room()
    }

    fn put(&mut self, sample: usize, channel: MidiChannel, key: MidiKey, kind: NoteKind) {
        self.events.push(NoteEvent {
            sample: self.origin + sample,
            channel,
            key,
            kind,
        });
    }
}
