//! Reads a MIDI file, tells what was left out of it, and draws its grooves.
//!
//! `cargo run -p groove --example read_a_file -- tests/fixtures/funk.mid`

use std::{error::Error, path::PathBuf};

use groove::{DrumMap, Grid, Step, picture, statistics::Statistics};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args_os().nth(1).map(PathBuf::from);
    let file = file.ok_or("name a MIDI file")?;

    // A map says which keys are which drum; the grid, how fine we look.
    let map = DrumMap::general_midi();
    let grid = Grid::FOUR_BARS;
    let laid = groove::read_laid(&file, map, grid)?;
    println!("left out: {}", laid.left_out);

    // One section, unless the meter changes.
    for section in &laid.sections {
        let tempo = section.tempo();
        println!("{} bars at {:.1}", section.bars(), tempo.get());
        // Four bars at a time.
        for groove in section.windows(grid, Step(grid.steps())) {
            println!("{}", picture::text(&groove));
            println!("{}", Statistics::of(&groove, tempo));
        }
    }
    Ok(())
}
