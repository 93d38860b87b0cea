//! What the events of a track mean: notes, tempos, meters, keys and movements.

use super::{
    Broken,
    chunks::Chunk,
    clock::Clock,
    events::{Event, Events},
    name,
    notes::{Open, OpenNotes},
    parts::Parts,
};
use crate::{
    performance::{Fault, KeyChange, Meter, MeterChange, PartIndex, Performance, Seconds, Stroke},
    rules::Rules,
    units::{MidiKey, MidiVelocity},
};

/// Reads one track after the other.
#[derive(Debug)]
pub(super) struct Reader {
    rules: Rules,
    clock: Clock,
    notes: OpenNotes,
    parts: Parts,
    performance: Performance,
    /// Tracks read.
    tracks: usize,
    /// Strokes of the earlier tracks.
    first_stroke: usize,
    lengthless: usize,
    unended: usize,
}

/// When an event happens.
#[derive(Debug, Clone, Copy)]
struct Now {
    tick: u64,
    at: Seconds,
    /// Where it stands in the file.
    byte: usize,
}

impl Reader {
    pub fn new(resolution: u16, rules: Rules) -> Self {
        Self {
            rules,
            clock: Clock::new(resolution),
            notes: OpenNotes::new(),
            parts: Parts::new(rules),
            performance: Performance {
                ticks_per_beat: Some(resolution),
                ..Performance::default()
            },
            tracks: 0,
            first_stroke: 0,
            lengthless: 0,
            unended: 0,
        }
    }

    /// Notes what was wrong.
    pub fn fault(&mut self, fault: Fault) {
        self.performance.faults.push(fault);
    }

    /// Reads the track in a chunk, as far as it can be read.
    pub fn track(&mut self, chunk: &Chunk) -> Result<(), Broken> {
        self.clock.rewind();
        self.parts.begin(self.performance.parts.len());
        self.first_stroke = self.performance.strokes.len();
        let mut events = Events::new(chunk.body, self.rules);
        let read = self.events(&mut events, chunk.body_start());
        let ended = self.end(events.tick()).map_err(|reason| Broken {
            byte: chunk.end(),
            reason,
        });
        self.tracks += 1;
        read.and(ended)
    }

    fn events(&mut self, events: &mut Events, start: usize) -> Result<(), Broken> {
        let broken = |byte, reason| Broken {
            byte: start + byte,
            reason,
        };
        loop {
            let byte = events.at();
            let event = match events.next() {
                Ok(Some(event)) => event,
                Ok(None) => return Ok(()),
                Err(reason) => return Err(broken(byte, reason)),
            };
            let now = Now {
                tick: events.tick(),
                at: self.clock.seconds(events.tick()),
                byte: start + byte,
            };
            let read = match event {
                Event::Channel { status, data } => {
                    self.message(now, status >> 4, status & 15, data)
                }
                Event::Meta { kind: 0x03, data } => {
                    self.parts.set_name(name::decode(data, self.rules));
                    Ok(())
                }
                Event::Meta { kind, data } if self.tracks == 0 => self.meta(now, kind, data),
                Event::Meta { .. } | Event::System => Ok(()),
            };
            read.map_err(|reason| broken(byte, reason))?;
        }
    }

