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
/// The longest that the last move's answer is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// For how many blocks the plugin is listened to after that.
const AFTERWARDS: usize = 200;
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
    let blocks = (f64::from(seconds) / block().as_secs_f64()) as usize;
    let blocks_per_move = 1.0 / RATE / block().as_secs_f64();
    let moves = (f64::from(seconds) * RATE) as usize;
    let is_due = |number: usize, moved: usize| number as f64 >= moved as f64 * blocks_per_move;
    perform(host, |stage| {
        let mut ear = Ear::new(probe);
        let mut pace = Pace::real();
        let mut taken = Vec::with_capacity(2 * blocks);
        let mut moved = 0;
        let mut warm = None;
        let mut last_move = Instant::now();
        let mut play = |ear: &mut Ear, to: Option<f64>| {
            pace.next();
            let began = Instant::now();
            let sound = probe.play(stage, ear.number, to)?;
            taken.push(began.elapsed());
            ear.hear(sound);
            Ok::<_, HostError>(())
        };
        while moved < moves {
            let is_due = is_due(ear.number, moved);
            let to = is_due.then(|| end(moved) as f64);
            moved += usize::from(is_due);
            // In the end that of the last one, with which the loop ends.
            last_move = Instant::now();
            if ear.number == (blocks as f64 * WARM) as usize {
                warm = memory_kilobytes();
            }
            play(&mut ear, to)?;
        }
        let before = ear.grooves;
        let last = end(moves - 1);
        while !ear.hears(last) && last_move.elapsed() < PATIENCE {
            play(&mut ear, None)?;
        }
        let answer = last_move.elapsed();
        for _ in 0..AFTERWARDS {
            play(&mut ear, None)?;
        }
        let growth = memory_kilobytes().zip(warm).map(|(now, then)| now - then);
        Ok(Flood {
            seconds,
            moves,
            grooves: ear.grooves,
            grooves_afterwards: ear.grooves - before,
            is_answered: ear.hears(last),
            answer_ms: answer.as_secs_f64() * 1e3,
            growth_kilobytes: growth.unwrap_or(0),
            cost: Shares::of(taken),
        })
    })
}

/// Remembers what is heard at both lines.
struct Ear<'a> {
    probe: &'a Probe,
    /// Blocks so far.
    number: usize,
    heard: [Sound; 2],
    /// Different grooves so far.
    grooves: usize,
}

impl<'a> Ear<'a> {
    fn new(probe: &'a Probe) -> Self {
        Self {
            probe,
            number: 0,
            heard: Default::default(),
            grooves: 0,
        }
    }

    fn hear(&mut self, sound: Sound) {
        let line = self.number % 2;
        if self.heard[line] != sound {
            // Each groove is heard at both lines.
            self.grooves += usize::from(line == 0);
            self.heard[line] = sound;
        }
        self.number += 1;
    }

    /// Whether it is the groove at this end of the morph.
    fn hears(&self, end: usize) -> bool {
        (0..2).all(|line| self.heard[line] == *self.probe.expected(line, end))
    }
}

/// The end of the morph to which a move goes: to and fro, so that each asks for another groove,
/// and the last one's is known.
fn end(number: usize) -> usize {
    number % 2
}

/// What of the process lies in memory, where the system tells.
fn memory_kilobytes() -> Option<i64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
