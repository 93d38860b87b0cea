//! The player under a mock host: scripts of a transport, sample by sample.

use groove::{Beats, Cell, Drum, DrumMap, Grid, Groove, Offset, Step, Velocity};
use proptest::prelude::*;

use super::{Block, Cycle, NoteEvent, NoteKind, Player};

const RATE: f64 = 48_000.0;
const KICK: u8 = 36;
/// Samples of a quarter note at 120 a minute.
const BEAT: i64 = 24_000;

/// A host that rolls at a tempo, may loop, and remembers absolute sample times.
struct Host {
    player: Player,
    tempo: f64,
    position: f64,
    cycle: Option<Cycle>,
    sample: i64,
    heard: Vec<(i64, u8, bool)>,
}

impl Host {
    fn new() -> Self {
        Self {
            player: Player::new(DrumMap::general_midi(), 65_536),
            tempo: 120.0,
            position: 0.0,
            cycle: None,
            sample: 0,
            heard: Vec::new(),
        }
    }

    fn block(&self, frames: usize) -> Block {
        Block {
            frames,
            sample_rate: RATE,
            playing: true,
            tempo: Some(self.tempo),
            position: Some(Beats(self.position)),
            cycle: self.cycle,
        }
    }

    /// Plays one block and moves on, through the end of the loop if there is one.
    fn roll(&mut self, groove: &Groove, frames: usize) {
        self.hear(Some(groove), &self.block(frames));
        self.position += frames as f64 * self.tempo / 60.0 / RATE;
        if let Some(cycle) = self.cycle {
            while self.position >= cycle.end.0 {
                self.position -= cycle.end.0 - cycle.start.0;
            }
        }
    }

    fn stop(&mut self, groove: &Groove, frames: usize) {
        let block = Block {
            playing: false,
            ..self.block(frames)
        };
        self.hear(Some(groove), &block);
    }

    fn hear(&mut self, groove: Option<&Groove>, block: &Block) {
        for event in self.player.play(groove, block) {
            assert!(event.sample < block.frames);
            let on = matches!(event.kind, NoteKind::On(_));
            self.heard
                .push((self.sample + event.sample as i64, event.key.get(), on));
        }
        self.sample += block.frames as i64;
    }

    fn roll_for(&mut self, groove: &Groove, samples: i64, frames: usize) {
        let end = self.sample + samples;
        while self.sample < end {
            self.roll(groove, frames.min((end - self.sample) as usize));
        }
    }

    fn beginnings(&self) -> Vec<i64> {
        self.heard
            .iter()
            .filter(|(.., on)| *on)
            .map(|(sample, ..)| *sample)
            .collect()
    }
}

fn strokes(strokes: &[(usize, f32)]) -> Groove {
    let mut groove = Groove::empty(Grid::FOUR_BARS);
    for (step, offset) in strokes {
        let cell = Cell::stroke(Velocity::new(0.8), Offset::new(*offset));
        groove.set(Step(*step), Drum::Kick, cell);
    }
    groove
}

