//! The numbers that the golden weights, latents and noise are made of.

use crate::network::parameters::Parameters;

/// Number `index` of the variable `variable`, in −1 to 1.
pub fn uniform(variable: u64, index: u64) -> f64 {
    let start = (variable << 32).wrapping_add(index).wrapping_add(1);
    let mut mixed = start.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    // 53 bits fit a float64.
    (mixed >> 11) as f64 / 9_007_199_254_740_992.0 * 2.0 - 1.0
}

/// So many numbers of a variable, scaled.
pub fn numbers(variable: u64, scale: f64, count: usize) -> Vec<f32> {
    (0..count as u64)
        .map(|index| (uniform(variable, index) * scale) as f32)
        .collect()
}

/// Values for all the parameters, whose first matrix is variable `first`.
pub fn values(parameters: &Parameters, first: u64) -> Vec<f32> {
    let mut values = Vec::with_capacity(parameters.values().len());
    for (variable, entry) in (first..).zip(parameters.entries()) {
        // Only the biases have one row: every matrix has its layer's inputs.
        let scale = if entry.rows == 1 {
            0.1
        } else {
            1.5 / (entry.rows as f64).sqrt()
        };
        values.extend(numbers(variable, scale, entry.rows * entry.columns));
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_splitmix64() {
        // Its known first output from the seed 0: 0xE220A8397B1DCDAF.
        let known = (0xE220_A839_7B1D_CDAF_u64 >> 11) as f64 / 2.0_f64.powi(53) * 2.0 - 1.0;
        assert_eq!(uniform(0, 0), known);
        assert_ne!(uniform(1, 0), uniform(0, 0));
    }

    #[test]
    fn numbers_fill_their_range() {
        let found = numbers(3, 2.0, 10_000);
        let mean = found.iter().map(|&one| f64::from(one)).sum::<f64>() / 10_000.0;
        assert!(mean.abs() < 0.05, "{mean}");
        assert!(found.iter().all(|one| one.abs() <= 2.0));
        assert!(found.iter().any(|one| one.abs() > 1.99));
    }
}
