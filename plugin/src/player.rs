//! The drummer's hands: turns grooves and the host's song position into timed notes.
//!
//! [`Player`] is a pure function of ([`Repertoire`], [`Settings`], [`Block`], [`Command`]s) →
//! [`NoteEvent`]s, with the memory that continuity needs. It knows no plugin framework, no
//! thread and no parameter, so tests drive it sample by sample. It runs on the audio thread:
//! after [`Player::new`] it takes no memory and gives none back.
//!
//! Time is the host's. The rules are in `DESIGN.md` ("Time"). Where each is kept:
//!
//! | module | what |
//! |---|---|
//! | `transport`, `bars`, `clock` | what can be believed of the host; a clock of our own |
//! | `progress` | how a block joins the one before |
//! | `stage`, `boundary`, [`repertoire`] | which groove governs which place |
//! | `lines`, `line` | each line of the grid opened once, each stroke sounded once |
//! | `timing` | feel, quantizing, swing, push; velocity |
//! | `hearing` | which strokes are heard, and as which notes |
//! | `sounding` | every beginning has its end |
//! | `printed` | the same notes on paper: for files, not for the audio thread |

mod bars;
mod boundary;
mod bounded;
mod clock;
mod command;
mod hearing;
mod line;
mod lines;
mod notes;
mod printed;
mod progress;
pub mod repertoire;
pub mod score;
pub mod settings;
mod sounding;
mod stage;
mod timing;
mod transport;

#[cfg(test)]
pub(crate) mod ear;
#[cfg(test)]
mod tests;

pub use bars::Meter;
pub use command::{Command, CommandKind};
pub use notes::{NoteEvent, NoteKind};
pub use printed::printed;
pub(crate) use repertoire::piece_of_bar;
pub use repertoire::{BARS_A_PIECE, MOST_PIECES, Parcel, Place, Repertoire};
pub use score::Score;
pub use settings::{
    ChangeAt, Follow, MidiChannel, QuantizeGrid, Settings, Shaping, Slot, SwingUnit,
};
pub use stage::Source;
pub use transport::{Block, Cycle};

use groove::Beats;

use bounded::Bounded;
use clock::Clock;
use lines::Lines;
use notes::Hits;
use progress::{Join, Progress};
use sounding::{Events, Sounding, Timeline};
use stage::{Stage, Touch};
use timing::Timing;
use transport::Motion;

/// A block is gone through in parts of at most so many quarter notes, so that the lines of a part
/// have room …
const PART_BEATS: f64 = 4.0;
/// … and in at most so many parts, whatever the host asks.
const MOST_PARTS: usize = 64;

/// Where the player is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Playhead {
    /// What plays.
    pub source: Source,
    /// How many quarter notes of the host's bar are over.
    pub in_bar: Beats,
    /// The bar of the groove, counted from its first; wraps with its number of bars.
    pub bar: i64,
    /// Whether the live groove's piece for this bar has come in time.
    pub is_complete: bool,
}

/// See the module's documentation.
pub struct Player {
    repertoire: Repertoire,
    stage: Stage,
    lines: Lines,
    clock: Clock,
    sounding: Sounding,
    hits: Hits,
    events: Events,
    progress: Option<Progress>,
    playhead: Option<Playhead>,
    /// The last settings: where keys and channels change, what sounds ends.
    settings: Settings,
    was_playing: bool,
    has_come: bool,
}

impl Player {
    /// A player for blocks of up to `max_frames` samples. All memory is taken here.
    #[must_use]
    pub fn new(max_frames: usize) -> Self {
        // Far more strokes than any groove has in a block; a host that asks for still more
        // (a tempo of a thousand and a grid of 24 steps) loses the last ones.
        let most_hits = 512 + max_frames / 8;
        Self {
            repertoire: Repertoire::default(),
            stage: Stage::default(),
            lines: Lines::new(),
            clock: Clock::default(),
            sounding: Sounding::default(),
            hits: Hits::with_room(most_hits),
            // Each stroke brings an on and an off; what sounded before brings its off.
            events: Bounded::with_room(2 * most_hits + Sounding::MOST),
            progress: None,
            playhead: None,
            settings: Settings::default(),
            was_playing: false,
            has_come: false,
        }
    }

    /// Takes over grooves and sounding notes of another player, after buffers of another size
    /// were needed. The notes get their ends with the next block. Not for the audio thread.
    pub fn inherit(&mut self, other: &mut Self) {
        self.repertoire = std::mem::take(&mut other.repertoire);
        self.stage = std::mem::take(&mut other.stage);
        self.sounding = std::mem::take(&mut other.sounding);
        self.settings = other.settings;
        self.has_come = true;
    }

    /// Forgets where the last block ended: the next one starts anew and first ends all notes.
    pub fn interrupt(&mut self) {
        self.progress = None;
        self.clock.stop();
    }

