//! The shapes of the drums, which tell them apart where colours don't: round ones are struck, as
//! kick and snare; crosses are hats, triangles are toms, the higher the tom the higher it points;
//! stars are cymbals.

use egui::{Color32, Painter, Pos2, Shape, Stroke, vec2};
use groove::Drum;

/// What a shape is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outline {
    Disc,
    Ring,
    Cross,
    CrossInRing,
    PointsDown,
    PointsRight,
    PointsUp,
    Star,
    Diamond,
}

/// The shape of a drum.
pub(super) fn outline(drum: Drum) -> Outline {
    match drum {
        Drum::Kick => Outline::Disc,
        Drum::Snare => Outline::Ring,
        Drum::ClosedHat => Outline::Cross,
        Drum::OpenHat => Outline::CrossInRing,
        Drum::LowTom => Outline::PointsDown,
        Drum::MidTom => Outline::PointsRight,
        Drum::HighTom => Outline::PointsUp,
        Drum::Crash => Outline::Star,
        Drum::Ride => Outline::Diamond,
    }
}

/// Paints a drum's shape.
pub fn shape(painter: &Painter, drum: Drum, center: Pos2, radius: f32, color: Color32) {
    let line = Stroke::new(radius * 0.36, color);
    let arm = |degrees: f32, reach: f32| {
        let (sine, cosine) = degrees.to_radians().sin_cos();
        center + reach * radius * vec2(cosine, sine)
    };
    let strokes = |angles: &[f32], reach: f32| {
        for &angle in angles {
            let ends = [arm(angle, reach), arm(angle + 180.0, reach)];
            painter.line_segment(ends, line);
        }
    };
    let filled = |angles: &[f32]| {
        let corners = angles.iter().map(|&angle| arm(angle, 1.1)).collect();
        painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
    };
    match outline(drum) {
        Outline::Disc => {
            painter.circle_filled(center, radius, color);
        }
        Outline::Ring => {
            painter.circle_stroke(center, radius * 0.8, line);
        }
        Outline::Cross => strokes(&[45.0, 135.0], 1.0),
        Outline::CrossInRing => {
            strokes(&[45.0, 135.0], 0.55);
            painter.circle_stroke(center, radius * 0.95, Stroke::new(radius * 0.24, color));
        }
        Outline::PointsDown => filled(&[90.0, 210.0, 330.0]),
        Outline::PointsRight => filled(&[0.0, 120.0, 240.0]),
        Outline::PointsUp => filled(&[270.0, 30.0, 150.0]),
        Outline::Star => strokes(&[0.0, 60.0, 120.0], 1.05),
        Outline::Diamond => filled(&[0.0, 90.0, 180.0, 270.0]),
    }
}
