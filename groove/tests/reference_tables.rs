//! The reference's own tables, where the folder that holds them is beside the checkout.

#![allow(clippy::unwrap_used)]

use std::{collections::BTreeMap, fs, path::PathBuf};

use groove::{DrumMap, Grid, Step, reference};

#[test]
fn windows_and_their_sums_are_the_references() {
    let shared = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let table = shared.join("reference/windows_roland_hop16.csv");
    let Ok(table) = fs::read_to_string(&table) else {
        println!("SKIPPED: no reference tables beside the checkout");
        return;
    };
    let mut lines = table.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut windows = 0;
    for line in lines {
        let row: BTreeMap<&str, &str> = names.iter().copied().zip(line.split(',')).collect();
        let number = |name: &str| row[name].parse::<f64>().unwrap();
        let file = shared.join("groove-midi").join(row["midi_filename"]);
        let grooves = groove::read_windows(&file, DrumMap::roland(), Grid::FOUR_BARS, Step(16))
            .unwrap_or_default();
        assert_eq!(
            grooves.len() as f64,
            number("n_windows"),
            "{}",
            row["midi_filename"]
        );
        windows += grooves.len();
        let mut sums = [0.0f64; 4];
        for groove in &grooves {
            for step in reference::to_tensor(groove).chunks(27) {
                let sum = |part: &[f32]| part.iter().map(|&x| f64::from(x)).sum::<f64>();
                let wide = step[18..].iter().map(|&x| f64::from(x.abs())).sum::<f64>();
                let parts = [sum(&step[..9]), sum(&step[9..18]), wide, sum(&step[18..])];
                for (total, part) in sums.iter_mut().zip(parts) {
                    *total += part;
                }
            }
        }
        for (name, sum) in [
            "sum_hits",
            "sum_velocities",
            "sum_abs_offsets",
            "sum_offsets",
        ]
        .iter()
        .zip(sums)
        {
            let expected = number(name);
            assert!(
                (sum - expected).abs() < 1e-3,
                "{} {name}: {sum} != {expected}",
                row["midi_filename"]
            );
        }
    }
    println!("{windows} windows agree");
}
