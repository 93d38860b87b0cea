//! The published packages, in the Python that `QUATRAIN_PYTHON` names: `cargo xtask setup` makes
//! it from `tests/python/requirements.txt`, `cargo xtask test` names it.

use std::{
    env,
    ffi::OsStr,
    fs::OpenOptions,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

/// Python, or a skip that `cargo xtask test` counts (see `tests/src/skip.rs`) and `None`.
pub fn interpreter() -> Option<PathBuf> {
    let python = env::var_os("QUATRAIN_PYTHON").filter(|python| !python.is_empty());
    if python.is_none() {
        skip("QUATRAIN_PYTHON names no Python with note-seq; `cargo xtask test` makes one");
    }
    python.map(PathBuf::from)
}

fn skip(reason: &str) {
    let line = format!("{}: {reason}", thread::current().name().unwrap_or("a test"));
    println!("SKIPPED: {line}");
    if let Some(list) = env::var_os("QUATRAIN_SKIPPED") {
        let list = OpenOptions::new().create(true).append(true).open(list);
        writeln!(list.unwrap(), "{line}").unwrap();
    }
}

/// Runs a command of `tests/python/note_sequences.py`, which must find nothing wrong, and gives
/// what it saw.
pub fn run(python: &Path, command: &str, arguments: &[&OsStr]) -> serde_json::Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/note_sequences.py");
    let mut python = Command::new(python);
    let output = python
        .arg(script)
        .arg(command)
        .args(arguments)
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command}: {error}");
    let seen = serde_json::from_slice(&output.stdout).unwrap();
    println!("{command}: {seen}");
    seen
}
