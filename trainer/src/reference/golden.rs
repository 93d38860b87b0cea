//! The golden numbers: what the reference itself computed with weights made by a formula, and how
//! near ours come.