/// Every note begins before it ends and ends before it begins anew.
fn assert_paired(heard: &[(i64, u8, bool)], all_ended: bool) {
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

#[test]
fn a_stroke_sounds_on_its_sample_and_is_held_for_a_step() {
    let mut host = Host::new();
    host.roll_for(&strokes(&[(4, 0.0), (6, 0.25)]), 2 * BEAT, 512);
    let expected = [
        (BEAT, KICK, true),
        (BEAT + 6_000, KICK, false),
        (BEAT + 13_500, KICK, true),
        (BEAT + 19_500, KICK, false),
    ];
    assert_eq!(host.heard, expected);
}

#[test]
fn an_early_first_downbeat_sounds_at_the_start_and_early_at_the_four_bar_seam() {
    let mut host = Host::new();
    host.roll_for(&strokes(&[(0, -0.2)]), 33 * BEAT, 441);
    assert_eq!(host.beginnings(), [0, 16 * BEAT - 1_200, 32 * BEAT - 1_200]);
}

#[test]
fn a_late_last_stroke_stays_before_the_seam() {
    let mut host = Host::new();
    host.roll_for(&strokes(&[(63, 0.5)]), 17 * BEAT, 1_000);
    assert_eq!(host.beginnings(), [63 * 6_000 + 3_000]);
}

#[test]
fn the_hosts_loop_is_anticipated_and_what_lies_behind_it_stays_silent() {
    // Loop over the second bar: step 16 is early over its start, step 32 over its end.
    let groove = strokes(&[(16, -0.25), (20, 0.0), (32, -0.25)]);
    for frames in [64, 441, 4_800, 65_536] {
        let mut host = Host::new();
        host.position = 4.0;
        host.cycle = Some(Cycle {
            start: Beats(4.0),
            end: Beats(8.0),
        });
        host.roll_for(&groove, 12 * BEAT - 2_000, frames);
        let bar = 4 * BEAT;
        let early = -1_500;
        let expected = [
            0,
            BEAT,
            bar + early,
            bar + BEAT,
            2 * bar + early,
            2 * bar + BEAT,
        ];
        assert_eq!(host.beginnings(), expected, "blocks of {frames}");
        assert_paired(&host.heard, false);
    }
}

#[test]
fn a_loop_that_is_left_loses_nothing_behind_it() {
    let groove = strokes(&[(32, -0.25), (36, 0.0)]);
    let mut host = Host::new();
    host.position = 7.9;
    host.cycle = Some(Cycle {
        start: Beats(4.0),
        end: Beats(8.0),
    });
    host.roll_for(&groove, 2_300, 2_300);
    host.cycle = None;
    host.position = 8.0;
    host.roll_for(&groove, 2 * BEAT, 512);
    assert_eq!(host.beginnings(), [2_300, 2_300 + BEAT]);
}

#[test]
fn jitter_and_tempo_changes_neither_double_nor_lose() {
    let groove = strokes(&(0..64).map(|step| (step, 0.0)).collect::<Vec<_>>());
    let mut host = Host::new();
    for block in 0..2_000 {
        host.tempo = 90.0 + f64::from(block % 60);
        let true_position = host.position;
        host.position += [0.0, 3e-5, -3e-5][block as usize % 3] * f64::from(u8::from(block > 0));
        host.roll(&groove, 300);
        host.position += true_position - (host.position - 300.0 * host.tempo / 60.0 / RATE);
    }
    let beats = host.position;
    assert_eq!(host.beginnings().len(), (beats * 4.0).ceil() as usize);
    assert_paired(&host.heard, false);
}

#[test]
fn stopping_jumping_and_silence_end_what_sounds() {
    let groove = strokes(&[(0, 0.0), (32, 0.0)]);
    let mut host = Host::new();
    host.roll(&groove, 100);
    host.stop(&groove, 100);
    assert_eq!(host.heard, [(0, KICK, true), (100, KICK, false)]);
    host.position = 8.0;
    host.roll(&groove, 100);
    host.position = 0.0;
    host.roll(&groove, 100);
    assert_eq!(
        host.heard[2..],
        [(200, KICK, true), (300, KICK, false), (300, KICK, true)]
    );
    let block = host.block(100);
    host.hear(None, &block);
    assert_eq!(host.heard[5..], [(400, KICK, false)]);
}

#[test]
fn another_player_inherits_the_sounding_notes() {
    let groove = strokes(&[(0, 0.0)]);
    let mut host = Host::new();
    host.roll(&groove, 100);
    let mut next = Player::new(DrumMap::general_midi(), 64);
    next.inherit(&host.player);
    host.player = next;
    host.stop(&groove, 10);
    assert_paired(&host.heard, true);
}

#[test]
fn an_absurd_flood_is_capped_and_still_paired() {
    let mut groove = Groove::empty(Grid::new(4, 4, 24, 9).expect("a grid"));
    for cell in groove.cells_mut() {
        *cell = Cell::stroke(Velocity::HIGHEST, Offset::NEUTRAL);
    }
    let mut host = Host::new();
    host.player = Player::new(DrumMap::general_midi(), 64);
    host.tempo = 1_000.0;
    host.roll(&groove, 1_000_000);
    host.stop(&groove, 1);
    assert_paired(&host.heard, true);
}

fn any_groove() -> impl Strategy<Value = Groove> {
    let stroke = (0_usize..64, 0_usize..9, 0.0_f32..=1.0, -0.5_f32..=0.5);
    prop::collection::vec(stroke, 0..120).prop_map(|strokes| {
        let mut groove = Groove::empty(Grid::FOUR_BARS);
        for (step, drum, velocity, offset) in strokes {
            let cell = Cell::stroke(Velocity::new(velocity), Offset::new(offset));
            groove.set(Step(step), Drum::ALL[drum], cell);
        }
        groove
    })
}

/// Numbers a host may send: sensible ones, and anything at all.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![6 => -8.0..64.0, 2 => 20.0..999.0, 1 => any::<f64>(), 1 => Just(f64::NAN)]
}

