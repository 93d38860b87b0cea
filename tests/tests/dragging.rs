//! A groove is dragged out of the real window to another program on a hidden screen.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::{path::Path, thread, time::Duration};

use groove::{DrumMap, Grid, Step};
use whole_system::{
    need, parts,
    screen::{Owned, Point, Screen},
    taker::Taker,
};

/// The handle of MIDI out, in the window at its usual size.
const HANDLE: Point = Point { x: 958, y: 63 };
/// The other program, beside the window on a screen 1280 wide, and a point in it.
const BESIDE: Point = Point { x: 1040, y: 300 };
const INSIDE: Point = Point { x: 1140, y: 400 };

/// The window shares a busy processor.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn what_plays_is_dragged_to_another_program_as_a_file() {
    let program = need!(parts::standalone());
    for tool in ["Xvfb", "xdotool"] {
        need!(parts::program(tool));
    }
    let home = tempfile::tempdir().unwrap();
    let screen = Screen::open().unwrap();
    let mut command = screen.command(&program);
    command
        .args(["--backend", "dummy"])
        .env("QUATRAIN_HOME", home.path());
    let mut standalone = Owned::start(&mut command).unwrap();
    let window = screen.window("Quatrain").unwrap();
    // The first groove is on its way, a built-in one where there is no model.
    thread::sleep(Duration::from_secs(3));
    let mut taker = Taker::open(screen.display(), BESIDE, true).unwrap();
    let taken = thread::spawn(move || {
        let served = taker.serve(PATIENCE, |taker| taker.got.is_some());
        served.map(|()| (taker.got, taker.words))
    });
    screen.drag(&window, HANDLE, INSIDE).unwrap();
    let (got, words) = taken.join().unwrap().unwrap();
    let list = got.unwrap_or_else(|| panic!("nothing was dropped: {words:?}"));
    let file = list.trim_end().strip_prefix("file://").unwrap();
    let file = file.replace("%20", " ");
    assert!(Path::new(&file).starts_with(home.path().join("grooves")));
    let (map, grid) = (DrumMap::general_midi(), Grid::FOUR_BARS);
    let grooves = groove::read_windows(Path::new(&file), map, grid, Step(64)).unwrap();
    assert!(grooves[0].stroke_count() > 10);
    assert!(!standalone.has_ended(), "the program has ended");
}
