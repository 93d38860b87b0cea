//! The table of what hosts do: each case a transport script in `tests/scripts`, whose first lines say
//! what it is about. One table serves both plugin formats and the player alone.
//!
//! A case is played with a groove that is hard to play ([`groove()`]), once for each way in which hosts
//! treat [seams](Seams), unless it says itself which.

use std::{fs, io, path::Path};

use groove::{Cell, Drum, Gap, Grid, Groove, Offset, Step, Velocity, cell::Second};

use crate::script::{Command, Script, ScriptError, Seams};

/// Block sizes of cases that name none.
const BLOCKS: [u32; 7] = [512, 64, 441, 1, 1_024, 4_096, 333];

/// A case of the table.
#[derive(Debug, Clone)]
pub struct Case {
    /// The name of its file without the ending.
    pub name: String,
    /// The hosts it is for; all if it names none.
    hosts: Vec<String>,
    script: Script,
}

/// All cases, by name.
///
/// # Errors
/// If a file can't be read, or holds no script.
pub fn all() -> io::Result<Vec<Case>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts");
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let case = Case::read(&name, &fs::read_to_string(&file)?);
        let case = case.map_err(|error| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{}: {error}", file.display()),
            )
        })?;
        cases.push(case);
    }
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(cases)
}

impl Case {
    fn read(name: &str, text: &str) -> Result<Self, ScriptError> {
        let hosts = text.lines().find_map(|line| line.strip_prefix("# hosts: "));
        let hosts = hosts.unwrap_or_default().split(", ");
        Ok(Self {
            name: name.to_owned(),
            hosts: hosts
                .filter(|host| !host.is_empty())
                .map(str::to_owned)
                .collect(),
            script: text.parse()?,
        })
    }

    /// Whether it is for this host.
    #[must_use]
    pub fn is_for(&self, host: &str) -> bool {
        self.hosts.is_empty() || self.hosts.iter().any(|name| name == host)
    }

    /// The scripts to be played, each for its way with seams.
    #[must_use]
    pub fn scripts(&self) -> Vec<(Seams, Script)> {
        let own = self
            .script
            .commands()
            .iter()
            .find_map(|command| match command {
                Command::Seams(seams) => Some(*seams),
                _ => None,
            });
        let all = own.map_or(Seams::ALL.to_vec(), |seams| vec![seams]);
        all.into_iter()
            .map(|seams| {
                let mut commands = vec![Command::Seams(seams)];
                let is_blocks = |command: &Command| matches!(command, Command::Blocks(_));
                if !self.script.commands().iter().any(is_blocks) {
                    commands.push(Command::Blocks(BLOCKS.to_vec()));
                }
                commands.extend(self.script.commands().iter().cloned());
                (seams, Script::new(commands))
            })
            .collect()
    }
}

/// A groove that is hard to play: strokes as early and as late as can be on the lines of every seam,
/// flams, both hats, and something else on every line. It repeats nothing in its four bars.
#[must_use]
pub fn groove() -> Groove {
    let mut groove = Groove::empty(Grid::FOUR_BARS.with_flams());
    let mut chance = 1_u32;
    let mut next = move |sides: u32| {
        // A linear congruential generator (Numerical Recipes); its high bits are good enough.
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (chance >> 16) % sides
    };
    for step in 0..groove.grid().steps() {
        for drum in Drum::ALL {
            let at_seam = matches!(step % 16, 0 | 15) && next(2) == 0;
            if !at_seam && next(5) > 0 {
                continue;
            }
            // Around bar lines, what reaches over them.
            let offsets = match step % 16 {
                0 => [-0.5, -0.31, -0.12, 0.0],
                15 => [0.1, 0.29, 0.45, 0.5],
                _ => [-0.31, -0.07, 0.12, 0.5],
            };
            let offset = Offset::new(offsets[next(4) as usize]);
            let velocity = Velocity::new((1 + next(127)) as f32 / 127.0);
            let mut cell = Cell::stroke(velocity, offset);
            if next(4) == 0 {
                let gaps = [-0.4, -0.15, 0.2, 0.7];
                cell.second = Some(Second {
                    gap: Gap::new(gaps[next(4) as usize]),
                    velocity: Velocity::new((1 + next(127)) as f32 / 127.0),
                });
            }
            groove.set(Step(step), drum, cell);
        }
    }
    groove
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score;

    #[test]
    fn all_cases_are_read_say_what_they_are_about_and_are_heard() {
        let cases = all().unwrap();
        assert!(cases.len() >= 30);
        let (groove, map) = (groove(), groove::DrumMap::general_midi());
        for case in cases {
            for (seams, script) in case.scripts() {
                let notes = score::expected(&groove, map, &script);
                assert!(notes.len() > 10, "{}, {seams:?}", case.name);
            }
        }
    }

    #[test]
    fn the_groove_has_early_and_late_strokes_at_every_bar_line() {
        let groove = groove();
        for bar in 0..4 {
            let offsets = |step: usize| {
                let cells = Drum::ALL.map(|drum| groove.cell(Step(step), drum));
                cells
                    .into_iter()
                    .filter(|cell| cell.hit)
                    .map(|cell| cell.offset.get())
            };
            assert!(offsets(16 * bar).any(|offset| offset < 0.0), "bar {bar}");
            assert!(
                offsets(16 * bar + 15).any(|offset| offset > 0.0),
                "bar {bar}"
            );
        }
        assert!(
            groove
                .strokes()
                .filter(|stroke| stroke.cell.second.is_some())
                .count()
                > 20
        );
    }
}
