//! `quatrain configs`: the networks that can be trained.

use anyhow::Result;
use clap::Args;
use trainer::config::{
    self,
    catalogue::{ALL, named},
};

/// Arguments of `quatrain configs`.
#[derive(Args)]
pub struct Arguments {
    /// Print this one as TOML, every setting: a name of the list, or a file
    name: Option<String>,
    /// Change a setting first, e.g. --set network.latents=64; may be repeated
    #[arg(long, value_name = "NAME=VALUE", requires = "name")]
    set: Vec<String>,
}

/// Lists all configurations, or prints one.
pub fn run(arguments: &Arguments) -> Result<()> {
    let Some(name) = &arguments.name else {
        let widest = ALL.map(|named| named.name.len()).into_iter().max();
        let width = widest.unwrap_or_default();
        for named in ALL {
            let parameters = thousands(named.config()?.parameters());
            println!("{:width$} {parameters:>10}  {}", named.name, named.about());
        }
        println!(
            "\nthe numbers are parameters; `quatrain configs NAME` prints the settings of one"
        );
        return Ok(());
    };
    let mut config = config::find(name)?;
    config.set(&arguments.set)?;
    if let Some(named) = named(name) {
        println!("# {}", named.about());
    }
    print!("{}", config.to_toml()?);
    Ok(())
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut words = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        let found = [0, 999, 1_000, 4_085_019].map(thousands);
        assert_eq!(found, ["0", "999", "1,000", "4,085,019"]);
    }
}
