//! Parts of a performance in which the plugin plays on, and what it can know meanwhile.

use std::collections::BTreeSet;

use groove::Beats;

use super::feel::Feel;
use crate::{
    mock_host::{Beginning, Order, Performance, Piece, Telling},
    script::{Omission, Value},
    transport::{Call, Cycle, EventKind, Meter},
};

/// Shorter loops are not followed, in quarter notes.
const SHORTEST_LOOP: f64 = 1.0 / 64.0;

/// A part of a run in which nothing changes but the position.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    /// The song's run. Its start and end are those of the segment.
    pub piece: Piece,
    /// Which round of loops this is, counted from the start of the run.
    pub round: usize,
    /// What the positions of this round need to be added so that they grow from round to round.
    pub shift: f64,
    /// The loop that is played towards.
    pub cycle: Option<Cycle>,
    /// Where bars start, and their length.
    pub bars: Bars,
    /// The controls.
    pub feel: Feel,
}

/// Where bars start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bars {
    /// The start of one of them, in quarter notes.
    pub line: f64,
    /// Length in quarter notes.
    pub length: f64,
}

/// A part of a performance in which the plugin plays on: from a start or jump up to the next.
pub(super) type Run = Vec<Segment>;

/// A change of the controls.
struct Change {
    sample: u64,
    parameter: String,
    value: Value,
}

/// Parameters change at the start of the block they come with.
fn changes(performance: &Performance) -> Vec<Change> {
    let mut changes = Vec::new();
    for call in performance.calls() {
        let Call::Process(block) = call else { continue };
        for part in block.parts() {
            for event in part.events {
                if let EventKind::Set { parameter, value } = event.kind {
                    changes.push(Change {
                        sample: part.start,
                        parameter,
                        value,
                    });
                }
            }
        }
    }
    changes
}

/// All runs of a performance.
pub(super) fn runs(performance: &Performance) -> Vec<Run> {
    let changes = changes(performance);
    let orders = performance.orders.iter().map(|order| order.sample);
    let changed = changes.iter().map(|change| change.sample);
    let cuts: BTreeSet<u64> = orders.chain(changed).collect();
    let (mut orders, mut changes) = (
        performance.orders.iter().peekable(),
        changes.iter().peekable(),
    );
    let mut feel = Feel::default();
    let mut is_active = false;
    let mut runs: Vec<Run> = Vec::new();
    let mut run = Run::new();
    for piece in cut(&performance.pieces, &cuts) {
        let now = piece.first_sample();
        let mut goes_on = run.last().is_some_and(|last| last.goes_on_with(&piece));
        while let Some(order) = orders.next_if(|order| order.sample <= now) {
            is_active = !matches!(order.what, Order::Deactivate);
            goes_on = false;
        }
        while let Some(change) = changes.next_if(|change| change.sample <= now) {
            feel.set(&change.parameter, &change.value);
        }
        let sounds = piece.playing && piece.moves && is_active && !feel.bypass;
        if !(sounds && goes_on) {
            runs.push(std::mem::take(&mut run));
        }
        if sounds {
            let segment = Segment::after(run.last(), piece, feel);
            run.push(segment);
        }
    }
    runs.push(run);
    runs.retain(|run| !run.is_empty());
    runs
}

/// Cuts pieces at these samples, too.
fn cut(pieces: &[Piece], cuts: &BTreeSet<u64>) -> Vec<Piece> {
    let mut parts = Vec::new();
    for piece in pieces {
        let mut rest = piece.clone();
        for &sample in cuts.range(piece.start.ceil() as u64..) {
            let exact = sample as f64;
            if exact >= rest.end {
                break;
            }
            if exact > rest.start {
                let next = Piece {
                    start: exact,
                    from: rest.position(exact),
                    tempo: rest.tempo_at(exact),
                    beginning: Beginning::On,
                    ..rest.clone()
                };
                rest.end = exact;
                parts.push(std::mem::replace(&mut rest, next));
            }
        }
        parts.push(rest);
    }
    parts
}

/// Whether the plugin has to count for itself, since it is told no position.
fn has_no_position(telling: &Telling) -> bool {
    let omits = |omission| telling.omissions.contains(&omission);
    omits(Omission::Beats) && (omits(Omission::Seconds) || omits(Omission::Tempo))
}

impl Segment {
    /// Whether the plugin plays on where this piece follows.
    fn goes_on_with(&self, piece: &Piece) -> bool {
        match piece.beginning {
            Beginning::On => true,
            Beginning::Wrapped => self.cycle.is_some(),
            Beginning::Anew => {
                has_no_position(&piece.telling) && piece.first_sample() == self.piece.last_sample()
            }
        }
    }

    fn after(last: Option<&Self>, mut piece: Piece, feel: Feel) -> Self {
        let (mut round, mut shift) = last.map_or((0, 0.0), |last| (last.round, last.shift));
        if let (Beginning::Wrapped, Some(cycle)) =
            (piece.beginning, last.and_then(|last| last.cycle))
        {
            round += 1;
            shift += cycle.end.0 - cycle.start.0;
        }
        let omits = |omission| piece.telling.omissions.contains(&omission);
        let mut bars = Bars {
            line: if omits(Omission::Bar) {
                0.0
            } else {
                piece.bar_line.0
            },
            length: piece.meter.bar().0,
        };
        if omits(Omission::Meter) {
            bars.length = Meter::COMMON.bar().0;
        }
        let is_told = !omits(Omission::Beats);
        if omits(Omission::Tempo) {
            (piece.tempo, piece.slope) = (120.0, 0.0);
        }
        if has_no_position(&piece.telling) {
            piece.from = last.map_or(Beats(0.0), |last| last.piece.position(piece.start));
            bars.line = 0.0;
        }
        let is_followed = |cycle: &Cycle| {
            cycle.end.0 - cycle.start.0 >= SHORTEST_LOOP && piece.from.0 < cycle.end.0
        };
        Self {
            cycle: piece.cycle.filter(|cycle| is_told && is_followed(cycle)),
            round,
            shift,
            bars,
            feel,
            piece,
        }
    }
}
