//! Scenes for a [`Stage`](crate::clap_host::Stage): blocks in which a host does everything that
//! hosts do, drawn at random from a seed, in more of a hurry than any person's.

use groove::{Beats, MidiKey};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::{
    clap_host::{Cue, Parameter},
    transport::{Block, Cycle, Moment, SAMPLE_RATE},
};

/// The parameters that a host moves.
pub struct Controls {
    /// All of them.
    pub all: Vec<Parameter>,
    /// Those that silence everything, and so are soon moved back to their lowest value.
    pub silencing: Vec<Parameter>,
}

/// How many blocks pass before what silences is moved back.
const SILENCE: usize = 16;

/// `count` blocks of 1 to 1,024 samples: starts, stops, jumps, loops, tempo changes, moved
/// parameters, pressed and released keys.
#[must_use]
pub fn hurry(controls: &Controls, seed: u64, count: usize) -> Vec<Cue> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut moment = Moment {
        playing: true,
        ..Moment::STOPPED
    };
    let mut cues = Vec::with_capacity(count);
    for number in 0..count {
        turn(&mut moment, &mut chance);
        let frames = match chance.random_range(0..4) {
            0 => chance.random_range(1..=1_024),
            _ => 64,
        };
        let block = Block {
            moment,
            ..Block::stopped(0, frames)
        };
        let mut cue = Cue::new(&block);
        if chance.random_bool(0.25) {
            let parameter = &controls.all[chance.random_range(0..controls.all.len())];
            cue = cue.moving(parameter, chance.random());
        }
        if number % SILENCE == SILENCE - 1 {
            for parameter in &controls.silencing {
                cue = cue.moving(parameter, 0.0);
            }
        }
        // The lowest keys command grooves; others pass through.
        if chance.random_bool(0.125)
            && let Some(key) = MidiKey::new(chance.random_range(0..24))
        {
            cue = cue.with_key(chance.random_range(0..frames), key, chance.random());
        }
        cues.push(cue);
        advance(&mut moment, frames);
    }
    cues
}

/// What a host does between two blocks: mostly nothing.
fn turn(moment: &mut Moment, chance: &mut ChaCha8Rng) {
    match chance.random_range(0..256) {
        0..4 => moment.playing = !moment.playing,
        4..12 => moment.position = Some(Beats(chance.random_range(-4.0..64.0))),
        12..16 => {
            let start = moment.position.map_or(0.0, |position| position.0.floor());
            let length = chance.random_range(0.01..8.0);
            moment.cycle = Some(Cycle {
                start: Beats(start),
                end: Beats(start + length),
            });
        }
        16..20 => moment.cycle = None,
        20..40 => moment.tempo = Some(chance.random_range(30.0..999.0)),
        // Silence is dull.
        40..50 => moment.playing = true,
        _ => {}
    }
}

/// Rolls on, round the loop.
fn advance(moment: &mut Moment, frames: u32) {
    let (Some(position), Some(tempo)) = (&mut moment.position, moment.tempo) else {
        return;
    };
    if !moment.playing {
        return;
    }
    let before = position.0;
    position.0 += f64::from(frames) / SAMPLE_RATE * tempo / 60.0;
    if let Some(cycle) = moment.cycle
        && before < cycle.end.0
        && position.0 >= cycle.end.0
    {
        let length = cycle.end.0 - cycle.start.0;
        position.0 = cycle.start.0 + (position.0 - cycle.end.0) % length;
    }
    let bar_start = (position.0 / 4.0).floor() * 4.0;
    moment.bar_start = Some(Beats(bar_start));
    moment.seconds = Some(position.0 * 60.0 / tempo);
}
