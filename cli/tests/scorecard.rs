//! `quatrain evaluate --model`: the scorecard of the shipped model on the project's own fixtures.

#![allow(clippy::unwrap_used)]

mod support;

use std::{fs, path::Path};

use groove::{Grid, Groove, Step, compare::Comparison, corpus::Split};
use inference::{Card, Draw, Model, RuntimeOptions, Seed, Temperature};
use serde_json::Value;
use support::{quatrain, repository, shipped, words};

/// The fixtures under names that put three of them into training and two into each other split.
fn data() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let place = |fixture: &str, split: Split| {
        let name = (0..)
            .map(|number| format!("{fixture}-{number}.mid"))
            .find(|name| Split::by_name(name) == split)
            .unwrap();
        let from = repository().join(format!("tests/fixtures/{fixture}.mid"));
        fs::copy(from, folder.path().join(name)).unwrap();
    };
    for fixture in ["rock", "funk", "latin"] {
        place(fixture, Split::Train);
    }
    for fixture in ["shuffle", "fill"] {
        place(fixture, Split::Validation);
        place(fixture, Split::Test);
    }
    folder
}

/// Evaluates, and gives the screen and the file.
fn scorecard(data: &Path, split: &str, seed: &str) -> (String, Value) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scorecard.json");
    let output = quatrain(&[
        "evaluate",
        "--model",
        shipped().to_str().unwrap(),
        "--data",
        data.to_str().unwrap(),
        "--split",
        split,
        "--json",
        file.to_str().unwrap(),
        "--seed",
        seed,
    ]);
    let told = words(&output);
    assert!(output.status.success(), "{told}");
    let mut numbers: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    // The clock's numbers are there, and are the only ones that may differ.
    let all = numbers.as_object_mut().unwrap();
    for name in [
        "decode_median_ms",
        "decode_p99_ms",
        "encode_median_ms",
        "encode_p99_ms",
    ] {
        assert!(all.remove(name).unwrap().as_f64().unwrap() > 0.0);
    }
    (told, numbers)
}

