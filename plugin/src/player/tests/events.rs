//! A million random events of a host, a person and a generator: whatever comes, each beginning of
//! a note has its end, in order, in the block, and not too late.
//!
//! A failure is shrunk to the few events that still fail. They are printed as Rust: put between
//! the brackets of `SCRIPT` they are played again by `the_script_at_hand`.

use std::{collections::HashMap, fmt};

use groove::{Beats, Cell, Drum, Grid, Groove, MidiKey, Offset, Step, Velocity};
use proptest::{prelude::*, sample::select, test_runner::RngSeed};

use super::super::{
    Block, ChangeAt, Command, CommandKind, Cycle, Follow, Meter, MidiChannel, NoteEvent, NoteKind,
    Parcel, Place, Player, QuantizeGrid, Score, Settings, Shaping, Slot, Source, SwingUnit,
    ear::ROLLING,
};
use crate::watch::watched;
use Event::*;

/// Events in the longest script, and scripts: together a million events, as scripts of all
/// lengths are drawn.
const EVENTS: usize = 2_000;
const SCRIPTS: u32 = 1_000;

/// Something happens, then a block of so many samples is played.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Event {
    /// Nothing but time.
    Roll(usize),
    Play(bool),
    /// The song position jumps to a quarter note.
    Jump(f64),
    /// The host's loop is switched on, from and to a quarter note.
    Loop(f64, f64),
    NoLoop,
    /// Quarter notes a minute from here on, or what a host takes for it.
    Tempo(f64),
    /// The tempo changes by this factor in each block from here on.
    Ramp(f64),
    Bar(i32, i32),
    /// What the host leaves untold for one block.
    Untold {
        tempo: bool,
        position: bool,
    },
    /// The song position of one block is no number that can be.
    Nonsense(f64),
    /// Samples a second.
    Rate(f64),
    Bypass(bool),
    Audition(bool),
    FollowBy(u8),
    ChangeWith(u8),
    PlaySlot(Option<u8>),
    FillIn(bool),
    /// A person presses or releases a key of a slot, of the live groove (16) or the fill (17), at
    /// a sample.
    Key(u8, bool, usize),
    /// A groove comes for a slot, for the fill (16), or as this piece of so many live ones.
    Slots(u8, u8),
    Live(usize, usize, u8),
    /// Another map: keys and channels.
    Map(u8, u8),
    /// Feel, swing, quantizing, push in milliseconds.
    Time(f32, f32, f32, f64),
    /// Density, chance, length in sixteenths.
    Notes(f32, f32, f32),
    Choke(bool),
    /// The host deactivates, and activates with other buffers.
    Another,
    /// The host resets.
    Reset,
}

fn any_event() -> impl Strategy<Value = Event> {
    let beat = prop_oneof![
        (-32_i32..256).prop_map(|step| f64::from(step) / 4.0),
        -8.0_f64..64.0,
    ];
    let frames = prop_oneof![6 => 1_usize..600, 1 => 600_usize..8_193];
    let strange = select(vec![f64::NAN, f64::INFINITY, 1e300, -1e300, 0.0, -1.0]);
    let length = prop_oneof![0.005_f64..0.3, 0.25_f64..8.0];
    prop_oneof![
        24 => frames.prop_map(Roll),
        3 => prop::bool::weighted(0.7).prop_map(Play),
        3 => beat.clone().prop_map(Jump),
        2 => (beat, length).prop_map(|(start, length)| Loop(start, start + length)),
        1 => Just(NoLoop),
        2 => (20.0_f64..999.0).prop_map(Tempo),
        1 => strange.clone().prop_map(Tempo),
        1 => (0.98_f64..1.02).prop_map(Ramp),
        1 => (1_i32..13, select(vec![2, 4, 8, 16])).prop_map(|(num, den)| Bar(num, den)),
        1 => any::<(bool, bool)>().prop_map(|(tempo, position)| Untold { tempo, position }),
        1 => strange.prop_map(Nonsense),
        1 => (8_000.0_f64..384_000.0).prop_map(Rate),
        1 => prop::bool::weighted(0.2).prop_map(Bypass),
        1 => any::<bool>().prop_map(Audition),
        2 => (0_u8..4).prop_map(FollowBy),
        1 => (0_u8..5).prop_map(ChangeWith),
        1 => prop::option::of(0_u8..3).prop_map(PlaySlot),
        1 => any::<bool>().prop_map(FillIn),
        4 => (0_u8..18, any::<bool>(), 0_usize..600).prop_map(|(key, on, at)| Key(key, on, at)),
        1 => (0_u8..17, any::<u8>()).prop_map(|(slot, seed)| Slots(slot, seed)),
        3 => (0_usize..3, 1_usize..4, any::<u8>()).prop_map(|(n, of, seed)| Live(n, of, seed)),
        1 => any::<(u8, u8)>().prop_map(|(key, channel)| Map(key, channel)),
        1 => (0.0_f32..1.5, 0.5_f32..0.75, 0.0_f32..1.0, -50.0_f64..50.0)
            .prop_map(|(feel, swing, quantize, push)| Time(feel, swing, quantize, push)),
        1 => (0.0_f32..2.0, 0.0_f32..1.0, 0.05_f32..16.0)
            .prop_map(|(density, chance, length)| Notes(density, chance, length)),
        1 => any::<bool>().prop_map(Choke),
        1 => Just(Another),
        1 => Just(Reset),
    ]
}

