//! Which groove governs which place: the one that plays, the one that waits for its boundary,
//! and the fill over both.
//!
//! It knows neither notes nor samples. Places are on the axis of [`super::lines`].

use super::{
    ChangeAt, Follow, Settings, Slot, bars::ON_THE_LINE, boundary::boundary, lines::Parts,
    repertoire::Repertoire, score::Score, transport::Motion,
};

/// Where a groove comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// What the controls ask for.
    Live,
    /// A stored one.
    Slot(Slot),
}

/// A groove and where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Program {
    /// `None` plays nothing.
    source: Option<Source>,
    /// The bar of the song that is its first.
    origin: i64,
}

const SILENCE: Program = Program {
    source: None,
    origin: 0,
};

/// A stretch of the axis in which the fill plays.
#[derive(Debug, Clone, Copy, Default)]
struct Fill {
    from: Option<f64>,
    until: Option<f64>,
}

/// What a change asks of the lines that are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Touch {
    /// Nothing.
    #[default]
    Nothing,
    /// Lines ahead are to be opened anew.
    Ahead,
    /// The same, with a line that is only just over: playing begins out of silence.
    Start,
    /// Lines behind are to be written over, too: a groove has taken over at once.
    Behind,
}

/// See the module's documentation.
pub(super) struct Stage {
    program: Program,
    waiting: Option<(f64, Program)>,
    /// Where the live groove that waits takes over.
    live_at: Option<f64>,
    fill: Fill,
    is_filling: bool,
    /// Whether a key asks for the fill.
    key_fills: bool,
    /// The grooves whose keys are held, in the order in which they were struck.
    held: [Option<Source>; Slot::COUNT + 1],
    /// The slot parameter's last value, and what was followed: changes of them count, not they.
    chosen: Option<Slot>,
    follow: Follow,
}

impl Default for Stage {
    fn default() -> Self {
        Self {
            program: Program {
                source: Some(Source::Live),
                origin: 0,
            },
            waiting: None,
            live_at: None,
            fill: Fill::default(),
            is_filling: false,
            key_fills: false,
            held: [None; Slot::COUNT + 1],
            chosen: None,
            follow: Follow::Transport,
        }
    }
}

impl Stage {
    /// Whether it plays, or is about to.
    pub fn is_playing(&self) -> bool {
        self.program.source.is_some() || self.waiting.is_some_and(|(_, next)| next.source.is_some())
    }

    /// What plays at the position.
    pub fn source(&self) -> Option<Source> {
        self.program.source
    }

    /// The bar of the song that is the groove's first.
    pub fn origin(&self) -> i64 {
        self.program.origin
    }

    /// Follows the parameters. `motion` is `None` while nothing moves.
    pub fn adjust(&mut self, settings: &Settings, motion: Option<&Motion>) -> Touch {
        let mut touch = Touch::Nothing;
        let has_followed = std::mem::replace(&mut self.follow, settings.follow);
        let has_chosen = std::mem::replace(&mut self.chosen, settings.slot);
        let source = settings.slot.map_or(Source::Live, Source::Slot);
        if settings.follow.is_keys() {
            if !has_followed.is_keys() {
                self.held = [None; Slot::COUNT + 1];
                touch = self.change(SILENCE, ChangeAt::Now, motion);
            }
        } else if has_followed.is_keys() || has_chosen != settings.slot {
            touch = self.select(source, settings.change_at, motion);
        }
        touch
    }

    /// Begins or ends the fill as parameter and key together ask for it.
    pub fn adjust_fill(&mut self, settings: &Settings, motion: Option<&Motion>) -> Touch {
        let by_key = self.key_fills && settings.follow != Follow::Transport;
        let is_wanted = settings.fill || by_key;
        if std::mem::replace(&mut self.is_filling, is_wanted) == is_wanted {
            return Touch::Nothing;
        }
        self.set_fill(is_wanted, motion)
    }

    /// A key asks for the fill, or no longer does.
    pub fn fill_by_key(&mut self, is_on: bool) {
        self.key_fills = is_on;
    }

    /// Lets another groove take over, at its place in the song.
    pub fn select(&mut self, source: Source, at: ChangeAt, motion: Option<&Motion>) -> Touch {
        let program = Program {
            source: Some(source),
            origin: 0,
        };
        self.change(program, at, motion)
    }

    /// Lets a groove start from its first bar, in the host's bar of the boundary.
    pub fn start(&mut self, source: Source, at: ChangeAt, motion: Option<&Motion>) -> Touch {
        let origin = motion.map_or(0, |motion| {
            let place = boundary(at, motion);
            match motion.cycle {
                Some(cycle) if place >= cycle.end.0 - ON_THE_LINE => {
                    motion.bar.containing(cycle.start.0).number
                }
                _ => motion.bar.containing(place).number,
            }
        });
        let program = Program {
            source: Some(source),
            origin,
        };
        self.change(program, at, motion)
    }

    /// A key is held: its groove starts.
    pub fn hold(&mut self, source: Source, at: ChangeAt, motion: Option<&Motion>) -> Touch {
        self.forget_held(source);
        if let Some(seat) = self.held.iter_mut().find(|seat| seat.is_none()) {
            *seat = Some(source);
        }
        self.start(source, at, motion)
    }

