//! The tiles: the grooves all over the map, each in its place's colour. They are painted when
//! they change and kept until they do again.

use std::sync::Arc;

use egui::{Color32, Id, Mesh, Rect, Shape, Ui, Vec2, pos2};

use crate::{
    editor::{desk::Desk, picture},
    generator::TILES,
};

/// How much of the ground is seen through a tile's plate.
const THROUGH: f32 = 0.35;
/// Space around a tile's plate, at 100 %, and around the picture on it.
const SPACE: [f32; 2] = [1.0, 3.5];

/// What was painted: from which tiles, where, in which colour, and what came of it.
type Painted = (u64, Rect, Color32, Arc<Mesh>);

/// Paints the tiles over the pad's ground.
pub(super) fn draw(ui: &Ui, desk: &Desk<'_>, id: Id, pad: Rect) {
    let tiles = desk.shared.tiles();
    let id = id.with("tiles");
    let middle = desk.theme.on_map(0.5, 0.5);
    let known = ui.data(|data| data.get_temp::<Painted>(id));
    let known = known
        .filter(|(change, rect, color, _)| (*change, *rect, *color) == (tiles.change, pad, middle));
    let mesh = known.map_or_else(
        || {
            let mut mesh = Mesh::default();
            let size = pad.width() / TILES as f32;
            let field = pad.shrink(size / 2.0);
            for ((x, y), groove) in tiles.all() {
                let center = field.lerp_inside(pos2(x, y).to_vec2());
                let tile = Rect::from_center_size(center, Vec2::splat(size));
                let [plate, picture] = SPACE.map(|space| tile.shrink(desk.px(space)));
                mesh.add_colored_rect(plate, desk.theme.sunk.gamma_multiply(1.0 - THROUGH));
                picture::add(&mut mesh, picture, groove, desk.theme.on_map(x, y));
            }
            let mesh = Arc::new(mesh);
            let painted: Painted = (tiles.change, pad, middle, mesh.clone());
            ui.data_mut(|data| data.insert_temp(id, painted));
            mesh
        },
        |(.., mesh)| mesh,
    );
    ui.painter().add(Shape::Mesh(mesh));
}