#[test]
fn a_model_is_scored_beside_the_tables_and_the_seed_decides() {
    let data = data();
    let (told, one) = scorecard(data.path(), "test", "1");
    let (_, again) = scorecard(data.path(), "test", "1");
    let (_, other) = scorecard(data.path(), "test", "2");
    assert_eq!(one, again);
    assert_eq!(one["hit_f1"], other["hit_f1"]);
    assert_ne!(one["sampled_hit_f1"], other["sampled_hit_f1"]);
    assert_ne!(one["sample_diversity"], other["sample_diversity"]);

    // What the model gives back, counted without the scorecard.
    let opened = Model::open(&shipped(), &RuntimeOptions::default()).unwrap();
    let map = &opened.card().drum_map;
    let (mut sum, mut windows, mut late, mut hits) = (Comparison::default(), 0, 0.0, 0.0);
    for name in ["shuffle", "fill"] {
        let file = repository().join(format!("tests/fixtures/{name}.mid"));
        let laid = groove::read_laid(&file, map, Grid::FOUR_BARS).unwrap();
        let step = 1_000.0 * laid.sections[0].tempo().beat_seconds() / 4.0;
        let grooves = groove::read_windows(&file, map, Grid::FOUR_BARS, Step(16)).unwrap();
        for groove in grooves {
            let posterior = opened.encode(&[&groove]).unwrap().remove(0);
            let draw = Draw {
                latent: &posterior.mean,
                take: Seed::GREEDY,
                temperature: Temperature::default(),
            };
            let copy: Groove = opened.decode(&[draw]).unwrap().remove(0);
            sum.add(&Comparison::of(&groove, &copy));
            windows += 1;
            for stroke in groove.strokes() {
                late += step * f64::from(stroke.cell.offset.get().abs());
                hits += 1.0;
            }
        }
    }
    let number = |name: &str| {
        one[name]
            .as_f64()
            .unwrap_or_else(|| panic!("{name}: {one}"))
    };
    let near = |name: &str, value: f64, by: f64| {
        assert!(
            (number(name) - value).abs() < by,
            "{name}: {} is not {value}",
            number(name)
        );
    };
    near("hit_f1", sum.hit_f1(), 1e-3);
    near("cell_accuracy", sum.step_accuracy(), 1e-2);
    near("velocity_mae", sum.mean_velocity_error(), 0.1);
    near("baseline_grid_timing_mae_ms", late / hits, 0.05);
    assert_eq!(one["data"]["windows"], windows);
    assert_eq!(one["data"]["files"], 2);
    assert_eq!(one["data"]["training_files"], 3);
    assert_eq!(one["data"]["hits"].as_f64(), Some(hits));
    assert_eq!(one["seed"], 1);
    assert_eq!(one["model"]["sha256"].as_str().unwrap().len(), 64);

    for name in [
        "baseline_mean_velocity_mae",
        "baseline_lookup_velocity_mae",
        "baseline_lookup_timing_mae_ms",
        "same_hits_baseline_lookup_timing_mae_ms",
        "timing_kl",
        "velocity_kl",
        "rate_bits",
        "distortion_nats",
        "interpolation_step_mean",
        "interpolation_perceptual_jump_largest",
        "told_timing_mae_ms",
        "sample_velocity_deviation",
        "real_velocity_deviation",
        "baseline_timing_mae_ms",
    ] {
        assert!(number(name) > 0.0, "{name}");
    }
    for name in [
        "baseline_lookup_hit_f1",
        "sampled_hit_f1",
        "sampled_cell_accuracy",
        "baseline_hit_f1",
        "sample_velocity_overlap",
        "sample_overlap",
        "normal_sample_overlap",
        "baseline_training_overlap",
        "sample_copy_rate",
        "real_copy_rate",
    ] {
        assert!((0.0..=1.0).contains(&number(name)), "{name}");
    }
    // Who is told the truth of the steps before guesses better.
    assert!(number("teacher_forced_cell_accuracy") >= number("cell_accuracy"));
    let bound = number("rate_nats") + number("distortion_nats");
    near("bound_nats", bound, 1e-9);
    assert_eq!(one["interpolation_curve"].as_array().unwrap().len(), 33);
    assert_eq!(one["units"]["timing_mae_ms"], "ms");
    assert!(one.get("sample_frechet").is_none(), "no judge was named");
    let command = one["command"].as_str().unwrap();
    assert!(
        command.contains("--model quatrain-4bar --data") && !command.contains('/'),
        "{command}"
    );
    let [low, high] = [0, 1].map(|at| one["intervals_95"]["hit_f1"][at].as_f64().unwrap());
    assert!(low <= number("hit_f1") && number("hit_f1") <= high);
    assert_eq!(one["drums"].as_array().unwrap().len(), 9);
    assert_eq!(
        one["styles"].as_array().unwrap().len(),
        0,
        "no info.csv, no styles"
    );
    assert!(
        told.contains("| hit F1 |") && told.contains("| kick |"),
        "{told}"
    );
}

