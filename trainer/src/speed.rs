//! How fast a network trains on this machine.

use std::time::{Duration, Instant};

use groove::{Grid, Tempo};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{
    data::{Dataset, Report, Source, Window},
    error::TrainError,
    learner::Learner,
};

/// What a measurement found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speed {
    /// Steps measured.
    pub steps: usize,
    /// Time from the first to the last of them.
    pub total: Duration,
    /// The median step.
    pub median: Duration,
    /// The quickest.
    pub least: Duration,
}

impl Speed {
    /// Steps in a second.
    #[must_use]
    pub fn steps_per_second(&self) -> f64 {
        self.steps as f64 / self.total.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

/// Trains so many steps, after `warm` steps that do not count.
///
/// # Errors
/// If a step fails.
pub fn measure(
    learner: &mut dyn Learner,
    dataset: &Dataset,
    warm: usize,
    steps: usize,
) -> Result<Speed, TrainError> {
    for _ in 0..warm {
        learner.train_step(dataset)?;
    }
    let mut taken = Vec::with_capacity(steps);
    for _ in 0..steps {
        let begin = Instant::now();
        learner.train_step(dataset)?;
        taken.push(begin.elapsed());
    }
    let total = taken.iter().sum();
    taken.sort_unstable();
    Ok(Speed {
        steps,
        total,
        median: taken.get(steps / 2).copied().unwrap_or_default(),
        least: taken.first().copied().unwrap_or_default(),
    })
}

/// Grooves of chance, a cell in five hit: as good as recorded ones to measure time with.
#[must_use]
pub fn grooves_of_chance(grid: Grid, count: usize) -> Dataset {
    let mut random = ChaCha8Rng::seed_from_u64(11);
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

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use crate::{testing, trainer::Trainer};

    #[test]
    fn steps_are_counted_and_trained() {
        let dataset = grooves_of_chance(Grid::FOUR_BARS, 8);
        let mut trainer = Trainer::new(testing::config(), Device::flex());
        let speed = measure(&mut trainer, &dataset, 1, 3).unwrap();
        assert_eq!((speed.steps, trainer.step()), (3, 4));
        assert!(speed.least <= speed.median && speed.median <= speed.total);
        assert!(speed.steps_per_second() > 0.0);
    }
}
