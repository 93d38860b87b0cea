//! The commands that read recorded drumming, as their user calls them: on the project's own
//! fixtures, and on the whole dataset where it is beside the checkout.

#![allow(clippy::unwrap_used)]

mod support;

use std::{collections::BTreeMap, fs, path::Path};

use groove::{
    Drum, DrumMap, Grid, Rules, Step, Tempo,
    corpus::Corpus,
    midi,
    reference::{Cut, Length, Tensor, arrays::ArrayReader},
};
use support::{quatrain, repository, words};

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The rows of a table, each by column.
fn rows(file: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// A folder with what the reference refuses, each file in its own way, and a sound one.
fn odd_files() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sound = fs::read(repository().join("tests/fixtures/rock.mid")).unwrap();
    fs::write(folder.path().join("sound.mid"), &sound).unwrap();
    // The same with its snare on a key that no map knows.
    let map = DrumMap::general_midi()
        .to_csv()
        .replace("38,snare", "3,snare");
    let map = DrumMap::from_csv("odd", &map).unwrap();
    let groove = groove::read_windows(
        &folder.path().join("sound.mid"),
        DrumMap::general_midi(),
        Grid::FOUR_BARS,
        Step(64),
    );
    let odd = midi::to_bytes(&[&groove.unwrap()[0]], &map, Tempo::DEFAULT);
    fs::write(folder.path().join("unknown.mid"), odd).unwrap();
    fs::write(folder.path().join("torn.mid"), &sound[..sound.len() - 40]).unwrap();
    fs::write(folder.path().join("text.mid"), b"a letter, not a beat").unwrap();
    fs::write(folder.path().join("notes.txt"), b"read me").unwrap();
    folder
}

#[test]
fn windows_writes_the_references_table_and_tensors() {
    let out = tempfile::tempdir().unwrap();
    let (csv, npz) = (out.path().join("table.csv"), out.path().join("arrays.npz"));
    let data = repository().join("tests/fixtures");
    let output = quatrain(&[
        "windows",
        path(&data),
        "--drum-map",
        "reduced",
        "--bars",
        "2",
        "--hop",
        "16",
        "--csv",
        path(&csv),
        "--npz",
        path(&npz),
    ]);
    assert!(output.status.success());
    let cut = Cut::reference(DrumMap::reduced(), Length::Bars(2), Some(Step(16))).unwrap();
    let header = fs::read_to_string(&csv).unwrap();
    assert!(header.starts_with(
        "midi_filename,n_windows,sum_hits,sum_velocities,sum_abs_offsets,sum_offsets,split,\
         time_signature,bpm,beat_type,n_notes,last_start_step,note\n"
    ));
    let archive = ArrayReader::open(&npz).unwrap();
    let rows = rows(&csv);
    assert_eq!(rows.len(), Corpus::open(&data).unwrap().pieces().count());
    for row in rows {
        let name = &row["midi_filename"];
        let performance = midi::read_by(&data.join(name), Rules::Reference).unwrap();
        let windows = cut.windows(&performance).unwrap();
        let sums = windows.sums();
        assert_eq!(row["n_windows"], windows.count().to_string(), "{name}");
        assert_eq!(row["sum_hits"], format!("{:.6}", sums.hits), "{name}");
        assert_eq!(row["sum_offsets"], format!("{:.6}", sums.offsets), "{name}");
        let array = archive.read(name).unwrap();
        assert_eq!(array.shape, [windows.count() as u64, 32, 27], "{name}");
        let ours: Vec<f32> = windows
            .tensors()
            .flat_map(|window| window.to_f32().collect::<Vec<_>>())
            .collect();
        assert_eq!(array.values, ours, "{name}");
    }
}

#[test]
fn what_the_reference_refuses_is_read_and_reported() {
    let folder = odd_files();
    let out = tempfile::tempdir().unwrap();
    let (csv, json) = (out.path().join("table.csv"), out.path().join("report.json"));
    let windows = |rules: &str| {
        let output = quatrain(&[
            "windows",
            path(folder.path()),
            "--drum-map",
            "general-midi",
            "--rules",
            rules,
            "--csv",
            path(&csv),
            "--report",
            path(&json),
        ]);
        assert!(output.status.success());
        let notes: BTreeMap<String, (String, String)> = rows(&csv)
            .into_iter()
            .map(|row| {
                let value = (row["n_windows"].clone(), row["note"].clone());
                (row["midi_filename"].clone(), value)
            })
            .collect();
        let report = fs::read_to_string(&json).unwrap();
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        (notes, report, words(&output))
    };
    let (notes, report, table) = windows("both");
    for name in ["sound.mid", "unknown.mid", "torn.mid"] {
        assert_eq!(notes[name], ("1".to_owned(), String::new()), "{name}");
    }
    assert_eq!(notes["text.mid"].0, "0");
    assert!(notes["text.mid"].1.contains("MIDI"), "{notes:?}");
    assert_eq!(report["read"], 4);
    assert_eq!(report["used"], 3);
    assert_eq!(report["unknown-keys"][0]["key"], 3);
    assert!(
        table.contains("text.mid") && table.contains("torn"),
        "{table}"
    );

    let (notes, report, _) = windows("reference");
    assert_eq!(report["used"], 1);
    assert!(notes["unknown.mid"].1.contains("key 3"), "{notes:?}");
}

