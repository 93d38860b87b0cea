//! The drummer's hands: turns a groove and the host's song position into timed notes.
//!
//! [`Player`] is a pure function of (groove, [`Block`]) → [`NoteEvent`]s, with the memory that
//! continuity needs: how far the last block came and which notes sound. It knows no plugin
//! framework, no thread and no parameter, so tests drive it sample by sample. It runs on the
//! audio thread: after [`Player::new`] it never allocates.
//!
//! Time is the host's. A stroke sounds at (step + offset), rounded once to the nearest sample.
//! The beats up to which strokes were sounded are carried from block to block, so a host whose
//! positions jitter or whose tempo drifts gets no stroke twice and misses none. What happens at
//! seams is told in `span`.

mod notes;
mod sounding;
mod span;
mod strokes;
mod transport;

#[cfg(test)]
mod tests;

pub use notes::{NoteEvent, NoteKind};
pub use transport::{Block, Cycle};

use groove::{Beats, Drum, DrumMap, Groove, MidiKey};
use notes::Hits;
use sounding::Sounding;
use span::{Progress, Seam, TIE};
use transport::Motion;

/// Plays one groove. See the module's documentation.
pub struct Player {
    keys: [MidiKey; Drum::COUNT],
    hits: Hits,
    events: Vec<NoteEvent>,
    sounding: Sounding,
    progress: Option<Progress>,
}

impl Player {
    /// A player for blocks of up to `max_frames` samples. All memory is taken here.
    #[must_use]
    pub fn new(map: &DrumMap, max_frames: usize) -> Self {
        // Far more strokes than any groove has in a block; a host that asks for still more
        // (a tempo of a thousand and a grid of 24 steps) loses the last ones.
        let most_hits = 512 + max_frames / 8;
        Self {
            keys: Drum::ALL.map(|drum| map.key(drum)),
            hits: Hits::with_capacity(most_hits),
            // Each stroke brings an on and an off; what sounded before brings its off.
            events: Vec::with_capacity(2 * most_hits + Sounding::MOST),
            sounding: Sounding::default(),
            progress: None,
        }
    }

    /// Takes over what another player left sounding, so that its notes still get their ends
    /// after buffers of another size were needed.
    pub fn inherit(&mut self, other: &Self) {
        self.sounding = other.sounding;
    }

    /// Forgets where the last block ended: the next one starts anew and first ends all notes.
    pub fn interrupt(&mut self) {
        self.progress = None;
    }

    /// The notes of one block, in the order in which they are to be sent: by sample, ends
    /// before beginnings. With `groove` = `None` (bypassed, or nothing to play yet) all sounding
    /// notes are ended.
    pub fn play(&mut self, groove: Option<&Groove>, block: &Block) -> &[NoteEvent] {
        self.events.clear();
        self.hits.clear();
        if block.frames == 0 {
            return &self.events;
        }
        match (groove, block.motion()) {
            (Some(groove), Some(motion)) => {
                let start = self.collect(groove, &motion, block.frames);
                if start == Start::Anew {
                    self.sounding.end_all_at_once();
                }
                let gate = gate_samples(groove.grid().step_length(), &motion);
                self.hits.order();
                self.sounding.sound(&self.hits, gate, &mut self.events);
            }
            _ => {
                self.progress = None;
                self.sounding.end_all_at_once();
            }
        }
        self.sounding.finish(block.frames, &mut self.events);
        &self.events
    }

    /// Gathers the strokes of the block, span by span.
    fn collect(&mut self, groove: &Groove, motion: &Motion, frames: usize) -> Start {
        let block_end = frames as f64 - 0.5 + TIE;
        let seam = self
            .progress
            .as_ref()
            .map_or(Seam::Entry, |last| last.seam(motion));
        let mut hits = strokes::Collector {
            keys: &self.keys,
            hits: &mut self.hits,
            last_sample: frames - 1,
            beats_per_sample: motion.beats_per_sample,
        };
        let (mut span, from) = span::first(&seam, motion);
        match seam {
            Seam::Entry => {
                let first_edge = span.beat_at(from, motion.beats_per_sample);
                hits.belated(groove, motion.position, first_edge);
            }
            Seam::Left(cycle, covered) => hits.belated(groove, cycle.end, covered),
            Seam::None(_) | Seam::Wrapped(..) => {}
        }
        loop {
            hits.span(groove, &span, from, block_end);
            match span.after_seam(motion, block_end) {
                Some(next) => span = next,
                None => break,
            }
        }
        self.progress = Some(Progress::new(&span, motion, frames, block_end));
        if matches!(seam, Seam::Entry) {
            Start::Anew
        } else {
            Start::Onward
        }
    }
}

/// How a block joins the one before.
#[derive(PartialEq, Eq)]
enum Start {
    /// The transport started or jumped.
    Anew,
    /// It runs on, or wraps at the loop's end.
    Onward,
}

/// How long a note is held: one step.
fn gate_samples(step: Beats, motion: &Motion) -> i64 {
    // The cast saturates, so that a very slow tempo yields a very long note.
    ((step.0 / motion.beats_per_sample).round() as i64).max(1)
}
