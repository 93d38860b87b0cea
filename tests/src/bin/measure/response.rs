//! How long a moved control takes to be heard.

use std::time::{Duration, Instant};

use serde::Serialize;
use whole_system::{HostError, clap_host::ClapHost};

use crate::{
    pace::{Durations, Pace, block},
    perform,
    probe::Probe,
};

/// The longest that an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// From the beginning of the block with the move to the end of the one with the first changed
/// note.
#[derive(Serialize)]
pub struct Response {
    moves: usize,
    median_ms: f64,
    p99_ms: f64,
    block_ms: f64,
}

/// Moves the morph from end to end, `moves` times.
pub fn measure(host: &mut ClapHost, probe: &Probe, moves: usize) -> Result<Response, HostError> {
    let waits = perform(host, |stage| {
        let mut pace = Pace::real();
        let mut number = 0;
        let mut waits = Vec::with_capacity(moves);
        for turn in 0..moves {
            let (from, to) = ((turn + 1) % 2, turn % 2);
            // Long enough to settle, and each time longer by a little: the moves fall on all
            // moments of the generator's own rhythm.
            for _ in 0..60 + turn % 7 {
                pace.next();
                probe.play(stage, number, None)?;
                number += 1;
            }
            let mut moved = Some(to as f64);
            pace.next();
            let began = Instant::now();
            while probe.play(stage, number, moved.take())? == *probe.expected(number, from) {
                if began.elapsed() > PATIENCE {
                    return Err(HostError::TooSlow {
                        what: "a moved control changed no note",
                        waited: PATIENCE,
                    });
                }
                pace.next();
                number += 1;
            }
            waits.push(began.elapsed());
            number += 1;
        }
        Ok(waits)
    })?;
    let waits = Durations::new(waits);
    Ok(Response {
        moves,
        median_ms: waits.quantile(0.5) * 1e3,
        p99_ms: waits.quantile(0.99) * 1e3,
        block_ms: block().as_secs_f64() * 1e3,
    })
}
