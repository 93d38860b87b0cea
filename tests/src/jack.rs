//! A JACK server of our own without a sound card: a transport that rolls when told, and someone who
//! writes down which notes are played over it.

use std::{
    io::{self, BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use crate::screen::Owned;

/// How long a program may take to answer on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// What the programs of JACK read the server's name from.
const NAME: &str = "JACK_DEFAULT_SERVER";
/// Where the notes must be sent to be written down.
pub const LISTENER: &str = "midi-monitor:input";

/// The programs of it that are needed.
pub const PROGRAMS: [&str; 4] = ["jackd", "jack_lsp", "jack_midi_dump", "jack_transport"];

/// A note that was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Heard {
    /// When, in samples since the listener began to count.
    pub frame: u64,
    /// Which key.
    pub key: u8,
    /// How hard, 1–127.
    pub velocity: u8,
}

/// See the module's documentation. It ends when dropped.
pub struct Jack {
    name: String,
    notes: Arc<Mutex<Vec<Heard>>>,
    // The listener goes before the server.
    _listener: Owned,
    _server: Owned,
}

impl Jack {
    /// Starts server and listener.
    ///
    /// # Errors
    /// If one of JACK's programs is absent or does not come up.
    pub fn start() -> io::Result<Self> {
        // JACK keeps a list of eight servers, and one that is killed keeps its place until another
        // of its name comes.
        let name = format!("quatrain-{}", std::process::id() % 4);
        let program = |program: &str| {
            let mut command = Command::new(program);
            command
                .env(NAME, &name)
                .env("JACK_NO_AUDIO_RESERVATION", "1")
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            command
        };
        // Not in real time, and in step with its programs: it waits for them in each of its blocks,
        // so on a busy machine it is late, and drops nothing.
        let mut server = program("jackd")
            .args(["-r", "-S", "-t", "20000", "-n", &name])
            .args(["-d", "dummy", "-r", "48000", "-p", "1024"])
            .spawn()
            .map(Owned)?;
        wait("JACK server", || {
            program("jack_lsp")
                .status()
                .is_ok_and(|status| status.success())
        })?;
        if server.has_ended() {
            let message = format!("another JACK server {name} is at work: try again");
            return Err(io::Error::new(io::ErrorKind::AddrInUse, message));
        }
        let mut listener = program("jack_midi_dump")
            .arg("-a")
            .stdout(Stdio::piped())
            .spawn()
            .map(Owned)?;
        let notes = Arc::new(Mutex::new(Vec::new()));
        let output = listener.0.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        thread::spawn({
            let notes = notes.clone();
            move || {
                let lines = BufReader::new(output).lines().map_while(Result::ok);
                for note in lines.filter_map(|line| note(&line)) {
                    if let Ok(mut notes) = notes.lock() {
                        notes.push(note);
                    }
                }
            }
        });
        wait("listener", || {
            let ports = program("jack_lsp").stdout(Stdio::piped()).output();
            ports.is_ok_and(|ports| String::from_utf8_lossy(&ports.stdout).contains(LISTENER))
        })?;
        Ok(Self {
            name,
            notes,
            _listener: listener,
            _server: server,
        })
    }

    /// Lets a program find this server.
    pub fn show_to(&self, command: &mut Command) {
        command.env(NAME, &self.name);
    }

    /// Lets the transport roll.
    ///
    /// # Errors
    /// If it does not.
    pub fn roll(&self) -> io::Result<()> {
        let mut control = Command::new("jack_transport")
            .env(NAME, &self.name)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map(Owned)?;
        let mut words = control.0.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
        words.write_all(b"play\nquit\n")?;
        drop(words);
        control.0.wait().map(drop)
    }

    /// The notes that begin in the next `frames` samples, from the first of them on.
    ///
    /// # Errors
    /// If they do not come.
    pub fn listen(&self, frames: u64) -> io::Result<Vec<Heard>> {
        let count = || self.notes.lock().map_or(0, |notes| notes.len());
        let start = count();
        let from_start = || {
            let notes = self.notes.lock().map(|notes| notes[start..].to_vec());
            notes.unwrap_or_default()
        };
        // A note after the last one tells that all before it have come.
        wait("notes", || {
            let notes = from_start();
            let ends = notes.first().zip(notes.last());
            ends.is_some_and(|(first, last)| last.frame >= first.frame + frames)
        })?;
        let mut notes = from_start();
        let end = notes[0].frame + frames;
        notes.retain(|note| note.frame < end);
        notes.sort_unstable();
        Ok(notes)
    }
}

/// What a line of `jack_midi_dump -a` tells: `  12345: 99 24 5a …` is a note on.
fn note(line: &str) -> Option<Heard> {
    let (frame, bytes) = line.split_once(':')?;
    let mut bytes = bytes.split_whitespace();
    let mut byte = || u8::from_str_radix(bytes.next()?, 16).ok();
    let (status, key, velocity) = (byte()?, byte()?, byte()?);
    (status & 0xf0 == 0x90 && velocity > 0).then_some(Heard {
        frame: frame.trim().parse().ok()?,
        key,
        velocity,
    })
}

fn wait(what: &str, mut is_there: impl FnMut() -> bool) -> io::Result<()> {
    let started = Instant::now();
    while !is_there() {
        if started.elapsed() > PATIENCE {
            let message = format!("no {what} within {} s", PATIENCE.as_secs());
            return Err(io::Error::new(io::ErrorKind::TimedOut, message));
        }
        thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_on_are_read_and_nothing_else() {
        let expected = Heard {
            frame: 12_345,
            key: 0x24,
            velocity: 0x5a,
        };
        let line = "  12345: 99 24 5a note on  (channel  9): pitch  36, velocity  90";
        assert_eq!(note(line), Some(expected));
        assert_eq!(note("  12345: 99 24 00 note on"), None);
        assert_eq!(note("  12345: 89 24 40 note off"), None);
        assert_eq!(note("Hello"), None);
    }
}
