//! What a frame of the window costs one core: `cargo bench --bench editor`.
//!
//! At its usual size, with all that there can be in it, while it plays. Measured apart: building the
//! frame (input, parameters moved, shapes, text laid out) and making triangles of it. What a graphics
//! card or its stand-in does with these is not ours. The time is the processor's on this thread, so
//! that other programs don't count.

#[path = "../tests/full_window/mod.rs"]
mod full_window;

use std::{hint::black_box, time::Duration};

use egui::{Event, Modifiers, PointerButton, Pos2, pos2};
use full_window::FullWindow;

/// Frames of each kind.
const FRAMES: usize = 2_000;
/// Frames before them, in which caches fill.
const BEFORE: usize = 200;

/// The processor's time on this thread.
#[cfg(unix)]
fn now() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is ours.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// The time where threads have no clocks of their own.
#[cfg(not(unix))]
fn now() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

/// What the person does.
#[derive(Clone, Copy, PartialEq)]
enum Hand {
    Rests,
    GoesOverThePage,
    DragsThePuck,
}

/// Times of building and of making triangles, and how many triangles.
fn measure(hand: Hand) -> ([Vec<Duration>; 2], usize) {
    let mut window = FullWindow::open();
    let (mut building, mut meshing, mut triangles) = (Vec::new(), Vec::new(), 0);
    for number in 0..BEFORE + FRAMES {
        let events = match hand {
            Hand::Rests => Vec::new(),
            Hand::GoesOverThePage => {
                vec![Event::PointerMoved(pos2(
                    450.0 + (number % 400) as f32,
                    300.0,
                ))]
            }
            Hand::DragsThePuck => drag(number),
        };
        let start = now();
        let mut frame = black_box(window.frame(events));
        let built = now();
        frame.textures_delta.clear();
        triangles = black_box(window.triangles(frame));
        let end = now();
        if number >= BEFORE {
            building.push(built - start);
            meshing.push(end - built);
        }
    }
    for times in [&mut building, &mut meshing] {
        times.sort_unstable();
    }
    ([building, meshing], triangles)
}

/// A press on the map, and then one move after the other.
fn drag(number: usize) -> Vec<Event> {
    let pos: Pos2 = pos2(140.0 + (number % 80) as f32, 180.0 + (number % 70) as f32);
    let mut events = vec![Event::PointerMoved(pos)];
    if number == 0 {
        events.push(Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed: true,
            modifiers: Modifiers::NONE,
        });
    }
    events
}

fn main() {
    let cases = [
        ("playing", Hand::Rests),
        ("playing, pointer over the page", Hand::GoesOverThePage),
        ("playing, the puck dragged", Hand::DragsThePuck),
    ];
    let is_json = std::env::args().any(|word| word == "--json");
    let mut lines = Vec::new();
    for (name, hand) in cases {
        let (times, triangles) = measure(hand);
        let ms = |times: &[Duration], part: f64| {
            let rank = ((times.len() - 1) as f64 * part).round() as usize;
            1_000.0 * times[rank].as_secs_f64()
        };
        let [building, meshing] = times.map(|times| [0.5, 0.99, 1.0].map(|part| ms(&times, part)));
        if is_json {
            let [p50, p99, max] = building;
            let build = serde_json::json!({"p50": p50, "p99": p99, "max": max});
            let [p50, p99, max] = meshing;
            let mesh = serde_json::json!({"p50": p50, "p99": p99, "max": max});
            lines.push(serde_json::json!({
                "name": name, "frames": FRAMES, "build_ms": build, "triangles_ms": mesh,
                "triangles": triangles,
            }));
            continue;
        }
        println!("{name}: {FRAMES} frames, {triangles} triangles each");
        for (what, [p50, p99, max]) in [("build", building), ("triangles", meshing)] {
            println!("    {what:10} p50 {p50:6.3}  p99 {p99:6.3}  max {max:6.3} ms");
        }
    }
    if is_json {
        println!("{}", serde_json::Value::from(lines));
    }
}
