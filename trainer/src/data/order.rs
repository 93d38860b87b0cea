//! The order of the grooves in a pass, without a list of it: a corpus of any size costs a step the
//! same.
//!
//! A pass is a permutation of the grooves' numbers. It is computed number by number as block
//! ciphers are, in rounds that swap and mix the halves of a number (Feistel networks; Luby and
//! Rackoff 1988); where the result lies beyond the last groove, it goes through again ("cycle
//! walking", Black and Rogaway 2002).

/// Rounds of mixing. Four are enough to look random; two more cost nothing.
const ROUNDS: u64 = 6;

/// A permutation of so many numbers, decided by a seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    seed: u64,
    count: u64,
    /// Bits of half a number.
    half: u32,
}

impl Order {
    /// The order of `count` grooves in a pass of a run.
    #[must_use]
    pub fn new(seed: u64, pass: u64, count: usize) -> Self {
        let count = count as u64;
        let bits = u64::BITS - count.saturating_sub(1).leading_zeros();
        Self {
            seed: mix(mix(seed) ^ pass),
            count,
            half: bits.div_ceil(2).max(1),
        }
    }

    /// The groove at a place; `None` behind the last.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<usize> {
        let mut number = place as u64;
        if number >= self.count {
            return None;
        }
        // It comes back to where it began at the latest, so it ends.
        loop {
            number = self.permuted(number);
            if number < self.count {
                return Some(number as usize);
            }
        }
    }

    /// A permutation of the numbers of twice `half` bits.
    fn permuted(&self, number: u64) -> u64 {
        let mask = (1 << self.half) - 1;
        let (mut left, mut right) = (number >> self.half, number & mask);
        for round in 0..ROUNDS {
            let mixed = mix(self.seed ^ mix(round << 32 ^ right));
            (left, right) = (right, left ^ (mixed & mask));
        }
        left << self.half | right
    }
}

/// Spreads every bit over all others (the last step of SplitMix64, Steele et al. 2014).
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(order: &Order) -> Vec<usize> {
        (0..).map_while(|place| order.at(place)).collect()
    }

    proptest! {
        #[test]
        fn every_groove_comes_once(seed: u64, pass in 0_u64..1_000, count in 0_usize..3_000) {
            let mut order = all(&Order::new(seed, pass, count));
            order.sort_unstable();
            prop_assert_eq!(order, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn passes_and_seeds_differ() {
        let order = all(&Order::new(1, 0, 500));
        assert_eq!(order, all(&Order::new(1, 0, 500)));
        for other in [Order::new(1, 1, 500), Order::new(2, 0, 500)] {
            let other = all(&other);
            let same = order.iter().zip(&other).filter(|(a, b)| a == b).count();
            assert!(same < 10, "{same}");
        }
    }

    /// Where in a pass a groove comes says nothing about where it comes in another, nor about
    /// where its neighbours come.
    #[test]
    fn places_are_spread_evenly() {
        const COUNT: usize = 1_000;
        let tenth = COUNT / 10;
        let mut places = [[0_u32; 10]; 10];
        let mut neighbours = 0;
        for pass in 0..100 {
            let order = all(&Order::new(7, pass, COUNT));
            for (place, groove) in order.iter().enumerate() {
                places[place / tenth][groove / tenth] += 1;
            }
            neighbours += order
                .windows(2)
                .filter(|pair| pair[0].abs_diff(pair[1]) == 1)
                .count();
        }
        // 1,000 expected, with a standard deviation of about 30; and 2 neighbours a pass.
        assert!(
            places
                .iter()
                .flatten()
                .all(|&count| (870..1_130).contains(&count)),
            "{places:?}"
        );
        assert!((120..280).contains(&neighbours), "{neighbours}");
    }
}
