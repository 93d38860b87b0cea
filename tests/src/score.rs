//! Which notes must be heard, told from the groove, the script and the controls alone.
//!
//! Written from the rules in `DESIGN.md` ("Time"), and on purpose unlike the player: it looks at the
//! whole script at once, the player at one block after the other.

mod compare;
mod feel;
mod lines;
mod run;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};

use groove::{Drum, DrumMap, Groove, MidiKey, units::MidiVelocity};

use crate::{mock_host::Performance, notes::Channel, script::Script};

pub use compare::compare;
use lines::{Planned, Rounds};
use run::{Run, Segment, runs};

/// A note that must be heard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// When, in samples since the script began, not rounded.
    pub exact: f64,
    /// How many samples it may be from there, rounding apart: on a ramp the plugin knows the tempo
    /// at the start of each block, and no more.
    pub leeway: f64,
    /// When it ends, in samples since the script began; begin and length are rounded each.
    pub end: f64,
    /// How many samples its end may be from there, as for the begin.
    pub end_leeway: f64,
    /// On which channel.
    pub channel: Channel,
    /// Which key.
    pub key: MidiKey,
    /// How hard.
    pub velocity: MidiVelocity,
}

/// The notes of `groove` that are heard in `script`, in order of time. The controls are at their
/// defaults until the script changes them.
#[must_use]
pub fn expected(groove: &Groove, map: &DrumMap, script: &Script) -> Vec<Expected> {
    let performance = Performance::of(script);
    let most_frames = performance.most_frames();
    let mut notes = Vec::new();
    for run in runs(&performance) {
        let strokes = strokes(groove, &run, most_frames);
        let run_end = run.last().map_or(0, |segment| segment.piece.last_sample());
        // What sounds when the plugin is put to sleep ends when it wakes.
        let silence = [run_end, performance.next_awake(run_end)];
        notes.extend(voices(strokes, silence, map));
    }
    notes.sort_by(|one, other| one.exact.total_cmp(&other.exact));
    notes
}

/// A stroke that sounds.
#[derive(Debug, Clone, Copy)]
struct Stroke {
    exact: f64,
    leeway: f64,
    end_leeway: f64,
    drum: Drum,
    velocity: MidiVelocity,
    /// Length of its note in samples.
    length: f64,
    choke: bool,
}

impl Stroke {
    fn sample(&self) -> u64 {
        nearest(self.exact)
    }
}

/// The nearest sample; exactly between two the earlier one.
fn nearest(exact: f64) -> u64 {
    (exact - 0.5).ceil().max(0.0) as u64
}

/// All strokes of a run in the order in which they sound.
fn strokes(groove: &Groove, run: &Run, most_frames: u32) -> Vec<Stroke> {
    let mut rounds = Rounds::default();
    let mut sounded = HashSet::new();
    let mut strokes = Vec::new();
    // A ramp is known at the start of each block, so its end is known a block late.
    let mut ramp = (0.0, f64::NEG_INFINITY);
    for segment in run {
        rounds.enter(segment);
        if segment.piece.slope != 0.0 {
            ramp = (segment.piece.slope, segment.piece.end);
        }
        let is_on_ramp = segment.piece.start < ramp.1 + f64::from(most_frames);
        let slope = if is_on_ramp { ramp.0 } else { 0.0 };
        let mut here = Vec::new();
        for planned in rounds.lines(segment, groove.grid()) {
            for drum in Drum::ALL.into_iter().take(groove.grid().drums()) {
                for (second, offset, velocity) in cell(groove, planned, drum) {
                    let time = segment.feel.time(planned.line, offset, segment.piece.tempo);
                    let exact = sample(segment, time + planned.shift);
                    // A loop that was foreseen and is moved brings its lines at another time.
                    let places = [planned.line.position, planned.line.position + planned.shift];
                    let places = places.map(|place| (place * 1e6).round() as i64);
                    let name = (planned.round, places, drum, second);
                    let is_here = nearest(exact) < segment.piece.last_sample();
                    if is_here && sounded.insert(name) {
                        here.push(stroke(segment, exact, drum, velocity, slope, most_frames));
                    }
                }
            }
        }
        here.sort_by(|one: &Stroke, other| one.exact.total_cmp(&other.exact));
        strokes.extend(here);
    }
    strokes
}

