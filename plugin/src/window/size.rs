//! How large the window is. The project keeps it, so that it opens as it was left.

use crossbeam::atomic::AtomicCell;
use nice_plug::editor::dpi::LogicalSize;
use serde::{Deserialize, Serialize};

/// Width and height in points: pixels at 100 %, before the system's own scale.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Extent {
    /// To the right.
    pub width: f32,
    /// Down.
    pub height: f32,
}

/// An extent that the project keeps.
pub type KeptExtent = AtomicCell<Extent>;

impl Extent {
    /// 100 %.
    pub const NATURAL: Self = Self {
        width: 1000.0,
        height: 700.0,
    };
    /// 75 %.
    pub const SMALLEST: Self = Self::NATURAL.times(0.75);
    /// 250 %.
    pub const LARGEST: Self = Self::NATURAL.times(2.5);

    const fn times(self, factor: f32) -> Self {
        Self {
            width: self.width * factor,
            height: self.height * factor,
        }
    }

    /// The nearest that a window may have. Width and height are free of each other.
    #[must_use]
    pub fn in_range(self) -> Self {
        let side = |value: f32, smallest: f32, natural: f32, largest: f32| {
            if value.is_finite() {
                value.clamp(smallest, largest)
            } else {
                natural
            }
        };
        let (small, natural, large) = (Self::SMALLEST, Self::NATURAL, Self::LARGEST);
        Self {
            width: side(self.width, small.width, natural.width, large.width),
            height: side(self.height, small.height, natural.height, large.height),
        }
    }
}

impl Default for Extent {
    fn default() -> Self {
        Self::NATURAL
    }
}

impl From<Extent> for LogicalSize<f64> {
    fn from(extent: Extent) -> Self {
        Self::new(f64::from(extent.width), f64::from(extent.height))
    }
}

impl From<Extent> for LogicalSize<f32> {
    fn from(extent: Extent) -> Self {
        Self::new(extent.width, extent.height)
    }
}

impl From<LogicalSize<f64>> for Extent {
    fn from(size: LogicalSize<f64>) -> Self {
        Self {
            width: size.width as f32,
            height: size.height as f32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strange_extents_are_brought_into_range() {
        let extent = |width, height| Extent { width, height }.in_range();
        assert_eq!(extent(1200.0, 700.0).width, 1200.0);
        assert_eq!(extent(0.0, -5.0), Extent::SMALLEST);
        assert_eq!(extent(1e9, 1e9), Extent::LARGEST);
        assert_eq!(extent(f32::NAN, f32::INFINITY), Extent::NATURAL);
    }
}
