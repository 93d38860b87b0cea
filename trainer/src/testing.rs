//! What several tests need: a tiny network and made-up grooves.

use groove::{Grid, Tempo};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{
    config::{Config, NetworkConfig},
    data::{Dataset, Report, Source, Window},
};

/// A configuration that trains in no time.
pub fn config() -> Config {
    let network = NetworkConfig {
        grid: Grid::FOUR_BARS,
        bar_hidden: 16,
        bar_embedding: 12,
        bars: 8,
        head: 16,
        phrase: 6,
        bar_latent: 3,
        conductor: 8,
        context: 10,
        path: 12,
        decoder: 8,
    };
    let mut config = Config {
        seed: 3,
        network,
        ..Config::default()
    };
    config.optimizer.batch = 4;
    config
}

/// Grooves of chance.
pub fn dataset(count: usize) -> Dataset {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let grid = Grid::FOUR_BARS;
    let windows = (0..count).map(|_| window(grid, &mut random)).collect();
    let source = Source {
        name: "chance.mid".to_owned(),
        drummer: None,
        style: None,
        windows: 0..count,
    };
    Dataset {
        grid,
        windows,
        sources: vec![source],
        report: Report::default(),
    }
}

fn window(grid: Grid, random: &mut ChaCha8Rng) -> Window {
    let cells = grid.cells();
    let mut window = Window {
        hits: vec![0.0; cells],
        velocities: vec![0.0; cells],
        offsets: vec![0.0; cells],
        tempo: Tempo::DEFAULT,
    };
    for at in 0..cells {
        if random.random_bool(0.2) {
            window.hits[at] = 1.0;
            window.velocities[at] = random.random_range(0.1..=1.0);
            window.offsets[at] = random.random_range(-0.5..=0.5);
        }
    }
    window
}

/// Four bars with strokes: step, drum, velocity, offset.
pub fn stroked(tempo: Tempo, strokes: &[(usize, usize, f32, f32)]) -> Window {
    let cells = Grid::FOUR_BARS.cells();
    let mut window = Window {
        hits: vec![0.0; cells],
        velocities: vec![0.0; cells],
        offsets: vec![0.0; cells],
        tempo,
    };
    for &(step, drum, velocity, offset) in strokes {
        let at = step * Grid::FOUR_BARS.drums() + drum;
        window.hits[at] = 1.0;
        window.velocities[at] = velocity;
        window.offsets[at] = offset;
    }
    window
}
