//! Settings by their dotted names: `--set network.latents=64`.

use toml::{Table, Value};

use super::{ConfigError, Family};

/// Names less alike than this are no help.
const ALIKE: f64 = 0.6;

/// The reference's names of what has another name here.
const THEIR_NAMES: [(&str, &str); 16] = [
    ("z_size", "network.latents"),
    ("enc_rnn_size", "network.encoder.layers"),
    ("dec_rnn_size", "network.decoder.layers"),
    ("batch_size", "updates.batch"),
    ("learning_rate", "updates.learning_rate"),
    ("decay_rate", "updates.decay"),
    ("min_learning_rate", "updates.least_learning_rate"),
    ("clip_mode", "updates.clipping.mode"),
    ("grad_clip", "updates.clipping.limit"),
    ("grad_norm_clip_to_zero", "updates.clipping.zero_from"),
    ("free_bits", "free_bits.bits"),
    ("max_beta", "beta.most"),
    ("beta_rate", "beta.rate"),
    ("dropout_keep_prob", "keep"),
    ("sampling_schedule", "sampling.schedule"),
    ("sampling_rate", "sampling.rate"),
];

/// Puts `name=value` into a table; gives the name as it is called here. Whether the last word of
/// the name is known shows when the table is read: see [`known`].
pub fn assign(table: &mut Table, assignment: &str, family: Family) -> Result<String, ConfigError> {
    let wrong = |reason: &str| ConfigError::Setting {
        assignments: assignment.to_owned(),
        reason: reason.to_owned(),
    };
    let Some((name, text)) = assignment.split_once('=') else {
        return Err(wrong("write it as name=value"));
    };
    let (name, value) = (name.trim(), value(text.trim()));
    let name = match family {
        Family::Reference if name == "max_seq_len" => {
            return Err(wrong("windows are counted in bars here: set task.bars"));
        }
        // `free_bits` is a number there and a table here.
        Family::Reference if !value.is_table() => THEIR_NAMES
            .into_iter()
            .find(|(theirs, _)| *theirs == name)
            .map_or(name, |(_, ours)| ours),
        _ => name,
    };
    let known = paths(table);
    let mut place = table;
    let mut rest = name;
    while let Some((first, after)) = rest.split_once('.') {
        let Some(Value::Table(inner)) = place.get_mut(first) else {
            return Err(unknown(name, &known));
        };
        place = inner;
        rest = after;
    }
    place.insert(rest.to_owned(), value);
    Ok(name.to_owned())
}

/// A value as TOML has it; what is none is a word.
fn value(text: &str) -> Value {
    let read: Result<Table, _> = toml::from_str(&format!("value = {text}"));
    let read = read.ok().and_then(|mut table| table.remove("value"));
    read.unwrap_or_else(|| Value::String(text.to_owned()))
}

/// Whether a name that was set is one: it is still there after the configuration was read.
pub fn known(name: &str, before: &Table, after: &Table) -> Result<(), ConfigError> {
    if get(after, name).is_some() {
        Ok(())
    } else {
        Err(unknown(name, &[paths(before), paths(after)].concat()))
    }
}

/// Whether each setting of a file is one: see [`known`].
pub fn all_known(file: &Table, read: &Table) -> Result<(), String> {
    for name in paths(file) {
        known(&name, read, read).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn unknown(name: &str, known: &[String]) -> ConfigError {
    ConfigError::UnknownSetting {
        name: name.to_owned(),
        nearest: nearest(name, known.iter().map(String::as_str)),
    }
}

/// Why a configuration with changed settings could not be read, with what they were before.
pub fn refused(
    reason: &str,
    assignments: &[String],
    names: &[String],
    before: &Table,
) -> ConfigError {
    let new = names.iter().find(|name| get(before, name).is_none());
    if let Some(name) = new
        && reason.contains("unknown field")
    {
        return unknown(name, &paths(before));
    }
    let mut reason = reason.to_owned();
    for name in names {
        if let Some(value) = get(before, name) {
            reason.push_str(&format!("; {name} was {value}"));
        }
    }
    ConfigError::Setting {
        assignments: assignments.join(" "),
        reason,
    }
}

/// The dotted names of all values.
pub fn paths(table: &Table) -> Vec<String> {
    let mut names = Vec::new();
    for (name, value) in table {
        match value {
            Value::Table(inner) => {
                names.extend(paths(inner).iter().map(|rest| format!("{name}.{rest}")));
            }
            _ => names.push(name.clone()),
        }
    }
    names
}

fn get<'a>(table: &'a Table, name: &str) -> Option<&'a Value> {
    match name.split_once('.') {
        None => table.get(name),
        Some((first, rest)) => get(table.get(first)?.as_table()?, rest),
    }
}

