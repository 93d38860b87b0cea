//! Paints what egui asks for, without a screen, a driver or a thread: so the same picture on every
//! machine.
//!
//! The triangles of egui's meshes are filled pixel by pixel, at the middle of each, as a graphics
//! card would. Colours are mixed as they are stored, which is how egui means them.

use std::{collections::HashMap, sync::Arc};

use egui::{
    Color32, ColorImage, ImageData, Mesh, Pos2, Rect, TextureId, TexturesDelta,
    epaint::{ClippedPrimitive, Primitive, Vertex},
};
use egui_kittest::TestRenderer;
use parking_lot::Mutex;

/// What egui keeps on the card, shared between a harness and who paints what it drew.
#[derive(Clone, Default)]
pub(super) struct Easel(Arc<Mutex<HashMap<TextureId, ColorImage>>>);

impl TestRenderer for Easel {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        let mut textures = self.0.lock();
        for (id, changes) in delta.set.drain() {
            for change in changes {
                let ImageData::Color(image) = change.image;
                match change.pos {
                    None => {
                        textures.insert(id, (*image).clone());
                    }
                    Some([left, top]) => {
                        let texture = textures.get_mut(&id).expect("a part of a known texture");
                        let (width, whole) = (image.size[0], texture.size[0]);
                        for (row, pixels) in image.pixels.chunks(width).enumerate() {
                            let start = (top + row) * whole + left;
                            texture.pixels[start..start + width].copy_from_slice(pixels);
                        }
                    }
                }
            }
        }
        for id in delta.free.drain() {
            textures.remove(&id);
        }
    }
}

impl Easel {
    /// A picture of `size` pixels, with so many pixels a point.
    pub fn paint(
        &self,
        size: [usize; 2],
        pixels_per_point: f32,
        primitives: &[ClippedPrimitive],
    ) -> ColorImage {
        let textures = self.0.lock();
        let mut canvas = ColorImage::filled(size, Color32::BLACK);
        for ClippedPrimitive {
            clip_rect,
            primitive,
        } in primitives
        {
            let Primitive::Mesh(mesh) = primitive else {
                panic!("nothing in the window is painted but by egui");
            };
            let texture = &textures[&mesh.texture_id];
            fill(&mut canvas, *clip_rect, pixels_per_point, mesh, texture);
        }
        canvas
    }
}

/// A corner of a triangle, in pixels.
#[derive(Clone, Copy)]
struct Corner {
    x: f32,
    y: f32,
    uv: Pos2,
    color: [f32; 4],
}

impl Corner {
    fn new(vertex: &Vertex, pixels_per_point: f32) -> Self {
        Self {
            x: vertex.pos.x * pixels_per_point,
            y: vertex.pos.y * pixels_per_point,
            uv: vertex.uv,
            color: vertex.color.to_array().map(f32::from),
        }
    }
}