/// The strokes of a cell: whether it is the second one, its offset in steps, its velocity.
fn cell(
    groove: &Groove,
    planned: Planned,
    drum: Drum,
) -> impl Iterator<Item = (bool, f64, groove::Velocity)> {
    let cell = groove.cell(planned.step, drum);
    let offset = f64::from(cell.offset.get());
    let second = cell.second.filter(|_| groove.grid().flams());
    let second = second.map(|second| {
        let gap = f64::from(second.gap.get());
        (true, offset + gap, second.velocity)
    });
    let strokes = [(false, offset, cell.velocity)].into_iter().chain(second);
    strokes.filter(move |_| cell.hit)
}

/// The exact sample at which a time sounds that grows from round to round. What is past sounds at
/// once.
fn sample(segment: &Segment, time: f64) -> f64 {
    let piece = &segment.piece;
    let ahead = time - (piece.from.0 + segment.shift);
    let exact = match ahead > 0.0 {
        true => piece.start + piece.samples_for(ahead),
        false => piece.start,
    };
    exact.max(piece.first_sample() as f64)
}

fn stroke(
    segment: &Segment,
    exact: f64,
    drum: Drum,
    velocity: groove::Velocity,
    slope: f64,
    most_frames: u32,
) -> Stroke {
    let piece = &segment.piece;
    let tempo = piece.tempo_at(exact);
    let length = segment.feel.note_samples(tempo, piece.sample_rate);
    // What the tempo gains in the longest block, as a part of it, …
    let gain = slope.abs() * f64::from(most_frames) / tempo;
    // … and how far the position is from where it would be without.
    let drift = 0.5 * gain * f64::from(most_frames);
    let leeway = if slope == 0.0 { 0.0 } else { drift + 1.0 };
    Stroke {
        exact,
        leeway,
        end_leeway: 2.0 * leeway + gain * length,
        length,
        drum,
        velocity: segment.feel.velocity(velocity),
        choke: segment.feel.choke,
    }
}

/// Strokes as notes with their ends. What still sounds at the first sample of `silence` ends at the
/// second.
fn voices(strokes: Vec<Stroke>, silence: [u64; 2], map: &DrumMap) -> Vec<Expected> {
    // Two strokes of a key on one sample are one: the harder.
    let mut heard: BTreeMap<(u64, MidiKey), Stroke> = BTreeMap::new();
    for stroke in strokes {
        let place = (stroke.sample(), map.key(stroke.drum));
        let one = heard.entry(place).or_insert(stroke);
        one.velocity = one.velocity.max(stroke.velocity);
    }
    let ends_at = |place: &(u64, MidiKey), stroke: &Stroke| {
        let mut later = heard.iter().skip_while(|(other, _)| other.0 <= place.0);
        let ends_it = |(other, next): &(&(u64, MidiKey), &Stroke)| {
            let chokes = stroke.drum == Drum::OpenHat && next.drum == Drum::ClosedHat;
            other.1 == place.1 || (chokes && next.choke)
        };
        let by_other = later.find(ends_it).map(|(other, _)| other.0 as f64);
        let by_itself = place.0 as f64 + stroke.length.round();
        match by_itself.min(by_other.unwrap_or(f64::INFINITY)) {
            end if end < silence[0] as f64 => end,
            _ => silence[1] as f64,
        }
    };
    heard
        .iter()
        .map(|(place, stroke)| Expected {
            exact: stroke.exact,
            leeway: stroke.leeway,
            end: ends_at(place, stroke),
            end_leeway: stroke.end_leeway,
            channel: Channel::DRUMS,
            key: place.1,
            velocity: stroke.velocity,
        })
        .collect()
}
