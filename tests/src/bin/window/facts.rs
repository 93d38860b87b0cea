//! What a window does that a host sees: its sizes, and who has the keyboard when.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use whole_system::{
    frame::{Frame, Key, Size},
    windowed::{self, Windowed},
};

use super::measure::{Error, ROOM, open};

/// How long something may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it is waited for what must not happen.
const QUIET: Duration = Duration::from_secs(2);
/// A place in the map, which wants keys when it is clicked.
const IN_THE_MAP: (i16, i16) = (180, 230);

/// A place in the slot E.
const ON_SLOT_E: (i16, i16) = (300, 63);

/// What was seen.
///
/// # Errors
/// If the window does not open.
pub fn run(plugin: &Path) -> Result<Value, Error> {
    let mut host = windowed::open(plugin)?;
    let frame = Frame::open(ROOM)?;
    open(&mut *host, &frame)?;
    let keys = keys(&mut *host, &frame)?;
    let natural = frame.inner_size()?;
    let dropped = dropped(&mut *host, &frame)?;
    let wanted = Size {
        width: 1250,
        height: 900,
    };
    frame.resize(wanted)?;
    host.resize_window(wanted)?;
    let resized = settled(&mut *host, &frame, wanted)?;
    host.close_window()?;

    let reopened = host.open_window(frame.id())?;
    let state = host.save()?;
    host.close_window()?;
    drop(host);

    let mut other = windowed::open(plugin)?;
    other.load(&state)?;
    let restored = other.open_window(frame.id())?;
    let tiny = Size {
        width: 10,
        height: 10,
    };
    let smallest = other.resize_window(tiny)?;
    other.close_window()?;
    let pair = |size: Size| json!([size.width, size.height]);
    Ok(json!({
        "natural": pair(natural),
        "resized": pair(resized),
        "reopened": pair(reopened),
        "restored": pair(restored),
        "smallest": pair(smallest),
        "keys": keys,
        "dropped": dropped,
    }))
}

/// The size once it is this, or what it stays.
fn settled(host: &mut dyn Windowed, frame: &Frame, wanted: Size) -> Result<Size, Error> {
    wait(host, || Ok(frame.inner_size()? == wanted))?;
    Ok(frame.inner_size()?)
}

fn keys(host: &mut dyn Windowed, frame: &Frame) -> Result<Value, Error> {
    let window = frame.inner()?;
    let has_focus = |who: u32| move || Ok(frame.focused()? == who);
    let passed_on = |host: &mut dyn Windowed| -> Result<bool, Error> {
        frame.keys()?;
        frame.press(Key::Space)?;
        wait(host, || Ok(frame.keys()? > 0))
    };

    frame.focus()?;
    let at_first = passed_on(host)?;
    frame.click(IN_THE_MAP.0, IN_THE_MAP.1)?;
    let takes_keyboard = wait(host, has_focus(window))?;
    frame.keys()?;
    frame.press(Key::Right)?;
    thread::sleep(QUIET);
    let is_kept = frame.keys()? == 0;
    frame.press(Key::Escape)?;
    let gives_back = wait(host, has_focus(frame.id()))?;
    let at_last = passed_on(host)?;
    Ok(json!({
        "the_hosts_at_first": at_first,
        "taken_by_a_click": takes_keyboard,
        "kept_while_wanted": is_kept,
        "given_back_by_escape": gives_back,
        "the_hosts_at_last": at_last,
    }))
}

/// Lets a file go over a slot; whether the groove is in the project then.
fn dropped(host: &mut dyn Windowed, frame: &Frame) -> Result<Value, Error> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rock.mid");
    let is_taken = frame.drop_file(&file, ON_SLOT_E.0, ON_SLOT_E.1)?;
    let began = Instant::now();
    let mut is_stored = false;
    while !is_stored && began.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(100));
        host.tend()?;
        let state = host.state()?;
        let memory = state
            .fields
            .get("memory")
            .ok_or("the project has no state")?;
        let memory: Value = serde_json::from_str(memory)?;
        is_stored = memory["slots"]["E"].is_object();
    }
    Ok(json!({ "is_taken": is_taken, "is_in_the_project": is_stored }))
}

/// Whether it comes true in time.
fn wait(
    host: &mut dyn Windowed,
    mut is_so: impl FnMut() -> Result<bool, Error>,
) -> Result<bool, Error> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if is_so()? {
            return Ok(true);
        }
        host.tend()?;
        thread::sleep(Duration::from_millis(20));
    }
    Ok(false)
}
