//! The clips of the published data set, and what the reference's converter makes of each, where
//! data and numbers are beside the checkout.

#![allow(clippy::unwrap_used)]

use std::{collections::BTreeMap, fs, path::PathBuf};

use groove::{
    DrumMap, Rules, midi,
    reference::{
        Cut, Length, Row,
        published::{self, NominalMeter},
    },
};

/// Bars of a clip.
const BARS: usize = 4;

/// Clips of four bars as the catalogue of the TensorFlow data sets gives them, and of two bars as
/// its builder makes them (counted in a run of the real pretty_midi).
const PUBLISHED: [(&str, [usize; 2]); 3] = [
    ("test", [2_033, 2_204]),
    ("train", [17_261, 18_163]),
    ("validation", [2_121, 2_252]),
];

/// Rows of a table by the names of its columns. No field of ours holds a comma.
fn rows(table: &str) -> impl Iterator<Item = BTreeMap<&str, &str>> {
    let mut lines = table.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines.map(move |line| names.iter().copied().zip(line.split(',')).collect())
}

#[test]
fn clips_and_their_windows_are_the_published_ones() {
    let shared = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let (Ok(list), Ok(table)) = (
        fs::read_to_string(shared.join("groove-midi/info.csv")),
        fs::read_to_string(shared.join("reference/training_4bar.csv")),
    ) else {
        println!("SKIPPED: no data set and reference numbers beside the checkout");
        return;
    };
    let expected: BTreeMap<&str, &str> = table
        .lines()
        .skip(1)
        .map(|line| {
            let (_split, line) = line.split_once(',').unwrap();
            line.split_once(',').unwrap()
        })
        .collect();

    let cut = Cut::reference(DrumMap::roland(), Length::Bars(BARS), None).unwrap();
    let mut clips_of = BTreeMap::<&str, [usize; 2]>::new();
    let mut compared = 0;
    for row in rows(&list) {
        let file = shared.join("groove-midi").join(row["midi_filename"]);
        let performance = midi::read_by(&file, Rules::Reference).unwrap();
        let beats_per_bar = row["time_signature"].split('-').next().unwrap();
        let nominal =
            NominalMeter::new(row["bpm"].parse().unwrap(), beats_per_bar.parse().unwrap()).unwrap();
        let two_bars = published::clips(&performance, nominal, 2).unwrap();
        let counts = clips_of.entry(row["split"]).or_default();
        counts[1] += two_bars.count();
        let clips = published::clips(&performance, nominal, BARS).unwrap();
        for (number, clip) in clips.enumerate() {
            counts[0] += 1;
            if row["split"] == "train" {
                let id = format!("{}:{number:03}", row["id"]);
                let Row { sums, note, .. } = cut.row(&clip, &cut.windows(&clip));
                let line = format!("{},{note}", sums.columns().join(","));
                assert_eq!(line, expected[id.as_str()], "{id}");
                compared += 1;
            }
        }
    }
    assert_eq!(clips_of, BTreeMap::from(PUBLISHED));
    assert_eq!(compared, expected.len());
    println!("{compared} clips agree in every digit");
}
