//! A folder of files, walked by name, folder by folder.

use std::{path::Path, sync::Arc};

use walkdir::{DirEntry, WalkDir};

use super::{
    Found, Piece, Trouble,
    name::{self, Kind},
    piece::Content,
    records::Records,
};

/// What lies in a folder, and below it if `recursive`, sorted by name; one folder's names are
/// held at a time, and those of the folders above. Links are followed, but none in a circle.
pub fn walk(folder: &Path, recursive: bool) -> impl Iterator<Item = Found<'_>> + Send {
    let depth = if recursive { usize::MAX } else { 1 };
    WalkDir::new(folder)
        .min_depth(1)
        .max_depth(depth)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_map(move |entry| match entry {
            Ok(entry) => met(folder, &entry),
            Err(error) => Some(obstacle(folder, error)),
        })
}

fn met<'c>(folder: &Path, entry: &DirEntry) -> Option<Found<'c>> {
    if entry.file_type().is_dir() {
        return None;
    }
    let name = name::below(folder, entry.path());
    Some(match Kind::of(&name) {
        Kind::Midi if entry.file_type().is_file() => {
            Found::Piece(Piece::new(name, Content::File(entry.path().to_owned())))
        }
        Kind::Records if entry.file_type().is_file() => {
            Found::Records(Records::file(name, entry.path()))
        }
        Kind::Midi | Kind::Records => Found::Piece(Piece::trouble(name, Trouble::NoFile)),
        Kind::Other(kind) => Found::Other { name, kind },
    })
}

fn obstacle<'c>(folder: &Path, error: walkdir::Error) -> Found<'c> {
    let path = error.path().unwrap_or(folder).to_owned();
    let name = name::below(folder, &path);
    if error.loop_ancestor().is_some() {
        // What it leads to is read already.
        let kind = "(link in a circle)".to_owned();
        return Found::Other { name, kind };
    }
    // A link to nowhere is passed over like the file it would be.
    let is_link = path.is_symlink();
    match Kind::of(&name) {
        Kind::Other(kind) if is_link => Found::Other { name, kind },
        _ => {
            let trouble = Trouble::Unreadable(Arc::new(error.into()));
            Found::Piece(Piece::trouble(name, trouble))
        }
    }
}
