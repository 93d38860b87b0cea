//! Spans: stretches of a block in which samples and beats run side by side.
//!
//! A block is one span, unless the host's loop ends inside it: then a new span begins at each
//! seam. A span knows the loop end it runs into, so that strokes that are early over the seam
//! can be sounded before it. Between blocks, [`Progress`] remembers the beat up to which strokes
//! were sounded; the next block begins there, wherever the host says it begins.

use groove::Beats;

use super::transport::{Cycle, Motion};

/// How far before the half sample the rounding edge lies, in samples: a stroke exactly between
/// two samples always goes to the earlier one, whatever the last bits of the host's position.
pub(super) const TIE: f64 = 1.0 / 1024.0;

/// A block that begins this near to where the last one ended continues it. Covers the host's
/// rounding and its tempo ramps, which the block's single tempo cannot tell.
const CONTINUES: f64 = 1.0 / 64.0;

/// Samples and beats run side by side from here to the seam or the end of the block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    /// A song position, …
    pub beat: Beats,
    /// … and the sample of the block at which it is reached; may lie a little before the block.
    pub sample: f64,
    /// The loop whose end the span runs into.
    pub cycle: Option<Cycle>,
    /// Strokes before this beat are not the span's: its beginning after a seam.
    pub not_before: Option<Beats>,
}

/// Where the last block ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Progress {
    /// Strokes before this beat were sounded.
    covered: Beats,
    /// The song position that should follow.
    expected: Beats,
    /// The loop that was run into.
    cycle: Option<Cycle>,
}

/// How a block joins the one before.
#[derive(Debug, Clone, Copy)]
pub(super) enum Seam {
    /// The transport started or jumped here.
    Entry,
    /// It runs on; strokes before this beat were sounded.
    None(Beats),
    /// It runs on although a loop was expected to end: the loop was switched off or moved.
    /// Strokes before this beat were sounded, but not those that belong to the steps behind the
    /// loop.
    Left(Cycle, Beats),
    /// The loop was run through; strokes before this beat, counted before the seam, were
    /// sounded.
    Wrapped(Cycle, Beats),
}

impl Span {
    /// The sample at which `beat` is reached.
    pub fn sample_at(&self, beat: Beats, beats_per_sample: f64) -> f64 {
        self.sample + (beat.0 - self.beat.0) / beats_per_sample
    }

    /// The song position at `sample`.
    pub fn beat_at(&self, sample: f64, beats_per_sample: f64) -> Beats {
        Beats(self.beat.0 + (sample - self.sample) * beats_per_sample)
    }

    /// The span after the seam this one runs into, if that comes before `block_end`.
    pub fn after_seam(&self, motion: &Motion, block_end: f64) -> Option<Self> {
        let cycle = self.cycle?;
        let sample = self.sample_at(cycle.end, motion.beats_per_sample);
        (sample <= block_end).then_some(Self {
            beat: cycle.start,
            sample,
            // A loop that was changed just at the seam no longer contains its old start.
            cycle: motion
                .cycle
                .filter(|next| cycle.start.0 < next.end.0 - 1e-9),
            not_before: Some(cycle.start),
        })
    }
}

impl Progress {
    /// After a block of `frames` samples whose last span is `span`.
    pub fn new(span: &Span, motion: &Motion, frames: usize, block_end: f64) -> Self {
        Self {
            covered: span.beat_at(block_end, motion.beats_per_sample),
            expected: span.beat_at(frames as f64, motion.beats_per_sample),
            cycle: span.cycle,
        }
    }

    /// How a block with this motion joins.
    pub fn seam(&self, motion: &Motion) -> Seam {
        let near = |expected: f64| (motion.position.0 - expected).abs() <= CONTINUES;
        match self.cycle {
            Some(cycle) if near(self.expected.0 - cycle.length()) => {
                Seam::Wrapped(cycle, self.covered)
            }
            Some(cycle) if near(self.expected.0) && motion.cycle != Some(cycle) => {
                Seam::Left(cycle, self.covered)
            }
            _ if near(self.expected.0) => Seam::None(self.covered),
            _ => Seam::Entry,
        }
    }
}

/// The first span of a block, and the sample (negative: before the block) from which its
/// strokes count.
pub(super) fn first(seam: &Seam, motion: &Motion) -> (Span, f64) {
    let here = Span {
        beat: motion.position,
        sample: 0.0,
        cycle: motion.cycle,
        not_before: None,
    };
    match seam {
        Seam::Entry => (here, -0.5 + TIE),
        Seam::None(covered) | Seam::Left(_, covered) => {
            (here, here.sample_at(*covered, motion.beats_per_sample))
        }
        Seam::Wrapped(cycle, covered) => {
            let behind = (motion.position.0 - cycle.start.0) / motion.beats_per_sample;
            let before = Span {
                beat: cycle.end,
                sample: -behind,
                cycle: Some(*cycle),
                not_before: None,
            };
            (before, before.sample_at(*covered, motion.beats_per_sample))
        }
    }
}
