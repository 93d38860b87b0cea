//! The numbers that the golden weights, latents and noise are made of.

use std::fmt;

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

/// The formula's numbers of a variable, scaled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uniform {
    /// The variable's number, k.
    pub variable: u64,
    /// The numbers lie between this and its negative.
    pub scale: f64,
}

impl Uniform {
    /// Reads what the files say in words, e.g. `float32(2*uniform(k=1000, index))`.
    pub fn told(words: &str) -> Option<Self> {
        let text: String = words.split_whitespace().collect();
        let (scale, variable) = text.split_once("*uniform(k=")?;
        let scale = scale.rsplit(|sign| !in_number(sign)).next()?;
        Some(Self {
            variable: leading(variable)?.parse().ok()?,
            scale: scale.parse().ok()?,
        })
    }

    /// The first so many.
    pub fn numbers(self, count: usize) -> Vec<f32> {
        (0..count as u64)
            .map(|index| (uniform(self.variable, index) * self.scale) as f32)
            .collect()
    }
}

impl fmt::Display for Uniform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { variable, scale } = self;
        write!(formatter, "{scale}*uniform(k={variable}, index)")
    }
}

fn in_number(sign: char) -> bool {
    sign.is_ascii_digit() || sign == '.'
}

/// The number that a text begins with.
pub fn leading(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(['=', ':']);
    let number = text.split(|sign| !in_number(sign)).next()?;
    Some(number.trim_end_matches('.'))
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
        let count = entry.rows * entry.columns;
        values.extend(Uniform { variable, scale }.numbers(count));
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
        let two = Uniform::told("z = float32(2*uniform(k=3, index))").unwrap();
        let found = two.numbers(10_000);
        let mean = found.iter().map(|&one| f64::from(one)).sum::<f64>() / 10_000.0;
        assert!(mean.abs() < 0.05, "{mean}");
        assert!(found.iter().all(|one| one.abs() <= 2.0));
        assert!(found.iter().any(|one| one.abs() > 1.99));
    }
}
