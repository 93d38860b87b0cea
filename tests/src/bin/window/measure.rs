//! The measuring, as X11 and Linux allow it.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use whole_system::{
    frame::{Frame, Size},
    places::MIDDLE,
    windowed::{self, Windowed},
};

/// How long a window may take to show something.
const PATIENCE: Duration = Duration::from_secs(60);
/// So many openings fill caches: the driver's, the fonts'.
const WARMING: usize = 10;
/// So long without a change, all threads of a closed window have gone.
const QUIET: Duration = Duration::from_millis(200);
/// How long a new window is busy.
const SETTLING: Duration = Duration::from_secs(3);
/// The size of the host's window.
pub const ROOM: Size = Size {
    width: 1000,
    height: 700,
};

pub type Error = Box<dyn std::error::Error>;

/// What a process holds.
struct Holding {
    threads: usize,
    files: usize,
    /// What the system gave it, with what the allocator keeps for another time.
    memory_kb: u64,
    /// What it took and did not give back.
    in_use_kb: usize,
}

impl Holding {
    /// Once no thread has come or gone for a while: the display driver's outlive a window.
    fn settled() -> Result<Self, Error> {
        let (mut threads, mut since) = (count("/proc/self/task")?, Instant::now());
        while since.elapsed() < QUIET {
            thread::sleep(Duration::from_millis(10));
            let now = count("/proc/self/task")?;
            if now != threads {
                (threads, since) = (now, Instant::now());
            }
        }
        Self::now()
    }

    fn now() -> Result<Self, Error> {
        let status = std::fs::read_to_string("/proc/self/status")?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = resident.and_then(|text| text.split_whitespace().next()?.parse().ok());
        Ok(Self {
            threads: count("/proc/self/task")?,
            files: count("/proc/self/fd")?,
            memory_kb: number.ok_or("the system tells no VmRSS")?,
            in_use_kb: in_use() / 1_024,
        })
    }
}

/// How much there is in a folder.
fn count(folder: &str) -> Result<usize, Error> {
    Ok(Path::new(folder).read_dir()?.count())
}

/// Bytes that were allocated and not given back, by whomever in this process, if the allocator has
/// one arena (`MALLOC_ARENA_MAX=1`): of more it counts the first alone, and keeps the room of the
/// others for another time.
#[cfg(target_env = "gnu")]
fn in_use() -> usize {
    // SAFETY: it only counts.
    let told = unsafe { libc::mallinfo2() };
    told.uordblks + told.hblkhd
}

#[cfg(not(target_env = "gnu"))]
fn in_use() -> usize {
    0
}

/// What the main thread is called here, since threads without a name have that of the program.
const HOST: &str = "host";

/// The processor's time that each kind of thread has had.
fn cpu_seconds() -> Result<std::collections::BTreeMap<String, f64>, Error> {
    let mut all = std::collections::BTreeMap::new();
    for task in Path::new("/proc/self/task").read_dir()? {
        let task = task?.path();
        let is_main = task.ends_with(std::process::id().to_string());
        let stat = std::fs::read_to_string(task.join("stat"))?;
        let (head, tail) = stat.rsplit_once(')').ok_or("a thread tells nothing")?;
        let name = match is_main {
            true => HOST,
            false => head.split_once('(').map_or("", |(_, name)| name),
        };
        let ticks = |at: usize| tail.split_whitespace().nth(at)?.parse::<f64>().ok();
        // Counted from the field after the name: utime and stime.
        let both = ticks(11).zip(ticks(12)).ok_or("a thread tells no times")?;
        *all.entry(name.to_owned()).or_default() += (both.0 + both.1) / 100.0;
    }
    Ok(all)
}

/// Opens a window; gives how long it took until something is seen.
///
/// # Errors
/// If it does not open, or shows nothing.
pub fn open(host: &mut dyn Windowed, frame: &Frame) -> Result<Duration, Error> {
    let began = Instant::now();
    host.open_window(frame.id())?;
    while !frame.is_painted(MIDDLE)? {
        if began.elapsed() > PATIENCE {
            return Err("the window shows nothing".into());
        }
        host.tend()?;
        thread::sleep(Duration::from_millis(1));
    }
    Ok(began.elapsed())
}

fn openings(host: &mut dyn Windowed, frame: &Frame, times: usize) -> Result<Value, Error> {
    let mut durations = Vec::new();
    let mut held = Vec::new();
    for round in 0..WARMING + times {
        // At the beginning, at each quarter, and below at the end.
        if round >= WARMING && (round - WARMING).is_multiple_of(times.div_ceil(4)) {
            held.push(Holding::settled()?);
        }
        let duration = open(host, frame)?;
        host.close_window()?;
        if round >= WARMING {
            durations.push(duration.as_secs_f64() * 1_000.0);
        }
    }
    held.push(Holding::settled()?);
    durations.sort_by(f64::total_cmp);
    let of = |share: f64| durations[((durations.len() - 1) as f64 * share) as usize];
    Ok(json!({
        "times": times,
        "median_ms": of(0.5),
        "worst_of_20_ms": of(0.95),
        "worst_ms": of(1.0),
        "threads": held.iter().map(|held| held.threads).collect::<Vec<_>>(),
        "files": held.iter().map(|held| held.files).collect::<Vec<_>>(),
        "in_use_kb": held.iter().map(|held| held.in_use_kb).collect::<Vec<_>>(),
        "memory_kb": held.iter().map(|held| held.memory_kb).collect::<Vec<_>>(),
    }))
}

fn idle(host: &mut dyn Windowed, frame: &Frame, seconds: u64) -> Result<Value, Error> {
    open(host, frame)?;
    let rest = |host: &mut dyn Windowed, time: Duration| -> Result<(), Error> {
        let began = Instant::now();
        while began.elapsed() < time {
            host.tend()?;
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    };
    rest(host, SETTLING)?;
    let (began, before) = (Instant::now(), cpu_seconds()?);
    rest(host, Duration::from_secs(seconds))?;
    let (elapsed, after) = (began.elapsed().as_secs_f64(), cpu_seconds()?);
    host.close_window()?;
    let mut percent = serde_json::Map::new();
    for (name, time) in after {
        let used = time - before.get(&name).copied().unwrap_or_default();
        percent.insert(name, json!(100.0 * used / elapsed));
    }
    Ok(json!({ "seconds": elapsed, "percent_by_thread": percent }))
}

/// Measures it all.
///
/// # Errors
/// If the window does not open, or the system does not tell.
pub fn run(plugin: &Path, times: usize, seconds: u64) -> Result<Value, Error> {
    let mut host = windowed::open(plugin)?;
    let frame = Frame::open(ROOM)?;
    let openings = openings(&mut *host, &frame, times)?;
    let idle = idle(&mut *host, &frame, seconds)?;
    Ok(json!({ "openings": openings, "idle": idle }))
}
