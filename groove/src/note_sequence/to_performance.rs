//! From any message to a performance: nothing in it is believed before it is looked at.

mod players;
mod time;

use super::{Key, KeySignature, Mode, NoteSequence, NoteSequenceError, Tempo, TimeSignature};
use crate::{
    performance::{
        ControlChange, Event, Fault, KeyChange, Meter, MeterChange, Performance, PitchBend,
        Seconds, Stroke, TempoChange,
    },
    rules::Rules,
    units::{self, MidiKey, MidiVelocity},
};

use players::{Player, Players};
use time::Times;

/// What there is of a kind of event, and what was wrong with it.
struct Looked<T> {
    kept: Vec<T>,
    left_out: usize,
    /// Kept, but not as they were.
    brought_in: usize,
}

/// Looks at each event: `Some` is kept, with whether it is as it was. What is left out must not
/// name its player, so the part is asked for last.
fn look<M, T>(events: &[M], mut see: impl FnMut(&M, &mut bool) -> Option<T>) -> Looked<T> {
    let mut looked = Looked {
        kept: Vec::with_capacity(events.len()),
        left_out: 0,
        brought_in: 0,
    };
    for event in events {
        let mut sound = true;
        match see(event, &mut sound) {
            Some(kept) => {
                looked.kept.push(kept);
                looked.brought_in += usize::from(!sound);
            }
            None => looked.left_out += 1,
        }
    }
    looked
}

/// Brings a number into a range and says so.
fn bring_in(value: i32, low: i32, high: i32, sound: &mut bool) -> i32 {
    *sound &= (low..=high).contains(&value);
    value.clamp(low, high)
}

/// See [`NoteSequence::performance`].
pub(super) fn performance(
    message: &NoteSequence,
    rules: Rules,
) -> Result<Performance, NoteSequenceError> {
    let mut players = Players::default();
    let times = Times::of(message, rules);
    let softest = match rules {
        Rules::Quatrain => 1,
        // The reference counts a silent stroke, too.
        Rules::Reference => 0,
    };
    let strokes = look(&message.notes, |note, sound| {
        let start = times.at(note.start_time, note.quantized_start_step)?;
        let end = times.at(note.end_time, note.quantized_end_step);
        let end = end.filter(|end| *end >= start);
        *sound &= end.is_some();
        Some(Stroke {
            key: MidiKey::new(u8::try_from(note.pitch).ok()?)?,
            velocity: MidiVelocity::new(bring_in(note.velocity, softest, 127, sound) as u8),
            start,
            end: end.unwrap_or(start),
            part: players.part(Player::from(note), sound),
        })
    });
    let tempos = look(&message.tempos, tempo);
    let meters = look(&message.time_signatures, |change, sound| {
        meter(change, rules, sound)
    });
    let keys = look(&message.key_signatures, key);
    let controls = look(&message.control_changes, |change, sound| {
        Some(ControlChange {
            at: times.at(change.time, change.quantized_step)?,
            controller: u8::try_from(change.control_number)
                .ok()
                .filter(|number| *number < 128)?,
            value: bring_in(change.control_value, 0, 127, sound) as u8,
            part: players.part(Player::from(change), sound),
        })
    });
    let bends = look(&message.pitch_bends, |bend, sound| {
        Some(PitchBend {
            // A bend has no step.
            at: Times::Seconds.at(bend.time, 0)?,
            bend: bring_in(bend.bend, -0x2000, 0x1FFF, sound) as i16,
            part: players.part(Player::from(bend), sound),
        })
    });

    let mut faults = Faults::default();
    let mut performance = Performance {
        strokes: faults.count(Event::Note, strokes),
        tempos: faults.count(Event::Tempo, tempos),
        meters: faults.count(Event::Meter, meters),
        ..Performance::default()
    };
    if rules == Rules::Reference
        && let Some(fault) = faults.first_left_out()
    {
        return Err(NoteSequenceError::Refused { fault });
    }
    performance.keys = faults.count(Event::Key, keys);
    performance.controls = faults.count(Event::Control, controls);
    performance.bends = faults.count(Event::Bend, bends);
    performance.ticks_per_beat = u16::try_from(message.ticks_per_quarter)
        .ok()
        .filter(|ticks| *ticks > 0);
    performance.faults = faults.0;
    players.settle(message, &mut performance);
    sort(&mut performance);
    Ok(performance)
}

/// Puts changes in the order of time, the first tempo at 0.
fn sort(performance: &mut Performance) {
    let by_time = |a: Seconds, b: Seconds| a.0.total_cmp(&b.0);
    performance.tempos.sort_by(|a, b| by_time(a.at, b.at));
    performance.meters.sort_by(|a, b| by_time(a.at, b.at));
    performance.keys.sort_by(|a, b| by_time(a.at, b.at));
    let start = Seconds(0.0);
    if performance
        .tempos
        .first()
        .is_some_and(|first| first.at > start)
    {
        let tempo = units::Tempo::DEFAULT;
        performance
            .tempos
            .insert(0, TempoChange { at: start, tempo });
    }
}

/// The time of a change: what is before the start holds from the start.
fn from(time: f64, sound: &mut bool) -> Option<Seconds> {
    *sound &= time >= 0.0;
    time.is_finite()
        .then_some(Seconds(if time > 0.0 { time } else { 0.0 }))
}

fn tempo(change: &Tempo, sound: &mut bool) -> Option<TempoChange> {
    Some(TempoChange {
        at: from(change.time, sound)?,
        tempo: units::Tempo::new(change.qpm)?,
    })
}

fn meter(change: &TimeSignature, rules: Rules, sound: &mut bool) -> Option<MeterChange> {
    let numerator = u8::try_from(change.numerator).ok().filter(|n| *n > 0)?;
    let denominator = u32::try_from(change.denominator).ok()?;
    // As in MIDI files: nobody writes notes shorter than 128ths.
    let shortest = match rules {
        Rules::Quatrain => 128,
        Rules::Reference => u32::MAX,
    };
    if !denominator.is_power_of_two() || denominator > shortest {
        return None;
    }
    Some(MeterChange {
        at: from(change.time, sound)?,
        meter: Meter {
            numerator,
            denominator,
        },
    })
}

/// Of the modes, the ones with a minor third become minor, the others major.
fn key(change: &KeySignature, sound: &mut bool) -> Option<KeyChange> {
    let mode = Mode::try_from(change.mode);
    *sound &= matches!(mode, Ok(Mode::Major | Mode::Minor | Mode::NotSpecified));
    Some(KeyChange {
        at: from(change.time, sound)?,
        tonic: Key::try_from(change.key).ok()? as u8,
        minor: matches!(
            mode,
            Ok(Mode::Minor | Mode::Dorian | Mode::Phrygian | Mode::Locrian)
        ),
    })
}

/// What was wrong.
#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn count<T>(&mut self, event: Event, looked: Looked<T>) -> Vec<T> {
        for (count, fault) in [
            (
                looked.left_out,
                Fault::Senseless {
                    event,
                    count: looked.left_out,
                },
            ),
            (
                looked.brought_in,
                Fault::OutOfRange {
                    event,
                    count: looked.brought_in,
                },
            ),
        ] {
            if count > 0 {
                self.0.push(fault);
            }
        }
        looked.kept
    }

    fn first_left_out(&self) -> Option<Fault> {
        let mut faults = self.0.iter();
        faults
            .find(|fault| matches!(fault, Fault::Senseless { .. }))
            .cloned()
    }
}
