//! What `Player::play` costs, as a share of the block's time: `cargo bench --bench player`.
//!
//! A heavy load is the finest grid with every cell struck twice, while in each block a groove
//! arrives that takes over at once and every control moves, so that strokes wait for up to a tenth
//! of a second: at 240 quarter notes a minute 200 of them are then in flight, at the fastest tempo
//! 700. Beside it what is usual, and a block in which nothing happens.
//!
//! A player does the same again when told the same. So each block is played several times, and the
//! least of its times counts: what is left out is what other programs took of the processor.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use groove::{Beats, Cell, Drum, Grid, Groove, Offset, Second, Step, Velocity, units::Gap};
use quatrain_plugin::player::{Block, Parcel, Place, Player, Score, Settings};

/// Samples in a block.
const FRAMES: usize = 64;
/// Samples a second.
const RATE: f64 = 48_000.0;
/// Blocks of each kind.
const BLOCKS: usize = 50_000;
/// How often each is played.
const ROUNDS: usize = 7;

/// A host and a person, as far as the player knows them.
struct Case {
    name: &'static str,
    groove: Groove,
    /// Quarter notes a minute.
    tempo: f64,
    is_playing: bool,
    /// Whether in each block a groove arrives and all controls move.
    is_restless: bool,
}

/// A groove with every cell struck, in a grid, with or without second strokes.
fn full(grid: Grid) -> Groove {
    let mut groove = Groove::empty(grid);
    for step in 0..grid.steps() {
        for drum in Drum::ALL {
            // Early and late by turns.
            let offset = Offset::new(if step % 2 == 0 { 0.49 } else { -0.49 });
            let mut cell = Cell::stroke(Velocity::HIGHEST, offset);
            cell.second = grid.flams().then(|| Second {
                gap: Gap::new(0.4),
                velocity: Velocity::new(0.5),
            });
            groove.set(Step(step), drum, cell);
        }
    }
    groove
}

impl Case {
    /// What half of the blocks cost at most, all but one in a thousand, and the worst: shares of
    /// the block's time.
    fn measure(&self) -> [f64; 3] {
        let mut best = vec![Duration::MAX; BLOCKS];
        for _ in 0..ROUNDS {
            for (best, taken) in best.iter_mut().zip(play(self)) {
                *best = taken.min(*best);
            }
        }
        best.sort_unstable();
        [0.5, 0.999, 1.0].map(|quantile| {
            let rank = ((BLOCKS - 1) as f64 * quantile).round() as usize;
            best[rank].as_secs_f64() * RATE / FRAMES as f64
        })
    }

    fn json(&self) -> serde_json::Value {
        let [p50, p999, max] = self.measure();
        let cost = serde_json::json!({"p50": p50, "p999": p999, "max": max});
        serde_json::json!({"name": self.name, "blocks": BLOCKS, "cost": cost})
    }
}

/// How long each block took.
fn play(case: &Case) -> Vec<Duration> {
    let mut player = Player::new(FRAMES);
    let mut settings = Settings::default();
    let live = Place::Live { piece: 0, of: 1 };
    player.put(live, Parcel::new(Score::new(&case.groove)));
    let mut block = Block {
        frames: FRAMES,
        sample_rate: RATE,
        playing: case.is_playing,
        tempo: Some(case.tempo),
        position: Some(Beats(0.0)),
        cycle: None,
        meter: None,
        bar_start: None,
    };
    let mut taken = Vec::with_capacity(BLOCKS);
    for number in 0..BLOCKS {
        if case.is_restless {
            // Up and down, for a tenth of a second each.
            let wave = ((number % 150) as f32 / 75.0 - 1.0).abs();
            settings.shaping.feel = 1.5 * wave;
            settings.shaping.swing = 0.5 + wave / 4.0;
            settings.shaping.push = f64::from(wave) * 100.0 - 50.0;
            settings.shaping.quantize = wave;
            player.put(live, Parcel::new(Score::new(&case.groove)));
        }
        let began = Instant::now();
        black_box(player.play(&settings, &block, &[]));
        taken.push(began.elapsed());
        while let Some(parcel) = player.take_discarded() {
            parcel.free();
        }
        if case.is_playing {
            let beats = FRAMES as f64 / RATE * case.tempo / 60.0;
            block.position = block.position.map(|position| Beats(position.0 + beats));
        }
    }
    taken
}

/// See the file's documentation.
fn heavy(name: &'static str, tempo: f64) -> Case {
    Case {
        name,
        groove: full(Grid::new(4, 4, 24, 9).expect("a grid").with_flams()),
        tempo,
        is_playing: true,
        is_restless: true,
    }
}

fn main() {
    let cases = [
        heavy("200 strokes in flight", 240.0),
        heavy("700 strokes in flight", 999.0),
        Case {
            name: "all sixteenths at 120",
            groove: full(Grid::FOUR_BARS),
            tempo: 120.0,
            is_playing: true,
            is_restless: false,
        },
        Case {
            name: "stopped",
            groove: full(Grid::FOUR_BARS),
            tempo: 120.0,
            is_playing: false,
            is_restless: false,
        },
    ];
    if std::env::args().any(|word| word == "--json") {
        let cases: Vec<_> = cases.iter().map(Case::json).collect();
        println!("{}", serde_json::Value::from(cases));
        return;
    }
    println!("Player::play, {FRAMES} samples at 48 kHz, {BLOCKS} blocks; % of the block's time\n");
    println!("{:24} {:>8} {:>8} {:>8}", "", "p50", "p99.9", "max");
    for case in &cases {
        let [p50, p999, max] = case.measure().map(|share| 100.0 * share);
        println!("{:24} {p50:8.3} {p999:8.3} {max:8.3}", case.name);
    }
}