/// The drummer's stage with everything that happens to it.
struct Theatre {
    player: Player,
    settings: Settings,
    block: Block,
    ramp: f64,
    /// Samples that were played.
    now: i64,
    /// Until when each sounding note must have ended.
    sounding: HashMap<(MidiChannel, MidiKey), i64>,
}

/// What a note must not be.
type Fault = String;

impl Theatre {
    fn new() -> Self {
        let mut player = Player::new(512);
        let place = Place::Live { piece: 0, of: 1 };
        player.put(place, Parcel::new(Score::new(&groove(0))));
        Self {
            player,
            settings: Settings::default(),
            block: Block {
                meter: Some(Meter::COMMON),
                ..ROLLING
            },
            ramp: 1.0,
            now: 0,
            sounding: HashMap::new(),
        }
    }

    /// Something happens, a block is played, time moves on.
    fn perform(&mut self, event: Event) -> Result<(), Fault> {
        let mut told = None;
        let mut commands = Vec::new();
        self.block.frames = 64;
        match event {
            Roll(frames) => self.block.frames = frames,
            Play(playing) => self.block.playing = playing,
            Jump(to) => self.block.position = Some(Beats(to)),
            Loop(start, end) => {
                let (start, end) = (Beats(start), Beats(end));
                self.block.cycle = Some(Cycle { start, end });
            }
            NoLoop => self.block.cycle = None,
            Tempo(tempo) => (self.block.tempo, self.ramp) = (Some(tempo), 1.0),
            Ramp(factor) => self.ramp = factor,
            Bar(numerator, denominator) => {
                self.block.meter = Some(Meter {
                    numerator,
                    denominator,
                });
            }
            Untold { tempo, position } => {
                told = Some(Block {
                    tempo: self.block.tempo.filter(|_| !tempo),
                    position: self.block.position.filter(|_| !position),
                    ..self.block
                });
            }
            Nonsense(position) => {
                told = Some(Block {
                    position: Some(Beats(position)),
                    ..self.block
                });
            }
            Rate(rate) => self.block.sample_rate = rate,
            Another => {
                let mut player = Player::new(8_192);
                player.inherit(&mut self.player);
                self.player = player;
            }
            Reset => self.player.interrupt(),
            Key(key, is_pressed, sample) => {
                self.block.frames = 600;
                let source = slot(key).map_or(Source::Live, Source::Slot);
                let kind = match (key, is_pressed) {
                    (17, is_on) => CommandKind::Fill(is_on),
                    (_, true) => CommandKind::Start(source),
                    (_, false) => CommandKind::Release(source),
                };
                commands.push(Command { sample, kind });
            }
            Slots(number, seed) => self.bring(slot(number).map_or(Place::Fill, Place::Slot), seed),
            Live(piece, of, seed) => self.bring(Place::Live { piece, of }, seed),
            _ => set(&mut self.settings, event),
        }
        self.play(&told.unwrap_or(self.block), &commands)?;
        self.advance();
        Ok(())
    }

