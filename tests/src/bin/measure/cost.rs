//! What a block costs that is as full as it gets, beside one in which nothing happens.
//!
//! All blocks are played several times, and the least of its times counts for each: what other
//! programs took of the processor is left out. [`crate::flood`] leaves it in.

use std::time::{Duration, Instant};

use groove::{Beats, MidiKey};
use serde::Serialize;
use whole_system::{
    HostError,
    clap_host::{ClapHost, Cue, Stage},
    transport::{Block, Moment, SAMPLE_RATE},
};

use crate::{
    FRAMES,
    pace::{Pace, Shares, block},
    perform,
};

/// Keys that are pressed in each full block, and released in it again.
const KEYS: u32 = 100;
/// The fastest tempo that hosts have, in quarter notes a minute.
const TEMPO: f64 = 999.0;
/// How often each block is played.
const ROUNDS: usize = 12;

/// Costs as shares of the block.
#[derive(Serialize)]
pub struct Cost {
    blocks: usize,
    /// Notes that begin or end in the fullest of the blocks, those that pass through included.
    notes: usize,
    full: Shares,
    /// With the transport stopped and nothing sent.
    idle: Shares,
}

/// Plays `blocks` blocks of each kind, four times as fast as a sound card.
pub fn measure(host: &mut ClapHost, blocks: usize) -> Result<Cost, HostError> {
    let full = full(host, blocks)?;
    let idle: Vec<Cue> = (0..blocks)
        .map(|_| Cue::new(&Block::stopped(0, FRAMES)))
        .collect();
    perform(host, |stage| {
        let (full, notes) = play(stage, &full)?;
        let (idle, _) = play(stage, &idle)?;
        Ok(Cost {
            blocks,
            notes,
            full,
            idle,
        })
    })
}

/// What the blocks cost, and the most notes in one.
fn play(stage: &mut Stage, cues: &[Cue]) -> Result<(Shares, usize), HostError> {
    let mut pace = Pace::every(block() / 4);
    let mut best = vec![Duration::MAX; cues.len()];
    let mut most = 0;
    for _ in 0..ROUNDS {
        for (cue, best) in cues.iter().zip(&mut best) {
            pace.next();
            let began = Instant::now();
            let notes = stage.play(cue)?;
            *best = began.elapsed().min(*best);
            most = most.max(notes.count());
        }
    }
    Ok((Shares::of(best), most))
}

/// Rolling at the fastest tempo, with a moved parameter and many notes that pass through.
fn full(host: &mut ClapHost, blocks: usize) -> Result<Vec<Cue>, HostError> {
    let morph = host.find("morph")?;
    let beats_per_block = f64::from(FRAMES) / SAMPLE_RATE * TEMPO / 60.0;
    let cues = (0..blocks).map(|number| {
        let moment = Moment {
            playing: true,
            position: Some(Beats(number as f64 * beats_per_block)),
            bar_start: None,
            tempo: Some(TEMPO),
            ..Moment::STOPPED
        };
        let block = Block {
            moment,
            ..Block::stopped(0, FRAMES)
        };
        let mut cue = Cue::new(&block).moving(&morph, number as f64 / blocks as f64);
        for event in 0..2 * KEYS {
            // Above those that may command grooves.
            let key = MidiKey::new((20 + event % KEYS) as u8);
            let sample = event * FRAMES / (2 * KEYS);
            if let Some(key) = key {
                cue = cue.with_key(sample, key, event < KEYS);
            }
        }
        cue
    });
    Ok(cues.collect())
}
