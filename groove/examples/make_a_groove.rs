//! Makes a groove by hand and writes it as a MIDI file.
//!
//! `cargo run -p groove --example make_a_groove -- groove.mid`

use std::{error::Error, path::PathBuf};

use groove::{
    Cell, Drum, DrumMap, Gap, Grid, Groove, Offset, Second, Step, Tempo, Velocity, midi, picture,
};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args_os().nth(1).map(PathBuf::from);
    let file = file.ok_or("name the MIDI file to write")?;

    // One bar of four beats, four steps each, nine drums; a cell may hold a flam.
    let grid = Grid::new(1, 4, 4, 9)?.with_flams();
    let mut groove = Groove::empty(grid);

    let loud = Velocity::new(0.9);
    for step in [0, 7, 10] {
        groove.set(Step(step), Drum::Kick, Cell::stroke(loud, Offset::NEUTRAL));
    }
    for step in (0..16).step_by(2) {
        // Eighths, the ones between the beats softer and a tenth of a step late.
        let (velocity, offset) = if step % 4 == 0 {
            (0.7, 0.0)
        } else {
            (0.4, 0.1)
        };
        let stroke = Cell::stroke(Velocity::new(velocity), Offset::new(offset));
        groove.set(Step(step), Drum::ClosedHat, stroke);
    }
    groove.set(Step(4), Drum::Snare, Cell::stroke(loud, Offset::NEUTRAL));
    // The second backbeat with a grace note a fifth of a step before it.
    let mut flam = Cell::stroke(loud, Offset::NEUTRAL);
    flam.second = Some(Second {
        gap: Gap::new(-0.2),
        velocity: Velocity::new(0.3),
    });
    groove.set(Step(12), Drum::Snare, flam);

    println!("{}", picture::text(&groove));
    let tempo = Tempo::new(96.0).ok_or("a tempo above zero")?;
    midi::write(&file, &[&groove, &groove], DrumMap::general_midi(), tempo)?;
    Ok(())
}
