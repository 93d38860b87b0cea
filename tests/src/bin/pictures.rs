//! `pictures PROGRAM FOLDER`: shows Quatrain's standalone program on a hidden screen, brings it into
//! the states that the README shows, and saves a picture of each. `cargo xtask pictures` runs it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
    thread,
    time::{Duration, Instant},
};

use whole_system::{
    places::{AT_A, FOURTH_DIE, LOCKS, MIDDLE, PRESETS},
    screen::{Owned, Screen, ScreenError},
};

/// How long the first groove may take, …
const PATIENCE: Duration = Duration::from_secs(180);
/// … and how long after the last touch the picture is taken: what was asked for is made by then.
const EXPOSURE: Duration = Duration::from_secs(8);

/// A picture: the file's name, the preferences, and what is done before it is taken.
struct Picture {
    name: &'static str,
    preferences: &'static str,
    prepare: fn(&Screen, &str) -> Result<(), ScreenError>,
}

const PICTURES: [Picture; 3] = [
    Picture {
        name: "window",
        preferences: "{}",
        prepare: play_with_it,
    },
    Picture {
        name: "light",
        preferences: r#"{"look": "light"}"#,
        prepare: play_with_it,
    },
    Picture {
        name: "presets",
        preferences: "{}",
        prepare: |screen, window| {
            play_with_it(screen, window)?;
            screen.click(window, PRESETS)
        },
    },
];

/// The puck between all grooves, the fourth bar diced, kick and snare locked.
fn play_with_it(screen: &Screen, window: &str) -> Result<(), ScreenError> {
    screen.drag(window, AT_A, MIDDLE)?;
    screen.click(window, FOURTH_DIE)?;
    for lock in LOCKS {
        screen.click(window, lock)?;
    }
    Ok(())
}

fn take(program: &Path, home: &Path, picture: &Picture, file: &Path) -> Result<(), ScreenError> {
    let trace = home.join("trace");
    let screen = Screen::open()?;
    let mut command = screen.command(program);
    command
        .args(["--backend", "dummy"])
        .env("QUATRAIN_HOME", home)
        .env("QUATRAIN_TRACE", &trace);
    let _program = Owned::start(&mut command)?;
    let window = screen.window("Quatrain")?;
    let started = Instant::now();
    let is_empty = || fs::metadata(&trace).map_or(0, |data| data.len()) == 0;
    while is_empty() && started.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(100));
    }
    (picture.prepare)(&screen, &window)?;
    screen.rest(&window)?;
    thread::sleep(EXPOSURE);
    screen.picture(&window, file)
}

fn run(program: &Path, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    fs::create_dir_all(folder)?;
    for picture in &PICTURES {
        // A home of its own: nothing that the user has there is seen or changed.
        let home = std::env::temp_dir().join(format!("quatrain-pictures-{}", std::process::id()));
        fs::create_dir_all(&home)?;
        fs::write(home.join("preferences.json"), picture.preferences)?;
        let file = folder.join(format!("{}.png", picture.name));
        let taken = take(program, &home, picture, &file);
        match fs::remove_dir_all(&home) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => taken?,
        }
        println!("{}", file.display());
    }
    Ok(())
}

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(program), Some(folder)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: pictures PROGRAM FOLDER");
        return ExitCode::FAILURE;
    };
    match run(&program, &folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pictures: {error}");
            ExitCode::FAILURE
        }
    }
}