    /// A groove has come.
    pub fn put(&mut self, place: Place, parcel: Parcel) {
        self.repertoire.put(place, parcel);
        self.has_come = true;
    }

    /// A slot or the fill was emptied.
    pub fn clear(&mut self, place: Place) {
        self.repertoire.clear(place);
        self.has_come = true;
    }

    /// A parcel that is no longer needed, to be carried back. Call until there is none.
    pub fn take_discarded(&mut self) -> Option<Parcel> {
        self.repertoire.take_discarded()
    }

    /// A parcel that could not be carried back yet.
    pub fn keep_discarded(&mut self, parcel: Parcel) {
        self.repertoire.keep_discarded(parcel);
    }

    /// Where it was at the start of the last block; `None` while it stands.
    #[must_use]
    pub fn playhead(&self) -> Option<Playhead> {
        self.playhead
    }

    /// The notes of one block, in the order in which they are to be sent: by sample, ends
    /// before beginnings. Commands are in order of time; those beyond what a block can be cut
    /// into are obeyed together.
    pub fn play(
        &mut self,
        settings: &Settings,
        block: &Block,
        commands: &[Command],
    ) -> &[NoteEvent] {
        self.events.clear();
        self.playhead = None;
        self.watch_transport(settings, block);
        let Some(last_sample) = block.frames.checked_sub(1) else {
            // Nothing sounds, but what is asked for counts.
            self.change(settings, commands, None);
            self.has_come = true;
            return &self.events;
        };
        let longest = longest_part(block);
        let mut commands = commands;
        let mut from = 0;
        for part in 1..=MOST_PARTS {
            if from > last_sample {
                break;
            }
            let is_last = part == MOST_PARTS;
            // A command behind the block's end means its last sample.
            let sample = |command: &Command| command.sample.min(last_sample);
            let now = commands.partition_point(|command| is_last || sample(command) <= from);
            let (due, later) = commands.split_at(now);
            commands = later;
            let until = if is_last {
                block.frames
            } else {
                let next = commands.first().map_or(block.frames, sample);
                next.min(from.saturating_add(longest))
            };
            self.play_part(settings, &block.part(from, until - from), from, due);
            from = until;
        }
        &self.events
    }

    /// What ends all notes, or the keys' playing, before a block begins.
    fn watch_transport(&mut self, settings: &Settings, block: &Block) {
        let shaping = &settings.shaping;
        let old = std::mem::replace(&mut self.settings, *settings).shaping;
        if (old.keys, old.channels) != (shaping.keys, shaping.channels) {
            self.sounding.end_all_at_once();
        }
        let has_played = std::mem::replace(&mut self.was_playing, block.playing);
        if has_played && !block.playing && settings.follow.is_keys() {
            self.stage.silence();
        }
    }

    fn play_part(&mut self, settings: &Settings, block: &Block, origin: usize, due: &[Command]) {
        let ahead = self.motion_ahead(block);
        if let Some(motion) = &ahead {
            self.pass_seams(motion);
        }
        // Changes come first: what the keys start may be what sets our own clock going.
        let touch = self.change(settings, due, ahead.as_ref());
        self.hits.clear();
        match motion(settings, block, &self.stage, &mut self.clock) {
            Some((motion, has_changed_clock)) if !settings.bypassed => {
                if has_changed_clock {
                    self.progress = None;
                }
                let timing = Timing::new(
                    &settings.shaping,
                    motion.beats_per_sample * block.sample_rate,
                );
                self.roll(settings, &motion, &timing, block.frames, touch);
                if origin == 0 {
                    self.playhead = playhead(&self.stage, &self.repertoire, &motion);
                }
                self.hits.order();
            }
            _ => {
                self.progress = None;
                self.lines.clear();
                self.stage.settle(&mut self.repertoire);
                self.sounding.end_all_at_once();
            }
        }
        let mut events = Timeline {
            events: &mut self.events,
            origin,
        };
        let gate = gate_samples(settings.shaping.note_length, block);
        let choke = settings.shaping.choke;
        self.sounding.sound(&self.hits, gate, choke, &mut events);
        self.sounding.finish(block.frames, &mut events);
    }

    /// The motion that is to be expected, without moving any clock.
    fn motion_ahead(&self, block: &Block) -> Option<Motion> {
        if self.clock.is_running() {
            self.clock.ahead(block)
        } else {
            block.motion()
        }
    }

    /// If the host has gone through the seam of its loop, the axis begins anew.
    fn pass_seams(&mut self, motion: &Motion) {
        let (Some(progress), Some(cycle)) = (&mut self.progress, self.lines.cycle()) else {
            return;
        };
        if let Join::Onward { rounds } = progress.join(motion, Some(cycle)) {
            let shift = f64::from(rounds) * cycle.length();
            progress.pass_seams(shift);
            self.lines.pass_seams(rounds, shift);
            self.stage.pass_seams(shift);
        }
    }

