//! What the statistics say about played drums, where the Groove MIDI Dataset is beside the
//! checkout. The figures: `cargo test -p groove --test dataset_statistics -- --nocapture`.

#![allow(clippy::unwrap_used)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use groove::{
    Drum, DrumMap, Grid, Groove, Step, Tempo,
    distance::{hamming, perceptual},
    statistics::{Attribute, Statistics},
};

/// A row of the dataset's table.
struct File {
    drummer: String,
    style: String,
    tempo: Tempo,
    is_fill: bool,
    path: PathBuf,
}

fn dataset() -> Option<Vec<File>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/groove-midi");
    let Ok(table) = fs::read_to_string(folder.join("info.csv")) else {
        println!("SKIPPED: no Groove MIDI Dataset beside the checkout");
        return None;
    };
    let mut lines = table.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let file = |line: &str| {
        let row: BTreeMap<&str, &str> = names.iter().copied().zip(line.split(',')).collect();
        File {
            drummer: row["drummer"].to_owned(),
            style: row["style"].to_owned(),
            tempo: Tempo::new(row["bpm"].parse().unwrap()).unwrap(),
            is_fill: row["beat_type"] == "fill",
            path: folder.join(row["midi_filename"]),
        }
    };
    Some(lines.map(file).collect())
}

/// The grooves of a file side by side; none where it is too short or not in 4/4.
fn grooves(file: &File, grid: Grid) -> Vec<Groove> {
    groove::read_windows(&file.path, DrumMap::roland(), grid, Step(grid.steps()))
        .unwrap_or_default()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn beats(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| !file.is_fill)
}

/// Means of an attribute over the four-bar grooves of each beat whose style is wanted.
fn of_styles(files: &[File], attribute: Attribute, wanted: impl Fn(&str) -> bool) -> Vec<f64> {
    let files = beats(files).filter(|file| wanted(&file.style));
    files
        .filter_map(|file| {
            let grooves = grooves(file, Grid::FOUR_BARS);
            let values: Vec<f64> = grooves
                .iter()
                .map(|groove| attribute.of(groove, file.tempo))
                .collect();
            (!values.is_empty()).then(|| mean(&values))
        })
        .collect()
}

#[test]
fn usual_values() {
    let Some(files) = dataset() else { return };
    let mut values = vec![Vec::new(); Attribute::COUNT];
    for file in beats(&files) {
        for groove in grooves(file, Grid::FOUR_BARS) {
            let statistics = Statistics::of(&groove, file.tempo);
            for ((attribute, value), all) in statistics.iter().zip(&mut values) {
                assert!(attribute.range().contains(&value), "{attribute}: {value}");
                all.push(value);
            }
        }
    }
    println!("{} grooves of four bars", values[0].len());
    println!("| attribute | 5 % | half | 95 % | unit |\n|---|---|---|---|---|");
    for (attribute, values) in Attribute::ALL.into_iter().zip(&mut values) {
        values.sort_by(f64::total_cmp);
        let [low, middle, high] = [0.05, 0.5, 0.95].map(|share| {
            let at = (share * values.len() as f64) as usize;
            format!("{:.2}", values[at])
        });
        println!(
            "| {attribute} | {low} | {middle} | {high} | {} |",
            attribute.unit()
        );
    }
}

#[test]
fn shuffles_swing_more_than_rock_and_punk() {
    let Some(files) = dataset() else { return };
    let swung = |style: &str| style.contains("shuffle") || style.contains("swing");
    let straight =
        |style: &str| (style.starts_with("rock") || style.starts_with("punk")) && !swung(style);
    let swung = of_styles(&files, Attribute::EighthSwing, swung);
    let straight = of_styles(&files, Attribute::EighthSwing, straight);
    println!(
        "eighth swing: {:.3} in {} files named shuffle or swing, {:.3} in {} of rock and punk",
        mean(&swung),
        swung.len(),
        mean(&straight),
        straight.len()
    );
    assert!(mean(&swung) > mean(&straight) + 0.25);
}

#[test]
fn punk_has_its_backbeats_closer_than_hip_hop() {
    let Some(files) = dataset() else { return };
    let of = |name: &str| of_styles(&files, Attribute::BackbeatDistance, |style| style == name);
    let (punk, hiphop) = (of("punk"), of("hiphop"));
    println!(
        "backbeat distance: {:.2} beats in punk, {:.2} in hip hop",
        mean(&punk),
        mean(&hiphop)
    );
    assert!(mean(&punk) < mean(&hiphop));
}

#[test]
fn a_played_fill_in_the_last_bar_is_found() {
    let Some(files) = dataset() else { return };
    let one_bar = Grid::new(1, 4, 4, Drum::COUNT).unwrap();
    let mut originals: BTreeMap<&str, Vec<Groove>> = BTreeMap::new();
    for file in beats(&files) {
        let first = grooves(file, Grid::FOUR_BARS).into_iter().next();
        originals.entry(&file.drummer).or_default().extend(first);
    }
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (number, file) in files.iter().filter(|file| file.is_fill).enumerate() {
        let bar = grooves(file, one_bar).into_iter().next();
        let (Some(bar), Some(originals)) = (bar, originals.get(file.drummer.as_str())) else {
            continue;
        };
        let mut groove = originals[number % originals.len()].clone();
        before.push(Attribute::Fill.of(&groove, file.tempo));
        let cells = groove.cells().len();
        groove.cells_mut()[cells - bar.cells().len()..].copy_from_slice(bar.cells());
        after.push(Attribute::Fill.of(&groove, file.tempo));
    }
    let larger = before.iter().zip(&after).filter(|(a, b)| b > a).count();
    println!(
        "fill: {:.3} in beats, {:.3} with one of {} played fills as their last bar; larger in {larger}",
        mean(&before),
        mean(&after),
        after.len(),
    );
    assert!(mean(&after) > mean(&before) + 0.2);
}

#[test]
fn a_performance_is_nearest_to_itself() {
    let Some(files) = dataset() else { return };
    let pairs: Vec<[Groove; 2]> = beats(&files)
        .filter_map(|file| {
            let mut grooves = grooves(file, Grid::FOUR_BARS).into_iter();
            Some([grooves.next()?, grooves.next()?])
        })
        .collect();
    let found = |distance: fn(&Groove, &Groove) -> f64| {
        let nearest = |groove: &Groove| {
            let distances = pairs.iter().map(|[first, _]| distance(groove, first));
            distances
                .enumerate()
                .min_by(|(_, a), (_, b)| a.total_cmp(b))
                .map(|(at, _)| at)
        };
        let own = pairs.iter().enumerate();
        own.filter(|(at, [_, second])| nearest(second) == Some(*at))
            .count()
    };
    let (heard, cells) = (found(perceptual), found(hamming));
    println!(
        "second groove nearest to the first of its own file among {}: {heard} by perceptual, \
         {cells} by Hamming distance",
        pairs.len()
    );
    assert!(heard > cells && 2 * heard > pairs.len());
}
