//! Ardour, a host that many people use, plays the plugin and records its notes: they are those that
//! our own host hears.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime},
};

use groove::{DrumMap, MidiKey, Tempo, units::MidiVelocity};
use whole_system::{
    host::settled_groove, need, parts, score, transport::SAMPLE_RATE, vst3_host::Vst3Host,
};

const PATIENCE: Duration = Duration::from_secs(60);

/// Ardour's MIDI files count 1,920 ticks in a quarter note; it rounds the start of the recording to
/// one of them, and each note.
const TICKS: f64 = 1_920.0;

/// Where and how the transport rolls.
struct Scene {
    tempo: f64,
    meter: &'static str,
    /// In samples.
    start: u32,
    /// How long it rolls.
    seconds: u32,
}

/// A copy of the plugin in a home of its own, which Ardour knows.
fn home(bundle: &Path, scanner: &Path) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let copy = home.path().join(".vst3/Quatrain.vst3");
    fs::create_dir_all(home.path().join(".vst3")).unwrap();
    let copied = Command::new("cp").arg("-r").arg(bundle).arg(&copy).status();
    assert!(copied.unwrap().success());
    let scanned = at_home(scanner, home.path()).arg("-f").arg(&copy).output();
    let scanned = scanned.unwrap();
    assert!(scanned.status.success(), "{scanned:?}");
    // What Ardour notes about a plugin counts only if it is newer than the plugin, by a second.
    let notes = home.path().join("cache/ardour7/vst");
    for note in fs::read_dir(notes).unwrap() {
        let note = fs::File::options().write(true).open(note.unwrap().path());
        let later = SystemTime::now() + Duration::from_secs(60);
        note.unwrap().set_modified(later).unwrap();
    }
    home
}

/// A program that leaves nothing in the user's home.
fn at_home(program: &Path, home: &Path) -> Command {
    let mut command = Command::new("timeout");
    command
        .arg("120")
        .arg(program)
        .env("LD_LIBRARY_PATH", "/usr/lib/ardour7")
        .env("HOME", home)
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("XDG_CONFIG_HOME", home.join("config"));
    command
}

/// The MIDI file that Ardour recorded.
fn record(lua: &Path, home: &Path, scene: &Scene) -> PathBuf {
    let session = home.join("session");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ardour/record.lua");
    let played = at_home(lua, home)
        .arg(script)
        .env("SESSION", &session)
        .env("TEMPO", scene.tempo.to_string())
        .env("METER", scene.meter)
        .env("START", scene.start.to_string())
        .env("SECONDS", scene.seconds.to_string())
        .output()
        .unwrap();
    assert!(played.status.success(), "{played:?}");
    let files = session.join("interchange/session/midifiles");
    let files: Vec<PathBuf> = fs::read_dir(files)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    let takes = files.iter().filter(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("Take1_Tape")
    });
    takes.max().expect("a take").clone()
}

/// Beginnings in samples from the start, by key.
type Beginnings = Vec<(f64, MidiKey, MidiVelocity)>;

fn recorded(file: &Path, scene: &Scene) -> Beginnings {
    let performance = groove::midi::read(file).unwrap();
    // The file tells no tempo, so that its seconds are those of 120.
    let scale = Tempo::DEFAULT.get() / scene.tempo * SAMPLE_RATE;
    let strokes = performance.strokes.iter();
    let mut beginnings: Beginnings = strokes
        .map(|stroke| (stroke.start.0 * scale, stroke.key, stroke.velocity))
        .collect();
    beginnings.sort_by(|one, other| (one.1, one.0).partial_cmp(&(other.1, other.0)).unwrap());
    beginnings
}

fn plays_in_ardour(scene: &Scene) {
    let bundle = need!(parts::vst3());
    let scanner = need!(parts::installed(Path::new(
        "/usr/lib/ardour7/ardour-vst3-scanner"
    )));
    let lua = need!(parts::program("ardour7-lua"));
    let home = home(&bundle, &scanner);
    let heard = recorded(&record(&lua, home.path(), scene), scene);

    let mut host = Vst3Host::open(&bundle).unwrap();
    let groove = settled_groove(&mut host, PATIENCE).unwrap();
    let from = f64::from(scene.start) / SAMPLE_RATE * scene.tempo / 60.0;
    let (tempo, meter, seconds) = (scene.tempo, scene.meter, scene.seconds);
    let script = format!(
        "tempo {tempo}; meter {meter}; jump {from} beats; play {} samples",
        48_000 * (seconds - 1)
    );
    let expected = score::expected(&groove, DrumMap::general_midi(), &script.parse().unwrap());
    assert!(expected.len() > 50, "{} notes", expected.len());
    let two_ticks = 2.0 * 60.0 / scene.tempo * SAMPLE_RATE / TICKS;
    for key in (0..128).filter_map(MidiKey::new) {
        let mut heard = heard.iter().filter(|note| note.1 == key);
        for want in expected.iter().filter(|note| note.key == key) {
            let &(sample, _, velocity) = heard.next().expect("a note for each that is due");
            assert_eq!(velocity, want.velocity, "{want:?}");
            assert!(
                (sample - want.exact).abs() < two_ticks + 1.0,
                "{sample}: {want:?}"
            );
        }
    }
}

#[test]
fn from_the_songs_start() {
    plays_in_ardour(&Scene {
        tempo: 120.0,
        meter: "4/4",
        start: 0,
        seconds: 10,
    });
}

#[test]
fn from_the_middle_of_a_crooked_bar() {
    plays_in_ardour(&Scene {
        tempo: 97.0,
        meter: "7/8",
        start: 100_000,
        seconds: 9,
    });
}
