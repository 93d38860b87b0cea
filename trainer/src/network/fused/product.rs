//! Matrix products on plain slices.

/// A matrix in memory.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    numbers: &'a [f32],
    rows: usize,
    columns: usize,
    /// From a row to the next.
    down: usize,
    /// From a column to the next.
    across: usize,
}

impl<'a> View<'a> {
    /// `rows × columns` numbers, row by row.
    ///
    /// # Panics
    /// If there are not so many: [`multiply`] relies on it.
    pub fn new(numbers: &'a [f32], rows: usize, columns: usize) -> Self {
        assert_eq!(numbers.len(), rows * columns);
        Self {
            numbers,
            rows,
            columns,
            down: columns,
            across: 1,
        }
    }

    /// The columns before `end`.
    pub fn columns_until(self, end: usize) -> Self {
        let columns = end.min(self.columns);
        Self { columns, ..self }
    }

    /// The columns from `first` on.
    pub fn columns_from(self, first: usize) -> Self {
        Self {
            numbers: &self.numbers[(first * self.across).min(self.numbers.len())..],
            columns: self.columns - first,
            ..self
        }
    }

    /// The same numbers, rows as columns.
    pub fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            down: self.across,
            across: self.down,
            ..self
        }
    }
}

/// What becomes of the numbers that a product is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// They are lost.
    Over,
    /// The product is added to them.
    Add,
}

/// Writes `left · right` to `to`, row by row.
///
/// # Panics
/// If the sizes do not fit each other.
pub fn multiply(left: View<'_>, right: View<'_>, to: &mut [f32], write: Write) {
    let (rows, depth, columns) = (left.rows, left.columns, right.columns);
    assert_eq!(depth, right.rows);
    assert_eq!(to.len(), rows * columns);
    let keep = if write == Write::Add { 1.0 } else { 0.0 };
    // SAFETY: `View::new` and the assertions above keep every place that the strides lead to
    // inside its slice, and `to` is borrowed by nobody else.
    unsafe {
        gemm::gemm(
            rows,
            columns,
            depth,
            to.as_mut_ptr(),
            1,
            columns as isize,
            write == Write::Add,
            left.numbers.as_ptr(),
            left.across as isize,
            left.down as isize,
            right.numbers.as_ptr(),
            right.across as isize,
            right.down as isize,
            keep,
            1.0,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_what_they_are_by_hand() {
        let left = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let right = [1.0, -1.0, 0.5, 2.0, 0.0, 1.0];
        let mut to = [10.0; 4];
        let (a, b) = (View::new(&left, 2, 3), View::new(&right, 3, 2));
        multiply(a, b, &mut to, Write::Over);
        assert_eq!(to, [2.0, 6.0, 6.5, 12.0]);
        multiply(a, b, &mut to, Write::Add);
        assert_eq!(to, [4.0, 12.0, 13.0, 24.0]);
        let mut to = [0.0; 4];
        let (a, b) = (View::new(&left, 3, 2), View::new(&right, 3, 2));
        multiply(a.transposed(), b, &mut to, Write::Over);
        assert_eq!(to, [2.5, 10.0, 4.0, 12.0]);
    }

    #[test]
    fn some_columns_are_a_matrix_too() {
        let numbers = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let (last, one) = (
            View::new(&numbers, 2, 3).columns_from(2),
            View::new(&[2.0], 1, 1),
        );
        let mut to = [0.0; 2];
        multiply(last, one, &mut to, Write::Over);
        assert_eq!(to, [6.0, 12.0]);
    }

    #[test]
    fn a_product_over_nothing_is_zero() {
        let mut to = [3.0; 2];
        let nothing = View::new(&[], 1, 0);
        multiply(nothing, View::new(&[], 0, 2), &mut to, Write::Add);
        assert_eq!(to, [3.0; 2]);
        multiply(nothing, View::new(&[], 0, 2), &mut to, Write::Over);
        assert_eq!(to, [0.0; 2]);
    }
}
