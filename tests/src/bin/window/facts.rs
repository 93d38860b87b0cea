//! What a window does that a host sees: its sizes, who has the keyboard when, what is dropped on
//! it, and that windows don't know each other.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use whole_system::{
    frame::{Frame, Key, Size},
    host::parameter_number,
    notes::Edit,
    places::{LARGER, LOOK, MIDDLE, SLOT_E},
    transport::Block,
    windowed::{self, Windowed},
};

use super::measure::{Error, ROOM, open};

/// How long something may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it is waited for what must not happen.
const QUIET: Duration = Duration::from_secs(2);

/// What was seen.
///
/// # Errors
/// If the window does not open.
pub fn run(plugin: &Path) -> Result<Value, Error> {
    let mut host = windowed::open(plugin)?;
    let frame = Frame::open(ROOM)?;
    open(&mut *host, &frame)?;
    let natural = frame.inner_size()?;
    let keys = keys(&mut *host, &frame)?;
    let gestures = gestures(&mut *host)?;
    let dropped = dropped(&mut *host, &frame)?;
    let chosen = chosen(&mut *host, &frame)?;
    let given = Size {
        width: 1250,
        height: 900,
    };
    let resized = resize(&mut *host, &frame, given)?;
    host.close_window()?;

    let reopened = host.open_window(frame.id())?;
    let state = host.save()?;
    let beside = beside(plugin, &mut *host)?;
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
    drop(other);
    Ok(json!({
        "natural": pair(natural),
        "chosen": pair(chosen),
        "resized": pair(resized),
        "reopened": pair(reopened),
        "restored": pair(restored),
        "smallest": pair(smallest),
        "finer": finer(plugin, frame)?,
        "keys": keys,
        "gestures": gestures,
        "dropped": dropped,
        "beside": beside,
    }))
}

fn pair(size: Size) -> Value {
    json!([size.width, size.height])
}

/// Gives the window a size, as a host does that is pulled at a corner; the size that it has then.
fn resize(host: &mut dyn Windowed, frame: &Frame, size: Size) -> Result<Size, Error> {
    frame.resize(size)?;
    host.resize_window(size)?;
    settled(host, frame, size)
}

/// The size that the window asks for, which the host grants.
fn asked(host: &mut dyn Windowed, frame: &Frame) -> Result<Size, Error> {
    let mut asked = None;
    let is_asked = wait(host, |host| {
        asked = host.asked_size()?;
        Ok(asked.is_some())
    })?;
    match asked {
        Some(size) if is_asked => resize(host, frame, size),
        _ => Err("the window asked for no size".into()),
    }
}

/// The size after somebody chose 125 % in the window's menu.
fn chosen(host: &mut dyn Windowed, frame: &Frame) -> Result<Size, Error> {
    frame.click(LOOK)?;
    // The menu comes up.
    thread::sleep(QUIET);
    frame.click(LARGER)?;
    asked(host, frame)
}

/// The sizes on a screen with twice as many pixels to the inch: the host's window's, which grants
/// what it is told and asked, and the plugin's in it.
fn finer(plugin: &Path, frame: Frame) -> Result<Value, Error> {
    frame.set_pixels_per_inch(192)?;
    let mut host = windowed::open(plugin)?;
    let mut granted = host.open_window(frame.id())?;
    frame.resize(granted)?;
    let mut inner = frame.inner_size()?;
    wait(&mut *host, |host| {
        if let Some(asked) = host.asked_size()? {
            frame.resize(asked)?;
            granted = host.resize_window(asked)?;
        }
        inner = frame.inner_size()?;
        Ok(inner == granted)
    })?;
    host.close_window()?;
    Ok(json!({ "host": pair(granted), "plugin": pair(inner) }))
}

/// Opens a second window of another instance, closes the first, and works the second.
fn beside(plugin: &Path, first: &mut dyn Windowed) -> Result<Value, Error> {
    let mut second = windowed::open(plugin)?;
    let frame = Frame::open(ROOM)?;
    open(&mut *second, &frame)?;
    first.close_window()?;
    frame.focus()?;
    frame.click(MIDDLE)?;
    let window = frame.inner()?;
    let still_works = wait(&mut *second, |_| Ok(frame.focused()? == window))?;
    second.close_window()?;
    Ok(json!({ "still_works": still_works }))
}

/// The size once it is this, or what it stays.
fn settled(host: &mut dyn Windowed, frame: &Frame, wanted: Size) -> Result<Size, Error> {
    wait(host, |_| Ok(frame.inner_size()? == wanted))?;
    Ok(frame.inner_size()?)
}

fn keys(host: &mut dyn Windowed, frame: &Frame) -> Result<Value, Error> {
    let window = frame.inner()?;
    let has_focus = |who: u32| move |_: &mut dyn Windowed| Ok(frame.focused()? == who);
    let passed_on = |host: &mut dyn Windowed| -> Result<bool, Error> {
        frame.keys()?;
        frame.press(Key::Space)?;
        wait(host, |_| Ok(frame.keys()? > 0))
    };

    frame.focus()?;
    let at_first = passed_on(host)?;
    frame.click(MIDDLE)?;
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

/// Whether the host was told of the hand that clicked into the map and of the arrow key, for either
/// direction: each gesture has a beginning, values, and an end.
fn gestures(host: &mut dyn Windowed) -> Result<Value, Error> {
    host.tend()?;
    let edits = host.play(&[Block::stopped(0, 512).into()])?.edits;
    let is_told = |parameter: &str| {
        let number = parameter_number(parameter);
        let of_it = edits.iter().filter(|edit| match edit {
            Edit::Begin(of) | Edit::To(of, _) | Edit::End(of) => *of == number,
        });
        let mut steps: Vec<&Edit> = of_it.collect();
        steps.dedup_by(|one, other| matches!((one, other), (Edit::To(..), Edit::To(..))));
        let is_whole =
            |steps: &[&Edit]| matches!(steps, [Edit::Begin(_), Edit::To(..), Edit::End(_)]);
        !steps.is_empty() && steps.chunks(3).all(is_whole)
    };
    Ok(json!({ "x": is_told("morph"), "y": is_told("map_y") }))
}

/// What the project holds.
pub(super) fn memory(host: &mut dyn Windowed) -> Result<Value, Error> {
    let memory = host.state()?.memory();
    memory.ok_or_else(|| "the project has no state".into())
}

/// Lets a file go over a slot; whether the groove is in the project then.
pub(super) fn dropped(host: &mut dyn Windowed, frame: &Frame) -> Result<Value, Error> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rock.mid");
    let is_taken = frame.drop_file(&file, SLOT_E)?;
    let began = Instant::now();
    let mut is_stored = false;
    while !is_stored && began.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(100));
        host.tend()?;
        is_stored = memory(host)?["slots"]["E"].is_object();
    }
    Ok(json!({ "is_taken": is_taken, "is_in_the_project": is_stored }))
}

/// Whether it comes true in time.
fn wait(
    host: &mut dyn Windowed,
    mut is_so: impl FnMut(&mut dyn Windowed) -> Result<bool, Error>,
) -> Result<bool, Error> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if is_so(host)? {
            return Ok(true);
        }
        host.tend()?;
        thread::sleep(Duration::from_millis(20));
    }
    Ok(false)
}
