//! Whether anything falls behind while a control moves 60 times a second.

use std::{
    fs,
    time::{Duration, Instant},
};

use serde::Serialize;
use whole_system::{HostError, clap_host::ClapHost};

use crate::{
    pace::{Pace, Shares, block},
    perform,
    probe::{Probe, Sound},
};

/// Moves a second.
const RATE: f64 = 60.0;
/// How long the plugin is listened to after the last move.
const AFTERWARDS: Duration = Duration::from_secs(1);
/// Memory is compared from here on: by then everything has been used once.
const WARM: f64 = 0.2;

/// What became of the moves.
#[derive(Serialize)]
pub struct Flood {
    seconds: u32,
    moves: usize,
    /// Different grooves that were heard meanwhile, at least.
    grooves: usize,
    /// Different grooves that were heard after the last move: its own answer, and at most the one
    /// that was in the making.
    grooves_afterwards: usize,
    /// Whether the last groove that is heard is the one that the last move asked for.
    is_answered: bool,
    /// From the last move to its answer.
    answer_ms: f64,
    /// Growth of the process' memory from when everything was warm to the end.
    growth_kilobytes: i64,
    /// What the blocks cost meanwhile, at their real pace.
    cost: Shares,
}

/// Moves the morph for so many seconds.
pub fn measure(host: &mut ClapHost, probe: &Probe, seconds: u32) -> Result<Flood, HostError> {
    perform(host, |stage| {
        let blocks = (f64::from(seconds) / block().as_secs_f64()) as usize;
        let afterwards = (AFTERWARDS.as_secs_f64() / block().as_secs_f64()) as usize;
        let blocks_per_move = 1.0 / RATE / block().as_secs_f64();
        let mut pace = Pace::real();
        let mut heard = [Sound::new(), Sound::new()];
        let mut taken = Vec::with_capacity(blocks + afterwards);
        let (mut moves, mut grooves, mut grooves_afterwards) = (0, 0, 0);
        let (mut last_move, mut answer) = (Instant::now(), Duration::ZERO);
        let mut warm = None;
        for number in 0..blocks + afterwards {
            pace.next();
            let is_over = number >= blocks;
            let is_due = !is_over && number as f64 >= moves as f64 * blocks_per_move;
            let moved = is_due.then(|| place(moves));
            if is_due {
                moves += 1;
                last_move = Instant::now();
            }
            if number == (blocks as f64 * WARM) as usize {
                warm = memory_kilobytes();
            }
            let began = Instant::now();
            let sound = probe.play(stage, number, moved)?;
            taken.push(began.elapsed());
            if heard[number % 2] != sound {
                // Each groove is heard at both lines.
                let is_first = usize::from(number % 2 == 0);
                grooves += is_first;
                grooves_afterwards += usize::from(is_over) * is_first;
                answer = last_move.elapsed();
                heard[number % 2] = sound;
            }
        }
        let end = place(moves.saturating_sub(1)) as usize;
        let growth = memory_kilobytes().zip(warm).map(|(now, then)| now - then);
        Ok(Flood {
            seconds,
            moves,
            grooves,
            grooves_afterwards,
            is_answered: (0..2).all(|line| heard[line] == *probe.expected(line, end)),
            answer_ms: answer.as_secs_f64() * 1e3,
            growth_kilobytes: growth.unwrap_or(0),
            cost: Shares::of(taken),
        })
    })
}

/// Where a move goes: up and down between the ends. They are reached, so that wherever the last
/// move goes, its groove is known.
fn place(number: usize) -> f64 {
    (number % 2) as f64
}

/// What of the process lies in memory, where the system tells.
fn memory_kilobytes() -> Option<i64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
