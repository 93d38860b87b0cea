//! A hidden screen: an X server of our own without a monitor, on which a program's window is
//! looked for, touched and photographed.

use std::{
    io::{self, BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use thiserror::Error;

/// How long a window may take to appear; drawing is done by the processor, which may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a hand takes between one thing and the next.
const BETWEEN: Duration = Duration::from_millis(150);

/// A point in a window, in pixels from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
}

/// Why something on the screen did not work.
#[derive(Debug, Error)]
pub enum ScreenError {
    /// A program can't be started.
    #[error("{program} can't be started ({source}): run `cargo xtask setup`")]
    Start {
        /// Which.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// The X server gave no display.
    #[error("Xvfb gave no display")]
    NoDisplay,
    /// A program failed.
    #[error("{program} failed: {message}")]
    Failed {
        /// Which.
        program: String,
        /// What it said.
        message: String,
    },
    /// No window came up.
    #[error("no window named {name:?} within {} s", PATIENCE.as_secs())]
    NoWindow {
        /// The name looked for.
        name: String,
    },
}

/// A process that ends with its owner.
pub struct Owned(pub(crate) Child);

impl Owned {
    /// Starts it.
    ///
    /// # Errors
    /// If it can't be started.
    pub fn start(command: &mut Command) -> Result<Self, ScreenError> {
        command.spawn().map(Self).map_err(start(command))
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(Some(_)))
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The screen; it closes when dropped.
pub struct Screen {
    display: String,
    _server: Owned,
}

impl Screen {
    /// Opens a screen of 1280 × 800 on a display that nobody else uses.
    ///
    /// # Errors
    /// If there is no Xvfb, or it gives no display.
    pub fn open() -> Result<Self, ScreenError> {
        let mut command = Command::new("Xvfb");
        // Without `-noreset` the server begins anew whenever its last client leaves, as each call
        // of xdotool does, and a program that knocks at that moment is turned away.
        command
            .args([
                "-noreset",
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut server = Owned::start(&mut command)?;
        let output = server.0.stdout.take().ok_or(ScreenError::NoDisplay)?;
        let mut number = String::new();
        let read = BufReader::new(output).read_line(&mut number);
        if read.is_err() || number.trim().is_empty() {
            return Err(ScreenError::NoDisplay);
        }
        Ok(Self {
            display: format!(":{}", number.trim()),
            _server: server,
        })
    }

    /// Its name, as X knows it.
    #[must_use]
    pub fn display(&self) -> &str {
        &self.display
    }

    /// A program that will show its windows here, drawn by the processor.
    #[must_use]
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env("DISPLAY", &self.display)
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null());
        command
    }

    /// Waits for a window whose title contains `name`, and gives its number.
    ///
    /// # Errors
    /// If none comes.
    pub fn window(&self, name: &str) -> Result<String, ScreenError> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Ok(found) = self.xdotool(&["search", "--onlyvisible", "--name", name])
                && let Some(window) = found.lines().last()
            {
                return Ok(window.to_owned());
            }
            thread::sleep(Duration::from_millis(100));
        }
        Err(ScreenError::NoWindow {
            name: name.to_owned(),
        })
    }

    /// Clicks at a point of a window.
    ///
    /// # Errors
    /// If xdotool fails.
    pub fn click(&self, window: &str, at: Point) -> Result<(), ScreenError> {
        let (x, y) = (at.x.to_string(), at.y.to_string());
        self.xdotool(&["mousemove", "--window", window, &x, &y])?;
        thread::sleep(BETWEEN);
        self.xdotool(&["click", "1"])?;
        Ok(())
    }

    /// Clicks at a point of a window while a key is held, e.g. `ctrl`.
    ///
    /// # Errors
    /// If xdotool fails.
    pub fn click_holding(&self, window: &str, key: &str, at: Point) -> Result<(), ScreenError> {
        self.xdotool(&["keydown", key])?;
        let clicked = self.click(window, at);
        thread::sleep(BETWEEN);
        self.xdotool(&["keyup", key])?;
        clicked
    }

    /// Types a text into a window, and then presses the key of this name.
    ///
    /// # Errors
    /// If xdotool fails.
    pub fn enter(&self, window: &str, text: &str, key: &str) -> Result<(), ScreenError> {
        // There is no window manager that gives it the keys.
        self.xdotool(&["windowfocus", "--sync", window])?;
        self.xdotool(&["type", "--delay", "80", text])?;
        thread::sleep(BETWEEN);
        self.xdotool(&["key", key])?;
        Ok(())
    }

    /// Drags from one point of a window to another, as slowly as a hand does.
    ///
    /// # Errors
    /// If xdotool fails.
    pub fn drag(&self, window: &str, from: Point, to: Point) -> Result<(), ScreenError> {
        const STEPS: i32 = 12;
        let move_to = |x: i32, y: i32| {
            let (x, y) = (x.to_string(), y.to_string());
            let moved = self.xdotool(&["mousemove", "--window", window, &x, &y]);
            thread::sleep(Duration::from_millis(60));
            moved
        };
        move_to(from.x, from.y)?;
        self.xdotool(&["mousedown", "1"])?;
        for step in 1..=STEPS {
            let between = |from: i32, to: i32| from + (to - from) * step / STEPS;
            move_to(between(from.x, to.x), between(from.y, to.y))?;
        }
        self.xdotool(&["mouseup", "1"])?;
        Ok(())
    }

    /// Takes the pointer out of a window, so that nothing in it is lit.
    ///
    /// # Errors
    /// If xdotool fails.
    pub fn rest(&self, window: &str) -> Result<(), ScreenError> {
        self.xdotool(&["mousemove", "--window", window, "--", "-8", "-8"])?;
        Ok(())
    }

    /// Saves a picture of a window.
    ///
    /// # Errors
    /// If ImageMagick's `import` fails.
    pub fn picture(&self, window: &str, file: &Path) -> Result<(), ScreenError> {
        let mut import = self.command(Path::new("import"));
        import.args(["-window", window]).arg(file);
        succeed(&mut import).map(drop)
    }

    /// Drags while a key is held, e.g. `ctrl`.
    ///
    /// # Errors
    /// If xdotool fails.
    pub fn drag_holding(
        &self,
        window: &str,
        key: &str,
        from: Point,
        to: Point,
    ) -> Result<(), ScreenError> {
        self.xdotool(&["keydown", key])?;
        thread::sleep(Duration::from_millis(150));
        let dragged = self.drag(window, from, to);
        thread::sleep(Duration::from_millis(150));
        self.xdotool(&["keyup", key])?;
        dragged
    }

    fn xdotool(&self, arguments: &[&str]) -> Result<String, ScreenError> {
        succeed(self.command(Path::new("xdotool")).args(arguments))
    }
}

fn start(command: &Command) -> impl FnOnce(io::Error) -> ScreenError {
    let program = command.get_program().to_string_lossy().into_owned();
    move |source| ScreenError::Start { program, source }
}

/// Runs a program to its end and gives what it printed.
fn succeed(command: &mut Command) -> Result<String, ScreenError> {
    let output = command.output().map_err(start(command))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(ScreenError::Failed {
        program: command.get_program().to_string_lossy().into_owned(),
        message: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}
