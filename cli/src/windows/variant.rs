//! The reference's variants as the command line names them.

use clap::ValueEnum;
use groove::reference::Variant;

/// A variant by name.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VariantName {
    /// The windows themselves
    Plain,
    /// Hits alone: neither velocities nor offsets
    Humanize,
    /// The loudest drum of each step, tapped on the open hat
    Tap,
    /// Taps without velocities
    TapFixed,
    /// No velocities
    Fixed,
    /// No closed hat
    AddClosedHh,
    /// The windows, and their hits as controls
    HitsControl,
}

impl From<VariantName> for Variant {
    fn from(name: VariantName) -> Self {
        match name {
            VariantName::Plain => Self::Plain,
            VariantName::Humanize => Self::Humanize,
            VariantName::Tap => Self::Tap,
            VariantName::TapFixed => Self::TapFixed,
            VariantName::Fixed => Self::Fixed,
            VariantName::AddClosedHh => Self::AddClosedHh,
            VariantName::HitsControl => Self::HitsControl,
        }
    }
}
