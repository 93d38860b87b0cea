//! The standalone program on a hidden screen: the window comes up, the map's puck is dragged or a
//! bar diced, and another groove plays.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use whole_system::{
    need, parts,
    screen::{Owned, Point, Screen},
};

/// How long an answer may take: both the window and the model share a busy processor.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long the last of a drag's answers may be on its way.
const SETTLING: Duration = Duration::from_secs(1);

/// The map's puck when it is at A, in the window at its usual size …
const AT_A: Point = Point { x: 106, y: 144 };
/// … and near D.
const NEAR_D: Point = Point { x: 281, y: 319 };
/// The die of the fourth bar.
const FOURTH_DIE: Point = Point { x: 947, y: 113 };

/// An answer of the generator, as the trace file tells it.
#[derive(Debug, Clone, PartialEq)]
struct Answer {
    groove: String,
    place: (f64, f64),
}

fn answers(trace: &Path) -> Vec<Answer> {
    let text = fs::read_to_string(trace).unwrap_or_default();
    text.lines()
        .filter_map(|line| {
            let word = |name: &str| line.split(' ').find_map(|word| word.strip_prefix(name));
            let number = |name: &str| word(name)?.parse().ok();
            Some(Answer {
                groove: word("groove=")?.to_owned(),
                place: (number("morph=")?, number("map_y=")?),
            })
        })
        .collect()
}

fn wait_for(what: &str, trace: &Path, wanted: impl Fn(&Answer) -> bool) -> Answer {
    let started = Instant::now();
    loop {
        let answers = answers(trace);
        if let Some(answer) = answers.iter().rev().find(|answer| wanted(answer)) {
            return answer.clone();
        }
        assert!(started.elapsed() < PATIENCE, "{what}: only {answers:?}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_drag_of_the_puck_and_a_bars_die_change_the_groove() {
    let program = need!(parts::standalone());
    need!(parts::model());
    for tool in ["Xvfb", "xdotool"] {
        need!(parts::program(tool));
    }
    let place = tempfile::tempdir().unwrap();
    let trace = place.path().join("trace");
    let screen = Screen::open().unwrap();
    let mut command = screen.command(&program);
    command
        .args(["--backend", "dummy"])
        .env("QUATRAIN_TRACE", &trace);
    let mut standalone = Owned::start(&mut command).unwrap();
    let window = screen.window("Quatrain").unwrap();

    let at_a = wait_for("the first groove", &trace, |answer| {
        answer.place == (0.0, 0.0)
    });
    screen.drag(&window, AT_A, NEAR_D).unwrap();
    let near_d = wait_for("a groove near D", &trace, |answer| {
        answer.place.0 > 0.6 && answer.place.1 > 0.6
    });
    assert_ne!(near_d.groove, at_a.groove);

    // A bar diced alone is another groove at the same place.
    thread::sleep(SETTLING);
    let settled = wait_for("the puck's last place", &trace, |_| true);
    screen.click(&window, FOURTH_DIE).unwrap();
    wait_for("a diced bar", &trace, |answer| {
        answer.place == settled.place && answer.groove != settled.groove
    });
    assert!(!standalone.has_ended(), "the program has ended");
}
