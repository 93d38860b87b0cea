//! How varied velocities and timing are, drum by drum: a model that answers the mean is exact and
//! dull.
//!
//! Does not know how the grooves were made.

use groove::{Drum, Grid};
use serde::Serialize;

use super::{
    histogram::{Bins, overlap},
    samples::Sets,
};
use crate::data::Window;

/// Bins of the histogram of a drum's velocities.
const BINS: usize = 32;

/// How varied a set is, and how its velocities lie on those of real grooves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Variety {
    /// Standard deviation of a drum's velocities on MIDI's scale of 0–127, pooled over the drums
    /// (the root of the mean variance, each stroke weighing the same), so that a loud drum beside a
    /// soft one is no variety.
    pub velocity_deviation: f64,
    /// The same of the offsets, in steps.
    pub timing_deviation: f64,
    /// [`overlap`] of a drum's histogram of velocities with that of the real grooves, mean over the
    /// drums, each weighing as its real strokes.
    pub velocity_overlap: f64,
}

/// How varied real and made grooves are.
#[derive(Debug, Clone, PartialEq)]
pub struct VarietyScores {
    /// Real grooves of the split; their overlap with themselves is 1.
    pub real: Variety,
    /// What the model gives back when shown them.
    pub reconstruction: Variety,
    /// Samples, as `quatrain sample` draws them.
    pub samples: Variety,
    /// Training grooves: the yardstick.
    pub training: Variety,
    /// Drum by drum.
    pub drums: Vec<DrumDeviation>,
}

/// Standard deviation of one drum's velocities, on MIDI's scale; `None` where it has no two strokes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DrumDeviation {
    /// Of real strokes.
    pub real_velocity_deviation: Option<f64>,
    /// Of those given back.
    pub reconstruction_velocity_deviation: Option<f64>,
    /// Of samples.
    pub sample_velocity_deviation: Option<f64>,
}

impl VarietyScores {
    pub(super) fn of(sets: &Sets, grid: Grid) -> Self {
        let strokes = |set| Strokes::of_drums(set, grid);
        let (real, copies) = (strokes(&sets.real), strokes(&sets.copies));
        let (samples, training) = (strokes(&sets.samples), strokes(&sets.training));
        let drum = |at: usize| DrumDeviation {
            real_velocity_deviation: real[at].deviation(),
            reconstruction_velocity_deviation: copies[at].deviation(),
            sample_velocity_deviation: samples[at].deviation(),
        };
        Self {
            drums: (0..grid.drums()).map(drum).collect(),
            reconstruction: variety(&copies, &real),
            samples: variety(&samples, &real),
            training: variety(&training, &real),
            real: variety(&real, &real),
        }
    }
}

fn variety(set: &[Strokes], real: &[Strokes]) -> Variety {
    let count = |strokes: &Strokes| strokes.velocities.count;
    let pooled = |moments: fn(&Strokes) -> &Moments| {
        let squares: f64 = set.iter().map(|drum| moments(drum).squares()).sum();
        (squares / set.iter().map(count).sum::<f64>().max(1.0)).sqrt()
    };
    let overlaps = set.iter().zip(real);
    let shared: f64 = overlaps
        .map(|(set, real)| count(real) * overlap(&real.histogram, &set.histogram))
        .sum();
    Variety {
        velocity_deviation: 127.0 * pooled(|drum| &drum.velocities),
        timing_deviation: pooled(|drum| &drum.offsets),
        velocity_overlap: shared / real.iter().map(count).sum::<f64>().max(1.0),
    }
}

/// The strokes of one drum.
#[derive(Debug, Clone, Default)]
struct Strokes {
    velocities: Moments,
    offsets: Moments,
    histogram: Vec<u64>,
}

impl Strokes {
    fn of_drums(set: &[Window], grid: Grid) -> Vec<Self> {
        let bins = Bins::new(0.0, 1.0, BINS);
        let mut drums = vec![Self::default(); grid.drums().min(Drum::COUNT)];
        for drum in &mut drums {
            drum.histogram = vec![0; bins.count()];
        }
        for window in set {
            for at in (0..grid.cells()).filter(|&at| window.hits[at] > 0.5) {
                let drum = &mut drums[at % grid.drums()];
                drum.velocities.add(window.velocities[at].into());
                drum.offsets.add(window.offsets[at].into());
                drum.histogram[bins.bin(window.velocities[at].into())] += 1;
            }
        }
        drums
    }

    fn deviation(&self) -> Option<f64> {
        let Moments { count, .. } = self.velocities;
        (count > 1.0).then(|| 127.0 * (self.velocities.squares() / count).sqrt())
    }
}

/// Count, sum and sum of squares of numbers.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    count: f64,
    sum: f64,
    square: f64,
}

impl Moments {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        self.sum += value;
        self.square += value * value;
    }

    /// Sum of the squared distances from the mean.
    fn squares(&self) -> f64 {
        (self.square - self.sum * self.sum / self.count.max(1.0)).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use groove::Tempo;

    use super::*;
    use crate::testing::stroked;

    fn one(strokes: &[(usize, usize, f32, f32)]) -> Vec<Strokes> {
        Strokes::of_drums(&[stroked(Tempo::DEFAULT, strokes)], Grid::FOUR_BARS)
    }

    #[test]
    fn a_loud_drum_beside_a_soft_one_is_no_variety() {
        let even = one(&[
            (0, 0, 0.9, 0.1),
            (4, 0, 0.9, 0.1),
            (0, 1, 0.3, -0.1),
            (4, 1, 0.3, -0.1),
        ]);
        let found = variety(&even, &even);
        assert!(found.velocity_deviation < 1e-4 && found.timing_deviation < 1e-6);
        assert_eq!(found.velocity_overlap, 1.0);
    }

    #[test]
    fn the_pooled_deviation_is_that_of_the_strokes_about_their_drums_mean() {
        // Kick 0.5 ± 0.1, twice; snare once: variance 0.02 / 3.
        let set = one(&[(0, 0, 0.4, 0.0), (4, 0, 0.6, 0.0), (0, 1, 0.3, 0.0)]);
        let deviation = 127.0 * (0.02_f64 / 3.0).sqrt();
        assert!((variety(&set, &set).velocity_deviation - deviation).abs() < 1e-4);
        assert!((set[0].deviation().unwrap() - 12.7).abs() < 1e-4);
        assert_eq!((set[1].deviation(), set[8].deviation()), (None, None));
    }

    #[test]
    fn a_model_that_answers_the_mean_shares_little() {
        let real = one(&[(0, 0, 0.2, 0.0), (4, 0, 0.8, 0.0)]);
        let dull = one(&[(0, 0, 0.5, 0.0), (4, 0, 0.5, 0.0)]);
        assert_eq!(variety(&dull, &real).velocity_overlap, 0.0);
    }
}
