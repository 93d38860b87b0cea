//! A quantity of the reference's and how near ours comes.

use std::fmt;

/// Largest relative difference that passes.
pub const TOLERANCE: f64 = 1e-4;

/// A number that is not the reference's.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Which of the quantity's numbers.
    pub place: String,
    /// The reference's.
    pub theirs: f64,
    /// Ours.
    pub ours: f64,
    /// How far apart, relative to the quantity's scale.
    pub relative: f64,
}

/// A quantity, compared number by number.
///
/// A difference is relative to the reference's number, or to the quantity's scale where the number
/// is smaller: the root mean square of an array, whose numbers come from sums of both signs and
/// are wrong by a share of what was summed, not of what is left of it. Single figures have no
/// scale but themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// What it is.
    pub name: String,
    /// Numbers compared.
    pub numbers: usize,
    /// The largest relative difference, also of those that pass.
    pub worst: f64,
    /// All that differ by more than [`TOLERANCE`].
    pub differences: Vec<Difference>,
}

impl Quantity {
    /// A quantity of no numbers yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            numbers: 0,
            worst: 0.0,
            differences: Vec::new(),
        }
    }

    /// Compares a figure.
    pub fn figure(&mut self, place: impl Into<String>, theirs: f64, ours: f64) {
        self.number(place, theirs, ours, 0.0);
    }

    /// Compares the numbers of an array, place by place; `shape` tells where a number stands.
    pub fn array(name: &str, shape: &[usize], theirs: &[f32], ours: &[f32]) -> Self {
        let mut quantity = Self::new(name);
        let scale = scale(theirs);
        if theirs.len() != ours.len() {
            quantity.figure("numbers", theirs.len() as f64, ours.len() as f64);
        }
        for (at, (&theirs, &ours)) in theirs.iter().zip(ours).enumerate() {
            let place = || format!("{:?}", index(at, shape));
            quantity.compare(place, theirs.into(), ours.into(), scale);
        }
        quantity
    }

    /// Compares a number that is as exact as a share of the scale.
    pub fn number(&mut self, place: impl Into<String>, theirs: f64, ours: f64, scale: f64) {
        self.compare(|| place.into(), theirs, ours, scale);
    }

    fn compare(&mut self, place: impl FnOnce() -> String, theirs: f64, ours: f64, scale: f64) {
        self.numbers += 1;
        let far = (theirs - ours).abs();
        // Equal numbers pass also where both are 0.
        let relative = if far == 0.0 {
            0.0
        } else {
            far / theirs.abs().max(scale)
        };
        // What is not a number is as far as can be.
        let relative = if relative.is_nan() {
            f64::INFINITY
        } else {
            relative
        };
        self.worst = self.worst.max(relative);
        if relative > TOLERANCE {
            self.differences.push(Difference {
                place: place(),
                theirs,
                ours,
                relative,
            });
        }
    }
}

/// The root mean square.
pub fn scale(numbers: &[f32]) -> f64 {
    let squares: f64 = numbers.iter().map(|&one| f64::from(one).powi(2)).sum();
    (squares / numbers.len().max(1) as f64).sqrt()
}

/// Where number `at` of an array stands.
fn index(at: usize, shape: &[usize]) -> Vec<usize> {
    let mut rest = at;
    let mut index: Vec<usize> = shape
        .iter()
        .rev()
        .map(|&size| {
            let size = size.max(1);
            let here = rest % size;
            rest /= size;
            here
        })
        .collect();
    index.reverse();
    index
}

impl fmt::Display for Quantity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}: {} numbers, {} differ, largest relative difference {:.1e}",
            self.name,
            self.numbers,
            self.differences.len(),
            self.worst
        )
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}: reference {}, ours {} (relative {:.1e})",
            self.place, self.theirs, self.ours, self.relative
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_differ_by_a_share_of_themselves() {
        let mut quantity = Quantity::new("norms");
        quantity.figure("near", 100.0, 100.009);
        quantity.figure("nothing", 0.0, 0.0);
        assert!(quantity.differences.is_empty(), "{quantity:?}");
        quantity.figure("far", 100.0, 100.011);
        quantity.figure("something", 0.0, 1e-30);
        quantity.figure("broken", 1.0, f64::NAN);
        let places: Vec<_> = quantity.differences.iter().map(|d| &d.place).collect();
        assert_eq!(places, ["far", "something", "broken"]);
        assert_eq!((quantity.numbers, quantity.worst), (5, f64::INFINITY));
    }

    #[test]
    fn arrays_differ_by_a_share_of_their_size() {
        // Root mean square 1: what is nearly 0 may be wrong by as much as the rest.
        let theirs = [1.0, -1.0, 1.4, 1e-6, 0.0, 1.428_286];
        let mut ours = theirs;
        ours[3] = 9e-5;
        let quantity = Quantity::array("raw", &[2, 3], &theirs, &ours);
        assert!(quantity.differences.is_empty(), "{quantity:?}");
        ours[3] = 1.2e-4;
        let quantity = Quantity::array("raw", &[2, 3], &theirs, &ours);
        assert_eq!(quantity.differences[0].place, "[1, 0]");
        assert_eq!(quantity.differences.len(), 1);
        let short = Quantity::array("raw", &[2, 3], &theirs, &ours[..2]);
        assert_eq!(short.differences[0].place, "numbers");
    }
}
