//! `write-fixtures`: writes the MIDI files of `tests/fixtures` from what is written down in
//! [`whole_system::fixtures`].

use std::{fs, io, path::Path};

use whole_system::fixtures::FIXTURES;

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    fs::create_dir_all(&folder)?;
    for fixture in FIXTURES {
        let file = folder.join(fixture.name).with_extension("mid");
        fs::write(&file, fixture.file())?;
        println!("{}", file.display());
    }
    Ok(())
}
