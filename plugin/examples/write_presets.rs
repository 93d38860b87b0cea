//! Makes the factory presets with a model: `write_presets MODEL FOLDER`. `cargo xtask presets` does it
//! with the shipped one.

use std::{env, error::Error, fs, path::PathBuf};

use quatrain_plugin::{
    model,
    preset::{FileName, recipe::RECIPES},
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let (Some(model), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("give a model's folder and the folder for the presets".into());
    };
    // Held open, so that not each of them opens it anew.
    let _open = model::open_folder(&model)?;
    fs::create_dir_all(&folder)?;
    for recipe in RECIPES {
        let preset = recipe.make(&model)?;
        let [style, ..] = recipe.styles else { continue };
        // By style, then by name: the order in which they are shown.
        let name = FileName::new(&format!("{style} - {}", recipe.name))?;
        let text = preset.write()?;
        println!("{:>6.1} KB  {}", text.len() as f64 / 1e3, name.as_str());
        fs::write(folder.join(name.as_str()), text)?;
    }
    Ok(())
}
