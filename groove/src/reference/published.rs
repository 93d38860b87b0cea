//! The clips of the published data set: what the TensorFlow data sets `groove/4bar-midionly` and
//! `groove/2bar-midionly` make of a file of the Groove MIDI Dataset, number by number
//! (`spec.md` 4). With these clips a model trains on the very windows that GrooVAE was trained on.
//!
//! Their builder cuts a file at the bars of its *nominal* tempo, one clip a bar, each written as a
//! MIDI file of its own and read again. So a clip loses the strokes that come before its first
//! bar line or end after its last, and times are rounded to ticks once more, at a tempo that is
//! rounded too. We do it without the bytes: what would be read again is computed.
//!
//! It is for comparison. To cut clips for a model of your own, take
//! [`Sequence::windows`](crate::Sequence::windows), which loses none of this.

mod clip;
mod player;
mod ticks;

use thiserror::Error;

use self::{
    clip::{Clip, Window},
    player::Player,
    ticks::Ticks,
};
#[cfg(feature = "corpus")]
use crate::corpus::About;
use crate::performance::{KeyChange, Meter, MeterChange, PartIndex, Performance, Seconds};

/// Ticks a beat of what the reference writes, where the source has none.
const TICKS_PER_BEAT: u16 = 220;

/// No drumming lasts longer; a file that claims more is damaged.
const MOST_BARS: f64 = 10_000.0;

/// Tempo and meter as the list of the data set gives them (`info.csv`), in whole numbers; the
/// file's own may differ a little.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NominalMeter {
    beats_per_minute: u32,
    beats_per_bar: u32,
}

/// Why a performance can't be cut.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum CutError {
    /// Bars without length, or endless ones.
    #[error(
        "{beats_per_minute} beats a minute and {beats_per_bar} beats a bar make no bars; \
         both must be above 0"
    )]
    NoBars {
        /// As given.
        beats_per_minute: u32,
        /// As given.
        beats_per_bar: u32,
    },
    /// Too long to be drumming: a torn file, or a wrong tempo.
    #[error(
        "lasts {bars:.0} bars, which no performance does; the file or its listed tempo is damaged"
    )]
    Endless {
        /// How many bars it claims.
        bars: f64,
    },
}

impl NominalMeter {
    /// A tempo in beats a minute, and the beats of a bar: the upper number of the time signature,
    /// whatever the lower one, as the reference reads it (a bar of 6/8 so lasts two).
    ///
    /// # Errors
    /// If one of them is zero.
    pub const fn new(beats_per_minute: u32, beats_per_bar: u32) -> Result<Self, CutError> {
        if beats_per_minute == 0 || beats_per_bar == 0 {
            return Err(CutError::NoBars {
                beats_per_minute,
                beats_per_bar,
            });
        }
        Ok(Self {
            beats_per_minute,
            beats_per_bar,
        })
    }

    /// As the data set lists a piece; `None` where it gives no tempo or no meter.
    #[cfg(feature = "corpus")]
    #[must_use]
    pub fn listed(about: &About) -> Option<Result<Self, CutError>> {
        let (tempo, meter) = about.bpm.zip(about.meter)?;
        Some(Self::new(tempo.get() as u32, u32::from(meter.numerator)))
    }

    fn bar_seconds(self) -> f64 {
        60.0 / f64::from(self.beats_per_minute) * f64::from(self.beats_per_bar)
    }
}

/// The clips of `bars` bars of a performance, one from each bar on, in order; number n is the
/// published example `ID:00n`. The performance must be read by the reference's rules.
///
/// # Errors
/// If the performance has more bars than any drumming.
pub fn clips(
    performance: &Performance,
    nominal: NominalMeter,
    bars: usize,
) -> Result<impl Iterator<Item = Performance> + '_, CutError> {
    let bar = nominal.bar_seconds();
    let all = (last_event(performance) / bar).round_ties_even();
    if all > MOST_BARS {
        return Err(CutError::Endless { bars: all });
    }
    let count = if bars == 0 {
        0
    } else {
        (all as usize + 1).saturating_sub(bars)
    };
    let file = File::new(performance);
    Ok((0..count).map(move |first| {
        file.clip(Window {
            start: first as f64 * bar,
            end: (first + bars) as f64 * bar,
            length: bars as f64 * bar,
        })
    }))
}

/// When the last event of any kind happens, in seconds. Pedals and bends count, and often run on
/// after the last stroke.
fn last_event(performance: &Performance) -> f64 {
    let Performance {
        strokes,
        tempos,
        meters,
        keys,
        controls,
        bends,
        ..
    } = performance;
    let times = strokes.iter().map(|stroke| stroke.end);
    times
        .chain(tempos.iter().map(|change| change.at))
        .chain(meters.iter().map(|change| change.at))
        .chain(keys.iter().map(|change| change.at))
        .chain(controls.iter().map(|change| change.at))
        .chain(bends.iter().map(|bend| bend.at))
        .fold(0.0, |last, time| time.0.max(last))
}

/// A performance, ready to be cut.
struct File<'p> {
    performance: &'p Performance,
    ticks_per_beat: u16,
    ticks: Ticks,
    players: Vec<Player>,
}

impl<'p> File<'p> {
    fn new(performance: &'p Performance) -> Self {
        let ticks_per_beat = performance.ticks_per_beat.unwrap_or(TICKS_PER_BEAT).max(1);
        Self {
            performance,
            ticks_per_beat,
            ticks: Ticks::of_file(&performance.tempos, f64::from(ticks_per_beat)),
            players: Player::all(performance),
        }
    }

    fn clip(&self, window: Window) -> Performance {
        let clip = Clip::new(window, &self.ticks, &self.performance.tempos);
        let mut performance = Performance {
            tempos: clip.tempos(),
            meters: self.meters(&clip),
            keys: self.keys(&clip),
            ticks_per_beat: Some(self.ticks_per_beat),
            ..Performance::default()
        };
        for player in &self.players {
            let part = PartIndex(performance.parts.len() as u32);
            let strokes = player.strokes(&clip, part);
            // A track without notes is not read as a part, and its controllers are lost.
            if strokes.is_empty() {
                continue;
            }
            performance.strokes.extend(strokes);
            performance.controls.extend(player.controls(&clip, part));
            performance.bends.extend(player.bends(&clip, part));
            performance.parts.push(player.part.clone());
        }
        performance
    }

    /// The meters keep the times of the file: the reference does not cut them. Where none stands
    /// at the start, it writes 4/4 there.
    fn meters(&self, clip: &Clip) -> Vec<MeterChange> {
        let meters = &self.performance.meters;
        let at_start = meters.iter().any(|change| change.at.0 <= 0.0);
        let common = MeterChange {
            at: Seconds(0.0),
            meter: Meter::COMMON,
        };
        let kept = meters.iter().map(|change| MeterChange {
            at: clip.seconds(clip.tick(change.at.0)),
            ..*change
        });
        (!at_start)
            .then_some(common)
            .into_iter()
            .chain(kept)
            .collect()
    }

    fn keys(&self, clip: &Clip) -> Vec<KeyChange> {
        clip.keep(&self.performance.keys, |change| change.at)
            .map(|(tick, change)| KeyChange {
                at: clip.seconds(tick),
                ..*change
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
