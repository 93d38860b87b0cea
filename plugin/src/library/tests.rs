//! The clerk's errands, in a folder of the test's own.

use std::{
    fs,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::*;
use crate::{
    params::{Controls, Setting},
    preset::{Owner, Preset, Title},
    scene::Scene,
    state::State,
};

fn preset(name: &str, morph: f32) -> Box<Preset> {
    Box::new(Preset {
        title: Title {
            name: name.into(),
            ..Title::default()
        },
        scene: Scene {
            setting: Setting::of(&Controls::default()).with_number("morph", morph),
            state: State::default(),
        },
    })
}

fn save(name: &str, morph: f32, may_replace: bool) -> Errand {
    Errand::Save {
        preset: preset(name, morph),
        may_replace,
    }
}

/// Sends the clerk and waits for what comes of it.
fn news(library: &Library, errand: Errand) -> News {
    library.ask(errand);
    let began = Instant::now();
    loop {
        if let Some(news) = library.news().pop() {
            return news;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "no news");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The user's presets.
fn of_user(library: &Library) -> Vec<Entry> {
    let presets = library.shelves().presets;
    let of_user = presets.iter().filter(|entry| entry.owner() == Owner::User);
    of_user.cloned().collect()
}

fn opened() -> (TempDir, Library) {
    let folder = tempfile::tempdir().expect("a folder");
    let library = Library::at(Places {
        presets: Some(folder.path().join("not/yet/there")),
        models: Some(folder.path().join("models")),
    });
    (folder, library)
}

#[test]
fn what_is_saved_can_be_loaded_and_is_replaced_by_leave_alone() {
    let (_folder, library) = opened();
    let saved = news(&library, save("Mine", 0.25, false));
    assert!(matches!(saved, News::Saved(mark) if mark.title.name == "Mine"));
    let again = news(&library, save("Mine", 0.75, false));
    assert!(matches!(again, News::IsThere(_)));
    let [entry] = of_user(&library).try_into().expect("one");
    let morph = |library: &Library, entry: &Entry| match news(library, Errand::Load(entry.clone()))
    {
        News::Loaded(preset, mark) => {
            assert_eq!((mark.owner, mark.is_changed), (Owner::User, false));
            preset.scene.setting.request().morph()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(morph(&library, &entry), 0.25);
    assert!(matches!(
        news(&library, save("Mine", 0.75, true)),
        News::Saved(_)
    ));
    assert_eq!(morph(&library, &entry), 0.75);
    assert!(matches!(
        news(&library, Errand::Delete(entry)),
        News::Deleted(_)
    ));
    assert!(of_user(&library).is_empty());
}

#[test]
fn files_that_are_no_presets_are_shown_with_their_trouble() {
    let (folder, library) = opened();
    let place = folder.path().join("not/yet/there");
    fs::create_dir_all(&place).expect("a folder");
    fs::write(
        place.join("Torn.quatrain"),
        b"{\"format\": \"quatrain-preset\"",
    )
    .expect("a file");
    fs::write(place.join("Noise.quatrain"), [0xff, 0, 0x80]).expect("a file");
    fs::write(place.join("other.txt"), b"").expect("a file");
    fs::create_dir(place.join("Folder.quatrain")).expect("a folder");
    assert!(matches!(
        news(&library, save("Whole", 0.5, false)),
        News::Saved(_)
    ));
    let entries = of_user(&library);
    let seen: Vec<_> = entries
        .iter()
        .map(|entry| (entry.title.name.as_str(), entry.trouble.is_some()))
        .collect();
    let expected = [
        ("Folder", true),
        ("Noise", true),
        ("Torn", true),
        ("Whole", false),
    ];
    assert_eq!(seen, expected);
    for entry in &entries[..3] {
        let News::Failed(words) = news(&library, Errand::Load(entry.clone())) else {
            panic!("it is none");
        };
        assert!(words.contains(&entry.title.name), "{words}");
    }
}

#[test]
fn names_that_are_none_and_places_that_cannot_be_written_are_told() {
    let (folder, library) = opened();
    let News::Failed(words) = news(&library, save("  ", 0.5, false)) else {
        panic!("it has no name")
    };
    assert!(words.contains("type a name"), "{words}");
    fs::write(folder.path().join("not"), b"a file").expect("a file");
    let News::Failed(words) = news(&library, save("Mine", 0.5, true)) else {
        panic!("there is no folder")
    };
    assert!(words.contains("not/yet/there"), "{words}");
}

#[test]
fn the_factorys_presets_lie_first_and_stay() {
    let (_folder, library) = opened();
    assert!(matches!(
        news(&library, save("Mine", 0.5, false)),
        News::Saved(_)
    ));
    let presets = library.shelves().presets;
    let owners: Vec<_> = presets.iter().map(Entry::owner).collect();
    assert!(owners.is_sorted() && owners.contains(&Owner::Factory));
    let first = presets[0].clone();
    assert!(matches!(
        news(&library, Errand::Delete(first.clone())),
        News::Failed(_)
    ));
    assert!(matches!(
        news(&library, Errand::Load(first)),
        News::Loaded(..)
    ));
}

#[test]
fn models_are_listed_by_their_cards_and_torn_ones_with_their_trouble() {
    let (folder, library) = opened();
    for name in ["empty", "torn"] {
        fs::create_dir_all(folder.path().join("models").join(name)).expect("a folder");
    }
    fs::write(folder.path().join("models/torn/card.toml"), "format = ").expect("a file");
    assert!(matches!(
        news(&library, save("Mine", 0.5, false)),
        News::Saved(_)
    ));
    let models = library.shelves().models;
    assert_eq!(models.len(), 1);
    assert!(models[0].card.is_err() && models[0].name() == "torn");
    let place = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
    let shipped = installed::installed(Some(&place));
    let shipped = shipped
        .iter()
        .find(|model| model.name() == "Quatrain 4 Bar");
    let shipped = shipped.expect("it is in the repository");
    let (identity, card) = shipped.card.as_ref().expect("it is whole");
    assert_eq!(identity.name, card.name);
    assert_eq!(identity.sha256.len(), 64);
}