/// The name most like another, if one is. A name without dots may also be like a last word.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let like = |known: &str| {
        let last = known.rsplit('.').next().filter(|_| !name.contains('.'));
        let words = strsim::normalized_damerau_levenshtein(name, last.unwrap_or(known));
        words.max(strsim::normalized_damerau_levenshtein(name, known))
    };
    let known = known.into_iter().map(|known| (like(known), known));
    let best = known.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.filter(|(like, _)| *like >= ALIKE)
        .map(|(_, known)| known.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::config::{AnyConfig, catalogue::find};

    fn set(config: &str, assignments: &[&str]) -> Result<AnyConfig, String> {
        let mut config = find(config).unwrap();
        let assignments: Vec<String> = assignments.iter().map(|&one| one.to_owned()).collect();
        config
            .set(&assignments)
            .map_err(|error| error.to_string())?;
        Ok(config)
    }

    fn text(config: &str, assignments: &[&str]) -> String {
        set(config, assignments).unwrap().to_toml().unwrap()
    }

    #[test]
    fn any_setting_can_be_changed() {
        let changed = text(
            "groovae_4bar",
            &[
                "network.latents=7",
                "network.decoder.layers=[5, 6]",
                "keep=1",
                "task.cut=rhythms",
                "free_bits.per=dimension",
                "sampling.schedule=inverse_sigmoid",
                "sampling.rate=1000",
            ],
        );
        for line in [
            "latents = 7\n",
            "layers = [5, 6]\n",
            "keep = 1.0\n",
            "cut = \"rhythms\"\n",
            "per = \"dimension\"\n",
            "schedule = \"inverse_sigmoid\"\n",
        ] {
            assert!(changed.contains(line), "{line} {changed}");
        }
        let ours = text(
            "quatrain_4bar",
            &["network.phrase=3", "augment.until_pass=9"],
        );
        assert!(ours.contains("phrase = 3\n") && ours.contains("until_pass = 9\n"));
    }

    #[test]
    fn a_kind_is_changed_with_what_it_needs() {
        let line = text("groovae_4bar", &["beta.schedule=linear", "beta.steps=100"]);
        assert!(
            line.contains("steps = 100") && !line.contains("rate = 0.0\n\n[free"),
            "{line}"
        );
        let whole = text(
            "groovae_4bar",
            &["beta={schedule=\"linear\", most=0.5, steps=3}"],
        );
        assert!(whole.contains("most = 0.5"), "{whole}");
        let error = set("groovae_4bar", &["beta.schedule=linear"]).unwrap_err();
        assert!(
            error.contains("steps") && error.contains("\"reference\""),
            "{error}"
        );
        let value = text("groovae_4bar", &["clip_mode=value", "grad_clip=0.5"]);
        assert!(value.contains("mode = \"value\""), "{value}");
    }

    #[test]
    fn the_references_names_are_understood() {
        let theirs = [
            "z_size=9",
            "enc_rnn_size=[3]",
            "batch_size=2",
            "free_bits=1.5",
            "max_beta=0.1",
        ];
        let ours = [
            "network.latents=9",
            "network.encoder.layers=[3]",
            "updates.batch=2",
            "free_bits.bits=1.5",
            "beta.most=0.1",
        ];
        assert_eq!(set("groovae_4bar", &theirs), set("groovae_4bar", &ours));
        let error = set("groovae_4bar", &["max_seq_len=32"]).unwrap_err();
        assert!(error.contains("task.bars"), "{error}");
    }

    #[test]
    fn an_unknown_name_is_told_the_nearest() {
        for (wrong, right) in [
            ("network.latent=1", "`network.latents`"),
            ("latents=1", "`network.latents`"),
            ("network.decoder.layer=[1]", "`network.decoder.layers`"),
            ("netwrk.latents=1", "`network.latents`"),
            ("beta.mots=1", "`beta.most`"),
        ] {
            let error = set("groovae_4bar", &[wrong]).unwrap_err();
            assert!(error.contains(right), "{wrong}: {error}");
        }
        let error = set("groovae_4bar", &["xyz=1"]).unwrap_err();
        assert!(error.contains("quatrain configs"), "{error}");
        let error = set("quatrain_4bar", &["network.phrases=1"]).unwrap_err();
        assert!(error.contains("`network.phrase`"), "{error}");
    }

    #[test]
    fn a_value_of_another_type_is_refused_with_what_was_there() {
        for (wrong, was) in [
            ("network.latents=many", "network.latents was 256"),
            ("network.encoder.layers=512", "was [512]"),
            ("task.tap=1", "task.tap was false"),
            ("updates.batch=1.5", "updates.batch was 512"),
        ] {
            let error = set("groovae_4bar", &[wrong]).unwrap_err();
            assert!(
                error.contains(was) && error.contains(wrong),
                "{wrong}: {error}"
            );
        }
        assert!(set("groovae_4bar", &["network.latents"]).is_err());
    }

    #[test]
    fn what_makes_no_network_is_refused_and_nothing_is_changed() {
        let mut config = find("hierarchical_4bar").unwrap();
        let before = config.clone();
        let error = config.set(&["task.bars=2".to_owned()]).unwrap_err();
        assert!(error.to_string().contains("levels"), "{error}");
        assert_eq!(config, before);
    }
}
