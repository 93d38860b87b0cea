//! Drawings for reports: grooves, curves and bars as SVG, and a page of HTML that holds them.
//!
//! What is drawn opens without a network and without scripts, follows the reader's light or dark
//! theme, prints, and says the same without colour: lines differ in their dashes, too. It knows
//! grooves and numbers; not where they come from.

mod bars;
mod chart;
mod drawing;
mod groove;
mod page;

pub use bars::{Bar, BarChart, BarRow};
pub use chart::{Chart, Point, Series};
pub use drawing::Drawing;
pub use groove::{Titled, groove};
pub use page::{Page, Table};
