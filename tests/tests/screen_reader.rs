//! The standalone program as somebody finds it who does not see it: by AT-SPI, over a bus of its own.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::{path::Path, process::Command};

use serde::Deserialize;
use whole_system::{need, parts, screen::Screen, skip::skip};

/// What `reader.py` tells.
#[derive(Deserialize)]
struct Read {
    names: Vec<String>,
    has_come: bool,
}

/// Debian's Python, which has the bindings of the bus.
const PYTHON: &str = "/usr/bin/python3";

/// Why nobody can read here.
fn lacks() -> Option<&'static str> {
    let works = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output();
        output.is_ok_and(|output| output.status.success())
    };
    let bindings = "import gi; gi.require_version('Atspi', '2.0')";
    if !works("dbus-run-session", &["--version"]) {
        Some("dbus-run-session is missing: install dbus")
    } else if !works(PYTHON, &["-c", bindings]) {
        Some("AT-SPI's bindings are missing: install gir1.2-atspi-2.0, python3-gi and at-spi2-core")
    } else {
        None
    }
}

#[test]
fn a_screen_reader_finds_everything_and_presses_a_button() {
    let program = need!(parts::standalone());
    let screen = need!(Screen::open());
    if let Some(reason) = lacks() {
        skip(reason);
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let reader = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screen_reader/reader.py");
    let output = screen
        .command(Path::new("dbus-run-session"))
        .args(["--", PYTHON])
        .arg(reader)
        .arg(&program)
        .args(["No sound?", "Close"])
        .env("QUATRAIN_HOME", home.path())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    // The bus's own programs have their say before.
    let told = String::from_utf8_lossy(&output.stdout);
    let told = told.lines().rfind(|line| line.starts_with('{'));
    let read: Read = serde_json::from_str(told.unwrap_or_default()).expect(&errors);
    for name in [
        "Undo",
        "Presets",
        "Live groove",
        "Slot P",
        "Kick lock",
        "Feel",
        "Audition",
    ] {
        let is_there = read.names.iter().any(|found| found.starts_with(name));
        assert!(is_there, "{name} is not among {:?}", read.names);
    }
    assert!(read.has_come, "the button was not pressed: {errors}");
}