fn any_block() -> impl Strategy<Value = Block> {
    let number = || prop::option::weighted(0.9, any_number());
    let cycle = prop::option::of((any_number(), any_number()));
    (
        0_usize..3_000,
        number(),
        number(),
        cycle,
        prop::bool::weighted(0.8),
    )
        .prop_map(|(frames, tempo, position, cycle, playing)| Block {
            frames,
            sample_rate: RATE,
            playing,
            tempo,
            position: position.map(Beats),
            cycle: cycle.map(|(start, end)| Cycle {
                start: Beats(start),
                end: Beats(end),
            }),
        })
}

fn all_events(groove: &Groove, blocks: &[Block]) -> Vec<Vec<NoteEvent>> {
    let mut player = Player::new(DrumMap::general_midi(), 3_000);
    blocks
        .iter()
        .map(|block| player.play(Some(groove), block).to_vec())
        .collect()
}

proptest! {
    #[test]
    fn whatever_the_host_does_notes_are_paired_sorted_and_repeatable(
        groove in any_groove(),
        blocks in prop::collection::vec(any_block(), 1..30),
    ) {
        let events = all_events(&groove, &blocks);
        let mut host = Host::new();
        for (block, events) in blocks.iter().zip(&events) {
            let order = |event: &NoteEvent| (event.sample, event.kind != NoteKind::Off);
            prop_assert!(events.is_sorted_by_key(order));
            host.hear(Some(&groove), block);
        }
        host.stop(&groove, 1);
        assert_paired(&host.heard, true);
        prop_assert_eq!(&events, &all_events(&groove, &blocks));
    }

    #[test]
    fn how_a_stretch_is_cut_into_blocks_changes_nothing(
        groove in any_groove(),
        tempo in 40.0_f64..300.0,
        start in 0_i32..64,
        cycle in prop::option::of((0_i32..32, 1_i32..32)),
        cuts in prop::collection::vec(1_usize..5_000, 1..40),
    ) {
        let total: usize = cuts.iter().sum();
        let hear = |cuts: &[usize]| {
            let mut host = Host::new();
            host.tempo = tempo;
            host.position = f64::from(start) / 4.0;
            host.cycle = cycle.map(|(from, steps)| Cycle {
                start: Beats(f64::from(from) / 4.0),
                end: Beats(f64::from(from + steps) / 4.0),
            });
            if host.cycle.is_some_and(|cycle| host.position >= cycle.end.0) {
                host.cycle = None;
            }
            for frames in cuts {
                host.roll(&groove, *frames);
            }
            host.heard
        };
        prop_assert_eq!(hear(&cuts), hear(&[total]));
    }

    #[test]
    fn a_long_stretch_holds_every_stroke_once(
        groove in any_groove(),
        frames in 1_usize..3_000,
        passes in 1_i64..3,
    ) {
        // From the second pass on, all strokes of a pass sound between two equal phases.
        let mut host = Host::new();
        host.position = 16.0;
        let until = 16 * BEAT - 3_000;
        host.roll_for(&groove, until, frames);
        let before = host.beginnings().len();
        host.roll_for(&groove, passes * 16 * BEAT, frames);
        let strokes = groove.stroke_count() as i64;
        prop_assert_eq!((host.beginnings().len() - before) as i64, passes * strokes);
    }
}
