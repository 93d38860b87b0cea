//! From the bytes of a MIDI file to a performance, as the reference reads them
//! (`spec.md` 1: pretty_midi's rules, then NoteSequence's order).

use std::{collections::HashMap, fs, path::Path};

use midly::{MetaMessage, MidiMessage, Smf, Timing, Track, TrackEventKind};

use super::MidiError;
use crate::{
    performance::{Meter, MeterChange, PartIndex, Performance, Seconds, Stroke, TempoChange},
    units::{MidiKey, MidiVelocity, Tempo},
};

/// Reads a MIDI file.
///
/// # Errors
/// If the file can't be opened, is torn or no MIDI file, or counts time in frames.
pub fn read(file: &Path) -> Result<Performance, MidiError> {
    let bytes = fs::read(file).map_err(|source| MidiError::file(file, source))?;
    parse(&bytes, file)
}

/// placeholder until the new reader lands
pub fn read_by(file: &Path, _rules: crate::Rules) -> Result<Performance, MidiError> {
    read(file)
}

/// Reads the bytes of a MIDI file; `file` is only named in errors.
///
/// # Errors
/// As [`read`], the file system's excepted.
pub fn parse(bytes: &[u8], file: &Path) -> Result<Performance, MidiError> {
    let smf = Smf::parse(bytes).map_err(|error| MidiError::Torn {
        file: file.to_owned(),
        reason: error.to_string(),
    })?;
    let Timing::Metrical(resolution) = smf.header.timing else {
        return Err(MidiError::Timecode {
            file: file.to_owned(),
        });
    };
    let clock = Clock::new(smf.tracks.first(), f64::from(resolution.as_int()).max(1.0));
    let strokes = smf
        .tracks
        .iter()
        .flat_map(|track| track_strokes(track, &clock))
        .collect();
    let tempos = clock.tempos();
    let meters = smf
        .tracks
        .first()
        .map_or_else(Vec::new, |track| meter_changes(track, &clock));
    Ok(Performance {
        strokes,
        tempos,
        meters,
        ..Performance::default()
    })
}

/// Each event of a track with its absolute tick.
fn ticked<'t, 'm>(track: &'t Track<'m>) -> impl Iterator<Item = (u64, &'t TrackEventKind<'m>)> {
    track.iter().scan(0u64, |tick, event| {
        *tick += u64::from(event.delta.as_int());
        Some((*tick, &event.kind))
    })
}

/// A stretch of constant tempo.
struct Stretch {
    tick: u64,
    seconds: f64,
    seconds_per_tick: f64,
}

/// Turns ticks into seconds through the tempo events of the first track, the only ones that
/// count.
struct Clock {
    resolution: f64,
    stretches: Vec<Stretch>,
}

impl Clock {
    fn new(first_track: Option<&Track>, resolution: f64) -> Self {
        let scale = |quarters_per_minute: f64| 60.0 / (quarters_per_minute * resolution);
        let start = Stretch {
            tick: 0,
            seconds: 0.0,
            seconds_per_tick: scale(Tempo::DEFAULT.get()),
        };
        let mut clock = Self {
            resolution,
            stretches: vec![start],
        };
        for (tick, kind) in first_track.into_iter().flat_map(ticked) {
            let TrackEventKind::Meta(MetaMessage::Tempo(microseconds)) = kind else {
                continue;
            };
            // A tempo of zero microseconds has no meaning; the one before goes on.
            if microseconds.as_int() == 0 {
                continue;
            }
            let seconds_per_tick = scale(6e7 / f64::from(microseconds.as_int()));
            if tick == 0 {
                clock.stretches[0].seconds_per_tick = seconds_per_tick;
            } else if clock.last().seconds_per_tick != seconds_per_tick {
                let seconds = clock.seconds(tick).0;
                clock.stretches.push(Stretch {
                    tick,
                    seconds,
                    seconds_per_tick,
                });
            }
        }
        clock
    }