    /// What parameters, keys and the generator have changed.
    fn change(&mut self, settings: &Settings, due: &[Command], motion: Option<&Motion>) -> Touch {
        let mut touch = self.stage.adjust(settings, motion);
        for command in due {
            touch = touch.max(self.obey(command.kind, settings, motion));
        }
        touch = touch.max(self.stage.adjust_fill(settings, motion));
        if std::mem::take(&mut self.has_come) {
            touch = touch.max(if self.repertoire.is_waiting() {
                let at = settings.change_at;
                self.stage.expect_live(&mut self.repertoire, at, motion)
            } else {
                Touch::Ahead
            });
        }
        touch
    }

    fn obey(&mut self, kind: CommandKind, settings: &Settings, motion: Option<&Motion>) -> Touch {
        let (stage, at) = (&mut self.stage, settings.change_at);
        match (kind, settings.follow) {
            (CommandKind::Fill(is_on), _) => {
                stage.fill_by_key(is_on);
                Touch::Nothing
            }
            (CommandKind::Start(source), Follow::Switches) => stage.select(source, at, motion),
            (CommandKind::Start(source), Follow::Held) => stage.hold(source, at, motion),
            (CommandKind::Release(source), Follow::Held) => stage.release(source, at, motion),
            (CommandKind::Start(source), Follow::Latched) if stage.is_on(source) => {
                stage.stop(motion)
            }
            (CommandKind::Start(source), Follow::Latched) => stage.start(source, at, motion),
            _ => Touch::Nothing,
        }
    }

    /// Gathers the strokes of a part of the block.
    fn roll(
        &mut self,
        settings: &Settings,
        motion: &Motion,
        timing: &Timing,
        frames: usize,
        touch: Touch,
    ) {
        let cycle = self.lines.cycle();
        let last = self
            .progress
            .filter(|last| last.join(motion, cycle) != Join::Entry);
        // Only a groove that takes over at once must know what is past.
        let covered = last
            .filter(|_| touch == Touch::Behind)
            .map(|last| last.covered);
        if last.is_none() {
            self.sounding.end_all_at_once();
            self.stage.settle(&mut self.repertoire);
            self.lines.enter(motion);
        } else {
            self.stage.advance(motion.position, &mut self.repertoire);
            match touch {
                Touch::Nothing if self.lines.are_in_line_with(motion) => {}
                Touch::Start => self.lines.begin(motion),
                _ => self.lines.reopen(motion),
            }
        }
        let parts = self.stage.with(&self.repertoire);
        if let Some(covered) = covered {
            self.lines.rewrite_behind(&parts, covered, timing);
        }
        let until = motion.position + progress::covered(motion, frames);
        self.lines.open(&parts, until, covered, timing);
        let hits = &mut self.hits;
        self.lines.sound(until, timing, |due| {
            if let Some(hit) = hearing::hit(&settings.shaping, motion, frames, &due) {
                hits.put(hit);
            }
        });
        self.progress = Some(Progress::after(motion, frames));
    }
}

/// The motion of a part of a block, and whether another clock than before drives it.
fn motion(
    settings: &Settings,
    block: &Block,
    stage: &Stage,
    clock: &mut Clock,
) -> Option<(Motion, bool)> {
    let tells_no_beats = block.playing && block.position.is_none();
    let plays_alone = settings.audition || settings.follow.is_keys() && stage.is_playing();
    if tells_no_beats || !block.playing && plays_alone {
        let has_run = clock.is_running();
        return clock.run(block).map(|motion| (motion, !has_run));
    }
    let has_run = clock.stop();
    block.motion().map(|motion| (motion, has_run))
}

/// How long a note is held, in samples.
fn gate_samples(sixteenths: f32, block: &Block) -> i64 {
    let beats = f64::from(sixteenths) * 0.25;
    let samples = block.beats_per_sample().map_or(0.0, |speed| beats / speed);
    // The cast saturates, so that a very slow tempo yields a very long note.
    (samples.round() as i64).max(1)
}

/// The samples that `PART_BEATS` take, at least a few.
fn longest_part(block: &Block) -> usize {
    let samples = block
        .beats_per_sample()
        .map_or(f64::INFINITY, |speed| PART_BEATS / speed);
    // The cast saturates.
    (samples as usize).max(64)
}

fn playhead(stage: &Stage, repertoire: &Repertoire, motion: &Motion) -> Option<Playhead> {
    let bar = motion.bar.number - stage.origin();
    Some(Playhead {
        source: stage.source()?,
        in_bar: Beats(motion.position - motion.bar.start),
        bar,
        is_complete: repertoire.is_complete(bar),
    })
}