/// Twice the area of a triangle, positive if it turns as the screen's axes do.
fn area(a: (f32, f32), b: (f32, f32), c: (f32, f32)) -> f32 {
    (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
}

fn fill(canvas: &mut ColorImage, clip: Rect, scale: f32, mesh: &Mesh, texture: &ColorImage) {
    let [width, height] = canvas.size;
    let within = |value: f32, most: usize| (value * scale).round().clamp(0.0, most as f32);
    let columns = within(clip.min.x, width)..within(clip.max.x, width);
    let rows = within(clip.min.y, height)..within(clip.max.y, height);
    for numbers in mesh.triangles() {
        let [a, mut b, mut c] =
            numbers.map(|number| Corner::new(&mesh.vertices[number as usize], scale));
        let place = |corner: Corner| (corner.x, corner.y);
        let mut whole = area(place(a), place(b), place(c));
        if whole == 0.0 {
            continue;
        }
        if whole < 0.0 {
            std::mem::swap(&mut b, &mut c);
            whole = -whole;
        }
        let corners = [a, b, c];
        let least = |value: fn(&Corner) -> f32| corners.iter().map(value).fold(f32::MAX, f32::min);
        let most = |value: fn(&Corner) -> f32| corners.iter().map(value).fold(f32::MIN, f32::max);
        // The pixels whose middles may be inside.
        let first = |least: f32, start: f32| (least - 0.5).ceil().max(start) as usize;
        let end = |most: f32, end: f32| ((most - 0.5).floor() + 1.0).min(end).max(0.0) as usize;
        let columns = first(least(|corner| corner.x), columns.start)
            ..end(most(|corner| corner.x), columns.end);
        let rows =
            first(least(|corner| corner.y), rows.start)..end(most(|corner| corner.y), rows.end);
        for row in rows {
            for column in columns.clone() {
                let middle = (column as f32 + 0.5, row as f32 + 0.5);
                let parts = [part(b, c, middle), part(c, a, middle), part(a, b, middle)];
                let [Some(a_part), Some(b_part), Some(c_part)] = parts else {
                    continue;
                };
                let shares = [a_part / whole, b_part / whole, c_part / whole];
                let pixel = &mut canvas.pixels[row * width + column];
                *pixel = over(*pixel, ink(&corners, shares, texture));
            }
        }
    }
}

/// How much of a triangle lies between an edge of it and a place inside; `None` outside. A place
/// on the edge of two triangles is inside one of them.
fn part(from: Corner, to: Corner, place: (f32, f32)) -> Option<f32> {
    let part = area((from.x, from.y), (to.x, to.y), place);
    let owns_edge = from.y > to.y || (from.y == to.y && from.x < to.x);
    (part > 0.0 || (part == 0.0 && owns_edge)).then_some(part)
}

/// The colour at a place of a triangle.
fn ink(corners: &[Corner; 3], shares: [f32; 3], texture: &ColorImage) -> [f32; 4] {
    let mixed = |value: &dyn Fn(&Corner) -> f32| {
        let parts = corners.iter().zip(shares);
        parts
            .map(|(corner, share)| value(corner) * share)
            .sum::<f32>()
    };
    let texel = texel(
        texture,
        mixed(&|corner| corner.uv.x),
        mixed(&|corner| corner.uv.y),
    );
    std::array::from_fn(|channel| mixed(&|corner| corner.color[channel]) * texel[channel] / 255.0)
}

/// The texture's colour at a place, mixed from the four texels around it.
fn texel(texture: &ColorImage, u: f32, v: f32) -> [f32; 4] {
    let [width, height] = texture.size;
    let (x, y) = (u * width as f32 - 0.5, v * height as f32 - 0.5);
    let at = |x: f32, y: f32| {
        let column = x.clamp(0.0, (width - 1) as f32) as usize;
        let row = y.clamp(0.0, (height - 1) as f32) as usize;
        texture.pixels[row * width + column]
            .to_array()
            .map(f32::from)
    };
    let (left, top) = (x.floor(), y.floor());
    let (right, below) = (x - left, y - top);
    let texels = [
        (at(left, top), (1.0 - right) * (1.0 - below)),
        (at(left + 1.0, top), right * (1.0 - below)),
        (at(left, top + 1.0), (1.0 - right) * below),
        (at(left + 1.0, top + 1.0), right * below),
    ];
    std::array::from_fn(|channel| {
        let parts = texels.iter();
        parts.map(|(texel, share)| texel[channel] * share).sum()
    })
}

/// A colour, premultiplied, over another one that hides what is behind it.
fn over(under: Color32, ink: [f32; 4]) -> Color32 {
    let through = 1.0 - ink[3] / 255.0;
    let [r, g, b, _] = under.to_array();
    let [r, g, b] = [(r, ink[0]), (g, ink[1]), (b, ink[2])]
        .map(|(under, ink)| (ink + f32::from(under) * through + 0.5) as u8);
    Color32::from_rgb(r, g, b)
}

#[test]
fn triangles_share_their_edge_without_gap_or_overlap_and_clip() {
    let mut mesh = Mesh::default();
    let half = Color32::from_white_alpha(128);
    mesh.add_colored_rect(
        Rect::from_min_max(Pos2::new(1.0, 2.0), Pos2::new(7.0, 9.0)),
        half,
    );
    let texture = ColorImage::filled([1, 1], Color32::WHITE);
    let mut canvas = ColorImage::filled([8, 10], Color32::BLACK);
    let clip = Rect::from_min_max(Pos2::new(0.0, 3.0), Pos2::new(8.0, 10.0));
    fill(&mut canvas, clip, 1.0, &mesh, &texture);
    for (at, pixel) in canvas.pixels.iter().enumerate() {
        let (column, row) = (at % 8, at / 8);
        let is_inside = (1..7).contains(&column) && (3..9).contains(&row);
        let expected = if is_inside { 128 } else { 0 };
        assert_eq!(pixel.r(), expected, "at {column}, {row}");
    }
}