    fn last(&self) -> &Stretch {
        // The first stretch is there from the start.
        &self.stretches[self.stretches.len() - 1]
    }

    fn seconds(&self, tick: u64) -> Seconds {
        let after = self
            .stretches
            .partition_point(|stretch| stretch.tick <= tick);
        let stretch = &self.stretches[after.saturating_sub(1)];
        Seconds(stretch.seconds + (tick - stretch.tick) as f64 * stretch.seconds_per_tick)
    }

    fn tempos(&self) -> Vec<TempoChange> {
        self.stretches
            .iter()
            .filter_map(|stretch| {
                let tempo = Tempo::new(60.0 / (stretch.seconds_per_tick * self.resolution))?;
                Some(TempoChange {
                    at: Seconds(stretch.seconds),
                    tempo,
                })
            })
            .collect()
    }
}

fn meter_changes(track: &Track, clock: &Clock) -> Vec<MeterChange> {
    ticked(track)
        .filter_map(|(tick, kind)| match *kind {
            TrackEventKind::Meta(MetaMessage::TimeSignature(numerator, power, ..)) => {
                let denominator = 1u32.checked_shl(u32::from(power))?;
                let meter = Meter {
                    numerator,
                    denominator,
                };
                Some(MeterChange {
                    at: clock.seconds(tick),
                    meter,
                })
            }
            _ => None,
        })
        .collect()
}

/// A note-on that waits for its off.
struct Pending {
    tick: u64,
    velocity: u8,
}

/// The strokes of a track, instrument by instrument (channel and program), each in the order of
/// the note-offs.
fn track_strokes(track: &Track, clock: &Clock) -> Vec<Stroke> {
    let mut program = [0u8; 16];
    let mut pending: HashMap<(u8, u8), Vec<Pending>> = HashMap::new();
    let mut instruments: Vec<((u8, u8), Vec<Stroke>)> = Vec::new();
    for (tick, kind) in ticked(track) {
        let TrackEventKind::Midi { channel, message } = kind else {
            continue;
        };
        let channel = channel.as_int();
        let key = match *message {
            MidiMessage::ProgramChange { program: chosen } => {
                program[usize::from(channel)] = chosen.as_int();
                continue;
            }
            MidiMessage::NoteOn { key, vel } if vel.as_int() > 0 => {
                let open = pending.entry((channel, key.as_int())).or_default();
                open.push(Pending {
                    tick,
                    velocity: vel.as_int(),
                });
                continue;
            }
            MidiMessage::NoteOn { key, .. } | MidiMessage::NoteOff { key, .. } => key.as_int(),
            _ => continue,
        };
        let Some(open) = pending.remove(&(channel, key)) else {
            continue;
        };
        let (same_tick, earlier): (Vec<_>, Vec<_>) =
            open.into_iter().partition(|note| note.tick == tick);
        // Without an earlier note to close, the ones begun on this very tick vanish: that is
        // how the reference loses zero-length notes.
        if !earlier.is_empty() && !same_tick.is_empty() {
            pending.insert((channel, key), same_tick);
        }
        let instrument = (channel, program[usize::from(channel)]);
        let at = match instruments.iter().position(|(name, _)| *name == instrument) {
            Some(at) => at,
            None if earlier.is_empty() => continue,
            None => {
                instruments.push((instrument, Vec::new()));
                instruments.len() - 1
            }
        };
        let Some(key) = MidiKey::new(key) else {
            continue;
        };
        instruments[at]
            .1
            .extend(earlier.into_iter().map(|note| Stroke {
                key,
                velocity: MidiVelocity::new(note.velocity),
                start: clock.seconds(note.tick),
                end: clock.seconds(tick),
                part: PartIndex::default(),
            }));
    }
    instruments
        .into_iter()
        .flat_map(|(_, strokes)| strokes)
        .collect()
}