    /// A held key was released: the one that was struck before it and is still held starts
    /// again, else silence.
    pub fn release(&mut self, source: Source, at: ChangeAt, motion: Option<&Motion>) -> Touch {
        self.forget_held(source);
        if !self.is_on(source) {
            return Touch::Nothing;
        }
        match self.held.iter().flatten().next_back().copied() {
            Some(before) => self.start(before, at, motion),
            None => self.change(SILENCE, ChangeAt::Now, motion),
        }
    }

    /// The key of what plays until the next key was struck again: silence.
    pub fn stop(&mut self, motion: Option<&Motion>) -> Touch {
        self.change(SILENCE, ChangeAt::Now, motion)
    }

    fn forget_held(&mut self, source: Source) {
        let kept = self.held;
        self.held = [None; Slot::COUNT + 1];
        let kept = kept.into_iter().flatten().filter(|held| *held != source);
        for (seat, held) in self.held.iter_mut().zip(kept) {
            *seat = Some(held);
        }
    }

    /// Whether this groove plays or is the one that waits.
    pub fn is_on(&self, source: Source) -> bool {
        self.waiting.map_or(self.program, |(_, next)| next).source == Some(source)
    }

    /// Ends the playing.
    pub fn silence(&mut self) {
        self.program = SILENCE;
        self.waiting = None;
        self.held = [None; Slot::COUNT + 1];
    }

    fn change(&mut self, next: Program, at: ChangeAt, motion: Option<&Motion>) -> Touch {
        let was_silent = self.program.source.is_none();
        match motion {
            Some(motion) if at != ChangeAt::Now => {
                self.waiting = Some((boundary(at, motion), next));
                Touch::Ahead
            }
            _ => {
                self.program = next;
                self.waiting = None;
                // Out of silence nothing is owed, and an early first stroke is not too late.
                if was_silent {
                    Touch::Start
                } else {
                    Touch::Behind
                }
            }
        }
    }

    /// A live groove has arrived in the repertoire.
    pub fn expect_live(
        &mut self,
        repertoire: &mut Repertoire,
        at: ChangeAt,
        motion: Option<&Motion>,
    ) -> Touch {
        let is_first = repertoire.live(0, false).is_none();
        match motion {
            Some(motion) if at != ChangeAt::Now && !is_first => {
                self.live_at.get_or_insert(boundary(at, motion));
                Touch::Ahead
            }
            _ => {
                repertoire.promote();
                self.live_at = None;
                if is_first {
                    Touch::Ahead
                } else {
                    Touch::Behind
                }
            }
        }
    }

    /// Asks for a fill, or lets it end with its bar.
    fn set_fill(&mut self, is_on: bool, motion: Option<&Motion>) -> Touch {
        match motion {
            None => {
                self.fill = Fill {
                    from: is_on.then_some(f64::NEG_INFINITY),
                    until: None,
                };
            }
            Some(motion) if is_on => {
                self.fill = Fill {
                    from: Some(boundary(ChangeAt::Sixteenth, motion)),
                    until: None,
                };
            }
            Some(motion) => self.fill.until = Some(boundary(ChangeAt::Bar, motion)),
        }
        Touch::Ahead
    }

    /// The transport starts or jumps, or stands: all that waits takes over.
    pub fn settle(&mut self, repertoire: &mut Repertoire) {
        repertoire.promote();
        self.live_at = None;
        if let Some((_, next)) = self.waiting.take() {
            self.program = next;
        }
        let is_on = self.fill.from.is_some() && self.fill.until.is_none();
        self.fill = Fill {
            from: is_on.then_some(f64::NEG_INFINITY),
            until: None,
        };
    }

    /// The position has come so far: what waited for it takes over.
    pub fn advance(&mut self, position: f64, repertoire: &mut Repertoire) {
        let is_past = |at: f64| at <= position + ON_THE_LINE;
        if self.live_at.is_some_and(is_past) {
            repertoire.promote();
            self.live_at = None;
        }
        if let Some((_, next)) = self.waiting.take_if(|(at, _)| is_past(*at)) {
            self.program = next;
        }
    }

    /// The loop's seam was passed: the axis begins anew.
    pub fn pass_seams(&mut self, shift: f64) {
        let places = [&mut self.live_at, &mut self.fill.from, &mut self.fill.until];
        let waiting = self.waiting.as_mut().map(|(at, _)| at);
        for place in places.into_iter().flatten().chain(waiting) {
            *place -= shift;
        }
    }

    /// With the grooves that it chooses among.
    pub fn with<'a>(&'a self, repertoire: &'a Repertoire) -> impl Parts + 'a {
        Chosen {
            stage: self,
            repertoire,
        }
    }
}

struct Chosen<'a> {
    stage: &'a Stage,
    repertoire: &'a Repertoire,
}

impl Parts for Chosen<'_> {
    fn part(&self, place: f64, bar: i64) -> Option<(&Score, i64)> {
        let stage = self.stage;
        let is_past = |at: f64| place >= at - ON_THE_LINE;
        let program = match stage.waiting {
            Some((at, next)) if is_past(at) => next,
            _ => stage.program,
        };
        let bar = bar - program.origin;
        let (score, bar) = match program.source? {
            Source::Live => self
                .repertoire
                .live(bar, stage.live_at.is_some_and(is_past))?,
            Source::Slot(slot) => (self.repertoire.slot(slot)?, bar),
        };
        let fills = stage.fill.from.is_some_and(is_past) && !stage.fill.until.is_some_and(is_past);
        if fills {
            let score = self.repertoire.fill().unwrap_or(score);
            Some((score, score.grid().bars() as i64 - 1))
        } else {
            Some((score, bar))
        }
    }
}
