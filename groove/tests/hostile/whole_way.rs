//! The whole way of any bytes as MIDI: performance, grid, grooves, MIDI, and back; and what must
//! hold at each station. The fuzz target `midi` (`fuzz/`) is this file, too.

use std::{collections::BTreeMap, path::Path};

use groove::{
    Drum, DrumMap, Grid, Groove, Laid, Performance, Rules, Sequence, Step, Tempo, midi,
    performance::PartIndex, quantize::quantize,
};

/// Reads bytes by both books of rules and takes what they give the whole way.
pub fn of(bytes: &[u8]) {
    for rules in [Rules::Quatrain, Rules::Reference] {
        match midi::parse_by(bytes, Path::new("any.mid"), rules) {
            Ok(performance) => {
                let strokes = &performance.strokes;
                assert!(strokes.iter().all(|stroke| stroke.start.0 >= 0.0));
                assert!(strokes.iter().all(|stroke| stroke.velocity.get() > 0));
                assert!(!performance.tempos.is_empty());
                of_performance(&performance);
            }
            Err(error) => assert!(error.to_string().starts_with("any.mid: ")),
        }
    }
}

/// Lays a performance on grids of all kinds, and takes the first grooves through MIDI and back.
pub fn of_performance(performance: &Performance) {
    hold(performance);
    for grid in grids() {
        for (rules, map) in [
            (Rules::Quatrain, DrumMap::general_midi()),
            (Rules::Reference, DrumMap::reduced()),
        ] {
            let Ok(laid) = quantize(performance, map, grid, rules) else {
                continue;
            };
            nothing_lost(performance, &laid, rules);
            for section in laid.sections.iter().take(2) {
                let bar = Step(grid.steps_per_bar());
                for groove in section.windows(grid, bar).take(2) {
                    survives_midi(&groove, map, section.tempo());
                }
            }
        }
    }
}

/// Grids of all kinds: the reference's, triplets with flams, the finest, an odd small one.
pub fn grids() -> impl Iterator<Item = Grid> {
    let grid = |bars, beats, steps, drums| Grid::new(bars, beats, steps, drums).ok();
    let triplets = grid(2, 3, 12, Drum::COUNT).map(Grid::with_flams);
    let finest = grid(4, 4, 24, Drum::COUNT);
    let odd = grid(1, 5, 5, 4);
    [Some(Grid::FOUR_BARS), triplets, finest, odd]
        .into_iter()
        .flatten()
}

/// What holds for every performance.
fn hold(performance: &Performance) {
    let player = |part: PartIndex| assert!((part.0 as usize) < performance.parts.len());
    for stroke in &performance.strokes {
        let (start, end) = (stroke.start.0, stroke.end.0);
        assert!(start.is_finite() && end >= start && end.is_finite());
        player(stroke.part);
    }
    for control in &performance.controls {
        assert!(control.controller < 128 && control.value < 128);
        player(control.part);
    }
    for bend in &performance.bends {
        assert!((-8192..8192).contains(&bend.bend));
        player(bend.part);
    }
    assert!(performance.parts.iter().all(|part| part.program < 128));
    assert!(performance.keys.iter().all(|key| key.tonic < 12));
    let quarters = performance
        .meters
        .iter()
        .map(|change| change.meter.quarters());
    assert!(
        quarters
            .clone()
            .all(|quarters| quarters.is_finite() && quarters > 0.0)
    );
    let first = performance.tempos.first();
    assert!(first.is_none_or(|first| first.at.0 == 0.0));
    assert!(
        performance
            .tempos
            .is_sorted_by(|one, next| one.at <= next.at)
    );
    assert!(
        performance
            .meters
            .is_sorted_by(|one, next| one.at <= next.at)
    );
}

