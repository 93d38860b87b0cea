//! Intervals that say how far a number would move with other recordings of the same kind.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::tally::Tally;

/// How often the files are drawn anew.
pub const RESAMPLES: usize = 1_000;

/// Where 95 of 100 resamples lie: the value and its neighbours by chance.
pub type Interval = [f64; 2];

/// 95 % intervals of measures, by the bootstrap over clusters: as many files as there are, drawn
/// with replacement, all windows of a file together since they overlap and share a player; 1,000
/// times; the 2.5 % and 97.5 % quantiles of what each measure becomes (percentile method, Efron &
/// Tibshirani, "An introduction to the bootstrap", 1993, chapter 13; clusters: Davison & Hinkley,
/// "Bootstrap methods and their application", 1997, section 3.8).
///
/// `files` holds a tally a file, `measures` makes the numbers of their sum; a number that a
/// resample lacks is left out of its interval. `None` for a number that all lack, or no files.
pub fn intervals<const N: usize>(
    files: &[Tally],
    random: &mut ChaCha8Rng,
    measures: impl Fn(&Tally) -> [Option<f64>; N],
) -> [Option<Interval>; N] {
    let mut values: [Vec<f64>; N] = std::array::from_fn(|_| Vec::with_capacity(RESAMPLES));
    if files.is_empty() {
        return [None; N];
    }
    for _ in 0..RESAMPLES {
        let mut sum = Tally::default();
        for _ in files {
            sum.add(&files[random.random_range(0..files.len())]);
        }
        for (values, value) in values.iter_mut().zip(measures(&sum)) {
            values.extend(value);
        }
    }
    values.map(|mut values| {
        values.sort_by(f64::total_cmp);
        let last = values.len().checked_sub(1)?;
        let at = |share: f64| values[(share * last as f64).round() as usize];
        Some([at(0.025), at(0.975)])
    })
}

#[cfg(test)]
mod tests {
    use groove::{Grid, Tempo};
    use rand::SeedableRng;

    use super::*;
    use crate::testing::stroked;

    /// Files of which some are given back and some are not.
    fn files(right: usize, wrong: usize) -> Vec<Tally> {
        let real = stroked(Tempo::DEFAULT, &[(0, 0, 0.5, 0.0)]);
        let none = stroked(Tempo::DEFAULT, &[]);
        let tally = |copy| Tally::of(&real, copy, Grid::FOUR_BARS);
        let mut files = vec![tally(&real); right];
        files.extend(vec![tally(&none); wrong]);
        files
    }

    fn recall(files: &[Tally], seed: u64) -> Option<Interval> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        intervals(files, &mut random, |sum| {
            [Some(sum.hit_scores().hit_recall)]
        })[0]
    }

    #[test]
    fn the_same_seed_gives_the_same_interval() {
        let files = files(60, 43);
        assert_eq!(recall(&files, 1), recall(&files, 1));
        // A share of 103 files has few values: of many seeds not all fall alike.
        assert!((2..20).any(|seed| recall(&files, seed) != recall(&files, 1)));
    }

    #[test]
    fn an_interval_is_as_wide_as_the_binomial_says() {
        // A share of ½ of 100 files: 1.96 · √(¼ / 100) = 0.098 either way.
        let [low, high] = recall(&files(50, 50), 3).unwrap();
        assert!(
            (low - 0.402).abs() < 0.03 && (high - 0.598).abs() < 0.03,
            "{low} {high}"
        );
        assert_eq!(recall(&files(9, 0), 3), Some([1.0, 1.0]));
    }

    #[test]
    fn what_was_never_measured_has_no_interval() {
        let mut random = ChaCha8Rng::seed_from_u64(0);
        let timing = |sum: &Tally| [sum.timing().map(|timing| timing.timing_mae_ms)];
        assert_eq!(intervals(&files(0, 3), &mut random, timing), [None]);
        assert_eq!(recall(&[], 0), None);
    }
}
