//! Pictures that are kept: compared with tolerance, written anew on demand.
//!
//! `cargo xtask snapshots` writes them; a test that finds another picture leaves it beside the kept
//! one as `NAME.new.png`.

use std::{
    cmp::Reverse,
    collections::HashMap,
    fs::{self, File},
    io::{BufReader, BufWriter},
    path::{Path, PathBuf},
};

use egui::{Color32, ColorImage};

/// Set to write the pictures instead of comparing them.
const UPDATE: &str = "UPDATE_SNAPSHOTS";
/// How far a channel may be from the kept one: fonts are drawn by the processor's own
/// instructions, and the kept pictures have fewer shades.
const TOLERANCE: u8 = 20;
/// How many of ten thousand pixels may be further away.
const STRAYS: usize = 2;
/// The kept pictures have so many colours, shades so far apart: a third of the size, and the eye
/// sees no difference.
const COLORS: usize = 256;
const SHADE: u8 = 8;

/// Compares a picture with the kept one of this name.
pub(super) fn assert_kept(name: &str, seen: &ColorImage) {
    let kept = folder().join(format!("{name}.png"));
    let new = folder().join(format!("{name}.new.png"));
    let seen = thinned(seen);
    if std::env::var_os(UPDATE).is_some() {
        write(&kept, &seen);
        let _ = fs::remove_file(new);
        return;
    }
    let trouble = match read(&kept) {
        None => "is not kept yet".to_owned(),
        Some(kept) if kept.size != seen.size => {
            format!("has {:?} pixels, kept are {:?}", seen.size, kept.size)
        }
        Some(kept) => {
            let pairs = kept.pixels.iter().zip(&seen.pixels);
            let strays = pairs.filter(|(kept, seen)| are_far(**kept, **seen)).count();
            if strays <= STRAYS * seen.pixels.len() / 10_000 {
                let _ = fs::remove_file(new);
                return;
            }
            format!("differs from the kept one in {strays} pixels")
        }
    };
    write(&new, &seen);
    panic!(
        "{name} {trouble}: look at {}, and if it is as it should be run `cargo xtask snapshots`",
        new.display()
    );
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots")
}

fn are_far(one: Color32, other: Color32) -> bool {
    let pairs = one.to_array().into_iter().zip(other.to_array());
    pairs
        .into_iter()
        .any(|(one, other)| one.abs_diff(other) > TOLERANCE)
}

/// The picture in the colours that it has most of.
fn thinned(image: &ColorImage) -> ColorImage {
    let mut thin = image.clone();
    let mut counts: HashMap<Color32, usize> = HashMap::new();
    for pixel in &mut thin.pixels {
        let shade = |channel: u8| channel / SHADE * SHADE + SHADE / 2;
        let [r, g, b, _] = pixel.to_array().map(shade);
        *pixel = Color32::from_rgb(r, g, b);
        *counts.entry(*pixel).or_default() += 1;
    }
    let mut colors: Vec<Color32> = counts.keys().copied().collect();
    colors.sort_by_key(|color| (Reverse(counts[color]), color.to_array()));
    let palette = &colors[..colors.len().min(COLORS)];
    let nearest = |color: Color32| {
        let by_distance = palette.iter().min_by_key(|other| distance(**other, color));
        (color, by_distance.copied().unwrap_or(color))
    };
    let nearest: HashMap<Color32, Color32> = colors.iter().map(|color| nearest(*color)).collect();
    for pixel in &mut thin.pixels {
        *pixel = nearest[pixel];
    }
    thin
}

fn distance(one: Color32, other: Color32) -> u32 {
    let pairs = one.to_array().into_iter().zip(other.to_array());
    pairs
        .map(|(one, other)| u32::from(one.abs_diff(other)).pow(2))
        .sum()
}

/// Writes a picture of no more than [`COLORS`].
fn write(file: &Path, image: &ColorImage) {
    fs::create_dir_all(folder()).expect("a folder");
    let mut palette: Vec<Color32> = image.pixels.clone();
    palette.sort_by_key(Color32::to_array);
    palette.dedup();
    let number = |pixel: &Color32| {
        let found = palette.binary_search_by_key(&pixel.to_array(), Color32::to_array);
        found.expect("of the palette") as u8
    };
    let bytes: Vec<u8> = image.pixels.iter().map(number).collect();
    let colors: Vec<u8> = palette
        .iter()
        .flat_map(|color| [color.r(), color.g(), color.b()])
        .collect();

    let [width, height] = image.size.map(|side| side as u32);
    let file = BufWriter::new(File::create(file).expect("a file"));
    let mut encoder = png::Encoder::new(file, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(colors);
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&bytes).expect("pixels");
}

fn read(file: &Path) -> Option<ColorImage> {
    let mut decoder = png::Decoder::new(BufReader::new(File::open(file).ok()?));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().expect("a picture");
    let mut bytes = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut bytes).expect("pixels");
    let size = [info.width as usize, info.height as usize];
    Some(ColorImage::from_rgb(size, &bytes))
}
