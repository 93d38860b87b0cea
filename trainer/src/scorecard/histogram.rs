//! Histograms of numbers, and two ways to say how alike two of them are.
//!
//! Knows numbers alone, no grooves.

use std::ops::Range;

/// Equally wide bins from `low` to `high`; what lies outside counts in the first or the last.
/// Where both are the same number there are three bins: less, just that, more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bins {
    low: f64,
    high: f64,
    count: usize,
}

impl Bins {
    /// So many bins (at least one) between two numbers.
    #[must_use]
    pub fn new(low: f64, high: f64, count: usize) -> Self {
        let count = if high > low { count.max(1) } else { 3 };
        Self { low, high, count }
    }

    /// Bins over the bulk of some values: from their 1 % to their 99 % quantile (nearest rank), so
    /// that one odd value does not press all others into one bin.
    #[must_use]
    pub fn over_bulk(values: &[f64], count: usize) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1) as f64;
        let quantile = |share: f64| {
            let at = (share * last).round() as usize;
            sorted.get(at).copied().unwrap_or(0.0)
        };
        Self::new(quantile(0.01), quantile(0.99), count)
    }

    /// How many there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Where they begin and end; `None` where that is one number.
    #[must_use]
    pub fn range(&self) -> Option<Range<f64>> {
        (self.high > self.low).then_some(self.low..self.high)
    }

    /// The bin of a value.
    #[must_use]
    pub fn bin(&self, value: f64) -> usize {
        if self.high > self.low {
            let place = (value - self.low) / (self.high - self.low) * self.count as f64;
            // A cast of a float stops at both ends of the range.
            (place as usize).min(self.count - 1)
        } else if value < self.low {
            0
        } else {
            1 + usize::from(value > self.low)
        }
    }

    /// How many of the values lie in each bin.
    #[must_use]
    pub fn histogram(&self, values: impl IntoIterator<Item = f64>) -> Vec<u64> {
        let mut counts = vec![0; self.count];
        for value in values {
            counts[self.bin(value)] += 1;
        }
        counts
    }
}

/// The area that two histograms on the same bins share: `Σ min(p_b, q_b)`, p and q their shares.
/// 1 where they are equal, 0 where they have no bin in common; of two empty ones 1. The overlap
/// area by which Yang & Lerch compare generated and real music ("On the evaluation of generative
/// models in music", Neural Computing and Applications 32, 2020), of histograms instead of kernel
/// densities: no bandwidth to choose, and heaps at one value, as shares of a drum have at 0, stay
/// heaps.
///
/// Two samples of one distribution do not reach 1 either, the less the smaller they are: read it
/// beside the overlap of two real samples of the same sizes.
#[must_use]
pub fn overlap(one: &[u64], other: &[u64]) -> f64 {
    let (first, second) = (total(one), total(other));
    if first == 0.0 || second == 0.0 {
        return f64::from(u8::from(first == second));
    }
    let shares = one.iter().zip(other);
    shares
        .map(|(&p, &q)| (p as f64 / first).min(q as f64 / second))
        .sum()
}

/// Kullback–Leibler divergence of a copy's histogram from the real one's, in nats:
/// `KL(p ‖ q) = Σ p_b ln(p_b / q_b)`, p real, q the copy. One is added to each count, so that an
/// empty bin costs much and not everything.
#[must_use]
pub fn divergence(real: &[u64], copy: &[u64]) -> f64 {
    let bins = real.len().min(copy.len()) as f64;
    let (first, second) = (total(real) + bins, total(copy) + bins);
    let pairs = real.iter().zip(copy);
    pairs
        .map(|(&p, &q)| ((p + 1) as f64 / first, (q + 1) as f64 / second))
        .map(|(p, q)| p * (p / q).ln())
        .sum()
}

fn total(counts: &[u64]) -> f64 {
    counts.iter().sum::<u64>() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_what_lies_between_their_edges() {
        let bins = Bins::new(-0.5, 0.5, 4);
        let values = [-9.0, -0.5, -0.26, -0.25, 0.0, 0.24, 0.5, 9.0];
        assert_eq!(bins.histogram(values), [3, 1, 2, 2]);
        let one_value = Bins::over_bulk(&[2.0; 7], 20);
        assert_eq!(one_value.histogram([1.0, 2.0, 2.0, 3.0]), [1, 2, 1]);
    }

    #[test]
    fn the_bulk_leaves_out_one_in_a_hundred_at_each_end() {
        let mut values: Vec<f64> = (0..=100).map(f64::from).collect();
        values[100] = 1e9;
        assert_eq!(Bins::over_bulk(&values, 10), Bins::new(1.0, 99.0, 10));
    }

    #[test]
    fn equal_samples_overlap_fully_and_disjoint_ones_not_at_all() {
        assert_eq!(overlap(&[1, 3, 0], &[2, 6, 0]), 1.0);
        assert_eq!(overlap(&[1, 3, 0], &[0, 0, 5]), 0.0);
        // ¼ and ½ in the first bin, ¾ and ½ in the second.
        assert_eq!(overlap(&[1, 3], &[2, 2]), 0.75);
        assert_eq!(overlap(&[0, 0], &[0, 0]), 1.0);
        assert_eq!(overlap(&[0, 0], &[0, 1]), 0.0);
    }

    #[test]
    fn divergence_is_that_of_counts_plus_one() {
        assert_eq!(divergence(&[4, 2], &[4, 2]), 0.0);
        // (3 + 1) : (1 + 1) against (0 + 1) : (1 + 1).
        let by_hand =
            4.0 / 6.0 * (4.0 / 6.0 * 3.0_f64).ln() + 2.0 / 6.0 * (2.0 / 6.0 * 1.5_f64).ln();
        assert!((divergence(&[3, 1], &[0, 1]) - by_hand).abs() < 1e-12);
    }
}