#[test]
fn styles_and_drummers_have_rows_where_the_corpus_names_them() {
    let data = data();
    let mut table = "drummer,style,midi_filename,split\n".to_owned();
    for entry in fs::read_dir(data.path()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let split = Split::by_name(&name);
        let style = name.split('-').next().unwrap();
        table += &format!("drummer7,{style}/groove1,{name},{split}\n");
    }
    fs::write(data.path().join("info.csv"), table).unwrap();
    let (told, card) = scorecard(data.path(), "validation", "1");
    let names = |rows: &Value| -> Vec<String> {
        let rows = rows.as_array().unwrap();
        rows.iter()
            .map(|row| row["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&card["styles"]), ["fill", "shuffle"]);
    assert_eq!(names(&card["drummers"]), ["drummer7"]);
    let drummer = &card["drummers"][0];
    assert_eq!(drummer["hit_f1"], card["hit_f1"]);
    assert_eq!(
        drummer["baseline_lookup_velocity_mae"],
        card["baseline_lookup_velocity_mae"]
    );
    assert!(
        told.contains("| shuffle |") && told.contains("| drummer7 |"),
        "{told}"
    );
}

/// The shipped model again, as another: its decoder has a remark more.
fn another(folder: &Path) {
    for entry in fs::read_dir(shipped()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    let decoder = folder.join("decoder.onnx");
    let mut bytes = fs::read(&decoder).unwrap();
    // ModelProto.doc_string = "x".
    bytes.extend([0x32, 1, b'x']);
    fs::write(decoder, bytes).unwrap();
    Card::read(folder).unwrap().seal(folder).unwrap();
}

#[test]
fn another_models_encoder_judges_and_the_page_stands_alone() {
    let (data, other) = (data(), tempfile::tempdir().unwrap());
    another(other.path());
    let page = other.path().join("card.html");
    let json = other.path().join("card.json");
    let evaluate = |features: &Path| {
        quatrain(&[
            "evaluate",
            "--model",
            shipped().to_str().unwrap(),
            "--data",
            data.path().to_str().unwrap(),
            "--features",
            features.to_str().unwrap(),
            "--html",
            page.to_str().unwrap(),
            "--json",
            json.to_str().unwrap(),
        ])
    };
    let output = evaluate(other.path());
    assert!(output.status.success(), "{}", words(&output));
    let card: Value = serde_json::from_str(&fs::read_to_string(&json).unwrap()).unwrap();
    for name in [
        "sample_frechet",
        "reconstruction_frechet",
        "baseline_training_frechet",
    ] {
        assert!(card[name].as_f64().unwrap() > 0.0, "{name}");
    }
    let page = fs::read_to_string(&page).unwrap();
    for part in [
        "<svg",
        "original: ",
        "given back",
        "sample 1",
        "hit F1",
        "Along a path",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script") && !page.contains("src=") && !page.contains("href="));
    // A model is no judge in its own case.
    let own = evaluate(&shipped());
    assert!(
        !own.status.success() && words(&own).contains("another seed"),
        "{}",
        words(&own)
    );
}

#[test]
fn a_model_that_may_have_heard_the_drummers_is_not_scored_by_them() {
    let (data, model) = (data(), shipped());
    let asked = quatrain(&[
        "evaluate",
        "--model",
        model.to_str().unwrap(),
        "--data",
        data.path().to_str().unwrap(),
        "--split-by",
        "drummer",
    ]);
    let told = words(&asked);
    assert!(
        !asked.status.success() && told.contains("--split-by official"),
        "{told}"
    );
}

#[test]
fn runs_and_scorecards_become_a_document() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for (run, beta) in [("one", 0.1), ("two", 0.3)] {
        fs::create_dir(at(run)).unwrap();
        fs::write(
            at(run).join("config.toml"),
            format!("[loss]\nbeta = {beta}\n"),
        )
        .unwrap();
        let log = "step,pass,seconds,validation_loss,hit_f1\n10,1.0,60.0,9.5,0.75\n";
        fs::write(at(run).join("log.csv"), log).unwrap();
    }
    let (json, one, two) = (at("beta.json"), at("one"), at("two"));
    let [json, one, two] = [&json, &one, &two].map(|path| path.to_str().unwrap());
    let compared = quatrain(&["compare-runs", one, two, "--json", json]);
    let told = words(&compared);
    assert!(
        told.contains("| run | loss.beta |") && told.contains("| two | 0.3 |"),
        "{told}"
    );
    let plan = at("plan.toml");
    let text = "title = \"T\"\n[[experiment]]\ntitle = \"β\"\nruns = \"beta.json\"\n";
    fs::write(&plan, text).unwrap();
    let made = quatrain(&["evaluation", plan.to_str().unwrap()]);
    assert!(made.status.success(), "{}", words(&made));
    let document = fs::read_to_string(at("plan.md")).unwrap();
    assert!(document.contains("| two | 0.3 |"), "{document}");
    let missing = quatrain(&["compare-runs", folder.path().to_str().unwrap()]);
    assert!(!missing.status.success());
}

#[test]
fn exactly_one_of_run_and_model_is_scored() {
    let model = shipped();
    let model = model.to_str().unwrap();
    let both = quatrain(&["evaluate", "run", "--model", model, "--data", "."]);
    assert!(!both.status.success() && words(&both).contains("cannot be used with"));
    let neither = quatrain(&["evaluate", "--data", "."]);
    assert!(!neither.status.success() && words(&neither).contains("<RUN>"));
    // A run goes its old way.
    let run = quatrain(&["evaluate", "/no/such/run", "--data", ".", "--device", "cpu"]);
    assert!(!run.status.success() && words(&run).contains("/no/such/run"));
    let json = quatrain(&["evaluate", "run", "--data", ".", "--json", "x.json"]);
    assert!(!json.status.success() && words(&json).contains("--json"));
}
