//! Directions in which a groove is moved through the latent space: along the principal axes,
//! whose meaning each model tells, and along statistics, which mean the same under every model.

use groove::statistics::Attribute;

/// See the module's documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// A principal axis, the widest is 0.
    Axis(usize),
    /// A statistic of the groove.
    Attribute(Attribute),
}

/// The statistics that have a control, in its order: those which nearly every groove of the shipped
/// model follows, and which a drummer would be asked for in words.
pub const ATTRIBUTES: [Attribute; 8] = [
    Attribute::Density,
    Attribute::Syncopation,
    Attribute::Velocity,
    Attribute::AccentDepth,
    Attribute::Ghosts,
    Attribute::Lateness,
    Attribute::EighthSwing,
    Attribute::Fill,
];
