//! `screenshot PROGRAM FILE.png`: shows Quatrain's standalone program on a hidden screen and
//! saves a picture of its window. `cargo xtask screenshot` runs it.

use std::{path::PathBuf, process::ExitCode, thread, time::Duration};

use whole_system::screen::{Owned, Screen, ScreenError};

/// How long after its window came up the picture is taken: model and groove are there by then.
const EXPOSURE: Duration = Duration::from_secs(5);

fn take(program: &std::path::Path, file: &std::path::Path) -> Result<(), ScreenError> {
    let screen = Screen::open()?;
    let _program = Owned::start(screen.command(program).args(["--backend", "dummy"]))?;
    let window = screen.window("Quatrain")?;
    thread::sleep(EXPOSURE);
    screen.picture(&window, file)
}

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(program), Some(file)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: screenshot PROGRAM FILE.png");
        return ExitCode::FAILURE;
    };
    match take(&program, &file) {
        Ok(()) => {
            println!("{}", file.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("screenshot: {error}");
            ExitCode::FAILURE
        }
    }
}
