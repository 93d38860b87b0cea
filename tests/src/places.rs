//! Where things are in the window at its usual size, for those who have nothing but a pointer.

use crate::screen::Point;

const fn at(x: i32, y: i32) -> Point {
    Point { x, y }
}

/// The map's puck when it is at A …
pub const AT_A: Point = at(106, 144);
/// … in the middle …
pub const MIDDLE: Point = at(198, 236);
/// … and near D.
pub const NEAR_D: Point = at(281, 319);
/// The box with the map's X.
pub const X: Point = at(270, 112);
/// The die of the fourth bar.
pub const FOURTH_DIE: Point = at(947, 113);
/// The padlocks of kick and snare.
pub const LOCKS: [Point; 2] = [at(544, 483), at(544, 441)];
/// The large die, for another take.
pub const TAKE: Point = at(359, 528);
/// The preset's name at the top.
pub const PRESETS: Point = at(396, 22);
/// The button of how the window looks …
pub const LOOK: Point = at(924, 22);
/// … and 125 % in its menu.
pub const LARGER: Point = at(763, 67);
/// The slot E.
pub const SLOT_E: Point = at(300, 63);
/// The name of the model at the top …
pub const MODEL: Point = at(190, 22);
/// … and the second of the models in its panel.
pub const SECOND_MODEL: Point = at(490, 199);