    fn message(
        &mut self,
        now: Now,
        kind: u8,
        channel: u8,
        data: [u8; 2],
    ) -> Result<(), &'static str> {
        match (kind, data) {
            (0x9, [key, velocity]) if velocity > 0 => {
                let note = Open {
                    tick: now.tick,
                    start: now.at,
                    velocity,
                };
                self.notes.begin(channel, key, note);
            }
            (0x8 | 0x9, [key, _]) => return self.note_end(now, channel, key),
            (0xB, _) => self.parts.control(channel, now.at, data),
            (0xC, [program, _]) => self.parts.set_program(channel, program),
            (0xE, _) => self.parts.bend(channel, now.at, data),
            _ => {}
        }
        Ok(())
    }

    fn note_end(&mut self, now: Now, channel: u8, key: u8) -> Result<(), &'static str> {
        let Some(midi_key) = MidiKey::new(key) else {
            return Ok(());
        };
        let strokes = &mut self.performance.strokes;
        let before = strokes.len();
        let lengthless = &mut self.lengthless;
        self.notes.end(channel, key, now.tick, self.rules, |note| {
            *lengthless += usize::from(note.tick == now.tick);
            strokes.push(stroke(midi_key, note, now.at));
        });
        if strokes.len() > before {
            let part = self.parts.player(channel, &mut self.performance.parts)?;
            for stroke in &mut strokes[before..] {
                stroke.part = part;
            }
        }
        Ok(())
    }

    /// A meta event of the first track; in the others, they don't count.
    fn meta(&mut self, now: Now, kind: u8, data: &[u8]) -> Result<(), &'static str> {
        match (kind, data) {
            (0x51, &[high, middle, low, ..]) => {
                let microseconds = u32::from_be_bytes([0, high, middle, low]);
                if microseconds > 0 {
                    self.clock.change(now.tick, microseconds);
                    return Ok(());
                }
                self.leave_out(Fault::ZeroTempo { tick: now.tick })
            }
            (0x58, &[numerator, power, _, _, ..]) => {
                if numerator > 0 && power <= most_power(self.rules) {
                    let meter = Meter {
                        numerator,
                        denominator: 1 << power,
                    };
                    self.performance
                        .meters
                        .push(MeterChange { at: now.at, meter });
                    return Ok(());
                }
                self.leave_out(Fault::NoMeter { numerator, power })
            }
            (0x59, &[sharps, mode @ 0..=1, ..]) if (-7..=7).contains(&sharps.cast_signed()) => {
                let minor = mode == 1;
                // Each sharp is a fifth up; a minor key's tonic is three semitones below.
                let fifths = i16::from(sharps.cast_signed()) * 7;
                let tonic = (fifths - if minor { 3 } else { 0 }).rem_euclid(12);
                self.performance.keys.push(KeyChange {
                    at: now.at,
                    tonic: tonic as u8,
                    minor,
                });
                Ok(())
            }
            (0x51 | 0x58 | 0x59, _) => self.leave_out(Fault::Meaningless {
                kind,
                byte: now.byte,
            }),
            _ => Ok(()),
        }
    }

    /// Leaves an event out, which the reference takes as a reason to give up.
    fn leave_out(&mut self, fault: Fault) -> Result<(), &'static str> {
        self.fault(fault);
        match self.rules {
            Rules::Quatrain => Ok(()),
            Rules::Reference => Err("a tempo, meter or key without meaning"),
        }
    }

    fn end(&mut self, tick: u64) -> Result<(), &'static str> {
        let held = self.notes.held();
        if self.rules == Rules::Quatrain {
            self.unended += held.len();
            let end = self.clock.seconds(tick);
            for held in held {
                let Some(key) = MidiKey::new(held.key) else {
                    continue;
                };
                let part = self
                    .parts
                    .player(held.channel, &mut self.performance.parts)?;
                let stroke = stroke(key, held.note, end);
                self.performance.strokes.push(Stroke { part, ..stroke });
            }
        }
        if let Some(strokes) = self.performance.strokes.get_mut(self.first_stroke..)
            && !strokes.is_sorted_by_key(|stroke| stroke.part)
        {
            strokes.sort_by_key(|stroke| stroke.part);
        }
        self.parts.end(&mut self.performance)
    }

    /// All that was read.
    pub fn performance(mut self) -> Performance {
        self.performance.tempos = self.clock.tempos();
        if self.unended > 0 {
            let count = self.unended;
            self.fault(Fault::Unended { count });
        }
        if self.lengthless > 0 {
            let count = self.lengthless;
            self.fault(Fault::Lengthless { count });
        }
        self.performance
    }
}

fn stroke(key: MidiKey, note: Open, end: Seconds) -> Stroke {
    Stroke {
        key,
        velocity: MidiVelocity::new(note.velocity),
        start: note.start,
        end,
        part: PartIndex::default(),
    }
}

/// The highest power of two below a meter: nobody writes notes shorter than 128ths. The
/// reference stops where its 32-bit numbers do.
fn most_power(rules: Rules) -> u8 {
    match rules {
        Rules::Quatrain => 7,
        Rules::Reference => 30,
    }
}
