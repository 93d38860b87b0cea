//! What is different about two configurations.

use std::collections::BTreeMap;

use toml::{Table, Value};

/// Settings in which two texts of configurations differ, one a line; those with other values, and
/// those that only one names. The seed does not count: it makes another run of the same network.
#[must_use]
pub fn differences(there: &str, here: &str) -> Vec<String> {
    let settings = |text: &str| {
        let mut settings = BTreeMap::new();
        // What is no TOML has no settings.
        gather("", &text.parse().unwrap_or_default(), &mut settings);
        settings.remove("seed");
        settings
    };
    let (there, here) = (settings(there), settings(here));
    let mut names: Vec<&String> = there.keys().chain(here.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let value = |settings: &BTreeMap<String, String>, name: &str| {
        let found = settings.get(name);
        found.map_or_else(|| "nothing".to_owned(), Clone::clone)
    };
    names
        .into_iter()
        .filter(|name| there.get(*name) != here.get(*name))
        .map(|name| {
            let (there, here) = (value(&there, name), value(&here, name));
            format!("{name} is {there} there, {here} here")
        })
        .collect()
}

fn gather(path: &str, table: &Table, settings: &mut BTreeMap<String, String>) {
    for (name, value) in table {
        let path = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}.{name}")
        };
        match value {
            Value::Table(inner) => gather(&path, inner, settings),
            other => {
                settings.insert(path, other.to_string());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setting_that_differs_is_named_once() {
        let there = "seed = 1\n[network]\nbars = 4\nsteps = 2\n[loss]\nbeta = 0.1\n";
        let here = "seed = 2\n[network]\nbars = 4\nsteps = 3\n[augment]\nmute = 0.5\n";
        let expected = [
            "augment.mute is nothing there, 0.5 here",
            "loss.beta is 0.1 there, nothing here",
            "network.steps is 2 there, 3 here",
        ];
        assert_eq!(differences(there, here), expected);
        assert!(differences(there, there).is_empty());
    }
}
