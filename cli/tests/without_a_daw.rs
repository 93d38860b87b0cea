//! The program as its user calls it: grooves without a DAW, and plain words for bad input.

#![allow(clippy::unwrap_used)]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use groove::{DrumMap, Grid, Step, quantize::LeftOut};
use support::repository;

fn fixture(name: &str) -> PathBuf {
    repository().join("tests/fixtures").join(name)
}

fn quatrain(models: &Path, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quatrain"));
    command.env("QUATRAIN_MODELS", models).current_dir(folder);
    command
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn samples_are_grooves_and_the_same_seed_gives_the_same_file() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    for folder in &folders {
        let output = quatrain(&repository().join("models"), folder.path())
            .args(["sample", "--count", "2", "--seed", "7", "--tempo", "97"])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", words(&output));
        assert!(
            String::from_utf8_lossy(&output.stdout).contains("kick"),
            "the picture is drawn"
        );
    }
    for name in ["quatrain-sample-0007.mid", "quatrain-sample-0008.mid"] {
        let [one, other] = folders.each_ref().map(|folder| folder.path().join(name));
        assert_eq!(fs::read(&one).unwrap(), fs::read(other).unwrap());
        let laid = groove::read_laid(&one, DrumMap::general_midi(), Grid::FOUR_BARS).unwrap();
        assert!((laid.sections[0].tempo().get() - 97.0).abs() < 0.01);
        assert_eq!(laid.left_out, LeftOut::default());
        let [picture, other] = folders.each_ref().map(|folder| {
            fs::read_to_string(folder.path().join(name).with_extension("svg")).unwrap()
        });
        assert!(picture.starts_with("<svg") && picture.contains("kick, step "));
        assert_eq!(picture, other);
    }
}

#[test]
fn a_path_leads_from_one_file_to_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let output = quatrain(&repository().join("models"), folder.path())
        .arg("interpolate")
        .args([fixture("rock.mid"), fixture("funk.mid")])
        .args(["--steps", "3", "--quiet", "--output-dir", "way"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", words(&output));
    let pictures = fs::read_dir(folder.path().join("way")).unwrap();
    let names = pictures.map(|entry| entry.unwrap().path());
    assert_eq!(
        names
            .filter(|file| file.extension().unwrap() == "svg")
            .count(),
        3
    );
    let read = |file: &Path| {
        let bar = Step(Grid::FOUR_BARS.steps_per_bar());
        groove::read_windows(file, DrumMap::general_midi(), Grid::FOUR_BARS, bar)
            .unwrap()
            .remove(0)
    };
    let way = |number| {
        read(
            &folder
                .path()
                .join(format!("way/quatrain-interpolate-{number:03}-of-003.mid")),
        )
    };
    let likeness = |name: &str, number| {
        groove::compare::Comparison::of(&read(&fixture(name)), &way(number)).hit_f1()
    };
    assert!(likeness("rock.mid", 1) > likeness("rock.mid", 3));
    assert!(likeness("funk.mid", 3) > likeness("funk.mid", 1));
}

#[test]
fn bad_input_is_told_and_fails() {
    let folder = tempfile::tempdir().unwrap();
    let output = quatrain(folder.path(), folder.path())
        .arg("sample")
        .output()
        .unwrap();
    assert!(!output.status.success() && words(&output).contains("no model is installed"));

    let short = folder.path().join("short.mid");
    fs::write(&short, b"MThd").unwrap();
    let output = quatrain(&repository().join("models"), folder.path())
        .arg("interpolate")
        .args([&short, &fixture("funk.mid")])
        .output()
        .unwrap();
    assert!(
        !output.status.success() && words(&output).contains("short.mid"),
        "{}",
        words(&output)
    );

    let output = quatrain(folder.path(), folder.path())
        .args(["train", ".", "--out", "run"])
        .output()
        .unwrap();
    assert!(
        !output.status.success() && words(&output).contains("no usable MIDI file"),
        "{}",
        words(&output)
    );
}

#[test]
fn a_data_set_without_usable_midi_is_counted_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let head = "drummer,session,id,style,bpm,beat_type,time_signature,midi_filename,audio_filename,\
                duration,split\n";
    let row = |file: &str| format!("d,d/s,d/s/1,rock,120,beat,4-4,{file},,1.0,train\n");
    fs::write(folder.path().join("torn.mid"), b"no midi").unwrap();
    let table = head.to_owned() + &row("torn.mid") + &row("missing.mid");
    fs::write(folder.path().join("info.csv"), table).unwrap();
    let output = quatrain(folder.path(), folder.path())
        .args(["train", ".", "--out", "run"])
        .output()
        .unwrap();
    let told = words(&output);
    assert!(!output.status.success());
    assert!(
        told.contains("2 pieces read") && told.contains("2 rejected"),
        "{told}"
    );
    assert!(told.contains("1 not readable as MIDI"), "{told}");
}
