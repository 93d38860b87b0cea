//! What several tests need: a tiny network and made-up grooves.

use groove::{Grid, Tempo};

use crate::{
    config::{Config, NetworkConfig, PriorConfig},
    data::{Dataset, Window},
    speed::grooves_of_chance,
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
    config.prior = PriorConfig {
        phrase_couplings: 2,
        bar_couplings: 2,
        hidden: 8,
        relation: 8,
        summary: 4,
        steps: 20,
        batch: 8,
        learning_rate: 1e-2,
        ..PriorConfig::default()
    };
    config
}

/// Grooves of chance.
pub fn dataset(count: usize) -> Dataset {
    grooves_of_chance(Grid::FOUR_BARS, count)
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
