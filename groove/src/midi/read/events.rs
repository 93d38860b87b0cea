//! The bytes of a track as events. What an event means is not known here.

use super::refused;
use crate::rules::Rules;

/// What happens in a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event<'b> {
    /// A message to a channel; of those with one data byte, the second is 0.
    Channel { status: u8, data: [u8; 2] },
    /// Something about the file rather than its sound.
    Meta { kind: u8, data: &'b [u8] },
    /// System messages, which no performance keeps.
    System,
}

/// A file that runs longer is damaged; the reference has the same bound.
const MOST_TICKS: u64 = 10_000_000_000;

/// Walks from event to event.
#[derive(Debug)]
pub(super) struct Events<'b> {
    body: &'b [u8],
    at: usize,
    tick: u64,
    running: Option<u8>,
    rules: Rules,
}

impl<'b> Events<'b> {
    pub fn new(body: &'b [u8], rules: Rules) -> Self {
        Self {
            body,
            at: 0,
            tick: 0,
            running: None,
            rules,
        }
    }

    /// Where the next event starts in the body.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The tick of the last event.
    pub fn tick(&self) -> u64 {
        self.tick
    }

    /// The next event, which happens at [`Events::tick`]. After an error there is nothing more
    /// to ask for.
    pub fn next(&mut self) -> Result<Option<Event<'b>>, &'static str> {
        if self.at >= self.body.len() {
            return Ok(None);
        }
        self.event().map(Some)
    }

    fn event(&mut self) -> Result<Event<'b>, &'static str> {
        let delta = self.number()?;
        let next = self.byte()?;
        let status = if next < 0x80 {
            self.at -= 1;
            self.running.ok_or("data without a status")?
        } else {
            next
        };
        let running = next < 0x80;
        // By the standard only channel messages run on. Many files go on after a meta event; the
        // reference allows that, and runs even a system message on.
        if status < 0xF0 || self.rules == Rules::Reference && status != 0xFF {
            self.running = Some(status);
        }
        let event = match status {
            0xC0..=0xDF => Event::Channel {
                status,
                data: [self.data()?, 0],
            },
            0x80..=0xEF => Event::Channel {
                status,
                data: [self.data()?, self.data()?],
            },
            0xFF => self.meta()?,
            0xF0 | 0xF7 => self.exclusive(running)?,
            _ => self.system(status, running)?,
        };
        let lost = self.rules == Rules::Reference && refused::loses_its_time(event);
        let delta = if lost { 0 } else { delta };
        let tick = self.tick.saturating_add(delta);
        if tick >= MOST_TICKS {
            return Err("it lasts too long");
        }
        self.tick = tick;
        Ok(event)
    }

    fn meta(&mut self) -> Result<Event<'b>, &'static str> {
        let kind = self.byte()?;
        let data = self.block()?;
        if self.rules == Rules::Reference {
            refused::meta(kind, data)?;
        }
        Ok(Event::Meta { kind, data })
    }

    fn exclusive(&mut self, running: bool) -> Result<Event<'b>, &'static str> {
        // What the reference makes of data after an exclusive message: one byte is lost, then a
        // length is taken to follow.
        if running {
            self.byte()?;
        }
        let data = self.block()?;
        if self.rules == Rules::Reference {
            refused::exclusive(data)?;
        }
        Ok(Event::System)
    }

    fn system(&mut self, status: u8, running: bool) -> Result<Event<'b>, &'static str> {
        match status {
            0xF1 | 0xF3 => {
                self.data()?;
            }
            0xF2 => {
                self.data()?;
                self.data()?;
            }
            0xF6 | 0xF8 | 0xFA..=0xFC | 0xFE if !running => {}
            _ => return Err("a status that does not exist"),
        }
        Ok(Event::System)
    }

    fn byte(&mut self) -> Result<u8, &'static str> {
        let byte = *self.body.get(self.at).ok_or("an event is cut off")?;
        self.at += 1;
        Ok(byte)
    }

    /// A byte of 7 bits.
    fn data(&mut self) -> Result<u8, &'static str> {
        let byte = self.byte()?;
        if byte < 0x80 {
            Ok(byte)
        } else {
            Err("a status where data belongs")
        }
    }

    /// A number of variable length. The standard ends it at four bytes, the reference nowhere;
    /// what no computer could count to is as much as it can.
    fn number(&mut self) -> Result<u64, &'static str> {
        let mut number = 0u64;
        loop {
            let byte = self.byte()?;
            number = number.saturating_mul(0x80) | u64::from(byte & 0x7F);
            if byte < 0x80 {
                return Ok(number);
            }
        }
    }

    /// A length, and so many bytes.
    fn block(&mut self) -> Result<&'b [u8], &'static str> {
        let length = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        let rest = self.body.get(self.at..).unwrap_or_default();
        let block = rest.get(..length).ok_or("an event is cut off")?;
        self.at += length;
        Ok(block)
    }
}
