//! A collection laid out as the Groove MIDI Dataset (Gillick et al. 2019): an `info.csv` names
//! the pieces, in a folder or in an archive.

mod info;

use std::{
    collections::HashSet,
    fs::File,
    io::Read,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use info::{Line, Lines};

use super::{
    CorpusError, Found, Piece, Trouble, Way,
    archive::Archive,
    folder,
    name::{self, Kind},
    piece::Content,
};

/// The file that makes a folder a dataset.
pub const INFO: &str = "info.csv";

/// The folder at the top of the published archive.
const TOP: &str = "groove";

/// A dataset whose `info.csv` can be read.
#[derive(Debug)]
pub enum Dataset {
    /// Unpacked: the folder of `info.csv`.
    Folder(PathBuf),
    /// As published.
    Archive {
        archive: Arc<Archive>,
        /// Place of its `info.csv`.
        info: usize,
        /// Folder of its `info.csv`, e.g. `groove/`; empty at the root.
        top: String,
    },
}

/// The folder of the `info.csv`, if there is one: this folder, or the one below it that the
/// published archive unpacks to.
pub fn folder_of(path: &Path) -> Option<PathBuf> {
    [path.to_owned(), path.join(TOP)]
        .into_iter()
        .find(|folder| folder.join(INFO).is_file())
}

impl Dataset {
    /// A dataset in a folder.
    pub fn folder(folder: PathBuf) -> Result<Self, CorpusError> {
        let info = folder.join(INFO);
        Self::Folder(folder).checked(info)
    }

    /// A dataset in an archive.
    pub fn archive(path: &Path, archive: Arc<Archive>, info: usize) -> Result<Self, CorpusError> {
        let name = archive.name(info).to_owned();
        let top = name.strip_suffix(INFO).unwrap_or_default().to_owned();
        Self::Archive { archive, info, top }.checked(path.join(name))
    }

    /// That `info.csv` can be read and has the columns.
    fn checked(self, path: PathBuf) -> Result<Self, CorpusError> {
        match self.lines().map(drop) {
            Ok(()) => Ok(self),
            Err(reason) => Err(CorpusError::Info { path, reason }),
        }
    }

    fn lines(&self) -> Result<Lines<Box<dyn Read + Send + '_>>, String> {
        Lines::new(self.info().map_err(|trouble| trouble.to_string())?)
    }

    fn info(&self) -> Result<Box<dyn Read + Send + '_>, Trouble> {
        match self {
            Self::Folder(folder) => {
                let file = File::open(folder.join(INFO)).map_err(Trouble::unreadable)?;
                Ok(Box::new(file))
            }
            Self::Archive { archive, info, .. } => archive.reader(*info),
        }
    }

    /// The pieces in the order of `info.csv`, then what else is there.
    pub fn walk(&self) -> impl Iterator<Item = Found<'_>> + Send {
        let (lines, obstacle) = match self.lines() {
            Ok(lines) => (Some(lines), None),
            // It was sound when the corpus was opened.
            Err(reason) => {
                let trouble = Trouble::BadLine { line: 1, reason };
                (None, Some(Piece::trouble(INFO.to_owned(), trouble)))
            }
        };
        let mut walk = Walk {
            dataset: self,
            named: HashSet::new(),
        };
        let mut lines = lines.into_iter().flatten();
        let mut rest: Way = match self {
            Self::Folder(folder) => Box::new(folder::walk(folder, true)),
            Self::Archive { archive, .. } => Box::new(archive.walk()),
        };
        let others = std::iter::from_fn(move || {
            if let Some(line) = lines.next() {
                return Some(Found::Piece(walk.piece(line)));
            }
            rest.by_ref().find_map(|found| walk.other(found))
        });
        obstacle.map(Found::Piece).into_iter().chain(others)
    }

    /// The file of a name, and the name under which [`Dataset::walk`] meets it again.
    fn locate(&self, name: &str) -> Option<(String, Content)> {
        let candidates = [Some(name.to_owned()), name::other_case(name)];
        candidates
            .into_iter()
            .flatten()
            .find_map(|name| match self {
                Self::Folder(folder) => {
                    let path = folder.join(&name);
                    path.exists().then(|| (name, Content::File(path)))
                }
                Self::Archive { archive, top, .. } => {
                    let name = format!("{top}{name}");
                    let at = archive.find(&name)?;
                    Some((name, archive.content(at)))
                }
            })
    }
}

struct Walk<'c> {
    dataset: &'c Dataset,
    /// Files that lines have named; like an archive's directory, these names are held.
    named: HashSet<String>,
}

impl Walk<'_> {
    /// The piece of a line.
    fn piece(&mut self, line: Line) -> Piece {
        let mut piece = Piece::new(
            name::readable(line.name.as_bytes()),
            Content::Message(vec![]),
        );
        piece.split = line.split;
        piece.content = match self.content(&line.name) {
            // The file is named, so it is looked up even where the rest of the line is wrong.
            _ if line.wrong.is_some() => Content::Trouble(Trouble::BadLine {
                line: line.number,
                reason: line.wrong.unwrap_or_default(),
            }),
            Ok(content) => content,
            Err(trouble) => Content::Trouble(trouble),
        };
        piece.about = Some(line.about);
        piece
    }

    fn content(&mut self, name: &str) -> Result<Content, Trouble> {
        let name = inside(name).ok_or(Trouble::Outside)?;
        let (key, content) = self.dataset.locate(&name).ok_or(Trouble::Missing)?;
        if self.named.insert(key) {
            Ok(content)
        } else {
            Err(Trouble::Twice)
        }
    }

    /// What no line names.
    fn other<'c>(&self, found: Found<'c>) -> Option<Found<'c>> {
        let top = match self.dataset {
            Dataset::Folder(_) => "",
            Dataset::Archive { top, .. } => top,
        };
        match found {
            Found::Other { name, .. } if name.strip_prefix(top) == Some(INFO) => None,
            Found::Piece(piece) => {
                let content = match piece.content {
                    Content::Trouble(trouble) => Content::Trouble(trouble),
                    _ if self.named.contains(&piece.name) => return None,
                    _ => Content::Trouble(Trouble::Unlisted),
                };
                let name = piece.name.strip_prefix(top).unwrap_or(&piece.name);
                Some(Found::Piece(Piece::new(name.to_owned(), content)))
            }
            Found::Records(records) => {
                let name = records.name().to_owned();
                let kind = match Kind::of(&name) {
                    Kind::Other(kind) => kind,
                    _ => "tfrecord".to_owned(),
                };
                Some(Found::Other { name, kind })
            }
            other => Some(other),
        }
    }
}

/// A name of `info.csv` with single slashes, if it leads nowhere else.
fn inside(name: &str) -> Option<String> {
    let name = name.replace('\\', "/");
    let parts: Option<Vec<&str>> = Path::new(&name)
        .components()
        .filter(|part| *part != Component::CurDir)
        .map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect();
    let name = parts?.join("/");
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_outside_are_none() {
        assert_eq!(inside("a//b/./c.mid").as_deref(), Some("a/b/c.mid"));
        assert_eq!(inside(r"a\b.mid").as_deref(), Some("a/b.mid"));
        assert_eq!(inside("./a.mid").as_deref(), Some("a.mid"));
        for name in ["../a.mid", "a/../b.mid", "/etc/a.mid", "", "."] {
            assert_eq!(inside(name), None, "{name}");
        }
    }
}
