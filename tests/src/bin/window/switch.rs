//! Another model is chosen in the window while the transport rolls.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use whole_system::{
    frame::Frame,
    host::{play, settled_groove},
    places::{MODEL, SECOND_MODEL},
    script::{FOUR_BARS, Script},
    windowed::{self, Windowed},
};

use super::{
    facts::{dropped, memory},
    measure::{Error, ROOM, open},
};

/// How long something may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a panel takes to come up.
const OPENING: Duration = Duration::from_secs(1);

/// The notes that begin in four bars from the song's start.
fn heard(host: &mut dyn Windowed) -> Result<usize, Error> {
    let script: Script = FOUR_BARS.parse()?;
    let heard = play(&mut *host, &script)?;
    Ok(heard.beginnings().count())
}

/// Chooses the second model of the panel; tells which model made what is heard before and after,
/// the fewest notes in any four bars until then, and whether the slots hold what they held.
///
/// # Errors
/// If the window does not open, or the other model never comes.
pub fn run(plugin: &Path) -> Result<Value, Error> {
    let mut host = windowed::open(plugin)?;
    settled_groove(&mut *host, PATIENCE)?;
    let frame = Frame::open(ROOM)?;
    open(&mut *host, &frame)?;
    // Else no slot would have anything to keep.
    let dropped = dropped(&mut *host, &frame)?;
    let before = memory(&mut *host)?;
    frame.click(MODEL)?;
    thread::sleep(OPENING);
    frame.click(SECOND_MODEL)?;
    let began = Instant::now();
    let (mut after, mut fewest) = (before.clone(), usize::MAX);
    while after["heard"]["model"] == before["heard"]["model"] {
        if began.elapsed() > PATIENCE {
            return Err("the other model does not come".into());
        }
        fewest = fewest.min(heard(&mut *host)?);
        host.tend()?;
        after = memory(&mut *host)?;
    }
    fewest = fewest.min(heard(&mut *host)?);
    host.close_window()?;
    Ok(json!({
        "before": before["heard"]["model"]["name"],
        "after": after["heard"]["model"]["name"],
        "chosen": after["model"]["name"],
        "fewest_notes": fewest,
        "dropped": dropped,
        "slots_stay": before["slots"] == after["slots"],
    }))
}