/// Every stroke is on the grid or counted among those that are not.
fn nothing_lost(performance: &Performance, laid: &Laid, rules: Rules) {
    let left_out = &laid.left_out;
    let no_strokes = left_out.other_parts + left_out.ignored;
    let strokes: usize = laid.sections.iter().map(count).sum();
    let all = performance.strokes.len();
    assert_eq!(strokes + left_out.strokes() + no_strokes, all, "{left_out}");
    for section in &laid.sections {
        let end = Step(section.steps());
        assert!(
            section
                .strokes()
                .is_sorted_by_key(|stroke| (stroke.step, stroke.drum))
        );
        for stroke in section.strokes() {
            assert!(stroke.step < end && stroke.drum.index() < section.grid().drums());
            // What is up to one and a half steps before the start, the reference puts on the
            // first: it rounds towards zero.
            let early = rules == Rules::Reference && stroke.step == Step(0);
            let earliest = if early { -1.5 } else { -0.5 };
            let offset = stroke.offset;
            assert!((earliest - 1e-6..0.5 + 1e-6).contains(&offset), "{offset}");
        }
    }
}

fn count(sequence: &Sequence) -> usize {
    let strokes = sequence.strokes().iter();
    strokes
        .map(|stroke| 1 + usize::from(stroke.second.is_some()))
        .sum()
}

/// Notes by drum and tick, with the velocity.
type Notes = BTreeMap<(Drum, u32), u8>;

/// A groove's MIDI file holds its strokes, each on its tick, and laid on the grid again, each
/// stroke is in its cell or, where the tick is as near to the next line, beside it.
fn survives_midi(groove: &Groove, map: &DrumMap, tempo: Tempo) {
    let bytes = midi::to_bytes(&[groove], map, tempo);
    let performance = midi::parse(&bytes, Path::new("groove.mid")).unwrap_or_default();
    assert!(performance.faults.is_empty(), "{:?}", performance.faults);
    let notes = heard(&performance, map);
    assert_eq!(notes, written(groove));

    let grid = groove.grid();
    let Ok(laid) = quantize(&performance, map, grid, Rules::Quatrain) else {
        assert!(notes.is_empty());
        return;
    };
    nothing_lost(&performance, &laid, Rules::Quatrain);
    assert_eq!(laid.left_out.strokes(), laid.left_out.shadowed);
    let ticks = u32::from(midi::TICKS_PER_BEAT) / grid.steps_per_beat() as u32;
    for &(drum, tick) in notes.keys() {
        let mut strokes = laid.sections.iter().flat_map(Sequence::strokes);
        let near = |step: Step| tick.abs_diff(step.0 as u32 * ticks) <= ticks / 2 + 1;
        assert!(strokes.any(|stroke| stroke.drum == drum && near(stroke.step)));
    }
}

fn heard(performance: &Performance, map: &DrumMap) -> Notes {
    let tempo = performance
        .tempos
        .first()
        .map_or(Tempo::DEFAULT, |first| first.tempo);
    let seconds = tempo.beat_seconds() / f64::from(midi::TICKS_PER_BEAT);
    let strokes = performance.strokes.iter().filter_map(|stroke| {
        let tick = (stroke.start.0 / seconds).round() as u32;
        Some(((map.drum(stroke.key)?, tick), stroke.velocity.get()))
    });
    let notes: Notes = strokes.collect();
    assert_eq!(
        notes.len(),
        performance.strokes.len(),
        "one note a drum and tick"
    );
    notes
}

/// What a groove's file must hold: of strokes on one tick, the loudest.
fn written(groove: &Groove) -> Notes {
    let grid = groove.grid();
    let mut notes = Notes::new();
    for placed in groove.strokes() {
        let second = placed.cell.second.zip(placed.second_time(grid));
        let second = second.map(|(second, time)| (time, second.velocity));
        let first = (placed.time(grid), placed.cell.velocity);
        for (time, velocity) in [Some(first), second].into_iter().flatten() {
            let tick = (time.0 * f64::from(midi::TICKS_PER_BEAT)).round().max(0.0) as u32;
            let loudest = notes.entry((placed.drum, tick)).or_default();
            *loudest = velocity.to_midi().get().max(*loudest);
        }
    }
    notes
}
