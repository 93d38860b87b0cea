//! MIDI out and back in gives the same groove, and no bytes make the reader panic.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use groove::{
    Cell, Drum, DrumMap, Gap, Grid, Groove, MidiVelocity, Offset, Rules, Second, Step, Tempo,
    Velocity, midi, quantize::quantize,
};
use proptest::prelude::*;

fn any_groove() -> impl Strategy<Value = Groove> {
    let cell = prop::option::weighted(0.2, (1u8..=127, -0.45f32..0.45));
    prop::collection::vec(cell, Grid::FOUR_BARS.cells()).prop_map(|cells| {
        let mut groove = Groove::empty(Grid::FOUR_BARS);
        for (to, from) in groove.cells_mut().iter_mut().zip(cells) {
            if let Some((velocity, offset)) = from {
                *to = Cell::stroke(
                    Velocity::new(f32::from(velocity) / 127.0),
                    Offset::new(offset),
                );
            }
        }
        // What fixes the length of a file is its last bar; what a file can't hold is time
        // before its start.
        let last = Step(Grid::FOUR_BARS.steps() - 1);
        groove.set(
            last,
            Drum::Kick,
            Cell::stroke(Velocity::HIGHEST, Offset::NEUTRAL),
        );
        for drum in Drum::ALL {
            let mut cell = groove.cell(Step(0), drum);
            cell.offset = Offset::new(cell.offset.get().abs());
            groove.set(Step(0), drum, cell);
        }
        groove
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_groove_survives_its_midi_file(groove in any_groove(), tempo in 40.0f64..250.0) {
        let map = DrumMap::general_midi();
        let tempo = Tempo::new(tempo).unwrap();
        let bytes = midi::to_bytes(&[&groove], map, tempo);
        let performance = midi::parse(&bytes, Path::new("memory.mid")).unwrap();
        let back = quantize(&performance, map, Grid::FOUR_BARS, Rules::Quatrain).unwrap();
        let back: Vec<Groove> = back.sections[0].windows(Grid::FOUR_BARS, Step(64)).collect();
        prop_assert_eq!(back.len(), 1);
        for (there, here) in groove.cells().iter().zip(back[0].cells()) {
            prop_assert_eq!(there.hit, here.hit);
            prop_assert_eq!(there.velocity, here.velocity);
            // Half a tick of 1/960 beat is 0.0021 step; the tempo's own rounding adds a little.
            prop_assert!((there.offset.get() - here.offset.get()).abs() < 0.004);
        }
    }

    #[test]
    fn grooves_of_fine_grids_with_flams_survive_too(
        steps_per_beat in 3usize..=24,
        cells in prop::collection::vec(
            prop::option::weighted(0.2, (2u8..=127, 0.0f32..0.4, prop::option::of(0.05f32..0.4))),
            Grid::MAX_STEPS,
        ),
    ) {
        let grid = Grid::new(4, 4, steps_per_beat, 9).unwrap().with_flams();
        let mut groove = Groove::empty(grid);
        // One drum a step, so that no key meets itself; a grace note before or after its stroke,
        // far enough to be a note of its own, and inside the cell.
        let ticks = f64::from(midi::TICKS_PER_BEAT) / steps_per_beat as f64;
        for (step, cell) in cells.iter().take(grid.steps()).enumerate() {
            let Some((velocity, offset, gap)) = *cell else { continue };
            let mut stroke = Cell::stroke(
                Velocity::from_midi(MidiVelocity::new(velocity)),
                Offset::new(offset),
            );
            stroke.second = gap
                .filter(|gap| f64::from(*gap) * ticks > 2.0)
                .map(|gap| Second {
                    gap: Gap::new(-gap),
                    velocity: Velocity::from_midi(MidiVelocity::new(velocity / 2)),
                });
            if step == 0 {
                stroke.second = None;
            }
            groove.set(Step(step), Drum::ALL[step % 9], stroke);
        }
        let last = Step(grid.steps() - 1);
        groove.set(last, Drum::Kick, Cell::stroke(Velocity::HIGHEST, Offset::NEUTRAL));

        let map = DrumMap::general_midi();
        let bytes = midi::to_bytes(&[&groove], map, Tempo::DEFAULT);
        let performance = midi::parse(&bytes, Path::new("memory.mid")).unwrap();
        let laid = quantize(&performance, map, grid, Rules::Quatrain).unwrap();
        prop_assert_eq!(laid.left_out.shadowed, 0);
        let back = laid.sections[0].windows(grid, Step(grid.steps())).next().unwrap();
        let near = 0.5 / ticks as f32 + 1e-4;
        for (there, here) in groove.cells().iter().zip(back.cells()) {
            prop_assert_eq!(there.hit, here.hit);
            prop_assert_eq!(there.velocity, here.velocity);
            prop_assert!((there.offset.get() - here.offset.get()).abs() < near);
            prop_assert_eq!(there.second.is_some(), here.second.is_some());
            if let (Some(there), Some(here)) = (there.second, here.second) {
                prop_assert_eq!(there.velocity, here.velocity);
                prop_assert!((there.gap.get() - here.gap.get()).abs() < 2.0 * near);
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = midi::parse(&bytes, Path::new("noise.mid"));
    }

    #[test]
    fn a_torn_file_is_an_error_or_less_music(groove in any_groove(), keep in 0usize..3000) {
        let mut bytes = midi::to_bytes(&[&groove], DrumMap::roland(), Tempo::DEFAULT);
        bytes.truncate(keep);
        if let Ok(performance) = midi::parse(&bytes, Path::new("torn.mid")) {
            let _ = quantize(&performance, DrumMap::roland(), Grid::FOUR_BARS, Rules::Quatrain);
        }
    }

    #[test]
    fn a_groove_survives_the_reference_tensor(groove in any_groove()) {
        let tensor = groove::reference::to_tensor(&groove);
        prop_assert_eq!(groove::reference::from_tensor(&tensor, groove.grid()), Some(groove));
    }
}

#[test]
fn what_does_not_fit_says_why() {
    let map = DrumMap::roland();
    let mut groove = Groove::empty(Grid::FOUR_BARS);
    let nothing = midi::to_bytes(&[&groove], map, Tempo::DEFAULT);
    groove.set(
        Step(3),
        Drum::Snare,
        Cell::stroke(Velocity::HIGHEST, Offset::new(-0.25)),
    );
    let one_bar = midi::to_bytes(&[&groove], map, Tempo::DEFAULT);

    let folder = tempfile::tempdir().unwrap();
    let read = |name: &str, bytes: &[u8]| {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        let error = groove::read_windows(&file, map, Grid::FOUR_BARS, Step(16)).unwrap_err();
        error.to_string()
    };
    assert!(read("nothing.mid", &nothing).contains("no notes"));
    assert!(read("short.mid", &one_bar).contains("found 1 bars, need 4"));
    assert!(read("text.mid", b"hello").contains("text.mid: not a readable MIDI file"));
}