    fn bring(&mut self, place: Place, seed: u8) {
        let parcel = Parcel::new(Score::new(&groove(seed)));
        self.player.put(place, parcel);
    }

    fn play(&mut self, block: &Block, commands: &[Command]) -> Result<(), Fault> {
        let longest = self.longest_note(block);
        let most = 8 * block.frames + 10_000;
        let events = watched(|| self.player.play(&self.settings, block, commands));
        if events.len() > most {
            return Err(format!("{} notes in a block", events.len()));
        }
        let order = |event: &NoteEvent| (event.sample, event.kind != NoteKind::Off);
        if !events.is_sorted_by_key(order) {
            return Err("out of order".to_owned());
        }
        for event in events {
            let note = (event.channel, event.key);
            let at = self.now + event.sample as i64;
            let fault = match event.kind {
                _ if event.sample >= block.frames => "behind the block",
                NoteKind::On(velocity) if velocity.get() == 0 => "an end in disguise",
                NoteKind::On(_) => match self.sounding.insert(note, at + longest) {
                    None => continue,
                    Some(_) => "begins twice",
                },
                NoteKind::Off => match self.sounding.remove(&note) {
                    Some(_) => continue,
                    None => "ends, but does not sound",
                },
            };
            return Err(format!("{fault}: {event:?}"));
        }
        self.now += block.frames as i64;
        while let Some(parcel) = self.player.take_discarded() {
            parcel.free();
        }
        self.nothing_hangs(block)
    }

    fn nothing_hangs(&self, block: &Block) -> Result<(), Fault> {
        if let Some((note, _)) = self.sounding.iter().find(|(_, until)| **until < self.now) {
            return Err(format!("too long: {note:?}"));
        }
        let Shaping { keys, channels, .. } = &self.settings.shaping;
        let is_of_the_map = |note: &(MidiChannel, MidiKey)| {
            let mut notes = channels.iter().copied().zip(keys.iter().copied());
            notes.any(|drum| drum == *note)
        };
        if let Some(note) = self.sounding.keys().find(|note| !is_of_the_map(note)) {
            return Err(format!("of another map: {note:?}"));
        }
        let plays_alone = self.settings.audition || self.settings.follow.is_keys();
        let must_be_still = self.settings.bypassed || !block.playing && !plays_alone;
        if must_be_still && !self.sounding.is_empty() {
            return Err(format!("hangs: {:?}", self.sounding));
        }
        Ok(())
    }

    /// How long a note may sound that begins in this block, in samples.
    fn longest_note(&self, block: &Block) -> i64 {
        let beats = f64::from(self.settings.shaping.note_length) / 4.0;
        let tempo = block.tempo.unwrap_or(120.0);
        // For ever where the tempo is none.
        let exact = (beats * 60.0 / tempo * block.sample_rate).clamp(0.0, 1e15);
        exact.ceil() as i64 + 1
    }

    /// The song rolls on, round the loop, at the tempo that a host would keep to.
    fn advance(&mut self) {
        let block = &mut self.block;
        let tempo = block.tempo.filter(|tempo| (1.0..1e3).contains(tempo));
        let tempo = tempo.unwrap_or(120.0);
        block.tempo = block.tempo.map(|tempo| {
            let next = tempo * self.ramp;
            if (20.0..999.0).contains(&next) {
                next
            } else {
                tempo
            }
        });
        let (true, Some(Beats(before))) = (block.playing, block.position) else {
            return;
        };
        let mut position = before + block.frames as f64 * tempo / 60.0 / block.sample_rate;
        if let Some(cycle) = block.cycle
            && before < cycle.end.0
            && position >= cycle.end.0
        {
            position = cycle.start.0 + (position - cycle.end.0) % (cycle.end.0 - cycle.start.0);
        }
        block.position = Some(Beats(position));
    }
}

