//! The groove itself, written beside the notes into our own files. MIDI knows 127 velocities, and
//! of times no more than ticks; so a file that comes back as it went gives the groove to the bit,
//! with what was probable but not struck. Where somebody changed the notes, they count.

use groove::{
    DrumMap, Grid, Groove, Laid, MidiKey, Performance, Rules, Tempo,
    drum::Drum,
    midi,
    quantize::{LaidStroke, quantize},
};
use serde::{Deserialize, Serialize};

use super::export::as_made;
use crate::player::printed;

/// The version of what is written.
const VERSION: u32 = 1;
/// How far a stroke may be from where it was, in steps: hosts round.
const NEAR: f64 = 2e-3;

#[derive(Serialize, Deserialize)]
struct Remark {
    quatrain_groove: u32,
    /// The keys that it was written with.
    keys: [MidiKey; Drum::COUNT],
    groove: Box<Groove>,
}

/// The bytes for [`midi::Clip::remark`].
pub(super) fn write(groove: &Groove, keys: [MidiKey; Drum::COUNT]) -> Option<Vec<u8>> {
    let remark = Remark {
        quatrain_groove: VERSION,
        keys,
        groove: Box::new(groove.clone()),
    };
    serde_json::to_vec(&remark).ok()
}

/// The groove that is written in a file of ours, if it has this grid and the notes are still its.
pub(super) fn unchanged(
    bytes: &[u8],
    performance: &Performance,
    grid: Grid,
) -> Option<Box<Groove>> {
    let remark: Remark = serde_json::from_slice(midi::remark(bytes)?).ok()?;
    if remark.quatrain_groove != VERSION || remark.groove.grid() != grid {
        return None;
    }
    let map = map(&remark.keys)?;
    let bars = 0..=grid.bars() - 1;
    // At the file's tempo: a stroke halfway between two lines is then rounded to the same one.
    let tempo = performance.tempos.first();
    let tempo = tempo.map_or(Tempo::DEFAULT, |change| change.tempo);
    let clip = printed(&remark.groove, bars, &as_made(remark.keys), tempo);
    let expected = midi::parse(&clip.to_bytes(), "memory.mid".as_ref()).ok()?;
    let lay = |performance| quantize(performance, &map, grid, Rules::Quatrain).ok();
    is_same(&lay(&expected)?, &lay(performance)?).then_some(remark.groove)
}

fn is_same(expected: &Laid, found: &Laid) -> bool {
    let ([expected], [found]) = (&*expected.sections, &*found.sections) else {
        return false;
    };
    let near = |one: f64, other: f64| (one - other).abs() < NEAR;
    let is_stroke = |(one, other): (&LaidStroke, &LaidStroke)| {
        let seconds = match (&one.second, &other.second) {
            (None, None) => true,
            (Some(one), Some(other)) => {
                one.velocity == other.velocity && near(one.offset, other.offset)
            }
            _ => false,
        };
        (one.step, one.drum, one.velocity) == (other.step, other.drum, other.velocity)
            && near(one.offset, other.offset)
            && seconds
    };
    let (expected, found) = (expected.strokes(), found.strokes());
    expected.len() == found.len() && expected.iter().zip(found).all(is_stroke)
}

/// A map of these keys alone; `None` where two drums share one.
fn map(keys: &[MidiKey; Drum::COUNT]) -> Option<DrumMap> {
    let rows = Drum::ALL.iter().zip(keys);
    let rows = rows.map(|(drum, key)| format!("{},{}\n", key.get(), drum.name()));
    DrumMap::from_csv("of the file", &rows.collect::<String>()).ok()
}
