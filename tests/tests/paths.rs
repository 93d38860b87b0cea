//! A path drawn over the map of the real standalone program is what plays then.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use whole_system::{
    need, parts,
    screen::{Owned, Point, Screen},
};

/// How long an answer may take: both the window and the model share a busy processor.
const PATIENCE: Duration = Duration::from_secs(60);

/// Two places of the map, in the window at its usual size.
const NEAR_C: Point = Point { x: 130, y: 300 };
const NEAR_B: Point = Point { x: 265, y: 170 };

#[test]
fn a_path_drawn_with_ctrl_goes_round_in_eight_bars() {
    let program = need!(parts::worked_standalone());
    let place = tempfile::tempdir().unwrap();
    let trace = place.path().join("trace");
    let screen = Screen::open().unwrap();
    let mut command = screen.command(&program);
    command
        .args(["--backend", "dummy"])
        .env("QUATRAIN_TRACE", &trace);
    let mut standalone = Owned::start(&mut command).unwrap();
    let window = screen.window("Quatrain").unwrap();
    let lines = || fs::read_to_string(&trace).unwrap_or_default();
    let wait_for = |what: &str, is_there: &dyn Fn(&str) -> bool| {
        let began = Instant::now();
        while !is_there(&lines()) {
            assert!(began.elapsed() < PATIENCE, "{what}: only {}", lines());
            thread::sleep(Duration::from_millis(50));
        }
    };
    wait_for("the first groove", &|lines| lines.lines().count() > 0);

    screen
        .drag_holding(&window, "ctrl", NEAR_C, NEAR_B)
        .unwrap();
    // Eight bars are two grooves, which differ.
    wait_for("two grooves on the path", &|lines| {
        let on_path = lines.lines().filter(|line| line.ends_with("path=8"));
        let grooves = on_path.filter_map(|line| line.split(' ').nth(1));
        grooves.collect::<std::collections::BTreeSet<_>>().len() >= 2
    });
    let moved = lines()
        .lines()
        .any(|line| !line.contains("morph=0 map_y=0"));
    assert!(!moved, "the puck stays");
    assert!(!standalone.has_ended(), "the program has ended");
}
