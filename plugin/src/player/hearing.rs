//! Which strokes are heard, and as which notes.

use groove::{Drum, MidiVelocity};

use super::{
    Shaping,
    line::{Line, Which},
    lines::Due,
    notes::Hit,
    progress::TIE,
    score::Stroke,
    timing,
    transport::Motion,
};

/// The note of a stroke; `None` if it is not to be heard.
pub(super) fn hit(shaping: &Shaping, motion: &Motion, frames: usize, due: &Due<'_>) -> Option<Hit> {
    let drum = due.stroke.drum;
    let exact = (due.time - motion.position) / motion.beats_per_sample;
    // A negative one, belated or left over from the last block, saturates to the first sample.
    let nearest = (exact + 0.5 - TIE).floor() as usize;
    is_heard(shaping, due.line, due.stroke).then(|| Hit {
        sample: nearest.min(frames - 1),
        drum,
        channel: shaping.channels[drum.index()],
        key: shaping.keys[drum.index()],
        velocity: velocity(shaping, due.stroke, due.which),
    })
}

/// Whether a cell sounds on this line.
pub(super) fn is_heard(shaping: &Shaping, line: &Line, stroke: &Stroke) -> bool {
    shaping.audible[stroke.drum.index()]
        && stroke.level <= shaping.density
        && falls(shaping, line, stroke.drum)
}

/// How hard one of a cell's strokes is.
pub(super) fn velocity(shaping: &Shaping, stroke: &Stroke, which: Which) -> MidiVelocity {
    let velocity = match (which, stroke.second) {
        (Which::Second, Some(second)) => second.velocity,
        _ => stroke.velocity,
    };
    timing::velocity(shaping, velocity)
}

/// Whether chance lets a cell sound: the same at the same place of the song, always.
fn falls(shaping: &Shaping, line: &Line, drum: Drum) -> bool {
    let chance = shaping.chance[drum.index()];
    if chance >= 1.0 {
        return true;
    }
    let place = [
        line.bar.number as u64,
        line.step as u64,
        drum.index() as u64,
    ];
    let mixed = place
        .into_iter()
        .fold(shaping.seed, |sum, number| mix(sum ^ mix(number)));
    // The 24 highest bits are a float's worth.
    ((mixed >> 40) as f32) < chance * (1 << 24) as f32
}

/// SplitMix64's step (Steele, Lea & Flood 2014): every bit of the number turns half of the result's.
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
