//! A groove is dragged out of the real window to another program on a hidden screen.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use groove::{DrumMap, Grid, Step};
use whole_system::{
    need, parts,
    screen::{Owned, Point, Screen},
    taker::Taker,
};

/// The handle of MIDI out, in the window at its usual size, and a point beside it.
const HANDLE: Point = Point { x: 958, y: 63 };
const BESIDE_IT: Point = Point { x: 975, y: 70 };
/// The other program, beside the window on a screen 1280 wide, and points in it.
const PROGRAM: Point = Point { x: 1040, y: 300 };
const INSIDE: Point = Point { x: 1140, y: 400 };
const FARTHER_INSIDE: Point = Point { x: 1150, y: 410 };
/// The card of the map's corner D.
const CORNER_D: Point = Point { x: 354, y: 330 };

/// The window shares a busy processor.
const PATIENCE: Duration = Duration::from_secs(60);
const A_WHILE: Duration = Duration::from_millis(200);

/// A hand on the mouse.
struct Hand<'a> {
    screen: &'a Screen,
    window: String,
}

impl Hand<'_> {
    fn does(&self, arguments: &[&str]) {
        let mut xdotool = self.screen.command(Path::new("xdotool"));
        assert!(xdotool.args(arguments).status().unwrap().success());
        thread::sleep(A_WHILE);
    }

    fn moves_to(&self, Point { x, y }: Point) {
        let place = [x, y].map(|way| way.to_string());
        self.does(&["mousemove", "--window", &self.window, &place[0], &place[1]]);
    }
}

/// The file that tells each answer of the generator.
const TRACE: &str = "trace";

/// The standalone program, whose files are in this folder.
fn start(screen: &Screen, program: &Path, home: &Path) -> Owned {
    let mut command = screen.command(program);
    command
        .args(["--backend", "dummy"])
        .env("QUATRAIN_HOME", home)
        .env("QUATRAIN_TRACE", home.join(TRACE));
    Owned::start(&mut command).unwrap()
}

/// Presses the handle and pulls at it until the window offers a file, which is the newest there.
fn pull(hand: &Hand<'_>, grooves: &Path) -> PathBuf {
    let began = Instant::now();
    loop {
        hand.moves_to(HANDLE);
        hand.does(&["mousedown", "1"]);
        hand.moves_to(BESIDE_IT);
        let seen = Instant::now();
        while seen.elapsed() < Duration::from_secs(5) {
            let files = fs::read_dir(grooves).into_iter().flatten().flatten();
            if let Some(file) = files.last() {
                return file.path();
            }
            thread::sleep(A_WHILE);
        }
        // The first groove may not have been there yet.
        hand.does(&["mouseup", "1"]);
        assert!(began.elapsed() < PATIENCE, "no file is offered");
    }
}

#[test]
fn what_plays_is_dragged_to_another_program_as_a_file() {
    let program = need!(parts::standalone());
    for tool in ["Xvfb", "xdotool"] {
        need!(parts::program(tool));
    }
    let home = tempfile::tempdir().unwrap();
    let screen = Screen::open().unwrap();
    let mut standalone = start(&screen, &program, home.path());
    let window = screen.window("Quatrain").unwrap();
    let hand = Hand {
        screen: &screen,
        window,
    };
    let mut taker = Taker::open(screen.display(), PROGRAM, true).unwrap();
    let file = pull(&hand, &home.path().join("grooves"));
    for place in [INSIDE, FARTHER_INSIDE] {
        hand.moves_to(place);
        let is_told = |taker: &Taker| taker.words.contains(&"XdndPosition".to_owned());
        taker.serve(PATIENCE, is_told).unwrap();
    }
    hand.does(&["mouseup", "1"]);
    taker.serve(PATIENCE, |taker| taker.got.is_some()).unwrap();
    let name = file.to_string_lossy().replace(' ', "%20");
    let list = format!("file://{name}\r\n");
    assert_eq!(taker.got, Some(list), "{:?}", taker.words);
    let (map, grid) = (DrumMap::general_midi(), Grid::FOUR_BARS);
    let grooves = groove::read_windows(&file, map, grid, Step(64)).unwrap();
    assert!(grooves[0].stroke_count() > 10);
    assert!(!standalone.has_ended(), "the program has ended");
}

#[test]
fn what_is_dragged_out_and_back_onto_a_corner_lies_there() {
    let program = need!(parts::worked_standalone());
    let home = tempfile::tempdir().unwrap();
    let screen = Screen::open().unwrap();
    let mut standalone = start(&screen, &program, home.path());
    let hand = Hand {
        screen: &screen,
        window: screen.window("Quatrain").unwrap(),
    };
    pull(&hand, &home.path().join("grooves"));
    let Point { x, y } = CORNER_D;
    hand.moves_to(Point { x, y: y - 10 });
    hand.moves_to(CORNER_D);
    // The window draws now and then on a busy processor; it takes what it has seen.
    thread::sleep(5 * A_WHILE);
    hand.does(&["mouseup", "1"]);
    let began = Instant::now();
    let answers = || fs::read_to_string(home.path().join(TRACE)).unwrap_or_default();
    while !answers().contains(" d=0 ") {
        assert!(began.elapsed() < PATIENCE, "{}", answers());
        thread::sleep(A_WHILE);
    }
    assert!(!standalone.has_ended(), "the program has ended");
}
