//! The standalone program on a hidden screen: its window is worked by a pointer and keys, and what
//! it plays is listened to.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use whole_system::{
    jack::{self, Heard, Jack},
    need, parts,
    places::{AT_A, FOURTH_DIE, LOCKS, NEAR_D, TAKE, X},
    screen::{Owned, Screen},
};

/// How long an answer may take: both the window and the model share a busy processor.
const PATIENCE: Duration = Duration::from_secs(180);

/// How long the last of a drag's answers may be on its way.
const SETTLING: Duration = Duration::from_secs(1);

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

/// The program in its window.
struct Standalone {
    screen: Screen,
    window: String,
    program: Owned,
    trace: PathBuf,
    _place: tempfile::TempDir,
}

impl Standalone {
    /// Starts it; with a server its notes go there, else nowhere, while the transport rolls.
    fn start(program: &Path, jack: Option<&Jack>) -> Self {
        let place = tempfile::tempdir().unwrap();
        let trace = place.path().join("trace");
        let screen = Screen::open().unwrap();
        let mut command = screen.command(program);
        command
            .env("QUATRAIN_TRACE", &trace)
            .env("QUATRAIN_HOME", place.path());
        match jack {
            Some(jack) => {
                jack.show_to(&mut command);
                command.args(["--backend", "jack"]);
                command.args(["--connect-jack-midi-output", jack::LISTENER]);
            }
            None => {
                command.args(["--backend", "dummy"]);
            }
        }
        let program = Owned::start(&mut command).unwrap();
        let window = screen.window("Quatrain").unwrap();
        Self {
            screen,
            window,
            program,
            trace,
            _place: place,
        }
    }

    fn wait_for(&self, what: &str, wanted: impl Fn(&Answer) -> bool) -> Answer {
        let started = Instant::now();
        loop {
            let answers = answers(&self.trace);
            if let Some(answer) = answers.iter().rev().find(|answer| wanted(answer)) {
                return answer.clone();
            }
            assert!(started.elapsed() < PATIENCE, "{what}: only {answers:?}");
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The last answer, once no other comes.
    fn settled(&self) -> Answer {
        let mut last = self.wait_for("an answer", |_| true);
        loop {
            thread::sleep(SETTLING);
            let now = self.wait_for("an answer", |_| true);
            if now == last {
                return now;
            }
            last = now;
        }
    }
}

#[test]
fn a_drag_of_the_puck_a_bars_die_and_a_typed_value_change_the_groove() {
    let program = need!(parts::worked_standalone());
    let mut standalone = Standalone::start(&program, None);
    let Standalone { screen, window, .. } = &standalone;
    let at_a = standalone.wait_for("the first groove", |answer| answer.place == (0.0, 0.0));
    screen.drag(window, AT_A, NEAR_D).unwrap();
    let near_d = standalone.wait_for("a groove near D", |answer| {
        answer.place.0 > 0.6 && answer.place.1 > 0.6
    });
    assert_ne!(near_d.groove, at_a.groove);

    // A bar diced alone is another groove at the same place.
    let settled = standalone.settled();
    screen.click(window, FOURTH_DIE).unwrap();
    standalone.wait_for("a diced bar", |answer| {
        answer.place == settled.place && answer.groove != settled.groove
    });

    screen.click_holding(window, "ctrl", X).unwrap();
    screen.enter(window, "25", "Return").unwrap();
    standalone.wait_for("the typed X", |answer| answer.place.0 == 0.25);
    assert!(!standalone.program.has_ended(), "the program has ended");
}

/// Samples in a bar of four beats at 120, and in four of them.
const BAR: u64 = 96_000;
const FOUR_BARS: u64 = 4 * BAR;
/// Kick and snare.
const LOCKED: [u8; 2] = [36, 38];

/// Notes by their time in four bars, whichever four they are.
fn phases(notes: &[Heard]) -> Vec<Heard> {
    let mut phases: Vec<Heard> = notes
        .iter()
        .map(|note| Heard {
            frame: note.frame % FOUR_BARS,
            ..*note
        })
        .collect();
    phases.sort_unstable();
    phases
}

/// The notes that only one of both has.
fn differences(one: &[Heard], other: &[Heard]) -> Vec<Heard> {
    let only = |one: &[Heard], other: &[Heard]| -> Vec<Heard> {
        let lacks = |note: &&Heard| !other.contains(note);
        one.iter().filter(lacks).copied().collect()
    };
    [only(one, other), only(other, one)].concat()
}

/// The shortest stretch of the four bars that has all these notes in it.
fn stretch(notes: &[Heard]) -> u64 {
    let mut frames: Vec<u64> = notes.iter().map(|note| note.frame).collect();
    frames.sort_unstable();
    let Some((first, last)) = frames.first().zip(frames.last()) else {
        return 0;
    };
    // The longest gap, over the end too, is what is left out.
    let gaps = frames.windows(2).map(|pair| pair[1] - pair[0]);
    let over_the_end = first + FOUR_BARS - last;
    FOUR_BARS - gaps.chain([over_the_end]).max().unwrap_or(over_the_end)
}

#[test]
fn hand_dice_and_locks_are_heard_while_the_transport_rolls() {
    let program = need!(parts::worked_standalone());
    for tool in jack::PROGRAMS {
        need!(parts::program(tool));
    }
    let jack = Jack::start().unwrap();
    let mut standalone = Standalone::start(&program, Some(&jack));
    let Standalone { screen, window, .. } = &standalone;
    standalone.wait_for("the first groove", |answer| answer.place == (0.0, 0.0));
    standalone.settled();
    jack.roll().unwrap();
    let heard = || phases(&jack.listen(FOUR_BARS).unwrap());
    let settle = || {
        standalone.settled();
        // What plays until the groove takes over is not listened to.
        jack.listen(BAR / 4).unwrap();
    };

    let at_a = heard();
    assert!(at_a.len() > 20, "only {} notes", at_a.len());
    assert_eq!(heard(), at_a, "four bars, and the same four again");
    screen.drag(window, AT_A, NEAR_D).unwrap();
    settle();
    let near_d = heard();
    assert!(
        !differences(&at_a, &near_d).is_empty(),
        "the puck is not heard"
    );

    // Keep bars 1–3, dice bar 4.
    screen.click(window, FOURTH_DIE).unwrap();
    settle();
    let diced = heard();
    let changed = differences(&near_d, &diced);
    assert!(!changed.is_empty(), "the die is not heard");
    // Strokes near the bar lines may be a little early or late.
    let most = BAR + BAR / 8;
    assert!(
        stretch(&changed) <= most,
        "more than a bar changed: {changed:?}"
    );

    // Keep kick and snare, dice the others.
    for lock in LOCKS {
        screen.click(window, lock).unwrap();
    }
    screen.click(window, TAKE).unwrap();
    settle();
    let other_take = heard();
    let changed = differences(&diced, &other_take);
    assert!(!changed.is_empty(), "the other take is not heard");
    let kept = |note: &Heard| LOCKED.contains(&note.key);
    assert!(
        !changed.iter().any(kept),
        "what is locked changed: {changed:?}"
    );
    assert!(!standalone.program.has_ended(), "the program has ended");
}
