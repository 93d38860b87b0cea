//! Scripts of a host's transport: where the song position runs, how fast, in which loop; and the
//! blocks into which a host cuts them.

use groove::{Beats, Tempo};

/// The sample rate at which all scripts run, in hertz.
pub const SAMPLE_RATE: f64 = 48_000.0;

/// A loop of the host.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cycle {
    /// Where it begins.
    pub start: Beats,
    /// Where it wraps.
    pub end: Beats,
}

/// The song position runs from one beat to another at one tempo.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// Where it begins.
    pub from: Beats,
    /// Where it ends.
    pub to: Beats,
    /// How fast it runs.
    pub tempo: Tempo,
    /// The loop that is switched on meanwhile.
    pub cycle: Option<Cycle>,
}

impl Stretch {
    /// Samples in a quarter note.
    #[must_use]
    pub fn samples_per_beat(&self) -> f64 {
        self.tempo.beat_seconds() * SAMPLE_RATE
    }

    /// Its length in samples, not rounded.
    #[must_use]
    pub fn samples(&self) -> f64 {
        (self.to.0 - self.from.0) * self.samples_per_beat()
    }

    /// Whether it runs into the end of its loop.
    #[must_use]
    pub fn wraps(&self) -> bool {
        self.cycle.is_some_and(|cycle| cycle.end == self.to)
    }
}

/// What the host tells about one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Whether the transport rolls.
    pub playing: bool,
    /// Song position.
    pub position: Beats,
    /// How fast it rolls.
    pub tempo: Tempo,
    /// The loop that is switched on.
    pub cycle: Option<Cycle>,
}

/// What the host asks of the plugin in one call.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Its first sample, counted from the start of the script.
    pub start: u64,
    /// Its length in samples.
    pub frames: u32,
    /// The transport at its first sample.
    pub moment: Moment,
    /// The transport at later samples of the block, where it turns there: only CLAP can tell.
    pub turns: Vec<(u32, Moment)>,
}

/// What a host does at a seam: where the tempo changes or the loop wraps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seams {
    /// It ends the block there.
    Split,
    /// It ends the block at tempo changes, but lets a loop wrap inside a block without a word.
    Untold,
    /// It goes on with the block and tells of the turn (CLAP's transport event).
    Told,
}

/// A script: stretches that are played one after the other, then a stop.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Script(Vec<Stretch>);

impl Script {
    /// Plays these stretches.
    #[must_use]
    pub fn new(stretches: Vec<Stretch>) -> Self {
        Self(stretches)
    }

    /// Plays from the song's start at one tempo, without a loop.
    #[must_use]
    pub fn straight(length: Beats, tempo: Tempo) -> Self {
        Self(vec![Stretch {
            from: Beats(0.0),
            to: length,
            tempo,
            cycle: None,
        }])
    }

    /// The stretches with the sample at which each begins, not rounded.
    pub fn stretches(&self) -> impl Iterator<Item = (f64, Stretch)> + '_ {
        self.0.iter().scan(0.0, |start, &stretch| {
            let begins = *start;
            *start += stretch.samples();
            Some((begins, stretch))
        })
    }

    /// Length in samples, up to the stop.
    #[must_use]
    pub fn samples(&self) -> u64 {
        first_sample(self.0.iter().map(Stretch::samples).sum())
    }

    /// The calls of a host that cuts the script into blocks of these sizes, over and over, and
    /// then stops the transport for one block.
    #[must_use]
    pub fn blocks(&self, sizes: &[u32], seams: Seams) -> Vec<Block> {
        let stretches: Vec<(f64, Stretch)> = self.stretches().collect();
        let mut sizes = sizes.iter().copied().cycle();
        let mut blocks = Vec::new();
        let mut now = 0;
        let mut at = 0;
        while now < self.samples() {
            let size = sizes.next().unwrap_or(512);
            let mut end = (now + u64::from(size)).min(self.samples());
            let moment = moment(&stretches[at], now);
            let mut turns = Vec::new();
            while let Some(next) = stretches.get(at + 1) {
                let seam = first_sample(next.0);
                if seam > end {
                    break;
                }
                let silent = stretches[at].1.wraps() && next.1.tempo == stretches[at].1.tempo;
                at += 1;
                if seam < end {
                    match seams {
                        Seams::Told => {
                            turns.push(((seam - now) as u32, self::moment(next, seam)));
                            continue;
                        }
                        Seams::Untold if silent => continue,
                        Seams::Split | Seams::Untold => end = seam,
                    }
                }
                break;
            }
            let frames = (end - now) as u32;
            blocks.push(Block {
                start: now,
                frames,
                moment,
                turns,
            });
            now = end;
        }
        blocks.push(Block::stopped(now, 512));
        blocks
    }
}

impl Block {
    /// The transport stands at the song's start.
    #[must_use]
    pub fn stopped(start: u64, frames: u32) -> Self {
        let moment = Moment {
            playing: false,
            position: Beats(0.0),
            tempo: Tempo::DEFAULT,
            cycle: None,
        };
        Self {
            start,
            frames,
            moment,
            turns: Vec::new(),
        }
    }
}

/// The first whole sample at or after `exact`, which may be off by the last bits.
pub(crate) fn first_sample(exact: f64) -> u64 {
    (exact - 1e-6).ceil().max(0.0) as u64
}

/// What the host tells at `sample` of a stretch that begins at an exact sample.
fn moment((begins, stretch): &(f64, Stretch), sample: u64) -> Moment {
    let since = (sample as f64 - begins) / stretch.samples_per_beat();
    Moment {
        playing: true,
        position: Beats(stretch.from.0 + since),
        tempo: stretch.tempo,
        cycle: stretch.cycle,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looped() -> Script {
        let cycle = Some(Cycle {
            start: Beats(0.0),
            end: Beats(1.0),
        });
        let stretch = Stretch {
            from: Beats(0.0),
            to: Beats(1.0),
            tempo: Tempo::DEFAULT,
            cycle,
        };
        Script::new(vec![stretch, stretch])
    }

    #[test]
    fn a_host_that_splits_ends_blocks_at_the_seam() {
        let blocks = looped().blocks(&[20_000], Seams::Split);
        let shape: Vec<(u64, u32)> = blocks.iter().map(|b| (b.start, b.frames)).collect();
        let expected = [
            (0, 20_000),
            (20_000, 4_000),
            (24_000, 20_000),
            (44_000, 4_000),
            (48_000, 512),
        ];
        assert_eq!(shape, expected);
        assert_eq!(blocks[2].moment.position, Beats(0.0));
        assert!(!blocks[4].moment.playing);
    }

    #[test]
    fn other_hosts_run_over_it_and_may_tell() {
        let blocks = looped().blocks(&[20_000], Seams::Untold);
        assert_eq!(blocks.len(), 4);
        assert!(blocks[1].turns.is_empty());
        assert_eq!(blocks[2].moment.position, Beats(16_000.0 / 24_000.0));
        let blocks = looped().blocks(&[20_000], Seams::Told);
        let (frame, moment) = blocks[1].turns[0];
        assert_eq!((frame, moment.position), (4_000, Beats(0.0)));
    }
}
