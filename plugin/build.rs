//! Puts the presets of `assets/presets` into the program: writes a list of all files there.

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../assets/presets");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<_> = fs::read_dir(&folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|end| end == "quatrain"));
    files.sort();
    let lines = files
        .iter()
        .map(|file| format!("include_str!({:?}),\n", file.display().to_string()));
    let list = format!("&[\n{}]\n", lines.collect::<String>());
    fs::write(Path::new(&env::var("OUT_DIR")?).join("presets.rs"), list)?;
    Ok(())
}
