//! A mock host: rolls, loops and stops, and writes down what it hears.

use groove::{Beats, Groove};

use super::super::{
    Block, Command, Cycle, Meter, NoteKind, Parcel, Place, Player, Score, Settings,
};
use crate::watch::watched;

pub(super) const RATE: f64 = 48_000.0;
pub(super) const KICK: u8 = 36;
pub(super) const LIVE: Place = Place::Live { piece: 0, of: 1 };
/// Samples of a quarter note at 120 a minute.
pub(super) const BEAT: i64 = 24_000;

/// A host that rolls at a tempo, may loop, and remembers absolute sample times.
pub(super) struct Host {
    pub(super) player: Player,
    pub(super) settings: Settings,
    pub(super) meter: Meter,
    pub(super) tempo: f64,
    pub(super) position: f64,
    pub(super) cycle: Option<Cycle>,
    pub(super) sample: i64,
    pub(super) heard: Vec<(i64, u8, bool)>,
}

impl Host {
    pub(super) fn new() -> Self {
        Self {
            player: Player::new(65_536),
            settings: Settings::default(),
            meter: Meter::COMMON,
            tempo: 120.0,
            position: 0.0,
            cycle: None,
            sample: 0,
            heard: Vec::new(),
        }
    }

    pub(super) fn block(&self, frames: usize) -> Block {
        Block {
            frames,
            sample_rate: RATE,
            playing: true,
            tempo: Some(self.tempo),
            position: Some(Beats(self.position)),
            cycle: self.cycle,
            meter: Some(self.meter),
            bar_start: None,
        }
    }

    /// Lets a groove arrive.
    pub(super) fn bring(&mut self, place: Place, groove: &Groove) {
        self.player.put(place, Parcel::new(Score::new(groove)));
    }

    /// A host whose player has this groove.
    pub(super) fn with(groove: &Groove) -> Self {
        let mut host = Self::new();
        host.bring(LIVE, groove);
        host
    }

    /// Plays one block and moves on, through the end of the loop if there is one.
    pub(super) fn roll(&mut self, frames: usize) {
        self.roll_with(frames, &[]);
    }

    pub(super) fn roll_with(&mut self, frames: usize, commands: &[Command]) {
        self.hear(&self.block(frames), commands);
        self.position += frames as f64 * self.tempo / 60.0 / RATE;
        if let Some(cycle) = self.cycle {
            while self.position >= cycle.end.0 {
                self.position -= cycle.end.0 - cycle.start.0;
            }
        }
    }

    pub(super) fn stop(&mut self, frames: usize) {
        self.stop_with(frames, &[]);
    }

    pub(super) fn stop_with(&mut self, frames: usize, commands: &[Command]) {
        let block = Block {
            playing: false,
            ..self.block(frames)
        };
        self.hear(&block, commands);
    }

    pub(super) fn hear(&mut self, block: &Block, commands: &[Command]) {
        for event in watched(|| self.player.play(&self.settings, block, commands)) {
            assert!(event.sample < block.frames);
            let on = matches!(event.kind, NoteKind::On(_));
            self.heard
                .push((self.sample + event.sample as i64, event.key.get(), on));
        }
        self.sample += block.frames as i64;
    }

    pub(super) fn roll_for(&mut self, samples: i64, frames: usize) {
        let end = self.sample + samples;
        while self.sample < end {
            self.roll(frames.min((end - self.sample) as usize));
        }
    }

    pub(super) fn beginnings(&self) -> Vec<i64> {
        self.heard
            .iter()
            .filter(|(.., on)| *on)
            .map(|(sample, ..)| *sample)
            .collect()
    }
}

/// Every note begins before it ends and ends before it begins anew.
pub(super) fn assert_paired(heard: &[(i64, u8, bool)], all_ended: bool) {
    let mut sounding = [false; 128];
    for (sample, key, on) in heard {
        let was = std::mem::replace(&mut sounding[usize::from(*key)], *on);
        assert_ne!(was, *on, "key {key} at sample {sample}");
    }
    assert!(
        !all_ended || sounding.iter().all(|sounds| !sounds),
        "a note hangs"
    );
}