/// Turns a control.
fn set(settings: &mut Settings, event: Event) {
    let Settings { shaping, .. } = settings;
    match event {
        Bypass(is_on) => settings.bypassed = is_on,
        Audition(is_on) => settings.audition = is_on,
        FollowBy(number) => {
            let all = [
                Follow::Transport,
                Follow::Switches,
                Follow::Held,
                Follow::Latched,
            ];
            settings.follow = all[usize::from(number)];
        }
        ChangeWith(number) => {
            let now_or = [ChangeAt::Now, ChangeAt::Sixteenth, ChangeAt::Beat];
            let all = [&now_or[..], &[ChangeAt::Bar, ChangeAt::FourBars]].concat();
            settings.change_at = all[usize::from(number)];
        }
        PlaySlot(number) => settings.slot = number.and_then(slot),
        FillIn(is_on) => settings.fill = is_on,
        Map(key, channel) => {
            // Two drums may share a key, and all do with the highest numbers.
            shaping.keys = Drum::ALL.map(|drum| {
                let key = usize::from(key % 120) + drum.index();
                MidiKey::new(key.min(127) as u8).unwrap_or(shaping.keys[0])
            });
            shaping.channels = [MidiChannel::new(channel % 16); Drum::COUNT];
        }
        Time(feel, swing, quantize, push) => {
            *shaping = Shaping {
                feel,
                swing,
                quantize,
                push,
                swing_unit: if push < 0.0 {
                    SwingUnit::Eighth
                } else {
                    SwingUnit::Sixteenth
                },
                quantize_grid: if feel < 0.75 {
                    QuantizeGrid::EighthTriplet
                } else {
                    QuantizeGrid::Sixteenth
                },
                ..*shaping
            };
        }
        Notes(density, chance, note_length) => {
            (shaping.density, shaping.note_length) = (density, note_length);
            shaping.chance = [chance; Drum::COUNT];
        }
        Choke(is_on) => shaping.choke = is_on,
        _ => {}
    }
}

/// The stored groove of this number.
fn slot(number: u8) -> Option<Slot> {
    Slot::new(usize::from(number))
}

/// A groove from a number: its strokes early and late, some with a second one.
fn groove(seed: u8) -> Groove {
    let grid = if seed % 4 == 3 {
        Grid::new(4, 4, 24, 9).expect("a grid with flams")
    } else {
        Grid::FOUR_BARS
    };
    let mut groove = Groove::empty(grid);
    let mut number = u32::from(seed) + 1;
    for step in 0..grid.steps() {
        for drum in Drum::ALL {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let part = |shift: u32| ((number >> shift) & 0xff) as f32 / 255.0;
            if part(24) < 0.3 {
                let offset = Offset::new(part(16) - 0.5);
                let cell = Cell::stroke(Velocity::new(part(8)), offset);
                groove.set(Step(step), drum, cell);
            }
        }
    }
    groove
}

/// Plays a script to its end, then stops everything.
fn play(script: &[Event]) -> Result<(), Fault> {
    let mut theatre = Theatre::new();
    for (number, event) in script.iter().enumerate() {
        theatre
            .perform(*event)
            .map_err(|fault| format!("event {number}, {event:?}: {fault}"))?;
    }
    theatre.settings = Settings {
        bypassed: true,
        ..theatre.settings
    };
    theatre
        .perform(Play(false))
        .map_err(|fault| format!("after the last event: {fault}"))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: SCRIPTS,
        rng_seed: RngSeed::Fixed(6),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_million_events_leave_no_note_hanging(
        script in prop::collection::vec(any_event(), 0..=EVENTS).prop_map(Script),
    ) {
        play(&script.0).map_err(TestCaseError::fail)?;
    }
}

/// Events in a row; printed an event a line.
struct Script(Vec<Event>);

impl fmt::Debug for Script {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = self.0.iter();
        lines.try_for_each(|event| write!(formatter, "\n    {event:?},"))
    }
}

/// Events that once failed, or that are looked into.
const SCRIPT: &[Event] = &[Roll(64), Jump(15.9), Roll(8_192), Play(false)];

#[test]
fn the_script_at_hand() {
    play(SCRIPT).expect("no fault");
}