#[test]
fn a_waltz_has_a_grid_of_its_own() {
    let data = repository().join("../shared/groove-midi");
    let waltz = data.join("drummer1/session2/4_jazz_120_beat_3-4.mid");
    if !waltz.is_file() {
        println!("SKIPPED: no Groove MIDI Dataset beside the checkout");
        return;
    }
    let windows = |beats: &str| {
        let arguments = ["windows", path(&waltz), "--beats-per-bar", beats];
        words(&quatrain(&arguments))
    };
    assert!(windows("4").contains("is in 3/4, but the grid has 4 quarter notes a bar"));
    assert!(windows("3").contains("pieces used                                  1"));
}

#[test]
fn inputs_are_the_variants_and_dropout_has_a_seed() {
    let out = tempfile::tempdir().unwrap();
    let data = repository().join("tests/fixtures/funk.mid");
    let made = |name: &str, more: &[&str]| {
        let file = out.path().join(name);
        let mut arguments = vec!["windows", path(&data), "--drum-map", "reduced", "--quiet"];
        arguments.extend(["--npz", path(&file)]);
        arguments.extend(more);
        assert!(quatrain(&arguments).status.success());
        ArrayReader::open(&file).unwrap()
    };
    let tap = made("tap.npz", &["--variant", "tap"]);
    let tapped = tap.read("tap/inputs/funk.mid").unwrap();
    let tapped = Tensor::from_f32(&tapped.values);
    for row in 0..tapped.rows() {
        let hits = Drum::ALL.map(|drum| tapped.cell(row, drum).hit > 0.0);
        assert!(
            hits.iter()
                .enumerate()
                .all(|(at, hit)| !hit || at == Drum::OpenHat.index())
        );
    }
    let controls = made("hits.npz", &["--variant", "hits-control"]);
    let controls = controls.read("hits_control/controls/funk.mid").unwrap();
    assert_eq!(controls.shape, [1, 64, 9]);

    let dropped = |name: &str, seed: &str| {
        let more = [
            "--variant",
            "plain",
            "--note-dropout",
            "0.9",
            "--seed",
            seed,
        ];
        made(name, &more).read("plain/inputs/funk.mid").unwrap()
    };
    assert_eq!(dropped("a.npz", "1"), dropped("b.npz", "1"));
    assert_ne!(dropped("a.npz", "1"), dropped("c.npz", "2"));
}

#[test]
fn convert_writes_what_can_be_read_and_leaves_the_old_file_when_it_fails() {
    let folder = odd_files();
    let below = folder.path().join("below");
    fs::create_dir(&below).unwrap();
    fs::copy(folder.path().join("sound.mid"), below.join("deep.MID")).unwrap();
    let out = tempfile::tempdir().unwrap();
    let file = out.path().join("all.tfrecord");
    let convert = |input: &Path, more: &[&str]| {
        let mut arguments = vec!["convert", "--input_dir", path(input)];
        arguments.extend(["--output_file", path(&file)]);
        arguments.extend(more);
        quatrain(&arguments)
    };
    assert!(convert(folder.path(), &["--recursive"]).status.success());
    let pieces: Vec<_> = Corpus::open(&file).unwrap().pieces().collect();
    assert_eq!(pieces.len(), 4);
    let strokes = midi::read(&folder.path().join("sound.mid"))
        .unwrap()
        .strokes
        .len();
    assert_eq!(
        pieces[0].read(Rules::Quatrain).unwrap().strokes.len(),
        strokes
    );
    assert!(convert(folder.path(), &[]).status.success());
    assert_eq!(Corpus::open(&file).unwrap().pieces().count(), 3);

    let before = fs::read(&file).unwrap();
    let empty = tempfile::tempdir().unwrap();
    let output = convert(empty.path(), &[]);
    assert!(!output.status.success());
    assert!(words(&output).contains("no MIDI file was converted"));
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
}

