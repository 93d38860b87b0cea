//! The travel: a morph that goes from A to B by itself, bar by bar, and which groove each bar
//! needs for it.
//!
//! Bar k of a travel over N bars lies at the morph k/(N−1). Four bars in a row are a piece, a
//! groove of its own whose bars come from different places of the way.

use serde::{Deserialize, Serialize};

pub use crate::player::BARS_A_PIECE;

/// Which way the morph goes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// It stands where the control is.
    #[default]
    Off,
    /// From A to B, then from A again.
    ToB,
    /// From A to B, then from B to A.
    ThereAndBack,
}

/// Over how many bars A comes to B.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "usize", into = "usize")]
pub enum Length {
    /// Bar by bar A and B.
    Two,
    /// In one groove.
    Four,
    /// In two grooves.
    #[default]
    Eight,
    /// In four grooves.
    Sixteen,
    /// In eight grooves.
    ThirtyTwo,
}

impl Length {
    /// The number of bars.
    #[must_use]
    pub const fn bars(self) -> usize {
        match self {
            Self::Two => 2,
            Self::Four => 4,
            Self::Eight => 8,
            Self::Sixteen => 16,
            Self::ThirtyTwo => 32,
        }
    }
}

impl TryFrom<usize> for Length {
    type Error = String;

    fn try_from(bars: usize) -> Result<Self, String> {
        let all = [
            Self::Two,
            Self::Four,
            Self::Eight,
            Self::Sixteen,
            Self::ThirtyTwo,
        ];
        all.into_iter()
            .find(|length| length.bars() == bars)
            .ok_or_else(|| format!("a travel over {bars} bars; known are 2, 4, 8, 16 and 32"))
    }
}

impl From<Length> for usize {
    fn from(length: Length) -> Self {
        length.bars()
    }
}

/// Which way, and how long it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Travel {
    /// Which way.
    pub way: Way,
    /// How long from A to B.
    pub bars: Length,
}

impl Travel {
    /// Whether the morph stands.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.way == Way::Off
    }

    /// After how many bars everything comes again.
    #[must_use]
    pub fn period(&self) -> usize {
        match self.way {
            Way::Off => BARS_A_PIECE,
            Way::ToB => self.bars.bars(),
            Way::ThereAndBack => 2 * self.bars.bars(),
        }
    }

    /// How many grooves of four bars it needs, 1 to 16.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.period().div_ceil(BARS_A_PIECE)
    }

    /// The morph in a bar counted from the travel's start, 0 (A) to 1 (B); `None` while it
    /// stands.
    #[must_use]
    pub fn morph(&self, bar: usize) -> Option<f32> {
        let bars = self.bars.bars();
        let at = bar % self.period();
        let step = match self.way {
            Way::Off => return None,
            Way::ToB => at,
            Way::ThereAndBack => at.min(2 * bars - 1 - at),
        };
        Some(step as f32 / (bars - 1) as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(way: Way, bars: Length) -> Vec<f32> {
        let travel = Travel { way, bars };
        let bars = BARS_A_PIECE * travel.pieces();
        (0..bars).filter_map(|bar| travel.morph(bar)).collect()
    }

    #[test]
    fn every_bar_has_its_place_on_the_way() {
        assert_eq!(way(Way::ToB, Length::Two), [0.0, 1.0, 0.0, 1.0]);
        assert_eq!(way(Way::ThereAndBack, Length::Two), [0.0, 1.0, 1.0, 0.0]);
        let third = 1.0 / 3.0;
        assert_eq!(way(Way::ToB, Length::Four), [0.0, third, 2.0 / 3.0, 1.0]);
        let there_and_back = way(Way::ThereAndBack, Length::Eight);
        assert_eq!(there_and_back.len(), 16);
        assert_eq!((there_and_back[7], there_and_back[8]), (1.0, 1.0));
        assert_eq!((there_and_back[0], there_and_back[15]), (0.0, 0.0));
        assert_eq!(there_and_back[3], 3.0 / 7.0);
    }

    #[test]
    fn no_travel_needs_more_pieces_than_the_player_has_room_for() {
        let longest = Travel {
            way: Way::ThereAndBack,
            bars: Length::ThirtyTwo,
        };
        assert_eq!(longest.pieces(), crate::player::MOST_PIECES);
        assert_eq!(Travel::default().pieces(), 1);
        assert_eq!(Travel::default().morph(3), None);
    }
}
