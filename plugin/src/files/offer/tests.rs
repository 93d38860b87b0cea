//! A file is dragged on a hidden screen to a window of the test's own.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use whole_system::{
    parts,
    screen::{Point, Screen},
    taker::Taker,
};

use super::*;

const PLACE: Point = Point { x: 300, y: 200 };
const INSIDE: Point = Point { x: 350, y: 250 };
const FARTHER_INSIDE: Point = Point { x: 360, y: 260 };
const OUTSIDE: Point = Point { x: 100, y: 100 };

const PATIENCE: Duration = Duration::from_secs(20);
const A_WHILE: Duration = Duration::from_millis(150);

/// Drags a file from an empty place through these points to a taker's window, or past it.
fn drag(wants: bool, way: &[Point]) -> Option<(Outcome, Taker)> {
    for tool in ["Xvfb", "xdotool"] {
        if parts::program(tool).is_err() {
            eprintln!("skipped: no {tool}");
            return None;
        }
    }
    let screen = Screen::open().expect("a screen");
    let mouse = |arguments: &[&str]| {
        let status = screen
            .command(Path::new("xdotool"))
            .args(arguments)
            .status();
        assert!(status.expect("it runs").success(), "{arguments:?}");
    };
    let mut taker = Taker::open(screen.display(), PLACE, wants).expect("a window");
    mouse(&["mousemove", "20", "20", "mousedown", "1"]);
    let file = PathBuf::from("/tmp/Quatrain É 1.mid");
    let display = screen.display().to_owned();
    let offer = Offer::of(move || Ok(file), Some(display)).expect("a thread");
    for Point { x, y } in way {
        mouse(&["mousemove", &x.to_string(), &y.to_string()]);
        taker.serve(A_WHILE, |_| false).expect("it is served");
    }
    mouse(&["mouseup", "1"]);
    taker
        .serve(PATIENCE, |_| offer.is_over())
        .expect("it is served");
    let offered = offer.end().expect("it went well");
    taker.serve(A_WHILE, |_| true).expect("it is served");
    Some((offered.outcome, taker))
}

#[test]
fn a_file_that_is_let_go_over_a_program_is_fetched_by_it() {
    let Some((outcome, taker)) = drag(true, &[OUTSIDE, INSIDE, FARTHER_INSIDE]) else {
        return;
    };
    assert_eq!(outcome, Outcome::Taken, "{:?}", taker.words);
    assert_eq!(taker.words, ["XdndEnter", "XdndPosition", "XdndDrop"]);
    let expected = "file:///tmp/Quatrain%20%C3%89%201.mid\r\n";
    assert_eq!(taker.got.as_deref(), Some(expected));
}

#[test]
fn nobody_gets_what_is_let_go_elsewhere_or_not_wanted() {
    let Some((outcome, taker)) = drag(true, &[INSIDE, OUTSIDE]) else {
        return;
    };
    assert_eq!((outcome, taker.got), (Outcome::Refused, None));
    assert_eq!(taker.words, ["XdndEnter", "XdndPosition", "XdndLeave"]);
    let Some((outcome, taker)) = drag(false, &[INSIDE]) else {
        return;
    };
    assert_eq!((outcome, taker.got), (Outcome::Refused, None));
}