#[test]
fn a_difference_from_the_reference_is_shown_and_fails() {
    let folder = tempfile::tempdir().unwrap();
    let data = repository().join("tests/fixtures");
    let table = folder.path().join("windows_reduced_2bar.csv");
    let output = quatrain(&[
        "windows",
        path(&data),
        "--drum-map",
        "reduced",
        "--bars",
        "2",
        "--csv",
        path(&table),
    ]);
    assert!(output.status.success());
    let compare = || {
        quatrain(&[
            "compare-reference",
            path(folder.path()),
            "--data",
            path(&data),
        ])
    };
    assert!(compare().status.success());
    let mut text = fs::read_to_string(&table).unwrap();
    let at = text.rfind(".mid,2,").unwrap() + 5;
    text.replace_range(at..=at, "3");
    fs::write(&table, text).unwrap();
    let output = compare();
    assert!(!output.status.success());
    let said = words(&output);
    assert!(
        said.contains("n_windows: reference \"3\", ours \"2\""),
        "{said}"
    );
    assert!(said.contains("1 of"), "{said}");
}

#[test]
fn statistics_are_a_table_and_a_summary() {
    let data = repository().join("tests/fixtures");
    let out = tempfile::tempdir().unwrap();
    let csv = out.path().join("statistics.csv");
    let mut arguments = vec!["statistics", path(&data), "--drum-map", "general-midi"];
    arguments.extend(["--bars", "2", "--csv", path(&csv)]);
    let output = quatrain(&arguments);
    assert!(output.status.success());
    let rows = rows(&csv);
    let row = rows
        .iter()
        .find(|row| row["midi_filename"] == "funk.mid" && row["window"] == "1")
        .unwrap();
    let file = data.join("funk.mid");
    let grid = Grid::new(2, 4, 4, 9).unwrap();
    let windows = groove::read_windows(&file, DrumMap::general_midi(), grid, Step(32)).unwrap();
    let density = windows[1].stroke_count() as f64 / 8.0;
    assert_eq!(row["density"], format!("{density:.6}"));
    let told = words(&output);
    assert!(told.contains("| density | "), "{told}");
    assert!(told.contains(&format!("{} windows", rows.len())), "{told}");
}

#[test]
fn grids_show_what_they_lose() {
    let data = repository().join("tests/fixtures");
    let output = quatrain(&[
        "grids",
        path(&data),
        "--drum-map",
        "general-midi",
        "--quiet",
    ]);
    assert!(output.status.success());
    let table = words(&output);
    let steps: Vec<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" |"))
        .map(|(steps, _)| steps)
        .filter(|steps| steps.parse::<u8>().is_ok())
        .collect();
    assert_eq!(steps, ["3", "4", "6", "8", "12", "16", "24"]);
}

#[test]
fn the_sixteenth_grid_loses_seven_in_a_hundred() {
    let data = repository().join("../shared/groove-midi");
    if !data.is_dir() {
        println!("SKIPPED: no Groove MIDI Dataset beside the checkout");
        return;
    }
    let output = quatrain(&["grids", path(&data), "--quiet"]);
    assert!(words(&output).contains("| 4 | 7.0 % |"));
}

#[test]
fn the_published_cut_has_the_published_counts() {
    let data = repository().join("../shared/groove-midi");
    if !data.is_dir() {
        println!("SKIPPED: no Groove MIDI Dataset beside the checkout");
        return;
    }
    let out = tempfile::tempdir().unwrap();
    let csv = out.path().join("clips.csv");
    let output = quatrain(&[
        "windows",
        path(&data),
        "--cut",
        "published",
        "--csv",
        path(&csv),
        "--quiet",
    ]);
    assert!(output.status.success());
    let mut clips: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows(&csv) {
        *clips.entry(row["split"].clone()).or_default() += 1;
    }
    let expected = [("test", 2033), ("train", 17_261), ("validation", 2121)];
    let expected = expected.map(|(split, count)| (split.to_owned(), count));
    assert_eq!(clips, BTreeMap::from(expected));
}

#[test]
fn bad_settings_are_told_with_a_remedy() {
    let data = repository().join("tests/fixtures");
    for (arguments, told) in [
        (vec!["--bars", "99"], "bars is 99"),
        (vec!["--hop", "0"], "give 1 or more"),
        (vec!["--steps-per-beat", "25"], "3..=24"),
        (vec!["--drum-map", "rolnd"], "roland"),
        (vec!["--cut", "published"], "info.csv"),
    ] {
        let mut all = vec!["windows", path(&data)];
        all.extend(arguments);
        let output = quatrain(&all);
        assert!(!output.status.success());
        assert!(words(&output).contains(told), "{told}");
    }
    let nowhere = quatrain(&["windows", "/no/such/data"]);
    assert!(words(&nowhere).contains("/no/such/data"));
}
