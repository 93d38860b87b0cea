//! Where the parts of the window are.

use egui::{Rect, Vec2, pos2, vec2};

use super::{SIZE, theme::GAP};

/// The rectangles of the parts, in points. The left column keeps its proportions; the page takes
/// what is left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// How much larger than at 100 % everything is drawn.
    pub scale: f32,
    pub top: Rect,
    pub slots: Rect,
    /// The handle of MIDI out, at the slots' end.
    pub outgoing: Rect,
    pub map: Rect,
    pub axes: Rect,
    pub takes: Rect,
    pub page: Rect,
    pub touch: Rect,
    pub help: Rect,
}

const TOP_HEIGHT: f32 = 44.0;
const SLOTS_HEIGHT: f32 = 38.0;
const OUTGOING_WIDTH: f32 = 60.0;
const TOUCH_HEIGHT: f32 = 96.0;
const HELP_HEIGHT: f32 = 30.0;
const COLUMN: f32 = 372.0;
const MAP_HEIGHT: f32 = 258.0;
const TAKES_HEIGHT: f32 = 44.0;

impl Layout {
    /// The layout of a window.
    pub fn new(window: Rect) -> Self {
        let scale = (window.width() / SIZE.0)
            .min(window.height() / SIZE.1)
            .clamp(0.5, 5.0);
        let gap = GAP * scale;
        let top_height = TOP_HEIGHT * scale;
        let top = Rect::from_min_size(window.min, vec2(window.width(), top_height));
        let help_top = pos2(window.left(), window.bottom() - HELP_HEIGHT * scale);
        let help = Rect::from_min_max(help_top, window.max);
        let inside = Rect::from_min_max(top.left_bottom(), help.right_top());
        let inside = inside.shrink2(vec2(gap, 0.0));
        let strip_size = vec2(inside.width(), SLOTS_HEIGHT * scale);
        let strip = Rect::from_min_size(inside.min, strip_size);
        let (slots, outgoing) = strip.split_left_right_at_x(strip.right() - OUTGOING_WIDTH * scale);
        let slots = slots.with_max_x(slots.right() - gap);
        let touch_size = vec2(inside.width(), TOUCH_HEIGHT * scale);
        let touch_corner = inside.left_bottom() - vec2(0.0, touch_size.y + gap);
        let touch = Rect::from_min_size(touch_corner, touch_size);
        let body = Rect::from_min_max(slots.left_bottom() + vec2(0.0, gap), touch.right_top());

        let column = COLUMN * scale;
        let map = Rect::from_min_size(body.min, vec2(column, MAP_HEIGHT * scale));
        let takes_size = vec2(column, TAKES_HEIGHT * scale);
        let takes = Rect::from_min_size(
            body.left_bottom() - vec2(0.0, takes_size.y + gap),
            takes_size,
        );
        let axes = Rect::from_min_max(
            map.left_bottom() + vec2(0.0, gap),
            takes.right_top() - vec2(0.0, gap),
        );
        let page = Rect::from_min_max(
            body.min + Vec2::X * (column + gap),
            body.max - Vec2::Y * gap,
        );
        Self {
            scale,
            top,
            slots,
            outgoing,
            map,
            axes,
            takes,
            page,
            touch,
            help,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_fill_windows_of_many_sizes_without_overlap() {
        for (width, height) in [
            (750.0, 525.0),
            (1_000.0, 700.0),
            (1_400.0, 700.0),
            (1_000.0, 1_200.0),
        ] {
            let window = Rect::from_min_size(pos2(0.0, 0.0), vec2(width, height));
            let Layout {
                top,
                slots,
                outgoing,
                map,
                axes,
                takes,
                page,
                touch,
                help,
                ..
            } = Layout::new(window);
            assert!(window.contains_rect(outgoing) && !outgoing.intersects(slots));
            let parts = [top, slots, map, axes, takes, page, touch, help];
            for (at, part) in parts.iter().enumerate() {
                assert!(
                    window.expand(0.01).contains_rect(*part),
                    "{part} leaves {window}"
                );
                assert!(
                    part.width() > 100.0 && part.height() > 20.0,
                    "{part} is too small"
                );
                for other in &parts[at + 1..] {
                    assert!(!part.shrink(0.01).intersects(*other), "{part} over {other}");
                }
            }
        }
    }
}
